//! The questions asked about money end in a case, or leave only passed-over questions; no more come
//! than were announced, and fewer than in the order by the range. Must not know how the engine
//! picks a question.
use mingbai_engine::{
    Answer, Bill, Interview, Question, Stated, Visit, Year, answer, case, interview, plans,
};
use mingbai_policy::{Care, Day, FactGroup, Fen, Grade, Insurance, Place, RegionId, Tables, YesNo};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::{Lot, OTHER_PLAN};

/// Copies the answer to a question from the known visit into the visit.
fn tell(visit: &mut Visit, known: &Visit, question: Question) {
    match question {
        Question::Insurance => visit.insurance = known.insurance,
        Question::Hospital => {
            visit.hospital = known.hospital;
        }
        Question::Grade => visit.grade = known.grade,
        Question::Tier => visit.tier = known.tier,
        Question::Place => visit.place = known.place,
        Question::Care => visit.care = known.care,
        Question::Sex => visit.sex = known.sex,
        Question::Number(fact) => visit.said[fact] = known.said[fact],
        Question::Disease => visit.diseases = known.diseases.clone(),
        Question::Is(fact) => visit.said[fact] = known.said[fact],
        Question::BenefitPlan => visit.plan = known.plan,
        // The screen of the groups answers for all groups.
        Question::Group(_) => {
            visit.groups.yes = known.groups.yes;
            visit.groups.no = !known.groups.yes;
        }
        Question::Own(own) => visit
            .answers
            .extend(known.answers.iter().filter(|(it, _)| *it == own)),
        Question::InScope => {
            if let (Some(bill), Some(from)) = (&mut visit.bill, &known.bill) {
                bill.in_scope = from.in_scope;
            }
        }
        Question::YearToDate => visit.year = first_of_the_year(),
        Question::Items => {}
    }
}

/// Returns a year whose first visit this is (今年第一次).
fn first_of_the_year() -> Year {
    Year::Known {
        in_scope_self_pay: Some(Fen::ZERO),
        paid: Vec::new(),
        accounts: Vec::new(),
    }
}

/// Returns the screen of a question: the groups share one.
fn screen(question: Question) -> Question {
    match question {
        Question::Group(_) => Question::Group(mingbai_policy::GroupId(0)),
        other => other,
    }
}

fn screens(open: &[Question], passed: &[Question]) -> usize {
    let mut all: Vec<Question> = Vec::new();
    for question in open.iter().map(|it| screen(*it)) {
        if !passed.contains(&question) && !all.contains(&question) {
            all.push(question);
        }
    }
    all.len()
}

/// Returns the facts given before the first question: where, when, how much.
fn start(known: &Visit) -> Visit {
    let mut visit = Visit::new(known.date, known.insured_in);
    let liable = YesNo::LiableThirdParty;
    visit.said[liable] = known.said[liable];
    visit.bill = known.bill.clone();
    if let Some(bill) = &mut visit.bill {
        (bill.in_scope, bill.in_scope_to) = (None, None);
        bill.paid.clear();
        bill.items.clear();
        bill.self_pay = None;
    }
    visit
}

/// Returns whether there is an amount without a blank.
fn exact(stated: &Stated) -> bool {
    matches!(stated, Stated::Case(case) if case.blanks.is_empty())
}

/// Asks one person's questions, as the page does; some are passed over. Returns the questions, and
/// how many had come when there was an exact case.
fn interview_person(
    tables: &Tables,
    known: &Visit,
    mut knows: impl FnMut(Question) -> bool,
) -> Option<(Vec<Question>, Option<usize>, Interview)> {
    let mut visit = start(known);
    let mut passed: Vec<Question> = Vec::new();
    let mut asked: Vec<Question> = Vec::new();
    let (mut bounds, mut reached) = (Vec::new(), None);
    loop {
        let now = interview(tables, &visit).ok()?;
        if exact(&now.stated) {
            reached = reached.or(Some(asked.len()));
        }
        let Some(question) = now.next(|it| passed.contains(&screen(it))) else {
            for (at, bound) in bounds.iter().enumerate() {
                let left = bounds.len() - at;
                assert!(
                    left <= *bound,
                    "{left} came where {bound} were announced: {visit:#?}"
                );
            }
            return Some((asked, reached, now));
        };
        let question = screen(question);
        assert!(
            !asked.contains(&question),
            "{question:?} came again: {visit:#?}"
        );
        bounds.push(screens(now.open(), &passed));
        asked.push(question);
        match knows(question) {
            true => tell(&mut visit, known, question),
            false => passed.push(question),
        }
    }
}

