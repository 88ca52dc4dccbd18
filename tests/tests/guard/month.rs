//! A month's table: which rows are visits, which columns are used, and that no row is lost. Must
//! not know how amounts are settled.

use crate::command::mingbai;
use mingbai_batch::{Defaults, Paid, Problem, Summary, run};
use mingbai_policy::{Day, RegionId, Tables};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use std::collections::BTreeMap;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

fn place(tables: &Tables, name: &str) -> Option<Option<RegionId>> {
    mingbai_intake::names::region(&tables.vocabulary, name)
        .ok()
        .map(Some)
}

/// Returns the defaults of a window in 都昌.
fn window(tables: &Tables) -> Defaults {
    Defaults {
        date: Some(Day::new(2026, 10, 31)),
        insured_in: place(tables, "都昌县"),
        paid: Paid::Unsaid,
    }
}

/// A window in 樟树, where no table states how much 医疗救助 pays.
fn window_without_aid(tables: &Tables) -> Defaults {
    Defaults {
        insured_in: place(tables, "樟树市"),
        ..window(tables)
    }
}

type Cells = BTreeMap<String, String>;

fn settle(tables: &Tables, defaults: Defaults, input: &[u8]) -> (Vec<Cells>, Summary) {
    let mut out = Vec::new();
    let summary = match run(tables, defaults, input, &mut out) {
        Ok(summary) => summary,
        Err(Problem::Header(message) | Problem::Read(message)) => panic!("{message}"),
        Err(Problem::Write(error)) => panic!("{error}"),
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(out.as_slice());
    let titles = reader.byte_headers().expect("titles").clone();
    let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    let rows = reader.byte_records().map(|row| {
        let row = row.expect("a row");
        titles.iter().map(text).zip(row.iter().map(text)).collect()
    });
    (rows.collect(), summary)
}

/// Returns the summary as one text.
fn summary_text(tables: &Tables, summary: &Summary) -> String {
    summary.lines(tables).join("\n")
}

const FACTS: &str = "险种,参保,缴费,就诊类型,等级,级别,就医地,转诊,病种,人群";
const POOR: &str = "居民,是,是,住院,二级,县级,本县,否,无,只有低保对象";

/// Settles a month of one 低保对象 with this cell in a column 医疗救助.
fn with_aid(tables: &Tables, paid: Paid, aid: &str) -> (Cells, Summary) {
    let defaults = Defaults {
        paid,
        ..window_without_aid(tables)
    };
    let text = format!("总费用,政策范围内,{FACTS},医疗救助,大病保险\n24000,23000,{POOR},{aid},\n");
    let (rows, summary) = settle(tables, defaults, text.as_bytes());
    (rows[0].clone(), summary)
}

#[test]
fn a_column_of_payments_is_used_only_as_was_said() {
    let tables = tables();
    let text = format!("总费用,政策范围内,{FACTS}\n24000,23000,{POOR}\n");
    let (rows, _) = settle(&tables, window_without_aid(&tables), text.as_bytes());
    let pays = |row: &Cells| (row["自付下限"].clone(), row["自付上限"].clone());
    let open = pays(&rows[0]);
    assert_ne!(open.0, open.1);

    // Nothing chosen, or 不用: as if the columns were not there; the summary names them.
    for (paid, aid) in [
        (Paid::Unsaid, "0.00"),
        (Paid::Unsaid, "300"),
        (Paid::Unsaid, "乱写"),
        (Paid::Unused, "300"),
    ] {
        let (row, summary) = with_aid(&tables, paid, aid);
        assert_eq!(pays(&row), open, "{paid:?} {aid}");
        let told = summary_text(&tables, &summary);
        assert!(told.contains("医疗救助、大病保险："), "{told}");
        assert_eq!(told.contains("没有用"), paid == Paid::Unsaid, "{told}");
        assert_eq!(told.contains("照着扣"), paid == Paid::Unsaid, "{told}");
    }

    // Taken as paid; a column that turns its layer off is named.
    let (row, summary) = with_aid(&tables, Paid::Taken, "0.00");
    let (low, high) = pays(&row);
    assert_eq!(low, high);
    let said = summary_text(&tables, &summary);
    assert!(said.contains("“医疗救助”整列是 0"), "{said}");
    assert!(
        !said.contains("“大病保险”整列是 0"),
        "an empty column turns nothing off: {said}"
    );
    let (row, summary) = with_aid(&tables, Paid::Taken, "300");
    assert_eq!(row["医疗救助付上限"], "300.00");
    assert!(!summary_text(&tables, &summary).contains("整列是 0"));
    let (row, _) = with_aid(&tables, Paid::Taken, "乱写");
    assert!(row["错误"].contains("“医疗救助”"), "{row:?}");

    // Compared only: settled anew, and named where the payments differ.
    let (row, summary) = with_aid(&tables, Paid::Held, "99999");
    assert_eq!(pays(&row), open);
    assert!(
        row["和表里付的不同"].starts_with("医疗救助：表里 99999.00，算出 "),
        "{row:?}"
    );
    assert!(
        summary_text(&tables, &summary).contains("1 行不同"),
        "{summary:?}"
    );
    let (row, summary) = with_aid(&tables, Paid::Held, "");
    assert_eq!(
        (row["和表里付的不同"].as_str(), row["错误"].as_str()),
        ("", "")
    );
    assert!(
        summary_text(&tables, &summary).contains("没有不同"),
        "{summary:?}"
    );
}

#[test]
fn all_zero_is_said_of_whole_columns_only() {
    let tables = tables();
    let defaults = Defaults {
        paid: Paid::Taken,
        ..window(&tables)
    };
    let text = "总费用,医疗救助,报销后自付\n100,0,\n100,,0\n100,10,0\n";
    let (_, summary) = settle(&tables, defaults, text.as_bytes());
    assert_eq!(summary.zero, ["报销后自付"]);
}

/// Rows of a window's table that are no visits, refused rows, and visits that resemble either.
#[test]
fn sums_headings_and_signatures_are_no_patients() {
    let tables = tables();
    let heading = "姓名,性别,病种,总费用,政策范围内,备注";
    let check = |row: &str, wanted: &str| {
        let text = format!("{heading}\n甲,男,无,8000,7000,\n{row}\n乙,女,,9000,,\n");
        let (rows, summary) = settle(&tables, window(&tables), text.as_bytes());
        let [left_out, refused] = match wanted {
            "空行" => [1, 0],
            "visit" => [0, 0],
            "refused" => [0, 1],
            _ => [1, 0],
        };
        let left: u64 = summary.left_out.iter().map(|it| it.1).sum();
        let counts = (summary.settled, left, summary.refused);
        assert_eq!(
            counts,
            (3 - left_out - refused, left_out, refused),
            "{row} {summary:?}"
        );
        assert_eq!(summary.lines, 3, "{row}");
        let billed = if wanted == "visit" { 33_000 } else { 17_000 };
        assert_eq!(summary.billed.0, billed * 100, "{row}");
        if left_out == 1 {
            assert_eq!(summary.left_out[0].0, wanted, "{row}");
            assert_eq!(summary.left_out[0].2, [3], "{row}");
            assert!(summary_text(&tables, &summary).contains(&format!("{wanted} 1 行（第 3 行）")));
        }
        if refused == 1 || left_out == 1 && wanted != "空行" {
            assert!(rows[1]["错误"].starts_with("第 3 行"), "{:?}", rows[1]);
        }
    };
    const SUM: &str = "合计、小计一类的行";
    for row in [
        "合计,,,16000,13000,",
        ",合计,,16000,,",
        "合 计,,,16000,,",
        "本页合计,,,16000,,",
        "总计：,,,16000,,",
        "小计（300人）,,,16000,,",
        "平均,,,16000,,",
        "=\"合计\",,,16000,,",
        "合计300人次,,,16000,,",
        "累计,,,,,",
        "人均费用,,,16000,,张三",
    ] {
        check(row, SUM);
    }
    for row in [
        "制表人：张三,,,,,",
        "审核,李四,,,,",
        "第1页 共3页,,,,,",
        "注：单位元,,,,,",
    ] {
        check(row, "制表人一类的行");
    }
    check(heading, "重复的表头");
    for row in [",,,,,", "", "  ", "\u{3000},,,,,"] {
        check(row, "空行");
    }
    // A row that begins like a sum and describes a person; a sum under a heading of its own; a row
    // of money only.
    for row in [
        "合计,男,,16000,,",
        "修水县人民医院,,,16000,,\n",
        "1,小计,,16000,,",
    ] {
        let wanted = if row.starts_with("修水") {
            "visit"
        } else {
            "refused"
        };
        check(row.trim_end(), wanted);
    }
    for row in [
        "何计,男,无,16000,13000,",
        "小计量,男,无,16000,,",
        "合计生,,,16000,,",
        "总计划,,,16000,,合计",
        "张三,,,16000,,小计",
        "平均江,女,,16000,,",
        "注册,,,16000,,",
        "审核玲,,,16000,,",
        "12,,,16000,,",
    ] {
        check(row, "visit");
    }
}

#[test]
fn a_sum_without_a_word_is_refused() {
    let tables = tables();
    let text = "姓名,总费用,备注\n甲,8000,\n乙,9000,\n,17000,\n丙,1000,\n";
    let (rows, summary) = settle(&tables, window(&tables), text.as_bytes());
    assert_eq!((summary.settled, summary.refused), (3, 1));
    let error = &rows[2]["错误"];
    assert!(
        error.contains("像合计") && error.contains("“姓名”"),
        "{error}"
    );
}

#[test]
fn rows_of_nothing_but_money_are_visits_where_the_table_is_so() {
    let tables = tables();
    let text = "总费用,政策范围内,备注\n8000,7000,\n9000,,\n1000,,甲\n5000,,\n";
    let (_, summary) = settle(&tables, window(&tables), text.as_bytes());
    assert_eq!((summary.settled, summary.refused), (4, 0));
}

#[test]
fn an_open_quotation_costs_its_own_row() {
    let tables = tables();
    let text = "姓名,总费用,备注\n甲,1000,\"开着\n乙,2000,\n丙,\"3,000\",\"两\n行\"\n\"丁,4000,\n戊,5000,好\n";
    let (rows, summary) = settle(&tables, window(&tables), text.as_bytes());
    assert_eq!((summary.settled, summary.refused), (3, 2), "{summary:?}");
    assert_eq!(summary.billed.0, 1_000_000);
    let errors: Vec<&str> = rows.iter().map(|row| row["错误"].as_str()).collect();
    assert!(
        errors[0].starts_with("第 2 行：这一行有引号没有合上"),
        "{errors:?}"
    );
    assert!(
        errors[3].starts_with("第 5 行：这一行（文件的第 6 行）有引号没有合上"),
        "{errors:?}"
    );
    assert_eq!((errors[1], errors[2], errors[4]), ("", "", ""));
    assert_eq!(
        (rows[2]["备注"].as_str(), rows[4]["姓名"].as_str()),
        ("两\n行", "戊")
    );
    assert_eq!((summary.lines, summary.joined), (6, 1));
    for text in ["姓名,\"总费用\n甲,1\n", "\"姓名,总费用\n"] {
        let refused = run(&tables, window(&tables), text.as_bytes(), Vec::new());
        assert!(
            matches!(refused, Err(Problem::Header(it)) if it.contains("引号")),
            "{text}"
        );
    }
}

/// The in-scope amount of a row with a sheet's columns: exact inside the pool, open outside.
#[test]
fn first_self_pay_outside_the_pool_leaves_the_amount_in_scope_open() {
    let tables = tables();
    let scope = "总费用,inscp_scp_amt,preselfpay_amt,fulamt_ownpay_amt,overlmt_selfpay";
    let facts = "险种,参保,缴费,就诊类型,等级,级别,转诊,病种,人群,就医地,医院";
    let check = |cells: &str, place: &str, exact: bool| {
        let text = format!("{scope},{facts}\n{cells},居民,是,是,住院,三级,,否,无,都不是,{place}\n");
        let (rows, summary) = settle(&tables, window(&tables), text.as_bytes());
        assert_eq!(summary.settled, 1, "{rows:?}");
        assert_eq!(summary.exact == 1, exact, "{cells} {place} {rows:?}");
        let of = |key: &str| {
            mingbai_policy::Fen::parse(&rows[0][key])
                .expect("an amount")
                .0
        };
        (of("自付下限"), of("自付上限"))
    };
    for place in ["本县,其他", "本市外县,其他"] {
        check("20000,16000,2000,1000,1000", place, true);
        check("20000,,2000,1000,1000", place, true);
    }
    for place in ["本省外市,其他", "外省,其他"] {
        for cells in ["20000,16000,2000,1000,1000", "20000,,2000,1000,1000"] {
            let (low, high) = check(cells, place, false);
            let ends =
                ["20000,16000,0,,", "20000,18000,0,,"].map(|cells| check(cells, place, true));
            assert_eq!((low, high), (ends[1].0, ends[0].0), "{place}");
        }
        check("20000,16000,0,1000,1000", place, true);
        check("20000,16000,,,", place, true);
        // The amount that is out of scope for certain bounds it: nothing is left for 先行自付.
        check("20000,16000,2000,3000,1000", place, true);
    }
    // A hospital implies its place; without either the place is open.
    check("20000,16000,2000,1000,1000", ",九江市第一人民医院", true);
    let (low, high) = check("20000,16000,2000,1000,1000", ",", false);
    assert!(low < high);
}

#[test]
fn columns_that_say_too_little_are_named() {
    let tables = tables();
    for (heading, short) in [
        ("总费用,全自费", "全自费没有用"),
        ("总费用,全自费,先行自付", "全自费、先行自付没有用"),
        ("总费用,全自费,政策范围内", ""),
        ("总费用,全自费,超限价,先行自付", ""),
    ] {
        let row = heading
            .split(',')
            .map(|_| "1")
            .collect::<Vec<_>>()
            .join(",");
        let row = row.replacen('1', "100", 1);
        let text = format!("{heading}\n{row}\n");
        let (_, summary) = settle(&tables, window(&tables), text.as_bytes());
        let told = summary_text(&tables, &summary);
        assert_eq!(told.contains("没有用："), !short.is_empty(), "{told}");
        assert!(told.contains(short), "{told}");
    }
}

/// Returns the number of lines as an editor counts them.
fn lines(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut at = 0;
    let mut begun = false;
    while let Some(byte) = bytes.get(at) {
        begun = true;
        if *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
            at += 1;
        }
        if matches!(byte, b'\r' | b'\n') {
            count += 1;
            begun = false;
        }
        at += 1;
    }
    count + u64::from(begun)
}

