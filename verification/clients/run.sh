#!/usr/bin/env bash
# Clients of other projects speak HTTP/2 with the server: curl, nghttp, h2load, Chromium, grpc-java and Netty's client. The
# client of the JDK is in the tests of the core. Ends with status 0 only if all of them pass. Takes about a minute.
set -eu
cd "$(dirname "$0")/../.."
. verification/prepare.sh
require_programs curl nghttp:nghttp2-client h2load:nghttp2-client chromium
build_jars
clients=verification/clients/target
if [ ! -d $clients/lib ] || [ -n "$(find verification/clients/src -newer $clients/lib -print -quit)" ]; then
    mvn -q -B -f verification/clients/pom.xml -Dspotless.check.skip package
fi
java=java
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
fi
coproc server { exec "$java" -Xmx128m -cp "$jar" org.kamaelia.verification.clients.ClientServer; }
read -r port secure <&"${server[0]}"
at=http://127.0.0.1:$port
body=$(mktemp)
trap 'rm -f "$body"; kill "$server_PID"' EXIT
head -c 3000000 /dev/urandom >"$body"
failed=0

echo_is_equal() { curl -sS --http2-prior-knowledge --data-binary @"$body" "$at/echo" | cmp - "$body" && echo equal; }

# Prints a name, and whether the command printed the expected line.
check() {
    local name=$1 expected=$2 found
    shift 2
    found=$("$@" 2>&1) || true
    if grep -qF -- "$expected" <<<"$found"; then
        echo "passed $name"
    else
        echo "FAILED $name"
        echo "$found"
        failed=1
    fi
}

check "curl, a request" "version 2" curl -sS --http2-prior-knowledge -w "version %{http_version}" "$at/hello"
check "curl, a body of 3 MB both ways" equal echo_is_equal
check "nghttp, 20 requests on a connection" hello nghttp -m 20 "$at/hello"
check "nghttp, a body with trailers" 200 nghttp -sv -d "$body" --trailer "x-end: yes" "$at/echo"
check "h2load, 20,000 requests" "20000 succeeded, 0 failed" h2load -n 20000 -c 10 -m 10 "$at/hello"
check "h2load, 200 bodies of 3 MB" "200 succeeded, 0 failed" h2load -n 200 -c 4 -m 4 -d "$body" "$at/echo"

# Chromium loads a page, which opens a WebSocket; the page reports both to the server.
profile=$(mktemp -d)
timeout 60 chromium --headless --no-sandbox --disable-gpu --ignore-certificate-errors --user-data-dir="$profile" \
    --remote-debugging-port=0 "https://localhost:$secure/page" >"$profile/log" 2>&1 &
browser=$!
reported() {
    local found=""
    for _ in $(seq 200); do
        found=$(curl -s --http2-prior-knowledge "$at/reported")
        [ -z "$found" ] || break
        sleep 0.2
    done
    echo "$found"
}
check "Chromium, a page and a WebSocket on one connection" "page%20h2%2C%20WebSocket%20HTTP%2F2%20CONNECT" reported
kill "$browser" 2>/dev/null || true
wait "$browser" 2>/dev/null || true
rm -rf "$profile"

"$java" -cp "$clients/classes:$clients/lib/*" org.kamaelia.clients.Clients "$port" || failed=1
exit $failed
