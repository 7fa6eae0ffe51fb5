#!/usr/bin/env bash
# Sends hostile messages to the server, directly and through HAProxy and nginx, and fails if anything is smuggled.
# Usage: run.sh [PATTERN], a regular expression for the names of the messages; all of them without it.
# Needs a JDK and Maven, and on Debian and its kin installs haproxy and nginx where they are missing.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # where the front ends are, also for others than root
. verification/prepare.sh
minutes=15

require_programs haproxy nginx
build_jars

status=0
timeout -k 30 "${minutes}m" java -cp "$jar" org.kamaelia.verification.smuggling.Smuggling verification/smuggling "$@" ||
    status=$?
if [ "$status" -ge 124 ]; then
    echo "The test did not end within $minutes minutes." >&2
fi
exit "$status"
