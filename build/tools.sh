# Tools of the operating system that tests need. Sourced by ./check, which keeps the list of skips.

# need TOOL [PACKAGE]: finds the tool, installs it where that is possible without asking, or notes what is skipped.
need() {
  local tool=$1 package=${2:-$1} as_root=
  if command -v "$tool" >/dev/null 2>&1; then
    return 0
  fi
  if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then
      as_root=env
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      as_root="sudo -n"
    fi
  fi
  if [ -z "$as_root" ]; then
    skips+=("tests that need $tool, which is missing and can't be installed here without root and apt-get")
    return 0
  fi
  echo "check: installing $package, which tests need"
  # shellcheck disable=SC2086
  if ! $as_root apt-get update -q >/dev/null 2>&1 </dev/null ||
    ! $as_root apt-get install -q -y "$package" >/dev/null 2>&1 </dev/null ||
    ! command -v "$tool" >/dev/null 2>&1; then
    skips+=("tests that need $tool, which is missing and which apt-get could not install")
  fi
}
