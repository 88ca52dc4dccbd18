//! How many rows of a month's table are settled in a second.
use divan::Bencher;
use divan::counter::ItemsCount;
use mingbai_batch::{Defaults, run};

fn main() {
    divan::main();
}

const ROWS: usize = 20_000;

/// Rows of which everything is known: ages, groups, hospitals, days and amounts vary.
fn month() -> String {
    let mut table = String::from(
        "日期,参保地,险种,医院,等级,级别,就医地,转诊,医疗类别,病种,人群,性别,年龄,参保,缴费,第三方责任,总费用,政策范围内\n",
    );
    let grades = [
        "一级,乡级,本县",
        "二级,县级,本县",
        "三级,市级,本市外县",
        "三级,省级,本省外市",
    ];
    let groups = [
        "都不是",
        "只有低保对象",
        "只有特困人员",
        "只有建档立卡贫困人口",
    ];
    let diseases = ["无", "食管癌", "尿毒症", "高血压"];
    for row in 0..ROWS {
        let pick = |list: &[&'static str], by: usize| list[row / by % list.len()];
        table.push_str(&format!(
            "2026/3/{},修水县,居民,其他,{},{},住院,{},{},{},{},是,是,否,\"{},{:03}.{:02}\",{}\n",
            row % 28 + 1,
            pick(&grades, 1),
            pick(&["是", "否"], 3),
            pick(&diseases, 5),
            pick(&groups, 7),
            pick(&["男", "女"], 2),
            row % 90,
            row % 60 + 8,
            row % 1000,
            row % 100,
            row % 7000 + 500,
        ));
    }
    table
}

#[divan::bench(sample_count = 5)]
fn known_rows(bencher: Bencher) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let table = month();
    let settled = run(
        &tables,
        Defaults::default(),
        table.as_bytes(),
        std::io::sink(),
    );
    let settled = settled.expect("a summary");
    assert_eq!(
        (settled.settled, settled.refused),
        (ROWS as u64, 0),
        "{settled:?}"
    );
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        run(
            &tables,
            Defaults::default(),
            table.as_bytes(),
            std::io::sink(),
        )
    });
}
