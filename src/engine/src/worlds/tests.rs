//! Tests of the walk along the in-scope amounts, and of the grade of a line over several worlds.
//! Must not know a shipped table.
use super::*;
use crate::answer::Answer;
use crate::assemble::answer;
use crate::settle::Shape;
use crate::settle::stretch::{BracketReach, Touched};
use crate::settle::tests::{Rule, yuan};
use crate::small_tables::{tables, visit};
use crate::visit::Visit;
use mingbai_policy::{Base, Bracket, NumberFact, Rounding, Share, SharePart, ShareRange, Tables};

fn settled(pays: i64) -> Outcome {
    let pays = Range::exact(Fen(pays));
    Outcome {
        pays,
        helpful: pays.low,
        hurtful: pays.high,
        after_layers: pays,
        slots: [Range::exact(Fen::ZERO); SLOTS],
        waived: Range::exact(Fen::ZERO),
        free: Range::exact(Fen::ZERO),
    }
}

fn point(line: usize, legal: Option<i64>, lacking: i64) -> Point {
    let mut stretch = Stretch::new();
    let place = BracketReach {
        above_deductible: true,
        brackets: line,
    };
    stretch.touch(Touched::Brackets {
        from: place,
        until: place,
    });
    Point {
        outcome: legal.map(settled),
        stretch,
        lacking: legal.is_none().then_some(Fen(lacking)),
    }
}

/// Walks the amounts from 0 to `high`. Returns the range found and how many amounts were computed.
fn walk(high: i64, repeats: Option<i64>, at: impl Fn(i64) -> Point) -> (Option<Range>, usize) {
    let (found, _, looked) = walk_to_ends(high, repeats, at);
    (found, looked)
}

/// The same, and the amounts that reach the low and the high end.
fn walk_to_ends(
    high: i64,
    repeats: Option<i64>,
    at: impl Fn(i64) -> Point,
) -> (Option<Range>, (i64, i64), usize) {
    let looked = std::cell::Cell::new(0);
    let at = |in_scope: Fen, short: Fen| {
        looked.set(looked.get() + 1);
        let mut point = at(in_scope.0);
        if point.lacking.is_some_and(|lacking| lacking <= short) {
            point.outcome = Some(settled(-1));
        }
        Some(point)
    };
    let mut search = BendSearch {
        at: &at,
        repeats,
        found: None,
        ends: (Fen::ZERO, Fen(high)),
    };
    search.bend(Fen::ZERO, Fen(high));
    let (least, most) = search.ends;
    let found = search.found.map(|found| found.pays);
    (found, (least.0, most.0), looked.get())
}

const FAR: i64 = Fen::MAX.0;

#[test]
fn a_bend_is_found_however_far() {
    for bend in [3, 77_777, FAR / 3, FAR - 2] {
        let pays = |at: i64| (at - bend).abs();
        let line = |at: i64| usize::from(at <= bend);
        // Pays fall down to the bend and rise after it, or the other way round.
        let (found, ends, looked) =
            walk_to_ends(FAR, None, |at| point(line(at), Some(pays(at)), 0));
        assert_eq!(found.map(|found| found.low), Some(Fen::ZERO));
        assert_eq!(ends.0, bend, "after {looked}");
        assert!(looked < 110, "{looked} amounts were looked at");
        let (found, ends, looked) =
            walk_to_ends(FAR, None, |at| point(line(at), Some(FAR - pays(at)), 0));
        assert_eq!(found.map(|found| found.high), Some(Fen(FAR)));
        assert_eq!(ends.1, bend, "after {looked}");
        assert!(looked < 110, "{looked} amounts were looked at");
    }
}

#[test]
fn legal_amounts_between_illegal_ones_are_found_however_few() {
    for island in [5, FAR / 3, FAR / 7 * 5] {
        let (found, looked) = walk(FAR, None, |at| match at - island {
            ..0 => point(1, None, 1_000),
            0..3 => point(2, Some(at), 0),
            _ => point(3, None, 1_000),
        });
        let expected = Range {
            low: Fen(island),
            high: Fen(island + 2),
        };
        assert_eq!(found, Some(expected), "after {looked}");
    }
}

