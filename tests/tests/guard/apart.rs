//! Two places are compared over shared unknowns: whatever their values are, the difference lies
//! within the stated range, and places stated to cost the same do. Must not know how the engine
//! compares.
use mingbai_engine::{Comparison, Hospital, Lies, Range, Referral, Visit, compare};
use mingbai_policy::{Fen, Owner, RegionId, Tables, YesNo};
use mingbai_tests::chooser::{Chooser, Decision, Decisions, Mood};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::reckoning::{compute, is_basic};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;

fn within(gap: Range, difference: Fen) -> bool {
    gap.low <= difference && difference <= gap.high
}

/// Returns the entry's visit with the open facts of the hospital filled in.
fn filled_there(lot: &Lot, rng: &mut Rng, entry: &Comparison, filled: &Visit) -> Visit {
    lot.fill(rng, &entry.visit(&lot.tables.vocabulary, filled), false)
}

/// Decides some figures of 基本医保 that no table states anew: they are each hospital's own.
fn anew(tables: &Tables, made: &Decisions, rng: &mut Rng) -> Decisions {
    let basic = |key: &str| {
        let layers = tables.tables.iter().enumerate().flat_map(|(table, it)| {
            let layers = it.layers.iter().enumerate();
            layers.map(move |(at, layer)| (table, at, layer.layer))
        });
        layers
            .filter(|it| is_basic(tables, it.2))
            .any(|(table, at, layer)| {
                key.starts_with(&format!("({table}, {at}) "))
                    || key.starts_with(&format!("layer {} ", layer.0))
            })
    };
    let own = |key: &str| basic(key) && !key.contains("cap");
    let mut made = made.clone();
    made.retain(|key, _| !own(key) || rng.coin());
    made
}

/// Moves figures to random values between their ends.
fn between(made: &mut Decisions, rng: &mut Rng) {
    for decision in made.values_mut() {
        if let Decision::Figure(least, most, taken) = decision
            && rng.coin()
        {
            // Amounts without an upper end are seldom near it.
            let top = if *most > 1_000_000_000 {
                (*least + 3_000_000).min(*most)
            } else {
                *most
            };
            *taken = rng.within(*least, top);
        }
    }
}

/// Checks every law of a comparison, pair by pair. Returns how many pairs differ for certain.
fn holds(lot: &Lot, visit: &Visit, rng: &mut Rng, fillings: usize) -> Result<usize, String> {
    let Ok(entries) = compare(lot.tables, visit) else {
        return Ok(0);
    };
    let sheet = visit.bill.as_ref().is_some_and(|bill| {
        bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty()
    });
    let mut told = 0;
    for (at, entry) in entries.iter().enumerate() {
        for (to, other) in entries.iter().enumerate() {
            let (gap, back) = (entry.against[to], other.against[at]);
            let turned = back.map(|back| (Fen(-back.high.0), Fen(-back.low.0)));
            if gap.map(|gap| (gap.low, gap.high)) != turned {
                return Err(format!("{gap:?} one way, {back:?} the other"));
            }
            told += usize::from(gap.is_some_and(|gap| Lies::of(gap) != Lies::Unknown));
        }
    }
    for _ in 0..fillings {
        let mut filled = lot.fill(rng, visit, false);
        if let (Some(admitted), None) = (visit.admitted, visit.tables_as_of) {
            filled.tables_as_of = Some(if rng.coin() { admitted } else { visit.date });
        }
        let (at, to) = (rng.below(entries.len()), rng.below(entries.len()));
        let (entry, other) = (&entries[at], &entries[to]);
        let Some(gap) = entry.against[to] else {
            continue;
        };
        if sheet && (entry.given || other.given) {
            continue;
        }
        let mut here = filled_there(lot, rng, entry, &filled);
        let mut away = filled_there(lot, rng, other, &filled);
        // With or without referral, the hospital is the same.
        let named = matches!(here.hospital, Some(Hospital::Named(_)));
        if entry.at == other.at || named && here.hospital == away.hospital {
            // The facts that the given visit states of its hospital hold.
            if other.given {
                (here.grade, here.tier, here.place) = (away.grade, away.tier, away.place);
            } else {
                (away.grade, away.tier, away.place) = (here.grade, here.tier, here.place);
            }
        }
        if at == to {
            away = here.clone();
        }
        let mut first = Chooser::new(Mood::Random(Rng::new(rng.bits())));
        if compute(lot.tables, &here, &mut first).is_none() {
            continue;
        }
        let mut made = first.made;
        between(&mut made, rng);
        let mut first = Chooser::given(made.clone(), Mood::Random(Rng::new(rng.bits())));
        let one = compute(lot.tables, &here, &mut first);
        let made = if at == to {
            first.made.clone()
        } else {
            anew(lot.tables, &first.made, rng)
        };
        let mut second = Chooser::given(made, Mood::Random(Rng::new(rng.bits())));
        let two = compute(lot.tables, &away, &mut second);
        let (Some(one), Some(two)) = (one, two) else {
            continue;
        };
        if !within(gap, one.pays - two.pays) {
            return Err(format!(
                "{} − {} = {} is not within {gap:?}\n{:?} {:?} {:?}\n{:?} {:?} {:?}\n{here:?}\n{away:?}\n{one:?}\n{two:?}\n{first:?}\n{second:?}",
                one.pays,
                two.pays,
                one.pays - two.pays,
                entry.at,
                entry.referral,
                entry.pays,
                other.at,
                other.referral,
                other.pays
            ));
        }
    }
    // Places stated to cost the same with and without referral do.
    for entry in entries
        .iter()
        .filter(|it| it.referral == Referral::Either && it.pays.is_some())
    {
        if entry.given && sheet {
            continue;
        }
        let filled = lot.fill(rng, visit, false);
        let here = filled_there(lot, rng, entry, &filled);
        let [with, without] = [true, false].map(|referred| Visit {
            said: here.said.with(YesNo::Referred, referred),
            ..here.clone()
        });
        let mut first = Chooser::new(Mood::Random(Rng::new(rng.bits())));
        let one = compute(lot.tables, &with, &mut first).map(|it| it.pays);
        let mut second = Chooser::given(anew(lot.tables, &first.made, rng), Mood::Stingy);
        let two = compute(lot.tables, &without, &mut second).map(|it| it.pays);
        if visit.admitted.is_none() && one != two {
            return Err(format!(
                "{one:?} with referral, {two:?} without: {entry:#?}\n{with:#?}"
            ));
        }
    }
    Ok(told)
}

