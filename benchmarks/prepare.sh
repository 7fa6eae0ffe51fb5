# Read by the scripts of the folders here, in the root of the project: brings what they need. Not to be run by itself.
# shellcheck shell=bash
jar=benchmarks/target/benchmarks.jar

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

# Installs what is missing of these programs: each is the name of a package, or PROGRAM:PACKAGE where that has another.
require_programs() {
    local missing=() program
    for program in "$@"; do
        command -v "${program%:*}" >/dev/null || missing+=("${program#*:}")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        if ! command -v apt-get >/dev/null; then
            echo "Install ${missing[*]} first: there is no apt-get here to do it." >&2
            exit 2
        fi
        install_packages "${missing[@]}"
    fi
}

# Builds the jar, unless it is newer than all that it is made of.
build_jar() {
    if [ ! -e "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; then
        mvn -q -B -Pbenchmarks -pl benchmarks -am -DskipTests package
    fi
}
