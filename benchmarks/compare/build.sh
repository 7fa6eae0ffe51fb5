#!/bin/sh
# Builds the jar and the peers, if they are not there, and sets what a run needs. Sourced by the scripts beside it.
set -e
cd "$(dirname "$0")/../.."
for needed in mvn java; do
    command -v $needed > /dev/null || { echo "$needed is needed, and not on the PATH." >&2; exit 1; }
done
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ "$1" = --rebuild ] || [ ! -f benchmarks/target/benchmarks.jar ] || [ ! -d benchmarks/peers/undertow/target/lib ]; then
    echo "Building; the first time takes some minutes..." >&2
    mvn -q -B -Pbenchmarks,peers -DskipTests -Dspotless.check.skip package >&2
fi
[ "$1" != --rebuild ] || shift
# Each connection is a file, on both sides.
ulimit -n "$(ulimit -Hn)" 2> /dev/null || true
# The servers are put on the first processor, so the client stays away from it.
last=$(($(getconf _NPROCESSORS_ONLN) - 1))
apart=
if [ "$last" -gt 0 ] && command -v taskset > /dev/null; then apart="taskset -c 1-$last"; fi
run() { $apart "$java" -XX:+UseSerialGC -Xmx512m -jar benchmarks/target/benchmarks.jar "$@"; }
