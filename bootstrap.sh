#!/usr/bin/env bash
# From a fresh checkout on Debian 12 to a built, tested and demonstrated program. See --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What the build, the program and its tests need.
packages=(
  build-essential cmake ninja-build ccache git pkg-config python3 python3-numpy
  libtorch-dev libopenblas0-pthread
  libboost-dev libboost-program-options-dev libeigen3-dev libfmt-dev nlohmann-json3-dev libvalijson-dev libsodium-dev
  libnetcdf-dev libgtest-dev libgmock-dev
)
# The part of them that another LibTorch, found through CMAKE_PREFIX_PATH, replaces.
libtorch_packages=(libtorch-dev libopenblas0-pthread)

build_folder=build/release
log=build/bootstrap.log
demo_folder=runs/lds-demo

usage() {
  cat <<END
Usage: ./bootstrap.sh COMMAND [--jobs N]

Commands
  build      install missing Debian packages, configure, build
  demo       build, then infer the parameters of the linear circuit that oscillates at 1 Hz, and sum it up
  test       build, then run all tests that take seconds
  science    build, run the tests that infer distributions and compare them with known answers, then infer every
             property that ships and write docs/results.md (very long; goes on where it was interrupted)
  packages   print the Debian packages that are needed

Options
  --jobs N   compile and test N at a time (default: one a core, and 2 GB of memory each)

Environment
  CMAKE_PREFIX_PATH   folder of another LibTorch than Debian's, e.g. /opt/libtorch
  CCACHE_DIR          folder of the compiler cache

Running a command again does only what is left to do. Details go to $log.
Example: ./bootstrap.sh demo
END
}

fail() {
  printf 'bootstrap: %s\n' "$*" >&2
  exit 1
}

# step WORDS COMMAND...: runs a command into the log; shows what it did, how long it took, and the end of the log if it
# failed.
step() {
  local words=$1 start=$SECONDS status=0
  shift
  printf '%-60s ' "$words"
  printf '\n==> %s: %s\n' "$words" "$*" >>"$log"
  "$@" >>"$log" 2>&1 || status=$?
  if ((status != 0)); then
    printf 'failed\n\n'
    tail -n 40 "$log" >&2
    fail "\"$words\" failed with status $status; the whole log is $PWD/$log"
  fi
  printf '%4d s\n' "$((SECONDS - start))"
}

has_own_libtorch() {
  local folder
  local -a folders
  IFS=':;' read -r -a folders <<<"${CMAKE_PREFIX_PATH:-}"
  for folder in "${folders[@]}"; do
    if [[ -f $folder/share/cmake/Torch/TorchConfig.cmake ]]; then return 0; fi
  done
  return 1
}

# The packages that this machine must have, one a line.
needed_packages() {
  local package
  for package in "${packages[@]}"; do
    if [[ " ${libtorch_packages[*]} " == *" $package "* ]] && has_own_libtorch; then continue; fi
    printf '%s\n' "$package"
  done
}

missing_packages() {
  local package status
  while read -r package; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || status=missing
    if [[ $status != installed ]]; then printf '%s\n' "$package"; fi
  done < <(needed_packages)
}

install_packages() {
  local -a missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    printf 'bootstrap: not a Debian system; going on with whatever CMake finds here\n' >&2
    return
  fi
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} == 0)); then return; fi
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      fail "missing packages, and no right to install them. Ask an administrator for:
  apt-get install --no-install-recommends ${missing[*]}"
    fi
    as_root=(sudo -n)
  fi
  step "Read the package lists" "${as_root[@]}" apt-get update -q
  step "Install ${#missing[@]} packages" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# One job a core, but no more than memory allows: a file that includes LibTorch takes up to 2 GB to compile.
default_jobs() {
  local cores memory_kb by_memory
  cores=$(nproc)
  memory_kb=$(awk '/^MemTotal:/ {print $2}' /proc/meminfo)
  by_memory=$((memory_kb / 2000000))
  if ((by_memory < 1)); then by_memory=1; fi
  echo $((cores < by_memory ? cores : by_memory))
}

build() {
  mkdir -p "$(dirname "$log")"
  : >"$log"
  install_packages
  step "Configure" cmake --preset release
  step "Build with $jobs jobs" cmake --build "$build_folder" --parallel "$jobs"
}

# run_tests WORDS CTEST_OPTIONS...
run_tests() {
  local words=$1
  shift
  step "$words" ctest --test-dir "$build_folder" --output-on-failure --no-tests=error --parallel "$jobs" "$@"
  grep 'tests passed' "$log" | tail -n 1
}

demo() {
  local epi=$build_folder/bin/epi status=0
  "$epi" run --model lds --property oscillation_1hz --out "$demo_folder" --overwrite || status=$?
  # 3: the budget ended before the property was met; the summary says how far it came.
  if ((status == 0 || status == 3)); then "$epi" summary "$demo_folder"; fi
  return "$status"
}

command=
jobs=$(default_jobs)
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --jobs)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--jobs needs a number of at least 1"
      jobs=$2
      shift
      ;;
    -*) fail "unknown option $1; see ./bootstrap.sh --help" ;;
    *)
      [[ -z $command ]] || fail "one command at a time; see ./bootstrap.sh --help"
      command=$1
      ;;
  esac
  shift
done

case $command in
  build) build ;;
  demo)
    build
    demo
    ;;
  test)
    build
    run_tests "Test" --label-exclude 'science|slow'
    ;;
  science)
    build
    run_tests "Test the science" --label-regex science
    python3 -B tests/science/results.py --parallel "$jobs"
    ;;
  packages) needed_packages ;;
  '')
    usage >&2
    exit 1
    ;;
  *) fail "unknown command $command; see ./bootstrap.sh --help" ;;
esac
