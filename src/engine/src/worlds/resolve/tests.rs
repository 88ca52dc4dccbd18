//! Tests of the figures that settle a layer: halves, relative variants, and figures that are not
//! certain. Must not know a shipped table.
use super::*;
use crate::small_tables::{tables, tables_in_order, visit};
use crate::visit::{Account, LocalFigure, LocalRule, Scope, ScopedFigure, Visit, Year};
use mingbai_policy::{DiseaseId, LayerId, YesNo};

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
    with_tables(&tables(rules), say, reading, look);
}

fn with_tables(
    tables: &Tables,
    say: impl FnOnce(&mut Visit),
    reading: Reading,
    look: impl FnOnce(&WorldTerms),
) {
    let mut visit = visit();
    say(&mut visit);
    let layout = Layout::new(tables, &visit, visit.date).expect("a layout");
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
fn a_deductible_is_made_from_the_one_without_the_variant() {
    let of = |figures: &str, variant: &str, expected: &str| {
        let figures = format!("deductible = {figures}");
        let variant = format!("deductible = {variant}");
        check_deductible(&figures, &variant, range(expected));
    };
    fn range(text: &str) -> (&str, &str) {
        text.split_once('~').unwrap_or((text, text))
    }
    let no_end = "1000000000000";
    of("800", "{ times = \"25%\" }", "200");
    of("\"333.33\"", "{ times = \"25%\" }", "83.33");
    of(
        "{ at_least = 800 }",
        "{ times = \"25%\" }",
        &format!("200~{no_end}"),
    );
    of("\"unknown\"", "{ times = \"25%\" }", &format!("0~{no_end}"));
    let less = "{ less = 100, at_least = 300 }";
    of("800", less, "700");
    of("350", less, "300");
    // The floor ends a fall and never raises.
    of("200", less, "200");
    of("50", "{ less = 100 }", "0");
    of("{ between = [350, 800] }", less, "300~700");
    of("{ at_least = 350 }", less, &format!("300~{no_end}"));
    let plus = "{ plus = 100, at_most = 900 }";
    of("700", plus, "800");
    of("850", plus, "900");
    // The ceiling ends a rise and never lowers.
    of("1000", plus, "1000");
    of("800", "{ plus = 100 }", "900");
    of("{ between = [350, 850] }", plus, "450~900");
    of("{ at_least = 350 }", plus, &format!("450~{no_end}"));
}

#[test]
fn what_several_variants_make_of_a_figure_starts_at_the_farthest() {
    let rules = |near: &str, far: &str| {
        layer("deductible = 1000\nshare = \"80%\"\ncap = 1000", near)
            + &format!("[[layer.variant]]\nwhen = {{ group = \"poor\" }}\n{far}\n")
    };
    let (half, less) = ("deductible = \"half\"", "deductible = { less = 100 }");
    for (near, far, expected) in [(half, less, "450"), (less, half, "400")] {
        with_terms(&rules(near, far), Reading::Certain, |terms| {
            let expected = (yuan(expected), yuan(expected));
            assert_eq!(terms.layers[0].deductible, expected, "{near}, {far}");
        });
    }
    let shares = [
        ("plus = \"5%\"", "times = \"90%\"", "77%"),
        ("times = \"90%\"", "plus = \"5%\"", "76.5%"),
        ("own_times = \"60%\"", "times = \"90%\"", "83.2%"),
        ("times = \"90%\"", "own_times = \"60%\"", "79.2%"),
    ];
    for (near, far, expected) in shares {
        let [one, other] = [near, far].map(|it| format!("share = {{ {it} }}"));
        with_terms(&rules(&one, &other), Reading::Certain, |terms| {
            let points = terms.layers[0].points;
            let share = points.on(percent("80%"), crate::settle::End::Low);
            assert_eq!(share, percent(expected), "{near}, {far}");
        });
    }
    // Rounded at each step: a quarter of 10.01 is 2.50, and half of that 1.25.
    let (quarter, half) = ("cap = { times = \"25%\" }", "cap = { times = \"50%\" }");
    let odd = rules(half, quarter).replace("cap = 1000\n", "cap = \"10.01\"\n");
    with_terms(&odd, Reading::Certain, |terms| {
        assert_eq!(terms.layers[0].cap, (yuan("1.25"), yuan("1.25")));
    });
}

#[test]
fn a_factor_of_a_share_that_is_unknown_is_unknown() {
    for factor in ["times", "own_times"] {
        let variant = format!("share = {{ {factor} = \"90%\" }}");
        let rules = layer("share = \"unknown\"", &variant);
        with_terms(&rules, Reading::Certain, |terms| {
            assert_eq!(terms.layers[0].shape, Shape::Unknown, "{factor}");
        });
    }
}

#[test]
fn a_part_of_a_cap_counts_what_the_nearest_condition_is_about() {
    let of = |figure: &str| {
        let when = "when = { disease = \"糖尿病\" }";
        plain(&format!(
            "cap = {figure}\n[[layer.variant]]\n{when}\ncap = {{ times = \"25%\" }}"
        ))
    };
    let has = [DiseaseId(0)];
    check_cap(&of("1000"), &has, ("250", "250"), true);
    check_cap(&of("1000"), &[], ("1000", "1000"), false);
    let no_end = "1000000000000";
    check_cap(&of("\"none\""), &has, (no_end, no_end), true);
    check_cap(&of("{ at_least = 1000 }"), &has, (no_end, "250"), true);
}

#[test]
fn a_variant_adds_points_and_lowers_them() {
    let rules = layer(
        "share = \"60%\"\ndeductible = 0\ncap = \"none\"",
        "share = { plus = \"5%\" }\nlowered = \"10%\"",
    );
    with_terms(&rules, Reading::Certain, |terms| {
        let points = Points {
            less: (percent("10%"), percent("10%")),
            ..Points::default().then_plus(percent("5%"))
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

const BASIC: LayerId = LayerId(0);

/// One layer of these figures, for everyone.
fn plain(figures: &str) -> String {
    format!("[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\n@\n{figures}\n")
}

#[test]
fn what_an_office_gave_goes_before_the_tables() {
    let rules = plain("deductible = 400\nshare = \"60%\"\ncap = 5000\nfirst_self_pay = \"10%\"");
    let given = [
        LocalFigure::Deductible(yuan("300")),
        LocalFigure::Share(percent("50%")),
        LocalFigure::Cap(yuan("1000")),
        LocalFigure::FirstSelfPay(percent("5%")),
    ];
    let say =
        |visit: &mut Visit| visit.local = given.map(|it| (LocalRule::Layer(BASIC), it)).to_vec();
    with_terms_of(&rules, say, Reading::Certain, |terms| {
        let layer = &terms.layers[0];
        let Shape::Schedule([bracket]) = layer.shape else {
            panic!("one share")
        };
        assert_eq!(bracket.share, ShareRange::exact(percent("50%")));
        assert_eq!(layer.deductible, (yuan("300"), yuan("300")));
        assert_eq!(layer.cap, (yuan("1000"), yuan("1000")));
        assert_eq!(layer.first_self_pay, (percent("5%"), percent("5%")));
        assert_eq!(terms.grades, [(0, LineGrade::Entered)]);
    });
}

/// A figure that an office gave for these kinds of care.
fn told_of_care(figure: LocalFigure, care: Care) -> ScopedFigure {
    ScopedFigure {
        rule: LocalRule::Layer(BASIC),
        figure,
        scope: Scope {
            care: care.bit(),
            ..Scope::ANY
        },
    }
}

#[test]
fn what_an_office_gave_for_one_kind_of_care_is_not_for_another() {
    let rules = plain("deductible = 400\nshare = \"60%\"");
    let check = |care: Care, expected: &str| {
        let say = |visit: &mut Visit| {
            let figure = LocalFigure::Deductible(yuan("300"));
            visit.scoped = vec![told_of_care(figure, Care::Outpatient)];
            visit.care = Some(care);
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            let expected = (yuan(expected), yuan(expected));
            assert_eq!(terms.layers[0].deductible, expected, "{care:?}");
        });
    };
    check(Care::Outpatient, "300");
    check(Care::Inpatient, "400");
}

/// The year so far: 500 in all, of it 300 for hospital stays.
fn year() -> Year {
    Year::Known {
        in_scope_self_pay: None,
        paid: vec![(BASIC, yuan("500"))],
        accounts: vec![Account {
            paid: Some(yuan("300")),
            ..Account::new(BASIC, Care::Inpatient, None)
        }],
    }
}

/// Of a yearly deductible a visit meets what earlier visits of its account left.
#[test]
fn a_yearly_deductible_is_what_its_account_left() {
    let rules = plain(
        "share = \"60%\"\ndeductible = 1000\n[[layer.variant]]\nwhen = { care = \"outpatient\" }\ndeductible = 800\ndeductible_per = \"year\"\n@",
    );
    let account = |care, used: &str| Account {
        deductible_used: Some(yuan(used)),
        ..Account::new(BASIC, care, None)
    };
    let known = |spent: Option<&str>, accounts: Vec<Account>| Year::Known {
        in_scope_self_pay: spent.map(yuan),
        paid: Vec::new(),
        accounts,
    };
    let out = Care::Outpatient;
    let check = |care: Care, year: Year, left: (&str, &str)| {
        let say = |visit: &mut Visit| (visit.care, visit.year) = (Some(care), year.clone());
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            let expected = (yuan(left.0), yuan(left.1));
            assert_eq!(terms.layers[0].deductible, expected, "{year:?}");
            let whole = terms.layers[0].deductible_of_period.map(|it| it.whole);
            let expected = (care == out).then_some((yuan("800"), yuan("800")));
            assert_eq!(whole, expected, "{year:?}");
        });
    };
    check(out, Year::TakenAsFirst, ("800", "800"));
    check(out, Year::Unknown, ("0", "800"));
    check(Care::Inpatient, Year::Unknown, ("1000", "1000"));
    check(out, known(None, vec![account(out, "300")]), ("500", "500"));
    // Met exactly, missed by a fen, and more than met.
    check(out, known(None, vec![account(out, "800")]), ("0", "0"));
    check(
        out,
        known(None, vec![account(out, "799.99")]),
        ("0.01", "0.01"),
    );
    check(out, known(None, vec![account(out, "900")]), ("0", "0"));
    // What stays used is no account of outpatients.
    let stay = account(Care::Inpatient, "700");
    check(out, known(None, vec![stay]), ("0", "800"));
    // An in-scope deductible is part of what 基本医保 left.
    check(out, known(Some("250"), vec![stay]), ("550", "800"));
    check(out, known(Some("0"), Vec::new()), ("800", "800"));
}

/// Of a month's deductible and cap a visit meets what the month left: the part of a year's amount that
/// lies in the month is open unless it is stated, or the year began with the month.
#[test]
fn a_figure_of_a_month_counts_the_month_alone() {
    let rules = plain(
        "share = \"60%\"\ndeductible = 50\ndeductible_per = \"month\"\ncap = 300\ncap_per = \"month\"",
    );
    let account = |month: Option<(&str, &str)>| {
        let mut account = Account {
            deductible_used: Some(yuan("120")),
            paid: Some(yuan("1000")),
            ..Account::new(BASIC, Care::Outpatient, None)
        };
        if let (Some((used, paid)), Some(of)) = (month, account.amounts_mut(Period::Month)) {
            (*of.0, *of.1) = (Some(yuan(used)), Some(yuan(paid)));
        }
        let nothing = |care| Account {
            deductible_used: Some(Fen::ZERO),
            paid: Some(Fen::ZERO),
            ..Account::new(BASIC, care, None)
        };
        let others = Care::ALL.iter().filter(|it| **it != Care::Outpatient);
        let others = others.map(|care| nothing(*care));
        std::iter::once(account).chain(others).collect()
    };
    // What is left of the deductible, least first, and of the cap, most first.
    let check = |month: u8, said, deductible: (&str, &str), cap: (&str, &str)| {
        let say = |visit: &mut Visit| {
            visit.date = Day::new(2026, month, 31);
            visit.care = Some(Care::Outpatient);
            visit.year = Year::Known {
                in_scope_self_pay: None,
                paid: Vec::new(),
                accounts: account(said),
            };
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            let layer = &terms.layers[0];
            let left = (yuan(deductible.0), yuan(deductible.1));
            assert_eq!(layer.deductible, left, "{month} {said:?}");
            let left = (yuan(cap.0), yuan(cap.1));
            assert_eq!(layer.cap_left, left, "{month} {said:?}");
        });
    };
    check(5, None, ("0", "50"), ("300", "0"));
    check(5, Some(("0", "0")), ("50", "50"), ("300", "300"));
    check(
        5,
        Some(("49.99", "299.99")),
        ("0.01", "0.01"),
        ("0.01", "0.01"),
    );
    check(5, Some(("50", "300")), ("0", "0"), ("0", "0"));
    check(5, Some(("60", "310")), ("0", "0"), ("0", "0"));
    // In January all of the year is of the month.
    check(1, None, ("0", "0"), ("0", "0"));
}

/// A cap of each visit counts no earlier payment, however much is unknown.
#[test]
fn a_cap_of_a_visit_has_no_memory() {
    let rules = plain("share = \"60%\"\ndeductible = 0\ncap = 300\ncap_per = \"visit\"");
    let say = |visit: &mut Visit| visit.year = Year::Unknown;
    with_terms_of(&rules, say, Reading::Certain, |terms| {
        let all = (yuan("300"), yuan("300"));
        assert_eq!(terms.layers[0].cap_left, all);
    });
}

#[test]
fn a_cap_that_an_office_gave_counts_what_it_was_given_for() {
    let rules = plain("deductible = 400\nshare = \"60%\"");
    // What is left of 1000, most first.
    let check = |of: Option<Care>, care: Option<Care>, left: (&str, &str)| {
        let say = |visit: &mut Visit| {
            let cap = LocalFigure::Cap(yuan("1000"));
            match of {
                Some(of) => visit.scoped = vec![told_of_care(cap, of)],
                None => visit.local = vec![(LocalRule::Layer(BASIC), cap)],
            }
            (visit.care, visit.year) = (care, year());
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            let expected = (yuan(left.0), yuan(left.1));
            assert_eq!(terms.layers[0].cap_left, expected, "{of:?} {care:?}");
        });
    };
    let stay = Some(Care::Inpatient);
    check(stay, stay, ("700", "700"));
    // For what it holds nobody said: for this kind of care, or for the whole year.
    check(None, stay, ("700", "500"));
    check(None, Some(Care::Outpatient), ("1000", "500"));
    check(None, None, ("1000", "500"));
}

