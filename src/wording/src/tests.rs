//! Tests of the wording, over hand-made answers in a small county (清水县).
mod statements;

use crate::*;
use mingbai_engine::*;
use mingbai_policy::vocabulary::{Disease, Group, Hospital, Item, Layer, Level, Name, Region};
use mingbai_policy::{
    Care, Cite, CiteId, Day, DiseaseEntry, DiseaseId, DiseaseList, Evidence, Fen, Free, Grade,
    GroupId, HospitalId, HospitalTier, ItemId, LayerId, NumberFact, Owner, Period, Place,
    Procedure, ProcedureKind, RegionId, Rounding, Rule, Scheme, Sex, Share, ShareRange, Span,
    Table, Tables, Target, TargetBase, TopUp, TopUpBase, Unit, Vocabulary, Waiver, When, YesNo,
};

const NO_CASE: Stated = Stated::None(NoCase::NoTable);

fn name(id: &str, name: &str) -> Name {
    Name {
        id: id.into(),
        name: name.into(),
        aliases: Vec::new(),
    }
}

fn rule(id: &str, name: &str) -> Rule {
    Rule {
        id: id.into(),
        name: name.into(),
        span: Span::default(),
        when: When::ALWAYS,
        cites: vec![CiteId(0)],
        caveat: None,
    }
}

fn list(declared: Option<u16>, entries: u16, complete: bool) -> Option<DiseaseList> {
    let entries = (0..entries).map(|_| DiseaseEntry {
        disease: DiseaseId(0),
        when: When::ALWAYS,
        benefit: None,
    });
    Some(DiseaseList {
        declared,
        unit: Unit::Kind,
        entries: entries.collect(),
        complete,
    })
}

fn scheme(id: &str, diseases: Option<DiseaseList>) -> Scheme {
    Scheme {
        rule: rule(id, id),
        scope: When::InsuredIn(vec![RegionId(1)]),
        diseases,
        benefit: "定点医院按方案治".into(),
        free: Free::Nothing,
        designated: vec![HospitalId(0)],
        hints: Vec::new(),
    }
}

