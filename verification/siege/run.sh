#!/usr/bin/env bash
# Attacks the server with 20 attacks, one after the other, beside honest clients on other addresses of loopback, and then
# looks whether honest clients that read slowly are left alone. Prints a table: attack, what honest clients saw, what the
# server held, and the verdict. Actuator is attacked in the demo application. Ends with status 0 only if our server survives
# all of them. Takes at most 20 minutes.
# Usage: run.sh [--peers] [SECONDS FOR EACH ATTACK [PART OF A NAME]], 5 seconds without an argument.
# With --peers the servers in benchmarks/peers are attacked, too: Tomcat (under Spring MVC), Jetty, Undertow, Netty, and
# Reactor Netty. They answer GET of one path, so they get only the attacks that have a meaning there.
set -eu
cd "$(dirname "$0")/../.."
. verification/prepare.sh
peers=()
if [ "${1:-}" = --peers ]; then
    shift
    if [ ! -d benchmarks/peers/jetty/target/lib ]; then
        mvn -q -B -Pbenchmarks,peers -DskipTests -Dspotless.check.skip package
    fi
    p=benchmarks/peers
    peers=(
        "tomcat=-cp $p/spring-mvc/target/classes:$p/spring-mvc/target/lib/* org.kamaelia.peers.mvc.Application {port}"
        "jetty=-cp $p/jetty/target/classes:$p/jetty/target/lib/* org.kamaelia.peers.jetty.JettyServer {port}"
        "undertow=-cp $p/undertow/target/classes:$p/undertow/target/lib/* org.kamaelia.peers.undertow.Server {port}"
        "netty=-cp $p/netty/target/classes:$p/netty/target/lib/* org.kamaelia.peers.netty.Server {port}"
        "reactor-netty=-cp $p/reactive/target/classes:$p/reactive/target/lib/* org.kamaelia.peers.reactive.Application netty {port}"
    )
fi
build_jars
application=demo-app/target/demo-app.jar
if [ ! -e "$application" ]; then
    mvn -q -B -pl demo-app -am -DskipTests -Dspotless.check.skip package
fi
ulimit -n "$(ulimit -Hn)"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=verification/target/siege
mkdir -p "$work"
timeout -k 30 20m "$java" -Xmx512m "-Dsiege.application=$application" -cp "$jar" org.kamaelia.verification.siege.Siege \
    "$work" "${1:-5}" "${2:-}" ${peers[@]+"${peers[@]}"}
