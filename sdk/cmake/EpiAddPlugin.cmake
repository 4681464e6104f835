include(GNUInstallDirs)
include(CheckCCompilerFlag)
include(CheckCXXCompilerFlag)

# epi_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...] [CPU_LEVEL <level>] [CPU_LEVELS <level>...])
#
# A model module <name>.so that the host can load: hidden visibility, only the ABI's two symbols exported, no
# undefined symbols, and arithmetic that neither the optimiser nor the batch may change (no contraction, no
# fast-math). CPU_LEVEL (x86-64-v2, x86-64-v3 or x86-64-v4) names the oldest processor it runs on; default
# ${EPI_CPU_LEVEL}, empty: the compiler's. CPU_LEVELS names newer ones, for each of which a second build goes to
# <level>/<name>.so beside the first: the host takes the best that the processor can run. Default
# ${EPI_PLUGIN_CPU_LEVELS}.
# Built into ${EPI_PLUGIN_OUTPUT_DIRECTORY} if set, installed to lib/epi/plugins; if the project has tests enabled,
# a test named <name>.exports checks the exported symbols.
function(epi_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "" "CPU_LEVEL" "SOURCES;LIBRARIES;CPU_LEVELS")
  if(plugin_UNPARSED_ARGUMENTS OR NOT plugin_SOURCES)
    message(FATAL_ERROR "usage: epi_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...] [CPU_LEVEL <level>] "
                        "[CPU_LEVELS <level>...])")
  endif()
  if(NOT plugin_CPU_LEVEL)
    set(plugin_CPU_LEVEL "${EPI_CPU_LEVEL}")
  endif()
  if(NOT DEFINED plugin_CPU_LEVELS)
    set(plugin_CPU_LEVELS "${EPI_PLUGIN_CPU_LEVELS}")
  endif()

  epi_add_plugin_build(${name} ${name} "" "${plugin_CPU_LEVEL}" "${plugin_SOURCES}" "${plugin_LIBRARIES}")
  foreach(level IN LISTS plugin_CPU_LEVELS)
    epi_add_plugin_build(${name}.${level} ${name} /${level} ${level} "${plugin_SOURCES}" "${plugin_LIBRARIES}")
    add_dependencies(${name} ${name}.${level})
  endforeach()

  if(BUILD_TESTING OR EPI_BUILD_TESTS)
    add_test(NAME ${name}.exports COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DMODULE=$<TARGET_FILE:${name}> -P
                                          ${EPI_SDK_CMAKE_DIR}/EpiCheckExports.cmake)
  endif()
endfunction()

# One build of a module: target, name of the file, folder below the plugin folder, processor level ("": the compiler's).
function(epi_add_plugin_build target name folder level sources libraries)
  add_library(${target} MODULE ${sources})
  set_target_properties(
    ${target}
    PROPERTIES PREFIX ""
               SUFFIX ".so"
               OUTPUT_NAME ${name}
               C_VISIBILITY_PRESET hidden
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               LINK_DEPENDS ${EPI_SDK_CMAKE_DIR}/epi_plugin.map)
  if(EPI_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${EPI_PLUGIN_OUTPUT_DIRECTORY}${folder})
  elseif(folder)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}${folder})
  endif()
  target_link_libraries(${target} PRIVATE epi::sdk ${libraries})
  target_compile_options(${target} PRIVATE -ffp-contract=off)
  if(level)
    target_compile_options(${target} PRIVATE -march=${level})
  endif()
  target_link_options(${target} PRIVATE -Wl,--version-script=${EPI_SDK_CMAKE_DIR}/epi_plugin.map)
  if(TARGET epi_sanitizers)
    target_link_libraries(${target} PRIVATE epi_sanitizers)
  endif()
  if(NOT EPI_SANITIZERS) # a sanitizer's run-time library leaves its symbols to be found in the program
    target_link_options(${target} PRIVATE -Wl,-z,defs)
    target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O3>)
  endif()
  install(TARGETS ${target} LIBRARY DESTINATION lib/epi/plugins${folder})
endfunction()

# The processor levels above the compiler's own for which modules are built a second time.
if(NOT DEFINED EPI_PLUGIN_CPU_LEVELS)
  set(levels "")
  if(NOT EPI_SANITIZERS)
    if(CMAKE_CXX_COMPILER)
      check_cxx_compiler_flag(-march=x86-64-v3 EPI_COMPILER_KNOWS_CPU_LEVELS)
    else()
      check_c_compiler_flag(-march=x86-64-v3 EPI_COMPILER_KNOWS_CPU_LEVELS)
    endif()
    if(EPI_COMPILER_KNOWS_CPU_LEVELS)
      set(levels x86-64-v3 x86-64-v4)
    endif()
  endif()
  set(EPI_PLUGIN_CPU_LEVELS "${levels}" CACHE STRING "Processor levels for which modules get a build of their own")
endif()
