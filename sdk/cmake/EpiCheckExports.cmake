# cmake -DNM=<nm> -DMODULE=<file> -P EpiCheckExports.cmake
# Fails unless the module exports exactly the symbols of the ABI.
execute_process(COMMAND ${NM} -D --defined-only ${MODULE} OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${listing}")
set(symbols "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^.* ([^ ]+)$" "\\1" symbol "${line}")
  list(APPEND symbols ${symbol})
endforeach()
list(SORT symbols)
if(NOT symbols STREQUAL "epi_module_entry;epi_module_note")
  message(FATAL_ERROR "${MODULE} exports '${symbols}'; allowed and needed: epi_module_entry, epi_module_note")
endif()
