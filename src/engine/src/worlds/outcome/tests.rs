//! What waivers, free benefits and top-up rules leave of a world's self-pay, how it is written down,
//! and how far roundings stray. Layers are written as in `settle::tests`, amounts in yuan; a range is
//! `30~50`, items are `检查费 30，床位费 20`. 胸片 is a kind of 检查费.
use super::*;
use crate::settle::tests::{Rule, bill, range, yuan};
use crate::small_tables::{tables, visit};
use crate::worlds::resolve::{Reading, resolve};

fn between(text: &str) -> Range {
    let (low, high) = range(text, yuan);
    Range { low, high }
}

/// A waiver of these items; `检查费等` is a list that may hold others.
fn waiver(items: &str, share: &str) -> String {
    let named = items.trim_end_matches('等');
    let names = if named.is_empty() {
        String::new()
    } else {
        format!("\"{named}\"")
    };
    let (id, complete) = (share.trim_end_matches('%'), named == items);
    format!(
        "[[waiver]]\nid = \"w{id}\"\nname = \"免{id}\"\n@\nshare = \"{share}\"\n\
         items = {{ complete = {complete}, names = [{names}] }}\n"
    )
}

/// A scheme that makes so much free.
fn free(what: &str) -> String {
    format!("[[scheme]]\nid = \"s\"\nname = \"救治\"\nbenefit = \"免费\"\n@\nfree = {what}\n")
}

fn unsure(rules: String) -> String {
    rules.replace('@', "@\nwhen = { unclear = \"没有写\" }")
}

/// The last layer's fund pays what lies above a tenth of the bill.
fn top_up(share: &str) -> String {
    format!(
        "[[excess]]\nid = \"e\"\nname = \"兜底\"\npayer = \"大病保险\"\n@\nabove = \"10%\"\nshare = {share}\n"
    )
}

/// Settles the only world of a bill: `自付 100` after every layer, or `100` all in scope.
fn with_world(
    rules: &str,
    bill: &str,
    items: &str,
    look: impl FnOnce(&Layout, &WorldTerms, &BillFacts),
) {
    let tables = tables(rules);
    let item = |text: &str| {
        let (name, self_pay) = text.split_once(' ').expect("检查费 30");
        let mut items = tables.vocabulary.items.iter();
        let at = items.position(|it| it.name.name == name).expect(name);
        (ItemId(at as u16), yuan(self_pay))
    };
    let items = items.split('，').filter(|it| !it.is_empty());
    let mut said = Bill {
        items: items.map(item).collect(),
        ..Bill::default()
    };
    match bill.strip_prefix("自付 ") {
        Some(self_pay) => said.self_pay = Some(yuan(self_pay)),
        None => said.total = Some(yuan(bill)),
    }
    let mut visit = visit();
    visit.diseases = Some(Vec::new());
    let layout = Layout::new(&tables, &visit, visit.date).unwrap_or_else(|_| panic!("a layout"));
    let (mut terms, after_sheet) = (WorldTerms::default(), said.self_pay.is_some());
    let reading = Reading::Certain;
    let open = resolve(&layout, &layout.base, reading, after_sheet, &mut terms);
    assert_eq!(open, Ok(()), "everything is decided");
    let bill = BillFacts::new(&said, &visit.year, said.total.unwrap_or_default());
    look(&layout, &terms, &bill.expect("a bill"));
}

/// What is paid, waived and free of a self-pay.
#[track_caller]
fn check_relief(rules: &str, self_pay: &str, items: &str, expected: [&str; 3]) {
    with_world(
        rules,
        &format!("自付 {self_pay}"),
        items,
        |layout, terms, bill| {
            let found = outcome(layout, terms, bill).outcome.expect("a legal world");
            let found = [found.pays, found.waived, found.free];
            assert_eq!(
                found,
                expected.map(between),
                "{self_pay} of {items}: {rules}"
            );
        },
    );
}

