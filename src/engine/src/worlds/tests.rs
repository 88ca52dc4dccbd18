//! Tests of the walk along the in-scope amounts, and of the grade of a line over several worlds.
//! Must not know a shipped table.
use super::*;
use crate::answer::Answer;
use crate::assemble::answer;
use crate::settle::Shape;
use crate::settle::stretch::{BracketReach, Touched};
use crate::small_tables::{tables, visit};
use crate::visit::Visit;
use mingbai_policy::{Base, Bracket, Share, SharePart, ShareRange};

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
    (search.found.map(|found| found.pays), looked.get())
}

const FAR: i64 = Fen::MAX.0;

#[test]
fn a_bend_is_found_however_far() {
    // Payments rise up to the bend and fall after it.
    for bend in [3, 77_777, FAR / 3, FAR - 2] {
        let (found, looked) = walk(FAR, None, |at| {
            let before = at <= bend;
            let pays = if before { at } else { bend - (at - bend) / 2 };
            point(usize::from(before), Some(pays), 0)
        });
        let high = found.map(|found| found.high);
        assert_eq!(high, Some(Fen(bend)), "after {looked}");
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
    let (found, _) = walk(1_000, Some(FAR), |at| {
        point(1, (at == 501).then_some(at), 1)
    });
    assert_eq!(found, Some(Range::exact(Fen(501))));
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
        };
        settle_kind(&layout, terms.clone(), &money, &[])
            .outcome
            .is_some()
    };
    // 30% of 100,000 fen, whichever amount is in scope.
    assert!(legal(100_000, 30_000));
    assert!(!legal(100_000, 30_001));
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
}

impl Counter<'_> {
    fn pays(&self, first: &[Bracket], parts: &[SharePart], later: &[(Base, Bracket)]) -> Range {
        let mut layers = vec![
            LayerTerms {
                shape: Shape::Schedule(first),
                ..self.layer
            },
            LayerTerms {
                shape: Shape::Parts(parts),
                ..self.layer
            },
        ];
        for (base, bracket) in later {
            layers.push(LayerTerms {
                shape: Shape::Schedule(std::slice::from_ref(bracket)),
                base: *base,
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
        };
        let kind = settle_kind(self.layout, terms, &money, &[]);
        kind.outcome.expect("a legal world").pays
    }
}

#[test]
fn what_is_filled_in_stays_inside_where_parts_share_a_rounding() {
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
    };
    let mut chance = Chance(1);
    for round in 0..5_000 {
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
                "{round}: {open:?} leaves out {pays:?}: {low}..{high} {later:?} {parts:?} {:?}",
                counter.bill
            );
            open = pays;
            let (one, two) = (chance.share(low, high), chance.share(low, high));
            (low, high) = (one.min(two), one.max(two));
        }
    }
}
