#!/usr/bin/env bash
# Says whether this program answers as the one of another commit did, over the shipped tables:
#   tests/same.sh COMMIT [VISITS] [--from VISIT] [--untold person.x]... [--meant member]... [--only member]...
# Both commands are built and run on the same chance visits (20,000; MINGBAI_SEED for others): every
# answer with its trace, and some comparisons between hospitals and years of three visits.
#   --untold  a member of the visit that is told to neither: a fact the old command cannot read
#   --meant   a member of the answer that is not compared, wherever it is: a difference that is meant
#   --only    a member that is compared, wherever it is, and no other; of what the old command
#             refuses none is. The amounts alone: --only certain --only estimate
#   --from    the number of the first visit, as a difference names it
# Writes the first differences and how many there are; exit 1 if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"

commit=$(git rev-parse --verify "${1:?tests/same.sh COMMIT [VISITS]}^{commit}")
shift
visits=20000
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  visits=$1
  shift
fi

target=${CARGO_TARGET_DIR:-$PWD/target}
old=$target/same/$commit
if [ ! -x "$old/mingbai" ]; then
  git worktree prune
  if [ ! -d "$old/source" ]; then git worktree add --quiet --detach "$old/source" "$commit"; fi
  # One target folder: what both need from elsewhere is built once.
  (cd "$old/source" && CARGO_TARGET_DIR=$target cargo build --quiet -p mingbai-cli)
  cp "$target/debug/mingbai" "$old/mingbai"
  git worktree remove --force "$old/source"
fi
# As the tests build it, so that nothing is built twice.
cargo build --quiet --bin mingbai --examples
cp "$target/debug/mingbai" "$target/same/mingbai"
"$target/debug/examples/same" "$old/mingbai" "$target/same/mingbai" "$visits" "$@"
