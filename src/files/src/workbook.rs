//! Opens a workbook (`.xlsx`, `.xls`) with `calamine` and lays its sheets out as frames. Must not know what
//! a cell means.
//!
//! The only place that meets a float: a cell's number becomes the shortest decimal text that means the
//! same number. Headers of a hostile workbook can make `calamine` ask for any amount of memory, so callers
//! open a workbook in a process with a limit, whose death refuses the file.
use crate::frames::{CellKind, FrameWriter};
use crate::kind::{FileKind, not_a_table};
use crate::limits;
use calamine::{
    Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx,
};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// Returns the frames of all visible sheets, in the workbook's order.
///
/// # Errors
///
/// When the workbook cannot be read, or is beyond a limit; the text says what to do.
pub fn frames(kind: FileKind, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    match kind {
        FileKind::Xls => xls(bytes),
        _ => xlsx(bytes),
    }
}

/// Returns the sentence that refuses a workbook that no program could read.
pub fn damaged() -> String {
    "这个工作簿打不开，可能坏了。请用 Excel 打开，另存为新的 xlsx 再试。".to_owned()
}

fn locked() -> String {
    "这个工作簿加了密码。请用 Excel 去掉密码，另存一份再试。".to_owned()
}

/// Checks what a packed file is, and that no part of it unpacks beyond the limits.
fn check_parts(bytes: &[u8]) -> Result<(), String> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if parts.len() > limits::PARTS {
        return Err(limits::too_large());
    }
    let names: Vec<String> = parts
        .file_names()
        .filter_map(|name| Some(name.ok()?.replace('\\', "/").to_ascii_lowercase()))
        .collect();
    let has = |name: &str| names.iter().any(|it| it.contains(name));
    if !has("xl/workbook.xml") {
        return Err(match () {
            () if has("word/") => not_a_table("Word 文档"),
            () if has("ppt/") => not_a_table("幻灯片"),
            () if has("xl/workbook.bin") => not_a_table("二进制工作簿（xlsb）"),
            () if has("content.xml") => not_a_table("别的办公软件的表格（ods）"),
            () => not_a_table("压缩包"),
        });
    }
    let mut left = limits::UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.to_ascii_lowercase();
        // Pictures are never unpacked.
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let shared = name.ends_with("sharedstrings.xml");
        let most = if shared {
            left.min(limits::TEXT as u64)
        } else {
            left
        };
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink());
        let unpacked = unpacked.map_err(|_| damaged())?;
        if unpacked > most {
            return Err(limits::too_large());
        }
        left -= unpacked;
    }
    Ok(())
}

/// Returns the names of the sheets that people see.
fn visible(sheets: &[Sheet]) -> Vec<String> {
    let seen = |it: &&Sheet| it.visible == SheetVisible::Visible && it.typ == SheetType::WorkSheet;
    let seen = sheets.iter().filter(seen);
    seen.map(|it| it.name.clone()).collect()
}

fn xlsx(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    check_parts(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut writer = FrameWriter::default();
    for name in visible(book.sheets_metadata()) {
        writer.sheet(&name);
        let mut rows = Rows::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(|_| damaged())?;
        while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::SharedString(text) => (CellKind::Text, (*text).to_owned()),
                value => shown(&Data::from(value.clone())),
            };
            rows.cell(&mut writer, cell.get_position(), text)?;
        }
        rows.end(&mut writer);
    }
    Ok(writer.finish())
}

fn xls(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let encrypted: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(encrypted.len()).any(|it| it == encrypted) {
        return Err(locked());
    }
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return Err(locked()),
        Err(_) => return Err(damaged()),
    };
    let mut writer = FrameWriter::default();
    for name in visible(book.sheets_metadata()) {
        writer.sheet(&name);
        let mut rows = Rows::default();
        let range = book.worksheet_range(&name).map_err(|_| damaged())?;
        let (row, column) = range.start().unwrap_or_default();
        for (down, right, value) in range.used_cells() {
            let at = (row + down as u32, column + right as u32);
            rows.cell(&mut writer, at, shown(value))?;
        }
        rows.end(&mut writer);
    }
    Ok(writer.finish())
}

/// Collects cells into rows. Cells come row by row, from left to right; in a damaged workbook they need
/// not, and a cell before the last is then a row of its own.
#[derive(Default)]
struct Rows {
    at: Option<(u32, u32)>,
}

impl Rows {
    fn cell(
        &mut self,
        writer: &mut FrameWriter,
        at: (u32, u32),
        (kind, text): (CellKind, String),
    ) -> Result<(), String> {
        if let Some(last) = self.at
            && (last.0 != at.0 || last.1 >= at.1)
        {
            writer.end_row(last.0.saturating_add(1));
        }
        self.at = Some(at);
        writer.cell_of(kind, at.1 as usize, &text)
    }

    fn end(self, writer: &mut FrameWriter) {
        if let Some(last) = self.at {
            writer.end_row(last.0.saturating_add(1));
        }
    }
}

/// Returns the kind of a cell, and its value as text.
fn shown(value: &Data) -> (CellKind, String) {
    let kind = match value {
        Data::Int(_) | Data::Float(_) => CellKind::Number,
        Data::DateTime(at) if at.is_datetime() => CellKind::Day,
        _ => CellKind::Text,
    };
    let text = match value {
        Data::Int(number) => number.to_string(),
        // The shortest text that reads back as the same number.
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.clone(),
        Data::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Data::DateTime(at) if at.is_datetime() => day(at),
        Data::DateTime(span) => span.as_f64().to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    };
    (kind, text)
}

fn day(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => day,
        _ => format!("{day} {hour:02}:{minute:02}:{second:02}"),
    }
}
