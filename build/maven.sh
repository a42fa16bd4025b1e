# Runs the Maven wrapper at the root. Sourced by ./holdfast and ./check, which set root and JAVA_HOME.

# maven ARGUMENT...: ends with status 124 when it takes longer than maven_limit, such as 19m, where that is set and the
# system has timeout.
maven() {
  local limit=
  if [ -n "${maven_limit:-}" ] && command -v timeout >/dev/null 2>&1; then
    limit="timeout --foreground --kill-after=10 $maven_limit"
  fi
  if ! home_is_writable; then
    # An account without a home of its own, as services and containers have them: everything stays in the checkout.
    export MAVEN_USER_HOME=$root/.holdfast/maven
    set -- "-Dmaven.repo.local=$MAVEN_USER_HOME/repository" "$@"
  fi
  # shellcheck disable=SC2086
  (cd "$root" && exec $limit ./mvnw -B -ntp "$@") </dev/null
}

home_is_writable() {
  [ -n "${HOME:-}" ] && { [ -w "$HOME/.m2" ] || { [ ! -e "$HOME/.m2" ] && [ -w "$HOME" ]; }; }
}