#[test]
fn a_waiver_takes_its_share_of_the_items_it_names() {
    let half = &waiver("检查费", "50%");
    check_relief(half, "30", "检查费 30", ["15", "15", "0"]);
    check_relief(half, "30", "胸片 30", ["15", "15", "0"]);
    check_relief(half, "50", "检查费 30，胸片 20", ["25", "25", "0"]);
    check_relief(half, "30", "床位费 30", ["30", "0", "0"]);
    check_relief(
        &waiver("检查费", "100%"),
        "30",
        "检查费 30",
        ["0", "30", "0"],
    );
    // What is not itemised may be any item.
    check_relief(half, "100", "检查费 30", ["50~85", "15~50", "0"]);
    check_relief(half, "100", "", ["50~100", "0~50", "0"]);
    // Of an item that holds the named one, some may be the named one.
    check_relief(
        &waiver("胸片", "50%"),
        "30",
        "检查费 30",
        ["15~30", "0~15", "0"],
    );
    // So may any item be one of a list that is not complete.
    check_relief(
        &waiver("胸片等", "50%"),
        "30",
        "床位费 30",
        ["15~30", "0~15", "0"],
    );
    check_relief(&waiver("等", "50%"), "100", "", ["50~100", "0~50", "0"]);
    check_relief(&waiver("", "50%"), "100", "床位费 30", ["100", "0", "0"]);
    let perhaps = &unsure(waiver("检查费", "100%"));
    check_relief(perhaps, "30", "检查费 30", ["0~30", "0~30", "0"]);
}

#[test]
fn two_waivers_take_the_larger_share_and_at_most_all() {
    let two = &(waiver("检查费", "50%") + &waiver("检查费", "60%"));
    check_relief(two, "30", "检查费 30", ["0~12", "18~30", "0"]);
    check_relief(two, "100", "", ["0~100", "0~100", "0"]);
    let two = &(waiver("检查费", "10%") + &waiver("检查费", "20%"));
    check_relief(two, "100", "", ["70~100", "0~30", "0"]);
    check_relief(two, "30", "检查费 30", ["21~24", "6~9", "0"]);
}

#[test]
fn what_is_free_comes_off_what_waivers_leave() {
    check_relief(&free("\"visit\""), "100", "", ["0", "0", "100"]);
    check_relief(
        &unsure(free("\"visit\"")),
        "100",
        "",
        ["0~100", "0", "0~100"],
    );
    let checks = &free("{ items = [\"检查费\"] }");
    check_relief(checks, "30", "检查费 30", ["0", "0", "30"]);
    check_relief(checks, "50", "胸片 30，床位费 20", ["20", "0", "30"]);
    check_relief(
        checks,
        "100",
        "检查费 30，床位费 20",
        ["20~70", "0", "30~80"],
    );
    let perhaps = &unsure(checks.clone());
    check_relief(
        perhaps,
        "50",
        "检查费 30，床位费 20",
        ["20~50", "0", "0~30"],
    );
    // A part that is not named may be all.
    check_relief(
        &free("\"part\""),
        "100",
        "床位费 30",
        ["0~100", "0", "0~100"],
    );
    let both = &(waiver("检查费", "50%") + &free("\"visit\""));
    check_relief(both, "100", "检查费 30", ["0", "15~50", "50~85"]);
    let both = &(waiver("检查费", "50%") + checks);
    check_relief(both, "30", "检查费 30", ["0", "15", "15"]);
}

#[test]
fn one_waivers_own_amount_lies_between_its_ends() {
    let check = |rules: &str, sure: bool, items: &str, expected: &str| {
        with_world(rules, "自付 100", items, |layout, terms, bill| {
            let world = outcome(layout, terms, bill).outcome.expect("a legal world");
            let amount = waiver_amount(layout, 0, sure, bill, &world);
            assert_eq!(amount, between(expected), "{items}: {rules}");
        });
    };
    let half = &waiver("检查费", "50%");
    check(half, true, "检查费 30", "15~50");
    check(half, true, "检查费 30，胸片 70", "50");
    check(half, false, "检查费 30，胸片 70", "0~50");
    check(half, true, "床位费 30", "0~35");
}

