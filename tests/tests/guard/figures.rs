//! The figures that a window fills in for its place leave as a table that passes the gate, return
//! unchanged, and narrow the range of a place without figures of its own. Must not know the page.

use crate::authored;
use mingbai_batch::{Batch, Defaults};
use mingbai_engine::{LineGrade, LocalFigure, LocalRule, Range, Scope, answer};
use mingbai_intake::figures::{FigureSet, Figures, VisitKinds};
use mingbai_intake::{Visit, names};
use mingbai_policy::{Care, Day, Fen, Grade, LayerId, RegionId, Share, Span, Tables};

fn tables() -> Tables {
    mingbai_tables::load().expect("the tables")
}

fn layer(tables: &Tables, name: &str) -> LocalRule {
    LocalRule::Layer(names::layer(&tables.vocabulary, name).expect("a layer"))
}

const YEAR: Span = Span {
    from: Some(Day::new(2026, 1, 1)),
    until: Some(Day::new(2026, 12, 31)),
};

/// Figures of the whole prefecture, for inpatients at hospitals of any grade, in 2026.
const INPATIENT: VisitKinds = VisitKinds {
    care: Care::Inpatient.bit(),
    grade: Scope::ANY.grade,
    within: true,
};

fn guangyuan(tables: &Tables) -> Figures {
    let basic = layer(tables, "基本医保");
    let share = |text| Share::parse(text).expect("a share");
    let figures = vec![
        (basic, LocalFigure::Deductible(Fen(50_000))),
        (basic, LocalFigure::Share(share("62.5%"))),
        (basic, LocalFigure::Cap(Fen(15_000_000))),
        (basic, LocalFigure::FirstSelfPay(share("0%"))),
    ];
    Figures {
        place: names::region(&tables.vocabulary, "广元市").expect("a place"),
        by: "王“芳” \\ \"三号窗口\"".to_owned(),
        day: Day::new(2026, 11, 22),
        span: YEAR,
        sets: vec![FigureSet {
            holds: Some(INPATIENT),
            figures,
        }],
        names: Vec::new(),
    }
}

#[test]
fn what_is_exported_passes_the_gate_and_comes_back() {
    let tables = tables();
    for region in 0..tables.vocabulary.regions.len() as u16 {
        let mut figures = guangyuan(&tables);
        figures.place = RegionId(region);
        let all: Vec<_> = figures.figures().copied().collect();
        let each: Vec<_> = (0..tables.vocabulary.layers.len() as u16)
            .flat_map(|at| {
                let of = LocalRule::Layer(LayerId(at));
                let bought = tables.vocabulary.layers[usize::from(at)].own.is_some();
                let fits =
                    move |it: &LocalFigure| !bought || !matches!(it, LocalFigure::FirstSelfPay(_));
                let all = all.iter().map(|(_, it)| *it);
                all.filter(move |it| fits(it)).map(move |it| (of, it))
            })
            .collect();
        let parts = mingbai_intake::figures::parts_of(&tables.vocabulary, figures.place);
        let several = parts.count() > 0;
        figures.sets.clear();
        for (care, grade, within) in [
            (Care::Inpatient.bit(), Scope::ANY.grade, several),
            (Care::Inpatient.bit(), Grade::Secondary.bit(), several),
            (
                Care::Outpatient.bit() | Care::Emergency.bit(),
                Grade::Primary.bit() | Grade::Secondary.bit(),
                false,
            ),
        ] {
            let holds = Some(VisitKinds {
                care,
                grade,
                within,
            });
            let figures_of = each.clone();
            figures.put(FigureSet {
                holds,
                figures: figures_of,
            });
        }
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
    let mut visit = mingbai_intake::read(&tables, json.as_bytes()).expect("a visit");
    let certain = |visit: &Visit| {
        let answer = answer(&tables, visit).expect("an answer");
        answer.money.expect("money").pays.certain
    };
    let wide = certain(&visit);
    guangyuan(&tables).lay(&tables.vocabulary, &mut visit);
    let narrow = certain(&visit);
    assert!(narrow.low >= wide.low && narrow.high <= wide.high);
    assert!(narrow.width() < wide.width());
    // 18000 - (18000 - 500) × 62.5% + 2000 is the most: no payer after 基本医保 is sure to pay.
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
        ("care = \"inpatient\"", "care = \"住院\"", "第 "),
        ("care = \"inpatient\"", "cure = \"inpatient\"", "第 "),
        ("from = \"2026-01-01\"", "from = \"2026-13-01\"", "第 "),
        ("until = \"2026-12-31\"", "until = \"2025-12-31\"", "$"),
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
    mingbai_intake::read(tables, json.as_bytes()).expect(local)
}

/// 惠民保 pays last, of the amounts left in and out of scope; figures that are not filled in stay
/// open.
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
        // Without a deductible and a cap the payment is unknown: at most 80% of 40000.
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
    // The visit stays the same through JSON and through a link.
    let json = mingbai_intake::write(&tables, &visit).to_string();
    assert_eq!(
        mingbai_intake::read(&tables, json.as_bytes()),
        Ok(visit.clone())
    );
    let link = mingbai_intake::link::write(&tables, &visit);
    assert_eq!(
        mingbai_intake::link::read(&tables, &link),
        Ok(visit.clone())
    );
    // Whether the patient bought the insurance is asked, and makes the range.
    visit.answers.clear();
    let found = answer(&tables, &visit).expect("an answer");
    let pays = found.money.expect("money").pays.estimate;
    assert_eq!((pays.low, pays.high), (Fen(4_000_000), Fen(6_000_000)));
    let first = found.ask.first().map(|it| it.question);
    let asked = first.map(|it| mingbai_wording::question_id(&tables, it));
    assert_eq!(asked.as_deref(), Some("answers.huiminbao"));
}

