//! How often properties are tried, and from which seed: set by the environment. Must not know a
//! property.

/// Returns `MINGBAI_RUNS`, or `usual` where the variable is not set.
pub fn runs(usual: usize) -> usize {
    std::env::var("MINGBAI_RUNS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// Returns `MINGBAI_SEED`, or a fixed seed.
pub fn seed() -> u64 {
    std::env::var("MINGBAI_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_201_122)
}
