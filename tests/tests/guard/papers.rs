//! The in-scope amount that follows from a receipt (票据) and a list of charges (费用清单). Must
//! not know how papers are read.
use mingbai_engine::{
    Bill, Charges, Range, Receipt, Visit, Warning, answer, compare, may_be_outside,
};
use mingbai_intake::{link, read, write};
use mingbai_policy::{Fen, RegionId, Tables};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;
use serde_json::{Value, json};

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns a hospital stay of a person of 都昌 at home, with this bill.
fn visit(bill: &Value) -> Value {
    json!({ "date": "2026-10-31", "insured_in": "都昌县", "insurance": "resident", "hospital": "其他",
        "grade": "secondary", "tier": "county", "place": "same_county", "referred": false,
        "care": "inpatient", "disease": [], "enrolled": true, "premium_paid": true,
        "liable_third_party": false, "person": { "groups": "none", "sex": "male", "age": 45 },
        "bill": bill })
}

fn parsed(tables: &Tables, json: &Value) -> Visit {
    read(tables, json.to_string().as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn yuan(text: &str) -> Fen {
    Fen::parse(text).expect("an amount")
}

#[test]
fn the_amount_in_scope_follows_or_is_bounded() {
    let tables = tables();
    let check = |bill: Value, between: Option<[&str; 2]>| {
        let visit = parsed(&tables, &visit(&bill));
        let said = visit.bill.expect("a bill").said_in_scope();
        let between = between.map(|[low, high]| Range {
            low: yuan(low),
            high: yuan(high),
        });
        assert_eq!(said, between, "{bill}");
    };
    let all = json!({ "own_expense": "1000", "own_share": "4000", "fund_paid": "4900", "other_paid": "0" });
    for (papers, between) in [
        (json!({ "receipt": {} }), None),
        // Nothing follows from 个人自付 alone, nor from 其他支付.
        (json!({ "receipt": { "own_share": "4000" } }), None),
        (json!({ "receipt": { "other_paid": "0" } }), None),
        (
            json!({ "receipt": { "own_share": "4000", "other_paid": "0" } }),
            None,
        ),
        (
            json!({ "receipt": { "own_expense": "1000" } }),
            Some(["0", "9000"]),
        ),
        (
            json!({ "receipt": { "own_expense": "0" } }),
            Some(["0", "10000"]),
        ),
        (
            json!({ "receipt": { "fund_paid": "4900" } }),
            Some(["4900", "10000"]),
        ),
        (
            json!({ "receipt": { "own_expense": "1000", "fund_paid": "4900" } }),
            Some(["4900", "9000"]),
        ),
        // Another payer is possible or certain, so 个人自付 bounds nothing.
        (
            json!({ "receipt": { "own_expense": "1000", "own_share": "4000" } }),
            Some(["0", "9000"]),
        ),
        (
            json!({ "receipt": { "own_expense": "1000", "own_share": "4000", "other_paid": "0.01" } }),
            Some(["0", "9000"]),
        ),
        (
            json!({ "receipt": { "own_expense": "1000", "own_share": "4000", "other_paid": "0" } }),
            Some(["5000", "9000"]),
        ),
        (json!({ "receipt": all }), Some(["5000", "9000"])),
        (
            json!({ "charges": { "own_expense": "1000" } }),
            Some(["0", "9000"]),
        ),
        (
            json!({ "charges": { "own_expense": "1000", "over_limit": "50" } }),
            Some(["0", "8950"]),
        ),
        (
            json!({ "charges": { "own_expense": "1000", "over_limit": "50", "first_self_pay": "450.05" } }),
            Some(["8499.95", "8499.95"]),
        ),
        (
            json!({ "charges": { "own_expense": "0", "over_limit": "0", "first_self_pay": "0" } }),
            Some(["10000", "10000"]),
        ),
        // Both papers: the amounts that fit both.
        (
            json!({ "receipt": { "fund_paid": "4900", "own_expense": "1000" }, "charges": { "first_self_pay": "1500" } }),
            Some(["4900", "8500"]),
        ),
        // A stated in-scope amount comes before the papers.
        (
            json!({ "in_scope": "8600", "receipt": all }),
            Some(["8600", "8600"]),
        ),
        (
            json!({ "in_scope": "8600", "charges": { "own_expense": "1000", "over_limit": "0", "first_self_pay": "0" } }),
            Some(["8600", "8600"]),
        ),
    ] {
        let mut bill = json!({ "total": "10000" });
        bill.as_object_mut()
            .expect("a bill")
            .extend(papers.as_object().expect("papers").clone());
        check(bill, between);
        // Without a total nothing can be taken off.
        if papers.get("in_scope").is_none() {
            check(papers, None);
        }
    }
}

#[test]
fn papers_that_contradict_themselves_are_refused_by_their_figure() {
    let tables = tables();
    for (papers, field) in [
        (
            json!({ "receipt": { "own_expense": "10000.01" } }),
            "bill.receipt.own_expense",
        ),
        (
            json!({ "receipt": { "own_expense": "6000", "own_share": "4000.01" } }),
            "bill.receipt.own_share",
        ),
        (
            json!({ "receipt": { "own_share": "4000", "fund_paid": "6000.01" } }),
            "bill.receipt.fund_paid",
        ),
        (
            json!({ "receipt": { "fund_paid": "10000.01" } }),
            "bill.receipt.fund_paid",
        ),
        (
            json!({ "charges": { "own_expense": "10000.01" } }),
            "bill.charges.own_expense",
        ),
        (
            json!({ "charges": { "own_expense": "9000", "first_self_pay": "1000.01" } }),
            "bill.charges.first_self_pay",
        ),
        (
            json!({ "charges": { "own_expense": "9000", "first_self_pay": "900", "over_limit": "100.01" } }),
            "bill.charges.over_limit",
        ),
        (
            json!({ "receipt": { "fund_paid": "9000.01" }, "charges": { "own_expense": "1000" } }),
            "bill.charges",
        ),
        (
            json!({ "receipt": { "own_expense": "-1" } }),
            "bill.receipt.own_expense",
        ),
        (
            json!({ "receipt": { "other_paid": 5 } }),
            "bill.receipt.other_paid",
        ),
        (
            json!({ "receipt": { "own_expence": "5" } }),
            "bill.receipt.own_expence",
        ),
        (json!({ "charges": "5" }), "bill.charges"),
    ] {
        let mut bill = json!({ "total": "10000" });
        bill.as_object_mut()
            .expect("a bill")
            .extend(papers.as_object().expect("papers").clone());
        let error = read(&tables, visit(&bill).to_string().as_bytes()).expect_err(field);
        assert_eq!(error.field, field, "{bill}: {error}");
        assert!(!error.message.is_empty());
    }
}

#[test]
fn other_payments_are_never_computed_with() {
    let tables = tables();
    let of = |other: &str| {
        let receipt = json!({ "own_expense": "1000", "own_share": "4000", "other_paid": other });
        let visit = parsed(
            &tables,
            &visit(&json!({ "total": "10000", "receipt": receipt })),
        );
        answer(&tables, &visit).map(|it| it.money.expect("money").pays)
    };
    assert_eq!(of("1"), of("9999999"));
    assert_ne!(of("0"), of("1"));
}

#[test]
fn papers_are_written_read_and_linked_as_they_are() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    for _ in 0..runs(500) {
        let total = Fen(rng.within(0, 10_000_000));
        let in_scope = Fen(rng.within(0, total.0));
        let mut visit = parsed(&tables, &visit(&json!({})));
        visit.bill = Some(Settlement::of(&mut rng, total, in_scope, false).bill(&mut rng));
        let json = write(&tables, &visit);
        assert_eq!(
            read(&tables, json.to_string().as_bytes()).as_ref(),
            Ok(&visit),
            "{json}"
        );
        assert_eq!(
            link::read(&tables, &link::write(&tables, &visit)).as_ref(),
            Ok(&visit),
            "{json}"
        );
    }
}

/// A settlement as the national record has it: every fen of the bill has one payer.
struct Settlement {
    total: Fen,
    in_scope: Fen,
    receipt: Receipt,
    charges: Charges,
}

impl Settlement {
    /// Returns any record of these amounts. The fund pays of the in-scope amount first, then
    /// others; others may pay some of 先行自付 and 超限价 too, and the hospital may bear some of
    /// it.
    fn of(rng: &mut Rng, total: Fen, in_scope: Fen, outside: bool) -> Settlement {
        let mut rest = total.0 - in_scope.0;
        let mut part = |rng: &mut Rng| {
            let part = if rng.one_in(3) {
                0
            } else {
                rng.within(0, rest)
            };
            rest -= part;
            part
        };
        let (first, over) = (part(rng), part(rng));
        let own = rest;
        let fund = if rng.one_in(4) {
            0
        } else {
            rng.within(0, in_scope.0)
        };
        let left = in_scope.0 - fund + first + over;
        let other = if rng.coin() { 0 } else { rng.within(0, left) };
        let hospital = if rng.one_in(4) {
            rng.within(0, in_scope.0 - fund).min(left - other)
        } else {
            0
        };
        // Outside the pool the printed 先行自付 may include the part that the rules take off.
        let taken_off = if outside && rng.coin() {
            rng.within(0, in_scope.0)
        } else {
            0
        };
        let mut told = |fen: i64| (!rng.one_in(3)).then_some(Fen(fen));
        let receipt = Receipt {
            own_expense: told(own),
            own_share: told(left - other - hospital),
            fund_paid: told(fund),
            other_paid: told(other),
        };
        let charges = Charges {
            own_expense: told(own),
            first_self_pay: told(first + taken_off),
            over_limit: told(over),
        };
        Settlement {
            total,
            in_scope,
            receipt,
            charges,
        }
    }

    fn bill(&self, rng: &mut Rng) -> Bill {
        let both = rng.below(3);
        Bill {
            total: Some(self.total),
            receipt: Some(self.receipt).filter(|it| both != 0 && it.told() > 0),
            charges: Some(self.charges).filter(|it| both != 1 && it.told() > 0),
            ..Bill::default()
        }
    }
}

#[test]
fn the_true_amount_lies_between_what_papers_say() {
    let mut rng = Rng::new(seed());
    let (mut said, mut exact) = (0, 0);
    for _ in 0..runs(50_000) {
        let total = Fen(rng.within(0, 10_000_000));
        let in_scope = Fen(rng.within(0, total.0));
        let record = Settlement::of(&mut rng, total, in_scope, false);
        let bill = record.bill(&mut rng);
        if let Some(range) = bill.said_in_scope() {
            said += 1;
            exact += usize::from(range.low == range.high);
            assert!(
                range.low <= record.in_scope && record.in_scope <= range.high,
                "{} in {range:?} of {bill:?}",
                record.in_scope
            );
        }
    }
    // The papers bound the amount most of the time, and determine it sometimes.
    assert!(
        said > runs(50_000) / 2 && exact > runs(50_000) / 20,
        "{said}, {exact}"
    );
}

/// The payment under the true in-scope amount lies within the range that the papers give.
#[test]
fn the_answer_to_papers_holds_the_answer_to_the_amount() {
    let tables = tables();
    let lot = Lot::new(&tables);
    let homes: Vec<RegionId> = lot.inside(RegionId(0));
    let mut rng = Rng::new(seed());
    let (mut narrowed, mut outside) = (0, 0);
    for _ in 0..runs(1_500) {
        let home = rng.of(&homes);
        let known = lot.known(&mut rng, Some(home));
        let Some((Some(total), Some(in_scope))) =
            known.bill.as_ref().map(|bill| (bill.total, bill.in_scope))
        else {
            continue;
        };
        let out = may_be_outside(&tables.vocabulary, &known);
        outside += usize::from(out);
        let record = Settlement::of(&mut rng, total, in_scope, out);
        let mut papers = known.clone();
        papers.bill = Some(record.bill(&mut rng));
        let of = |visit: &Visit| {
            let answer =
                answer(&tables, visit).unwrap_or_else(|e| panic!("{e:?}: {:?}", visit.bill));
            answer.money.expect("money").pays
        };
        let (truth, found) = (of(&known), of(&papers));
        let json = write(&tables, &papers);
        for (truth, found) in [
            (truth.estimate, found.estimate),
            (truth.certain, found.certain),
        ] {
            assert!(
                found.low <= truth.low && truth.high <= found.high,
                "{truth:?} in {found:?}: {json}"
            );
        }
        let mut bare = papers.clone();
        bare.bill = Some(Bill {
            total: Some(total),
            ..Bill::default()
        });
        narrowed += usize::from(of(&bare).estimate.width() > found.estimate.width());
    }
    assert!(
        narrowed > runs(1_500) / 5 && outside > runs(1_500) / 20,
        "{narrowed}, {outside}"
    );
}

#[test]
fn first_self_pay_of_a_stay_outside_the_pool_leaves_the_amount_open() {
    let tables = tables();
    let charges = json!({ "own_expense": "1000", "over_limit": "0", "first_self_pay": "2000" });
    for (place, open) in [
        ("same_county", false),
        ("same_prefecture", false),
        ("same_province", true),
        ("other_province", true),
    ] {
        let of = |bill: Value| {
            let mut json = visit(&bill);
            json["place"] = place.into();
            json["tier"] = "city".into();
            json["grade"] = "tertiary".into();
            let visit = parsed(&tables, &json);
            let found = answer(&tables, &visit).expect("an answer");
            found.money.expect("money").pays.estimate
        };
        let least = of(json!({ "total": "20000", "in_scope": "17000" }));
        let most = of(json!({ "total": "20000", "in_scope": "19000" }));
        let found = of(json!({ "total": "20000", "charges": charges }));
        assert_eq!(
            found,
            if open { most.hull(least) } else { least },
            "{place}"
        );
        assert!(most.high < least.high, "{place}");
    }
}

#[test]
fn the_same_bill_elsewhere_keeps_what_its_papers_say_of_scope() {
    let tables = tables();
    for (papers, low, high) in [
        (
            json!({ "receipt": { "own_expense": "1000", "fund_paid": "4900" } }),
            "4900",
            Some("9000"),
        ),
        (
            json!({ "charges": { "own_expense": "1000", "first_self_pay": "0", "over_limit": "0" } }),
            "9000",
            None,
        ),
    ] {
        let mut bill = json!({ "total": "10000" });
        bill.as_object_mut()
            .expect("a bill")
            .extend(papers.as_object().expect("papers").clone());
        let given = parsed(&tables, &visit(&bill));
        let found = compare(&tables, &given).expect("places");
        let mut away = 0;
        for it in found.iter().filter(|it| !it.given) {
            let bill = it.visit(&tables.vocabulary, &given).bill.expect("a bill");
            assert_eq!((bill.receipt, bill.charges), (None, None));
            assert_eq!(bill.in_scope, Some(yuan(low)));
            assert_eq!(bill.in_scope_to, high.map(yuan));
            away += 1;
        }
        assert!(away > 2);
    }
}

#[test]
fn what_the_fund_paid_is_held_against_our_own() {
    let tables = tables();
    let told = |paid: &str| {
        let bill =
            json!({ "total": "10000", "in_scope": "9000", "receipt": { "fund_paid": paid } });
        let found = answer(&tables, &parsed(&tables, &visit(&bill))).expect("an answer");
        let ours = found.layers[0].pays.expect("an amount").estimate;
        let mut said = found.warnings.into_iter();
        (
            ours,
            said.find(|it| matches!(it, Warning::FundPaidDiffers { .. })),
        )
    };
    let (ours, _) = told("0");
    assert_eq!(ours.low, ours.high);
    assert_eq!(told(&ours.low.to_string()).1, None);
    for paid in [ours.low - Fen(1), ours.low + Fen(1)] {
        let warning = told(&paid.to_string()).1;
        assert_eq!(warning, Some(Warning::FundPaidDiffers { paid, ours }));
    }
    // The printed payment is compared, not taken.
    let pays = |bill: Value| {
        let found = answer(&tables, &parsed(&tables, &visit(&bill))).expect("an answer");
        found.money.expect("money").pays
    };
    assert_eq!(
        pays(json!({ "total": "10000", "in_scope": "9000" })),
        pays(
            json!({ "total": "10000", "in_scope": "9000", "receipt": { "fund_paid": "12.34", "own_share": "1" } })
        )
    );
}
