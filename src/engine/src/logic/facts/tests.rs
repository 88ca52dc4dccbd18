//! What follows from facts, what each fact leaves possible, and conditions over them.
use super::*;

const VERDICTS: [Verdict; 3] = [Verdict::Yes, Verdict::No, Verdict::Unknown];

/// The second fact implies the first, the third implies both.
fn chain() -> Links {
    Links::new(vec![0b001, 0b011, 0b111])
}

#[test]
fn what_implies_a_fact_is_what_reaches_it() {
    assert_eq!(chain().implied_by, [0b111, 0b110, 0b100]);
}

#[test]
fn a_fact_said_brings_what_follows_from_it() {
    let check = |yes: u64, no: u64, expected: (u64, u64)| {
        let mut bank = Bank { yes, no };
        bank.close(&chain());
        assert_eq!((bank.yes, bank.no), expected, "{yes:03b}, not {no:03b}");
    };
    check(0b010, 0, (0b011, 0));
    check(0b100, 0, (0b111, 0));
    check(0, 0b010, (0, 0b110));
    check(0, 0b001, (0, 0b111));
    check(0, 0b100, (0, 0b100));
    // The contrary was said: that is taken as said.
    check(0b100, 0b001, (0b110, 0b001));
}

#[test]
fn a_bank_knows_what_was_said_of_each_fact() {
    let bank = Bank {
        yes: 0b001,
        no: 0b010,
    };
    for (bit, verdict) in VERDICTS.into_iter().enumerate() {
        assert_eq!(bank.verdict(bit as u8), verdict);
        assert_eq!(bank.knows(bit as u8), verdict != Verdict::Unknown);
    }
    let other = Bank {
        yes: 0b110,
        no: 0b001,
    };
    let taken = Bank {
        yes: 0b011,
        no: 0b000,
    };
    assert_eq!(bank.taking(other, 0b010), taken);
    let taken = Bank {
        yes: 0b100,
        no: 0b011,
    };
    assert_eq!(bank.taking(other, 0b101), taken);
}

#[test]
fn what_is_assumed_may_contradict_what_is_known() {
    let check = |bit: u8, yes: bool, expected: Option<(u64, u64)>| {
        // The second fact holds, and so does the first.
        let mut bank = Bank { yes: 0b011, no: 0 };
        let possible = bank.assume(bit, yes, &chain());
        let found = possible.then_some((bank.yes, bank.no));
        assert_eq!(found, expected, "{bit} {yes}");
    };
    check(2, true, Some((0b111, 0)));
    check(2, false, Some((0b011, 0b100)));
    check(1, false, None);
    check(0, false, None);
    let mut bank = Bank { yes: 0, no: 0b001 };
    assert!(!bank.assume(2, true, &chain()));
    // A fact without links stands alone.
    let mut bank = Bank { yes: 0b001, no: 0 };
    assert!(bank.assume(3, true, &Links::default()));
    assert!(bank.assume(4, false, &Links::default()));
    assert_eq!((bank.yes, bank.no), (0b1001, 0b1_0000));
}

/// What is known of a bit of a bank, and what some facts may still be.
fn seen(facts: &Facts, atom: Atom) -> Verdict {
    Cond::Atom(atom).of(facts)
}

#[test]
fn every_fact_assumed_is_the_fact_known() {
    let atoms = [
        Atom::Group(1),
        Atom::Own(2),
        Atom::Disease(3),
        Atom::Unclear(4),
        Atom::Is(YesNo::Referred),
        Atom::BenefitPlan(0b10),
        Atom::Grade(0b001),
        Atom::Tier(0b0_0110),
        Atom::Place(0b0100),
        Atom::Care(0b0001),
        Atom::Sex(0b01),
        Atom::AtLeast(NumberFact::Age, 60),
    ];
    for atom in atoms {
        assert_eq!(seen(&Facts::OPEN, atom), Verdict::Unknown, "{atom:?}");
        for yes in [true, false] {
            let facts = Facts::OPEN.assume(atom, yes, &Ties::default());
            let facts = facts.unwrap_or_else(|| panic!("{atom:?} may be {yes}"));
            assert_eq!(seen(&facts, atom), Verdict::from_bool(yes), "{atom:?}");
            let again = facts.assume(atom, yes, &Ties::default());
            assert_eq!(again, Some(facts), "{atom:?} {yes} says nothing new");
            let contrary = facts.assume(atom, !yes, &Ties::default());
            assert_eq!(contrary, None, "{atom:?} {yes}, and the contrary");
            let others = atoms.into_iter().filter(|other| *other != atom);
            for other in others {
                assert_eq!(seen(&facts, other), Verdict::Unknown, "{atom:?}: {other:?}");
            }
        }
    }
}

