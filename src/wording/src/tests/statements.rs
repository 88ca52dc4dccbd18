//! Tests of the statement that leads a result, over cases of every shape: as printed, sent and read
//! aloud.
use crate::{aloud, lead};
use mingbai_engine::*;
use mingbai_policy::vocabulary::{Layer, Name};
use mingbai_policy::{
    Base, Care, Day, Fen, Grade, LayerId, Place, Share, ShareRange, Tables, Vocabulary,
};

const BASIC: LayerId = LayerId(0);
const AID: LayerId = LayerId(1);

fn tables() -> Tables {
    let layer = |id: &str, name: &str, everyone| Layer {
        name: Name {
            id: id.into(),
            name: name.into(),
            aliases: Vec::new(),
        },
        field: None,
        own: None,
        everyone,
        hospital: false,
    };
    let layers = vec![
        layer("basic", "基本医保", true),
        layer("aid", "医疗救助", false),
    ];
    Tables {
        vocabulary: Vocabulary {
            layers,
            ..Vocabulary::default()
        },
        ..Tables::default()
    }
}

fn yuan(text: &str) -> Fen {
    Fen::parse(text).unwrap()
}

fn exact(text: &str) -> Range {
    Range::exact(yuan(text))
}

fn share(text: &str) -> ShareRange {
    ShareRange::exact(Share::parse(text).unwrap())
}

fn shares(low: &str, high: &str) -> ShareRange {
    ShareRange {
        low: Share::parse(low).unwrap(),
        high: Share::parse(high).unwrap(),
    }
}

/// Builds a case for a test.
struct CaseBuilder(Case);

/// Begins with a bill of 18,500 yuan, partly in scope; deductible 400, then 80%.
fn a_case() -> CaseBuilder {
    let mut visit = Visit::new(Day::new(2026, 11, 29), None);
    visit.care = Some(Care::Inpatient);
    visit.grade = Some(Grade::Secondary);
    visit.bill = Some(Bill {
        total: Some(yuan("18500")),
        ..Bill::default()
    });
    CaseBuilder(Case {
        points: Vec::new(),
        conditions: Vec::new(),
        not_counted: Vec::new(),
        blanks: Vec::new(),
        rules: vec![CaseRule {
            layer: BASIC,
            first_self_pay: ShareRange::exact(Share::ZERO),
            deductible: exact("400"),
            deductible_of_period: None,
            cap_per: mingbai_policy::Period::Year,
            cap: Range::exact(Fen::MAX),
            base: Base::InScope,
            brackets: vec![(Fen::MAX, share("80%"))],
            parts: Vec::new(),
        }],
        grade: LineGrade::Document,
        as_of: None,
        as_of_oldest: None,
        cites: Vec::new(),
        groups: 0,
        cash: None,
        steps: Vec::new(),
        visit,
    })
}

impl CaseBuilder {
    fn rule(mut self, change: impl FnOnce(&mut CaseRule)) -> CaseBuilder {
        change(&mut self.0.rules[0]);
        self
    }

    /// Sets what is paid, where nothing of the bill is open.
    fn pays(self, low: &str, high: &str) -> CaseBuilder {
        self.at(&[(None, low, high)])
    }

    /// Sets what is paid at each named in-scope amount.
    fn at(mut self, points: &[(Option<&str>, &str, &str)]) -> CaseBuilder {
        let point = |(in_scope, low, high): &(Option<&str>, &str, &str)| CasePoint {
            in_scope: in_scope.map(yuan),
            pays: Range {
                low: yuan(low),
                high: yuan(high),
            },
            payers: vec![(BASIC, yuan("1"))],
            named: true,
        };
        self.0.points = points.iter().map(point).collect();
        let first = points[0].0.map(yuan);
        self.0.visit.bill.as_mut().unwrap().in_scope = first;
        self
    }

    /// Sets what is paid with all, nine tenths and eight tenths of the bill in scope.
    fn three_splits(self, [all, nine, eight]: [&str; 3]) -> CaseBuilder {
        self.at(&[
            (Some("18500"), all, all),
            (Some("16650"), nine, nine),
            (Some("14800"), eight, eight),
        ])
    }

    fn not_counted(mut self, at_most: &str) -> CaseBuilder {
        self.0.not_counted.push(NotCounted {
            payer: Payer::Layer(AID),
            at_most: yuan(at_most),
        });
        self
    }

    fn blank(mut self, blank: Blank) -> CaseBuilder {
        self.0.blanks.push(blank);
        self
    }

    fn reported(mut self, year: Option<u16>) -> CaseBuilder {
        (self.0.grade, self.0.as_of) = (LineGrade::Reported, year);
        self.0.as_of_oldest = year;
        self
    }

