#!/usr/bin/env bash
# Mixes all attacks at random, three at once, in plain text and over TLS, beside 50 honest clients of every kind: half of
# the time with a heap of 128 MiB, the other half with 256 MiB. Ends with status 0 only if no honest exchange fails, no
# client sees an octet of another one, and the server holds afterwards what it held before.
# Usage: mix.sh [MINUTES [HEAP [SEED]]], 30 minutes without an argument. With a HEAP of 128 or 256 only half of them are run,
# with this heap, and a SEED chooses another sequence of attacks.
set -eu
[ $# -gt 0 ] || set -- 30
cd "$(dirname "$0")/../.."
. verification/prepare.sh
build_jars
ulimit -n "$(ulimit -Hn)"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=verification/target/siege
mkdir -p "$work"
exec "$java" -Xmx512m -cp "$jar" org.kamaelia.verification.siege.Mix "$work" "$@"