/// 封顶线 between its ends, most first, and whether it counts payments for a disease only.
#[track_caller]
fn check_cap(rules: &str, diseases: &[DiseaseId], expected: (&str, &str), of_disease: bool) {
    let say = |visit: &mut Visit| {
        visit.groups.yes = 1;
        visit.diseases = Some(diseases.to_vec());
    };
    with_terms_of(rules, say, Reading::Certain, |terms| {
        let layer = &terms.layers[0];
        let expected = (yuan(expected.0), yuan(expected.1));
        assert_eq!(layer.cap, expected, "{rules}");
        assert_eq!(layer.cap_of_disease, of_disease, "{rules}");
    });
}

#[test]
fn a_cap_counts_what_its_condition_is_about() {
    let of_diabetes = |cap: &str, more: &str| {
        let when = format!("when = {{ disease = \"糖尿病\"{more} }}");
        plain(&format!(
            "cap = 1000\n[[layer.variant]]\n{when}\ncap = {cap}"
        ))
    };
    let (has, unclear) = ([DiseaseId(0)], ", unclear = \"没有写\"");
    check_cap(&of_diabetes("800", ""), &has, ("800", "800"), true);
    check_cap(&of_diabetes("800", ""), &[], ("1000", "1000"), false);
    check_cap(&of_diabetes("800", unclear), &has, ("1000", "800"), true);
}