fn tables() -> Tables {
    let vocabulary = Vocabulary {
        regions: vec![
            Region {
                name: name("cn", "全国"),
                level: Level::Nation,
                parent: None,
            },
            Region {
                name: name("qs", "清水县"),
                level: Level::County,
                parent: Some(RegionId(0)),
            },
        ],
        hospitals: vec![Hospital {
            name: name("h", "清水县医院"),
            region: RegionId(1),
            grade: Some(Grade::Secondary),
            tier: Some(HospitalTier::County),
        }],
        groups: vec![Group {
            name: name("poor", "贫困人口"),
            implies: Vec::new(),
        }],
        diseases: vec![Disease {
            name: name("u", "尿毒症"),
            broader: Vec::new(),
            icd: Vec::new(),
        }],
        disease_sets: Vec::new(),
        items: vec![Item {
            name: name("i", "注射费"),
            broader: None,
        }],
        layers: vec![
            Layer {
                name: name("basic", "基本医保"),
                field: Some("hifp_pay".into()),
                own: None,
                everyone: false,
                hospital: false,
            },
            Layer {
                name: name("aid", "医疗救助"),
                field: Some("maf_pay".into()),
                own: None,
                everyone: false,
                hospital: false,
            },
        ],
        plans: vec!["一档".into()],
        ordinary: Vec::new(),
    };
    let mut named = scheme("10种大病", list(Some(10), 7, false));
    named.rule.when = When::Group(GroupId(0));
    named.hints = vec!["qs.hint".into()];
    let mut ended = scheme("5种大病", list(Some(5), 5, true));
    ended.rule.span.until = Some(Day::new(2020, 12, 31));
    let cite = |id: &str, issuer: Option<&str>, evidence| Cite {
        id: id.into(),
        title: "健康扶贫".into(),
        issuer: issuer.map(Into::into),
        date: Some("2020-03".into()),
        by_content: true,
        place: "1-2 行".into(),
        evidence,
        named: false,
        rows: Vec::new(),
        checked: Some(Day::new(2026, 11, 22)),
    };
    Tables {
        vocabulary,
        questions: vec![mingbai_policy::TableQuestion {
            id: "fits".into(),
            text: "医生说合适吗？".into(),
            help: "问医生。".into(),
        }],
        cites: vec![
            cite("page:1", None, Evidence::Document),
            cite("told:1", Some("某报"), Evidence::Reported),
        ],
        tables: vec![Table {
            id: "qs".into(),
            name: "清水县 2020".into(),
            owner: Owner::Region(RegionId(1)),
            span: Span {
                from: Some(Day::new(2020, 1, 1)),
                until: None,
            },
            insurance: None,
            checked: None,
            blanks: vec!["三种病名".into()],
            order: Vec::new(),
            layers: Vec::new(),
            top_ups: vec![TopUp {
                rule: rule("over", "超过部分再帮"),
                follows: None,
                payer: LayerId(1),
                above: Share::parse("20%").unwrap(),
                base: TopUpBase::Total,
                share: ShareRange::UNKNOWN,
            }],
            waivers: vec![Waiver {
                rule: rule("six", "六免"),
                declared: Some(6),
                items: vec![ItemId(0)],
                complete: false,
                share: ShareRange::exact(Share::ONE),
                by_hospital: true,
            }],
            schemes: vec![
                named,
                ended,
                scheme("没有数的名单", list(None, 0, false)),
                scheme("只看人", None),
            ],
            lists: vec![mingbai_policy::HintList {
                rule: rule("hint", "全国 30 种"),
                diseases: vec![DiseaseId(0)],
            }],
            targets: vec![Target {
                rule: rule("t", "90%适度目标"),
                self_pay: Share::parse("10%").unwrap(),
                base: TargetBase::Unknown,
            }],
            procedures: vec![Procedure {
                rule: rule("p", "先诊疗后付费"),
                kind: ProcedureKind::PayLater,
                text: "住院不用先交钱".into(),
            }],
            classes: Vec::new(),
            stay: None,
        }],
        joined: Vec::new(),
    }
}

fn yuan(text: &str) -> Fen {
    Fen::parse(text).unwrap()
}

fn range(low: &str, high: &str) -> Range {
    Range {
        low: yuan(low),
        high: yuan(high),
    }
}

fn at(index: u16) -> RuleRef {
    RuleRef { table: 0, index }
}

fn line(index: u16, verdict: Verdict, reason: Reason) -> SchemeLine {
    SchemeLine {
        rule: at(index),
        verdict,
        reason,
        entry: None,
        listed: None,
        free: None,
        open: Vec::new(),
        hints: Vec::new(),
    }
}

fn witness(pays: &str) -> Witness {
    let share = Share::parse("60%").unwrap();
    Witness {
        pays: yuan(pays),
        facts: vec![(Question::Grade, Value::Grade(Grade::Tertiary))],
        steps: vec![
            TraceStep::Bill {
                in_scope: yuan("42000"),
                out_of_scope: yuan("8000"),
            },
            TraceStep::Layer {
                layer: LayerId(0),
                base: yuan("42000"),
                first_self_pay: Share::parse("10%").unwrap(),
                lowered: Share::ZERO,
                deductible: yuan("600"),
                deductible_of_period: None,
                before: yuan("1"),
            },
            TraceStep::Segment {
                from: yuan("600"),
                to: yuan("42000"),
                share,
            },
            TraceStep::Capped {
                left: yuan("24840"),
                per: Period::Year,
            },
            TraceStep::Paid {
                layer: LayerId(0),
                amount: yuan("24840"),
                from_sheet: false,
                rounding: Rounding::HalfUp,
            },
            TraceStep::Paid {
                layer: LayerId(1),
                amount: yuan("1"),
                from_sheet: true,
                rounding: Rounding::HalfUp,
            },
            TraceStep::AfterLayers {
                self_pay: yuan("3023.10"),
            },
            TraceStep::TopUp {
                rule: at(0),
                line: yuan("10000"),
                share,
                amount: yuan("1"),
            },
            TraceStep::Waived {
                amount: yuan("12.35"),
            },
            TraceStep::Free { amount: yuan("1") },
            TraceStep::Pays { amount: yuan(pays) },
        ],
    }
}

