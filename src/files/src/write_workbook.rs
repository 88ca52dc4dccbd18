//! Writes a workbook (`.xlsx`) row by row, in memory that does not grow with the rows. Must not know what a
//! cell means.
//!
//! Text stays text, whatever it begins with: no formula is ever written.
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// The most rows of a sheet, and the most characters of a cell.
const ROWS: u32 = 1_048_576;
const CHARACTERS: usize = 32_767;

/// A cell to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewCell<'a> {
    /// Text.
    Text(&'a str),
    /// A number, as decimal text.
    Number(&'a str),
    /// An amount in yuan, as decimal text: shown with two places.
    Amount(&'a str),
    /// A day, with or without a time: `2026-05-10`, `2026-05-10 10:27:00`.
    Day(&'a str),
}

/// A workbook that is being written.
pub struct BookWriter {
    book: Workbook,
    sheet: usize,
    row: u32,
    amount: Format,
    day: Format,
    time: Format,
}

impl Default for BookWriter {
    fn default() -> BookWriter {
        let format = |text| Format::new().set_num_format(text);
        BookWriter {
            book: Workbook::new(),
            sheet: 0,
            row: 0,
            amount: format("0.00"),
            day: format("yyyy-mm-dd"),
            time: format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

impl BookWriter {
    /// Begins a sheet. Its first rows, as many as `frozen`, stay in sight.
    ///
    /// # Errors
    ///
    /// When there is no room on the disk, or the name is none for a sheet.
    pub fn sheet(&mut self, name: &str, frozen: u32) -> Result<(), String> {
        let sheet = self.book.add_worksheet_with_constant_memory();
        let named = sheet.and_then(|sheet| sheet.set_name(name)?.set_freeze_panes(frozen, 0));
        named.map_err(|error| error.to_string())?;
        self.sheet = self.book.worksheets().len() - 1;
        self.row = 0;
        Ok(())
    }

    /// Writes the next row of the sheet.
    ///
    /// # Errors
    ///
    /// When the sheet is full, or there is no room on the disk; the text says what to do.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = NewCell<'a>>) -> Result<(), String> {
        if self.row >= ROWS {
            return Err(format!(
                "一张工作表最多 {ROWS} 行，写不下。请把表分成几个，一个一个算。"
            ));
        }
        let (row, formats) = (self.row, [&self.amount, &self.day, &self.time]);
        let sheet = self.book.worksheet_from_index(self.sheet);
        let sheet = sheet.map_err(|error| error.to_string())?;
        for (at, cell) in cells.into_iter().enumerate() {
            let column = u16::try_from(at).map_err(|error| error.to_string())?;
            write(sheet, (row, column), cell, formats).map_err(|error| error.to_string())?;
        }
        self.row += 1;
        Ok(())
    }

    /// Saves the workbook.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save(mut self, path: &Path) -> Result<(), String> {
        self.book.save(path).map_err(|error| error.to_string())
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: NewCell,
    [amount, day, time]: [&Format; 3],
) -> Result<(), XlsxError> {
    let text = match cell {
        NewCell::Number(text) | NewCell::Amount(text) => {
            // A cell of a workbook holds a binary fraction: the one that is nearest to the decimal text.
            if let Some(number) = text.parse::<f64>().ok().filter(|it| it.is_finite()) {
                return match cell {
                    NewCell::Amount(_) => {
                        sheet.write_number_with_format(row, column, number, amount)
                    }
                    _ => sheet.write_number(row, column, number),
                }
                .map(|_| ());
            }
            text
        }
        NewCell::Day(text) => {
            let format = if text.contains(' ') { time } else { day };
            if let Ok(at) = ExcelDateTime::parse_from_str(text) {
                return sheet
                    .write_datetime_with_format(row, column, &at, format)
                    .map(|_| ());
            }
            text
        }
        NewCell::Text(text) => text,
    };
    if text.is_empty() {
        return Ok(());
    }
    if text.chars().count() > CHARACTERS {
        let kept: String = text.chars().take(CHARACTERS - 20).collect();
        let cut = format!("{kept}……（太长，后面没有写）");
        return sheet.write_string(row, column, cut).map(|_| ());
    }
    sheet.write_string(row, column, text).map(|_| ())
}
