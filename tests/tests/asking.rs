//! The questions asked: each is worth asking, they end, and no more come than were announced.
use mingbai_engine::{Answer, Question, Value, Visit, answer, next};
use mingbai_policy::{Care, Fen, Grade, Place, RegionId, Sex, Tables, Tier};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;

/// A move of an end by less than this (1 yuan) is none.
const WORTH: Fen = Fen(100);

/// What a person is told: the ends and every verdict.
fn told(answer: &Answer) -> (Option<(Fen, Fen)>, String) {
    let ends = answer.money.as_ref().map(|money| {
        let ends = money.pays.estimate;
        (ends.low, ends.high)
    });
    let schemes: Vec<_> = answer
        .schemes
        .iter()
        .map(|it| (it.rule, it.verdict))
        .collect();
    let waivers: Vec<_> = answer
        .waivers
        .iter()
        .map(|it| (it.rule, it.verdict))
        .collect();
    let targets: Vec<_> = answer
        .targets
        .iter()
        .map(|it| (it.rule, it.verdict))
        .collect();
    let applies: Vec<_> = answer
        .procedures
        .iter()
        .map(|it| (it.rule, it.applies))
        .collect();
    (
        ends,
        format!(
            "{schemes:?}{waivers:?}{targets:?}{applies:?}{:?}",
            answer.cash
        ),
    )
}

fn moved(before: &Answer, after: &Answer) -> bool {
    let ((ends, verdicts), (then, later)) = (told(before), told(after));
    let far = match (ends, then) {
        (Some(ends), Some(then)) => then.0 - ends.0 >= WORTH || ends.1 - then.1 >= WORTH,
        _ => false,
    };
    far || verdicts != later
}

/// What the person knows of a question, laid into the visit.
fn tell(tables: &Tables, visit: &mut Visit, known: &Visit, question: Question) {
    match question {
        Question::Hospital => {
            visit.hospital = known.hospital;
        }
        Question::Grade => visit.grade = known.grade,
        Question::Tier => visit.tier = known.tier,
        Question::Place => visit.place = known.place,
        Question::Referred => visit.referred = known.referred,
        Question::Care => visit.care = known.care,
        Question::Sex => visit.sex = known.sex,
        Question::Age => visit.age = known.age,
        Question::Disease => visit.diseases = known.diseases.clone(),
        Question::Enrolled => visit.enrolled = known.enrolled,
        Question::PremiumPaid => visit.premium_paid = known.premium_paid,
        Question::Plan => visit.plan = known.plan,
        Question::Group(group) => {
            if known.groups.yes >> group.0 & 1 == 1 {
                visit.groups.join(&tables.terms, group);
            } else {
                visit.groups.leave(&tables.terms, group);
            }
        }
        Question::Own(own) => visit
            .answers
            .extend(known.answers.iter().filter(|(it, _)| *it == own)),
        Question::InScope => {
            if let (Some(bill), Some(from)) = (&mut visit.bill, &known.bill) {
                bill.in_scope = from.in_scope;
            }
        }
        Question::YearToDate => visit.year = known.year.clone(),
        Question::Items => {}
    }
}

/// Whether some answer to the question moves what the person is told: each is tried, not believed.
fn worth_asking(lot: &Lot, visit: &Visit, screen: &[Question], known: &Visit) -> bool {
    let Ok(now) = answer(lot.tables, visit) else {
        return false;
    };
    let [question] = *screen else {
        // The groups' screen is answered at once: one of them, or none.
        return screen.iter().map(Some).chain([None]).any(|member| {
            let said = screen.iter().map(|it| match Some(it) == member {
                true => (*it, Value::Yes),
                false => (*it, Value::No),
            });
            let mut said: Vec<_> = said.collect();
            said.sort_by_key(|(_, value)| *value == Value::No);
            let mut then = lot.witness(visit, &said);
            then.groups.no &= !then.groups.yes;
            answer(lot.tables, &then).is_ok_and(|then| moved(&now, &then))
        });
    };
    let moves = |value: Value| {
        let then = lot.witness(visit, &[(question, value)]);
        answer(lot.tables, &then).is_ok_and(|then| moved(&now, &then))
    };
    match question {
        // Any disease of the vocabulary may be said.
        Question::Disease => (0..lot.tables.terms.diseases.len() as u16)
            .any(|id| moves(Value::Disease(mingbai_policy::DiseaseId(id)))),
        Question::InScope => {
            let total = known
                .bill
                .as_ref()
                .and_then(|bill| bill.total)
                .unwrap_or_default();
            [Fen::ZERO, Fen(total.0 / 2), total]
                .into_iter()
                .any(|fen| moves(Value::Amount(fen)))
        }
        // What is itemised can be anything up to the self-pay.
        Question::Items | Question::YearToDate => true,
        Question::Hospital => (0..lot.tables.terms.hospitals.len() as u16)
            .map(|id| Value::Hospital(mingbai_policy::HospitalId(id)))
            .chain([Value::OtherHospital])
            .any(moves),
        Question::Age => (0..=100).any(|age| moves(Value::Age(age, age))),
        Question::Plan => {
            (0..lot.tables.terms.plans.len() as u8).any(|plan| moves(Value::Plan(plan)))
        }
        Question::Grade => Grade::ALL.iter().any(|it| moves(Value::Grade(*it))),
        Question::Tier => Tier::ALL.iter().any(|it| moves(Value::Tier(*it))),
        Question::Place => Place::ALL.iter().any(|it| moves(Value::Place(*it))),
        Question::Care => Care::ALL.iter().any(|it| moves(Value::Care(*it))),
        Question::Sex => Sex::ALL.iter().any(|it| moves(Value::Sex(*it))),
        _ => [Value::Yes, Value::No].into_iter().any(moves),
    }
}

