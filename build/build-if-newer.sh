# Builds the command when it has not been built, or when a source is newer than the last build. Sourced by ./holdfast,
# which sets root and JAVA_HOME and has sourced maven.sh. When nothing changed this costs one find.

# What the command is made of: every module except those that only use it.
sources() {
  local module
  printf '%s\n' "$root/pom.xml" "$root/mvnw" "$root/.mvn"
  for module in "$root"/*/pom.xml; do
    module=${module%/pom.xml}
    case $module in
      */bench | */clinic | */conformance) continue ;;
    esac
    printf '%s\n' "$module/pom.xml"
    [ ! -d "$module/src/main" ] || printf '%s\n' "$module/src/main"
  done
  page_sources
}

up_to_date() {
  [ -f "$built" ] && [ -f "$command_folder/holdfast.jar" ] && [ -d "$command_folder/lib" ] || return 1
  local list newer
  IFS=$'\n' read -r -d '' -a list < <(sources) || true
  # Directories are looked at too: a file that was deleted makes its directory newer. head ends find at the first hit.
  newer=$({ find "${list[@]}" -newer "$built" -print 2>/dev/null || true; } | head -n 1)
  [ -z "$newer" ]
}

build_if_newer() {
  command_folder=$root/cli/target/run
  built=$command_folder/built
  up_to_date && return 0

  mkdir -p "$root/target" || return 2
  if command -v flock >/dev/null 2>&1; then
    (
      flock -n 9 || {
        echo "holdfast: waiting for a build that is already running." >&2
        flock 9
      }
      up_to_date || build 9>&-
    ) 9>"$root/target/build.lock"
  else
    (
      lock_by_directory
      trap 'rm -rf "$root/target/build.lock.d"' EXIT
      trap 'exit 130' INT TERM
      up_to_date || build
    )
  fi
}

# Where there is no flock: making a directory succeeds for one process only. A lock whose owner is gone is taken over.
lock_by_directory() {
  local lock=$root/target/build.lock.d said= owner
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ -n "$said" ] || echo "holdfast: waiting for a build that is already running." >&2
    said=yes
    sleep 1
  done
  echo "$$" >"$lock/pid"
}

build() {
  local log=$root/target/build.log
  if [ -d "$command_folder/lib" ]; then
    echo "holdfast: sources are newer than the last build: building, a few seconds." >&2
  else
    echo "holdfast: first use: building; libraries are downloaded once, which can take a minute or two." >&2
  fi
  # Taken before the build, so that a file saved while it runs is newer than it.
  mkdir -p "$command_folder"
  touch "$built.new"
  # Until this build has succeeded nothing counts as built. And Maven would overwrite the jar in place, under the feet
  # of a server that runs from it.
  rm -f "$built" "$command_folder/holdfast.jar"
  build_pages "$root/target"
  # For so short a run the JVM's second compiler costs more than it brings.
  if MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}" \
    maven -q -Dstyle.color=never -T 1C -P 'run,!test-fixtures' -pl cli -am package >"$log" 2>&1; then
    mv "$built.new" "$built"
    return 0
  fi
  rm -f "$built.new"
  echo "holdfast: the build failed:" >&2
  # Maven's advice on how to run Maven is not part of what went wrong.
  { grep -E '^\[ERROR\]' "$log" || cat "$log"; } |
    grep -Ev '^\[ERROR\] *$|-e switch|-X switch|\[Help|For more information|After correcting|mvn <args>' |
    head -n 20 >&2 || true
  echo "holdfast: the whole log is $log" >&2
  return 2
}
