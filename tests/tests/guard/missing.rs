//! What a bill lacks to come to one amount: whoever says all of it has one amount; the month counts it, the
//! most frequent first. Must not know how a bill is settled.
use mingbai_batch::{Defaults, Summary, run};
use mingbai_engine::{Desk, Hospital, Missing, Question, Visit, Year};
use mingbai_policy::{RegionId, Tables};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Says in a visit what another visit says of a question.
fn say(visit: &mut Visit, known: &Visit, missing: Missing) -> bool {
    let question = match missing {
        Missing::Groups => {
            visit.groups = known.groups;
            return true;
        }
        Missing::Said(question) => question,
        _ => return false,
    };
    match question {
        Question::Insurance => visit.insurance = known.insurance,
        Question::Hospital => visit.hospital = known.hospital,
        Question::Grade => visit.grade = known.grade,
        Question::Tier => visit.tier = known.tier,
        Question::Place => visit.place = known.place,
        Question::Care => visit.care = known.care,
        Question::Sex => visit.sex = known.sex,
        Question::Disease => visit.diseases.clone_from(&known.diseases),
        Question::BenefitPlan => visit.plan = known.plan,
        Question::Number(fact) => visit.said[fact] = known.said[fact],
        Question::Is(fact) => visit.said[fact] = known.said[fact],
        Question::Own(own) => {
            let said = known.answers.iter().filter(|(at, _)| *at == own);
            visit.answers.extend(said);
            visit.answers.sort_unstable();
        }
        Question::Group(_) => return false,
        Question::InScope | Question::Items => visit.bill.clone_from(&known.bill),
        Question::YearToDate => visit.year = known.year.clone(),
    }
    true
}

/// Says what is missing, until nothing more can be said; then the bill comes to one amount, unless
/// something is missing that nobody can say.
fn saying_all_is_enough(tables: &Tables, known: &Visit, open: &Visit) -> Result<bool, String> {
    let settle = |visit: &Visit| match Desk::new(tables, visit) {
        Ok(mut desk) => desk.settle(visit).ok().flatten(),
        Err(_) => None,
    };
    let mut visit = open.clone();
    let (Some(before), Some(whole)) = (settle(&visit), settle(known)) else {
        return Ok(false);
    };
    let exact = |missing: &[Missing], pays: mingbai_engine::Range| match missing.is_empty()
        == (pays.low == pays.high)
    {
        true => Ok(()),
        false => Err(format!("{missing:?} and {pays:?}")),
    };
    exact(&before.missing, before.pays.estimate)?;
    exact(&whole.missing, whole.pays.estimate)?;
    if whole.pays.estimate.low != whole.pays.estimate.high {
        return Ok(false);
    }
    let mut said = false;
    for missing in &before.missing {
        said |= say(&mut visit, known, *missing);
    }
    let Some(after) = settle(&visit) else {
        return Ok(false);
    };
    let sayable = |it: &&Missing| matches!(it, Missing::Said(_) | Missing::Groups);
    if before.missing.iter().all(|it| sayable(&it)) && !after.missing.is_empty() {
        return Err(format!(
            "{:?} were said, and {:?} are left",
            before.missing, after.missing
        ));
    }
    Ok(said)
}

fn try_places(tables: &Tables, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) -> usize {
    let lot = Lot::new(tables);
    let mut said = 0;
    for _ in 0..count {
        let start = rng.seed();
        let home = rng.of(homes);
        let known = lot.known(rng, home);
        let mut open = lot.forget(rng, &known, true);
        if rng.one_in(8) && open.year == Year::TakenAsFirst {
            open.year = Year::Unknown;
        }
        if let Some(Hospital::Named(_)) = open.hospital {
            // A named hospital brings its own grade, tier and place.
            open.hospital = known.hospital;
        }
        match saying_all_is_enough(tables, &known, &open) {
            Ok(enough) => said += usize::from(enough),
            Err(error) => panic!("{error}\nseed {start}\n{open:#?}\nof {known:#?}"),
        }
    }
    said
}

