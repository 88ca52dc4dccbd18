//! How old the figures of an answer are, through the command: what is said before everything else,
//! and of which year each line is. Must not know how an answer is computed.
use crate::command::mingbai;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// Two made-up places: the figures of one were told for 2023 and never checked, those of the other
/// were checked on 2026-11-20. What 大病保险 pays was told for 2023 alone.
const TABLES: &str = r#"
region = [
  { id = "old-town", name = "旧数市", level = "province", parent = "全国" },
  { id = "new-town", name = "新数市", level = "province", parent = "全国" },
]
"#;
const TABLE: &str = r#"
[table]
id = "ID"
name = "PLACE居民医保"
place = "PLACE"
from = "2023-01-01"
checked = "CHECKED"

[[source]]
id = "ID-told"
title = "PLACE医保怎么报"
issuer = "unknown"
date = "unknown"
grade = "reported"

[[layer]]
layer = "基本医保"
base = "in_scope"
deductible = 500
first_self_pay = "0%"
share = "60%"
cap = 100000
cite = { source = "ID-told", at = "第一条" }

[[layer]]
layer = "大病保险"
until = "unknown"
base = "in_scope"
deductible = 2000
share = "50%"
cap = "none"
cite = { source = "ID-told", at = "第二条" }
"#;

/// A folder of the made-up tables that is removed after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("mingbai-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let write = |file: &str, text: &str| fs::write(folder.join(file), text).expect("a file");
        write("places.toml", TABLES);
        for (id, place, checked) in [
            ("old-town-2023", "旧数市", "unknown"),
            ("new-town-2023", "新数市", "2026-11-20"),
        ] {
            let table = TABLE.replace("ID", id).replace("PLACE", place);
            write(&format!("{id}.toml"), &table.replace("CHECKED", checked));
        }
        Folder(folder)
    }

    /// Runs a command with the shipped tables and the made-up ones.
    fn run(&self, arguments: &[&str], input: &str) -> String {
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");
        let made = self.0.to_str().expect("a path");
        let tables = ["--tables", shipped, "--tables", made];
        let said = mingbai(&[arguments, &tables].concat(), input.as_bytes());
        let errors = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(said.stdout).expect("UTF-8")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn visit(place: &str, day: &str) -> String {
    let visit = json!({
        "date": day, "insured_in": place, "insurance": "resident", "care": "inpatient",
        "hospital": "其他", "grade": "secondary", "place": "same_county", "referred": true,
        "enrolled": true, "premium_paid": true, "liable_third_party": false, "disease": [],
        "person": { "groups": "none" },
        "year_to_date": { "in_scope_self_pay": "0.00" },
        "bill": { "total": "10500.00", "in_scope": "10500.00" },
    });
    visit.to_string()
}

const BY_2026: &str = "旧数市的数最晚是 2023 年的，2026 年是不是还这样，没有人核对过。";
const OF_2023: &str = "2023 年的数，没有核对过原文";

/// A visit at a place on a day, and today; then the alerts, and the age of 基本医保's figures.
type Told<'a> = ([&'a str; 3], &'a [&'a str], &'a str);

const CASES: &[Told] = &[
    (
        ["旧数市", "2023-06-01", "2026-11-29"],
        &[],
        "2023 年的数，没有核对过原文。",
    ),
    // Within a year after the last anybody said anything, there is no alert; the year is said.
    (
        ["旧数市", "2024-01-01", "2026-11-29"],
        &[],
        "2023 年的数，没有核对过原文；2024 年是不是还这样，没有人核对过。",
    ),
    (
        ["旧数市", "2024-01-02", "2026-11-29"],
        &["旧数市的数最晚是 2023 年的，2024 年是不是还这样，没有人核对过。"],
        "2023 年的数，没有核对过原文；2024 年是不是还这样，没有人核对过。",
    ),
    (
        ["旧数市", "2026-11-29", "2026-11-29"],
        &[BY_2026],
        "2023 年的数，没有核对过原文；2026 年是不是还这样，没有人核对过。",
    ),
    // The day has not come.
    (
        ["旧数市", "2026-12-24", "2026-12-23"],
        &[
            "2026 年 12 月 24 日还没有到。下面照现在收着的规定算，到那天规定可能变了。",
            BY_2026,
        ],
        "2023 年的数，没有核对过原文；2026 年是不是还这样，没有人核对过。",
    ),
    (
        ["新数市", "2026-11-29", "2026-11-29"],
        &[],
        "2023 年的数，2026 年 11 月 20 日核对过原文。",
    ),
    (
        ["新数市", "2027-11-20", "2027-11-20"],
        &[],
        "2023 年的数，2026 年 11 月 20 日核对过原文；2027 年是不是还这样，没有人核对过。",
    ),
    (
        ["新数市", "2031-05-01", "2026-11-29"],
        &[
            "2031 年 5 月 1 日还没有到。下面照现在收着的规定算，到那天规定可能变了。",
            "新数市的数最后一次核对是 2026 年 11 月 20 日，2031 年是不是还这样，没有人核对过。",
        ],
        "2023 年的数，2026 年 11 月 20 日核对过原文；2031 年是不是还这样，没有人核对过。",
    ),
    // The tables were checked on 2026-11-20, so a clock that has not come to that day is wrong.
    (
        ["新数市", "2026-11-19", "2020-01-01"],
        &[],
        "2023 年的数，2026 年 11 月 20 日核对过原文。",
    ),
];

