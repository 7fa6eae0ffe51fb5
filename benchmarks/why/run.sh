#!/bin/sh
# Runs the comparisons of docs/why-another-server.md: one application of WebFlux on Kamaelia, Reactor Netty,
# Jetty and Tomcat.
# Usage: benchmarks/why/run.sh [--rebuild] [WHAT [CLIENTS]], WHAT being one of stalled, stalled-text, stalled-tls, slow-upload,
# events, queues, ports. CLIENTS is 50 unless given.
# Needs Linux, Java 17 and Maven 3.8. A few minutes; needs 3 GiB of memory.
set -e
cd "$(dirname "$0")/../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
peer=benchmarks/peers/reactive/target
if [ "$1" = --rebuild ] || [ ! -d $peer/lib ]; then
    echo "Building; the first time takes some minutes..." >&2
    mvn -q -B -Ppeers -pl benchmarks/peers/reactive -am -DskipTests -Dspotless.check.skip package >&2
fi
[ "$1" != --rebuild ] || shift
exec "$java" benchmarks/why/Why.java "$java" "$peer/classes:$peer/lib/*" "$@"