#[test]
fn a_figure_that_is_only_told_is_unknown_for_certain() {
    let rules = layer("deductible = 800", "deductible = 300\n?");
    with_terms(&rules, Reading::Certain, |terms| {
        assert_eq!(terms.layers[0].deductible, ANY_AMOUNT);
    });
    with_terms(&rules, Reading::Estimate, |terms| {
        assert_eq!(terms.layers[0].deductible, (yuan("300"), yuan("300")));
    });
    // Told for others alone, it leaves this person's as the document has it.
    let rules = layer("first_self_pay = \"20%\"", "first_self_pay = \"10%\"\n?");
    let check = |poor: bool, expected: (Share, Share)| {
        let say = |visit: &mut Visit| match poor {
            true => visit.groups.yes = 1,
            false => visit.groups.no = 1,
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            assert_eq!(terms.layers[0].first_self_pay, expected, "{poor}");
        });
    };
    check(true, (Share::ZERO, Share::ONE));
    check(false, (percent("20%"), percent("20%")));
}

#[test]
fn points_that_are_only_told_make_a_share_that_is_told() {
    let rules = plain("share = \"60%\"\ndeductible = 0\ncap = \"none\"")
        + "[[layer.variant]]\nwhen = { group = \"poor\" }\nshare = { plus = \"5%\" }\n";
    with_terms(&rules, Reading::Estimate, |terms| {
        assert_eq!(terms.grades, [(0, LineGrade::Document)]);
    });
    with_terms(&(rules + "?\n"), Reading::Estimate, |terms| {
        assert_eq!(terms.grades, [(0, LineGrade::Reported)]);
    });
}