/// Lists every question; questions of the yes/no facts come last.
fn questions() -> Vec<Question> {
    let facts = YesNo::ALL.iter().copied().map(Question::Is);
    OTHER_QUESTIONS.into_iter().chain(facts).collect()
}

const OTHER_QUESTIONS: [Question; 14] = [
    Question::Hospital,
    Question::Grade,
    Question::Tier,
    Question::Place,
    Question::Care,
    Question::Sex,
    Question::Number(NumberFact::Age),
    Question::Disease,
    Question::BenefitPlan,
    Question::Group(GroupId(0)),
    Question::Own(0),
    Question::InScope,
    Question::Items,
    Question::YearToDate,
];

fn ask(question: Question, value: Value, answer: Option<Range>) -> Ask {
    Ask {
        question,
        range: answer,
        answers: vec![(value, answer)],
    }
}

fn answer() -> Answer {
    let pays = TwoReadings {
        certain: range("0", "9000"),
        estimate: range("0.50", "3023.10"),
    };
    let layer = |layer, grade, top_up| LayerLine {
        layer: LayerId(layer),
        name: String::new(),
        pays: Some(TwoReadings {
            certain: range("0", "24840"),
            estimate: range("1", "24840"),
        }),
        grade,
        blank: grade == LineGrade::Unknown,
        known: LineGrade::Document,
        open: Vec::new(),
        top_up,
        cites: vec![CiteId(1)],
        age: None,
    };
    let mut partial = line(0, Verdict::Unknown, Reason::PartialList);
    partial.hints = vec!["qs.hint".into(), "elsewhere.list".into()];
    let mut condition = line(0, Verdict::Unknown, Reason::Condition);
    condition.open = vec![Question::Group(GroupId(0))];
    condition.free = Some(range("0", "10"));
    let mut all_open = line(3, Verdict::Unknown, Reason::Condition);
    all_open.open = questions();
    let mut open_disease = line(0, Verdict::Unknown, Reason::PartialList);
    open_disease.open = vec![Question::Disease];
    let mut named = line(1, Verdict::Yes, Reason::Named);
    named.entry = Some(0);
    let target = |verdict, gap| TargetLine {
        rule: at(0),
        verdict,
        line: Some(yuan("720")),
        gap,
    };
    let waiver = |verdict, reason| WaiverLine {
        open: vec![Question::Care],
        rule: at(0),
        verdict,
        reason,
        amount: Some(range("0", "12.35")),
    };
    Answer {
        lines: None,
        stay: None,
        tables: vec![
            TableUse {
                table: 0,
                in_force: true,
            },
            TableUse {
                table: 0,
                in_force: false,
            },
        ],
        money: Some(Money {
            pays,
            low: witness("0.50"),
            high: witness("3023.10"),
            widened: (Fen::ZERO, Fen::ZERO),
        }),
        layers: vec![
            layer(0, LineGrade::Document, None),
            layer(0, LineGrade::Reported, None),
            layer(1, LineGrade::Unknown, Some(at(0))),
        ],
        waivers: vec![
            waiver(Verdict::Yes, Reason::Named),
            waiver(Verdict::Unknown, Reason::Condition),
            waiver(Verdict::No, Reason::Scope),
            waiver(Verdict::No, Reason::Condition),
        ],
        targets: vec![
            target(TargetVerdict::Within, None),
            target(TargetVerdict::Above, Some(range("92", "92"))),
            target(TargetVerdict::Unknown, None),
        ],
        together: Vec::new(),
        schemes: vec![
            partial,
            open_disease,
            condition,
            all_open,
            named,
            line(1, Verdict::No, Reason::Ended),
            line(1, Verdict::No, Reason::NotStarted),
            line(1, Verdict::No, Reason::CompleteList),
            line(0, Verdict::No, Reason::Condition),
            line(3, Verdict::No, Reason::Scope),
            line(3, Verdict::Yes, Reason::Named),
            line(2, Verdict::Unknown, Reason::PartialList),
        ],
        procedures: vec![
            ProcedureLine {
                rule: at(0),
                applies: Verdict::Yes,
            },
            ProcedureLine {
                rule: at(0),
                applies: Verdict::Unknown,
            },
        ],
        cash: Cash {
            deposit: Verdict::No,
            pay_later: Verdict::Unknown,
        },
        ask: questions()
            .into_iter()
            .map(|question| ask(question, Value::Yes, Some(range("1", "2"))))
            .chain([ask(Question::Care, Value::Care(Care::Inpatient), None)])
            .collect(),
        open: questions(),
        left: Left {
            money: Reach::Alone,
            verdicts: Vec::new(),
            procedures: Vec::new(),
        },
        benefits: Vec::new(),
        assumptions: vec![
            Assumption::Resident,
            Assumption::NoThirdParty,
            Assumption::FirstVisit,
            Assumption::PaidNothing,
            Assumption::NoDisease,
        ],
        unattested: Vec::new(),
        warnings: vec![
            Warning::NoLocalTable,
            Warning::TablesAsOf(Day::new(2020, 12, 31)),
            Warning::AdmittedUnderOtherTables,
            Warning::Employee,
            Warning::ThirdParty,
            Warning::NotDesignated(at(0)),
            Warning::Caveat("日子有两种读法".into()),
            Warning::NoTotal,
            Warning::FundPaidDiffers {
                paid: yuan("1234.56"),
                ours: Range::exact(yuan("2345.67")),
            },
            Warning::YearNotSplit {
                layer: LayerId(0),
                of_disease: true,
                per: Period::Year,
            },
            Warning::DeductibleUseOpen {
                layer: LayerId(0),
                of_disease: false,
                per: Period::Year,
            },
        ],
    }
}