/// The file of a window names it, passes the gate, and gives the same figures.
#[test]
fn what_people_buy_for_themselves_can_become_a_table() {
    let tables = tables();
    let local = r#", "惠民保.name": "某市惠民保", "惠民保.deductible": "10000",
        "惠民保.share": "80%", "惠民保.cap": "20000", "惠民保目录外.name": "某市惠民保目录外",
        "惠民保目录外.deductible": "5000", "惠民保目录外.share": "60%""#;
    let entered = visit_with(&tables, local);
    let bought = |layer: &LocalRule| match layer {
        LocalRule::Layer(layer) => tables.vocabulary.layers[layer.index()].own.is_some(),
        LocalRule::TopUp(..) => false,
    };
    let mut figures = guangyuan(&tables);
    figures.sets[0].figures = entered.local.clone();
    figures.sets[0].figures.retain(|(rule, _)| bought(rule));
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
    // A month's rows have cells for the layer exactly where it was filled in.
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
        let refused = mingbai_intake::read(&tables, json.as_bytes()).expect_err(local);
        assert_eq!(refused.field, field);
    }
}

/// Returns the figures 400 / 80% of 固始县, given for inpatients of second grade in 2026.
fn gushi(tables: &Tables) -> Figures {
    let basic = layer(tables, "基本医保");
    let mut figures = Figures {
        place: names::region(&tables.vocabulary, "固始县").expect("a place"),
        by: String::new(),
        day: Day::new(2026, 11, 22),
        span: YEAR,
        sets: Vec::new(),
        names: Vec::new(),
    };
    figures.put(FigureSet {
        holds: Some(VisitKinds {
            care: Care::Inpatient.bit(),
            grade: Grade::Secondary.bit(),
            within: false,
        }),
        figures: vec![
            (basic, LocalFigure::Deductible(Fen(40_000))),
            (
                basic,
                LocalFigure::Share(Share::parse("80%").expect("a share")),
            ),
            (basic, LocalFigure::Cap(Fen(15_000_000))),
        ],
    });
    figures
}

