#!/usr/bin/env bash
# Lets 20,000 clients of WebFlux break off: resets, half-read responses and uploads, and time-outs, partial reads and
# errors of the application at any point. Afterwards no buffer, thread, descriptor or byte of the budget may be left
# behind, and nothing may be in the log but what the application did. Ends with status 0 only if that holds. Takes a few
# minutes. The clients are those of CancellationTest, which plays 300 of them in each build.
# Usage: run.sh [CLIENTS]
# Needs a JDK and Maven.
set -eu
cd "$(dirname "$0")/../.."
log=kamaelia-http-webflux-spring-boot-starter/target/cancellations.log
mkdir -p "${log%/*}"
status=0
mvn -B -pl kamaelia-http-webflux-spring-boot-starter -am test -Dtest='CancellationTest#storm' \
    -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip -Dcancellations="${1:-20000}" >"$log" 2>&1 || status=$?
grep -h 'clients broke off' "$log" || true
if [ "$status" -ne 0 ]; then
    grep -A 20 'ERROR' "$log" | head -n 60 >&2
fi
exit "$status"