#[test]
fn what_only_rounding_makes_legal_is_found() {
    // One amount of a hundred is legal, and only near one end, where the line lacks least.
    for legal in [37, FAR - 37] {
        let (found, looked) = walk(FAR, Some(100), |at| {
            point(1, (at == legal).then_some(at), 1)
        });
        assert_eq!(found, Some(Range::exact(Fen(legal))), "after {looked}");
        assert!(looked <= 202, "{looked} amounts were looked at");
    }
    // Between amounts that are close together each amount is computed.
    let (found, looked) = walk(1_000, Some(FAR), |at| {
        point(1, (at == 501).then_some(at), 1)
    });
    assert_eq!(found, Some(Range::exact(Fen(501))));
    assert!(looked <= 1_002, "{looked} amounts were looked at");
    // However far from nothing they begin.
    let (found, _) = walk(10_000, Some(FAR), |at| match at {
        ..9_000 => point(0, Some(at), 0),
        _ => point(1, (at == 9_501).then_some(at), 1),
    });
    let expected = Range {
        low: Fen::ZERO,
        high: Fen(9_501),
    };
    assert_eq!(found, Some(expected));
    // As many as are looked at one by one, and none of them is legal.
    let (found, _) = walk(FAR, Some(ONE_BY_ONE), |_| point(1, None, 1));
    assert_eq!(found, None);
}

#[test]
fn where_rounding_does_not_repeat_soon_the_line_counts_as_legal() {
    let (found, looked) = walk(FAR, Some(1_000_000), |_| point(1, None, 1));
    assert_eq!(found, Some(Range::exact(Fen(-1))));
    assert!(looked < 10, "{looked} amounts were looked at");
}

#[test]
fn of_a_line_that_soon_lacks_more_than_rounding_only_the_near_part_is_looked_at() {
    // It lacks one fen at one end, and a fen more after every third amount; none is legal.
    for turned in [false, true] {
        let (found, looked) = walk(FAR, Some(1_000_000), |at| {
            let off = if turned { FAR - at } else { at };
            point(1, None, 1 + off / 3)
        });
        assert_eq!(found, None);
        assert!(looked < 300, "{looked} amounts were looked at");
    }
}

#[test]
fn what_lacks_more_than_rounding_or_cannot_rise_is_left_alone() {
    let (found, looked) = walk(FAR, Some(100), |_| point(1, None, NEARLY.0 + 1));
    assert_eq!((found, looked), (None, 2));
    let (found, looked) = walk(FAR, None, |_| point(1, None, 1));
    assert_eq!((found, looked), (None, 2));
}

/// The basic layer pays of out-of-scope money too, so that roundings trade against each other.
const TRADING: &str = "[[layer]]\nlayer = \"基本医保\"\n@\ncap = \"none\"\n\
    parts = [{ base = \"in_scope\", share = \"70%\" }, { base = \"out_of_scope\", share = \"70%\" }]\n";

fn bill(total: i64, items: i64) -> Bill {
    Bill {
        total: Some(Fen(total)),
        items: vec![(mingbai_policy::ItemId(0), Fen(items))],
        ..Bill::default()
    }
}

#[test]
fn roundings_that_make_a_world_legal_are_found_in_a_real_one() {
    let tables = tables(TRADING);
    let visit = visit();
    let layout = Layout::new(&tables, &visit, visit.date).unwrap_or_else(|_| panic!("a layout"));
    let mut terms = WorldTerms::default();
    let open = resolve(&layout, &layout.base, Reading::Certain, false, &mut terms);
    assert!(open.is_ok());
    assert_eq!(repeats(&terms), 10);
    let legal = |total, items| {
        let bill = bill(total, items);
        let money = OpenBill {
            bill: &bill,
            year: &visit.year,
            third_party: false,
            made_up: false,
        };
        settle_kind(&layout, terms.clone(), &money, &[])
            .outcome
            .is_some()
    };
    // 30% of 100,000 fen, whichever amount is in scope.
    assert!(legal(100_000, 30_000));
    assert!(!legal(100_000, 30_001));
}

