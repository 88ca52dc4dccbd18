//! Facts that are said once for a month: they hold for the rows that do not say them. Must not know how a row
//! is settled.
use crate::command::mingbai;
use mingbai_batch::{Batch, Defaults, Problem, Settings, Summary};
use mingbai_policy::Tables;
use std::collections::BTreeMap;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

fn read(tables: &Tables, settings: &[&str]) -> Result<Settings, String> {
    let settings: Vec<String> = settings.iter().map(|it| (*it).to_owned()).collect();
    Settings::read(tables, &settings)
}

/// Returns the result cells of each row without the row's own, and the summary.
fn settle(tables: &Tables, settings: &[&str], text: &str) -> (Vec<Vec<String>>, Summary) {
    let settings = read(tables, settings).expect("settings");
    let mut out = Vec::new();
    let settled = || -> Result<Summary, Problem> {
        let batch = Batch::new(tables, Defaults::default(), text.as_bytes(), &mut out)?;
        let mut batch = batch.with_settings(&settings);
        while batch.row()? {}
        batch.finish()
    };
    let summary = { settled }().expect("settled");
    let own = text.lines().next().unwrap_or_default().split(',').count();
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        row.iter().skip(own).map(str::to_owned).collect()
    });
    (rows.collect(), summary)
}

const MONEY: &str = "日期,参保地,总费用,政策范围内";
const ROW: &str = "2026-05-10,都昌县,8000,7000";
const FACTS: [(&str, &str); 8] = [
    ("险种", "城乡居民"),
    ("就诊类型", "住院"),
    ("参保", "是"),
    ("缴费", "是"),
    ("等级", "二级"),
    ("级别", "县级"),
    ("就医地", "本县"),
    ("转诊", "否"),
];

#[test]
fn what_is_set_once_is_as_if_every_row_said_it() {
    let tables = tables();
    let titles = FACTS.map(|(title, _)| title).join(",");
    let cells = FACTS.map(|(_, cell)| cell).join(",");
    let said = format!("{MONEY},{titles}\n{ROW},{cells}\n");
    let (written, _) = settle(&tables, &[], &said);
    let settings = FACTS.map(|(title, cell)| format!("{title}={cell}"));
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let (set, summary) = settle(&tables, &settings, &format!("{MONEY}\n{ROW}\n"));
    assert_eq!(set, written);
    // An empty cell says nothing, so the setting holds for it.
    let empty = format!("{MONEY},{titles}\n{ROW}{}\n", ",".repeat(FACTS.len()));
    assert_eq!(settle(&tables, &settings, &empty).0, written);
    let told = summary.lines(&tables);
    let said: Vec<&String> = told.iter().filter(|it| it.contains("照定好的")).collect();
    assert_eq!(said.len(), 1, "{told:?}");
    assert!(said[0].contains("险种 城乡居民") && said[0].contains("转诊 否"));
    // Each setting by itself is a column by itself.
    for (title, cell) in FACTS {
        let column = format!("{MONEY},{title}\n{ROW},{cell}\n");
        let setting = format!("{title}={cell}");
        let (set, _) = settle(&tables, &[&setting], &format!("{MONEY}\n{ROW}\n"));
        assert_eq!(set, settle(&tables, &[], &column).0, "{title}");
    }
}

/// A row's own cell takes the place of a setting; so does what its own cells imply.
#[test]
fn a_rows_own_cell_takes_precedence() {
    let tables = tables();
    for (setting, title, cell) in [
        ("等级=三级", "等级", "一级"),
        ("缴费=是", "缴费", "否"),
        ("缴费=是", "参保", "否"),
        ("参保=否", "缴费", "是"),
        ("人群=都不是", "低保对象", "是"),
        ("低保对象=否", "人群", "只有低保对象"),
        ("等级=三级", "医院", "九江市第一人民医院"),
        ("就医地=外省", "医院", "九江市第一人民医院"),
    ] {
        let facts = "险种,就诊类型";
        let text = format!("{MONEY},{facts},{title}\n{ROW},居民,住院,{cell}\n");
        let (with, summary) = settle(&tables, &[setting], &text);
        assert_eq!(summary.settled, 1, "{setting} and {title} {cell}: {with:?}");
        let (without, _) = settle(&tables, &[], &text);
        assert_eq!(with, without, "{setting} and {title} {cell}");
    }
}

#[test]
fn a_setting_that_cannot_be_read_is_refused_with_its_name() {
    let tables = tables();
    for (settings, wanted) in [
        (&["险种"][..], "“险种”看不懂"),
        (&["险种="], "“险种”"),
        (&["险种=什么"], "“险种”"),
        (&["等级=五级"], "“等级”"),
        (&["转诊=也许"], "“转诊”"),
        (&["颜色=红"], "没有叫“颜色”的列"),
        (&["总费用=8000"], "“总费用”"),
        (&["日期=2026-05-10"], "“日期”"),
        (&["转诊=是", "是否转诊=否"], "定了两次"),
    ] {
        let error = read(&tables, settings).expect_err("refused");
        assert!(error.contains(wanted) && error.ends_with('。'), "{error}");
    }
    let output = mingbai(&["batch", "--set", "等级=五级"], b"");
    assert_eq!(output.status.code(), Some(2));
    let error: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(&output.stderr).expect("one JSON object");
    assert_eq!(error["error"]["field"], "set");
}
