//! What a window fills in for its place comes out as a table that passes the gate, comes back in as
//! it was, and narrows the range of a place without figures of its own.
mod authored;

use mingbai_batch::{Batch, Defaults};
use mingbai_engine::{LocalFigure, LocalRule, answer};
use mingbai_policy::{Day, Fen, LayerId, RegionId, Share, Tables};
use mingbai_visit::figures::Figures;
use mingbai_visit::{Visit, names};

fn tables() -> Tables {
    mingbai_tables::load().expect("the tables")
}

fn layer(tables: &Tables, name: &str) -> LocalRule {
    LocalRule::Layer(names::layer(&tables.terms, name).expect("a layer"))
}

fn guangyuan(tables: &Tables) -> Figures {
    let basic = layer(tables, "基本医保");
    let share = |text| Share::parse(text).expect("a share");
    Figures {
        place: names::region(&tables.terms, "广元市").expect("a place"),
        by: "王“芳” \\ \"三号窗口\"".to_owned(),
        day: Day::new(2026, 11, 22),
        figures: vec![
            (basic, LocalFigure::Deductible(Fen(50_000))),
            (basic, LocalFigure::Share(share("62.5%"))),
            (basic, LocalFigure::Cap(Fen(15_000_000))),
            (basic, LocalFigure::FirstSelfPay(share("0%"))),
        ],
    }
}

#[test]
fn what_is_exported_passes_the_gate_and_comes_back() {
    let tables = tables();
    for region in 0..tables.terms.regions.len() as u16 {
        let mut figures = guangyuan(&tables);
        figures.place = RegionId(region);
        figures.figures = (0..tables.terms.layers.len() as u16)
            .flat_map(|at| {
                let of = LocalRule::Layer(LayerId(at));
                figures.figures.iter().map(move |(_, it)| (of, *it))
            })
            .collect();
        let text = figures.write(&tables);
        assert_eq!(Figures::parse(&tables, &text), Ok(figures), "{text}");
    }
    let figures = guangyuan(&tables);
    let text = figures.write(&tables);
    let authored = authored::with("window.toml", &text);
    assert_eq!(authored.tables.tables.len(), tables.tables.len() + 1);
}

#[test]
fn figures_of_a_window_narrow_what_is_certain() {
    let tables = tables();
    let json = r#"{ "date": "2026-06-01", "insured_in": "朝天区", "care": "inpatient",
        "enrolled": true, "premium_paid": true,
        "bill": { "total": "20000", "in_scope": "18000" } }"#;
    let mut visit = mingbai_visit::read(&tables, json.as_bytes()).expect("a visit");
    let certain = |visit: &Visit| {
        let answer = answer(&tables, visit).expect("an answer");
        answer.money.expect("money").pays.certain
    };
    let wide = certain(&visit);
    visit.local = guangyuan(&tables).figures;
    let narrow = certain(&visit);
    assert!(narrow.low >= wide.low && narrow.high <= wide.high);
    assert!(narrow.width() < wide.width());
    // 18000 - (18000 - 500) × 62.5% + 2000 is the most: nothing after 基本医保 is sure to pay.
    assert_eq!(narrow.high, Fen(906_250));
}

#[test]
fn a_month_is_reckoned_with_them_where_they_hold() {
    let tables = tables();
    let text = "日期,参保地,就诊类型,参保,缴费,总费用,政策范围内,local.基本医保.share\n\
        2026-06-01,朝天区,住院,是,是,20000,18000,\n\
        2026-06-01,朝天区,住院,是,是,20000,18000,10%\n\
        2026-06-01,修水县,住院,是,是,20000,18000,\n";
    let highest = |figures: Vec<Figures>| -> Vec<String> {
        let mut out = Vec::new();
        let batch = Batch::new(&tables, Defaults::default(), text.as_bytes(), &mut out);
        let mut batch = batch.expect("a header").with_figures(figures);
        while batch.row().expect("rows") {}
        assert_eq!(batch.finish().expect("an end").settled, 3);
        let mut rows = csv::Reader::from_reader(out.as_slice());
        let at = rows
            .headers()
            .expect("titles")
            .iter()
            .position(|it| it == "自付上限");
        let at = at.expect("the column");
        rows.records()
            .map(|row| row.expect("a row")[at].to_owned())
            .collect()
    };
    let bare = highest(Vec::new());
    let with = highest(vec![guangyuan(&tables)]);
    assert_eq!(bare[0], "20000.00");
    // 18000 - (18000 - 500) × 62.5% + 2000, and with the row's own 10%.
    assert_eq!(with[..2], ["9062.50".to_owned(), "18250.00".to_owned()]);
    assert_eq!(with[2], bare[2]);
}

#[test]
fn what_is_not_an_export_is_refused_with_its_line() {
    let tables = tables();
    let good = guangyuan(&tables).write(&tables);
    for (from, to, line) in [
        ("deductible = \"500.00\"", "deductible = \"五百\"", "第 "),
        ("share = \"62.5%\"", "share = \"162.5%\"", "第 "),
        ("layer = \"基本医保\"", "layer = \"没有\"", "第 "),
        ("[[layer]]", "[[scheme]]", "第 "),
        ("place = \"广元市\"", "", "$"),
        ("date = \"2026-11-22\"", "", "$"),
        (
            "share = \"62.5%\"",
            "share = \"62.5%\"\nshare = \"1%\"",
            "第 ",
        ),
        ("grade = \"reported\"", "grade", "第 "),
        ("cap = \"150000.00\"", "cap = \"150000.00", "第 "),
    ] {
        assert!(good.contains(from), "{from}");
        let bad = good.replacen(from, to, 1);
        let refused = Figures::parse(&tables, &bad).expect_err(&bad);
        assert!(refused.field.starts_with(line), "{refused}");
    }
    for text in [
        "",
        "# nothing",
        "\u{0}",
        "[table]",
        "=",
        "place = \"广元市\"",
    ] {
        assert!(Figures::parse(&tables, text).is_err(), "{text}");
    }
}
