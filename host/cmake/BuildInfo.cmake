# Writes run/build_info.h: versions that the program reports about itself. Run at build time, so that the commit
# is that of the build; the file only changes when its content does.
#   -DOUTPUT=... -DVERSION=... -DLIBTORCH=... -DDESCRIPTION=... -DSOURCE_DIR=...
set(git "")
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT} rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE git
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  execute_process(COMMAND ${GIT} status --porcelain --untracked-files=no WORKING_DIRECTORY ${SOURCE_DIR}
                  OUTPUT_VARIABLE changes ERROR_QUIET)
  if(git AND changes)
    string(APPEND git "+changes")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[#pragma once

#define EPI_BUILD_VERSION "@VERSION@"
#define EPI_BUILD_GIT "@git@"
#define EPI_BUILD_LIBTORCH "@LIBTORCH@"
#define EPI_BUILD_DESCRIPTION "@DESCRIPTION@"
]])
