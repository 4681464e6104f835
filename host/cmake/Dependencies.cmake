# Every external package of the host, in one place.
find_package(Torch 1.13 REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(netcdf REQUIRED IMPORTED_TARGET GLOBAL netcdf) # global: tests read files through it, too
find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp REQUIRED)
