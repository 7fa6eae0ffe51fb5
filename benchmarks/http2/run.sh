#!/bin/sh
# Compares servers of HTTP/2 by prior knowledge, with h2load: 10 connections with 10 streams each. Prints a table in
# Markdown with the requests that a server answers in one second of its CPU time: the median of the rounds.
# Usage: benchmarks/http2/run.sh [--rebuild] [ROUNDS [SECONDS [WARM-UP SECONDS [PEER...]]]]
# Needs Linux, h2load (apt-get install nghttp2-client), Maven 3.8, and in JAVA_HOME a JDK of at least 21, for Helidon.
set -e
cd "$(dirname "$0")/../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
peers=benchmarks/http2/target
jar=${OURS:-benchmarks/target/benchmarks.jar}
if [ "$1" = --rebuild ] || [ ! -d $peers/lib ]; then
    echo "Building the peers..." >&2
    mvn -q -B -f benchmarks/http2/pom.xml -Dspotless.check.skip package >&2
fi
if [ "$1" = --rebuild ] || [ -z "$OURS" ] && [ ! -f $jar ]; then
    echo "Building the benchmarks..." >&2
    mvn -q -B -Pbenchmarks -DskipTests -Dspotless.check.skip package >&2
fi
[ "$1" != --rebuild ] || shift
rounds=${1:-5}
seconds=${2:-3}
warm=${3:-8}
for argument in 1 2 3; do [ $# -eq 0 ] || shift; done
exec "$java" benchmarks/http2/Http2.java "$java" "$jar" "$peers/classes:$peers/lib/*" "$rounds" "$seconds" "$warm" "$@"
