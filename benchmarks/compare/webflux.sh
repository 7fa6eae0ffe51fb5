#!/bin/sh
# One application of WebFlux on this server and on Reactor Netty, as a table:
# benchmarks/compare/webflux.sh [--rebuild] [ROUNDS [PART]], PART being words from the title of a row.
# Needs Linux, Java 17 and Maven 3.8. Takes ten minutes at most, without the build.
. "$(dirname "$0")/build.sh"
run compare-reactive . "${1:-5}" "${2:-}"
