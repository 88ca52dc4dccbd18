#!/usr/bin/env bash
# Installs what is missing: need.sh page | site | guard | test. Says what it installs, and nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"

TRUNK=0.21.14

locked() { # the version of a crate in Cargo.lock
  awk -v name="\"$1\"" '$1 == "name" && $3 == name { found = 1 } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

debian() { # debian <command or file that shows it is there> <package>...
  local sign=$1
  shift
  if command -v "$sign" >/dev/null 2>&1 || [ -e "$sign" ]; then return; fi
  local sudo=
  if [ "$(id -u)" -ne 0 ]; then sudo=sudo; fi
  echo "安装 $*" >&2
  $sudo apt-get update -qq </dev/null
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

debian cc gcc libc6-dev

if ! command -v cargo >/dev/null 2>&1; then
  echo "没有找到 cargo。请先装 rustup：https://rustup.rs" >&2
  exit 1
fi

target() {
  local sysroot
  sysroot=$(rustc --print sysroot)
  if [ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ]; then return; fi
  echo "安装 wasm32-unknown-unknown" >&2
  rustup target add wasm32-unknown-unknown </dev/null
}

tool() { # tool <command> <crate> <version> [options of cargo install]
  if [ "$("$1" --version 2>/dev/null | awk '{ print $2 }')" = "$3" ]; then return; fi
  echo "安装 $2 $3，要几分钟" >&2
  # Ready soon, not fast: optimizing them takes longer than they ever run. What they would fetch, lies there already: no TLS.
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    cargo install "$2" --bin "$1" --version "$3" --no-default-features "${@:4}" </dev/null
}

page() {
  target
  # The pages of the other doors are written by a script.
  debian node nodejs
  tool trunk trunk "$TRUNK" --locked
  # Its own lock file asks for yanked crates.
  tool wasm-bindgen wasm-bindgen-cli "$(locked wasm-bindgen)"
}

packages() { # packages <folder>: npm leaves its own copy of the lock file behind; when both agree, all is there.
  if [ -d "$1/node_modules" ] && ! [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then return; fi
  echo "安装 $1 的 npm 包" >&2
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error </dev/null
}

site() {
  page
  if [ ! -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
    echo "安装 rust-src" >&2
    rustup component add rust-src </dev/null
  fi
  debian node nodejs npm
  debian npm npm
  packages tools
}

component() { # component <command> <component>
  if "$1" --version >/dev/null 2>&1; then return; fi
  echo "安装 $2" >&2
  rustup component add "$2" </dev/null
}

guard() {
  page
  component cargo-fmt rustfmt
  component cargo-clippy clippy
  debian node nodejs npm
  debian npm npm
  debian chromium chromium
  debian /usr/share/fonts/opentype/noto fonts-noto-cjk
  packages tests/browser
}

case "${1:-page}" in
  page) page ;;
  site) site ;;
  guard) guard ;;
  test)
    site
    guard
    debian /usr/lib/nginx/modules/ngx_http_brotli_static_module.so nginx libnginx-mod-http-brotli-static
    debian caddy caddy
    ;;
  *) echo "need.sh page | site | guard | test" >&2; exit 2 ;;
esac