#[test]
fn a_set_of_values_keeps_those_that_were_meant() {
    let (grade, ties) = (Atom::Grade(0b011), Ties::default());
    let open = Facts::OPEN;
    assert_eq!(
        open.assume(grade, true, &ties).map(|it| it.grade),
        Some(0b011)
    );
    assert_eq!(
        open.assume(grade, false, &ties).map(|it| it.grade),
        Some(0b100)
    );
    let one = Atom::Hospital(0b01);
    let hospital = |yes| open.assume(one, yes, &two_hospitals());
    let hospital = |yes| hospital(yes).map(|it| (it.hospital, seen(&it, one)));
    assert_eq!(hospital(true), Some((0b01, Verdict::Yes)));
    assert_eq!(hospital(false), Some((!0b01, Verdict::No)));
    let plan = |yes| open.assume(Atom::BenefitPlan(0b110), yes, &ties);
    assert_eq!(plan(true).map(|it| it.plan), Some(0b110));
    assert_eq!(plan(false).map(|it| it.plan), Some(!0b110));
}

#[test]
fn a_number_is_between_its_ends() {
    let open = Facts::OPEN.number(NumberFact::Age);
    let check = |age: (u16, u16), least: u16, expected: [Option<(u16, u16)>; 2]| {
        let mut facts = Facts::OPEN;
        facts.numbers[NumberFact::Age.index()] = age;
        let atom = Atom::AtLeast(NumberFact::Age, least);
        let found = [true, false].map(|yes| facts.assume(atom, yes, &Ties::default()));
        let found = found.map(|it| it.map(|it| it.number(NumberFact::Age)));
        assert_eq!(found, expected, "{least} of {age:?}");
        let verdict = match expected {
            [Some(_), Some(_)] => Verdict::Unknown,
            [yes, _] => Verdict::from_bool(yes.is_some()),
        };
        assert_eq!(seen(&facts, atom), verdict, "{least} of {age:?}");
    };
    check(open, 60, [Some((60, open.1)), Some((open.0, 59))]);
    check((60, 60), 60, [Some((60, 60)), None]);
    check((59, 59), 60, [None, Some((59, 59))]);
    check((59, 60), 60, [Some((60, 60)), Some((59, 59))]);
    // Nobody is younger than nothing.
    check((0, 150), 0, [Some((0, 150)), None]);
}

/// Two hospitals: of the first grade, tier and place, and of the second.
fn two_hospitals() -> Ties {
    let hospital = |bit: u8| HospitalFacts {
        grade: 1 << bit,
        tier: 1 << bit,
        place: 1 << bit,
    };
    Ties {
        hospitals: vec![hospital(0), hospital(1)],
        ..Ties::default()
    }
}

/// Hospital, grade, tier and place that are left possible; `None` where none is.
#[track_caller]
fn check_tie(facts: Facts, expected: Option<(u64, u8, u8, u8)>) {
    let mut facts = facts;
    let possible = facts.tie(&two_hospitals());
    let left = (facts.hospital, facts.grade, facts.tier, facts.place);
    assert_eq!(possible.then_some(left), expected);
}