fn visit() -> Visit {
    let mut visit = Visit::new(Day::new(2020, 5, 10), Some(RegionId(1)));
    visit.bill = Some(Bill {
        total: Some(yuan("50000")),
        in_scope: Some(yuan("42000")),
        ..Bill::default()
    });
    visit
}

#[test]
fn amounts_read_as_people_write_them() {
    for (fen, plain, short) in [
        (0, "0.00", "0"),
        (5, "0.05", "0.05"),
        (99_999, "999.99", "999.99"),
        (100_000, "1,000.00", "1,000"),
        (1_234_567, "12,345.67", "12,345.67"),
        (Fen::MAX.0, "1,000,000,000,000.00", "1,000,000,000,000"),
    ] {
        assert_eq!(money::plain(Fen(fen)), plain);
        assert_eq!(money::short(Fen(fen)), short);
    }
    assert_eq!(money::headline(range("0.99", "3023.10")), "¥0 到 ¥3,024");
    assert_eq!(money::headline(range("3023", "3024")), "¥3,023 到 ¥3,024");
    assert_eq!(money::headline(range("480.20", "480.20")), "¥480.20");
    assert_eq!(money::exact(123_456_780_000), "1,234.5678");
    assert_eq!(money::exact(2_484_000_000_000), "24,840");
}

/// Returns an answer without any rule in force and without questions.
pub(crate) fn answer_of_nothing() -> Answer {
    mingbai_engine::answer(
        &Tables::default(),
        &Visit::new(Day::new(2026, 11, 29), None),
    )
    .unwrap()
}