#[test]
fn whoever_says_all_that_is_missing_has_one_amount() {
    let tables = tables();
    let homes: Vec<_> = (0..tables.vocabulary.regions.len() as u16)
        .map(|region| Some(RegionId(region)))
        .collect();
    let said = try_places(&tables, &homes, runs(150), &mut Rng::new(seed()));
    assert!(said > runs(150) / 30, "{said} visits were filled in");
    let mut rng = Rng::new(seed());
    let mut said = 0;
    for _ in 0..runs(10).min(2_000) {
        let tables = county(&mut rng, Gaps::Some);
        said += try_places(&tables, &[Some(COUNTY)], 20, &mut rng);
    }
    assert!(said > 0);
}

fn settle(tables: &Tables, text: &str) -> Summary {
    let defaults = Defaults::default();
    run(tables, defaults, text.as_bytes(), Vec::new()).expect("settled")
}

const HEADING: &str = "日期,参保地,姓名,险种,就诊类型,医院,参保,缴费,第三方责任,等级,级别,就医地,转诊,病种,人群,性别,年龄,总费用,政策范围内";
const FACTS: [&str; 19] = [
    "2026-05-10",
    "都昌县",
    "甲",
    "居民",
    "住院",
    "其他",
    "是",
    "是",
    "否",
    "二级",
    "县级",
    "本县",
    "否",
    "无",
    "都不是",
    "男",
    "45",
    "8000",
    "7000",
];

/// Returns a row of a known visit without the cells of these titles, of a patient.
fn row(patient: usize, without: &[&str]) -> String {
    let cells = HEADING
        .split(',')
        .zip(FACTS)
        .map(|(title, cell)| match title {
            "姓名" => format!("甲{patient}"),
            _ if without.contains(&title) => String::new(),
            _ => cell.to_owned(),
        });
    cells.collect::<Vec<_>>().join(",") + "\n"
}

#[test]
fn the_month_counts_what_is_missing_the_most_frequent_first() {
    let tables = tables();
    let rows = [
        row(1, &[]),
        row(2, &["缴费"]),
        row(3, &["缴费", "参保"]),
        row(4, &["政策范围内", "缴费"]),
        row(5, &["政策范围内"]),
        row(6, &["性别"]),
    ];
    let text = format!("{HEADING}\n{}", rows.concat());
    let summary = settle(&tables, &text);
    assert_eq!((summary.settled, summary.exact), (6, 2), "{summary:?}");
    let told = summary.lines(&tables);
    let lack = "4 行还不是准数。缺的，最多的在前，补上就更准：缴费 3 行；政策范围内 2 行。";
    assert!(told[1].starts_with(lack), "{}", told[1]);
    let json = summary.json(&tables);
    assert_eq!(json["missing"][0]["missing"], "premium_paid");
    assert_eq!(json["missing"][0]["rows"], 3);
    assert_eq!(json["missing"][1]["missing"], "bill.in_scope");
    assert_eq!((&json["exact"], &json["settled"]), (&2.into(), &6.into()));
    // With every cell filled in, no row lacks anything.
    let filled: String = (1..=6).map(|patient| row(patient, &[])).collect();
    let told = settle(&tables, &format!("{HEADING}\n{filled}"));
    assert_eq!((told.exact, told.missing.len()), (6, 0), "{told:?}");
}

/// A refund takes its row out of the counts, what the row lacks included.
#[test]
fn a_row_taken_back_lacks_nothing() {
    let tables = tables();
    let refund = row(2, &["缴费"]).replace("8000", "-8000");
    let text = format!("{HEADING}\n{}{}{refund}", row(1, &[]), row(2, &["缴费"]));
    let summary = settle(&tables, &text);
    assert_eq!((summary.settled, summary.exact), (1, 1), "{summary:?}");
    assert!(summary.most_missing().is_empty(), "{summary:?}");
    assert!(summary.lines(&tables).iter().all(|it| !it.contains("缺")));
}