#[test]
fn the_in_scope_amounts_that_a_bill_leaves_possible() {
    let check = |total: Option<i64>, said: Option<(i64, i64)>, self_pay: Option<i64>, ends| {
        let bill = Bill {
            total: total.map(Fen),
            in_scope: said.map(|it| Fen(it.0)),
            in_scope_to: said.map(|it| Fen(it.1)),
            self_pay: self_pay.map(Fen),
            ..Bill::default()
        };
        let money = OpenBill {
            bill: &bill,
            year: &Year::TakenAsFirst,
            third_party: false,
            made_up: false,
        };
        let (low, high) = ends;
        let expected = Range {
            low: Fen(low),
            high: Fen(high),
        };
        assert_eq!(money.in_scope(), expected, "{bill:?}");
    };
    check(Some(100), None, None, (0, 100));
    check(Some(100), Some((60, 80)), None, (60, 80));
    // After every layer the split no longer counts.
    check(Some(100), Some((60, 80)), Some(30), (60, 60));
    check(Some(100), None, Some(30), (0, 0));
    check(None, None, Some(30), (0, 0));
}

/// Settles layers written as in `settle::tests` on a bill of 100 yuan, so much of it in scope.
fn settle_open(rules: &[&str], in_scope: (&str, &str), items: i64, look: impl FnOnce(WorldKind)) {
    let rules: Vec<Rule> = rules.iter().map(|rule| Rule::read(rule)).collect();
    let layers = rules.iter().enumerate().map(|(slot, rule)| LayerTerms {
        slot: slot as u8,
        ..rule.terms()
    });
    let terms = WorldTerms {
        layers: layers.collect(),
        ..WorldTerms::default()
    };
    let bill = Bill {
        in_scope: Some(yuan(in_scope.0)),
        in_scope_to: Some(yuan(in_scope.1)),
        items: match items {
            0 => Vec::new(),
            items => vec![(mingbai_policy::ItemId(0), Fen(items))],
        },
        ..bill(10_000, items)
    };
    let money = OpenBill {
        bill: &bill,
        year: &Year::TakenAsFirst,
        third_party: false,
        made_up: false,
    };
    let (tables, visit) = (tables(""), visit());
    let layout = Layout::new(&tables, &visit, visit.date).unwrap_or_else(|_| panic!("a layout"));
    look(settle_kind(&layout, terms, &money, &[]));
}

/// What is paid, and by how many fen each end is wider for roundings.
#[track_caller]
fn check_open(
    rules: &[&str],
    in_scope: (&str, &str),
    items: i64,
    pays: (&str, &str),
    widened: (i64, i64),
) {
    settle_open(rules, in_scope, items, |kind| {
        let found = kind.outcome.map(|outcome| outcome.pays);
        let (low, high) = (yuan(pays.0), yuan(pays.1));
        assert_eq!(found, Some(Range { low, high }), "{rules:?}");
        let widened = (Fen(widened.0), Fen(widened.1));
        assert_eq!(kind.widened, widened, "{rules:?}");
    });
}

#[test]
fn an_open_split_is_settled_at_both_ends_and_at_its_bends() {
    check_open(&["60%"], ("0", "100"), 0, ("40", "100"), (0, 0));
    check_open(&["60%"], ("50", "50"), 0, ("70", "70"), (0, 0));
    // The least lies between: 30 of what is in scope, 30 of what is out of it.
    let two = &["100%，封顶 30", "范围外，60%，封顶 30"];
    check_open(two, ("0", "100"), 0, ("39.98", "70.02"), (2, 2));
    check_open(two, ("50", "50"), 0, ("40", "40"), (0, 0));
    // Where the items' self-pay is left, and no further.
    check_open(&["80%"], ("0", "100"), 5_000, ("50", "100"), (0, 0));
    // At most the whole bill, less what a sheet says was paid.
    let sheet = &["单上 20", "范围外，60%"];
    check_open(sheet, ("0", "100"), 0, ("31.99", "80"), (1, 0));
}

#[test]
fn parts_that_stray_widen_each_end_where_a_later_layer_shows_it() {
    let parts = "内 60%，外 50%";
    let rules = |last| ["未必，0%", parts, last];
    let by = |rules: &[&str], in_scope| {
        let mut widened = (Fen::ZERO, Fen::ZERO);
        settle_open(rules, in_scope, 0, |kind| widened = kind.widened);
        (widened.0.0, widened.1.0)
    };
    let open = ("10", "90");
    assert_eq!(by(&rules("50%"), open), (4, 4));
    assert_eq!(by(&rules("未必，50%"), open), (4, 3));
    // Where the split is known, only a part of a fen strays, and each of its roundings is settled: no
    // end moves further than they do.
    assert_eq!(by(&rules("50%"), ("50", "50")), (0, 0));
    assert_eq!(by(&rules("50%"), ("50.01", "50.01")), (1, 0));
    assert_eq!(by(&rules("未必，50%"), ("50.01", "50.01")), (1, 0));
}

