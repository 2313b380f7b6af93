#!/usr/bin/env bash
# Every role asks every route and API operation, in two alliances filled with words
# that stand nowhere else; answers are held against the policy table.
#
#   tests/assurance/role-matrix.sh     on SQLite, or on the server KLAPPT_TEST_DATABASE names
#
# The last line tells routes, walkers, checks and deviations. Exit code: 0 no deviation.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

walk=every_role_gets_from_every_route_what_the_table_says_and_no_word_more
begin=$SECONDS
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
cargo test --package klappt --locked --test it -- --exact "walk::$walk" >"$log" 2>&1
code=$?
[[ $code -eq 0 ]] || cat "$log"
line=$(grep -m 1 '^role matrix: ' "$log") || { printf 'The walk did not take place.\n' >&2; exit 1; }
printf '%s, %d s\n' "$line" "$((SECONDS - begin))"
exit "$code"
