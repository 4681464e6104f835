# epi_room(NAME SOURCES file... [DEPENDS target...])
#
# One room of the host library: a static target epi_<NAME> whose files are listed by hand. Rooms share the
# include root host/src; which room may include which is checked by tests/tools/check_includes.py.
function(epi_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;DEPENDS")
  list(TRANSFORM room_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/host/src/${name}/)
  add_library(epi_${name} STATIC ${room_SOURCES})
  target_include_directories(epi_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host/src ${PROJECT_SOURCE_DIR}/host/include)
  target_compile_features(epi_${name} PUBLIC cxx_std_20)
  target_link_libraries(epi_${name} PUBLIC ${room_DEPENDS} PRIVATE epi_warnings)
endfunction()

# epi_leveled_sources(TARGET file SYMBOLS_AS NAME)
#
# Compiles one source of a room for the compiler's own processor level and once more for x86-64-v3 and v4, so that the
# program can choose at run time. Every build defines NAME as the symbol of its level (kCompiled, kV3, kV4);
# the room sees EPI_CPU_LEVEL_BUILDS=1 if there is more than one. Such a source must keep everything it defines in a namespace of its level.
function(epi_leveled_sources target file)
  cmake_parse_arguments(PARSE_ARGV 2 leveled "" "SYMBOLS_AS" "")
  set(levels compiled)
  if(NOT EPI_SANITIZERS)
    include(CheckCXXCompilerFlag)
    check_cxx_compiler_flag(-march=x86-64-v4 EPI_COMPILER_KNOWS_CPU_LEVELS_CXX)
    if(EPI_COMPILER_KNOWS_CPU_LEVELS_CXX)
      list(APPEND levels x86-64-v3 x86-64-v4)
      target_compile_definitions(${target} PRIVATE EPI_CPU_LEVEL_BUILDS=1)
    endif()
  endif()
  foreach(level IN LISTS levels)
    string(REPLACE - _ name ${level})
    string(REGEX REPLACE "^.*-v" "V" symbol ${level})
    string(REGEX REPLACE "^c" "C" symbol ${symbol})
    add_library(${target}_${name} OBJECT ${file})
    target_include_directories(${target}_${name} PRIVATE ${PROJECT_SOURCE_DIR}/host/src)
    target_compile_features(${target}_${name} PRIVATE cxx_std_20)
    target_link_libraries(${target}_${name} PRIVATE epi::sdk epi_warnings)
    target_compile_definitions(${target}_${name} PRIVATE ${leveled_SYMBOLS_AS}=k${symbol})
    # No contraction: a level's results do not depend on what the compiler makes of them. The SDK fuses by itself.
    target_compile_options(${target}_${name} PRIVATE -ffp-contract=off -fno-math-errno -Wno-psabi
                           $<$<NOT:$<CONFIG:Debug>>:-O3>)
    if(NOT level STREQUAL "compiled")
      target_compile_options(${target}_${name} PRIVATE -march=${level})
    endif()
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${name}>)
  endforeach()
endfunction()
