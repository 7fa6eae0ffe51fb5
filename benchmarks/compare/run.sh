#!/bin/sh
# The starter against Spring MVC on Tomcat and Spring WebFlux on Netty, as a table: benchmarks/compare/run.sh [ROUNDS]
# Needs Linux, Java 17 and Maven 3.8. Takes five minutes and some to build; --rebuild first builds anew.
. "$(dirname "$0")/build.sh"
run compare . "${1:-5}"
