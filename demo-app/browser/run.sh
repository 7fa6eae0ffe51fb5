#!/usr/bin/env bash
# Loads the demo in a real browser, with and without TLS, and fails if a result is wrong.
# Needs a JDK and Maven. On Debian and related systems it installs chromium, ffmpeg and fonts-dejavu-core if missing.
set -eu
cd "$(dirname "$0")/../.."
here=demo-app/browser
jar=demo-app/target/demo-app.jar
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
seconds=280 # for everything but installing and building; a little more until all has ended

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v ffmpeg >/dev/null || missing+=(ffmpeg)
[ -e "$font" ] || missing+=(fonts-dejavu-core)
if [ "${#missing[@]}" -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "Install ${missing[*]} first: there is no apt-get here to do it." >&2
        exit 2
    fi
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        sudo=sudo
    fi
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ ! -e "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; then
    mvn -q -B -pl demo-app -am -DskipTests package
fi

SECONDS=0
work=$(mktemp -d)
demo=""
test=""
finish() {
    trap - EXIT
    for process in $test $demo; do # the test ends its browser
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Noise does not compress, so that the film is longer than what a player fetches ahead.
mkdir "$work/media" "$work/classes"
cp "$font" "$work/media/desk.ttf"
timeout 60 ffmpeg -nostdin -v error -f lavfi -i testsrc2=duration=10:size=640x360:rate=24 -vf noise=alls=60:allf=t \
    -c:v libvpx -deadline realtime -cpu-used 8 -b:v 40M -qmin 0 -qmax 6 -g 24 "$work/media/desk.webm"
javac -d "$work/classes" "$here"/*.java

java -jar "$jar" --kamaelia.http.servers.public.port=0 --kamaelia.http.servers.secure.port=0 \
    --kamaelia.http.servers.admin.port=0 --desk.scan-interval=300ms --desk.media-directory="$work/media" \
    >"$work/demo.log" 2>&1 &
demo=$!
ports=""
until [ -n "$ports" ]; do
    if ! kill -0 "$demo" 2>/dev/null || [ "$SECONDS" -ge 120 ]; then
        cat "$work/demo.log" >&2
        echo "The demo did not start." >&2
        exit 1
    fi
    sleep 0.2
    ports=$(sed -nE 's|.*is open: http:[^:]*:([0-9]+)/ and https:[^:]*:([0-9]+)/ .* http:[^:]*:([0-9]+)/.*|\1 \2 \3|p' \
        "$work/demo.log")
done

status=0
# shellcheck disable=SC2086 # three words
timeout -k 15 $((seconds - SECONDS)) java -cp "$work/classes" BrowserTest "$(command -v chromium)" "$work" \
    "$work/media/desk.webm" $ports &
test=$!
wait "$test" || status=$?
test=""
if [ "$status" -ne 0 ]; then
    echo "What the demo said:" >&2
    tail -n 40 "$work/demo.log" >&2
fi
if [ "$status" -ge 124 ]; then
    echo "The test did not end within $seconds seconds." >&2
    status=1
fi
exit "$status"
