//! Says what was understood of a table, before anything is settled: kind, encoding, heading, columns, the
//! first rows, and the rows that are no visits. Must not settle a row.
use crate::amount;
use crate::aside::{self, RowKind, row_kind};
use crate::cell::clean;
use crate::columns_read::{Defaults, Says, offer};
use crate::day;
use crate::names::meaning;
use crate::opened::{Opened, Problem, open_rows, unreadable};
use crate::refunds::Refunds;
use crate::summary::rows;
use csv::ByteRecord;
use mingbai_files::kind::FileKind;
use mingbai_files::{FileRows, RecordKind};
use mingbai_policy::Tables;
use std::io::Read;

/// How many rows are shown as read.
const SHOWN: usize = 3;
/// The most row numbers in one sentence.
const NAMED: usize = 20;

/// Returns what was understood, as lines of text.
///
/// # Errors
///
/// When reading fails, or the heading lacks a column.
pub fn explain<R: Read>(
    tables: &Tables,
    defaults: Defaults,
    file: FileRows<R>,
) -> Result<Vec<String>, Problem> {
    let mut opened = open_rows(tables, &defaults, file)?;
    let mut lines = of_file(&opened);
    lines.extend(of_columns(&opened, tables));
    let refunds = Refunds::new(&opened.columns);
    let mut record = ByteRecord::new();
    let (mut visits, mut unreadable_rows) = (0_u64, Vec::new());
    let mut left_out: Vec<(&str, Vec<u64>)> = Vec::new();
    while let Some(found) = opened.file.next(&mut record).map_err(unreadable)? {
        let number = opened.file.number();
        let kind = match found {
            RecordKind::Empty => Some(aside::EMPTY),
            RecordKind::Row(_) => match row_kind(&opened.columns, &record) {
                RowKind::Aside(kind) => Some(kind),
                _ if refunds.taken_back(&record).is_some() => Some(aside::REFUND),
                _ => None,
            },
            _ => {
                unreadable_rows.push(number);
                continue;
            }
        };
        if let Some(kind) = kind {
            match left_out.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, rows)) => rows.push(number),
                None => left_out.push((kind, vec![number])),
            }
            continue;
        }
        visits += 1;
        if visits <= SHOWN as u64 {
            let cells = of_row(&opened, &record);
            lines.push(format!("第 {number} 行读成：{}", cells.join("；")));
        }
    }
    lines.push(format!("像就诊的行：{visits} 行。"));
    let named = |all: &[u64]| rows(all.get(..NAMED).unwrap_or(all), all.len() as u64);
    for (kind, all) in &left_out {
        lines.push(format!(
            "不是就诊，不算：{kind} {} 行（第 {} 行）。",
            all.len(),
            named(all)
        ));
    }
    if !unreadable_rows.is_empty() {
        let count = unreadable_rows.len();
        lines.push(format!(
            "读不出来的行：{count} 行（第 {} 行）。",
            named(&unreadable_rows)
        ));
    }
    Ok(lines)
}

fn of_file<R: Read>(opened: &Opened<R>) -> Vec<String> {
    let file = &opened.file;
    let mut lines = vec![format!("文件：{}。", file.kind().name())];
    if let Some(encoding) = file.encoding() {
        lines.push(format!("文字编码：{}。", encoding.name()));
    }
    if file.kind() == FileKind::Text {
        let delimiter = match file.delimiter() {
            b',' => "逗号",
            b';' => "分号",
            b'\t' => "制表符",
            _ => "文件自己写明的符号",
        };
        lines.push(format!("格子之间：{delimiter}。"));
    }
    lines.extend(opened.of_sheets());
    lines.push(format!("表头：第 {} 行。", opened.row));
    lines
}

fn of_columns<R: Read>(opened: &Opened<R>, tables: &Tables) -> Vec<String> {
    let columns = &opened.columns;
    let title = |at: usize| columns.titles.get(at).map_or("", String::as_str);
    let mut said: Vec<&(usize, Says)> = columns.said.iter().collect();
    said.sort_by_key(|(at, _)| *at);
    let mut lines: Vec<String> = said
        .iter()
        .map(|(at, says)| format!("“{}”当作：{}。", title(*at), meaning(tables, says)))
        .collect();
    lines.extend(
        columns
            .refund
            .map(|at| format!("“{}”当作：退费标志。", title(at))),
    );
    lines.extend(columns.passed());
    let unread = columns.unread().map(|title| match offer(title) {
        Some(wanted) => format!("{title}（是{wanted}，就把列名改成“{wanted}”）"),
        None => title.to_owned(),
    });
    let unread: Vec<String> = unread.collect();
    if !unread.is_empty() {
        lines.push(format!("没有用到的列：{}。", unread.join("、")));
    }
    lines
}

/// Returns the cells of a row as they are read, each behind its column's title.
fn of_row<R: Read>(opened: &Opened<R>, record: &ByteRecord) -> Vec<String> {
    let columns = &opened.columns;
    let mut said: Vec<&(usize, Says)> = columns.said.iter().collect();
    said.sort_by_key(|(at, _)| *at);
    let cells = said.into_iter().filter_map(|(at, says)| {
        let title = columns.titles.get(*at)?;
        let cell = clean(std::str::from_utf8(record.get(*at)?).ok()?);
        if cell.is_empty() {
            return None;
        }
        let read = match says {
            Says::Date | Says::Admitted => day::read(cell).map(|day| day.to_string()),
            Says::Money(_) => amount::read(cell).map(|fen| fen.to_string()),
            _ => Ok(cell.to_owned()),
        };
        Some(match read {
            Ok(text) => format!("{title}={text}"),
            Err(why) => format!("{title}={cell}（{why}）"),
        })
    });
    cells.collect()
}
