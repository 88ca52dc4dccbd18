//! Files as hospitals' programs write them, from `tests/files/`: one habit each, with what must come out;
//! mutations of all of them; hostile workbooks. Must not know how a file is read.
use crate::command::mingbai;
use encoding_rs::{BIG5, GB18030};
use mingbai_batch::{Batch, Defaults, Problem, Summary, explain};
use mingbai_files::{FileRows, OpenError};
use mingbai_policy::{Day, Tables};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use serde_json::Value;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("files")
}

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns the defaults of a window in 都昌.
fn window(tables: &Tables) -> Defaults {
    let place = mingbai_intake::names::region(&tables.vocabulary, "都昌县");
    Defaults {
        date: Some(Day::new(2026, 5, 31)),
        insured_in: Some(Some(place.expect("a place"))),
        ..Defaults::default()
    }
}

/// What must come out of a file.
struct Expected(toml::Table);

impl Expected {
    fn text(&self, key: &str) -> &str {
        let value = self.0.get(key).and_then(toml::Value::as_str);
        value.unwrap_or_default()
    }

    fn number(&self, key: &str) -> u64 {
        let value = self.0.get(key).and_then(toml::Value::as_integer);
        value.map_or(0, |number| number.try_into().expect("a count"))
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        let value = self.0.get(key).and_then(toml::Value::as_array);
        let all = value.into_iter().flatten();
        all.map(|it| it.as_str().expect("a text")).collect()
    }

    /// Returns the bytes of the file.
    fn bytes(&self) -> Vec<u8> {
        let text = fs::read_to_string(folder().join(self.text("file"))).expect("a file");
        let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect();
        match self.text("as") {
            "" => bad_bytes(text.into_bytes()),
            "gb18030" => {
                let pieces: Vec<_> = text.split('§').map(|it| GB18030.encode(it).0).collect();
                pieces.join(&b"\xff"[..])
            }
            "big5" => BIG5.encode(&text).0.into_owned(),
            "utf-16le" => wide(u16::to_le_bytes),
            "utf-16be" => wide(u16::to_be_bytes),
            "utf-16le mark" => [b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat(),
            "utf-16be mark" => [b"\xfe\xff".to_vec(), wide(u16::to_be_bytes)].concat(),
            "xlsx" => workbook(&text),
            "zip" => packed(&[("a.csv", text.as_bytes())]),
            "base64" => from_base64(&text),
            other => panic!("{other}"),
        }
    }
}

fn expected() -> Vec<Expected> {
    let text = fs::read_to_string(folder().join("expected.toml")).expect("the list");
    let list: toml::Table = text.parse().expect("TOML");
    let files = list["file"].as_array().expect("a list").iter();
    files
        .map(|it| Expected(it.as_table().expect("a table").clone()))
        .collect()
}

fn bad_bytes(text: Vec<u8>) -> Vec<u8> {
    let mark = "§".as_bytes();
    let mut bytes = Vec::new();
    let mut rest = text.as_slice();
    while let Some(at) = rest.windows(mark.len()).position(|it| it == mark) {
        bytes.extend(&rest[..at]);
        bytes.push(0xff);
        rest = &rest[at + mark.len()..];
    }
    [bytes.as_slice(), rest].concat()
}

fn from_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

/// Makes a workbook of a text: a row a line, cells between tabs.
fn workbook(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let mut sheet = Worksheet::new();
    let mut row = 0;
    let number = |it: &str| it.parse::<f64>().expect("a number");
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            book.push_worksheet(sheet);
            sheet = Worksheet::new();
            sheet.set_name(name).expect("a name");
            row = 0;
            continue;
        }
        if let Some(far) = line.strip_prefix("=cell ") {
            let parts: Vec<&str> = far.split(' ').collect();
            let at = (
                parts[0].parse().expect("a row"),
                parts[1].parse().expect("a column"),
            );
            sheet.write(at.0, at.1, parts[2]).expect("room");
            continue;
        }
        for (column, cell) in (0..).zip(line.split('\t')) {
            let day = |format| Format::new().set_num_format(format);
            let written = match cell.split_once(':') {
                Some(("n", it)) => sheet.write(row, column, number(it)),
                Some(("d", it)) => {
                    sheet.write_with_format(row, column, number(it), &day("yyyy-mm-dd"))
                }
                Some(("t", it)) => {
                    sheet.write_with_format(row, column, number(it), &day("yyyy/m/d hh:mm"))
                }
                Some(("f", it)) => {
                    sheet.write(row, column, Formula::new(format!("={it}+0")).set_result(it))
                }
                _ if cell.is_empty() => continue,
                _ => sheet.write(row, column, cell),
            };
            written.expect("room");
        }
        row += 1;
    }
    book.push_worksheet(sheet);
    book.save_to_buffer().expect("a workbook")
}