#[test]
fn the_day_and_the_age_of_the_figures_come_before_everything_else() {
    let folder = Folder::new("age");
    for ([place, day, today], alerts, age) in CASES {
        let visit = visit(place, day);
        let answer = ["answer", "--today", today];
        let json: Value = serde_json::from_str(&folder.run(&answer, &visit)).expect("JSON");
        assert_eq!(json["alerts"], json!(alerts), "{place} {day} {today}");
        let layers = json["layers"].as_array().expect("layers");
        let basic = layers.iter().find(|it| it["name"] == "基本医保");
        assert_eq!(
            basic.expect("基本医保")["figures_of"]["text"],
            *age,
            "{place} {day}"
        );
        let text = folder.run(&[&answer[..], &["--text"]].concat(), &visit);
        let first: Vec<&str> = text.lines().take(alerts.len() + 1).collect();
        let (top, rest) = first.split_at(alerts.len());
        let marked: Vec<String> = alerts.iter().map(|it| format!("注意：{it}")).collect();
        assert_eq!(top, marked, "{text}");
        assert!(rest[0].starts_with("参保地："), "{text}");
        let (_, notes) = text.split_once("【要知道的】").unwrap_or_default();
        for alert in *alerts {
            assert!(!notes.contains(alert), "{alert} is among the notes");
        }
    }
}

/// The line where a figure is used says of which year the figure is, where that is not the visit's.
#[test]
fn a_figure_of_an_earlier_year_is_said_to_be_in_its_line() {
    let folder = Folder::new("age-line");
    let said = |day: &str| folder.run(&["answer", "--text"], &visit("旧数市", day));
    let old = said("2026-11-29");
    assert!(old.contains("基本医保 ¥6,000（2023 年的数）"), "{old}");
    assert!(
        old.contains(&format!("  基本医保：{OF_2023}；2026 年")),
        "{old}"
    );
    let then = said("2023-06-01");
    assert!(then.contains("基本医保 ¥6,000，"), "{then}");
    assert!(!then.contains("（2023 年的数"), "{then}");
}

/// A row goes on only where it says so: 大病保险 was told for 2023 and has no figure in 2026.
#[test]
fn a_figure_told_for_one_year_is_no_figure_of_a_later_one() {
    let folder = Folder::new("age-year");
    let of = |day: &str| -> Value {
        let json = folder.run(&["answer"], &visit("旧数市", day));
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let layers = json["layers"].as_array().expect("layers");
        let of = |name: &str| {
            let layer = layers.iter().find(|it| it["name"] == name);
            layer.expect(name).clone()
        };
        json!([of("基本医保"), of("大病保险")])
    };
    let (then, now) = (of("2023-06-01"), of("2026-11-29"));
    assert_eq!(
        then[1]["estimate"],
        json!({ "low": "1250.00", "high": "1250.00" })
    );
    assert_eq!(then[1]["figures_of"]["open_ended"], json!(false));
    assert_eq!(then[0]["figures_of"]["open_ended"], json!(true));
    assert_eq!(now[0]["figures_of"]["from"], "2023");
    assert_eq!(now[0]["figures_of"]["checked"], "unknown");
    assert_eq!(now[1]["grade"], "unknown");
    assert_ne!(now[1]["estimate"], then[1]["estimate"]);
}

/// Of the shipped places, each warns of 2031, whatever today is.
#[test]
fn a_visit_of_2031_warns_at_the_top() {
    for place in [
        "秀山县",
        "许昌市",
        "光山县",
        "朝天区",
        "修水县",
        "樟树市",
        "其他",
    ] {
        let visit = visit(place, "2031-05-01");
        for today in ["2026-11-29", "2031-05-01"] {
            let said = mingbai(&["answer", "--text", "--today", today], visit.as_bytes());
            let text = String::from_utf8_lossy(&said.stdout);
            let first = text.lines().next().unwrap_or_default();
            assert!(first.starts_with("注意："), "{place}: {text}");
            let doubt = "2031 年是不是还这样，没有人核对过。";
            let top = text.split("参保地：").next().unwrap_or_default();
            assert!(top.contains(doubt), "{place}: {top}");
            let future = top.contains("还没有到");
            assert_eq!(future, today < "2031-05-01", "{place}: {top}");
        }
    }
}

