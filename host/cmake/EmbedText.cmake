# epi_embed_text(TARGET SYMBOL name FILE path)
#
# Puts the content of a text file into a target as `extern const std::string_view epi::<name>`, so that the
# program does not have to find the file. Rebuilt when the file changes.
function(epi_embed_text target)
  cmake_parse_arguments(PARSE_ARGV 1 text "" "SYMBOL;FILE" "")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${text_SYMBOL}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${text_SYMBOL} -DFILE=${text_FILE} -DSOURCE=${source} -P
            ${PROJECT_SOURCE_DIR}/host/cmake/WriteTextAsSource.cmake
    DEPENDS ${text_FILE} ${PROJECT_SOURCE_DIR}/host/cmake/WriteTextAsSource.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()