    fn stated(self) -> Stated {
        Stated::Case(Box::new(self.0))
    }
}

/// Checks the lead line by line, and the amounts in a few words.
#[track_caller]
fn check(stated: Stated, lines: &[&str], brief: Option<&str>) {
    let lead = lead(&tables(), &stated);
    assert_eq!(lead.lines(), lines);
    assert_eq!(lead.brief().as_deref(), brief);
    for sentence in lines.iter().flat_map(|line| line.split(['。', '；'])) {
        assert!(sentence.chars().count() <= 45, "{sentence}");
        assert!(!sentence.contains(['！', '!']), "{sentence}");
    }
    if let Stated::Case(case) = &stated {
        assert_eq!(
            crate::statement(&tables(), case).sentence,
            lines.concat(),
            "one sentence is the lines together"
        );
    }
}

const ANY: Range = Range {
    low: Fen::ZERO,
    high: Fen::MAX,
};

#[test]
fn an_exact_case_says_one_amount() {
    check(
        a_case().pays("5220", "5220").stated(),
        &["先自付 400，其余报 80%。您付 ¥5,220。"],
        Some("¥5,220"),
    );
    check(
        a_case()
            .pays("5219.56", "5219.56")
            .reported(Some(2024))
            .stated(),
        &[
            "先自付 400，其余报 80%。您付 ¥5,219.56。",
            "用的是 2024 年的数，未核对原文。",
        ],
        Some("¥5,219.56"),
    );
    check(
        a_case().pays("5220", "5220").reported(None).stated(),
        &[
            "先自付 400，其余报 80%。您付 ¥5,220。",
            "用的数未核对原文。",
        ],
        Some("¥5,220"),
    );
    let mut aided = a_case().pays("1220", "1220");
    aided.0.points[0].payers.push((AID, yuan("4000")));
    check(
        aided.stated(),
        &[
            "先自付 400，其余报 80%。您付 ¥1,220。",
            "已经算进去：医疗救助 ¥4,000。",
        ],
        Some("¥1,220"),
    );
}

#[test]
fn where_the_split_is_open_three_amounts_stand_side_by_side() {
    check(
        a_case().three_splits(["4020", "5500", "6980"]).stated(),
        &[
            "先自付 400，其余报 80%。您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外 ¥6,980。",
            "目录：医保管报的药、检查和治疗。",
        ],
        Some("至少 ¥4,020（目录里的全算），一成在目录外 ¥5,500，两成在目录外 ¥6,980"),
    );
    // Whole yuan: the least is rounded down, the others up.
    check(
        a_case()
            .three_splits(["4020.60", "5500.10", "6980.01"])
            .stated(),
        &[
            "先自付 400，其余报 80%。您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,501；两成在目录外 ¥6,981。",
            "目录：医保管报的药、检查和治疗。",
        ],
        Some("至少 ¥4,020（目录里的全算），一成在目录外 ¥5,501，两成在目录外 ¥6,981"),
    );
}

#[test]
fn what_can_only_lower_is_said_apart() {
    check(
        a_case().pays("5220", "5220").not_counted("3720").stated(),
        &[
            "先自付 400，其余报 80%。您最多付 ¥5,220。",
            "还没算进去：医疗救助最多再减 ¥3,720。问乡镇（街道）的民政，或医保局。",
        ],
        Some("最多 ¥5,220"),
    );
    // More than two payers are named together, with the most that any one may take off.
    let many = a_case().pays("5219.40", "5219.40").not_counted("3720.10");
    check(
        many.not_counted("10")
            .not_counted("20")
            .not_counted("30")
            .stated(),
        &[
            "先自付 400，其余报 80%。您最多付 ¥5,220。",
            "还没算进去：医疗救助、医疗救助、医疗救助等 4 项，一项最多再减 ¥3,721。问乡镇（街道）的民政，或医保局。",
        ],
        Some("最多 ¥5,220"),
    );
    // An amount that is neither the least nor the most.
    check(
        a_case()
            .three_splits(["4020", "5500", "6980"])
            .not_counted("4020")
            .stated(),
        &[
            "先自付 400，其余报 80%。您付：目录里的全算，最多 ¥4,020；一成在目录外，最多 ¥5,500；两成在目录外，最多 ¥6,980。",
            "目录：医保管报的药、检查和治疗。",
            "还没算进去：医疗救助最多再减 ¥4,020。问乡镇（街道）的民政，或医保局。",
        ],
        Some(
            "最多 ¥4,020（目录里的全算），最多 ¥5,500（一成在目录外），最多 ¥6,980（两成在目录外）",
        ),
    );
}

