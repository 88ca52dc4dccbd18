//! A year of visits (一年的账), compared with the second reckoning visit by visit. Must not know
//! how the engine carries a year over.
use mingbai_engine::{
    Account, Bill, Ledger, LedgerFault, OfPeriod, Range, Visit, Year, ledger, swaps,
};
use mingbai_policy::{Care, Day, DiseaseId, Fen, LayerId, NumberFact, Period, RegionId, Tables};
use mingbai_tests::chooser::{Chooser, Mood};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::reckoning::compute;
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::truth::World;
use mingbai_tests::visits::Lot;

/// Returns visits of one person in one year.
fn year(lot: &Lot, rng: &mut Rng, home: Option<RegionId>) -> Vec<Visit> {
    let first = lot.known(rng, home);
    let count = 2 + rng.below(4);
    let mut date = Day::new(first.date.year(), 1 + rng.below(3) as u8, 1);
    let mut begun = date;
    (0..count)
        .map(|_| {
            let mut visit = first.clone();
            visit.date = date;
            // On one day, in one month, in one quarter, or apart.
            let (month, day) = match rng.below(4) {
                0 => (date.month(), date.day()),
                1 => (date.month(), date.day() + 5),
                2 => (date.month() + 1, 1),
                _ => (date.month() + 2, 10),
            };
            date = Day::new(date.year(), month, day);
            if rng.coin() {
                visit.care = Some(rng.of(Care::ALL));
            }
            // A stay begins on the day of the visit before, or later: the days on which visits count rise.
            let since = days_between(begun, visit.date);
            visit.said[NumberFact::StayDays] = Some(rng.within(0, since) as u16);
            begun = visit.date;
            let total = lot.amount(rng);
            visit.bill = Some(Bill {
                total: Some(total),
                in_scope: Some(lot.amount_up_to(rng, total)),
                ..Bill::default()
            });
            visit
        })
        .collect()
}

/// Returns how many days lie between two days of a year, at most.
fn days_between(from: Day, until: Day) -> i64 {
    let months = i64::from(until.month()) - i64::from(from.month());
    // The shortest month has 28 days.
    28 * months + i64::from(until.day()) - i64::from(from.day())
}

fn holds(range: Range, fen: Fen) -> bool {
    range.low <= fen && fen <= range.high
}

/// Settles the same year with the second reckoning. Returns whether it left nothing open.
fn second(
    tables: &Tables,
    visits: &[Visit],
    ledger: &Ledger,
    chooser: &mut Chooser,
) -> Result<(), String> {
    // The stays of the year before its first visit.
    let mut stays = visits[0].said[NumberFact::Stay].unwrap_or(1) - 1;
    let mut so_far = match visits.first().map(|visit| &visit.year) {
        Some(Year::Known {
            in_scope_self_pay,
            paid,
            accounts,
        }) => YearSpent {
            spent: in_scope_self_pay.unwrap_or_default(),
            paid: paid.clone(),
            accounts: accounts.clone(),
        },
        _ => YearSpent::nothing(tables),
    };
    let mut total = Fen::ZERO;
    for (at, (visit, ours)) in visits.iter().zip(&ledger.visits).enumerate() {
        let counts_on = |visit| World::new(tables, visit).counts_on().ok_or("no day");
        so_far.roll(counts_on(&visits[at.saturating_sub(1)])?, counts_on(visit)?);
        let mut visit = visit.clone();
        visit.year = Year::Known {
            in_scope_self_pay: Some(so_far.spent),
            paid: so_far.paid.clone(),
            accounts: so_far.accounts.clone(),
        };
        visit.said[NumberFact::Stay] = Some(stays + 1);
        let further = World::new(tables, &visit).further_stays().len() as u16;
        stays += u16::from(visit.care == Some(Care::Inpatient)) + further;
        let settled = compute(tables, &visit, chooser).ok_or("no money")?;
        let pays = ours.pays.ok_or("no money of ours")?;
        let exact = !chooser.figures && !chooser.conditions;
        let same = if exact {
            pays.estimate == Range::exact(settled.pays)
        } else {
            holds(pays.estimate, settled.pays)
        };
        if !same || !holds(pays.certain, settled.pays) {
            return Err(format!(
                "visit {at}: {pays:?}\nreckoned {settled:?}\nafter {so_far:?}\nours after {:?}",
                ours.before
            ));
        }
        let before = ours.before.in_scope_self_pay;
        if before.is_some_and(|before| !holds(before, so_far.spent))
            || exact && before != Some(Range::exact(so_far.spent))
        {
            return Err(format!(
                "before visit {at}: {:?} beside {so_far:?}",
                ours.before
            ));
        }
        so_far.spent += settled.after_basic;
        for (layer, fen) in settled.layers.iter().chain(&settled.top_ups) {
            so_far.add(&visit, *layer, *fen);
        }
        for (layer, fen) in &settled.deductibles {
            so_far.use_deductible(&visit, *layer, *fen);
        }
        for (layer, fen) in &settled.costs {
            so_far.spend(&visit, *layer, *fen);
        }
        total += settled.pays;
    }
    match ledger.pays {
        Some(pays) if holds(pays.estimate, total) && holds(pays.certain, pays.estimate.low) => {
            Ok(())
        }
        other => Err(format!("{total} is not within {other:?}")),
    }
}

