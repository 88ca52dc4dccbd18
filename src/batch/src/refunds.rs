//! Refunds (退费): rows that take another row back. Remembers what settled rows added to the sums, in
//! bounded memory, so that the sums hold neither row. Must not settle anything.
//!
//! A row is a refund when its total is below zero, or a column says so (退费标志). The row that it takes back
//! has that total, above zero, and the same cells in the columns that name the patient. Where no column
//! does, or several rows fit and added different amounts, the refund is refused: only its author knows.
use crate::amount::{Signed, read_signed};
use crate::cell::{clean, truth};
use crate::columns_read::{Amount, Columns, Says};
use crate::summary::Counted;
use crate::title::bare;
use csv::ByteRecord;
use mingbai_policy::Fen;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many settled rows are remembered, and how many refunds that came before their row.
const SETTLED: usize = 50_000;
const PENDING: usize = 10_000;

/// Titles of columns that name the patient or the visit.
const NAMES: &[&str] = &[
    "姓名",
    "患者姓名",
    "病人姓名",
    "psn_name",
    "人员编号",
    "psn_no",
    "身份证",
    "身份证号",
    "身份证号码",
    "证件号码",
    "certno",
    "住院号",
    "病案号",
    "门诊号",
    "就诊号",
    "就诊id",
    "mdtrt_id",
    "患者id",
    "病人id",
];

/// A row that a refund may take back, or a refund that waits for its row.
struct Remembered {
    row: u64,
    total: Fen,
    who: u64,
    counted: Counted,
}

/// The refunds of a month.
pub struct Refunds {
    pub total: Option<usize>,
    flag: Option<usize>,
    /// The columns whose cells a refund shares with its row.
    names: Vec<usize>,
    settled: VecDeque<Remembered>,
    pending: Vec<Remembered>,
}

/// What a refund takes back.
pub enum TakenBack {
    /// This row, which added this to the sums.
    Row(u64, Counted),
    /// One of these rows.
    OneOf(Vec<u64>),
    /// No row so far.
    None,
    /// A row that cannot be told: no column names the patient.
    Nameless,
}

impl Refunds {
    pub fn new(columns: &Columns) -> Refunds {
        let total = |says: &Says| matches!(says, Says::Money(Amount::Total));
        let named = columns.titles.iter().enumerate().filter(|(_, title)| {
            let title = bare(title).to_ascii_lowercase();
            NAMES.contains(&title.as_str())
        });
        let names: Vec<usize> = named.map(|(at, _)| at).collect();
        Refunds {
            total: columns
                .said
                .iter()
                .find(|(_, says)| total(says))
                .map(|it| it.0),
            flag: columns.refund,
            names,
            settled: VecDeque::new(),
            pending: Vec::new(),
        }
    }

    /// Returns the amount that a row takes back, if the row is a refund.
    pub fn taken_back(&self, record: &ByteRecord) -> Option<Fen> {
        let text = |at: usize| {
            let cell = record.get(at).unwrap_or_default();
            std::str::from_utf8(cell).map_or("", clean)
        };
        let total = text(self.total?);
        let flagged = self.flag.is_some_and(|at| truth(text(at)) == Ok(true));
        let begins = total.starts_with(|c: char| c.is_ascii_digit());
        let ends = total.ends_with(|c: char| c.is_ascii_digit());
        if !flagged && begins && ends {
            return None;
        }
        let Ok(Signed { minus, fen }) = read_signed(total) else {
            return None;
        };
        (flagged || minus && fen > Fen::ZERO).then_some(fen)
    }

    fn who(&self, record: &ByteRecord) -> u64 {
        let mut hasher = DefaultHasher::new();
        for at in &self.names {
            let cell = record.get(*at).unwrap_or_default();
            std::str::from_utf8(cell)
                .map_or("", clean)
                .hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Remembers a settled row; returns the refund before it that takes it back.
    pub fn settled(
        &mut self,
        row: u64,
        total: Fen,
        record: &ByteRecord,
        counted: Counted,
    ) -> Option<u64> {
        if self.names.is_empty() {
            return None;
        }
        let who = self.who(record);
        let waits = |it: &Remembered| it.total == total && it.who == who;
        if let Some(at) = self.pending.iter().position(waits) {
            return Some(self.pending.swap_remove(at).row);
        }
        if self.settled.len() >= SETTLED {
            self.settled.pop_front();
        }
        self.settled.push_back(Remembered {
            row,
            total,
            who,
            counted,
        });
        None
    }

    /// Finds the row that a refund takes back, and forgets the row.
    pub fn refund(&mut self, row: u64, total: Fen, record: &ByteRecord) -> TakenBack {
        if self.names.is_empty() {
            return TakenBack::Nameless;
        }
        let who = self.who(record);
        let fits = |it: &Remembered| it.total == total && it.who == who;
        let found = self.settled.iter().enumerate().filter(|(_, it)| fits(it));
        let found: Vec<(usize, u64, &Counted)> =
            found.map(|(at, it)| (at, it.row, &it.counted)).collect();
        let Some((at, _, last)) = found.last() else {
            if self.pending.len() < PENDING {
                self.pending.push(Remembered {
                    row,
                    total,
                    who,
                    counted: Counted::default(),
                });
            }
            return TakenBack::None;
        };
        if found.iter().any(|(_, _, counted)| counted != last) {
            return TakenBack::OneOf(found.iter().map(|it| it.1).collect());
        }
        match self.settled.remove(*at) {
            Some(it) => TakenBack::Row(it.row, it.counted),
            None => TakenBack::None,
        }
    }

    /// Returns the refunds whose row did not come.
    pub fn without_row(&self) -> Vec<u64> {
        let mut rows: Vec<u64> = self.pending.iter().map(|it| it.row).collect();
        rows.sort_unstable();
        rows
    }
}