#[test]
fn a_share_that_may_be_another_is_unknown_unless_both_are_the_same() {
    let check = |share: &str, variant: &str, known: bool| {
        let unclear = "[[layer.variant]]\nwhen = { unclear = \"没有写\" }";
        let rules = plain(&format!("share = {share}\n{unclear}\nshare = {variant}"));
        with_terms(&rules, Reading::Certain, |terms| {
            let layer = &terms.layers[0];
            assert_eq!(layer.shape != Shape::Unknown, known, "{share}, {variant}");
            // Whatever it is, it is paid of the same base.
            assert_eq!(layer.base, Base::InScope, "{share}, {variant}");
        });
    };
    check("\"60%\"", "\"60%\"", true);
    check("\"60%\"", "\"70%\"", false);
    check("\"60%\"", "{ plus = \"5%\" }", false);
    check("\"unknown\"", "\"60%\"", false);
    with_terms(&plain("share = \"unknown\""), Reading::Certain, |terms| {
        assert_eq!(terms.layers[0].shape, Shape::Unknown);
        assert_eq!(terms.layers[0].base, Base::InScope);
    });
}

/// What a layer pays of, told by its province and by the nation.
#[track_caller]
fn check_base(near: &str, far: &str, expected: Base) {
    with_two_tables(near, far, Reading::Certain, |terms| {
        assert_eq!(terms.layers[0].base, expected, "{near}; {far}");
    });
}