#[test]
fn a_blank_gives_the_rule_and_the_words_to_say() {
    let both = || {
        a_case()
            .rule(|rule| {
                rule.deductible = ANY;
                rule.brackets.clear();
            })
            .blank(Blank::Deductible(BASIC, ANY))
            .blank(Blank::Share(BASIC, ShareRange::UNKNOWN))
    };
    let ask = "打 12393。这样问：我是居民医保，在二级医院住院，起付线是多少，报百分之几？";
    let missing = "还缺：基本医保的起付线、基本医保的报销比例。";
    check(
        both().pays("0", "18500").stated(),
        &["报的钱＝(18,500 − 起付线) × 报销比例。", missing, ask],
        None,
    );
    // With the split open as well, the lowest amount never comes alone.
    check(
        both()
            .at(&[
                (Some("18500"), "0", "18500"),
                (Some("16650"), "1850", "18500"),
            ])
            .not_counted("18500")
            .stated(),
        &[
            "报的钱＝(18,500 − 起付线) × 报销比例。",
            "目录：医保管报的药、检查和治疗。",
            "这是目录里的全算；目录外的，全自己付。",
            missing,
            ask,
            "还没算进去：医疗救助。问乡镇（街道）的民政，或医保局。",
        ],
        None,
    );
    // Far from home the caller must say where.
    let mut far = both().pays("0", "18500");
    far.0.visit.place = Some(Place::OtherProvince);
    check(
        far.stated(),
        &[
            "报的钱＝(18,500 − 起付线) × 报销比例。",
            missing,
            "打 12393。这样问：我是居民医保，在外省二级医院住院，起付线是多少，报百分之几？",
        ],
        None,
    );
}

#[test]
fn a_blank_with_bounds_says_them() {
    let between = shares("60%", "70%");
    check(
        a_case()
            .rule(|rule| rule.brackets = vec![(Fen::MAX, between)])
            .blank(Blank::Share(BASIC, between))
            .pays("5830", "7640")
            .stated(),
        &[
            "报的钱＝(18,500 − 400) × 报销比例。您付 ¥5,830 到 ¥7,640。",
            "还缺：基本医保的报销比例（60% 到 70%）。",
            "打 12393。这样问：我是居民医保，在二级医院住院，报百分之几？",
        ],
        Some("¥5,830 到 ¥7,640"),
    );
    let at_most = Range {
        low: Fen::ZERO,
        high: yuan("2000"),
    };
    check(
        a_case()
            .rule(|rule| rule.deductible = at_most)
            .blank(Blank::Deductible(BASIC, at_most))
            .at(&[
                (Some("18500"), "3700", "5300"),
                (Some("16650"), "5180", "6780"),
            ])
            .stated(),
        &[
            "报的钱＝(18,500 − 起付线) × 80%。您付 ¥3,700 到 ¥5,300（目录里的全算）；一成在目录外 ¥5,180 到 ¥6,780。",
            "目录：医保管报的药、检查和治疗。",
            "还缺：基本医保的起付线（最多 2,000）。",
            "打 12393。这样问：我是居民医保，在二级医院住院，起付线是多少？",
        ],
        Some("目录里的全算 ¥3,700 到 ¥5,300，一成在目录外 ¥5,180 到 ¥6,780"),
    );
    // Bounds that leave more than half of the bill open give no range, but one end that holds.
    check(
        a_case()
            .rule(|rule| rule.brackets = vec![(Fen::MAX, shares("10%", "90%"))])
            .blank(Blank::Share(BASIC, shares("10%", "90%")))
            .pays("2210", "16690")
            .stated(),
        &[
            "报的钱＝(18,500 − 400) × 报销比例。",
            "您付的在 ¥2,210 和 ¥16,690 之间。",
            "还缺：基本医保的报销比例（10% 到 90%）。",
            "打 12393。这样问：我是居民医保，在二级医院住院，报百分之几？",
        ],
        None,
    );
}

#[test]
fn every_shape_of_a_rule_reads_well() {
    let said = |change: fn(&mut CaseRule), expected: &str| {
        let case = a_case().rule(change).pays("5220", "5220");
        check(
            case.stated(),
            &[&format!("{expected}。您付 ¥5,220。")],
            Some("¥5,220"),
        );
    };
    said(|rule| rule.deductible = exact("0"), "报 80%");
    said(
        |rule| rule.first_self_pay = share("10%"),
        "先自付 10%，再自付 400，其余报 80%",
    );
    said(
        |rule| {
            rule.brackets = vec![(yuan("10000"), share("60%")), (Fen::MAX, share("70%"))];
        },
        "先自付 400，到 10,000 元报 60%，10,000 元以上报 70%",
    );
    said(
        |rule| {
            rule.brackets.clear();
            rule.parts = vec![
                (Base::InScope, vec![(Fen::MAX, share("80%"))]),
                (Base::OutOfScope, vec![(Fen::MAX, share("30%"))]),
            ];
        },
        "目录内报 80%，目录外报 30%",
    );
    // A cap that the bill cannot reach is left out.
    said(|rule| rule.cap = exact("100000"), "先自付 400，其余报 80%");
    said(
        |rule| rule.cap = exact("10000"),
        "先自付 400，其余报 80%，一年最多报 10,000",
    );
}

