# How everything is run. The first time installs what is missing; later times are quick.
.PHONY: run test test-site soak mutants bench golden site check screens measure
export PATH := $(HOME)/.cargo/bin:$(PATH)
ADDRESS := 127.0.0.1
PORT := 8080

# Builds the page and serves it on this machine.
run:
	@tools/need.sh page
	@echo "打开 http://$(ADDRESS):$(PORT)/"
	@trunk serve --release --no-autoreload true --address $(ADDRESS) --port $(PORT) </dev/null

# What a change most likely breaks: format, clippy, native tests, tables, and a plain page in a browser.
# The last line counts.
test:
	@tools/test.sh guard

# The site as it is sent: offline, old browsers, all of China, servers, bytes, every journey in every look.
test-site:
	@tools/test.sh site

# The page as files for any static host, in dist/: small, packed, for old phones too, and without a network.
site:
	@tools/need.sh site
	@node tools/site.mjs </dev/null

# The tables alone: every mistake at once, then their worked cases.
check:
	@cargo run -q -p mingbai-cli -- check policies
	@cargo run -q -p mingbai-cli -- cases policies

# Every law on a million chance visits, shared among all cores; MINGBAI_RUNS and MINGBAI_SEED for
# more, fewer or others. It tells every minute how far it is.
soak:
	@MINGBAI_RUNS=$${MINGBAI_RUNS:-1000000} cargo test --release -p mingbai-tests --test soak -- --ignored --nocapture

# Which changes to the arithmetic no small test notices; in no lane. Needs cargo-mutants; the files
# are listed in .cargo/mutants.toml, the report is in target/mutants.out/.
mutants:
	@cargo mutants --output target

# The golden answers of interface/ anew, where an answer changed on purpose; read what changed.
golden:
	@cargo run -q -p mingbai-tests --example golden

# How long an answer takes.
bench:
	@cargo bench -p mingbai-tests

# A picture of every screen in every look, in target/screens/.
screens: site
	@tools/need.sh test
	@node tests/browser/shots.mjs

# What the page weighs and how long it takes: bytes, memory, taps on a slow processor, beside two
# lesser pages, Lighthouse behind nginx. No verdict.
measure: site
	@tools/need.sh test
	@node tests/browser/weigh.mjs
	@node tests/browser/latency.mjs
	@node tests/browser/rivals.mjs
	@node tests/browser/lighthouse.mjs