#[test]
fn a_world_is_legal_where_its_layers_leave_the_items_self_pay() {
    let check = |items: &str, short: &str, lacking: Option<&str>| {
        with_world("", "自付 30", items, |layout, terms, bill| {
            let point = nearly_legal(layout, terms, bill, yuan(short));
            assert_eq!(
                point.outcome.is_none(),
                lacking.is_some(),
                "{items}, {short}"
            );
            assert_eq!(point.lacking, lacking.map(yuan), "{items}, {short}");
        });
    };
    check("检查费 30", "0", None);
    check("检查费 30.05", "0", Some("0.05"));
    check("检查费 30.05", "0.04", Some("0.05"));
    check("检查费 30.05", "0.05", None);
}

#[test]
fn what_either_end_touches_counts() {
    let first = format!("{BASIC}share = {{ between = [\"0%\", \"50%\"] }}\ncap = \"none\"\n");
    let rules = format!("{first}{MAJOR}share = \"50%\"\ncap = 30\n");
    let stretch = |total: &str| {
        let mut found = None;
        with_world(&rules, total, "", |layout, terms, bill| {
            found = Some(outcome(layout, terms, bill).stretch);
        });
        found
    };
    assert_eq!(stretch("40"), stretch("50"));
    // The cap is reached where the first layer pays nothing, and only there.
    assert_ne!(stretch("50"), stretch("80"));
}

#[test]
fn of_two_points_on_one_amount_the_legal_one_counts() {
    with_world("", "自付 30", "检查费 30.05", |layout, terms, bill| {
        let legal = nearly_legal(layout, terms, bill, yuan("1"));
        let lacks = |fen: i64| Point {
            lacking: Some(Fen(fen)),
            ..outcome(layout, terms, bill)
        };
        let hull = |one: &Point, other: &Point| one.clone().hull(other.clone());
        assert!(hull(&legal, &lacks(5)).outcome.is_some());
        assert!(hull(&lacks(5), &legal).outcome.is_some());
        assert_eq!(hull(&lacks(5), &lacks(3)).lacking, Some(Fen(3)));
        assert_eq!(hull(&lacks(5), &legal).lacking, Some(Fen(5)));
    });
}

const BASIC: &str = "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\n@\ndeductible = 0\n";
const MAJOR: &str = "[[layer]]\nlayer = \"大病保险\"\nbase = \"in_scope\"\n@\ndeductible = 0\n";

/// The steps that name an amount, one after the other, at the end that helps.
#[track_caller]
fn check_steps(rules: &str, fixed: Option<&str>, bill: &str, items: &str, expected: &str) {
    with_world(rules, bill, items, |layout, terms, bill| {
        let mut terms = terms.clone();
        if let Some(last) = terms.layers.last_mut() {
            last.fixed = fixed.map(yuan);
        }
        let (pays, steps) = steps(layout, &terms, bill, End::Low);
        let told = |step: &TraceStep| match step {
            TraceStep::Paid { amount, .. } => Some(format!("付 {amount}")),
            TraceStep::AfterLayers { self_pay } => Some(format!("剩 {self_pay}")),
            TraceStep::TopUp { amount, .. } => Some(format!("兜底 {amount}")),
            TraceStep::Waived { amount } => Some(format!("减免 {amount}")),
            TraceStep::Free { amount } => Some(format!("免费 {amount}")),
            TraceStep::Pays { amount } => {
                assert_eq!(*amount, pays);
                Some(format!("自付 {amount}"))
            }
            _ => None,
        };
        let told: Vec<String> = steps.iter().filter_map(told).collect();
        assert_eq!(told.join("，"), expected, "{bill:?}: {rules}");
    });
}

#[test]
fn what_takes_nothing_is_not_written_down() {
    let check = |rules: &str, items: &str, expected: &str| {
        check_steps(rules, None, "自付 100", items, expected);
    };
    check("", "", "剩 100.00，自付 100.00");
    let half = waiver("检查费", "50%");
    check(&half, "床位费 100", "剩 100.00，自付 100.00");
    check(&half, "检查费 100", "剩 100.00，减免 50.00，自付 50.00");
    let visit = free("\"visit\"");
    check(&visit, "", "剩 100.00，免费 100.00，自付 0.00");
    let both = half + &visit;
    let expected = "剩 100.00，减免 50.00，免费 50.00，自付 0.00";
    check(&both, "检查费 100", expected);
    let fund = format!(
        "{BASIC}share = \"50%\"\ncap = \"none\"\n{}",
        top_up("\"100%\"")
    );
    let expected = "付 50.00，剩 50.00，兜底 40.00，自付 10.00";
    check_steps(&fund, None, "100", "", expected);
}

