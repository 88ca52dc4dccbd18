//! An in-scope amount that a sheet leaves between two ends, since 先行自付 of a stay outside the
//! pool may be off already. Must not know how the engine settles.
use mingbai_engine::{Contradiction, SheetLine, answer, reconcile};
use mingbai_intake::{Visit, link, read, read_sheet, write};
use mingbai_policy::{Fen, Tables};

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns a visit of 都昌 at a place, with this bill.
fn visit(tables: &Tables, place: &str, bill: &str) -> Visit {
    let json = format!(
        r#"{{ "date": "2026-10-31", "insured_in": "都昌县", "insurance": "resident", "hospital": "其他",
            "grade": "tertiary", "tier": "city", "place": "{place}", "referred": false, "care": "inpatient",
            "disease": [], "enrolled": true, "premium_paid": true, "liable_third_party": false,
            "person": {{ "groups": "none", "sex": "male", "age": 45 }}, "bill": {{ {bill} }} }}"#
    );
    read(tables, json.as_bytes()).expect("a visit")
}

fn pays(tables: &Tables, visit: &Visit) -> (Fen, Fen) {
    let pays = answer(tables, visit)
        .expect("an answer")
        .money
        .expect("money")
        .pays;
    (pays.estimate.low, pays.estimate.high)
}

#[test]
fn a_bill_between_two_amounts_is_settled_between_both() {
    let tables = tables();
    let of = |bill: &str| visit(&tables, "other_province", bill);
    let open = of(r#""total": "20000", "in_scope": "16000", "in_scope_to": "18000""#);
    let least = pays(&tables, &of(r#""total": "20000", "in_scope": "18000""#));
    let most = pays(&tables, &of(r#""total": "20000", "in_scope": "16000""#));
    assert_eq!((least.0, most.0), (least.1, most.1));
    assert!(least.0 < most.0);
    assert_eq!(pays(&tables, &open), (least.0, most.0));
    // Equal ends are one amount.
    let exact = of(r#""total": "20000", "in_scope": "16000", "in_scope_to": "16000""#);
    assert_eq!(pays(&tables, &exact), most);
}

#[test]
fn it_is_written_read_and_linked_as_it_is() {
    let tables = tables();
    let open = visit(
        &tables,
        "other_province",
        r#""total": "20000", "in_scope": "16000", "in_scope_to": "18000""#,
    );
    let json = write(&tables, &open);
    assert_eq!(json["bill"]["in_scope_to"], "18000.00");
    assert_eq!(
        read(&tables, json.to_string().as_bytes()).as_ref(),
        Ok(&open)
    );
    assert_eq!(
        link::read(&tables, &link::write(&tables, &open)).as_ref(),
        Ok(&open)
    );
}

#[test]
fn what_cannot_be_is_refused_by_its_field() {
    let tables = tables();
    for bill in [
        r#""total": "20000", "in_scope_to": "18000""#,
        r#""total": "20000", "in_scope": "16000", "in_scope_to": "15999.99""#,
        r#""total": "20000", "in_scope": "16000", "in_scope_to": "20000.01""#,
        r#""total": "20000", "in_scope": "16000", "in_scope_to": "-1""#,
    ] {
        let json =
            format!(r#"{{ "date": "2026-10-31", "insured_in": "都昌县", "bill": {{ {bill} }} }}"#);
        let refused = read(&tables, json.as_bytes()).expect_err(bill);
        assert_eq!(refused.field, "bill.in_scope_to", "{bill}");
    }
    let mut wrong = visit(
        &tables,
        "other_province",
        r#""total": "20000", "in_scope": "16000""#,
    );
    wrong.bill.as_mut().expect("a bill").in_scope_to = Some(Fen(2_000_001));
    let refused = answer(&tables, &wrong).map(|_| ());
    assert_eq!(refused, Err(Contradiction::InScopeAboveTotal));
}

/// Returns the engine's payment of 基本医保, for a sheet that shows 先行自付 of 2000 yuan.
fn basic(tables: &Tables, place: &str, first: &str) -> (Fen, Fen) {
    let sheet = format!("总费用,20000\n政策范围内,16000\n先行自付,{first}\n统筹基金支付,1\n");
    let sheet = read_sheet(tables, sheet.as_bytes()).expect("a sheet");
    let found = reconcile(tables, &visit(tables, place, ""), &sheet).expect("a sheet");
    let line = found
        .lines
        .iter()
        .find(|line| matches!(line.line, SheetLine::Layer(_)));
    let ours = line.and_then(|line| line.ours).expect("an amount");
    (ours.low, ours.high)
}

#[test]
fn a_sheet_of_a_stay_outside_the_pool_leaves_it_open() {
    let tables = tables();
    for place in ["same_county", "same_prefecture"] {
        let (low, high) = basic(&tables, place, "2000");
        assert_eq!(low, high, "{place}");
        assert_eq!((low, high), basic(&tables, place, "0"), "{place}");
    }
    for place in ["same_province", "other_province"] {
        let (low, high) = basic(&tables, place, "2000");
        assert!(low < high, "{place}");
        assert_eq!((low, low), basic(&tables, place, "0"), "{place}");
    }
}

#[test]
fn a_sheet_fits_only_where_all_of_it_was_compared() {
    let tables = tables();
    let bill = r#""total": "20000", "in_scope": "16000""#;
    let visit = visit(&tables, "same_county", bill);
    let ours = answer(&tables, &visit).expect("an answer");
    let mut all = "总费用,20000\n政策范围内：16000\n".to_owned();
    for line in &ours.layers {
        let name = mingbai_wording::layer_name(&tables, line.layer);
        let paid = line.pays.expect("an amount").estimate.low;
        all.push_str(&format!("{name},{paid} 元\n"));
    }
    let pays = pays(&tables, &visit).0;
    let fits = |text: &str| {
        let sheet = read_sheet(&tables, text.as_bytes()).expect("a sheet");
        let found = reconcile(&tables, &visit, &sheet).expect("a sheet");
        let said = mingbai_wording::reconcile_text(&tables, &found);
        assert_eq!(found.first, None, "{said}");
        assert_eq!(
            said.contains("每一行都对得上。"),
            found.all_fits(),
            "{said}"
        );
        let json = mingbai_wording::reconcile_json(&tables, &found);
        assert_eq!(json["all_fits"], found.all_fits());
        (found.all_fits(), said)
    };
    let whole = format!("{all}个人负担,{pays}\n");
    assert!(fits(&whole).0);
    let (fit, said) = fits(&format!("姓名：张三\n结算时间：2026-10-31 10:20\n{whole}"));
    assert!(
        fit && said.contains("没有用到：姓名：张三；结算时间：2026-10-31 10:20。"),
        "{said}"
    );
    let (fit, said) = fits(&all);
    assert!(
        !fit && said.contains("没有对：个人负担（psn_part_amt）。"),
        "{said}"
    );
    let (fit, said) = fits(&format!("总费用,20000\n个人负担,{pays}\n"));
    assert!(
        !fit && said.contains("没有对：基本医保（hifp_pay）。"),
        "{said}"
    );
    assert!(said.contains("对过的 2 行都对得上，还有没对的。"), "{said}");
    let (fit, said) = fits(&format!("{whole}优抚补助,300\n"));
    assert!(!fit && said.contains("没有用到：优抚补助,300。"), "{said}");
}
