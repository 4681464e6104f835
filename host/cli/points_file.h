#pragma once

#include <string>
#include <vector>

namespace epi::cli {

/// Rows of numbers whose columns are named by the file's header.
struct Points {
  std::vector<std::string> names;  ///< columns that were wanted and are there, in the order of the file
  std::vector<std::vector<double>> rows;
  std::vector<std::string> passed_over;  ///< columns that were not wanted
};

/// Which columns a points file may and must have.
struct WantedColumns {
  std::vector<std::string> names;
  bool all_required = false;                  ///< each of `names` must be there
  std::vector<std::string> passed_over = {};  ///< other names that may be there and are not read
  bool pass_over_any = false;                 ///< so may any other
};

/// Reads a CSV file of points, "-" for stdin: a header of names, then finite numbers. Lines that are empty or
/// begin with # are passed over, fields may be in double quotes, line ends may be those of Windows.
/// @throws Error(io) if it cannot be read; Error(config) with file:line:column for anything else, with a
/// suggestion
///   for an unknown name.
Points read_points(const std::string& file, const WantedColumns& wanted);

}  // namespace epi::cli