/// Checks the text of each reason of a scheme.
#[test]
fn a_scheme_says_why() {
    let tables = tables();
    let check = |line: SchemeLine, expected: &str| {
        assert_eq!(scheme_reason(&tables, &line), expected);
    };
    check(
        line(0, Verdict::Unknown, Reason::PartialList),
        "官方材料说共 10 种，只点了 7 种的名；没有点到您的病，不能据此说不管。请问当地医保局，或打 12393。",
    );
    check(
        line(2, Verdict::Unknown, Reason::PartialList),
        "官方材料没有点病名，不能据此说不管。请问当地医保局，或打 12393。",
    );
    check(
        line(1, Verdict::No, Reason::Ended),
        "2020 年的规定，现在是否还有没有核实。那时管 5 种病，点了名的有：尿毒症、尿毒症、尿毒症、尿毒症、尿毒症。去清水县医院或当地医保局问还有没有，也可以打 12393。",
    );
    check(
        line(1, Verdict::No, Reason::NotStarted),
        "2020 年 1 月 1 日才开始。",
    );
    check(
        line(1, Verdict::No, Reason::CompleteList),
        "名单共 5 种，都点了名。里面没有您的病。",
    );
    check(
        line(0, Verdict::No, Reason::Condition),
        "条件不符。它只管：贫困人口。",
    );
    check(
        line(3, Verdict::No, Reason::Scope),
        "只管：在清水县参保。您不在这个范围里。",
    );
    check(line(3, Verdict::Yes, Reason::Named), "条件都符合。");
    let mut open = line(0, Verdict::Unknown, Reason::Condition);
    open.open = vec![Question::Group(GroupId(0)), Question::Own(0)];
    check(
        open,
        "官方材料说共 10 种，只点了 7 种的名；没有点到您的病，不能据此说不管。条件是：贫困人口。还要知道：是不是贫困人口、医生说合适吗。请问当地医保局，或打 12393。",
    );
    let mut named = line(0, Verdict::Yes, Reason::Named);
    named.entry = Some(0);
    check(named, "名单上有：尿毒症。条件也符合。");
}

#[test]
fn a_silent_partial_list_never_says_no() {
    let tables = tables();
    for index in [0, 2, 3] {
        let said = scheme_reason(&tables, &line(index, Verdict::Unknown, Reason::PartialList));
        assert!(said.contains("不能据此说不管"), "{said}");
        assert!(said.contains("12393"), "{said}");
    }
}

#[test]
fn the_trace_shows_its_arithmetic_in_every_wording() {
    let tables = tables();
    for (wording, expected) in [
        (Wording::Patient, "(42,000 − 600) × 60% = 24,840"),
        (
            Wording::Clerk,
            "基本医保（hifp_pay） = 24,840.00，四舍五入一次。",
        ),
        (
            Wording::Doctor,
            "600 元到 42,000 元这一段，报 60%，是 24,840 元。",
        ),
    ] {
        let lines = trace_lines(&tables, &witness("1"), wording);
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected} in {lines:#?}"
        );
        assert_eq!(lines[0], "假定医院等级：三级。");
    }
}

/// Returns a trace in which every payment that was computed is rounded like this.
fn rounded(rounding: Rounding) -> Witness {
    let mut witness = witness("1");
    for step in &mut witness.steps {
        if let TraceStep::Paid { rounding: own, .. } = step {
            *own = rounding;
        }
    }
    witness
}

