#!/usr/bin/env bash
# Does 29 faults to the server while good traffic runs, and shows what becomes of memory, descriptors, overload and
# restarts. Ends with status 0 only if everything holds. Takes about 14 minutes.
# Usage: run.sh [--parts 123456] [--faults PATTERN] [--seconds N] [--peers HOME], see README.md here.
# Needs a JDK and Maven, and on Debian and its kin installs haproxy and nginx where they are missing.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # where the front ends are, also for others than root
jar=benchmarks/target/benchmarks.jar
minutes=${FAULTS_MINUTES:-25}

# Installs packages without starting their services: a policy that is put here only for that time forbids it.
install_packages() {
    local sudo="" policy=/usr/sbin/policy-rc.d
    if [ "$(id -u)" -ne 0 ]; then
        sudo=sudo
    fi
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
        $sudo chmod 755 "$policy"
        trap "$sudo rm -f $policy" EXIT
    fi
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
    if [ -n "$(trap -p EXIT)" ]; then
        $sudo rm -f "$policy"
        trap - EXIT
    fi
}

missing=()
for program in haproxy nginx; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if [ "${#missing[@]}" -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "Install ${missing[*]} first: there is no apt-get here to do it." >&2
        exit 2
    fi
    install_packages "${missing[@]}"
fi

if [ ! -e "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; then
    mvn -q -B -Pbenchmarks -pl benchmarks -am -DskipTests package
fi

ulimit -n "$(ulimit -Hn)" # part 3 needs 12,500 descriptors, here and in the server
java=java
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
fi
status=0
timeout -k 30 "${minutes}m" "$java" -Xmx1g -cp "$jar" org.kamaelia.benchmarks.faults.Faults benchmarks/faults "$@" ||
    status=$?
if [ "$status" -ge 124 ]; then
    echo "The test did not end within $minutes minutes." >&2
fi
exit "$status"
