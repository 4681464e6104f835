# cmake -DSYMBOL=<name> -DFILE=<text> -DSOURCE=<cpp> -P WriteTextAsSource.cmake
file(READ ${FILE} content)
string(FIND "${content}" ")epi\"" position)
if(NOT position EQUAL -1)
  message(FATAL_ERROR "${FILE} contains the end mark of the string literal it is written into")
endif()
file(WRITE ${SOURCE} "#include <string_view>

namespace epi {
extern const std::string_view ${SYMBOL};
const std::string_view ${SYMBOL} = R\"epi(${content})epi\";
}  // namespace epi
")