/// Checks that each line is a row that is settled, refused or left out, or continues a cell of the
/// line before.
fn no_row_is_lost(tables: &Tables, defaults: Defaults, heading: &str, data: &[u8]) {
    let mut table = heading.as_bytes().to_vec();
    table.push(b'\n');
    table.extend(data);
    let shown = || String::from_utf8_lossy(&table).into_owned();
    let mut out = Vec::new();
    let summary = run(tables, defaults, table.as_slice(), &mut out);
    let summary = summary.unwrap_or_else(|error| panic!("{error:?}: {}", shown()));
    let left: u64 = summary.left_out.iter().map(|it| it.1).sum();
    let rows = summary.settled + summary.refused + left;
    assert_eq!(summary.lines, lines(data), "{}", shown());
    assert_eq!(
        rows + summary.joined,
        lines(data),
        "{summary:?} {}",
        shown()
    );
    let quotes = data.iter().filter(|byte| **byte == b'"').count();
    assert!(summary.joined == 0 || quotes >= 2, "{}", shown());
    // As many rows come out as go in, except for lines without a character.
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(out.as_slice());
    let written = reader.byte_records().count() as u64;
    assert!(written <= rows, "{summary:?} {}", shown());
    if quotes == 0 {
        let text: Vec<u8> = String::from_utf8_lossy(data)
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .into_bytes();
        let bare = text
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        assert_eq!(written, bare.count() as u64, "{}", shown());
    }
}

