#!/usr/bin/env bash
# Runs every part of a lane, however the ones before it went, and counts: the last line is the sum.
#   test.sh guard  what a change most likely breaks, on a plain build of the page
#   test.sh site   the site as it is sent, and what seldom breaks
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH" CARGO_TERM_COLOR=never

# Where nobody sits before it to stop it, what hangs must not keep the count from being told.
limit=()
if [ ! -t 0 ]; then limit=(timeout 40m); fi

passed=0
failed=0
times=
wrong= # the end of what each failed part printed, told again at the end of the lane
out=$(mktemp)
trap 'rm -f "$out"' EXIT

part() { # part <name> <how to count> <command>...
  local name=$1 how=$2 began=$SECONDS
  shift 2
  echo
  echo "== $name"
  "${limit[@]}" "$@" </dev/null 2>&1 | tee "$out"
  local status=${PIPESTATUS[0]} good=0 bad=0
  case $how in
    once) if [ "$status" -eq 0 ]; then good=1; else bad=1; fi ;;
    cargo) # one line a crate: test result: ok. 3 passed; 0 failed; …
      good=$(awk '/^test result:/ { n += $4 } END { print n + 0 }' "$out")
      bad=$(awk '/^test result:/ { n += $6 } END { print n + 0 }' "$out") ;;
    line) # its own last count: N passed, N failed
      good=$(awk '/^[0-9]+ passed, [0-9]+ failed$/ { n = $1 } END { print n + 0 }' "$out")
      bad=$(awk '/^[0-9]+ passed, [0-9]+ failed$/ { n = $3 } END { print n + 0 }' "$out") ;;
  esac
  # What ended badly without a count of its own, or found nothing to count, counts as one.
  if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; }; then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then wrong+="== $name"$'\n'$(tail -n 60 "$out")$'\n'; fi
  times+="-- $name: $good passed, $bad failed, $((SECONDS - began)) s"$'\n'
  echo "-- $name: $good passed, $bad failed, $((SECONDS - began)) s"
}

target=${CARGO_TARGET_DIR:-target}
# The command of the debug profile: what native tests build, and what pages are held against.
export MINGBAI=$target/debug/mingbai

guard() {
  part "tools" once tools/need.sh guard
  part "format" once cargo fmt --all --check
  part "clippy" once cargo clippy --quiet --all-targets -- -D warnings
  part "clippy of the page" once cargo clippy --quiet -p mingbai-platform -p mingbai-interview -p mingbai-ui -p mingbai-visit -p mingbai-desk -p mingbai-rounds -p mingbai-page --target wasm32-unknown-unknown -- -D warnings
  part "the scripts' types" once tests/browser/node_modules/.bin/tsc -p public/jsconfig.json
  part "native tests" cargo cargo test --quiet --no-fail-fast
  part "the command" once cargo build --quiet --bin mingbai --examples
  part "the tables" once "$MINGBAI" check policies
  part "worked cases" once "$MINGBAI" cases policies
  part "a plain page" once trunk build --cargo-profile quick --dist "$target/plain"
  part "that page" line env DIST="$target/plain" node tests/browser/run.mjs --guard
}

site() {
  part "tools" once tools/need.sh test
  part "the command" once cargo build --quiet --bin mingbai --examples
  part "the page as make run builds it" once trunk build --release
  part "that page opens" line env DIST="$target/page" node tests/browser/run.mjs 金额：
  part "the site" once node tools/site.mjs
  part "the site with all of China, made up" once tests/china.sh
  part "bytes and language" line node tests/site.mjs
  part "browser" line node tests/browser/run.mjs
}

case ${1:-} in
  guard | site) "$1" ;;
  *) echo "test.sh guard | site" >&2; exit 2 ;;
esac

echo
printf '%s' "$wrong"
echo
printf '%s' "$times"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
