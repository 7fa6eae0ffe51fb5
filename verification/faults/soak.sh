#!/usr/bin/env bash
# Mixed load for so many minutes, 10 unless said: the heap after a collection may rise under 1 % a minute, direct memory
# stays flat. Usage: soak.sh [MINUTES]
set -eu
minutes=${1:-10}
export FAULTS_MINUTES=$((minutes + 5))
exec "$(dirname "$0")/run.sh" --parts 8 --minutes "$minutes"
