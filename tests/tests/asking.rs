//! The questions asked: each is worth asking, they end, and no more come than were announced.
use mingbai_engine::{Answer, Ask, Question, Value, Visit, answer};
use mingbai_policy::{Fen, RegionId, Tables};
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
fn worth_asking(lot: &Lot, visit: &Visit, now: &Answer, ask: &Ask) -> bool {
    let question = ask.question;
    let moves = |value: Value| {
        let then = lot.witness(visit, &[(question, value)]);
        answer(lot.tables, &then).is_ok_and(|then| moved(now, &then))
    };
    match question {
        // Any disease of the vocabulary may be said.
        Question::Disease => (0..lot.tables.terms.diseases.len() as u16)
            .any(|id| moves(Value::Disease(mingbai_policy::DiseaseId(id)))),
        // Amounts are the person's to say; the answers of these are words for all or nothing of it.
        Question::Items | Question::YearToDate => true,
        _ => ask.answers.iter().any(|(value, _)| moves(*value)),
    }
}

/// How one person's questions went.
struct Walk {
    asked: usize,
    fixed: usize,
    settled: bool,
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
    let mut bounds = Vec::new();
    let mut passed: Vec<Question> = Vec::new();
    loop {
        let now = answer(tables, &visit).ok()?;
        // Where no single answer moves an end, several together may.
        let mut asks = now
            .ask
            .iter()
            .filter(|ask| ask.range.is_some() || now.open.contains(&ask.question));
        let Some(ask) = asks.find(|ask| !passed.contains(&ask.question)) else {
            break;
        };
        assert!(
            worth_asking(lot, &visit, &now, ask),
            "no answer to {:?} changes anything: {visit:#?}",
            ask.question
        );
        bounds.push(now.open.iter().filter(|it| !passed.contains(it)).count());
        passed.push(ask.question);
        tell(tables, &mut visit, known, ask.question);
    }
    for (at, bound) in bounds.iter().enumerate() {
        let left = bounds.len() - at;
        assert!(
            left <= *bound,
            "{left} came where at most {bound} were announced: {visit:#?}"
        );
    }
    // Everything in a fixed order, until the answer is the last one.
    let mut all = answer(tables, &start).ok()?.open;
    all.sort_by_key(|question| format!("{question:?}"));
    let mut visit_all = start;
    let mut ends = Vec::new();
    for question in &all {
        tell(tables, &mut visit_all, known, *question);
        ends.push(told(&answer(tables, &visit_all).ok()?).0);
    }
    let last = ends.last().copied().flatten();
    let fixed = ends
        .iter()
        .rposition(|it| *it != last)
        .map_or(0, |at| at + 2);
    let reached = told(&answer(tables, &visit).ok()?).0;
    Some(Walk {
        asked: passed.len(),
        fixed,
        settled: reached == last,
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
    let (mut people, mut asked, mut fixed, mut settled) = (0, 0, 0, 0);
    let wanted = runs(500);
    while people < wanted {
        let home = rng.of(&homes);
        let mut known = lot.known(&mut rng, home);
        known.year = mingbai_engine::Year::TakenAsFirst;
        if let Some(walk) = walk(&lot, &known) {
            people += 1;
            asked += walk.asked;
            fixed += walk.fixed;
            settled += usize::from(walk.settled);
        }
    }
    let mean = |sum: usize| format!("{}.{:02}", sum / people, sum * 100 / people % 100);
    println!(
        "{people} people: {} questions in the mean until no single answer moves the range; \
         {} in a fixed order; the same range in the end for {settled}",
        mean(asked),
        mean(fixed)
    );
}