/// Resolves the terms of a layer of which a province and the nation tell.
fn with_two_tables(near: &str, far: &str, reading: Reading, look: impl FnOnce(&WorldTerms)) {
    let rule = |figures: &str| format!("[[layer]]\nlayer = \"基本医保\"\n{figures}\n");
    let (own, above) = (rule(near), rule(far));
    let places = [("甲省", own.as_str()), ("全国", above.as_str())];
    let tables = tables_in_order("\"基本医保\"", &places);
    with_tables(&tables, |_| (), reading, look);
}

#[test]
fn the_nearest_table_that_states_a_rounding_wins() {
    use Rounding::{Down, HalfUp, Up};
    let rule = |rounding: &str, cite: &str| format!("{rounding}\n{cite}\nshare = \"60%\"");
    let (none, down, up) = ("", "rounding = \"down\"", "rounding = \"up\"");
    let half_up = "rounding = \"half_up\"";
    let check = |near: &str, far: &str, reading, expected: (Rounding, Rounding)| {
        with_two_tables(near, far, reading, |terms| {
            assert_eq!(terms.layers[0].rounding, expected, "{near}; {far}");
        });
    };
    let document = |near: &str, far: &str, expected| {
        let (near, far) = (rule(near, "@"), rule(far, "@"));
        check(&near, &far, Reading::Certain, (expected, expected));
    };
    document(none, none, HalfUp);
    document(down, none, Down);
    document(none, up, Up);
    document(down, up, Down);
    document(half_up, up, HalfUp);
    // One that is only told may for certain be any.
    let told = rule(down, "?");
    check(&told, &rule(up, "@"), Reading::Certain, (Up, Down));
    check(&told, &rule(up, "@"), Reading::Estimate, (Down, Down));
}

