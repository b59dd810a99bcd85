#!/usr/bin/env bash
# Counts the instructions that `generate` and `check` of the larger example execute, and fails when one of them has grown
# by more than a tenth over the counts in benches/instructions.txt. Unlike time, they are the same on a busy machine.
#
#   benches/instructions.sh            compares
#   benches/instructions.sh --accept   makes what is counted the new counts
#
# Needs valgrind, and the program built with `cargo build --release --locked`. The counts are those of x86-64.
set -euo pipefail
cd "$(dirname "$0")/.."

counts=benches/instructions.txt
program=target/release/biform
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count ARGUMENT...: the instructions of one run, all threads together.
count() {
  valgrind --tool=callgrind --callgrind-out-file="$work/profile" "$program" "$@" >"$work/out" 2>"$work/err" || {
    cat "$work/out" "$work/err"
    return 1
  }
  sed -n 's/^\(summary\|totals\): \([0-9]*\).*/\2/p' "$work/profile" | tail -1
}

model=examples/aos.yaml
counted="generate $(count generate --model "$model" --out "$work/tree")
check $(count check --model "$model" --out "$work/tree")"

if [ "${1:-}" = --accept ]; then
  printf '%s\n' "$counted" | tee "$counts"
  exit
fi

status=0
while read -r command now; do
  before=$(sed -n "s/^$command //p" "$counts")
  echo "$command: $now instructions, $before accepted ($((100 * (now - before) / before)) %)"
  if [ "$now" -gt $((before + before / 10)) ]; then
    echo "  grown by more than a tenth; mend that, or accept it with: benches/instructions.sh --accept"
    status=1
  fi
done <<<"$counted"
exit "$status"
