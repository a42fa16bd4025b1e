# Runs the Maven wrapper at the root. Sourced by ./holdfast and ./check, which set root and JAVA_HOME.

# maven ARGUMENT...: ends with status 124 when it takes longer than maven_limit, such as 19m, where that is set and the
# system has timeout.
maven() {
  local limit= home
  if [ -n "${maven_limit:-}" ] && command -v timeout >/dev/null 2>&1; then
    limit="timeout --foreground --kill-after=10 $maven_limit"
  fi
  # The wrapper takes the home from HOME, Java from the system's list of users: after su and in containers they differ,
  # or don't exist. Then everything that is downloaded stays in one place that can be written to.
  if ! keeps_files "${HOME:-}" || ! keeps_files "$(home_of_user)"; then
    home=$root/.holdfast
    ! keeps_files "${HOME:-}" || home=$HOME
    export MAVEN_USER_HOME=${MAVEN_USER_HOME:-$home/.m2}
    case ${MAVEN_OPTS:-}${MAVEN_ARGS:-} in
      *-Dmaven.repo.local=*) ;;
      *) set -- "-Dmaven.repo.local=$MAVEN_USER_HOME/repository" "$@" ;;
    esac
  fi
  # shellcheck disable=SC2086
  (cd "$root" && exec $limit ./mvnw -B -ntp "$@") </dev/null
}

keeps_files() {
  [ -n "$1" ] && { [ -w "$1/.m2" ] || { [ ! -e "$1/.m2" ] && [ -w "$1" ]; }; }
}

home_of_user() {
  eval "printf '%s\n' ~$(id -un 2>/dev/null)"
}
