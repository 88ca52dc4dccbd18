//! Finds the heading of a table among its first rows: below a title, blank lines or a note, in one row or
//! in two with merged cells. Must not know the rows below.
use crate::amount;
use crate::cell::clean;
use crate::columns_read::{Amount, Says, says};
use crate::day;
use crate::title::bare;
use csv::ByteRecord;
use mingbai_policy::Tables;

/// Where the heading is.
pub struct Heading {
    /// The index of the sheet.
    pub sheet: usize,
    /// The index of the row in the sheet, empty lines included.
    pub row: usize,
    /// The titles where they come from two rows.
    pub titles: Option<ByteRecord>,
    /// Whether the second of the two rows is the one below.
    pub below: bool,
}

/// Returns the place of the heading: the first row that has a column for the bill's total and holds no
/// amount; else the row with the most known titles; else the first row.
pub fn find(tables: &Tables, sheets: &[(String, Vec<ByteRecord>)]) -> Heading {
    let mut best = Heading {
        sheet: 0,
        row: 0,
        titles: None,
        below: false,
    };
    let mut most = None;
    for (sheet, (_, rows)) in sheets.iter().enumerate() {
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| !is_empty(row)) {
            if holds_amount(row) {
                if most.is_none() {
                    most = Some(0);
                    (best.sheet, best.row) = (sheet, at);
                }
                continue;
            }
            let known = Known::of(tables, row);
            if most < Some(known.titles) {
                most = Some(known.titles);
                (best.sheet, best.row) = (sheet, at);
            }
            if known.total {
                (best.sheet, best.row) = (sheet, at);
                (best.titles, best.below) = in_two_rows(tables, rows, at);
                return best;
            }
        }
    }
    best
}

fn is_empty(row: &ByteRecord) -> bool {
    row.iter().all(|cell| text(cell).is_empty())
}

fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).map_or("?", clean)
}

/// What is known of a row's cells as titles.
struct Known {
    titles: usize,
    total: bool,
}

impl Known {
    fn of(tables: &Tables, row: &ByteRecord) -> Known {
        let mut known = Known {
            titles: 0,
            total: false,
        };
        for cell in row {
            known.titles += usize::from(says(tables, &bare(text(cell))).is_some());
            known.total |= is_total(tables, cell);
        }
        known
    }
}

fn is_total(tables: &Tables, cell: &[u8]) -> bool {
    let says = says(tables, &bare(text(cell)));
    matches!(says, Some(Says::Money(Amount::Total | Amount::SelfPay)))
}

/// Checks whether some cell is an amount or a day: a heading has neither.
fn holds_amount(row: &ByteRecord) -> bool {
    row.iter().map(text).any(|cell| {
        cell.contains(|c: char| c.is_ascii_digit())
            && (amount::read(cell).is_ok() || day::read(cell).is_ok())
    })
}

/// Returns the titles where merged cells spread them over two rows, and whether the second is below.
fn in_two_rows(tables: &Tables, rows: &[ByteRecord], at: usize) -> (Option<ByteRecord>, bool) {
    let Some(row) = rows.get(at) else {
        return (None, false);
    };
    let cell = |row: &ByteRecord, column: usize| -> String {
        text(row.get(column).unwrap_or_default()).to_owned()
    };
    let filled = |row: &ByteRecord| {
        (0..row.len())
            .filter(|at| !cell(row, *at).is_empty())
            .count()
    };
    // A title merged over two rows is in the upper one only.
    let above = at.checked_sub(1).and_then(|at| rows.get(at));
    let above = above.filter(|above| filled(above) > 1 && !holds_amount(above));
    if let Some(above) = above
        && (0..above.len()).any(|at| cell(row, at).is_empty() && !cell(above, at).is_empty())
    {
        let columns = 0..row.len().max(above.len());
        let titles = columns.map(|at| match cell(row, at) {
            title if title.is_empty() => cell(above, at),
            title => title,
        });
        return (Some(record(titles)), false);
    }
    // A title merged over several columns has titles of its own below.
    let below = rows.get(at + 1).filter(|below| {
        let spread = |at: usize| cell(row, at).is_empty() || cell(row, at + 1).is_empty();
        // A row of data gives the total, and hardly ever the title of a column.
        let total = |at: usize| is_total(tables, row.get(at).unwrap_or_default());
        filled(below) > 1
            && !holds_amount(below)
            && matches!(
                Known::of(tables, below),
                Known {
                    titles: 1..,
                    total: false
                }
            )
            && (0..row.len()).all(|at| !total(at) || cell(below, at).is_empty())
            && (0..below.len()).all(|at| cell(below, at).is_empty() || spread(at))
            && (0..below.len()).any(|at| !cell(below, at).is_empty() && cell(row, at).is_empty())
    });
    match below {
        None => (None, false),
        Some(below) => {
            let columns = 0..row.len().max(below.len());
            let titles = columns.map(|at| match cell(below, at) {
                title if title.is_empty() => cell(row, at),
                title => title,
            });
            (Some(record(titles)), true)
        }
    }
}

fn record(cells: impl Iterator<Item = String>) -> ByteRecord {
    let mut record = ByteRecord::new();
    cells.for_each(|cell| record.push_field(cell.as_bytes()));
    record
}
