//! The statements about answers not yet given (再答哪一题，结果都不会变了): each is tried out. Must
//! not know how the engine finds them.
use mingbai_engine::{Answer, Hospital, Question, Reach, Value, Verdict, Visit, Year, answer};
use mingbai_policy::{
    Care, DiseaseId, Fen, Grade, GroupId, HospitalId, HospitalTier, NumberFact, Place, RegionId,
    Sex, Tables, YesNo,
};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::{Lot, follows};

/// The least move of an end that counts: 1 yuan.
const WORTH: Fen = Fen(100);

fn ends(answer: &Answer) -> (Fen, Fen) {
    let pays = answer.money.as_ref().map(|money| money.pays.estimate);
    pays.map_or((Fen::ZERO, Fen::ZERO), |pays| (pays.low, pays.high))
}

fn moved(before: &Answer, after: &Answer) -> bool {
    let (now, then) = (ends(before), ends(after));
    let apart = |one: Fen, other: Fen| one.above(other) + other.above(one) >= WORTH;
    apart(now.0, then.0) || apart(now.1, then.1)
}

/// Returns every verdict of an answer, by rule; a new rule with a no is left out.
fn verdicts(answer: &Answer) -> Vec<String> {
    let mut all = Vec::new();
    for it in &answer.schemes {
        if it.verdict != Verdict::No {
            all.push(format!("scheme {:?} {:?}", it.rule, it.verdict));
        }
    }
    for it in &answer.waivers {
        if it.verdict != Verdict::No {
            all.push(format!("waiver {:?} {:?}", it.rule, it.verdict));
        }
    }
    for it in &answer.targets {
        if it.verdict != mingbai_engine::TargetVerdict::NotApplicable {
            all.push(format!("target {:?} {:?}", it.rule, it.verdict));
        }
    }
    all.sort();
    all
}

fn procedures(answer: &Answer) -> Vec<String> {
    let wanted = answer
        .procedures
        .iter()
        .filter(|it| it.applies != Verdict::No);
    let mut all: Vec<String> = wanted
        .map(|it| format!("{:?} {:?}", it.rule, it.applies))
        .collect();
    all.push(format!("{:?}", answer.cash));
    all.sort();
    all
}

