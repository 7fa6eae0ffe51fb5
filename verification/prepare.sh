# Sourced by the scripts in the folders beside this file, which run in the root of the repository: installs the programs
# that they need, and builds the jars. It is not run by itself.
# shellcheck shell=bash
# shellcheck disable=SC2034 # each script uses one of the two
jar=verification/target/verification.jar # the tests
servers=benchmarks/target/benchmarks.jar # the servers that some of the tests start

# Installs packages without starting their services: a policy file, which is there only meanwhile, forbids that.
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

# Installs those of the given programs that are missing. Write PROGRAM:PACKAGE where the package has another name.
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

# Builds the jars, unless both are newer than their sources.
build_jars() {
    if [ ! -e "$jar" ] || [ ! -e "$servers" ] ||
        [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$servers" -print -quit)" ] || [ "$servers" -nt "$jar" ]; then
        mvn -q -B -Pverification -pl verification -am -DskipTests package
    fi
}
