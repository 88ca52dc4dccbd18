//! A settlement sheet with one slip: the line where it shows first, and its cause. Must not know
//! how the engine finds either.
use mingbai_engine::{
    Cause, LocalFigure, LocalRule, Sheet, SheetLine, TraceStep, Visit, Year, answer, reconcile,
};
use mingbai_policy::{Fen, GroupId, LayerId, NumberFact, RegionId, Tables};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::seed;
use mingbai_tests::visits::Lot;

/// Returns the sheet of a visit; `None` where the engine's settlement is a range.
fn sheet(tables: &Tables, visit: &Visit) -> Option<Sheet> {
    let answer = answer(tables, visit).ok()?;
    let pays = answer.money?.pays.estimate;
    let bill = visit.bill.as_ref()?;
    let mut sheet = Sheet {
        total: bill.total,
        in_scope: bill.in_scope,
        pays: (pays.low == pays.high).then_some(pays.low),
        ..Sheet::default()
    };
    sheet.pays?;
    // A sheet's line of what the hospital bears is no payment.
    let hospital = |layer: LayerId| tables.vocabulary.layers[layer.index()].hospital;
    for line in answer.layers.iter().filter(|it| !hospital(it.layer)) {
        let paid = line.pays?.estimate;
        if paid.low != paid.high {
            return None;
        }
        sheet.paid.push((line.layer, paid.low));
    }
    Some(sheet)
}

fn deductible(tables: &Tables, visit: &Visit, of: LayerId) -> Option<Fen> {
    let money = answer(tables, visit).ok()?.money?;
    money.high.steps.iter().find_map(|step| match step {
        TraceStep::Layer {
            layer, deductible, ..
        } if *layer == of => Some(*deductible),
        _ => None,
    })
}

/// Makes a slip of this kind on this visit. Returns the cause and the sheet.
fn slip(
    tables: &Tables,
    visit: &Visit,
    right: &Sheet,
    kind: usize,
    rng: &mut Rng,
) -> Option<(Cause, Sheet)> {
    let mut wrong = visit.clone();
    let layer = rng.pick(&right.paid)?.0;
    let local = |figure| (LocalRule::Layer(layer), figure);
    let groups = tables.vocabulary.groups.len();
    let cause = match kind {
        0 => {
            wrong.local.push(local(LocalFigure::Deductible(Fen::ZERO)));
            Cause::DeductibleForgotten(layer)
        }
        1 => {
            let once = deductible(tables, visit, layer)?;
            wrong
                .local
                .push(local(LocalFigure::Deductible(once + once)));
            Cause::DeductibleTwice(layer)
        }
        2 => {
            wrong.local.push(local(LocalFigure::Cap(Fen::MAX)));
            Cause::CapForgotten(layer)
        }
        3 => {
            wrong.year = Year::Known {
                accounts: Vec::new(),
                in_scope_self_pay: Some(Fen::ZERO),
                paid: Vec::new(),
            };
            let stay = &mut wrong.said[NumberFact::Stay];
            *stay = stay.map(|_| 1);
            Cause::YearForgotten
        }
        4 => {
            let bill = wrong.bill.as_mut()?;
            bill.in_scope = bill.total;
            Cause::OutOfScopeCounted
        }
        5 => {
            // A group that someone had to register: no other group implies it.
            let inside = |group: u16| wrong.groups.yes >> group & 1 == 1;
            let all = 0..groups as u16;
            let top: Vec<u16> = all
                .clone()
                .filter(|group| {
                    let above = |other: &u16| {
                        other != group
                            && inside(*other)
                            && tables.vocabulary.group_closure(GroupId(*other)) >> group & 1 == 1
                    };
                    inside(*group) && !all.clone().any(|other| above(&other))
                })
                .collect();
            let gone = *rng.pick(&top)?;
            let rest = top.iter().filter(|it| **it != gone);
            wrong.groups.yes = rest.fold(0, |bits, it| {
                bits | tables.vocabulary.group_closure(GroupId(*it))
            });
            wrong.groups.no = !wrong.groups.yes;
            Cause::GroupMissing(GroupId(gone))
        }
        6 => {
            let group = GroupId(rng.below(groups) as u16);
            if wrong.groups.yes >> group.0 & 1 == 1 {
                return None;
            }
            wrong.groups.yes |= tables.vocabulary.group_closure(group);
            wrong.groups.no = !wrong.groups.yes;
            Cause::GroupWrong(group)
        }
        _ => {
            // Without the payments of top-up rules into the line; a fen slips only where something
            // is paid.
            let money = answer(tables, visit).ok()?.money?;
            let own = money.high.steps.iter().find_map(|step| match step {
                TraceStep::Paid {
                    layer: of, amount, ..
                } if *of == layer => Some(*amount),
                _ => None,
            });
            let own = own.filter(|own| *own > Fen::ZERO)?;
            let paid = Fen(own.0 + if rng.coin() { 1 } else { -1 });
            wrong.bill.as_mut()?.paid.push((layer, paid));
            Cause::Rounding(layer)
        }
    };
    let mut found = sheet(tables, &wrong)?;
    // The sheet prints the in-scope amount of the bill.
    found.in_scope = right.in_scope;
    if let Cause::Rounding(layer) = cause {
        // A top-up rule may pay the fen back into the same line: then nothing slipped there.
        let line = |sheet: &Sheet| sheet.paid.iter().find(|it| it.0 == layer).map(|it| it.1.0);
        if (line(&found)? - line(right)?).abs() != 1 {
            return None;
        }
    }
    (found != *right).then_some((cause, found))
}