#[test]
fn a_rounding_other_than_half_up_is_told_where_it_was_used() {
    let tables = tables();
    for (wording, rounding, expected) in [
        (Wording::Patient, Rounding::Down, "不足一分的舍去。"),
        (Wording::Patient, Rounding::Up, "不足一分的进一分。"),
        (Wording::Clerk, Rounding::Down, "24,840.00，去尾一次。"),
        (Wording::Clerk, Rounding::Up, "24,840.00，进一一次。"),
        (
            Wording::Doctor,
            Rounding::Down,
            "24,840 元。不足一分的舍去。",
        ),
        (
            Wording::Doctor,
            Rounding::Up,
            "24,840 元。不足一分的进一分。",
        ),
    ] {
        let lines = trace_lines(&tables, &rounded(rounding), wording);
        let told: Vec<_> = lines.iter().filter(|it| it.ends_with(expected)).collect();
        // Never of what the sheet says.
        assert_eq!(told.len(), 1, "{expected} in {lines:#?}");
    }
    let mut answer = answer();
    assert_eq!(rounding(&answer), ROUNDING);
    if let Some(money) = &mut answer.money {
        money.low = rounded(Rounding::Down);
    }
    assert!(rounding(&answer).contains("照规定"));
    let value = json_with_trace(&tables, &visit(), &answer, &NO_CASE);
    assert_eq!(value["rounding"], rounding(&answer));
    let steps = |end: &str| {
        let steps = value["trace"][end]["steps"].as_array().unwrap().clone();
        let told = steps.iter().filter_map(|it| it.get("rounding").cloned());
        told.collect::<Vec<_>>()
    };
    assert_eq!(steps("low"), ["down"]);
    assert!(steps("high").is_empty());
}

#[test]
fn json_has_the_keys_of_the_interface_in_their_order() {
    let value = json_with_trace(&tables(), &visit(), &answer(), &NO_CASE);
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys(&value),
        [
            "tables",
            "certain",
            "estimate",
            "case",
            "no_case",
            "layers",
            "waivers",
            "targets",
            "schemes",
            "procedures",
            "cash",
            "ask",
            "sources",
            "assumptions",
            "warnings",
            "rounding",
            "fields",
            "left",
            "benefits",
            "alerts",
            "trace",
        ]
    );
    let starts = |pointer: &str, expected: &[&str]| {
        let row = value.pointer(pointer).unwrap();
        assert_eq!(keys(row)[..expected.len()], *expected, "{pointer}");
    };
    starts(
        "/tables/0",
        &[
            "id", "name", "place", "from", "until", "checked", "in_force",
        ],
    );
    starts(
        "/layers/0",
        &[
            "name", "field", "certain", "estimate", "grade", "blank", "open", "sources",
        ],
    );
    starts("/waivers/0", &["name", "verdict", "amount"]);
    starts("/targets/0", &["name", "verdict", "line", "gap"]);
    starts(
        "/schemes/0",
        &[
            "name", "verdict", "reason", "declared", "named", "missing", "benefit", "hints",
        ],
    );
    starts("/procedures/0", &["name", "applies"]);
    starts("/ask/0", &["question", "low", "high"]);
    starts(
        "/sources/page:1",
        &["title", "issuer", "date", "where", "grade", "checked"],
    );
}