/// The year so far, every payment in its account.
#[derive(Clone, Default, Debug)]
struct YearSpent {
    spent: Fen,
    paid: Vec<(LayerId, Fen)>,
    accounts: Vec<Account>,
}

impl YearSpent {
    /// Returns a year without visits: every account is there, with nothing in it.
    fn nothing(tables: &Tables) -> YearSpent {
        let mut year = YearSpent::default();
        for layer in (0..tables.vocabulary.layers.len() as u16).map(LayerId) {
            for care in Care::ALL {
                let account = year.account(layer, *care, None);
                (account.paid, account.deductible_used) = (Some(Fen::ZERO), Some(Fen::ZERO));
                account.in_scope = Some(Fen::ZERO);
            }
        }
        year
    }

    fn add(&mut self, visit: &Visit, layer: LayerId, more: Fen) {
        let new = self.accounts.iter().all(|it| it.layer != layer);
        match self.paid.iter_mut().find(|(of, _)| *of == layer) {
            Some((_, fen)) => *fen += more,
            None if new => self.paid.push((layer, more)),
            // The accounts of the layer say it all.
            None => {}
        }
        if new {
            for care in Care::ALL {
                self.add_to(layer, *care, None, Fen::ZERO);
            }
        }
        let care = visit.care.expect("a known visit");
        self.add_to(layer, care, None, more);
        if let Some([disease]) = visit.diseases.as_deref() {
            self.add_to(layer, care, Some(*disease), more);
        }
    }

    /// Starts the periods afresh that a day lies in and the day before did not.
    fn roll(&mut self, before: Day, day: Day) {
        for (at, period) in Period::WITHIN_YEAR.iter().enumerate() {
            if !period.holds_both(before, day) {
                for account in &mut self.accounts {
                    account.periods[at] = OfPeriod {
                        deductible_used: Some(Fen::ZERO),
                        paid: Some(Fen::ZERO),
                    };
                }
            }
        }
    }

    fn add_to(&mut self, layer: LayerId, care: Care, disease: Option<DiseaseId>, more: Fen) {
        let account = self.account(layer, care, disease);
        account.paid = Some(account.paid.unwrap_or_default() + more);
        for of in &mut account.periods {
            of.paid = Some(of.paid.unwrap_or_default() + more);
        }
    }

    fn use_deductible(&mut self, visit: &Visit, layer: LayerId, more: Fen) {
        let care = visit.care.expect("a known visit");
        let mut add = |disease| {
            let account = self.account(layer, care, disease);
            account.deductible_used = Some(account.deductible_used.unwrap_or_default() + more);
            for of in &mut account.periods {
                of.deductible_used = Some(of.deductible_used.unwrap_or_default() + more);
            }
        };
        add(None);
        if let Some([disease]) = visit.diseases.as_deref() {
            add(Some(*disease));
        }
    }

    fn spend(&mut self, visit: &Visit, layer: LayerId, more: Fen) {
        let care = visit.care.expect("a known visit");
        let mut add = |disease| {
            let account = self.account(layer, care, disease);
            account.in_scope = Some(account.in_scope.unwrap_or_default() + more);
        };
        add(None);
        if let Some([disease]) = visit.diseases.as_deref() {
            add(Some(*disease));
        }
    }

    fn account(&mut self, layer: LayerId, care: Care, disease: Option<DiseaseId>) -> &mut Account {
        let same = |it: &Account| (it.layer, it.care, it.disease) == (layer, care, disease);
        let at = self.accounts.iter().position(same);
        let at = at.unwrap_or_else(|| {
            self.accounts.push(Account::new(layer, care, disease));
            self.accounts.len() - 1
        });
        &mut self.accounts[at]
    }
}

fn try_years(tables: &Tables, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) -> usize {
    let lot = Lot::new(tables);
    let mut exact = 0;
    for _ in 0..count {
        let start = rng.seed();
        let home = rng.of(homes);
        let visits = year(&lot, rng, home);
        let order: Vec<&Visit> = visits.iter().collect();
        let found = ledger(tables, &order).unwrap_or_else(|error| panic!("{error:?} seed {start}"));
        for mood in [
            Mood::Generous,
            Mood::Stingy,
            Mood::Random(Rng::new(rng.bits())),
        ] {
            let mut chooser = Chooser::new(mood);
            if let Err(error) = second(tables, &visits, &found, &mut chooser) {
                panic!("{error}\nseed {start}\n{visits:#?}");
            }
            if !chooser.figures && !chooser.conditions {
                exact += 1;
                break;
            }
        }
    }
    exact
}