#[test]
fn where_no_money_leaves_the_scope_rounding_makes_nothing_legal() {
    // The items' self-pay is 5 fen more than the bill.
    settle_open(&["0.0001%"], ("0", "100"), 10_005, |kind| {
        assert!(kind.outcome.is_none());
    });
    // Where money leaves the scope, and roundings do not repeat soon, 5 fen may be rounding.
    let parts = "内 99.9999%，外 99.9999%";
    settle_open(&[parts], ("0.01", "99.99"), 5, |kind| {
        assert!(kind.outcome.is_some());
    });
}

fn worlds(
    tables: &Tables,
    reading: Reading,
    in_scope: (i64, i64),
    look: impl FnOnce(&Layout, Worlds),
) {
    let visit = visit();
    let bill = Bill {
        total: Some(Fen(10_000)),
        in_scope: Some(Fen(in_scope.0)),
        in_scope_to: Some(Fen(in_scope.1)),
        ..bill(10_000, 3_000)
    };
    let money = OpenBill {
        bill: &bill,
        year: &visit.year,
        third_party: false,
        made_up: false,
    };
    let layout = Layout::new(tables, &visit, visit.date).unwrap_or_else(|_| panic!("a layout"));
    look(&layout, explore(&layout, &layout.base, reading, &money));
}

#[test]
fn an_open_amount_is_sampled_at_its_quarters() {
    let tables = tables("");
    let check = |reading, in_scope, expected: &[i64]| {
        worlds(&tables, reading, in_scope, |_, worlds| {
            let sampled: Vec<i64> = worlds.sampled.iter().map(|it| it.0).collect();
            assert_eq!(sampled, expected, "{reading:?}");
        });
    };
    let quarters = [2_000, 4_000, 6_000, 8_000, 10_000];
    check(Reading::Estimate, (2_000, 10_000), &quarters);
    check(Reading::Certain, (2_000, 10_000), &[]);
    check(Reading::Estimate, (2_000, 2_000), &[]);
}

#[test]
fn facts_are_split_where_a_condition_turns_on_them_and_named_once() {
    let poor = "{ group = \"poor\" }";
    let rules = format!(
        "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\n@\n\
         deductible = 0\nshare = \"50%\"\ncap = \"none\"\n\
         [[layer.variant]]\nwhen = {poor}\nshare = \"60%\"\n\
         [[layer.variant]]\nwhen = {{ age_at_least = 60 }}\nshare = \"70%\"\n\
         [[waiver]]\nid = \"w\"\nname = \"免\"\nwhen = {poor}\n@\nshare = \"50%\"\n\
         items = {{ complete = true, names = [\"检查费\"] }}\n\
         [[waiver]]\nid = \"o\"\nname = \"老\"\nwhen = {{ age_at_least = 60 }}\n@\nshare = \"50%\"\n\
         items = {{ complete = true, names = [\"检查费\"] }}\n"
    );
    let tables = tables(&rules);
    worlds(&tables, Reading::Certain, (10_000, 10_000), |_, worlds| {
        let atoms = [Atom::Group(0), Atom::AtLeast(NumberFact::Age, 60)];
        assert_eq!(worlds.split.len(), 2, "{:?}", worlds.split);
        assert!(atoms.iter().all(|atom| worlds.split.contains(atom)));
        // The poor are waived half of 检查费, and some of what is not itemised; others nothing.
        let waived = worlds.waiver(0);
        assert_eq!(waived.low, Fen::ZERO);
        assert!(waived.high >= Fen(1_500), "{waived:?}");
        assert_eq!(worlds.waiver(2), Range::exact(Fen::ZERO));
    });
}

/// A world that pays so much, in fen; `None` where illegal. Its layers' grades, and what each of the
/// first slots pays.
type Told<'a> = (Option<i64>, &'a [(u8, LineGrade)], &'a [i64]);