/// Packs parts into an archive.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Returns the parts of an archive.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("bytes");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

/// Settles a file; returns the table written and the summary.
fn settle(tables: &Tables, bytes: &[u8]) -> Result<(String, Summary), String> {
    let mut out = Vec::new();
    let mut settled = || -> Result<Summary, Problem> {
        let mut batch = Batch::new(tables, window(tables), bytes, &mut out)?;
        while batch.row()? {}
        batch.finish()
    };
    match settled() {
        Ok(summary) => Ok((String::from_utf8(out).expect("UTF-8"), summary)),
        Err(Problem::Header(why) | Problem::Read(why)) => Err(why),
        Err(Problem::Write(error)) => panic!("{error}"),
    }
}

fn explained(tables: &Tables, bytes: &[u8]) -> Result<String, String> {
    let file = FileRows::open(bytes).map_err(|error| match error {
        OpenError::Refused(why) => why,
        OpenError::Read(error) => error.to_string(),
    })?;
    match explain(tables, window(tables), file) {
        Ok(lines) => Ok(lines.join("\n")),
        Err(Problem::Header(why) | Problem::Read(why)) => Err(why),
        Err(Problem::Write(error)) => panic!("{error}"),
    }
}

/// Checks that every row of a file is settled, refused or left out.
fn no_row_is_lost(summary: &Summary) {
    let left: u64 = summary.left_out.iter().map(|it| it.1).sum();
    let rows = summary.settled + summary.refused + left + summary.joined;
    assert_eq!(rows, summary.lines, "{summary:?}");
}

fn check(tables: &Tables, file: &Expected) {
    let name = file.text("file");
    let bytes = file.bytes();
    let settled = settle(tables, &bytes);
    let refuses = file.text("refuses");
    if !refuses.is_empty() {
        let why = settled.expect_err(name);
        assert!(
            why.contains(refuses) && why.ends_with('。'),
            "{name}: {why}"
        );
        return;
    }
    let (out, summary) = settled.unwrap_or_else(|why| panic!("{name}: {why}"));
    let understood = explained(tables, &bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
    let said = format!("{understood}\n{}\n{out}", summary.lines(tables).join("\n"));
    let left: u64 = summary.left_out.iter().map(|it| it.1).sum();
    assert_eq!(
        (summary.settled, summary.refused, left),
        (
            file.number("settled"),
            file.number("refused"),
            file.number("left_out")
        ),
        "{name}: {said}"
    );
    no_row_is_lost(&summary);
    let billed = file.text("billed");
    assert!(
        billed.is_empty() || summary.billed.to_string() == billed,
        "{name}: {said}"
    );
    let heading = file.number("heading");
    let row = format!("表头：第 {heading} 行。");
    assert!(heading == 0 || understood.contains(&row), "{name}: {said}");
    for words in file.texts("said") {
        assert!(said.contains(words), "{name}: {words} is not in {said}");
    }
    for words in file.texts("out") {
        assert!(out.contains(words), "{name}: {words} is not in {out}");
    }
}

#[test]
fn every_habit_of_hospitals_programs_is_read() {
    let tables = tables();
    let files = expected();
    assert!(files.len() >= 60);
    files.iter().for_each(|file| check(&tables, file));
    let listed: Vec<&str> = files.iter().map(|file| file.text("file")).collect();
    for entry in fs::read_dir(folder()).expect("the folder") {
        let name = entry
            .expect("a file")
            .file_name()
            .into_string()
            .expect("UTF-8");
        assert!(
            name == "expected.toml" || listed.contains(&&*name),
            "{name}"
        );
    }
}

/// The command opens a workbook in a process of its own, and gives the same as the reader.
#[test]
fn the_command_reads_what_the_reader_reads() {
    let tables = tables();
    for file in expected() {
        if !file.text("as").starts_with("xlsx") && file.text("as") != "base64" {
            continue;
        }
        let bytes = file.bytes();
        let (out, _) = settle(&tables, &bytes).expect("settled");
        let arguments = [
            "batch",
            "-",
            "--date",
            "2026-05-31",
            "--insured-in",
            "360428",
        ];
        let output = mingbai(&arguments, &bytes);
        assert!(output.status.success(), "{}", file.text("file"));
        assert_eq!(String::from_utf8_lossy(&output.stdout), out);
        let output = mingbai(&[&arguments[..], &["--explain"]].concat(), &bytes);
        assert!(output.status.success());
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            said.trim_end(),
            explained(&tables, &bytes).expect("explained")
        );
    }
    let output = mingbai(
        &["batch", "--date", "2026-05-31", "--insured-in", "都昌县"],
        "总费用\n八千\n".as_bytes(),
    );
    assert_eq!(output.status.code(), Some(1), "nothing was settled");
}

