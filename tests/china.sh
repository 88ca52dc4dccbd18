#!/usr/bin/env bash
# The site with 348 made-up pools in 31 provinces, around the program that tools/site.mjs made last: for tests only, never shipped.
set -euo pipefail
cd "$(dirname "$0")/.."
made=${CARGO_TARGET_DIR:-target}/china
rm -rf "$made/tables"
# Chosen from the whole workspace, it is the one the tests have built.
cargo run --quiet --locked --example china -- "$made/tables"
node tools/site.mjs --again --provinces "$made/tables" --out "$made/dist"
