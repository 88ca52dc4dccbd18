//! How often there is one amount, by how much is known: eight places, two days, ten levels of
//! knowledge, a bill of 18,500 yuan. `cargo test -p mingbai-tests -- census:: --nocapture` prints
//! the table. Must not know how a case is computed.
use mingbai_engine::{Case, Stated, Taken};
use mingbai_policy::{Fen, Tables};
use mingbai_tests::case_laws::merge;
use mingbai_wording::statement;
use serde_json::{Value, json};
use std::ops::AddAssign;

const PLACES: &[&str] = &[
    "都昌县",
    "修水县",
    "樟树市",
    "秀山县",
    "光山县",
    "建安区",
    "朝天区",
    "其他",
];
const DAYS: &[&str] = &["2026-11-29", "2020-06-01"];
const BILL: Fen = Fen(1_850_000);

/// The facts known besides the bill. Each level includes the levels before it, except where it
/// states another value.
const LEVELS: &[(&str, &str)] = &[
    ("账单", r#"{ "bill": { "total": "18500" } }"#),
    (
        "居民医保，住院，45 岁",
        r#"{ "insurance": "resident", "care": "inpatient", "person": { "age": 45 } }"#,
    ),
    (
        "今年第一次",
        r#"{ "year_to_date": { "in_scope_self_pay": "0" }, "this_year": { "stay": 1 } }"#,
    ),
    ("二级医院", r#"{ "grade": "secondary" }"#),
    (
        "本县，县级，没有名的医院，在市区",
        r#"{ "place": "same_county", "tier": "county", "hospital": "其他", "answers": { "xc-city-area": true } }"#,
    ),
    ("参保缴费", r#"{ "enrolled": true, "premium_paid": true }"#),
    (
        "档次，不是单子上的病",
        r#"{ "plan": "一档", "disease": [] }"#,
    ),
    (
        "低保",
        r#"{ "person": { "groups": { "低保对象": true } } }"#,
    ),
    (
        "范围内 17,000，哪种都不是",
        r#"{ "bill": { "in_scope": "17000" }, "person": { "groups": "none" } }"#,
    ),
    (
        "范围内 17,000，低保",
        r#"{ "person": { "groups": { "低保对象": true } } }"#,
    ),
];

/// Returns the visit with the facts of a level.
fn visit_at_level(level: usize, place: &str, day: &str) -> Value {
    let mut visit = json!({ "date": day, "insured_in": place });
    for (_, patch) in &LEVELS[..=level] {
        merge(&mut visit, &serde_json::from_str(patch).expect("JSON"));
    }
    visit
}

/// How many visits ended in each way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct CaseCounts {
    /// One amount.
    exact: u32,
    /// One amount that may still be lowered by a payer without figures.
    at_most: u32,
    /// A rule with blank figures.
    blanks: u32,
    /// A fact must be said first.
    ask: u32,
    /// No case.
    none: u32,
    /// A range of all possible amounts that goes from nothing to the whole bill, which led the
    /// result before cases existed.
    whole: u32,
}

impl AddAssign for CaseCounts {
    fn add_assign(&mut self, other: CaseCounts) {
        self.exact += other.exact;
        self.at_most += other.at_most;
        self.blanks += other.blanks;
        self.ask += other.ask;
        self.none += other.none;
        self.whole += other.whole;
    }
}

impl CaseCounts {
    fn of(stated: &Stated) -> CaseCounts {
        let mut count = CaseCounts::default();
        match stated {
            Stated::Ask(_) => count.ask = 1,
            Stated::None(_) => count.none = 1,
            Stated::Case(case) if !case.blanks.is_empty() => count.blanks = 1,
            Stated::Case(case) if case.exact().is_none() => {
                panic!("a case that says nothing: {case:?}")
            }
            Stated::Case(case) if case.not_counted.is_empty() => count.exact = 1,
            Stated::Case(_) => count.at_most = 1,
        }
        count
    }

    fn row(&self, name: &str) -> String {
        let CaseCounts {
            exact,
            at_most,
            blanks,
            ask,
            none,
            whole,
        } = self;
        format!("| {name} | {exact} | {at_most} | {blanks} | {ask} | {none} | {whole} |")
    }
}

/// Returns the case of a visit, and its count.
fn counted(tables: &Tables, said: &Value) -> (Stated, CaseCounts) {
    let visit = mingbai_intake::read(tables, said.to_string().as_bytes());
    let visit = visit.unwrap_or_else(|error| panic!("{said}: {error}"));
    let answer = mingbai_engine::answer(tables, &visit);
    let stated = mingbai_engine::case(tables, &visit);
    let (Ok(answer), Ok(stated)) = (answer, stated) else {
        panic!("{said} contradicts itself")
    };
    let mut count = CaseCounts::of(&stated);
    let pays = answer.money.expect("money").pays.estimate;
    count.whole = u32::from(pays.low == Fen::ZERO && pays.high == BILL);
    (stated, count)
}

/// Returns the width of the widest range in a sentence: `¥1,500 到 ¥8,660`.
fn widest(sentence: &str) -> Option<Fen> {
    let amount = |text: &str| {
        let digits = text
            .chars()
            .take_while(|it| it.is_ascii_digit() || matches!(it, ',' | '.'));
        let plain: String = digits.filter(|it| *it != ',').collect();
        Fen::parse(plain.trim_end_matches('.')).ok()
    };
    let mut widest = None;
    for (at, _) in sentence.match_indices(" 到 ¥") {
        let high = amount(&sentence[at + " 到 ¥".len()..]);
        let low = sentence[..at]
            .rsplit_once('¥')
            .and_then(|(_, low)| amount(low));
        let width = Option::zip(low, high).map(|(low, high)| high.above(low));
        widest = widest.max(Some(
            width.unwrap_or_else(|| panic!("what range? {sentence}")),
        ));
    }
    widest
}

/// Checks that the head of a case's result is worth stating, and not the most favourable amount
/// alone.
fn leads_well(tables: &Tables, case: &Case, said: &Value) {
    let statement = statement(tables, case);
    let sentence = &statement.sentence;
    let amounts: Vec<&str> = statement
        .amounts
        .iter()
        .map(|it| it.amount.as_str())
        .collect();
    for told in amounts.iter().copied().chain([sentence.as_str()]) {
        let wide = widest(told).unwrap_or_default();
        assert!(
            wide.0 * 2 <= BILL.0,
            "{said}\nleads with a range of {wide}: {told}"
        );
    }
    // The page shows the amounts; paper and voice, the sentence. No amount is in only one of them.
    for amount in &amounts {
        assert!(
            sentence.contains(amount),
            "{said}\n{amount} is not in: {sentence}"
        );
    }
    // A member of a group that was not mentioned pays less than the least.
    let groups = case
        .conditions
        .iter()
        .filter(|it| it.taken == Taken::NoGroup);
    let cheaper = groups.flat_map(|it| &it.others).next().is_some();
    assert!(
        amounts.is_empty() || cheaper == sentence.contains("还能少"),
        "{said}\n{sentence}"
    );
    let open = said["bill"]["in_scope"].is_null();
    if open && !amounts.is_empty() {
        assert!(amounts.len() >= 3, "{said}\nthe kindest alone: {amounts:?}");
        let labels: Vec<&str> = statement
            .amounts
            .iter()
            .map(|it| it.label.as_str())
            .collect();
        assert_eq!(
            labels,
            ["目录里的全算", "一成在目录外", "两成在目录外"],
            "{said}"
        );
        assert!(
            labels.iter().all(|label| sentence.contains(label)),
            "{sentence}"
        );
        // The ends of a range stand where 至少 would.
        let plain = sentence.contains("至少")
            || amounts[0].contains(" 到 ")
            || !case.not_counted.is_empty();
        assert!(
            plain,
            "{said}\nthe kindest is not told as the least: {sentence}"
        );
    }
}

/// Counts one level of knowledge on all days, place by place.
fn census(tables: &Tables, level: usize) -> Vec<CaseCounts> {
    let at = |place: &&str| {
        let mut count = CaseCounts::default();
        for day in DAYS {
            let said = visit_at_level(level, place, day);
            let (stated, one) = counted(tables, &said);
            if let Stated::Case(case) = &stated {
                leads_well(tables, case, &said);
            }
            count += one;
        }
        count
    };
    PLACES.iter().map(at).collect()
}

fn sum(counts: &[CaseCounts]) -> CaseCounts {
    let mut all = CaseCounts::default();
    counts.iter().for_each(|it| all += *it);
    all
}

const HEAD: &str = "一个数 | 最多这么多 | 缺数 | 先问 | 没有 | 全部可能：0 到整张账单 |\n|---|---|---|---|---|---|---|";

/// For each level, of 16: the least number with an amount, the least with a case, and the most with
/// neither a case nor a question. True of today's tables; more figures raise the counts.
const FLOOR: &[(u32, u32, u32)] = &[
    (0, 0, 0),
    (0, 0, 0),
    (0, 0, 0),
    (0, 0, 0),
    (0, 0, 0),
    // A place with two plans asks for the plan.
    (6, 11, 0),
    (9, 16, 0),
    (9, 16, 0),
    (9, 16, 0),
    (9, 16, 0),
];

#[test]
fn the_census() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let levels: Vec<Vec<CaseCounts>> = (0..LEVELS.len()).map(|at| census(&tables, at)).collect();
    println!("\n| 知道什么 | {HEAD}");
    let mut all = CaseCounts::default();
    for ((name, _), level) in LEVELS.iter().zip(&levels) {
        let row = sum(level);
        println!("{}", row.row(name));
        all += row;
    }
    println!("{}", all.row("合计"));
    for level in [6, 9] {
        println!("\n| {}，两天 | {HEAD}", LEVELS[level].0);
        for (place, count) in PLACES.iter().zip(&levels[level]) {
            println!("{}", count.row(place));
        }
    }
    assert_eq!(FLOOR.len(), LEVELS.len());
    for (((name, _), level), (amount, said, lost)) in LEVELS.iter().zip(&levels).zip(FLOOR) {
        let row = sum(level);
        let amounts = row.exact + row.at_most;
        let cases = amounts + row.blanks;
        let counted = cases + row.ask + row.none;
        assert_eq!(counted as usize, PLACES.len() * DAYS.len(), "{name}");
        assert!(
            amounts >= *amount,
            "{name}: {amounts} with an amount, were {amount}"
        );
        assert!(cases >= *said, "{name}: {cases} with a case, were {said}");
        assert!(
            row.none <= *lost,
            "{name}: {} without, were {lost}",
            row.none
        );
    }
}

#[test]
#[should_panic(expected = "the kindest alone")]
fn the_kindest_alone_is_seen() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let said = visit_at_level(6, PLACES[0], DAYS[0]);
    let (Stated::Case(mut case), _) = counted(&tables, &said) else {
        panic!("no case")
    };
    leads_well(&tables, &case, &said);
    case.points.truncate(1);
    leads_well(&tables, &case, &said);
}

#[test]
fn a_wide_range_is_seen() {
    let check =
        |text: &str, width: Option<i64>| assert_eq!(widest(text).map(|it| it.0), width, "{text}");
    check("您付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500。", None);
    check("您付的在 ¥1,500 到 ¥8,660 之间。", Some(716_000));
    check("¥0 到 ¥18,500；¥1 到 ¥2.50。", Some(1_850_000));
    check("报 50% 到 70%，到 1,500 元报 63%。", None);
}
