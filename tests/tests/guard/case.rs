//! Cases of random visits over shipped and made-up tables: every statement of a case holds. Must
//! not know how a case is computed.
use mingbai_engine::{Contradiction, Question, Stated, case};
use mingbai_intake::read;
use mingbai_policy::Fen;
use mingbai_tests::case_laws::{CaseKind, holds};
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};

fn check(homes: &Homes, rng: &mut Rng) -> CaseKind {
    let start = rng.seed();
    let known = homes.known_with_lines(rng);
    let open = homes.open(rng, known.clone());
    match holds(&homes.lot, &open, &known, rng) {
        Ok(tried) => tried,
        Err(error) => panic!("{error}\nseed {start}\n{open:#?}"),
    }
}

/// Checks that more than a quarter of the visits came to one amount.
fn counted(all: &[CaseKind]) {
    let of = |it: CaseKind| all.iter().filter(|tried| **tried == it).count();
    let (exact, open) = (of(CaseKind::Exact), of(CaseKind::Open));
    println!("{exact} exact, {open} open, of {}", all.len());
    assert!(exact * 4 > all.len(), "the law has grown blind");
}

#[test]
fn what_a_case_states_holds_on_shipped_tables() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let homes = Homes::shipped(&tables);
    let mut rng = Rng::new(seed());
    let all: Vec<CaseKind> = (0..runs(1_000)).map(|_| check(&homes, &mut rng)).collect();
    counted(&all);
}

#[test]
fn what_a_case_states_holds_on_made_up_tables() {
    let mut rng = Rng::new(seed());
    let mut all = Vec::new();
    for _ in 0..runs(1_000).div_ceil(10) {
        let tables = made_up_county(&mut rng);
        let homes = Homes::made_up(&tables);
        all.extend((0..10).map(|_| check(&homes, &mut rng)));
    }
    counted(&all);
}

/// A stay of 20,000 yuan of someone of 都昌, of which one item leaves so much to pay.
fn of_item(self_pay: &str, in_scope: &str) -> Result<Stated, Contradiction> {
    let tables = mingbai_tables::load().expect("shipped tables");
    let json = format!(
        r#"{{ "date": "2026-10-31", "insured_in": "都昌县", "insurance": "resident", "hospital": "其他",
            "grade": "tertiary", "tier": "city", "place": "same_prefecture", "referred": true,
            "care": "inpatient", "disease": [], "enrolled": true, "premium_paid": true,
            "liable_third_party": false, "year_to_date": {{ "in_scope_self_pay": "0" }},
            "person": {{ "groups": "none", "sex": "male", "age": 45 }},
            "bill": {{ "total": "20000", {in_scope} "items": [
                {{ "item": "检查费", "self_pay": "{self_pay}" }} ] }} }}"#
    );
    case(&tables, &read(&tables, json.as_bytes()).expect("a visit"))
}

#[test]
fn a_case_begins_at_the_most_in_scope_that_the_items_leave() {
    let first = |self_pay| match of_item(self_pay, "") {
        Ok(Stated::Case(case)) => {
            let first = &case.points[0];
            assert!(first.named);
            (first.in_scope, first.pays.low, first.pays.high)
        }
        other => panic!("{other:?}"),
    };
    let (all, own) = (Fen(2_000_000), Fen(836_000));
    assert_eq!(first("100"), (Some(all), own, own));
    // 60% above 600 yuan leaves the 9,000 of the item, and not a fen more in scope does.
    let (most, own) = (Fen(1_893_334), Fen(900_000));
    assert_eq!(first("9000"), (Some(most), own, own));
}

#[test]
fn where_the_items_leave_no_ordinary_amount_it_is_asked_for() {
    for self_pay in ["19000", "20000"] {
        match of_item(self_pay, "") {
            Ok(Stated::Ask(musts)) => assert_eq!(musts[0].question, Question::InScope),
            other => panic!("{other:?}"),
        }
    }
    let refused = of_item("9000", r#""in_scope": "20000","#);
    assert_eq!(refused, Err(Contradiction::ItemsAboveSelfPay));
}