#[test]
fn json_says_what_the_answer_says() {
    let value = json(&tables(), &visit(), &answer(), &NO_CASE);
    for (pointer, expected) in [
        ("/tables/0/checked", "unknown"),
        ("/tables/0/place", "清水县"),
        ("/certain/high", "9000.00"),
        ("/estimate/low", "0.50"),
        ("/layers/0/name", "基本医保"),
        ("/layers/1/grade", "reported"),
        ("/layers/2/excess", "超过部分再帮"),
        ("/waivers/0/amount/high", "12.35"),
        ("/targets/1/verdict", "above"),
        ("/targets/1/gap/low", "92.00"),
        ("/targets/1/line", "720.00"),
        ("/schemes/0/reason", "partial_list"),
        ("/schemes/0/missing/0", "另有 3 种，官方材料没有点名。"),
        ("/schemes/0/hints/0", "qs.hint"),
        ("/schemes/2/open/0", "groups.贫困人口"),
        ("/schemes/4/entry", "尿毒症"),
        ("/cash/deposit", "none"),
        ("/cash/pay_later", "unknown"),
        ("/ask/10/question", "answers.fits"),
        ("/sources/page:1/issuer", "unknown"),
        ("/sources/page:1/where", "1-2 行"),
        ("/sources/told:1/grade", "reported"),
        ("/fields/medfee_sumamt/low", "50000.00"),
        ("/fields/psn_part_amt/high", "3023.10"),
        ("/fields/act_pay_dedc/low", "600.00"),
    ] {
        assert_eq!(
            value.pointer(pointer).and_then(|it| it.as_str()),
            Some(expected),
            "{pointer}"
        );
    }
    assert_eq!(
        value.pointer("/schemes/0/declared"),
        Some(&serde_json::json!(10))
    );
    assert_eq!(
        value.pointer("/schemes/0/named"),
        Some(&serde_json::json!(7))
    );
    let last = value["ask"].as_array().and_then(|all| all.last());
    assert_eq!(last.map(|it| &it["low"]), Some(&serde_json::Value::Null));
}

#[test]
fn without_a_bill_there_is_no_amount() {
    let mut answer = answer();
    answer.money = None;
    let mut visit = visit();
    visit.bill = None;
    let value = json_with_trace(&tables(), &visit, &answer, &NO_CASE);
    for key in ["certain", "estimate", "trace"] {
        assert_eq!(value[key], serde_json::Value::Null, "{key}");
    }
    assert!(headline(&answer).is_none());
    let said = text(&tables(), &visit, &answer, &NO_CASE, Wording::Patient);
    assert!(!said.contains("自己付 "), "{said}");
}

#[test]
fn a_result_leads_with_the_statement_and_ends_with_the_full_range() {
    let (tables, mut visit) = (tables(), visit());
    visit.diseases = Some(vec![DiseaseId(0)]);
    let said = text(&tables, &visit, &answer(), &NO_CASE, Wording::Patient);
    let head: Vec<&str> = said.lines().take(3).collect();
    assert_eq!(
        head,
        [
            "参保地：清水县。日子：2020 年 5 月 10 日。",
            "这一天没有收录的政策表，算不出一个数。",
            "以医保结算为准。",
        ]
    );
    let before = said.split("【依据】").next().unwrap();
    let last: Vec<&str> = before.trim().lines().rev().take(2).collect();
    assert_eq!(
        last,
        [
            "  只算有文件的数目：¥0 到 ¥9,000。",
            "  不管没说的怎样，自己付 ¥0 到 ¥3,024（未核对原文）。",
        ]
    );
    let titles: Vec<&str> = said.lines().filter(|line| line.starts_with('【')).collect();
    for title in [
        "【谁付多少】",
        "【管您的政策】",
        "【可能管您的政策】",
        "【不管的政策】",
        "【依据】",
    ] {
        assert!(titles.contains(&title), "{title} in {titles:?}");
    }
    let clerk = text(&tables, &visit, &answer(), &NO_CASE, Wording::Clerk);
    assert!(clerk.contains("基本医保（hifp_pay）付"), "{clerk}");
    assert!(
        text(&tables, &visit, &answer(), &NO_CASE, Wording::Doctor)
            .contains("自己要掏：0 元到 3,024 元")
    );
}

#[test]
fn an_index_of_other_tables_does_no_harm() {
    let empty = Tables::default();
    let said = text(
        &empty,
        &Visit::new(Day::new(2020, 5, 10), None),
        &answer(),
        &NO_CASE,
        Wording::Clerk,
    );
    assert!(said.contains(FINAL_WORD));
    let value = json_with_trace(&empty, &visit(), &answer(), &NO_CASE);
    assert_eq!(value["sources"], serde_json::json!({}));
}

