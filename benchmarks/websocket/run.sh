#!/usr/bin/env bash
# WebSockets of this server and of others in one run: echo of 16 B, 1 KiB and 64 KiB over 64 connections, and a broadcast of
# 1 KiB to 1,000. Prints deliveries per second of the server's processor time: the median of the rounds, the least, the most.
# Usage: run.sh [ROUNDS] [SECONDS] [WARM-UP SECONDS] [SERVER ...]   Servers are pinned to CPU 0, the client to the last one.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5} seconds=${2:-2} warm=${3:-6}
shift $(($# < 3 ? $# : 3))
servers=${*:-core netty undertow tomcat jetty webflux}
ours=${OURS:-benchmarks/target/benchmarks.jar} peers=${PEERS:-benchmarks/peers/websocket/target/classes:benchmarks/peers/websocket/target/lib/*}
if [ -z "${OURS:-}" ] && { [ ! -e "$ours" ] || [ ! -d benchmarks/peers/websocket/target/lib ]; }; then
    mvn -q -B -Pbenchmarks,peers -DskipTests -Dspotless.check.skip package >&2
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
ulimit -n "$(ulimit -Hn)"
last=$(($(getconf _NPROCESSORS_ONLN) - 1))
work=$(mktemp -d)
flags="-XX:+UseSerialGC -Xms1g -Xmx1g -XX:ActiveProcessorCount=1"
declare -A pid port
trap 'for p in "${pid[@]}"; do kill -CONT "$p" 2>/dev/null; kill "$p" 2>/dev/null; done; rm -rf "$work"' EXIT
load() { taskset -c "$last" "$java" -XX:+UseSerialGC -Xmx512m -XX:TieredStopAtLevel=4 -cp "$ours" org.kamaelia.benchmarks.Main websocket "$@"; }
next=${PORT:-18200}
for one in $servers; do
    port[$one]=$next; next=$((next + 4))
    case $one in
        core) run="-cp $ours org.kamaelia.benchmarks.Main core ${port[$one]} $work" ;;
        netty) run="-cp $peers org.kamaelia.peers.websocket.NettySocket ${port[$one]}" ;;
        undertow) run="-cp $peers org.kamaelia.peers.websocket.UndertowSocket ${port[$one]}" ;;
        tomcat) run="-cp $peers org.kamaelia.peers.websocket.TomcatSocket ${port[$one]}" ;;
        jetty) run="-cp $peers org.kamaelia.peers.websocket.JettySocket ${port[$one]}" ;;
        webflux) run="-cp $peers org.kamaelia.peers.websocket.WebFluxSocket ${port[$one]}" ;;
        *) echo "No server is called $one" >&2; exit 2 ;;
    esac
    set -f; taskset -c 0 "$java" $flags $run > "$work/$one.log" 2>&1 & pid[$one]=$!; set +f
    for _ in $(seq 150); do (exec 3<> "/dev/tcp/127.0.0.1/${port[$one]}") 2>/dev/null && break; sleep 0.2; done
done
for one in $servers; do kill -STOP "${pid[$one]}"; done
works="echo:16:64 echo:1024:64 echo:65536:64 all:1024:1000"
measure() { # SERVER WORK SECONDS
    IFS=: read -r kind size clients <<< "$2"
    load "${port[$1]}" "${pid[$1]}" "$kind" "$size" "$clients" "$3"
}
for one in $servers; do
    kill -CONT "${pid[$one]}"
    for w in $works; do measure "$one" "$w" "$warm" > /dev/null || { tail -3 "$work/$one.log" >&2; }; done
    kill -STOP "${pid[$one]}"
done
for w in $works; do
    for _ in $(seq "$rounds"); do
        for one in $servers; do
            kill -CONT "${pid[$one]}"
            measure "$one" "$w" "$seconds" >> "$work/$one.$w" || echo "$one fails at $w" >&2
            kill -STOP "${pid[$one]}"
        done
    done
    echo "$w"
    for one in $servers; do
        sort -k2 -n "$work/$one.$w" | awk -v s="$one" '{ a[NR] = $2; c += $3 } END { if (NR) printf "  %-10s %9d  (%d to %d), processor busy %.0f%%\n", s, a[int((NR + 1) / 2)], a[1], a[NR], 100 * c / NR }'
    done
done
