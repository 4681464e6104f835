# epi_warnings: strict compiler warnings for our own code. Link it PRIVATE, so that nobody inherits them.
add_library(epi_warnings INTERFACE)
target_compile_options(
  epi_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wdouble-promotion -Wformat=2
            -Wundef $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
            # GCC 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
            $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
            $<$<BOOL:${EPI_WARNINGS_AS_ERRORS}>:-Werror>)
