//! Every limit of the tables and of a visit, declared once, each with its reason. The tables' gate
//! (`author`) refuses what goes beyond with a sentence, the engine a visit beyond the last three; it
//! sizes its sets by these.
use crate::fen::Fen;

/// Decimal digits that `rust_decimal` keeps; beyond them it rounds without saying so.
pub const DIGITS: u32 = 28;

/// Decimal places of a share: its readers refuse one finer than a millionth, and `author::factors`
/// refuses factors that could make one finer.
pub const SHARE_PLACES: u32 = 6;

/// So many shares of one amount multiply before the rounding: what 先行自付 leaves, and a bracket's.
pub const SHARES_IN_A_ROW: u32 = 2;

/// Digits of the largest amount, in fen: the readers of money refuse a larger one. Twice as much, a
/// year and the visit together, has no digit more.
const MONEY_DIGITS: u32 = (2 * Fen::MAX.0).ilog10() + 1;

// Whatever a table may say, its products are exact.
const _: () = assert!(MONEY_DIGITS + SHARES_IN_A_ROW * SHARE_PLACES <= DIGITS);

/// Words, questions and sources of one kind: an index is packed in 16 bits.
pub const INDEXES: usize = u16::MAX as usize;

/// Groups of people: a person's are bits of 64.
pub const GROUPS: usize = 64;

/// Plans (参保档次) of all tables: bits of 32, of which the last is "another". Far fewer are in use.
pub const PLANS: usize = 16;

/// The days after which a stay may count as a further one, both ends included: where the length of a
/// stay is open, each number of stays that it may count as is a world of its own.
pub const FURTHER_AFTER_DAYS: (u16, u16) = (60, 366);

/// The plan (档次) of a person whose plan no table names, `"其他"`: the last of the 32 bits.
pub const OTHER_PLAN: u8 = 31;
const _: () = assert!(PLANS <= OTHER_PLAN as usize && OTHER_PLAN as u32 + 1 == u32::BITS);

/// Hospitals that rules met by one visit name, or that have rules of their own in its province: bits
/// of 64, of which one is kept for the hospital the visit names, and the last is "another".
pub const HOSPITALS: usize = 62;

/// The hospital that no rule names: the last of the 64 bits.
pub const OTHER_HOSPITAL: u8 = 63;
const _: () = assert!(HOSPITALS + 1 == OTHER_HOSPITAL as usize);
const _: () = assert!(OTHER_HOSPITAL as u32 + 1 == u64::BITS);

/// Lists of diseases that rules met by one visit tell apart: bits of 64.
pub const DISEASE_SETS: usize = 64;

/// Questions of the tables' own that rules met by one visit ask: bits of 64.
pub const QUESTIONS: usize = 64;

/// Matters left open by documents that rules met by one visit mention: bits of 64.
pub const UNCLEAR: usize = 64;

/// Payers of one visit: bits of 32, and each world keeps a range for every one of them.
pub const PAYERS: usize = 32;
const _: () = assert!(PAYERS == u32::BITS as usize);

/// Waivers that one visit meets, and as many schemes that make it free: counted in 8 bits.
pub const WAIVERS: usize = 256;

/// Payments listed on one sheet, or told of one year. With at most 10^12 yuan each, no sum overflows.
pub const PAID: usize = 64;

/// Accounts told of one year.
pub const ACCOUNTS: usize = 256;

/// Lines of one bill: the exact sum of their 先行自付 has four digits more than one amount.
pub const LINES: usize = 10_000;
const _: () = assert!(MONEY_DIGITS + LINES.ilog10() + SHARE_PLACES <= DIGITS);

/// The most pieces on one line of a bill.
pub const QUANTITY: u32 = 1_000_000;

/// Items of one bill.
pub const ITEMS: usize = 10_000;
const _: () = assert!(Fen::MAX.0.checked_mul((ITEMS + ACCOUNTS) as i64).is_some());
