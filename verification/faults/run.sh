#!/usr/bin/env bash
# Does 29 faults to the server while good traffic runs, and shows what becomes of memory, descriptors, overload and
# restarts. Ends with status 0 only if everything holds. Takes about 15 minutes.
# Usage: run.sh [--parts 123456] [--faults PATTERN] [--seconds N] [--peers HOME], see README.md here.
# Needs a JDK and Maven, and on Debian and its kin installs haproxy and nginx where they are missing.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # where the front ends are, also for others than root
. verification/prepare.sh
minutes=${FAULTS_MINUTES:-25}

require_programs haproxy nginx
build_jars

ulimit -n "$(ulimit -Hn)" # part 3 needs 12,500 descriptors, here and in the server
java=java
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
fi
status=0
# The callers have the simple compiler, which is done in a moment: the server has no processors but these either.
timeout -k 30 "${minutes}m" "$java" -XX:TieredStopAtLevel=1 -Xms1g -Xmx1g -cp "$jar" org.kamaelia.verification.faults.Faults verification/faults "$@" ||
    status=$?
if [ "$status" -ge 124 ]; then
    echo "The test did not end within $minutes minutes." >&2
fi
exit "$status"
