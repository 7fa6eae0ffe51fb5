#!/usr/bin/env bash
# What idle WebSockets cost, and what subscribers that stop reading cost the others.
# Usage: run.sh [IDLE] [STALLED] [MESSAGES A SECOND] [SECONDS]
set -eu
cd "$(dirname "$0")/../.."
jar=verification/target/verification.jar
if [ ! -e "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; then
    mvn -q -B -Pverification -pl verification -am -DskipTests package
fi
ulimit -n "$(ulimit -Hn)"
java -Xmx2g -cp "$jar" org.kamaelia.verification.websocket.IdleSockets "${1:-9000}"
java -Xmx2g -cp "$jar" org.kamaelia.verification.websocket.StalledSubscribers "${2:-1000}" "${3:-6400}" "${4:-5}"
