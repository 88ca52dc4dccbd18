//! The result of a month as a workbook: what the command wrote it reads again, cells stay what they were,
//! what needs a look comes first. Must not know how a row is settled.
use crate::command::mingbai;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::process::Output;

/// A file in the folder of temporary files, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let name = format!("mingbai-{}-{name}.xlsx", std::process::id());
        Scratch(std::env::temp_dir().join(name))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A sheet: its name and its rows.
type Sheet = (String, Vec<Vec<Data>>);

/// Settles a table; returns the sheets of the workbook written, and its bytes.
fn settle(name: &str, more: &[&str], input: &[u8]) -> (Vec<u8>, Vec<Sheet>) {
    let file = Scratch::new(name);
    let arguments = [&["batch", "--xlsx", file.path()], more].concat();
    let output = mingbai(&arguments, input);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(output.stdout.is_empty());
    let bytes = fs::read(&file.0).expect("the workbook");
    let mut book = Xlsx::new(Cursor::new(bytes.clone())).expect("a workbook");
    let sheets = book.worksheets().into_iter().map(|(name, range)| {
        let rows = range.rows().map(<[Data]>::to_vec);
        (name, rows.collect())
    });
    let sheets = sheets.collect();
    (bytes, sheets)
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

/// Returns the index of a title.
fn column(rows: &[Vec<Data>], title: &str) -> usize {
    let found = rows[0].iter().position(|it| *it == text(title));
    found.unwrap_or_else(|| panic!("{title} is not in {:?}", rows[0]))
}

#[test]
fn cells_stay_what_they_were_and_no_text_becomes_a_formula() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let titles = ["日期", "参保地", "总费用", "编号", "=标题", "备注"];
    for (column, title) in (0..).zip(titles) {
        sheet.write_string(0, column, title).expect("room");
    }
    let date = ExcelDateTime::parse_from_str("2026-05-10").expect("a day");
    sheet
        .write_datetime_with_format(1, 0, &date, &day)
        .expect("room");
    sheet.write_string(1, 1, "都昌县").expect("room");
    sheet.write_number(1, 2, 8000.5).expect("room");
    sheet.write_string(1, 3, "0012").expect("room");
    sheet.write_string(1, 4, "=1+1").expect("room");
    sheet.write_string(1, 5, "@a").expect("room");
    let input = book.save_to_buffer().expect("a workbook");
    let (_, sheets) = settle("cells", &[], &input);
    let rows = &sheets[0].1;
    assert_eq!(rows[0][4], text("=标题"));
    let row = &rows[1];
    assert!(
        matches!(&row[0], Data::DateTime(at) if at.is_datetime()),
        "{row:?}"
    );
    assert_eq!(row[2], Data::Float(8000.5));
    assert_eq!(
        (&row[3], &row[4], &row[5]),
        (&text("0012"), &text("=1+1"), &text("@a"))
    );
    for title in ["自付下限", "自付上限", "确定自付上限", "基本医保付下限"] {
        assert!(
            matches!(row[column(rows, title)], Data::Float(_)),
            "{title}: {row:?}"
        );
    }
    assert_eq!(row[column(rows, "原表第几行")], Data::Float(2.0));
    assert_eq!(sheets[1].0, "小结");
    let told = sheets[1].1.iter().map(|row| row[0].to_string());
    let told: Vec<String> = told.collect();
    assert!(
        told.iter().any(|it| it.starts_with("算了 1 行")),
        "{told:?}"
    );
}

/// Of CSV, which tells no numbers from text, only plain amounts in columns of money become numbers.
#[test]
fn cells_of_a_text_file_stay_text_but_for_amounts() {
    let table = "日期,参保地,总费用,政策范围内,身份证号,备注\n\
        2026-05-10,都昌县,8000.50,\"7,000.00\",360428199001011234,-2+3\n";
    let (bytes, sheets) = settle("text", &[], table.as_bytes());
    let row = &sheets[0].1[1];
    let wanted = [
        text("2026-05-10"),
        text("都昌县"),
        Data::Float(8000.5),
        text("7,000.00"),
        text("360428199001011234"),
        text("-2+3"),
    ];
    assert_eq!(row[..6], wanted);
    // Read again, the result comes to the same amounts.
    let (_, again) = settle("again", &[], &bytes);
    let amounts = |rows: &[Vec<Data>]| {
        ["自付下限", "自付上限", "确定自付下限", "确定自付上限"].map(|title| {
            rows[1][rows[0]
                .iter()
                .rposition(|it| *it == text(title))
                .expect("a column")]
            .clone()
        })
    };
    assert_eq!(amounts(&again[0].1), amounts(&sheets[0].1));
}

const FACTS: &str = "险种,参保,缴费,就诊类型,等级,级别,就医地,转诊,病种,人群";
const CELLS: &str = "居民,是,是,住院,三级,市级,本市外县,否,无,只有建档立卡贫困人口";

#[test]
fn what_needs_a_look_comes_first_and_no_row_is_lost() {
    // No target: the largest share first. The middle one leaves much out of scope.
    let row = |total: u32, scope: u32| format!("2026-05-10,都昌县,{total},{scope},{CELLS}\n");
    let head = format!("日期,参保地,总费用,政策范围内,{FACTS}\n");
    let rows = [
        row(20_000, 19_000),
        row(20_000, 1_000),
        "合计,,40000,,\n".to_owned(),
        row(20_000, 9_000),
    ];
    let (_, sheets) = settle("share", &[], (head.clone() + &rows.concat()).as_bytes());
    let written = &sheets[0].1;
    let numbers = |rows: &[Vec<Data>]| {
        let at = column(rows, "原表第几行");
        rows.iter()
            .skip(1)
            .map(|row| row[at].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(written), ["3", "5", "2", "4"]);
    let error = &written[4][column(written, "错误")];
    assert!(error.to_string().starts_with("第 4 行"), "{error}");
    let told = sheets[1].1.last().expect("a line")[0].to_string();
    assert!(told.contains("没有自付目标"), "{told}");

    // A target: those above it first, the others as in the table.
    let head = "日期,参保地,总费用,报销后自付,就诊类型,就医地,人群\n".to_owned();
    let row = |left: u32| format!("2020-06-01,朝天区,8000,{left},住院,本县,贫困人口\n");
    let rows = [row(720), row(812), row(0), row(5000), row(100)];
    let (_, sheets) = settle("target", &[], (head + &rows.concat()).as_bytes());
    let written = &sheets[0].1;
    let at = column(written, "目标");
    let above = |row: &&Vec<Data>| row[at].to_string().contains("超过");
    let count = written.iter().filter(above).count();
    assert_eq!(count, 2, "{written:?}");
    assert!(written.iter().skip(1).take(count).all(|row| above(&row)));
    let told = sheets[1].1.last().expect("a line")[0].to_string();
    assert!(told.contains("超过自付目标的在前"), "{told}");
    assert_eq!(numbers(written), ["3", "5", "2", "4", "6"]);
}

#[test]
fn a_workbook_that_cannot_be_written_is_said() {
    let table = "日期,参保地,总费用\n2026-05-10,都昌县,8000\n";
    let output = mingbai(&["batch", "--xlsx", "/nowhere/a.xlsx"], table.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("写不出 /nowhere/a.xlsx"),
        "{}",
        errors(&output)
    );
}