#[test]
fn the_last_open_figures_pay_less_so_that_the_items_self_pay_is_left() {
    let rules = &format!("{BASIC}cap = 50\n{MAJOR}cap = 40\n");
    let check = |fixed: Option<&str>, items: &str, expected: &str| {
        check_steps(rules, fixed, "100", items, expected);
    };
    check(
        None,
        "检查费 10",
        "付 50.00，付 40.00，剩 10.00，自付 10.00",
    );
    check(
        None,
        "检查费 30",
        "付 50.00，付 20.00，剩 30.00，自付 30.00",
    );
    check(None, "检查费 70", "付 30.00，付 0.00，剩 70.00，自付 70.00");
    // A sheet's own amount stands.
    let expected = "付 30.00，付 40.00，剩 30.00，自付 30.00";
    check(Some("40"), "检查费 30", expected);
}

/// What is paid with the layers at one end and what follows them at another, and what the first
/// payer pays.
#[track_caller]
fn check_pays_at(rules: &str, items: &str, ends: (End, End), pays: &str, slot: &str) {
    with_world(rules, "100", items, |layout, terms, bill| {
        let (paid, slots) = pays_at(layout, terms, bill, ends.0, ends.1);
        assert_eq!(paid, yuan(pays), "{ends:?}: {rules}");
        assert_eq!(slots[0], yuan(slot), "{ends:?}: {rules}");
    });
}

#[test]
fn layers_and_what_follows_them_may_be_at_two_ends() {
    let layer = format!("{BASIC}share = {{ between = [\"50%\", \"60%\"] }}\ncap = \"none\"\n");
    let rules = &(layer + &unsure(waiver("检查费", "100%")));
    let items = "检查费 30";
    check_pays_at(rules, items, (End::Low, End::Low), "0", "60");
    check_pays_at(rules, items, (End::Low, End::High), "40", "60");
    check_pays_at(rules, items, (End::High, End::Low), "0", "50");
    check_pays_at(rules, items, (End::High, End::High), "50", "50");
    // Some open figure pays less, so that the items' self-pay is left.
    check_pays_at(rules, "检查费 45", (End::Low, End::High), "45", "60");
    let fund = &top_up("\"unknown\"");
    check_pays_at(fund, "", (End::High, End::Low), "10", "90");
    check_pays_at(fund, "", (End::Low, End::High), "100", "0");
}

#[test]
fn each_payer_pays_between_its_ends() {
    let check = |rules: &str, pays: &str, slot: &str| {
        with_world(rules, "100", "", |layout, terms, bill| {
            let found = outcome(layout, terms, bill).outcome.expect("a legal world");
            assert_eq!(found.pays, between(pays), "{rules}");
            assert_eq!(found.slots[0], between(slot), "{rules}");
        });
    };
    check(&top_up("\"50%\""), "55", "45");
    check(&top_up("\"unknown\""), "10~100", "0~90");
    check(BASIC, "0~100", "0~100");
}

fn with_layers(rules: &[&str], look: impl FnOnce(&WorldTerms)) {
    let rules: Vec<Rule> = rules.iter().map(|rule| Rule::read(rule)).collect();
    look(&WorldTerms {
        layers: rules.iter().map(Rule::terms).collect(),
        ..WorldTerms::default()
    });
}

#[test]
fn layers_that_round_count_where_money_may_leave_the_scope() {
    let check = |rules: &[&str], expected: i64| {
        with_layers(rules, |terms| {
            assert_eq!(trading_layers(terms), expected, "{rules:?}");
        });
    };
    check(&["60%", "全年，60%"], 0);
    check(&["范围外，60%", "60%"], 2);
    check(&["全部，60%"], 1);
    check(&["内 60%，外 50%"], 1);
    check(&["60%", "先行自付 0%~10%，60%"], 2);
    check(&["先行自付 10%，60%"], 0);
    // A layer of unknown payment rounds nothing, and may trade all the same.
    check(&["未知，范围外", "60%"], 1);
    check(&["未知，全部", "60%"], 0);
    check(&["未知，全部，封顶 50", "60%"], 1);
    check(&["未知，全部，起付 50", "60%"], 1);
    check(&["未知，起付 50，封顶 50", "60%"], 0);
    // A sheet's own amount and a layer that does not apply do neither.
    check(&["范围外，60%，单上 5", "60%"], 0);
    check(&["范围外，60%，不适用", "60%"], 0);
    check(&["范围外，60%", "60%，单上 5", "60%，不适用"], 1);
}