#[test]
fn every_term_is_explained_once() {
    for (at, (term, text)) in glossary::TERMS.iter().enumerate() {
        assert_eq!(glossary::explain(term), Some(*text));
        assert!(
            glossary::TERMS[..at].iter().all(|(other, _)| other != term),
            "{term} twice"
        );
    }
    for term in [
        "起付线",
        "封顶线",
        "政策范围内",
        "大病保险",
        "医疗救助",
        "建档立卡",
        "六免",
        "适度目标",
    ] {
        assert!(glossary::explain(term).is_some(), "{term}");
    }
    assert_eq!(glossary::explain("没有这个词"), None);
}

/// Returns every sentence this crate can write about the small county.
fn sentences() -> Vec<String> {
    let (tables, visit, answer) = (tables(), visit(), answer());
    let mut said = Vec::new();
    for wording in [Wording::Patient, Wording::Clerk, Wording::Doctor] {
        let text = text(&tables, &visit, &answer, &NO_CASE, wording);
        // Sources are titles and dates, not sentences.
        let body = text.split("【依据】").next().unwrap();
        said.extend(body.lines().map(str::to_owned));
    }
    for question in questions() {
        said.push(question_text(&tables, question));
        said.push(question_help(&tables, question));
    }
    said.extend(glossary::TERMS.iter().map(|(_, text)| (*text).to_owned()));
    said.push(headline(&answer).unwrap().sentence);
    said.extend(
        [Verdict::Yes, Verdict::No, Verdict::Unknown]
            .iter()
            .flat_map(|it| {
                cash_lines(Cash {
                    deposit: *it,
                    pay_later: *it,
                })
                .into_iter()
                .map(str::to_owned)
            }),
    );
    said.iter()
        .flat_map(|line| line.split_inclusive(['。', '？']))
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| sentence.ends_with(['。', '？']))
        .collect()
}

#[test]
fn sentences_are_short_and_calm() {
    let mut lengths = Vec::new();
    for sentence in sentences() {
        let length = sentence.chars().count();
        assert!(length <= 45, "{length} characters: {sentence}");
        assert!(!sentence.contains(['！', '!']), "{sentence}");
        lengths.push(length);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 20, "median {median}");
}

#[test]
fn answers_have_labels_that_fit_their_question() {
    let tables = tables();
    let age = Question::Number(NumberFact::Age);
    let stay = Question::Number(NumberFact::Stay);
    for (question, value, expected) in [
        (Question::Grade, Value::Grade(Grade::Primary), "一级"),
        (
            Question::Tier,
            Value::Tier(HospitalTier::Township),
            "乡镇级",
        ),
        (Question::Place, Value::Place(Place::OtherProvince), "外省"),
        (Question::Is(YesNo::Referred), Value::No, "没办"),
        (Question::Sex, Value::Sex(Sex::Female), "女"),
        (age, Value::Number(NumberFact::Age, 0, 17), "17 岁及以下"),
        (age, Value::Number(NumberFact::Age, 65, 150), "65 岁及以上"),
        (age, Value::Number(NumberFact::Age, 18, 64), "18 到 64 岁"),
        (stay, Value::Number(NumberFact::Stay, 1, 1), "第 1 次"),
        (stay, Value::Number(NumberFact::Stay, 1, 2), "第 2 次及以前"),
        (
            stay,
            Value::Number(NumberFact::Stay, 2, 367),
            "第 2 次及以后",
        ),
        (stay, Value::Number(NumberFact::Stay, 2, 3), "第 2 到 3 次"),
        (Question::Group(GroupId(0)), Value::No, "不是"),
        (Question::BenefitPlan, Value::BenefitPlan(0), "一档"),
        (Question::Hospital, Value::OtherHospital, "别的医院"),
        (
            Question::InScope,
            Value::Amount(Fen(4_200_000)),
            "¥42,000.00",
        ),
        (Question::YearToDate, Value::Nothing, "今年第一次"),
    ] {
        assert_eq!(answer_label(&tables, question, value), expected);
    }
}