/// Returns every answer that a person may still give to a question that is open in the visit.
fn tellable(lot: &Lot, visit: &Visit, rng: &mut Rng) -> Vec<(Question, Value)> {
    let vocabulary = &lot.tables.vocabulary;
    let mut all = Vec::new();
    let mut add = |question, values: Vec<Value>| {
        all.extend(values.into_iter().map(|value| (question, value)));
    };
    let flag = vec![Value::Yes, Value::No];
    if visit.hospital.is_none() {
        let ids = (0..vocabulary.hospitals.len() as u16).map(|id| Value::Hospital(HospitalId(id)));
        add(
            Question::Hospital,
            ids.chain([Value::OtherHospital]).collect(),
        );
    }
    if visit.grade.is_none() && !matches!(visit.hospital, Some(Hospital::Named(_))) {
        add(
            Question::Grade,
            Grade::ALL.iter().map(|it| Value::Grade(*it)).collect(),
        );
    }
    if visit.tier.is_none() && !matches!(visit.hospital, Some(Hospital::Named(_))) {
        add(
            Question::Tier,
            HospitalTier::ALL
                .iter()
                .map(|it| Value::Tier(*it))
                .collect(),
        );
    }
    if visit.place.is_none() && !matches!(visit.hospital, Some(Hospital::Named(_))) {
        add(
            Question::Place,
            Place::ALL.iter().map(|it| Value::Place(*it)).collect(),
        );
    }
    if visit.care.is_none() {
        add(
            Question::Care,
            Care::ALL.iter().map(|it| Value::Care(*it)).collect(),
        );
    }
    if visit.sex.is_none() {
        add(
            Question::Sex,
            Sex::ALL.iter().map(|it| Value::Sex(*it)).collect(),
        );
    }
    for fact in NumberFact::ALL.iter().copied() {
        if visit.number(fact).is_none() {
            let values = [0, 1, 5, 6, 14, 17, 18, 35, 60, 65, 80, 100];
            let (least, most) = visit.bounds(fact);
            let values = values.iter().filter(|it| (least..=most).contains(it));
            let values = values.map(|it| Value::Number(fact, *it, *it));
            add(Question::Number(fact), values.collect());
        }
    }
    for fact in YesNo::conditions() {
        if visit.said[fact].or(follows(&visit.said, fact)).is_none() {
            add(Question::Is(fact), flag.clone());
        }
    }
    if visit.plan.is_none() {
        let only = lot.only_plans(visit);
        let plans = (0..vocabulary.plans.len() as u8).map(Value::BenefitPlan);
        add(
            Question::BenefitPlan,
            match only.is_empty() {
                true => plans.chain([Value::OtherBenefitPlan]).collect(),
                false => only.into_iter().map(Value::BenefitPlan).collect(),
            },
        );
    }
    if visit.diseases.is_none() {
        let ids = (0..vocabulary.diseases.len() as u16).map(|id| Value::Disease(DiseaseId(id)));
        add(Question::Disease, ids.collect());
    }
    for group in 0..vocabulary.groups.len() as u16 {
        if (visit.groups.yes | visit.groups.no) >> group & 1 == 0 {
            add(Question::Group(GroupId(group)), flag.clone());
        }
    }
    for own in 0..lot.tables.questions.len() as u16 {
        if visit.answers.iter().all(|(it, _)| *it != own) {
            add(Question::Own(own), flag.clone());
        }
    }
    if let Some(bill) = &visit.bill
        && let (Some(total), None) = (bill.total, bill.in_scope)
    {
        let some = Fen(rng.within(0, total.0));
        add(
            Question::InScope,
            [Fen::ZERO, some, total].map(Value::Amount).to_vec(),
        );
    }
    let open = match &visit.year {
        Year::Unknown => true,
        Year::Known {
            in_scope_self_pay, ..
        } => in_scope_self_pay.is_none(),
        Year::TakenAsFirst => false,
    };
    if open && visit.bill.is_some() {
        let some = lot.amount(rng);
        add(
            Question::YearToDate,
            [Fen::ZERO, some].map(Value::Amount).to_vec(),
        );
    }
    all
}

fn tell(lot: &Lot, visit: &Visit, said: &[(Question, Value)]) -> Option<Answer> {
    let mut said = said.to_vec();
    said.sort_by_key(|(_, value)| *value == Value::No);
    let mut then = lot.witness(visit, &said);
    // Joining a group joins the groups that it implies, whatever was said of them.
    then.groups.no &= !then.groups.yes;
    answer(lot.tables, &then).ok()
}

/// Checks the statements about answers to come against the answers themselves.
fn law(lot: &Lot, visit: &Visit, rng: &mut Rng) -> Result<Option<Reach>, String> {
    let Ok(now) = answer(lot.tables, visit) else {
        return Ok(None);
    };
    let left = &now.left;
    let all = tellable(lot, visit, rng);
    let changed = |said: &[(Question, Value)]| -> Result<(), String> {
        let Some(then) = tell(lot, visit, said) else {
            return Ok(());
        };
        if left.money == Reach::Nothing && now.money.is_some() && moved(&now, &then) {
            return Err(format!(
                "{said:?} moves {:?} to {:?} though nothing would: {visit:#?}",
                ends(&now),
                ends(&then)
            ));
        }
        if left.money == Reach::Together && said.len() == 1 && moved(&now, &then) {
            return Err(format!(
                "{said:?} alone moves {:?} to {:?}: {visit:#?}",
                ends(&now),
                ends(&then)
            ));
        }
        if left.verdicts.is_empty() && verdicts(&now) != verdicts(&then) {
            return Err(format!(
                "{said:?} changes {:?} to {:?}: {visit:#?}",
                verdicts(&now),
                verdicts(&then)
            ));
        }
        if left.procedures.is_empty() && procedures(&now) != procedures(&then) {
            return Err(format!(
                "{said:?} changes {:?} to {:?}: {visit:#?}",
                procedures(&now),
                procedures(&then)
            ));
        }
        Ok(())
    };
    let quiet = matches!(left.money, Reach::Nothing | Reach::Together)
        || left.verdicts.is_empty()
        || left.procedures.is_empty();
    if quiet {
        for one in &all {
            changed(&[*one])?;
        }
        for _ in 0..80 {
            if let (Some(one), Some(two)) = (rng.pick(&all), rng.pick(&all))
                && one.0 != two.0
            {
                changed(&[*one, *two])?;
            }
        }
        for _ in 0..10 {
            let full = lot.fill(rng, visit, false);
            if let Ok(then) = answer(lot.tables, &full)
                && left.money == Reach::Nothing
                && now.money.is_some()
                && moved(&now, &then)
            {
                return Err(format!("filled in, {:?}: {full:#?}", ends(&then)));
            }
        }
    }
    // After an answer, the range lies within the range stated for it: 可从 8,660 降到 5,220.
    for ask in now.ask.iter().filter(|ask| ask.range.is_some()) {
        for (value, range) in &ask.answers {
            let (Some(range), false) = (range, matches!(value, Value::All | Value::Nothing)) else {
                continue;
            };
            let Some(then) = tell(lot, visit, &[(ask.question, *value)]) else {
                continue;
            };
            if ends(&then).1 - range.high >= WORTH || range.low - ends(&then).0 >= WORTH {
                return Err(format!(
                    "{:?} {value:?} is to bring {range:?} and brings {:?}: {visit:#?}",
                    ask.question,
                    ends(&then)
                ));
            }
        }
    }
    Ok(Some(left.money))
}