/// A comparison, a year and a month say it too, before their amounts; as JSON they list it.
#[test]
fn what_stands_on_many_visits_warns_at_the_top() {
    let doubt = "2031 年是不是还这样，没有人核对过。";
    let coming = "2031 年 5 月 1 日还没有到。";
    let one = visit("修水县", "2031-05-01");
    let early = visit("修水县", "2031-02-01");
    let table = "日期,参保地,总费用\n2031-02-01,修水县,8000\n2031-05-01,修水县,8000\n";
    for (command, input) in [
        ("compare", one.clone()),
        ("ledger", format!("[{early},{one}]")),
    ] {
        for (today, comes) in [("2026-11-29", true), ("2031-05-01", false)] {
            let run = |more: &[&str]| {
                let arguments = [&[command, "--today", today], more].concat();
                let said = mingbai(&arguments, input.as_bytes());
                assert!(said.status.success(), "{arguments:?}");
                String::from_utf8(said.stdout).expect("UTF-8")
            };
            let text = run(&["--text"]);
            let top: Vec<&str> = text
                .lines()
                .take_while(|it| it.starts_with("注意："))
                .collect();
            assert!(top.iter().any(|it| it.contains(doubt)), "{command}: {text}");
            assert_eq!(top[0].contains(coming), comes, "{command}: {top:?}");
            let json: Value = serde_json::from_str(&run(&[])).expect("JSON");
            let alerts = json["alerts"].as_array().expect("alerts");
            let marked = alerts.iter().filter_map(Value::as_str);
            let marked: Vec<String> = marked.map(|it| format!("注意：{it}")).collect();
            assert_eq!(marked, top, "{command}");
        }
    }
    let said = mingbai(&["batch", "--today", "2026-11-29"], table.as_bytes());
    let told = String::from_utf8_lossy(&said.stderr);
    let top: Vec<&str> = told.lines().take(3).collect();
    assert!(top[0].contains(coming) && top[1].contains(doubt), "{told}");
    assert!(top[2].starts_with("算了 2 行"), "{told}");
}

#[test]
fn tables_and_figures_are_listed_by_how_long_nobody_has_checked_them() {
    let folder = Folder::new("overdue");
    let rows: Value =
        serde_json::from_str(&folder.run(&["overdue", "2026-11-29", "--json"], "")).expect("JSON");
    let rows = rows.as_array().expect("rows");
    let at = |id: &str| {
        let row = rows.iter().position(|it| it["id"] == id);
        row.unwrap_or_else(|| panic!("{id} is not listed"))
    };
    let (old, new) = (&rows[at("old-town-2023")], &rows[at("new-town-2023")]);
    assert!(at("old-town-2023") < at("new-town-2023"));
    assert_eq!(old["checked"], "unknown");
    assert_eq!(
        (&old["stated"], &old["months"]),
        (&json!("2023-01-01"), &json!(46))
    );
    assert_eq!(
        (&new["checked"], &new["months"]),
        (&json!("2026-11-20"), &json!(0))
    );
    // What is over by that day is no figure to check.
    let figures = json!([{
        "rule": "basic", "name": "基本医保", "until": null, "checked": "unknown",
        "figures": ["起付线", "先行自付", "报销比例", "封顶线"], "stated": "2023-01-01", "months": 46,
    }]);
    assert_eq!(old["figures"], figures);
    let in_force = rows.iter().map(|it| it["in_force"] == true);
    assert!(
        in_force.is_sorted_by(|one, other| one >= other),
        "those in force first"
    );
    let held = rows.iter().filter(|it| it["in_force"] == true);
    let known = |it: &Value| {
        (
            it["checked"] != "unknown",
            it["stated"].as_str().map(str::to_owned),
        )
    };
    let never: Vec<_> = held.map(known).filter(|it| !it.0).collect();
    assert!(never.is_sorted(), "{never:?}");
    let text = folder.run(&["overdue", "2026-11-29"], "");
    for line in [
        "旧数市居民医保（old-town-2023）：没有核对过，最后写到是 2023-01-01，3 年 10 个月了",
        "  基本医保（basic），起付线、先行自付、报销比例、封顶线：没有核对过，最后写到是 2023-01-01，3 年 10 个月了",
        "新数市居民医保（new-town-2023）：2026-11-20 核对过，不到一个月",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let wrong = mingbai(&["overdue", "昨天"], b"");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains(r#""field":"date""#));
}
