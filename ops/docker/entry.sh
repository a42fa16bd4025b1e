#!/bin/sh
# What the image starts: ./holdfast without what finds a JDK and builds. The JVM takes the place of this shell, so that
# SIGTERM reaches it, and takes its heap from the container's limit.
set -eu

flags=-XX:MaxRAMPercentage=70
# Reading a log needs the same memory whatever its size.
if [ "${1:-}" = analyze ]; then
  flags=@/opt/holdfast/analyze.args
fi
exec java @/opt/holdfast/java.args "$flags" -jar /opt/holdfast/holdfast.jar "$@"