#[test]
fn shipped_tables() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let mut homes: Vec<_> = (0..tables.vocabulary.regions.len() as u16)
        .map(|region| Some(RegionId(region)))
        .collect();
    homes.push(None);
    let count = runs(2_000);
    let exact = try_years(&tables, &homes, count, &mut Rng::new(seed()));
    println!("{exact} of {count} years had one end and both reckonings gave it");
}

#[test]
fn made_up_counties() {
    let mut rng = Rng::new(seed());
    let counties = runs(250).min(10_000);
    let mut exact = 0;
    for at in 0..counties {
        let gaps = if at % 2 == 0 { Gaps::None } else { Gaps::Some };
        let tables = county(&mut rng, gaps);
        exact += try_years(&tables, &[Some(COUNTY)], 20, &mut rng);
    }
    println!(
        "{exact} of {} years had one end and both reckonings gave it",
        counties * 20
    );
    assert!(exact > counties, "too few years have one end: {exact}");
}

#[test]
fn open_facts_keep_every_filling_inside() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let mut rng = Rng::new(seed());
    let homes: Vec<RegionId> = (0..tables.vocabulary.regions.len() as u16)
        .map(RegionId)
        .collect();
    keep_fillings(&tables, &homes, runs(1_000), &mut rng);
    for _ in 0..runs(50).min(2_000) {
        let tables = county(&mut rng, Gaps::Some);
        keep_fillings(&tables, &[COUNTY], 10, &mut rng);
    }
}

/// Checks years of which some facts are forgotten against the years as they were.
fn keep_fillings(tables: &Tables, homes: &[RegionId], count: usize, rng: &mut Rng) {
    let lot = Lot::new(tables);
    for _ in 0..count {
        let start = rng.seed();
        let home = Some(rng.of(homes));
        let known = year(&lot, rng, home);
        let open: Vec<Visit> = known
            .iter()
            .map(|visit| {
                let mut open = lot.forget(rng, visit, false);
                open.hospital = visit.hospital;
                open.year.clone_from(&visit.year);
                open
            })
            .collect();
        let (wide, narrow) = (
            open.iter().collect::<Vec<_>>(),
            known.iter().collect::<Vec<_>>(),
        );
        let (Ok(wide), Ok(narrow)) = (ledger(tables, &wide), ledger(tables, &narrow)) else {
            continue;
        };
        for (at, (wide, narrow)) in wide.visits.iter().zip(&narrow.visits).enumerate() {
            let after = format!("after {:?}\nand {:?}", narrow.before, wide.before);
            let (Some(wide), Some(narrow)) = (wide.pays, narrow.pays) else {
                continue;
            };
            let inside = |one: Range, other: Range| one.low >= other.low && one.high <= other.high;
            assert!(
                inside(narrow.estimate, wide.estimate) && inside(narrow.certain, wide.certain),
                "visit {at} {narrow:?} is outside {wide:?}\n{after}\nseed {start}\n{known:#?}\n{open:#?}"
            );
        }
    }
}

#[test]
fn the_order_matters_and_swapping_shows_it() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let visit = |total: &str, in_scope: &str, grade: &str| {
        let json = format!(
            r#"{{ "date": "2026-05-10", "insured_in": "修水县", "insurance": "resident",
            "hospital": "其他", "grade": "{grade}", "tier": "county", "place": "same_county",
            "care": "inpatient", "disease": [], "enrolled": true, "premium_paid": true,
            "person": {{ "groups": "none", "sex": "male", "age": 45 }},
            "bill": {{ "total": "{total}", "in_scope": "{in_scope}" }} }}"#
        );
        mingbai_intake::read(&tables, json.as_bytes()).expect("a visit")
    };
    let (one, two) = (
        visit("90000", "80000", "secondary"),
        visit("60000", "50000", "tertiary"),
    );
    let found = ledger(&tables, &[&one, &two]).expect("a year");
    let swapped = swaps(&tables, &[&one, &two]).expect("a swap");
    let other = ledger(&tables, &[&two, &one]).expect("a year");
    assert_eq!(swapped, [other.pays]);
    let mut later = two.clone();
    later.date = Day::new(2027, 1, 1);
    assert_eq!(
        ledger(&tables, &[&one, &later]),
        Err(LedgerFault::OtherYear(1))
    );
    later.bill = None;
    later.date = one.date;
    let open = ledger(&tables, &[&one, &later, &two]).expect("a year");
    assert_eq!(
        (open.pays, open.visits[2].before.in_scope_self_pay),
        (None, None)
    );
    assert_eq!(open.visits[0], found.visits[0]);
}