#[test]
fn a_document_further_up_confirms_a_base_that_was_only_told() {
    let (in_scope, out_of_scope) = ("base = \"in_scope\"", "base = \"out_of_scope\"");
    let document = |base: &str| format!("{base}\n@\nshare = \"60%\"");
    let told = |base: &str| format!("{base}\n?\nshare = \"50%\"");
    check_base(&document(in_scope), &document(out_of_scope), Base::InScope);
    check_base(&told(in_scope), &document(in_scope), Base::InScope);
    check_base(&told(in_scope), &document(out_of_scope), Base::All);
    check_base(&told(in_scope), &told(in_scope), Base::All);
}

#[test]
fn a_share_of_parts_that_is_unknown_may_take_all() {
    let parts = "parts = [{ base = \"in_scope\", share = \"60%\" }, { base = \"out_of_scope\", share = \"50%\" }]";
    let in_scope = |figures: &str| format!("base = \"in_scope\"\n@\n{figures}");
    let share = "share = \"60%\"";
    let one = &in_scope(share);
    let unclear =
        |figures: &str| format!("[[layer.variant]]\nwhen = {{ unclear = \"没有写\" }}\n{figures}");
    // Parts that are only told, before a document's one share; parts behind a share that is told.
    check_base(&format!("?\n{parts}"), one, Base::All);
    let told = "base = \"in_scope\"\n?\nshare = \"50%\"";
    check_base(told, &format!("{one}\n{}", unclear(parts)), Base::All);
    check_base(told, one, Base::InScope);
    // Parts that may apply, before one share and behind it.
    check_base(&format!("@\n{}", unclear(parts)), one, Base::All);
    let document = &format!("@\n{parts}");
    check_base(&in_scope(&unclear(share)), document, Base::All);
    // Parts that are known pay each of its own.
    check_base(document, &in_scope("cap = 50"), Base::InScope);
}

#[test]
fn a_layer_that_does_not_apply_still_counts_for_the_year() {
    let check = |base: &str, paid: &str, expected: &[(Fen, Fen)]| {
        let rules = format!(
            "[[layer]]\nlayer = \"基本医保\"\nbase = \"{base}\"\nwhen = {{ group = \"poor\" }}\n@\nshare = \"60%\"\n"
        );
        let say = |visit: &mut Visit| {
            visit.groups.no = 1;
            visit.year = Year::Known {
                in_scope_self_pay: None,
                paid: vec![(BASIC, yuan(paid))],
                accounts: Vec::new(),
            };
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            assert!(terms.layers.iter().all(|layer| layer.absent));
            let paid: Vec<_> = terms.layers.iter().map(|it| it.paid_before).collect();
            assert_eq!(paid, expected, "{base} {paid:?}");
        });
    };
    check("year", "500", &[(yuan("500"), yuan("500"))]);
    check("year", "0", &[]);
    check("in_scope", "500", &[]);
}

#[test]
fn a_joint_payment_stands_for_the_layers_it_leaves_out() {
    let check = |when: &str, say: fn(&mut Visit), expected: &[(u16, bool)]| {
        let basic = plain("deductible = 0\nshare = \"60%\"\ncap = \"none\"");
        let joint = format!("[[layer]]\nlayer = \"大病保险\"\njoint = true\nwhen = {when}\n@\n");
        let rules = basic + &joint;
        let tables = tables_in_order("\"大病保险\"", &[("甲省", rules.as_str())]);
        with_tables(&tables, say, Reading::Certain, |terms| {
            let layers = terms.layers.iter().map(|it| (it.layer.0, it.optional));
            let mut layers: Vec<_> = layers.collect();
            layers.sort_unstable();
            assert_eq!(layers, expected, "{when}");
        });
    };
    let poor = "{ group = \"poor\" }";
    check(poor, |visit| visit.groups.yes = 1, &[(1, false)]);
    check(poor, |visit| visit.groups.no = 1, &[(0, false)]);
    let unclear = "{ unclear = \"没有写\" }";
    check(unclear, |_| (), &[(0, true), (1, true)]);
}