/// Groups are asked on one screen; everything else by itself.
fn together(question: Question, answer: &Answer) -> Vec<Question> {
    let group = |it: &Question| matches!(it, Question::Group(_));
    if group(&question) {
        answer
            .open
            .iter()
            .copied()
            .filter(group)
            .chain([question])
            .collect()
    } else {
        vec![question]
    }
}

/// The screens that `open` stands for.
fn screens(open: &[Question], passed: &[Question]) -> usize {
    let left = || open.iter().filter(|it| !passed.contains(it));
    let group = |it: &&Question| matches!(it, Question::Group(_));
    left().filter(|it| !group(it)).count() + usize::from(left().any(|it| group(&it)))
}

/// How one person's questions went.
struct Walk {
    /// Screens until no question was left to ask.
    asked: usize,
    /// Of these, the ones that moved nothing by themselves whatever the answer.
    only_together: usize,
    /// Screens in a fixed order until the range was the last one.
    fixed: usize,
    /// Both came to the same range.
    same: bool,
}

fn walk(lot: &Lot, known: &Visit) -> Option<Walk> {
    let tables = lot.tables;
    let mut visit = Visit::new(known.date, known.insured_in);
    visit.insurance = known.insurance;
    visit.liable_third_party = known.liable_third_party;
    visit.bill = known.bill.clone();
    if let Some(bill) = &mut visit.bill {
        bill.in_scope = None;
    }
    let start = visit.clone();
    let every = answer(tables, &start).ok()?.open;
    let mut bounds = Vec::new();
    let mut passed: Vec<Question> = Vec::new();
    let mut asked: Vec<Question> = Vec::new();
    let mut lonely: Vec<Question> = Vec::new();
    loop {
        let now = answer(tables, &visit).ok()?;
        let Some(question) = next(&now, |it| passed.contains(&it)) else {
            break;
        };
        bounds.push(screens(&now.open, &passed));
        let screen = together(question, &now);
        if !worth_asking(lot, &visit, &screen, known) {
            lonely.push(question);
        }
        asked.push(question);
        for it in screen {
            tell(tables, &mut visit, known, it);
            passed.push(it);
        }
    }
    for (at, bound) in bounds.iter().enumerate() {
        let left = bounds.len() - at;
        assert!(
            left <= *bound,
            "{left} came where at most {bound} were announced: {visit:#?}"
        );
    }
    // What moved nothing by itself does so beside other answers: this person's, or another's.
    for question in &lonely {
        let group = |it: &Question| matches!(it, Question::Group(_));
        let of_screen = |it: &Question| it == question || (group(it) && group(question));
        let beside = |from: &Visit, all: &[Question]| {
            let mut visit = start.clone();
            for it in all.iter().filter(|it| !of_screen(it)) {
                tell(tables, &mut visit, from, *it);
            }
            let screen: Vec<Question> = passed.iter().copied().filter(of_screen).collect();
            worth_asking(lot, &visit, &screen, from)
        };
        let mut rng = Rng(seed());
        let others = (0..400).map(|_| lot.fill(&mut rng, &start, false));
        assert!(
            beside(known, &passed) || others.into_iter().any(|other| beside(&other, &every)),
            "no answer to {question:?} changes anything: {visit:#?}"
        );
    }
    // Everything in a fixed order, until the answer is the last one.
    let mut all = every;
    all.sort_by_key(|question| format!("{question:?}"));
    let mut full = start;
    let mut ends = Vec::new();
    while let Some(question) = all.first().copied() {
        let now = answer(tables, &full).ok()?;
        for it in together(question, &now) {
            tell(tables, &mut full, known, it);
            all.retain(|other| *other != it);
        }
        ends.push(told(&answer(tables, &full).ok()?).0);
    }
    let last = ends.last().copied().flatten();
    let fixed = ends
        .iter()
        .rposition(|it| *it != last)
        .map_or(0, |at| at + 2);
    let reached = told(&answer(tables, &visit).ok()?).0;
    Some(Walk {
        asked: asked.len(),
        only_together: lonely.len(),
        fixed,
        same: last.is_none() || reached == last,
    })
}

#[test]
fn every_question_is_worth_asking_and_no_more_come_than_announced() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let homes: Vec<_> = lot
        .inside(RegionId(0))
        .into_iter()
        .map(Some)
        .chain([None])
        .collect();
    let mut rng = Rng(seed());
    let mut people = 0;
    let mut sum = Walk {
        asked: 0,
        only_together: 0,
        fixed: 0,
        same: true,
    };
    let mut same = 0;
    let wanted = runs(500);
    while people < wanted {
        let home = rng.of(&homes);
        let mut known = lot.known(&mut rng, home);
        known.year = mingbai_engine::Year::TakenAsFirst;
        if let Some(walk) = walk(&lot, &known) {
            people += 1;
            sum.asked += walk.asked;
            sum.only_together += walk.only_together;
            sum.fixed += walk.fixed;
            same += usize::from(walk.same);
        }
    }
    let mean = |sum: usize| format!("{}.{:02}", sum / people, sum * 100 / people % 100);
    println!(
        "{people} people: {} screens in the mean until nothing is left to ask, {} of them only \
         together with others; {} in a fixed order until the range is the last one; \
         the same range in the end for {same}",
        mean(sum.asked),
        mean(sum.only_together),
        mean(sum.fixed)
    );
}
