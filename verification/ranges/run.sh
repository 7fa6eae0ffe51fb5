#!/usr/bin/env bash
# Downloads a large sparse file, resumed with curl and in parallel ranges with aria2, compares checksums, and asks for
# floods of ranges, which must not be answered with more than twice the file.
# Usage: run.sh [GIB], the size of the large file; 10 without it.
# Needs a JDK, Maven, curl and as much free disk in TMPDIR as one download; on Debian and its kin installs aria2 where it is
# missing. Takes a few minutes.
set -eu
cd "$(dirname "$0")/../.."
. verification/prepare.sh
gib=${1:-10}
size=$((gib * 1024 * 1024 * 1024))

require_programs aria2c:aria2
build_jars

work=$(mktemp -d)
server=""
curl=""
finish() {
    trap - EXIT
    for process in $curl $server; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ "$(($(df -Pk "$work" | awk 'NR == 2 { print $4 }') / 1024 / 1024))" -le "$gib" ]; then
    echo "A download of $gib GiB does not fit into $work; set TMPDIR to where there is room." >&2
    exit 2
fi

# Something of its own in each 256 MiB, so that a part in the wrong place is noticed.
mkdir "$work/www"
large=$work/www/large
truncate -s "$size" "$large"
for ((at = 0; at < gib * 4; at++)); do
    head -c 70000 /dev/urandom | dd of="$large" bs=1M seek=$((at * 256)) conv=notrunc status=none
done
printf 'the last octets' | dd of="$large" bs=1 seek=$((size - 15)) conv=notrunc status=none
head -c 1000000 /dev/urandom >"$work/www/small"

tries=0
until [ -n "$server" ]; do
    port=$((20000 + RANDOM % 10000))
    url=http://127.0.0.1:$port/static
    java -Xmx64m -jar "$servers" conformance "$port" "$work/www" >"$work/server.log" 2>&1 &
    server=$!
    until curl -fs -o /dev/null "$url/small"; do
        if ! kill -0 "$server" 2>/dev/null; then
            server="" # the port is taken
            break
        fi
        sleep 0.1
    done
    tries=$((tries + 1))
    if [ -z "$server" ] && [ "$tries" -ge 5 ]; then
        cat "$work/server.log" >&2
        exit 1
    fi
done

expected=$(b2sum <"$large")
copy=$work/copy

compare() { # what it was
    if [ "$(b2sum <"$copy")" != "$expected" ]; then
        echo "$1: the checksum is another." >&2
        exit 1
    fi
    echo "$1: checksum equal"
    rm "$copy"
}

# Broken off twice: once early, and once behind the 4 GiB that 32 bits can count.
SECONDS=0
: >"$copy"
for until in $((size / 8)) $((size / 2)); do
    curl -fs -C - -o "$copy" "$url/large" &
    curl=$!
    while [ "$(stat -c %s "$copy")" -lt "$until" ] && kill -0 "$curl" 2>/dev/null; do
        sleep 0.02
    done
    kill "$curl" 2>/dev/null || true
    wait "$curl" 2>/dev/null || true
    curl=""
    echo "curl: broken off at $(stat -c %s "$copy") of $size octets"
done
curl -fs -C - -o "$copy" "$url/large"
compare "curl -C -, $gib GiB, $SECONDS s"

SECONDS=0
aria2c -q --no-conf --allow-overwrite=true --file-allocation=none -x 8 -s 8 -k 16M -d "$work" -o copy "$url/large"
compare "aria2c with 8 connections, $gib GiB, $SECONDS s"

most=$((2 * 1000000))
flood() { # name, ranges
    local got
    got=$(curl -fs -o /dev/null -w '%{http_code} %{size_download}' -H "Range: bytes=$2" "$url/small")
    echo "flood of $1: ${got% *}, ${got#* } octets of a file of 1000000"
    if [ "${got#* }" -gt "$most" ]; then
        echo "More than twice the file." >&2
        exit 1
    fi
}
repeat() { # times, text
    local all
    all=$(printf "$2,%.0s" $(seq "$1"))
    echo "${all%,}"
}
flood "the whole, twice" "$(repeat 2 0-)"
flood "the whole, 16 times" "$(repeat 16 0-)"
flood "the whole, 5,000 times" "$(repeat 5000 0-)"
flood "1,000 tails" "$(seq -s, -f '%.0f-' 1 1000)"
flood "1,000 suffixes" "$(seq -s, -f '-%.0f' 999000 1000000)"
flood "2,000 single octets" "$(repeat 2000 5-5)"
flood "16 halves" "$(repeat 16 250000-750000)"
flood "16 parts side by side" "$(for i in $(seq 0 15); do printf '%s-%s,' $((i * 62500)) $((i * 62500 + 62499)); done)"
flood "two that overlap" "0-900000,1-999999"

echo "All is as it should be."