fn same_kind(one: Cause, other: Cause) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

#[test]
fn one_slip_in_each_of_200_sheets() {
    const SHEETS: usize = 200;
    let shipped = mingbai_tables::load().expect("shipped tables");
    let mut rng = Rng::new(seed());
    let (mut tried, mut found, mut missed) = (0, 0, Vec::new());
    let mut spins = 0;
    while tried < SHEETS {
        spins += 1;
        assert!(spins < 2_000_000, "only {tried} sheets");
        let made_up;
        let (tables, home) = if rng.one_in(3) {
            made_up = county(&mut rng, Gaps::None);
            (&made_up, Some(COUNTY))
        } else {
            (
                &shipped,
                Some(RegionId(rng.below(shipped.vocabulary.regions.len()) as u16)),
            )
        };
        let lot = Lot::new(tables);
        let visit = lot.known(&mut rng, home);
        let Some(right) = sheet(tables, &visit) else {
            continue;
        };
        let nothing = reconcile(tables, &visit, &right).expect("a sheet of our own");
        assert_eq!(nothing.first, None, "{nothing:#?}");
        assert!(nothing.all_fits(), "{nothing:#?}");
        let kind = tried % 8;
        let Some((cause, wrong)) = slip(tables, &visit, &right, kind, &mut rng) else {
            continue;
        };
        tried += 1;
        let told = reconcile(tables, &visit, &wrong).expect("a sheet");
        let first = wrong
            .paid
            .iter()
            .zip(&right.paid)
            .find(|(wrong, right)| wrong != right)
            .map_or(SheetLine::Pays, |(wrong, _)| SheetLine::Layer(wrong.0));
        let said = told
            .first
            .and_then(|at| told.lines.get(at))
            .map(|line| line.line);
        assert_eq!(said, Some(first), "{cause:?} {told:#?}");
        let near = told.explanations.iter().take(2);
        if near.flat_map(|it| &it.causes).any(|it| *it == cause) {
            found += 1;
        } else {
            missed.push(format!(
                "{cause:?}: {:?}",
                told.explanations.iter().take(3).collect::<Vec<_>>()
            ));
        }
        assert!(
            told.explanations.first().is_some_and(|best| best.left == 0),
            "{cause:?} explains all, and nothing told does: {told:#?}"
        );
        assert!(!same_kind(cause, Cause::Amount(LayerId(0))));
    }
    println!("{found} of {tried} causes among the first two");
    assert!(
        found * 100 >= tried * 95,
        "{found} of {tried}\n{}",
        missed.join("\n")
    );
}
