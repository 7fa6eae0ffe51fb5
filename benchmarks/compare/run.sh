#!/bin/sh
# The starter against Spring MVC on Tomcat and Spring WebFlux on Netty, as a table:
# benchmarks/compare/run.sh [--rebuild] [ROUNDS [PART]], PART being words from the title of a row.
# Needs Linux, Java 17 and Maven 3.8. Takes half an hour at most, without the build.
. "$(dirname "$0")/build.sh"
run compare . "${1:-5}" "${2:-}"