/// Asks in the order by the range, the order before cases existed: first the questions that narrow
/// the range alone, then those that narrow it together. Insurance and the first visit of the year
/// were given in that order.
fn interview_by_range(tables: &Tables, known: &Visit) -> Option<(usize, Option<usize>)> {
    let mut visit = start(known);
    visit.insurance = known.insurance;
    let (mut passed, mut count, mut reached) = (Vec::new(), 0, None);
    loop {
        let mut as_taken = visit.clone();
        as_taken.year = first_of_the_year();
        if exact(&case(tables, &as_taken).ok()?) {
            reached = reached.or(Some(count));
        }
        let now = answer(tables, &visit).ok()?;
        let Some(question) = next_by_range(&now, |it| passed.contains(&screen(it))) else {
            return Some((count, reached));
        };
        passed.push(screen(question));
        count += 1;
        tell(&mut visit, known, question);
    }
}

fn next_by_range(answer: &Answer, passed: impl Fn(Question) -> bool) -> Option<Question> {
    let money = answer.money.as_ref()?;
    if money.pays.estimate.width() < Fen(100) {
        return None;
    }
    let alone = answer.ask.iter().filter(|ask| ask.range.is_some());
    let mut all: Vec<Question> = alone.map(|ask| ask.question).collect();
    all.extend(&answer.together);
    all.retain(|question| !passed(*question));
    let easy = all.iter().find(|question| **question != Question::Items);
    easy.or(all.first()).copied()
}

fn person(lot: &Lot, rng: &mut Rng) -> Visit {
    let inside = lot.inside(RegionId(0)).into_iter().map(Some);
    let homes: Vec<_> = inside.chain([None]).collect();
    let home = rng.of(&homes);
    let mut known = lot.known(rng, home);
    known.year = first_of_the_year();
    known
}

#[test]
fn every_interview_ends_in_a_case_or_in_what_was_passed_over() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let mut rng = Rng::new(seed());
    let (mut people, mut cases, mut none, mut passed_over) = (0, 0, 0, 0);
    let wanted = runs(500);
    while people < wanted {
        let known = person(&lot, &mut rng);
        let mut ignorance = Rng::new(rng.below(1 << 30) as u64 + 1);
        let often = 2 + people % 9;
        let mut unknown = Vec::new();
        let found = interview_person(&tables, &known, |question| {
            let knows = !ignorance.one_in(often);
            if !knows {
                unknown.push(question);
            }
            knows
        });
        let Some((asked, _, end)) = found else {
            continue;
        };
        people += 1;
        match &end.stated {
            Stated::Case(_) => cases += 1,
            Stated::None(_) => none += 1,
            Stated::Ask(musts) => {
                passed_over += 1;
                let open = musts
                    .iter()
                    .find(|it| !unknown.contains(&screen(it.question)));
                assert!(
                    open.is_none(),
                    "never asked: {open:?} of {asked:?}: {known:#?}"
                );
            }
        }
    }
    println!(
        "{people} people: {cases} end in a case, {none} where there is none, {passed_over} at what they passed over"
    );
    assert!(cases > 0 && passed_over > 0);
}