#[test]
fn no_row_is_lost_for_any_bytes() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    let words: &[&str] = &[
        "2026-03-05",
        "都昌县",
        "8000",
        "合计",
        "小计",
        "制表人：",
        "\"",
        "\"\"",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "男",
        "无",
        "0",
        " ",
        "\t",
        "甲",
        "\"两\n行\"",
        "姓名",
        "总费用",
        "\0",
    ];
    for round in 0..runs(2_000) {
        let mut data = Vec::new();
        for _ in 0..rng.below(80) {
            if round % 3 == 0 {
                data.push(rng.below(256) as u8);
            } else {
                data.extend(rng.of(words).as_bytes());
            }
        }
        let paid = [Paid::Unsaid, Paid::Taken, Paid::Held][rng.below(3)];
        let defaults = Defaults {
            paid,
            ..window(&tables)
        };
        no_row_is_lost(&tables, defaults, "姓名,性别,总费用,医疗救助", &data);
        no_row_is_lost(&tables, defaults, "总费用", &data);
    }
}

/// One row is damaged; every other row comes out as before.
#[test]
fn what_is_wrong_in_one_row_touches_no_other() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    let heading = "住院号,日期,总费用,政策范围内,备注,性别";
    let defaults = window(&tables);
    for _ in 0..runs(400) {
        let count = 3 + rng.below(8);
        let rows: Vec<String> = (0..count)
            .map(|at| {
                let total = 1000 + 10 * at;
                let amount = if rng.one_in(3) {
                    format!("\"{},{:03}.00\"", total / 1000, total % 1000)
                } else {
                    total.to_string()
                };
                let note = rng.of(&[
                    "",
                    "好",
                    "\"两\n行\"",
                    "\"一\r\n\r\n二, 三\"",
                    "\"说\"\"好\"\"\"",
                    "5\"",
                    "\"\"",
                    "〃",
                ]);
                let sex = rng.of(&["男", "女", "\"男\"", ""]);
                format!("ZY{at},2026-03-05,{amount},{},{note},{sex}", total / 2)
            })
            .collect();
        let write = |rows: &[String]| format!("{heading}\n{}\n", rows.join("\n"));
        let (before, whole) = settle(&tables, defaults, write(&rows).as_bytes());
        assert_eq!(
            (whole.settled, whole.refused),
            (count as u64, 0),
            "{}",
            write(&rows)
        );
        let spoilt = rng.below(count);
        let mut bytes = rows[spoilt].clone().into_bytes();
        for _ in 0..1 + rng.below(2) {
            let at = rng.below(bytes.len() + 1);
            match rng.below(4) {
                0 | 1 => bytes.insert(at, b'"'),
                2 => {
                    // A line's end stays: without it two rows are one, and are refused as one.
                    let near = bytes
                        .get(at)
                        .copied()
                        .filter(|it| !matches!(it, b'\n' | b'\r'));
                    if near.is_some() {
                        bytes.remove(at);
                    }
                }
                _ => bytes.insert(at, rng.below(256) as u8),
            }
        }
        let mut table = Vec::new();
        for (at, row) in [heading.to_owned()].iter().chain(&rows).enumerate() {
            table.extend(if at == spoilt + 1 {
                bytes.as_slice()
            } else {
                row.as_bytes()
            });
            table.push(b'\n');
        }
        let shown = String::from_utf8_lossy(&table);
        let (after, summary) = settle(&tables, defaults, &table);
        let left: u64 = summary.left_out.iter().map(|it| it.1).sum();
        assert_eq!(
            summary.settled + summary.refused + left + summary.joined,
            summary.lines,
            "{shown}"
        );
        for (at, row) in before.iter().enumerate().filter(|(at, _)| *at != spoilt) {
            let same = after.iter().filter(|it| it["住院号"] == row["住院号"]);
            let same: Vec<_> = same.collect();
            // An unpaired quote of a row may belong to the damaged row's: then the row is refused
            // too.
            let lone = same.len() == 1 && row["备注"] == "5\"" && same[0]["错误"].contains("引号");
            assert!(lone || same == [row], "row {at} of\n{shown}\n{same:#?}");
        }
    }
}

