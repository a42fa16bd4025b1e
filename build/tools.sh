# Tools of the operating system that tests need. Sourced by ./check, which keeps the list of skips.

# need TOOL [PACKAGE]: finds the tool, installs it where that is possible without asking, or notes what is skipped.
need() {
  local tool=$1 package=${2:-$1}
  command -v "$tool" >/dev/null 2>&1 || install_package "$package" "command -v $tool" "tests that need $tool"
}

# need_python MODULE: the same for a module of Debian's Python, whose packages are not everybody's python3's.
need_python() {
  local test="/usr/bin/python3 -c 'import $1'"
  eval "$test" >/dev/null 2>&1 || install_package "python3-$1" "$test" "tests that need Python's $1"
}

# install_package PACKAGE TEST WHAT: TEST succeeds when it is there, WHAT is skipped when it can't be had.
install_package() {
  local package=$1 there=$2 what=$3 as_root=
  if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then
      as_root=env
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      as_root="sudo -n"
    fi
  fi
  if [ -z "$as_root" ]; then
    skips+=("$what, which is missing and can't be installed here without root and apt-get")
    return 0
  fi
  echo "check: installing $package, which tests need"
  # shellcheck disable=SC2086
  if ! $as_root apt-get update -q >/dev/null 2>&1 </dev/null ||
    ! $as_root apt-get install -q -y "$package" >/dev/null 2>&1 </dev/null ||
    ! eval "$there" >/dev/null 2>&1; then
    skips+=("$what, which is missing and which apt-get could not install")
  fi
}
