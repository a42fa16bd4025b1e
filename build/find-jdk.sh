# Finds the JDK that Holdfast is built and run with. Sourced by ./holdfast and ./check; written for bash 3.2, so that
# a Mac needs nothing else.
#
# HOLDFAST_JAVA_HOME   this JDK and no other
# HOLDFAST_JDK_ROOTS   folders of JDKs to look into instead of the usual ones, separated by colons

holdfast_jdk_version=25

# find_jdk: prints the home of a JDK 25. Otherwise says on stderr, in one sentence, what to install, and returns 2.
find_jdk() {
  local home java root

  if [ -n "${HOLDFAST_JAVA_HOME:-}" ]; then
    if is_wanted_jdk "$HOLDFAST_JAVA_HOME"; then
      printf '%s\n' "$HOLDFAST_JAVA_HOME"
      return 0
    fi
    echo "holdfast: HOLDFAST_JAVA_HOME is $HOLDFAST_JAVA_HOME, which is not a JDK $holdfast_jdk_version:" \
      "unset it or point it to one." >&2
    return 2
  fi

  if [ -n "${JAVA_HOME:-}" ] && is_wanted_jdk "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi

  # The first java on the PATH is mostly a link into its JDK; a version manager's is a script that has to be asked.
  if java=$(command -v java 2>/dev/null); then
    home=$(dirname "$(dirname "$(link_target "$java")")")
    if [ ! -f "$home/release" ]; then
      home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1) || home=
    fi
    if [ -n "$home" ] && is_wanted_jdk "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  fi

  while IFS= read -r root; do
    for home in "$root"/*/Contents/Home "$root"/*/libexec/openjdk.jdk/Contents/Home "$root"/*/libexec "$root"/*; do
      if is_wanted_jdk "$home"; then
        printf '%s\n' "$home"
        return 0
      fi
    done
  done <<EOF
$(jdk_roots)
EOF

  echo "holdfast: no JDK $holdfast_jdk_version was found (JAVA_HOME, PATH and the usual folders were searched):" \
    "install one, for example Eclipse Temurin $holdfast_jdk_version from https://adoptium.net," \
    "or set HOLDFAST_JAVA_HOME to where it is." >&2
  return 2
}

jdk_roots() {
  if [ -n "${HOLDFAST_JDK_ROOTS:-}" ]; then
    printf '%s\n' "$HOLDFAST_JDK_ROOTS" | tr ':' '\n'
    return 0
  fi
  printf '%s\n' /usr/lib/jvm /usr/lib64/jvm /usr/java /opt /opt/java /opt/jdk /usr/local /usr/local/lib/jvm \
    /Library/Java/JavaVirtualMachines /opt/homebrew/opt /usr/local/opt /home/linuxbrew/.linuxbrew/opt
  if [ -n "${HOME:-}" ]; then
    printf '%s\n' "$HOME/.sdkman/candidates/java" "$HOME/.jdks" "$HOME/.gradle/jdks" \
      "$HOME/.local/share/mise/installs/java" "$HOME/.asdf/installs/java" \
      "$HOME/Library/Java/JavaVirtualMachines" "$HOME"
  fi
}

# A JDK says its version in its release file, so none has to be started to ask. A JRE has no javac and can't build.
is_wanted_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] &&
    grep -Eq "^JAVA_VERSION=\"?$holdfast_jdk_version([.+\"-]|\$)" "$1/release"
}

# readlink -f, which not every system has.
link_target() {
  local path=$1 link
  while [ -L "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=$(dirname "$path")/$link ;;
    esac
  done
  (cd "$(dirname "$path")" && printf '%s/%s\n' "$(pwd -P)" "$(basename "$path")")
}