#[test]
fn an_exact_case_takes_fewer_questions_than_by_the_range() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let mut rng = Rng::new(seed() ^ 17);
    let wanted = runs(500);
    let (mut people, mut new, mut old) = (0, ExactCases::default(), ExactCases::default());
    let (mut both, mut sooner, mut sums) = (0, 0, (0, 0));
    while people < wanted {
        let known = person(&lot, &mut rng);
        let Some((asked, reached, end)) = interview_person(&tables, &known, |_| true) else {
            continue;
        };
        assert!(
            end.musts().is_empty(),
            "{:?} of who knows everything: {known:#?}",
            end.musts()
        );
        let Some((count, before)) = interview_by_range(&tables, &known) else {
            continue;
        };
        people += 1;
        new.add(asked.len(), reached);
        old.add(count, before);
        if let (Some(now), Some(before)) = (reached, before) {
            both += 1;
            sums = (sums.0 + now, sums.1 + before);
            sooner += usize::from(now <= before);
        }
    }
    println!("{people} people who know everything. As it is: {new}. By the range: {old}.");
    println!(
        "Of the {both} whom both bring there, {} questions as it is and {} by the range; no later for {sooner}",
        mean(sums.0, both),
        mean(sums.1, both)
    );
    assert!(new.people >= old.people, "fewer come to an exact case");
}

/// How many people came to an exact case, after how many questions, of how many questions in all.
#[derive(Default)]
struct ExactCases {
    people: usize,
    until: usize,
    walks: usize,
    asked: usize,
}

impl ExactCases {
    fn add(&mut self, asked: usize, reached: Option<usize>) {
        self.walks += 1;
        self.asked += asked;
        self.people += usize::from(reached.is_some());
        self.until += reached.unwrap_or_default();
    }
}

impl std::fmt::Display for ExactCases {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (until, asked) = (mean(self.until, self.people), mean(self.asked, self.walks));
        let people = self.people;
        write!(
            f,
            "{people} come to an exact case, after {until} questions in the mean; {asked} are asked in all"
        )
    }
}

fn mean(sum: usize, of: usize) -> String {
    let of = of.max(1);
    format!("{}.{:02}", sum / of, sum * 100 / of % 100)
}

#[test]
fn an_unknown_plan_is_one_of_those_the_tables_name() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let place = |name: &str| {
        let found = tables
            .vocabulary
            .regions
            .iter()
            .position(|it| it.name.name == name);
        RegionId(found.expect("a shipped place") as u16)
    };
    let named = |day: Day, name: &str| -> Option<Vec<&str>> {
        let found = plans(&tables, &Visit::new(day, Some(place(name))))?;
        let mut names: Vec<&str> = found
            .iter()
            .map(|it| tables.vocabulary.plans[usize::from(*it)].as_str())
            .collect();
        names.sort_unstable();
        Some(names)
    };
    assert_eq!(
        named(Day::new(2020, 6, 1), "秀山县"),
        Some(vec!["一档", "二档"])
    );
    assert_eq!(named(Day::new(2020, 6, 1), "都昌县"), None);
    // With "another plan", which no table names, the whole bill was the upper end.
    let mut visit = Visit::new(Day::new(2020, 6, 1), Some(place("秀山县")));
    visit.insurance = Some(Insurance::Resident);
    visit.care = Some(Care::Inpatient);
    visit.grade = Some(Grade::Secondary);
    visit.place = Some(Place::SameCounty);
    for fact in YesNo::of(FactGroup::Cover) {
        visit.said[fact] = Some(true);
    }
    visit.groups.no = !0;
    visit.year = first_of_the_year();
    visit.bill = Some(Bill {
        total: Some(Fen(1_850_000)),
        in_scope: Some(Fen(1_700_000)),
        ..Bill::default()
    });
    let pays = |visit: &Visit| {
        let money = answer(&tables, visit).ok().and_then(|it| it.money);
        money.expect("an amount").pays.estimate
    };
    let open = pays(&visit);
    // The least: 二档 at 72%, and 大病保险 takes half of what is left.
    assert_eq!((open.low, open.high), (Fen(398_800), Fen(848_000)));
    visit.plan = Some(OTHER_PLAN);
    assert_eq!(pays(&visit).high, Fen(1_850_000));
}