fn hull_of(told: &[Told]) -> Option<Hull> {
    let kind = |(pays, grades, slots): &Told| WorldKind {
        terms: WorldTerms {
            grades: grades.to_vec(),
            ..WorldTerms::default()
        },
        outcome: pays.map(|pays| {
            let mut outcome = settled(pays);
            for (slot, fen) in outcome.slots.iter_mut().zip(*slots) {
                *slot = Range::exact(Fen(*fen));
            }
            outcome
        }),
        at: (Fen::ZERO, Fen::ZERO),
        widened: (Fen::ZERO, Fen::ZERO),
        samples: Vec::new(),
        waivers: Vec::new(),
    };
    let world = |kind| World {
        facts: Facts::OPEN,
        kind,
    };
    let worlds = Worlds {
        kinds: told.iter().map(kind).collect(),
        worlds: (0..told.len()).map(world).collect(),
        sampled: Vec::new(),
        split: Vec::new(),
    };
    worlds.hull()
}

#[test]
fn the_first_world_that_reaches_an_end_is_its_witness() {
    fn pays<'a>(fen: Option<i64>) -> Told<'a> {
        (fen, &[], &[])
    }
    let worlds = [None, Some(30), Some(20), Some(40), Some(20), Some(40)].map(pays);
    let hull = hull_of(&worlds).expect("a legal world");
    assert_eq!((hull.low, hull.high), (2, 3));
    let expected = Range {
        low: Fen(20),
        high: Fen(40),
    };
    assert_eq!(hull.pays, expected);
    assert!(hull_of(&[pays(None)]).is_none());
}

#[test]
fn a_line_is_known_as_well_as_in_the_world_where_it_is_known_least() {
    use LineGrade::{Document, Reported, Unknown};
    let check = |worlds: &[Told], touched: u32, expected: [LineGrade; 3]| {
        let hull = hull_of(worlds).expect("a legal world");
        assert_eq!(hull.touched, touched);
        assert_eq!(hull.grades[..3], expected);
    };
    let both = [(1, Document), (2, Reported)];
    let one = [(1, Document)];
    let all = [(0, Document), (1, Document), (2, Document)];
    check(
        &[(Some(9), &both, &[0, 5, 5])],
        0b110,
        [Document, Document, Reported],
    );
    // In both worlds, whatever it pays; in one alone, and it pays there; in one, and it pays nothing.
    let worlds: [Told; 2] = [(Some(9), &both, &[0, 5, 5]), (Some(9), &one, &[0, 6, 0])];
    check(&worlds, 0b110, [Document, Document, Unknown]);
    let worlds: [Told; 2] = [(Some(9), &both, &[0, 5, 0]), (Some(9), &one, &[0, 6, 0])];
    check(&worlds, 0b110, [Document, Document, Reported]);
    // A line that no layer has is a top-up rule's.
    let worlds: [Told; 2] = [(Some(9), &one, &[0, 5, 0]), (Some(9), &one, &[7, 5, 0])];
    check(&worlds, 0b010, [Document, Document, Document]);
    // An illegal world says nothing.
    let worlds: [Told; 2] = [(Some(9), &all, &[1, 2, 3]), (None, &both, &[])];
    check(&worlds, 0b111, [Document, Document, Document]);
}

fn line(when: &str, say: impl FnOnce(&mut Visit)) -> LineGrade {
    let rules = format!(
        "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\nwhen = {when}\n@\n\
         deductible = 0\nshare = \"60%\"\ncap = \"none\""
    );
    let tables = tables(&rules);
    let mut visit = visit();
    visit.bill = Some(Bill {
        total: Some(Fen(10_000)),
        in_scope: Some(Fen(10_000)),
        ..Bill::default()
    });
    say(&mut visit);
    let answer: Answer = answer(&tables, &visit).expect("an answer");
    answer.layers[0].grade
}

#[test]
fn a_line_of_a_layer_that_may_not_apply_is_not_known() {
    let poor = "{ group = \"poor\" }";
    assert_eq!(line(poor, |_| {}), LineGrade::Unknown);
    assert_eq!(
        line(poor, |visit| visit.groups.yes = 1),
        LineGrade::Document
    );
    assert_eq!(line("{ unclear = \"没有写\" }", |_| {}), LineGrade::Unknown);
}

/// Numbers below `end`, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as u32 % end
    }

    /// A share in tenths of a percent, within these.
    fn share(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }
}