fn try_visits(tables: &Tables, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) -> usize {
    let lot = Lot::new(tables);
    let mut told = 0;
    for _ in 0..count {
        let start = rng.seed();
        let home = rng.of(homes);
        let known = lot.known(rng, home);
        let mut visit = lot.forget(rng, &known, true);
        if rng.one_in(8) {
            visit.admitted = Some(rng.of(&lot.days).min(visit.date));
        }
        match holds(&lot, &visit, rng, 12) {
            Ok(some) => told += some,
            Err(error) => panic!("{error}\nseed {start}\n{visit:?}"),
        }
    }
    told
}

#[test]
fn a_difference_lies_within_what_is_said() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let mut homes: Vec<_> = (0..tables.vocabulary.regions.len() as u16)
        .map(|region| Some(RegionId(region)))
        .collect();
    homes.push(None);
    // Places with a table of their own are few among all.
    let with_tables = tables.tables.iter().filter_map(|table| match table.owner {
        Owner::Region(region) => Some(Some(region)),
        Owner::Hospital(_) => None,
    });
    let with_tables: Vec<_> = with_tables.collect();
    for _ in 0..4 {
        homes.extend(&with_tables);
    }
    let told = try_visits(&tables, &homes, runs(250), &mut Rng::new(seed()));
    assert!(told > 0, "nothing was told apart");
}

#[test]
fn in_made_up_counties_too() {
    let mut rng = Rng::new(seed());
    for _ in 0..runs(20).min(3_000) {
        let gaps = if rng.one_in(4) {
            Gaps::None
        } else {
            Gaps::Some
        };
        let tables = county(&mut rng, gaps);
        try_visits(&tables, &[Some(COUNTY)], 10, &mut rng);
    }
}

/// Checks the sentences about pairs of places: place, other place, sentence.
fn check(json: &str, expected: &[(&str, &str, &str)]) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let visit = mingbai_intake::read(&tables, json.as_bytes())
        .unwrap_or_else(|error| panic!("{}: {}", error.field, error.message));
    let entries = compare(&tables, &visit).expect("a comparison");
    let at = |name: &str| {
        let called = |entry: &Comparison| {
            mingbai_wording::elsewhere_name(&tables, &visit, entry).starts_with(name)
        };
        entries
            .iter()
            .position(called)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    for (here, there, says) in expected {
        let gap = entries[at(here)].against[at(there)].expect("both can be reckoned");
        assert_eq!(
            mingbai_wording::gap_sentence(gap, "那里"),
            *says,
            "{here} beside {there}"
        );
    }
}