/// Cuts, doubles, swaps and changes pieces of some bytes.
fn mutated(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=rng.below(3) {
        if bytes.is_empty() {
            return bytes;
        }
        let (a, b) = (rng.below(bytes.len()), rng.below(bytes.len()));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match rng.below(5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                drop(bytes.splice(from..from, piece));
            }
            2 => bytes.swap(a, b),
            3 => bytes.truncate(from),
            _ => bytes[a] = rng.below(256) as u8,
        }
    }
    bytes
}

#[test]
fn no_mutation_of_a_file_stops_the_reader() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    // A workbook of Excel 97 is opened only in a process of its own.
    let files = expected();
    let files = files.iter().filter(|it| it.text("as") != "base64");
    let files: Vec<Vec<u8>> = files.map(Expected::bytes).collect();
    for _ in 0..runs(400) {
        let file = rng.below(files.len());
        let bytes = mutated(&mut rng, &files[file]);
        if let Ok((_, summary)) = settle(&tables, &bytes) {
            no_row_is_lost(&summary);
        }
        let _ = explained(&tables, &bytes);
    }
}

#[test]
fn no_mutation_inside_a_workbook_stops_the_reader() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    let books = expected();
    let books = books.iter().filter(|it| it.text("as") == "xlsx");
    let books: Vec<_> = books.map(|it| unpacked(&it.bytes())).collect();
    for _ in 0..runs(150) {
        let mut parts = books[rng.below(books.len())].clone();
        let at = rng.below(parts.len());
        parts[at].1 = mutated(&mut rng, &parts[at].1);
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, it)| (&**name, &**it)).collect();
        if let Ok((_, summary)) = settle(&tables, &packed(&parts)) {
            no_row_is_lost(&summary);
        }
    }
}

/// Returns a workbook in which one part is changed.
fn with(part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut parts = unpacked(&workbook("姓名\t总费用\n甲\tn:8000\n"));
    for (name, bytes) in &mut parts {
        if name == part {
            let text = String::from_utf8(std::mem::take(bytes)).expect("UTF-8");
            *bytes = change(text).into_bytes();
        }
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, it)| (&**name, &**it)).collect();
    packed(&parts)
}