fn bracket(low: u32, high: u32) -> Bracket {
    let share = |tenths: u32| Share::from_millionths(tenths * 1_000).expect("a share");
    Bracket {
        to: Fen::MAX,
        share: ShareRange {
            low: share(low),
            high: share(high),
        },
    }
}

/// What the person pays of a bill after a layer on what is in scope, one of two parts and others.
struct Counter<'p> {
    layout: &'p Layout<'p>,
    layer: LayerTerms<'p>,
    bill: Bill,
    /// How the first layer and each later one round, in order; the parts round half up.
    roundings: [Rounding; 4],
}

impl Counter<'_> {
    fn pays(&self, first: &[Bracket], parts: &[SharePart], later: &[(Base, Bracket)]) -> Range {
        let [own, rest @ ..] = self.roundings.map(|it| (it, it));
        let mut layers = vec![
            LayerTerms {
                shape: Shape::Schedule(first),
                rounding: own,
                ..self.layer
            },
            LayerTerms {
                shape: Shape::Parts(parts),
                ..self.layer
            },
        ];
        for ((base, bracket), rounding) in later.iter().zip(rest) {
            layers.push(LayerTerms {
                shape: Shape::Schedule(std::slice::from_ref(bracket)),
                base: *base,
                rounding,
                ..self.layer
            });
        }
        let terms = WorldTerms {
            layers,
            ..WorldTerms::default()
        };
        let money = OpenBill {
            bill: &self.bill,
            year: &Year::TakenAsFirst,
            third_party: false,
            made_up: false,
        };
        let kind = settle_kind(self.layout, terms, &money, &[]);
        kind.outcome.expect("a legal world").pays
    }
}

#[test]
fn what_is_filled_in_stays_inside_however_layers_round() {
    let tables = tables(TRADING);
    let visit = visit();
    let layout = Layout::new(&tables, &visit, visit.date).unwrap_or_else(|_| panic!("a layout"));
    let mut terms = WorldTerms::default();
    assert!(resolve(&layout, &layout.base, Reading::Certain, false, &mut terms).is_ok());
    let mut counter = Counter {
        layout: &layout,
        layer: LayerTerms {
            base: Base::InScope,
            ..terms.layers[0]
        },
        bill: Bill::default(),
        roundings: [Rounding::HalfUp; 4],
    };
    let mut chance = Chance(1);
    for round in 0..10_000 {
        // At first all round half up.
        if round >= 5_000 {
            counter.roundings = [0; 4].map(|_| Rounding::ALL[chance.below(3) as usize]);
        }
        let total = i64::from(chance.below(5_000));
        let in_scope = i64::from(chance.below(5_000)).min(total);
        counter.bill.total = Some(Fen(total));
        counter.bill.in_scope = None;
        let (one, two) = (chance.share(0, 1_000), chance.share(0, 1_000));
        let part = |base, share| SharePart {
            base,
            schedule: vec![bracket(share, share)],
        };
        let mut parts = [
            part(Base::InScope, one.max(two)),
            part(Base::OutOfScope, one.min(two)),
        ];
        if chance.below(2) == 0 {
            parts.reverse();
        }
        let bases = [Base::InScope, Base::InScope, Base::All, Base::OutOfScope];
        let mut later = Vec::new();
        for at in 0..chance.below(4) {
            let share = chance.share(0, 1_000).max(chance.share(0, 1_000));
            let base = bases[chance.below(if at < 2 { 2 } else { 4 }) as usize];
            later.push((base, bracket(share, share)));
        }
        // Each range lies within the one before; at first it is open too how much is in scope.
        let (mut low, mut high) = (0, 1_000);
        let mut open = counter.pays(&[bracket(low, high)], &parts, &later);
        counter.bill.in_scope = Some(Fen(in_scope));
        for _ in 0..5 {
            let pays = counter.pays(&[bracket(low, high)], &parts, &later);
            assert!(
                open.low <= pays.low && pays.high <= open.high,
                "{round}: {open:?} leaves out {pays:?}: {low}..{high} {later:?} {parts:?} {:?} {:?}",
                counter.bill,
                counter.roundings
            );
            open = pays;
            let (one, two) = (chance.share(low, high), chance.share(low, high));
            (low, high) = (one.min(two), one.max(two));
        }
    }
}