#[test]
fn roundings_repeat_where_every_payment_grows_by_whole_fen() {
    let check = |rules: &[&str], expected: i64| {
        with_layers(rules, |terms| {
            assert_eq!(repeats(terms), expected, "{rules:?}");
        });
    };
    check(&["60%"], 5);
    check(&["100%"], 1);
    check(&["0%"], 1);
    check(&["99.9999%"], 1_000_000);
    check(&["50%~60%"], 2);
    check(&["60%，减 10%"], 2);
    check(&["60%，减 10%~20%"], 5);
    check(&["到 1000 50%，60%"], 10);
    check(&["到 1000 50%，75%"], 4);
    check(&["内 60%，外 50%"], 10);
    check(&["内 75%，外 50%"], 4);
    check(&["60%", "60%"], 25);
    check(&["先行自付 10%，60%"], 50);
    check(&["先行自付 0%~10%，60%"], 50);
    check(&["先行自付 25%~50%，100%"], 4);
    check(&["未知，先行自付 10%"], 10);
    check(&["未必，60%"], 1);
    check(&["60%，单上 5", "60%，不适用", "50%"], 2);
    check(&["99.9999%"; 4], i64::MAX);
}

/// By how many fen each end may stray; `100+0.02` where the bill's split is known.
#[track_caller]
fn check_stray(rules: &[&str], split: Option<&str>, expected: (i64, i64)) {
    with_layers(rules, |terms| {
        let stray = stray_parts(terms, split.map(bill), Some(Fen::ZERO));
        assert_eq!(stray, expected, "{rules:?} of {split:?}");
    });
}

#[test]
fn parts_on_an_open_base_stray_where_a_later_layer_shows_it() {
    let parts = "内 60%，外 50%";
    check_stray(&["未必，60%", parts, "50%"], None, (1, 1));
    check_stray(&["60%", parts, "50%"], None, (0, 0));
    check_stray(&["未必，60%", parts], None, (0, 0));
    // At the high end a layer of unknown payment pays nothing.
    check_stray(&["未必，60%", parts, "未知"], None, (1, 0));
    check_stray(&["未必，60%", parts, "未必，50%"], None, (1, 0));
    check_stray(
        &["未必，60%", parts, "50%，单上 5", "50%，不适用"],
        None,
        (0, 0),
    );
    check_stray(&["未必，60%", "未必，60%", parts, "50%"], None, (1, 1));
    check_stray(&["未必，60%", parts, parts, "50%"], None, (2, 2));
    let sheet = "内 60%，外 50%，单上 5";
    check_stray(&["未必，60%", sheet, "50%"], None, (0, 0));
    let absent = "内 60%，外 50%，不适用";
    check_stray(&["未必，60%", absent, "50%"], None, (0, 0));
}

#[test]
fn parts_that_pay_whole_fen_out_of_scope_do_not_stray() {
    let parts = "内 60%，外 50%";
    let check = |before: &[&str], out: &str, expected: (i64, i64)| {
        let rules = [before, &[parts, "50%"]].concat();
        check_stray(&rules, Some(out), expected);
    };
    check(&["未必，60%"], "100+0.02", (0, 0));
    check(&["未必，60%"], "100+0.01", (1, 1));
    check(&["未必，全年，60%"], "100+0.02", (0, 0));
    check(&["范围外，60%，不适用", "未必，60%"], "100+0.02", (0, 0));
    // Where an earlier layer takes or adds some, nobody knows how much is out of scope.
    check(&["未必，范围外，60%"], "100+0.02", (1, 1));
    check(&["未必，先行自付 10%，60%"], "100+0.02", (1, 1));
    check(&["单上 5", "未必，60%"], "100+0.02", (1, 1));
    check(&["未必，60%", parts], "100+0.02", (1, 1));
}