#[test]
fn without_a_bill_the_rule_stands_alone() {
    let mut none = a_case();
    none.0.visit.bill = None;
    check(none.stated(), &["先自付 400，其余报 80%。"], None);
    let mut open = a_case().rule(|rule| {
        rule.deductible = ANY;
        rule.brackets.clear();
    });
    open.0.visit.bill = None;
    check(
        open.blank(Blank::Deductible(BASIC, ANY)).stated(),
        &[
            "报的钱＝(目录内的费用 − 起付线) × 报销比例。",
            "还缺：基本医保的起付线。",
            "打 12393。这样问：我是居民医保，在二级医院住院，起付线是多少？",
        ],
        None,
    );
}

#[test]
fn what_must_be_said_first_leads_where_there_is_no_case() {
    let grades = [
        (Grade::Primary, ["1940", "3600", "5270"]),
        (Grade::Secondary, ["4020", "5500", "6980"]),
    ];
    let values = grades.map(|(grade, pays)| (Value::Grade(grade), pays.map(exact).to_vec()));
    let must = |question, values| Must { question, values };
    check(
        Stated::Ask(vec![must(Question::Grade, values.to_vec())]),
        &[
            "先说清楚，才说得出一个数：医院几级。",
            "目录里的全算，到两成在目录外，要付：",
            "- 一级：¥1,940 到 ¥5,270",
            "- 二级：¥4,020 到 ¥6,980",
        ],
        None,
    );
    check(
        Stated::Ask(vec![
            must(Question::Care, Vec::new()),
            must(Question::Grade, values.to_vec()),
        ]),
        &["先说清楚，才说得出一个数：住院还是门诊、医院几级。"],
        None,
    );
}

#[test]
fn where_there_is_none_the_reason_leads() {
    for (why, said) in [
        (NoCase::NoTable, "这一天没有收录的政策表，算不出一个数。"),
        (NoCase::Employee, "职工医保没有收录政策表，算不出一个数。"),
        (
            NoCase::SomeoneLiable,
            "有别人该赔的，医保可能一分不付，先找他赔。",
        ),
        (
            NoCase::TwoDays,
            "入院和出院那天的规定不一样，按哪天算没有规定。",
        ),
        (
            NoCase::TooOpen,
            "起付线和比例都没有数，账单又大，说不出一个数。先打 12393 问这两个数。",
        ),
    ] {
        check(Stated::None(why), &[said], None);
    }
}

#[test]
fn the_least_to_have_at_hand_is_said_of_an_exact_amount_alone() {
    let cash = |low: &str| {
        Some(Range {
            low: yuan(low),
            high: yuan("18500"),
        })
    };
    let said = |mut case: CaseBuilder, low: &str| {
        case.0.cash = cash(low);
        crate::cash_of(&case.0).unwrap()
    };
    let lay = "先垫多少，问医院，最多 ¥18,500。";
    assert_eq!(
        said(a_case().pays("5220", "5220"), "5220"),
        format!("看病至少备 ¥5,220。{lay}")
    );
    assert_eq!(
        said(a_case().three_splits(["4020", "5500", "6980"]), "4020"),
        lay
    );
    let open = a_case().blank(Blank::Deductible(BASIC, ANY));
    assert_eq!(said(open.pays("500", "18500"), "500"), lay);
}

#[test]
fn a_voice_says_what_it_can_read() {
    let none = super::answer_of_nothing();
    let said = |stated: Stated| aloud(&tables(), &none, &stated, Vec::new());
    let heard = said(a_case().three_splits(["4020", "5500", "6980"]).stated());
    assert_eq!(
        heard[0],
        "先自付 400，其余报 80%。您至少付 4020 元（目录里的全算）；一成在目录外 5500 元；两成在目录外 6980 元。"
    );
    let heard = said(a_case().pays("5219.56", "5219.56").stated());
    assert_eq!(heard[0], "先自付 400，其余报 80%。您付 5219.56 元。");
    assert_eq!(heard[1], "基本医保付 1 元。");
    let open = a_case().rule(|rule| rule.deductible = ANY);
    let open = open.blank(Blank::Deductible(BASIC, ANY));
    let heard = said(open.pays("0", "18500").stated());
    assert_eq!(heard[0], "报的钱等于：18500 减去起付线，再乘 80%。");
    for line in heard {
        assert!(!line.contains(['¥', '×', '−', '(', ')']), "{line}");
    }
}