/// 江西's rules of today: 100 / 90%, 400 / 80%, 600 / 60%.
#[test]
fn pairs_are_told_apart() {
    check(
        r#"{ "date": "2026-11-29", "insured_in": "都昌县", "care": "inpatient", "person": { "groups": "none" }, "enrolled": true, "premium_paid": true, "bill": { "total": "30000", "in_scope": "27000" } }"#,
        &[
            ("乡镇", "县里", "比那里少付 ¥2,930。"),
            ("市里", "县里", "比那里多付 ¥5,440。"),
            ("市里", "省里", "和那里一样。"),
            ("外省的医院（没", "外省的医院（先", "比那里多付 ¥1,620。"),
            (
                "九江市第一人民医院",
                "乡镇",
                "比那里最多多付 ¥8,370，不会少付。",
            ),
        ],
    );
    // The payment of 医疗救助 is unknown, but its share is the same at either place.
    check(
        r#"{ "date": "2026-11-29", "insured_in": "樟树市", "care": "inpatient", "person": { "groups": { "低保对象": true } }, "enrolled": true, "premium_paid": true, "bill": { "total": "18500", "in_scope": "17000" } }"#,
        &[
            ("乡镇", "县里", "比那里最多少付 ¥1,930，不会多付。"),
            ("县里", "市里", "比那里最多少付 ¥3,440，不会多付。"),
            ("市里", "省里", "和那里一样。"),
        ],
    );
    // In-scope part, membership and premium are unknown, but shared by both places.
    check(
        r#"{ "date": "2026-11-29", "insured_in": "都昌县", "care": "inpatient", "bill": { "total": "18500" } }"#,
        &[
            ("乡镇", "县里", "比那里最多少付 ¥2,081，不会多付。"),
            ("市里", "省里", "和那里一样。"),
        ],
    );
    // Without a table in force, the payment of 基本医保 may differ from hospital to hospital.
    check(
        r#"{ "date": "2026-11-29", "insured_in": "朝天区", "care": "inpatient", "bill": { "total": "20000", "in_scope": "16000" } }"#,
        &[
            ("乡镇", "县里", "和那里比，还分不出高低。"),
            ("市里", "省里", "和那里比，还分不出高低。"),
        ],
    );
}

/// Rows with and without referral are one row only where the rules are the same.
#[test]
fn referral_is_told_as_known() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let names = |json: &str| {
        let visit = mingbai_intake::read(&tables, json.as_bytes())
            .unwrap_or_else(|e| panic!("{}", e.message));
        let entries = compare(&tables, &visit).expect("a comparison");
        let names = entries
            .iter()
            .map(|it| mingbai_wording::elsewhere_name(&tables, &visit, it));
        let mut names: Vec<String> = names
            .filter(|it| it.starts_with("市") || it.starts_with("外"))
            .collect();
        names.sort();
        names
    };
    let unsaid = [
        "外省的医院（转诊怎么算，没有写）",
        "市里的医院（转诊怎么算，没有写）",
    ];
    for bill in [
        "",
        r#", "bill": { "total": "20000" }"#,
        r#", "bill": { "total": "20000", "in_scope": "16000" }"#,
    ] {
        let visit = |day: &str, place: &str| {
            format!(r#"{{ "date": "{day}", "insured_in": "{place}", "care": "inpatient"{bill} }}"#)
        };
        assert_eq!(names(&visit("2026-11-29", "朝天区")), unsaid, "{bill}");
        let known = [
            "外省的医院（先转诊）",
            "外省的医院（没转诊）",
            "市里的医院（转不转诊都一样）",
        ];
        assert_eq!(names(&visit("2026-11-29", "都昌县")), known, "{bill}");
    }
}

/// The rule of 基本医保 at each level is stated, with a bill or without.
#[test]
fn each_level_has_its_rule() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let rule = |json: &str, at: &str| {
        let visit = mingbai_intake::read(&tables, json.as_bytes())
            .unwrap_or_else(|e| panic!("{}", e.message));
        let entries = compare(&tables, &visit).expect("a comparison");
        let called =
            |it: &&Comparison| mingbai_wording::elsewhere_name(&tables, &visit, it).starts_with(at);
        mingbai_wording::level_rule_line(
            entries
                .iter()
                .find(called)
                .unwrap_or_else(|| panic!("no {at}")),
        )
    };
    for bill in ["", r#", "bill": { "total": "30000" }"#] {
        let visit = |place: &str, day: &str| {
            format!(r#"{{ "date": "{day}", "insured_in": "{place}", "care": "inpatient"{bill} }}"#)
        };
        let here = visit("都昌县", "2026-11-29");
        assert_eq!(rule(&here, "乡镇"), "起付线 100，报 90%。");
        assert_eq!(rule(&here, "县里"), "起付线 400，报 80%。");
        assert_eq!(rule(&here, "市里"), "起付线 600，报 60%。");
        assert_eq!(
            rule(&here, "外省的医院（先"),
            "先自付 10%，起付线 600，报 60%。"
        );
        assert_eq!(
            rule(&here, "外省的医院（没"),
            "先自付 20%，起付线 600，报 60%。"
        );
        let blank = visit("朝天区", "2026-11-29");
        assert_eq!(rule(&blank, "县里"), "起付线和报多少，都没有写。");
        let plans = visit("秀山县", "2020-06-01");
        assert_eq!(
            rule(&plans, "乡镇"),
            "看情况。起付线 100，报 80%。或者起付线 100，报 85%。"
        );
    }
}