#[test]
fn the_command_says_how_payments_are_used_and_when_nothing_was_reckoned() {
    let table = format!("总费用,政策范围内,{FACTS},医疗救助\n24000,23000,{POOR},0.00\n");
    let defaults = ["batch", "--date", "2026-10-31", "--insured-in", "都昌县"];
    let batch = |more: &[&str], text: &str| mingbai(&[&defaults, more].concat(), text.as_bytes());
    let error =
        |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let unsaid = batch(&[], &table);
    assert!(
        error(&unsaid).contains("医疗救助：这一列没有用"),
        "{}",
        error(&unsaid)
    );
    for (said, told) in [
        ("照着扣", "“医疗救助”整列是 0"),
        ("只对照", "和算的对过"),
        ("不用", "照您选的"),
    ] {
        let output = batch(&["--paid", said], &table);
        assert!(
            output.status.success() && error(&output).contains(told),
            "{}",
            error(&output)
        );
    }
    let refused = batch(&["--paid", "猜"], &table);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        error(&refused).contains("照着扣、只对照"),
        "{}",
        error(&refused)
    );
    for nothing in ["总费用\n", "总费用\n八千\n", "总费用,备注\n合计,\n"] {
        let output = batch(&[], nothing);
        assert_eq!(output.status.code(), Some(1), "{nothing}");
        assert!(
            error(&output).contains("一行也没有算成"),
            "{}",
            error(&output)
        );
    }
}
