#!/bin/sh
# Cost against the number of connections, two peers beside ours, as plots in docs:
# benchmarks/compare/plot.sh [--rebuild] [ROUNDS [cpu|memory]]
# Needs what run.sh needs, and 10,000 open files in each process (ulimit -Hn).
. "$(dirname "$0")/build.sh"
run plot . docs/plots "${1:-3}" "${2:-}"
