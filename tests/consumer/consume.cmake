# cmake -DSDK_BUILD=<build tree> -DPROJECT=<folder> -DWORK=<scratch> -DGENERATOR=... -DCC=... -DCXX=... -P consume.cmake
# Installs the SDK to a fresh place, then configures, builds, installs and tests an outsider's project against it.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${SDK_BUILD} --prefix ${WORK}/sdk --component sdk)
run(${CMAKE_COMMAND} -S ${PROJECT} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${WORK}/sdk
    -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --no-tests=error) # the export check of epi_add_plugin
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/installed)
file(GLOB modules ${WORK}/installed/lib/epi/plugins/*.so)
list(LENGTH modules count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "one module must be installed to lib/epi/plugins, not '${modules}'")
endif()