#[test]
fn nothing_is_said_to_stay_that_an_answer_changes() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let homes: Vec<_> = lot
        .inside(RegionId(0))
        .into_iter()
        .map(Some)
        .chain([None])
        .collect();
    let mut rng = Rng::new(seed());
    let mut seen = [0; 4];
    for _ in 0..runs(600) {
        let home = rng.of(&homes);
        let known = lot.known(&mut rng, home);
        let mut visit = lot.forget(&mut rng, &known, true);
        if rng.one_in(3) {
            visit.bill = None;
        }
        match law(&lot, &visit, &mut rng) {
            Ok(None) => {}
            Ok(Some(reach)) => seen[reach as usize] += 1,
            Err(told) => panic!("{told}"),
        }
    }
    println!("alone, together, perhaps, nothing: {seen:?}");
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

fn read(tables: &Tables, visit: &str) -> Visit {
    mingbai_intake::read(tables, visit.as_bytes()).expect("a visit")
}

/// A grade passed over is one missing fact, and keeps its worth.
#[test]
fn a_grade_not_known_is_said_with_what_it_would_bring() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let visit = read(
        &tables,
        r#"{"date":"2026-11-29","insured_in":"樟树市","care":"inpatient","place":"same_county",
            "enrolled":true,"premium_paid":true,"hospital":"其他","tier":"county","referred":true,
            "person":{"groups":{"低保对象":true},"age":60,"sex":"female"},
            "bill":{"total":"18500","in_scope":"17000"}}"#,
    );
    let found = answer(&tables, &visit).expect("an answer");
    let said = mingbai_wording::left_text(&tables, &found, true);
    assert_eq!(
        said,
        "还差一样：医院是几级。问到了，最多付的可从 ¥8,660 降到 ¥5,220（二级）、¥3,290（一级）。"
    );
}

