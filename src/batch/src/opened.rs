//! Opens a table: chooses the sheet, finds the heading, reads the columns. Must not settle a row.
use crate::columns_read::{Columns, Defaults};
use crate::heading;
use csv::ByteRecord;
use mingbai_files::{FileRows, OpenError, RecordKind};
use mingbai_policy::Tables;
use std::io::{self, Read};

/// Why a table cannot be read at all.
#[derive(Debug)]
pub enum Problem {
    /// The file holds no table, or its heading lacks a column; the text says which and what to do.
    Header(String),
    /// Reading failed.
    Read(String),
    /// Writing failed.
    Write(io::Error),
}

/// A table whose heading is read; its rows come next.
pub struct Opened<R> {
    pub file: FileRows<R>,
    pub columns: Columns,
    /// The cells of the heading, as written.
    pub head: ByteRecord,
    /// The number of the heading's row.
    pub row: u64,
    /// Lines of the heading and above it.
    pub above: u64,
    /// The sheet's name, if the file has sheets.
    pub sheet: Option<String>,
    /// The names of the other sheets that hold rows.
    pub other_sheets: Vec<String>,
}

impl<R> Opened<R> {
    /// Returns the sentence about a workbook's sheets, where there are several.
    pub fn of_sheets(&self) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        if self.other_sheets.is_empty() {
            return None;
        }
        let others = self.other_sheets.join("”、“");
        Some(format!("用的是工作表“{sheet}”；没有用：“{others}”。"))
    }
}

/// Opens a file of any kind that `mingbai-files` reads.
///
/// # Errors
///
/// When reading fails, the file holds no table, or the heading lacks a column.
pub fn open<R: Read>(tables: &Tables, defaults: &Defaults, input: R) -> Result<Opened<R>, Problem> {
    let file = FileRows::open(input).map_err(|error| match error {
        OpenError::Read(error) => Problem::Read(error.to_string()),
        OpenError::Refused(why) => Problem::Header(why),
    })?;
    open_rows(tables, defaults, file)
}

/// Opens a file whose rows are read already.
///
/// # Errors
///
/// When reading fails, or the heading lacks a column.
pub fn open_rows<R: Read>(
    tables: &Tables,
    defaults: &Defaults,
    mut file: FileRows<R>,
) -> Result<Opened<R>, Problem> {
    let header = |message: &str| Problem::Header(message.to_owned());
    let sheets = file.opening();
    let found = heading::find(tables, &sheets);
    file.skip_to(found.sheet);
    let mut head = ByteRecord::new();
    let mut skipped = 0;
    loop {
        match file.next(&mut head).map_err(unreadable)? {
            None => return Err(header("表是空的。第一行要写每列是什么。")),
            Some(_) if skipped < found.row => {}
            Some(RecordKind::Empty) => {}
            Some(RecordKind::Row(_)) => break,
            Some(RecordKind::Unclosed) => {
                return Err(header("表头有一个引号没有合上。请补上，或者去掉。"));
            }
            Some(RecordKind::TooLong) => {
                return Err(header("表头太长了。第一行要写每列是什么。"));
            }
            Some(RecordKind::Unreadable(_)) => return Err(header("表头的文字读不出来。")),
        }
        skipped += 1;
    }
    let row = file.number();
    if let Some(titles) = found.titles {
        if found.below {
            let mut under = ByteRecord::new();
            file.next(&mut under).map_err(unreadable)?;
        }
        head = titles;
    }
    file.set_titles(head.len());
    let titles: Option<Vec<&str>> = head.iter().map(|it| std::str::from_utf8(it).ok()).collect();
    let titles = titles.ok_or_else(|| header("表头的文字读不出来。"))?;
    let columns = Columns::new(tables, titles.into_iter(), defaults).map_err(Problem::Header)?;
    let named = sheets.get(found.sheet).map(|(name, _)| name.clone());
    let others = sheets.iter().enumerate();
    let others = others.filter(|(at, (_, rows))| *at != found.sheet && !rows.is_empty());
    Ok(Opened {
        above: file.lines(),
        file,
        columns,
        head,
        row,
        sheet: named.filter(|name| !name.is_empty()),
        other_sheets: others.map(|(_, (name, _))| name.clone()).collect(),
    })
}

/// Returns the problem of a stream that cannot be read.
pub fn unreadable(error: impl std::fmt::Display) -> Problem {
    Problem::Read(error.to_string())
}
