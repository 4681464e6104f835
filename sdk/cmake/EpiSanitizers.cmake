# EPI_SANITIZERS: a list such as "address;undefined", applied to the SDK's tests and to plugins built in this tree
# through the target epi_sanitizers. LibTorch is not built for sanitizers, so the host is left out.
set(EPI_SANITIZERS "" CACHE STRING "Sanitizers for the SDK's tests and the plugins: address, undefined, thread")

foreach(sanitizer IN LISTS EPI_SANITIZERS)
  if(NOT sanitizer MATCHES "^(address|undefined|thread)$")
    message(FATAL_ERROR "EPI_SANITIZERS: '${sanitizer}' is unknown; known: address, undefined, thread")
  endif()
endforeach()
if("address" IN_LIST EPI_SANITIZERS AND "thread" IN_LIST EPI_SANITIZERS)
  message(FATAL_ERROR "EPI_SANITIZERS: address and thread exclude each other")
endif()
if(EPI_SANITIZERS AND EPI_BUILD_HOST)
  message(FATAL_ERROR "EPI_SANITIZERS needs -DEPI_BUILD_HOST=OFF: LibTorch is not built for sanitizers")
endif()

add_library(epi_sanitizers INTERFACE)
if(EPI_SANITIZERS)
  list(JOIN EPI_SANITIZERS "," joined)
  set(flags -fsanitize=${joined} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(epi_sanitizers INTERFACE ${flags} -O0) # checked code takes minutes to optimise
  target_link_options(epi_sanitizers INTERFACE ${flags})
endif()