/// The note of a line tells apart a fact that nobody was asked and a figure that no document gives.
#[test]
fn what_was_not_asked_is_told_apart_from_what_is_not_written() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let check = |facts: &str, layer: &str, says: &[&str], never: &[&str]| {
        let visit = format!(
            r#"{{"date":"2026-11-29","enrolled":true,"premium_paid":true,"place":"same_county",
                "bill":{{"total":"18500","in_scope":"17000"}},{facts}}}"#
        );
        let found = answer(&tables, &read(&tables, &visit)).expect("an answer");
        let names = |it: &&mingbai_engine::LayerLine| it.name == layer;
        let line = found.layers.iter().find(names).expect("the layer");
        let note = mingbai_wording::layer_note(&tables, line);
        for part in says {
            assert!(note.contains(part), "{part} is not in {note}: {facts}");
        }
        for part in never {
            assert!(!note.contains(part), "{part} is in {note}: {facts}");
        }
    };
    let (asked, blank) = ("还没问清", "材料没写");
    let none = r#""person":{"groups":"none"}"#;
    let all = r#""grade":"secondary","tier":"county","referred":true,"hospital":"其他""#;
    check(
        &format!(r#""insured_in":"都昌县","care":"inpatient",{none}"#),
        "基本医保",
        &["还没问清：医院几级", "未核对原文"],
        &[blank],
    );
    check(
        &format!(r#""insured_in":"都昌县","care":"inpatient",{all},{none}"#),
        "基本医保",
        &["未核对原文"],
        &[asked, blank],
    );
    check(
        &format!(r#""insured_in":"朝天区","care":"inpatient",{all},{none}"#),
        "基本医保",
        &[blank],
        &[asked],
    );
    // Outpatients have no figures there, inpatients have: the note says both.
    check(
        &format!(r#""insured_in":"都昌县",{all},{none}"#),
        "基本医保",
        &[blank, "还没问清：住院还是门诊"],
        &[],
    );
}

/// A scheme that has ended, or not begun, is never under 不管, and its old benefit is stated.
#[test]
fn what_has_ended_is_to_be_asked_about() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let text = |visit: &str| {
        let visit = read(&tables, visit);
        let found = answer(&tables, &visit).expect("an answer");
        let stated = mingbai_engine::case(&tables, &visit).expect("a case, or why not");
        let said = mingbai_wording::text(
            &tables,
            &visit,
            &found,
            &stated,
            mingbai_wording::Wording::Patient,
        );
        (found, stated, said)
    };
    let (found, stated, said) =
        text(r#"{"date":"2023-06-01","insured_in":"秀山县","disease":"白血病"}"#);
    let aloud = mingbai_wording::aloud(&tables, &found, &stated, Vec::new()).concat();
    for all in [&said, &aloud] {
        assert!(all.contains("没有查到今天的专项政策，不等于没有"), "{all}");
    }
    assert!(
        said.contains("只点了 3 种的名；没有点到您的病，不能据此说不管"),
        "{said}"
    );
    assert!(aloud.contains("2021 年秀山县有“33种大病集中救治”；33 种只点了 3 种的名，可能管您的病；去秀山县人民医院或当地医保局问"), "{aloud}");
    assert!(
        said.contains("【已到期、要问的政策】") && !said.contains("【不管的政策】"),
        "{said}"
    );
    assert_eq!(
        mingbai_wording::schemes_so_far(&found),
        "已到期、要问的 1 项"
    );
    for place in [
        "秀山县",
        "都昌县",
        "樟树市",
        "光山县",
        "建安区",
        "朝天区",
        "其他",
    ] {
        for (day, disease) in [
            ("2026-11-29", "白血病"),
            ("2020-06-01", "高血压"),
            ("2016-06-01", "食管癌"),
        ] {
            let asked =
                format!(r#"{{"date":"{day}","insured_in":"{place}","disease":"{disease}"}}"#);
            let (found, _, said) = text(&asked);
            let no = said.split("【不管的政策】").nth(1).unwrap_or_default();
            let no = no.split('【').next().unwrap_or_default();
            for line in &found.schemes {
                let table = &tables.tables[usize::from(line.rule.table)];
                let name = &table.schemes[usize::from(line.rule.index)].rule.name;
                let owner = mingbai_wording::owner_name(&tables, line.rule.table);
                let title = format!("{owner}：{name} ");
                let timed = matches!(
                    line.reason,
                    mingbai_engine::Reason::Ended | mingbai_engine::Reason::NotStarted
                );
                assert_eq!(
                    line.verdict == Verdict::No && !timed,
                    no.contains(&title),
                    "{title}: {said}"
                );
                assert!(!timed || mingbai_wording::standing(line.verdict, line.reason) != "不管");
            }
            let any = found.schemes.iter().any(|it| it.verdict != Verdict::No);
            if !any && found.benefits.is_empty() {
                assert!(said.contains("不等于没有"), "{asked}");
            }
        }
    }
}
