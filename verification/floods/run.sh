#!/usr/bin/env bash
# Does 19 floods over HTTP/2 to a server while good clients send requests. Ends with status 0 only if no good answer is
# lost, the memory stays bounded, and the server has ended the connections of the attackers. Takes about 5 minutes.
# Usage: run.sh [SECONDS [PART OF A NAME]], 15 seconds for each flood without an argument.
set -eu
cd "$(dirname "$0")/../.."
. verification/prepare.sh
build_jars
java=java
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
fi
exec timeout -k 30 30m "$java" -Xmx256m -cp "$jar" org.kamaelia.verification.floods.Floods "$@"