#[test]
fn a_hospital_agrees_with_its_grade_tier_and_place() {
    let open = Facts {
        hospital: OTHER_HOSPITAL | 0b11,
        ..Facts::OPEN
    };
    let all = (open.grade, open.tier, open.place);
    check_tie(open, Some((open.hospital, all.0, all.1, all.2)));
    // Who names a hospital says where it lies and what it is.
    let named = |hospital: u64| {
        let mut facts = open;
        facts.hospital = hospital;
        facts
    };
    check_tie(named(0b01), Some((0b01, 0b01, 0b01, 0b01)));
    check_tie(named(0b10), Some((0b10, 0b10, 0b10, 0b10)));
    check_tie(named(0b11), Some((0b11, 0b11, 0b11, 0b11)));
    check_tie(
        named(OTHER_HOSPITAL),
        Some((OTHER_HOSPITAL, all.0, all.1, all.2)),
    );
    // One that does not fit is none of the possible ones.
    let left = OTHER_HOSPITAL | 0b01;
    check_tie(
        Facts {
            grade: 0b101,
            ..open
        },
        Some((left, 0b101, all.1, all.2)),
    );
    check_tie(
        Facts {
            tier: 0b101,
            ..open
        },
        Some((left, all.0, 0b101, all.2)),
    );
    check_tie(
        Facts {
            place: 0b101,
            ..open
        },
        Some((left, all.0, all.1, 0b101)),
    );
    // Of the two named, the grade leaves one, and that says its tier and its place.
    let second = Facts {
        grade: 0b110,
        ..named(0b11)
    };
    check_tie(second, Some((0b10, 0b10, 0b10, 0b10)));
    check_tie(
        Facts {
            grade: 0b100,
            ..named(0b11)
        },
        None,
    );
    check_tie(Facts { grade: 0, ..open }, None);
    check_tie(Facts { tier: 0, ..open }, None);
    check_tie(Facts { place: 0, ..open }, None);
}

#[test]
fn what_one_hospital_rules_out_another_no_longer_allows() {
    // The first fits the tier alone, the second the place alone: neither is left.
    let facts = Facts {
        hospital: 0b11,
        tier: 0b01,
        place: 0b10,
        ..Facts::OPEN
    };
    check_tie(facts, None);
    // A third that fits no hospital's grade leaves the one that does.
    let mut ties = two_hospitals();
    ties.hospitals[0].grade = 0b111;
    let mut facts = Facts {
        hospital: 0b11,
        tier: 0b01,
        ..Facts::OPEN
    };
    assert!(facts.tie(&ties));
    assert_eq!((facts.hospital, facts.grade), (0b01, 0b111));
}

#[test]
fn conditions_follow_kleene() {
    let check = |one: Verdict, two: Verdict, all: Verdict, any: Verdict| {
        let parts = vec![Cond::Is(one), Cond::Is(two)];
        let facts = &Facts::OPEN;
        assert_eq!(
            Cond::All(parts.clone()).of(facts),
            all,
            "{one:?} and {two:?}"
        );
        assert_eq!(Cond::Any(parts).of(facts), any, "{one:?} or {two:?}");
        assert_eq!(one.and(two), all, "{one:?} and {two:?}");
        assert_eq!(Cond::Is(one).and(Cond::Is(two)).of(facts), all);
    };
    let [yes, no, unknown] = VERDICTS;
    for one in VERDICTS {
        check(one, one, one, one);
        check(yes, one, one, yes);
        check(one, yes, one, yes);
        check(no, one, no, one);
        check(one, no, no, one);
    }
    assert_eq!(VERDICTS.map(Verdict::not), [no, yes, unknown]);
    assert_eq!(Cond::Not(Box::new(Cond::YES)).of(&Facts::OPEN), no);
    assert_eq!(Cond::UNCLEAR.of(&Facts::OPEN), unknown);
}

#[test]
fn a_condition_names_the_open_fact_it_turns_on() {
    let such = |_: Atom| true;
    let asked = |atom: Atom| !matches!(atom, Atom::Unclear(_));
    let (group, unclear) = (Atom::Group(0), Atom::Unclear(0));
    let both = Cond::All(vec![Cond::Atom(unclear), Cond::Atom(group)]);
    let open = &Facts::OPEN;
    assert_eq!(both.open(open, such), Some(unclear));
    assert_eq!(both.open(open, asked), Some(group));
    assert_eq!(
        Cond::Not(Box::new(both.clone())).open(open, asked),
        Some(group)
    );
    assert_eq!(Cond::Atom(unclear).open(open, asked), None);
    assert_eq!(Cond::UNCLEAR.open(open, such), None);
    // Nothing is open of what is decided.
    let poor = open.assume(group, true, &Ties::default());
    let poor = poor.expect("someone poor");
    assert_eq!(Cond::Atom(group).open(&poor, such), None);
    assert_eq!(both.open(&poor, asked), None);
    let mut atoms = Vec::new();
    Cond::Not(Box::new(both)).atoms(&mut |atom| atoms.push(atom));
    assert_eq!(atoms, [unclear, group]);
}

#[test]
fn another_hospital_changes_the_facts_of_hospitals_alone() {
    let about = of_hospital() & (YesNo::Referred.bit() | YesNo::Enrolled.bit());
    assert_eq!(about, YesNo::Referred.bit());
}