/// Returns a workbook in which a piece stands very often before a mark of one part.
fn swollen(part: &str, mark: &str, piece: &[u8], times: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in unpacked(&workbook("姓名\t总费用\n甲\tn:8000\n")) {
        writer.start_file(&*name, options).expect("a part");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let at = text
            .find(mark)
            .filter(|_| name == part)
            .unwrap_or(text.len());
        writer.write_all(&text.as_bytes()[..at]).expect("room");
        if name == part {
            let block = piece.repeat((1 << 20) / piece.len());
            for _ in 0..times * piece.len() / block.len() {
                writer.write_all(&block).expect("room");
            }
        }
        writer.write_all(&text.as_bytes()[at..]).expect("room");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Workbooks whose sizes lie, or that unpack without end, are refused in one sentence or read; the
/// command never dies.
#[test]
fn hostile_workbooks_are_refused_in_a_sentence() {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    const STRINGS: &str = "xl/sharedStrings.xml";
    let old = expected();
    let old = old
        .iter()
        .find(|it| it.text("as") == "base64")
        .expect("a workbook")
        .bytes();
    let mut hostile = vec![
        swollen(SHEET, "</sheetData>", b" ", 260 << 20),
        swollen(
            SHEET,
            "</sheetData>",
            b"<row><c><v>1</v></c></row>",
            8 << 20,
        ),
        swollen(STRINGS, "</t>", b" ", 130 << 20),
        swollen(STRINGS, "</sst>", b"<si><t/></si>", 9 << 20),
        with(STRINGS, |it| {
            it.replace(
                "<sst ",
                "<sst count=\"4294967295\" uniqueCount=\"4294967295\" x=\"\" ",
            )
        }),
        with(SHEET, |it| it.replace("A1:B2", "A1:XFD1048576")),
        with(SHEET, |it| it.replace("r=\"B2\"", "r=\"ZZZZZZ99999999\"")),
        with(SHEET, |it| it.replace("r=\"B2\"", "r=\"XFD1048576\"")),
        with(SHEET, |it| {
            it.replace(
                "<v>8000</v>",
                "<f t=\"shared\" si=\"4294967295\">A1</f><v>1</v>",
            )
        }),
        with(SHEET, |it| it.replace("<v>8000</v>", "<v>1e308</v>")),
        with(SHEET, |it| {
            it.replace(
                "<sheetData>",
                &format!("<sheetData>{}", "<a>".repeat(1 << 20)),
            )
        }),
        with(SHEET, |it| {
            it.replace(
                "?>",
                "?><!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]>",
            )
        }),
        with("xl/workbook.xml", |it| {
            it.replace(
                "</sheets>",
                &format!(
                    "{}</sheets>",
                    "<sheet name=\"a\" sheetId=\"9\" r:id=\"rId1\"/>".repeat(5_000)
                ),
            )
        }),
        with("xl/styles.xml", |it| {
            it.replace(
                "<cellXfs",
                &format!("<cellXfs x=\"{}\"", "9".repeat(1 << 20)),
            )
        }),
        b"PK\x03\x04".to_vec(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
    ];
    // Headers of an old workbook, all ones.
    for at in (24..80).step_by(4) {
        let mut bytes = old.clone();
        bytes[at..at + 4].fill(0xff);
        hostile.push(bytes);
    }
    let mut rng = Rng::new(seed());
    for _ in 0..runs(20) {
        let mut bytes = old.clone();
        for _ in 0..4 {
            let at = rng.below(bytes.len() - 4);
            bytes[at..at + 4].fill(rng.of(&[0, 0xff, 0x7f, 1]));
        }
        hostile.push(bytes);
    }
    for (at, bytes) in hostile.iter().enumerate() {
        let output = mingbai(
            &["batch", "--date", "2026-05-31", "--insured-in", "都昌县"],
            bytes,
        );
        let code = output.status.code();
        assert!(matches!(code, Some(0..=2)), "{at}: {code:?}");
        if code == Some(2) {
            let said: Value = serde_json::from_slice(&output.stderr).expect("one sentence");
            let message = said["error"]["message"].as_str().expect("a message");
            assert!(message.ends_with('。'), "{at}: {message}");
        }
    }
}

/// The codes of areas lead to places of the shipped tables, and every place has one.
#[test]
fn every_place_has_its_national_code() {
    let tables = tables();
    let regions = || {
        tables
            .vocabulary
            .regions
            .iter()
            .map(|it| it.name.id.as_str())
    };
    for (code, id) in mingbai_intake::area_codes::all() {
        assert!(regions().any(|it| it == id), "{code}");
    }
    for id in regions().filter(|id| *id != "nation") {
        let mut codes = mingbai_intake::area_codes::all();
        assert!(codes.any(|(_, known)| known == id), "{id}");
    }
}