/// Returns the payment of 基本医保 on 8000 yuan, 7000 of them in scope.
fn basic_pays(tables: &Tables, figures: Option<&Figures>, said: &str) -> Range {
    let json = format!(
        r#"{{ "enrolled": true, "premium_paid": true, "person": {{ "groups": "none" }}, "tier": "city",
            "bill": {{ "total": "8000", "in_scope": "7000" }}, {said} }}"#
    );
    let mut visit = mingbai_intake::read(tables, json.as_bytes()).expect(said);
    if let Some(figures) = figures {
        figures.lay(&tables.vocabulary, &mut visit);
    }
    // The payment stays the same through a link.
    let link = mingbai_intake::link::write(tables, &visit);
    let read = mingbai_intake::link::read(tables, &link);
    assert_eq!(read.as_ref(), Ok(&visit), "{said}");
    let found = answer(tables, &visit).expect("an answer");
    let line = found.layers.first().expect("基本医保");
    line.pays.expect("money").estimate
}

#[test]
fn a_figure_holds_where_it_was_said_to() {
    let tables = tables();
    let check = |figures: &Figures, said: &str, used: bool| {
        let (bare, with) = (
            basic_pays(&tables, None, said),
            basic_pays(&tables, Some(figures), said),
        );
        let told = Range::exact(Fen(528_000));
        let wanted = if used { told } else { bare };
        assert_eq!(with, wanted, "{said}");
        assert_ne!(bare, told, "{said}: the tables say the same");
    };
    let figures = gushi(&tables);
    let visit = |date, place, care, grade| {
        format!(
            r#""date": "{date}", "insured_in": "{place}", "care": "{care}", "grade": "{grade}""#
        )
    };
    for (date, place, care, grade, used) in [
        ("2026-11-01", "固始县", "inpatient", "secondary", true),
        ("2026-01-01", "固始县", "inpatient", "secondary", true),
        ("2026-12-31", "固始县", "inpatient", "secondary", true),
        ("2026-11-01", "固始县", "outpatient", "secondary", false),
        ("2026-11-01", "固始县", "inpatient", "tertiary", false),
        ("2026-11-01", "光山县", "inpatient", "secondary", false),
        ("2026-11-01", "信阳市", "inpatient", "secondary", false),
        ("2026-11-01", "河南省", "inpatient", "secondary", false),
        ("2026-11-01", "修水县", "inpatient", "secondary", false),
        ("2025-11-01", "固始县", "inpatient", "secondary", false),
        ("2027-01-01", "固始县", "inpatient", "secondary", false),
    ] {
        check(&figures, &visit(date, place, care, grade), used);
    }
    // A prefecture's figures hold for its counties where that was chosen, and for no other county.
    let mut wide = figures.clone();
    wide.place = names::region(&tables.vocabulary, "信阳市").expect("a place");
    for (within, place, used) in [
        (false, "信阳市", true),
        (false, "固始县", false),
        (true, "信阳市", true),
        (true, "固始县", true),
        (true, "光山县", true),
        (true, "修水县", false),
    ] {
        let mut holds = wide.sets[0].holds.expect("said");
        holds.within = within;
        wide.sets[0].holds = Some(holds);
        check(
            &wide,
            &visit("2026-11-01", place, "inpatient", "secondary"),
            used,
        );
    }
    // Tables of an earlier day go with figures of that day.
    let as_of = visit("2026-11-01", "固始县", "inpatient", "secondary");
    check(
        &figures,
        &format!(r#"{as_of}, "tables_as_of": "2025-11-01""#),
        false,
    );
    // Figures stored before windows stated a scope are not used.
    let mut old = figures.clone();
    old.span = Span::default();
    old.sets[0].holds = None;
    check(
        &old,
        &visit("2026-11-01", "固始县", "inpatient", "secondary"),
        false,
    );
}

/// A stay that began under other figures is settled with both.
#[test]
fn a_stay_over_new_year_is_reckoned_with_both_years() {
    let tables = tables();
    let figures = gushi(&tables);
    let said = r#""insured_in": "固始县", "care": "inpatient", "grade": "secondary""#;
    let over = format!(r#""date": "2027-01-03", "admitted": "2026-12-20", {said}"#);
    let after = format!(r#""date": "2027-01-03", {said}"#);
    let pays = |said: &str, figures: Option<&Figures>| {
        let json = format!(
            r#"{{ "enrolled": true, "premium_paid": true, "person": {{ "groups": "none" }}, "tier": "city",
                "bill": {{ "total": "8000", "in_scope": "7000" }}, {said} }}"#
        );
        let mut visit = mingbai_intake::read(&tables, json.as_bytes()).expect(said);
        if let Some(figures) = figures {
            figures.lay(&tables.vocabulary, &mut visit);
        }
        let found = answer(&tables, &visit).expect("an answer");
        found.money.expect("money").pays.estimate
    };
    let within = r#""date": "2026-12-31", "insured_in": "固始县", "care": "inpatient", "grade": "secondary""#;
    let (old, new) = (pays(within, Some(&figures)), pays(&after, None));
    assert_ne!(old, new);
    assert_eq!(pays(&over, Some(&figures)), old.hull(new));
}

/// Where care is unknown, a figure for one kind of care may or may not hold, and care is asked.
#[test]
fn what_was_not_said_leaves_a_figure_open() {
    let tables = tables();
    let figures = gushi(&tables);
    let said = |care: &str| {
        format!(r#""date": "2026-11-01", "insured_in": "固始县", "grade": "secondary"{care}"#)
    };
    let each = ["inpatient", "outpatient", "chronic_outpatient", "emergency"];
    let each = each.map(|care| {
        basic_pays(
            &tables,
            Some(&figures),
            &said(&format!(r#", "care": "{care}""#)),
        )
    });
    let whole = each.into_iter().reduce(Range::hull).expect("four");
    assert_eq!(basic_pays(&tables, Some(&figures), &said("")), whole);
    assert_ne!(whole.low, whole.high);
    // 其他: no table turns on care there; the figure alone does.
    let json = r#"{ "date": "2026-11-01", "insured_in": "其他", "bill": { "total": "8000", "in_scope": "7000" },
        "local": { "基本医保.share": [{ "value": "80%", "care": "inpatient" }] } }"#;
    let visit = mingbai_intake::read(&tables, json.as_bytes()).expect("a visit");
    let found = answer(&tables, &visit).expect("an answer");
    let open: Vec<String> = found
        .open
        .iter()
        .map(|it| mingbai_wording::question_id(&tables, *it))
        .collect();
    assert!(open.contains(&"care".to_owned()), "{open:?}");
}

/// Of several figures the first that holds is used; a figure for this visit alone comes before
/// them.
#[test]
fn the_first_figure_that_holds_is_used() {
    let tables = tables();
    let share = |list: &str, said: &str| {
        let json = format!(
            r#"{{ "date": "2026-11-01", "insured_in": "固始县", "enrolled": true, "premium_paid": true, {said},
                "bill": {{ "total": "1000", "in_scope": "1000" }},
                "local": {{ "基本医保.deductible": "0", "基本医保.cap": "100000", "基本医保.share": {list} }} }}"#
        );
        let visit = mingbai_intake::read(&tables, json.as_bytes()).expect(list);
        let written = mingbai_intake::write(&tables, &visit).to_string();
        assert_eq!(
            mingbai_intake::read(&tables, written.as_bytes()).as_ref(),
            Ok(&visit)
        );
        let found = answer(&tables, &visit).expect("an answer");
        let line = found.layers.first().expect("基本医保");
        let pays = line.pays.expect("money").certain;
        (pays.low == pays.high).then_some(pays.low.0 / 1000)
    };
    let list = r#"[ { "value": "90%", "care": ["inpatient", "emergency"], "grade": "primary" },
        { "value": "80%", "care": "inpatient" },
        { "value": "60%", "place": "信阳市", "within": true, "from": "2026-07-01" } ]"#;
    for (said, percent) in [
        (r#""care": "inpatient", "grade": "primary""#, Some(90)),
        (r#""care": "emergency", "grade": "primary""#, Some(90)),
        (r#""care": "inpatient", "grade": "tertiary""#, Some(80)),
        (r#""care": "outpatient", "grade": "primary""#, Some(60)),
        (r#""care": "inpatient""#, None),
        (r#""grade": "primary""#, None),
    ] {
        assert_eq!(share(list, said), percent, "{said}");
    }
    assert_eq!(share(r#""50%""#, r#""care": "inpatient""#), Some(50));
}

#[test]
fn figures_that_say_what_they_hold_for_are_read_strictly() {
    let tables = tables();
    for (list, field) in [
        ("[]", ""),
        (r#"["80%"]"#, "[0]"),
        (r#"[{ "value": "80%" }]"#, "[0]"),
        (r#"[{ "care": "inpatient" }]"#, "[0].value"),
        (r#"[{ "value": "180%", "care": "inpatient" }]"#, "[0].value"),
        (r#"[{ "value": 0.8, "care": "inpatient" }]"#, "[0].value"),
        (r#"[{ "value": "80%", "care": "吃药" }]"#, "[0].care"),
        (r#"[{ "value": "80%", "care": [] }]"#, "[0].care"),
        (
            r#"[{ "value": "80%", "care": ["inpatient", "x"] }]"#,
            "[0].care[1]",
        ),
        (r#"[{ "value": "80%", "grade": "四级" }]"#, "[0].grade"),
        (r#"[{ "value": "80%", "place": "天上县" }]"#, "[0].place"),
        (
            r#"[{ "value": "80%", "care": "inpatient", "within": true }]"#,
            "[0].within",
        ),
        (r#"[{ "value": "80%", "from": "2026" }]"#, "[0].from"),
        (
            r#"[{ "value": "80%", "from": "2026-02-01", "until": "2026-01-01" }]"#,
            "[0].until",
        ),
        (r#"[{ "value": "80%", "year": "2026" }]"#, "[0].year"),
        (
            r#"[{ "value": "80%", "care": "inpatient" }, { "value": "70%", "care": "住院" }]"#,
            "[1]",
        ),
    ] {
        let json = format!(
            r#"{{ "date": "2026-11-01", "insured_in": "固始县", "local": {{ "基本医保.share": {list} }} }}"#
        );
        let refused = mingbai_intake::read(&tables, json.as_bytes()).expect_err(list);
        assert_eq!(
            refused.field,
            format!("local.基本医保.share{field}"),
            "{refused}"
        );
        assert!(refused.message.ends_with('。'), "{refused}");
    }
    let twice = r#"{ "date": "2026-11-01", "insured_in": "固始县",
        "local": { "基本医保.share": "80%", "basic.share": [{ "value": "80%", "care": "inpatient" }] } }"#;
    let refused = mingbai_intake::read(&tables, twice.as_bytes()).expect_err(twice);
    assert_eq!(refused.field, "local.basic.share");
}

/// Figures as windows stored them before they stated a scope.
#[test]
fn figures_kept_by_an_earlier_window_are_read_and_not_used() {
    let tables = tables();
    let text = r#"# 本窗口填写，还没有对过文件。对过以后写上文件名和在哪里，grade 改成 document。
[table]
id = "window-guangyuan"
name = "广元市：本窗口填写"
place = "广元市"
from = "unknown"
checked = "unknown"

[[source]]
id = "window-guangyuan-source"
title = "本窗口填写"
issuer = "王芳"
date = "2026-11-22"
grade = "reported"

[[layer]]
id = "basic"
layer = "基本医保"
deductible = "500.00"
share = "60%"
cite = { source = "window-guangyuan-source", at = "本窗口填写" }
"#;
    let figures = Figures::parse(&tables, text).expect("an earlier file");
    assert!(!figures.said());
    assert_eq!(figures.figures().count(), 2);
    assert_eq!(
        Figures::parse(&tables, &figures.write(&tables)),
        Ok(figures.clone())
    );
    let mut visit = Visit::new(
        Day::new(2026, 6, 1),
        names::region(&tables.vocabulary, "朝天区").ok(),
    );
    let bare = visit.clone();
    figures.lay(&tables.vocabulary, &mut visit);
    assert_eq!(visit, bare);
}

/// The exported table gives the same answers as the window, for every care and grade and on other
/// days.
#[test]
fn an_export_says_what_the_window_does() {
    let tables = tables();
    let mut figures = guangyuan(&tables);
    let basic = layer(&tables, "基本医保");
    for (care, grade, share) in [
        (Care::Inpatient, Grade::Tertiary, "40%"),
        (Care::Outpatient, Grade::Primary, "30%"),
    ] {
        figures.put(FigureSet {
            holds: Some(VisitKinds {
                care: care.bit(),
                grade: grade.bit(),
                within: true,
            }),
            figures: vec![(
                basic,
                LocalFigure::Share(Share::parse(share).expect("a share")),
            )],
        });
    }
    let whole = authored::with("window.toml", &figures.write(&tables)).tables;
    for date in ["2026-01-01", "2026-12-31", "2027-01-01"] {
        for care in Care::ALL {
            for grade in Grade::ALL {
                let said = format!(
                    r#""date": "{date}", "insured_in": "朝天区", "care": "{}", "grade": "{}""#,
                    care.word(),
                    grade.word()
                );
                assert_eq!(
                    basic_pays(&whole, None, &said),
                    basic_pays(&tables, Some(&figures), &said),
                    "{said}"
                );
            }
        }
    }
}

#[test]
fn a_month_asks_each_row_for_what_its_figures_hold() {
    let tables = tables();
    let text = "日期,参保地,就诊类型,等级,参保,缴费,总费用,政策范围内\n\
        2026-06-01,固始县,住院,二级,是,是,8000,7000\n\
        2026-06-01,固始县,住院,三级,是,是,8000,7000\n\
        2026-06-01,固始县,门诊,二级,是,是,8000,7000\n\
        2026-06-01,光山县,住院,二级,是,是,8000,7000\n\
        2025-06-01,固始县,住院,二级,是,是,8000,7000\n\
        2026-12-31,固始县,住院,二级,是,是,8000,7000\n\
        2027-01-01,固始县,住院,二级,是,是,8000,7000\n";
    let paid = |figures: Vec<Figures>| -> Vec<String> {
        let mut out = Vec::new();
        let batch = Batch::new(&tables, Defaults::default(), text.as_bytes(), &mut out);
        let mut batch = batch.expect("a header").with_figures(figures);
        while batch.row().expect("rows") {}
        assert_eq!(batch.finish().expect("an end").settled, 7);
        let mut rows = csv::Reader::from_reader(out.as_slice());
        let titles = rows.headers().expect("titles").clone();
        let at = titles.iter().position(|it| it == "基本医保付下限");
        let at = at.unwrap_or_else(|| panic!("{titles:?}"));
        rows.records()
            .map(|row| row.expect("a row")[at].to_owned())
            .collect()
    };
    let (bare, with) = (paid(Vec::new()), paid(vec![gushi(&tables)]));
    for row in 0..7 {
        let used = row == 0 || row == 5;
        assert_eq!(with[row] == "5280.00", used, "{row}: {with:?}");
        assert_eq!(with[row] == bare[row], !used, "{row}: {bare:?}");
    }
}

#[test]
fn a_scope_is_told_in_one_line() {
    let tables = tables();
    let place = names::region(&tables.vocabulary, "信阳市").ok();
    let day = |month, day| Some(Day::new(2026, month, day));
    let check = |scope: Scope, said: &str| {
        assert_eq!(mingbai_wording::scope_text(&tables, &scope), said);
    };
    check(Scope::ANY, "");
    check(
        Scope {
            care: Care::Inpatient.bit(),
            grade: Grade::Secondary.bit(),
            place,
            within: true,
            span: YEAR,
            ..Scope::ANY
        },
        "住院、二级医院、信阳市和下面的县、2026 年",
    );
    check(
        Scope {
            care: Care::Outpatient.bit() | Care::Emergency.bit(),
            place,
            span: Span {
                from: day(7, 1),
                ..YEAR
            },
            ..Scope::ANY
        },
        "普通门诊或急诊、信阳市、2026-07-01 到 2026-12-31",
    );
}

/// A figure given to a family for one visit is stored with its scope, and returns for visits in
/// that scope alone.
#[test]
fn what_a_family_was_told_comes_back_for_its_like_alone() {
    use mingbai_intake::office::{fitting, holding, keep, replace};
    let tables = tables();
    let vocabulary = &tables.vocabulary;
    let visit = |date: &str, place: &str, said: &str| {
        let json = format!(r#"{{ "date": "{date}", "insured_in": "{place}"{said} }}"#);
        mingbai_intake::read(&tables, json.as_bytes()).expect("a visit")
    };
    let basic = layer(&tables, "基本医保");
    let figure = (basic, LocalFigure::Deductible(Fen(40_000)));
    let inpatient = r#", "care": "inpatient", "grade": "secondary""#;
    let mut told = visit("2026-06-01", "都昌县", inpatient);
    told.local = vec![(basic, LocalFigure::Deductible(Fen(1)))];
    replace(vocabulary, &mut told, |_, _| true, &[figure]);
    assert_eq!(told.local, []);
    assert_eq!(holding(vocabulary, &told), [figure]);
    assert_eq!(
        mingbai_wording::scope_text(&tables, &told.scoped[0].scope),
        "住院、二级医院、都昌县、2026 年"
    );
    // A figure stored before scopes existed stays until it is given anew.
    let mut kept = mingbai_intake::Local {
        figures: vec![figure, (basic, LocalFigure::Cap(Fen(2)))],
        ..Default::default()
    };
    keep(vocabulary, &mut kept, &told);
    assert_eq!(kept.figures, [(basic, LocalFigure::Cap(Fen(2)))]);
    for (date, place, said, fits) in [
        ("2026-06-01", "都昌县", inpatient, true),
        ("2026-12-31", "都昌县", inpatient, true),
        ("2027-01-01", "都昌县", inpatient, false),
        ("2026-06-01", "修水县", inpatient, false),
        ("2026-06-01", "九江市", inpatient, false),
        ("2026-06-01", "都昌县", r#", "care": "inpatient""#, false),
        (
            "2026-06-01",
            "都昌县",
            r#", "care": "inpatient", "grade": "tertiary""#,
            false,
        ),
        (
            "2026-06-01",
            "都昌县",
            r#", "care": "outpatient", "grade": "secondary""#,
            false,
        ),
    ] {
        let other = visit(date, place, said);
        assert_eq!(
            fitting(vocabulary, &kept, &other).len(),
            usize::from(fits),
            "{date} {place}{said}"
        );
        // When the care is changed on the way, the visit itself stops using the figure.
        let mut changed = other.clone();
        changed.scoped = told.scoped.clone();
        let stands = !holding(vocabulary, &changed).is_empty();
        assert_eq!(
            stands,
            fits || said == r#", "care": "inpatient""#,
            "{date} {place}{said}"
        );
    }
    // A figure given again for the same kind of visit replaces the stored one; others stay.
    let mut outpatient = visit("2026-06-01", "都昌县", r#", "care": "outpatient""#);
    replace(
        vocabulary,
        &mut outpatient,
        |_, _| true,
        &[(basic, LocalFigure::Deductible(Fen(0)))],
    );
    keep(vocabulary, &mut kept, &outpatient);
    replace(
        vocabulary,
        &mut told,
        |_, _| true,
        &[(basic, LocalFigure::Deductible(Fen(50_000)))],
    );
    keep(vocabulary, &mut kept, &told);
    assert_eq!(kept.scoped.len(), 2);
    replace(vocabulary, &mut told, |_, _| true, &[]);
    keep(vocabulary, &mut kept, &told);
    assert_eq!(kept.scoped, outpatient.scoped);
}
