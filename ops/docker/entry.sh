#!/bin/sh
# What the image starts: ./holdfast without what finds a JDK and builds. The JVM takes the place of this shell, so that
# SIGTERM reaches it, and takes its heap from the container's limit.
set -eu

flags=-XX:MaxRAMPercentage=70
case ${1:-} in
  # Reading a log needs the same memory whatever its size.
  analyze) flags=@/opt/holdfast/analyze.args ;;
  # Not every system has what these ask for, and then the JVM doesn't start with them.
  serve | proxy)
    if java @/opt/holdfast/serve.args -version >/dev/null 2>&1; then
      flags="$flags @/opt/holdfast/serve.args"
    fi
    ;;
esac
# shellcheck disable=SC2086
exec java @/opt/holdfast/java.args $flags -jar /opt/holdfast/holdfast.jar "$@"
