include(GNUInstallDirs)

# epi_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...] [CPU_LEVEL <x86-64-v2|x86-64-v3|x86-64-v4>])
#
# A model module <name>.so that the host can load: hidden visibility, only the ABI's two symbols exported, no
# undefined symbols, and arithmetic that neither the optimiser nor the batch may change (no contraction, no
# fast-math). CPU_LEVEL names the oldest processor it runs on; default ${EPI_CPU_LEVEL}, empty: the compiler's.
# Built into ${EPI_PLUGIN_OUTPUT_DIRECTORY} if set, installed to lib/epi/plugins; if the project has tests enabled,
# a test named <name>.exports checks the exported symbols.
function(epi_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "" "CPU_LEVEL" "SOURCES;LIBRARIES")
  if(plugin_UNPARSED_ARGUMENTS OR NOT plugin_SOURCES)
    message(FATAL_ERROR "usage: epi_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...] [CPU_LEVEL <level>])")
  endif()
  if(NOT plugin_CPU_LEVEL)
    set(plugin_CPU_LEVEL "${EPI_CPU_LEVEL}")
  endif()

  add_library(${name} MODULE ${plugin_SOURCES})
  set_target_properties(
    ${name}
    PROPERTIES PREFIX ""
               SUFFIX ".so"
               C_VISIBILITY_PRESET hidden
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               LINK_DEPENDS ${EPI_SDK_CMAKE_DIR}/epi_plugin.map)
  if(EPI_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${EPI_PLUGIN_OUTPUT_DIRECTORY})
  endif()
  target_link_libraries(${name} PRIVATE epi::sdk ${plugin_LIBRARIES})
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  if(plugin_CPU_LEVEL)
    target_compile_options(${name} PRIVATE -march=${plugin_CPU_LEVEL})
  endif()
  target_link_options(${name} PRIVATE -Wl,--version-script=${EPI_SDK_CMAKE_DIR}/epi_plugin.map)
  if(TARGET epi_sanitizers)
    target_link_libraries(${name} PRIVATE epi_sanitizers)
  endif()
  if(NOT EPI_SANITIZERS) # a sanitizer's run-time library leaves its symbols to be found in the program
    target_link_options(${name} PRIVATE -Wl,-z,defs)
    target_compile_options(${name} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O3>)
  endif()

  install(TARGETS ${name} LIBRARY DESTINATION lib/epi/plugins)
  if(BUILD_TESTING OR EPI_BUILD_TESTS)
    add_test(NAME ${name}.exports COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DMODULE=$<TARGET_FILE:${name}> -P
                                          ${EPI_SDK_CMAKE_DIR}/EpiCheckExports.cmake)
  endif()
endfunction()
