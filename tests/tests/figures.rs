//! What a window fills in for its place comes out as a table that passes the gate, comes back in as
//! it was, and narrows the range of a place without figures of its own.
mod authored;

use mingbai_batch::{Batch, Defaults};
use mingbai_engine::{LineGrade, LocalFigure, LocalRule, Range, answer};
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
        names: Vec::new(),
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
                let bought = tables.terms.layers[usize::from(at)].own.is_some();
                let fits =
                    move |it: &LocalFigure| !bought || !matches!(it, LocalFigure::FirstSelfPay(_));
                let all = figures.figures.iter().map(|(_, it)| *it);
                all.filter(move |it| fits(it)).map(move |it| (of, it))
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

const BILL: &str = r#"{ "date": "2026-06-01", "insured_in": "朝天区", "care": "inpatient",
    "enrolled": true, "premium_paid": true, "answers": { "huiminbao": true },
    "bill": { "total": "100000", "in_scope": "80000" },
    "local": { "基本医保.deductible": "0", "基本医保.share": "50%", "基本医保.cap": "1000000",
        "大病保险.deductible": "0", "大病保险.share": "0%", "大病保险.cap": "0",
        "补充保险.deductible": "0", "补充保险.share": "0%", "补充保险.cap": "0",
        "医疗救助.deductible": "0", "医疗救助.share": "0%", "医疗救助.cap": "0" LOCAL } }"#;

fn visit_with(tables: &Tables, local: &str) -> Visit {
    let json = BILL.replace("LOCAL", local);
    mingbai_visit::read(tables, json.as_bytes()).expect(local)
}

/// 惠民保 pays last, of what is left in and out of scope, and what is not filled in stays open.
#[test]
fn what_people_buy_for_themselves_pays_last() {
    let tables = tables();
    let all = r#", "惠民保.name": "某市惠民保",
        "惠民保.deductible": "10000", "惠民保.share": "80%", "惠民保.cap": "20000""#;
    let out = r#", "惠民保（目录外）.deductible": "5000", "惠民保目录外.share": "60%",
        "惠民保目录外.cap": "1000000""#;
    for (local, low, high) in [
        // Half of 80000 is left, and 20000 out of scope.
        ("", 60_000, 60_000),
        // 40000 - 10000 at 80% is 24000, over the cap.
        (all, 40_000, 40_000),
        // 20000 - 5000 at 60% is 9000.
        (&format!("{all}{out}"), 31_000, 31_000),
        // Without a deductible and a cap nobody knows what is paid: at most 80% of 40000.
        (r#", "惠民保.share": "80%""#, 28_000, 60_000),
        (r#", "惠民保.deductible": "10000""#, 30_000, 60_000),
    ] {
        let visit = visit_with(&tables, local);
        let found = answer(&tables, &visit).expect("an answer");
        let pays = found.money.expect("money").pays;
        let range = Range {
            low: Fen(low * 100),
            high: Fen(high * 100),
        };
        assert_eq!((pays.estimate, pays.certain), (range, range), "{local}");
    }
    let mut visit = visit_with(&tables, all);
    let line = |visit: &Visit| {
        let found = answer(&tables, visit).expect("an answer");
        let line = found.layers.last().expect("a line").clone();
        (line.name, line.grade)
    };
    assert_eq!(line(&visit), ("某市惠民保".into(), LineGrade::Entered));
    // Written down and read again, and in a link.
    let json = mingbai_visit::write(&tables, &visit).to_string();
    assert_eq!(
        mingbai_visit::read(&tables, json.as_bytes()),
        Ok(visit.clone())
    );
    let link = mingbai_visit::link::write(&tables, &visit);
    assert_eq!(mingbai_visit::link::read(&tables, &link), Ok(visit.clone()));
    // Whether the patient bought it at all is asked, and makes the range.
    visit.answers.clear();
    let found = answer(&tables, &visit).expect("an answer");
    let pays = found.money.expect("money").pays.estimate;
    assert_eq!((pays.low, pays.high), (Fen(4_000_000), Fen(6_000_000)));
    let first = found.ask.first().map(|it| it.question);
    let asked = first.map(|it| mingbai_words::question_id(&tables, it));
    assert_eq!(asked.as_deref(), Some("answers.huiminbao"));
}

/// The file of a window names it, passes the gate, and says the same as the window did.
#[test]
fn what_people_buy_for_themselves_can_become_a_table() {
    let tables = tables();
    let local = r#", "惠民保.name": "某市惠民保", "惠民保.deductible": "10000",
        "惠民保.share": "80%", "惠民保.cap": "20000", "惠民保目录外.name": "某市惠民保目录外",
        "惠民保目录外.deductible": "5000", "惠民保目录外.share": "60%""#;
    let entered = visit_with(&tables, local);
    let bought = |layer: &LocalRule| match layer {
        LocalRule::Layer(layer) => tables.terms.layers[layer.index()].own.is_some(),
        LocalRule::Excess(..) => false,
    };
    let mut figures = guangyuan(&tables);
    figures.figures = entered.local.clone();
    figures.figures.retain(|(rule, _)| bought(rule));
    figures.names = entered.names.clone();
    let text = figures.write(&tables);
    assert_eq!(
        Figures::parse(&tables, &text),
        Ok(figures.clone()),
        "{text}"
    );
    let whole = authored::with("window.toml", &text).tables;
    let mut plain = entered.clone();
    plain.local.retain(|(rule, _)| !bought(rule));
    plain.names.clear();
    let certain = |tables: &Tables, visit: &Visit| {
        let found = answer(tables, visit).expect("an answer");
        let names: Vec<String> = found.layers.iter().map(|it| it.name.clone()).collect();
        (found.money.expect("money").pays.estimate, names)
    };
    let said = certain(&tables, &entered);
    assert_eq!(said.1.last().map(String::as_str), Some("某市惠民保目录外"));
    assert_eq!(certain(&whole, &plain), said);
    // A month's rows have cells for it, and only then.
    let rows = "日期,参保地,就诊类型,参保,缴费,总费用,政策范围内,answers.huiminbao\n\
        2026-06-01,朝天区,住院,是,是,20000,18000,是\n";
    let titles = |figures: Vec<Figures>| {
        let mut out = Vec::new();
        let batch = Batch::new(&tables, Defaults::default(), rows.as_bytes(), &mut out);
        let mut batch = batch.expect("a header").with_figures(figures);
        while batch.row().expect("rows") {}
        batch.finish().expect("an end");
        let text = String::from_utf8(out).expect("text");
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert!(!titles(Vec::new()).contains("惠民保"));
    assert!(titles(vec![figures]).contains("惠民保付下限"));
}

#[test]
fn a_name_is_only_for_what_people_buy_for_themselves() {
    let tables = tables();
    for (local, field) in [
        (r#", "基本医保.name": "某某""#, "local.基本医保.name"),
        (r#", "惠民保.name": """#, "local.惠民保.name"),
        (
            r#", "惠民保.name": "一二三四五六七八九十一二三四五六七八九十一""#,
            "local.惠民保.name",
        ),
        (
            r#", "惠民保.first_self_pay": "10%""#,
            "local.惠民保.first_self_pay",
        ),
        (
            r#", "惠民保.name": "甲", "city.name": "乙""#,
            "local.city.name",
        ),
    ] {
        let json = BILL.replace("LOCAL", local);
        let refused = mingbai_visit::read(&tables, json.as_bytes()).expect_err(local);
        assert_eq!(refused.field, field);
    }
}
