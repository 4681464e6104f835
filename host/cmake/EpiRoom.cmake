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
