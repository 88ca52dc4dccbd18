//! Tests of the figures that settle a layer: halves, relative variants, and figures that are not
//! certain. Must not know a shipped table.
use super::*;
use crate::small_tables::{tables, visit};
use crate::visit::Visit;
use mingbai_policy::YesNo;

fn yuan(text: &str) -> Fen {
    Fen::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

fn percent(text: &str) -> Share {
    Share::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

/// Resolves the terms for a visit of a poor person.
fn with_terms(rules: &str, reading: Reading, look: impl FnOnce(&WorldTerms)) {
    let poor = |visit: &mut Visit| visit.groups.yes = 1;
    with_terms_of(rules, poor, reading, look);
}

fn with_terms_of(
    rules: &str,
    say: impl FnOnce(&mut Visit),
    reading: Reading,
    look: impl FnOnce(&WorldTerms),
) {
    let tables = tables(rules);
    let mut visit = visit();
    say(&mut visit);
    let layout = Layout::new(&tables, &visit, visit.date).expect("a layout");
    let mut terms = WorldTerms::default();
    let open = resolve(&layout, &layout.base, reading, false, &mut terms);
    assert_eq!(open, Ok(()), "everything is decided");
    look(&terms);
}

/// Returns the text of a basic layer with these figures, and a variant for the poor.
fn layer(figures: &str, variant: &str) -> String {
    format!(
        "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\n@\n{figures}\n\
         [[layer.variant]]\nwhen = {{ group = \"poor\" }}\n{variant}\n"
    )
}

#[track_caller]
fn check_deductible(figures: &str, variant: &str, expected: (&str, &str)) {
    with_terms(&layer(figures, variant), Reading::Certain, |terms| {
        let expected = (yuan(expected.0), yuan(expected.1));
        assert_eq!(terms.layers[0].deductible, expected, "{figures}, {variant}");
    });
}

#[test]
fn half_of_a_deductible_takes_the_odd_fen() {
    check_deductible("deductible = 800", "deductible = \"half\"", ("400", "400"));
    let odd = "deductible = \"800.01\"";
    check_deductible(odd, "deductible = \"half\"", ("400.01", "400.01"));
    let range = "deductible = { between = [300, \"500.01\"] }";
    check_deductible(range, "deductible = \"half\"", ("150", "250.01"));
    // Half of unknown is unknown.
    check_deductible(
        "share = \"60%\"",
        "deductible = \"half\"",
        ("0", "1000000000000"),
    );
    check_deductible("deductible = 800", "deductible = 0", ("0", "0"));
}

#[test]
fn a_variant_adds_points_and_lowers_them() {
    let rules = layer(
        "share = \"60%\"",
        "share = { plus = \"5%\" }\nlowered = \"10%\"",
    );
    with_terms(&rules, Reading::Certain, |terms| {
        let points = Points {
            plus: percent("5%"),
            less: (percent("10%"), percent("10%")),
        };
        assert_eq!(terms.layers[0].points, points);
    });
}

#[test]
fn a_share_is_that_of_another_layer() {
    let rules = format!(
        "{}[[layer]]\nlayer = \"大病保险\"\nbase = \"in_scope\"\n@\nshare = {{ same_as = \"基本医保\" }}",
        layer("share = \"60%\"", "share = { plus = \"5%\" }")
    );
    with_terms(&rules, Reading::Certain, |terms| {
        let [basic, major] = terms.layers.as_slice() else {
            panic!("two layers")
        };
        assert_eq!((basic.shape, basic.points), (major.shape, major.points));
        assert_eq!(major.points.plus, percent("5%"));
    });
}

const UNSURE: &str = "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\nwhen = { unclear = \"没有写\" }\n@\n\
    deductible = 0\nfirst_self_pay = \"10%\"\nshare = \"60%\"\ncap = \"none\"";

#[test]
fn a_layer_that_may_not_apply_is_unknown_and_may_withhold_nothing() {
    with_terms(UNSURE, Reading::Certain, |terms| {
        let layer = &terms.layers[0];
        assert!(layer.optional);
        assert_eq!(layer.first_self_pay, (Share::ZERO, percent("10%")));
        assert_eq!(terms.grades, [(0, LineGrade::Unknown)]);
    });
}

#[test]
fn a_layer_that_applies_is_known_and_withholds() {
    let sure = UNSURE.replace("unclear = \"没有写\"", "group = \"poor\"");
    with_terms(&sure, Reading::Certain, |terms| {
        let layer = &terms.layers[0];
        assert!(!layer.optional);
        assert_eq!(layer.first_self_pay, (percent("10%"), percent("10%")));
        assert_eq!(terms.grades, [(0, LineGrade::Document)]);
    });
}

#[test]
fn a_report_counts_in_the_estimate_alone() {
    let told = UNSURE
        .replace("unclear = \"没有写\"", "group = \"poor\"")
        .replace('@', "?");
    with_terms(&told, Reading::Certain, |terms| {
        let layer = &terms.layers[0];
        assert!(layer.optional && layer.shape == Shape::Unknown);
        assert_eq!(layer.first_self_pay, (Share::ZERO, Share::ONE));
        assert_eq!(layer.deductible, ANY_AMOUNT);
        assert_eq!(terms.grades, [(0, LineGrade::Unknown)]);
    });
    with_terms(&told, Reading::Estimate, |terms| {
        assert_eq!(
            terms.layers[0].first_self_pay,
            (percent("10%"), percent("10%"))
        );
        assert_eq!(terms.grades, [(0, LineGrade::Reported)]);
    });
}

#[test]
fn who_is_not_enrolled_has_not_paid() {
    let rules = UNSURE.replace("unclear = \"没有写\"", "premium_paid = true");
    let not_enrolled = |visit: &mut Visit| visit.said[YesNo::Enrolled] = Some(false);
    with_terms_of(&rules, not_enrolled, Reading::Certain, |terms| {
        assert!(terms.layers.is_empty(), "{:?}", terms.layers);
    });
}
