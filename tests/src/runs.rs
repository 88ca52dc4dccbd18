//! How many times properties are tried.

/// `MINGBAI_RUNS`, or this many.
pub fn runs(usual: usize) -> usize {
    std::env::var("MINGBAI_RUNS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// `MINGBAI_SEED`, or always the same.
pub fn seed() -> u64 {
    std::env::var("MINGBAI_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_201_122)
}
