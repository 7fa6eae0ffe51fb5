#!/usr/bin/env bash
# Clients of other people talk with the echo of benchmarks.jar, plain and over TLS, directly and through HAProxy and nginx:
# Chromium, ws of npm, the JDK's client and Spring's StandardWebSocketClient, with and without compression where they can.
# Installs chromium, haproxy, nginx and npm with apt-get if they are missing.
set -eu
cd "$(dirname "$0")/../.."
here=verification/websocket/clients
jar=${OURS:-benchmarks/target/benchmarks.jar}
port=${PORT:-18400}
missing=()
for needed in chromium haproxy nginx npm openssl; do
    command -v $needed > /dev/null || missing+=("$needed")
done
if [ "${#missing[@]}" -gt 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" > /dev/null
fi
if [ -z "${OURS:-}" ] && { [ ! -e "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; }; then
    mvn -q -B -Pbenchmarks -pl benchmarks -am -DskipTests package
fi
work=$(mktemp -d)
started=()
finish() {
    trap - EXIT
    for process in "${started[@]}"; do kill "$process" 2> /dev/null || true; wait "$process" 2> /dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
mkdir "$work/files"
java -cp "$jar" org.kamaelia.benchmarks.Main conformance "$port" "$work/files" > "$work/server.log" 2>&1 & started+=($!)
. "$here/proxies.sh"
for at in 0 2 10 11 12 13; do
    for _ in $(seq 100); do (exec 3<> "/dev/tcp/127.0.0.1/$((port + at))") 2> /dev/null && break; sleep 0.2; done
done
urls="ws://localhost:$port/ws wss://localhost:$((port + 2))/ws ws://localhost:$((port + 10))/ws wss://localhost:$((port + 11))/ws
    ws://localhost:$((port + 12))/ws wss://localhost:$((port + 13))/ws"
urls=$(echo $urls)
failed=0

npm install --silent --no-audit --no-fund --prefix "$work/npm" ws > /dev/null
node "$here/npm.js" "$work/npm" $urls || failed=1

# The page logs its result to the console, which Chromium writes to its log.
timeout 90 chromium --headless=new --no-sandbox --disable-gpu --ignore-certificate-errors --user-data-dir="$work/chromium" \
    --enable-logging=stderr --remote-debugging-port=0 "file://$PWD/$here/page.html#${urls// /,}" > "$work/chromium.log" 2>&1 & started+=($!)
result=
for _ in $(seq 400); do
    result=$(sed -n 's/.*"result: \([^"]*\)".*/\1/p' "$work/chromium.log")
    [ -z "$result" ] || break
    sleep 0.2
done
echo "Chromium: $result"
case $result in all*) ;; *) failed=1 ;; esac

mvn -q -B ${MAVEN_FLAGS:-} -Pverification -pl verification -am test -Dtest=JavaClientsTest -Dsurefire.failIfNoSpecifiedTests=false -Dwebsocket.urls="$urls" \
    && echo "Java: 6 addresses passed with the JDK's client and with Spring's, with and without compression" || failed=1
exit $failed