/// The share of a top-up rule, low end first, whether it may not apply, and how well it is known.
#[track_caller]
fn check_top_up(
    figures: &str,
    say: impl FnOnce(&mut Visit),
    reading: Reading,
    expected: Option<(&str, &str, bool, LineGrade)>,
) {
    let rules = format!(
        "[[excess]]\nid = \"e\"\nname = \"兜底\"\npayer = \"大病保险\"\nabove = \"10%\"\n{figures}\n"
    );
    with_terms_of(&rules, say, reading, |terms| {
        let rule = terms.top_ups.first();
        let grade = terms.grades.first().map(|it| it.1);
        let found = rule.map(|it| (it.share, it.optional, grade));
        let share = |low: &str, high: &str| (percent(low), percent(high));
        let expected =
            expected.map(|(low, high, optional, grade)| (share(low, high), optional, Some(grade)));
        assert_eq!(found, expected, "{figures}");
    });
}

#[test]
fn a_top_up_rule_is_known_as_well_as_its_condition_and_its_share() {
    use LineGrade::{Document, Entered, Reported, Unknown};
    let (poor, not_poor) = (
        |visit: &mut Visit| visit.groups.yes = 1,
        |visit: &mut Visit| visit.groups.no = 1,
    );
    let certain = Reading::Certain;
    let when = |when: &str| format!("when = {when}\n@\nshare = \"50%\"");
    let known = Some(("50%", "50%", false, Document));
    check_top_up("@\nshare = \"50%\"", poor, certain, known);
    check_top_up(&when("{ group = \"poor\" }"), poor, certain, known);
    check_top_up(&when("{ group = \"poor\" }"), not_poor, certain, None);
    let open = Some(("50%", "50%", true, Unknown));
    check_top_up(&when("{ unclear = \"没有写\" }"), poor, certain, open);
    let unknown = Some(("100%", "0%", false, Unknown));
    check_top_up("@\nshare = \"unknown\"", poor, certain, unknown);
    // What is only told counts in the estimate.
    let told = "?\nshare = \"50%\"";
    let open = Some(("100%", "0%", true, Unknown));
    check_top_up(told, poor, certain, open);
    let known = Some(("50%", "50%", false, Reported));
    check_top_up(told, poor, Reading::Estimate, known);
    // What the office gave goes before.
    let office = |visit: &mut Visit| {
        let share = LocalFigure::Share(percent("40%"));
        visit.local = vec![(LocalRule::TopUp(0, 0), share)];
    };
    let known = Some(("40%", "40%", false, Entered));
    check_top_up("@\nshare = \"50%\"", office, certain, known);
    check_top_up(told, office, Reading::Estimate, known);
}

#[test]
fn waivers_and_free_benefits_apply_for_certain_perhaps_or_not() {
    let check = |when: &str, poor: bool, expected: &[(u8, bool)]| {
        let rules = format!(
            "[[waiver]]\nid = \"w\"\nname = \"免\"\n{when}@\nshare = \"50%\"\n\
             items = {{ complete = false, names = [] }}\n\
             [[scheme]]\nid = \"s\"\nname = \"救治\"\nbenefit = \"免费\"\n{when}@\nfree = \"visit\"\n"
        );
        let say = |visit: &mut Visit| {
            visit.diseases = Some(Vec::new());
            match poor {
                true => visit.groups.yes = 1,
                false => visit.groups.no = 1,
            }
        };
        with_terms_of(&rules, say, Reading::Certain, |terms| {
            assert_eq!(terms.waivers, expected, "{when}");
            assert_eq!(terms.frees, expected, "{when}");
        });
    };
    check("", true, &[(0, true)]);
    check("when = { group = \"poor\" }\n", true, &[(0, true)]);
    check("when = { group = \"poor\" }\n", false, &[]);
    check("when = { unclear = \"没有写\" }\n", true, &[(0, false)]);
}

#[test]
fn figures_cite_what_decides_them_and_say_how_old_they_are() {
    let check = |when: &str, cited: bool| {
        let variant = format!("[[layer.variant]]\nwhen = {when}\nshare = \"70%\"");
        let tables = tables(&plain(&variant));
        let mut visit = visit();
        visit.groups.yes = 1;
        let layout = Layout::new(&tables, &visit, visit.date).expect("a layout");
        let (cites, years) = figure_cites(&tables, &layout.layers[0], &layout.base);
        assert_eq!(!cites.is_empty(), cited, "{when}");
        assert_eq!(!years.is_empty(), cited, "{when}");
        assert!(years.iter().all(|year| *year == 2020), "{when}: {years:?}");
    };
    check("{ group = \"poor\" }", true);
    check("{ unclear = \"没有写\" }", false);
}
