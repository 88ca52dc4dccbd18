//! Tests of layers that look at a part of an earlier layer's money: every filling of an open figure
//! lies between the ends. Must not know a shipped table.
use crate::answer::Range;
use crate::small_tables::{tables, visit};
use crate::visit::{Bill, Year};
use mingbai_policy::Fen;

const OWN: &str = r#"base = { own_share_of = "基本医保" }
deductible = 0
share = "66.6667%""#;
const OVER: &str = r#"base = { over_cap_of = "基本医保" }
deductible = 0
share = "90%""#;
const BAND: &str = r#"parts = [{ base = { deductible_of = "基本医保", from = 300, to = 800 }, share = "90%" }]
deductible = 0"#;
const BOTH: &str = r#"parts = [
  { base = { deductible_of = "基本医保", from = 300, to = 800 }, share = "90%" },
  { base = { own_share_of = "基本医保" }, share = "66.6667%" },
]"#;
const ALL: &str = r#"parts = [
  { base = { deductible_of = "基本医保" }, share = "50%" },
  { base = { own_share_of = "基本医保" }, share = "80%" },
  { base = { over_cap_of = "基本医保" }, share = "95%" },
]"#;

/// Returns what the person pays of this bill, in yuan, where 基本医保 has these figures and 大病保险
/// looks at it.
fn pays(basic: &[String], looks: &str, bill: i64) -> Range {
    let rules = format!(
        "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\n{}\n@\n\
         [[layer]]\nlayer = \"大病保险\"\n{looks}\ncap = \"none\"\n@\n",
        basic.join("\n")
    );
    let mut visit = visit();
    visit.year = Year::TakenAsFirst;
    visit.bill = Some(Bill {
        total: Some(Fen(bill * 100)),
        in_scope: Some(Fen(bill * 100)),
        ..Bill::default()
    });
    let answer = crate::answer(&tables(&rules), &visit).expect("an answer");
    answer.money.expect("money").pays.estimate
}

/// A figure of 基本医保: as written where it is open, and some of its fillings.
type Figure = (&'static str, &'static [&'static str]);

const DEDUCTIBLE: &[Figure] = &[
    ("deductible = 500", &["deductible = 500"]),
    (
        "deductible = { between = [200, 900] }",
        &[
            "deductible = 200",
            "deductible = 300",
            "deductible = 555",
            "deductible = 800",
            "deductible = 900",
        ],
    ),
];
const SHARES: &[Figure] = &[
    ("share = \"70%\"", &["share = \"70%\""]),
    (
        "share = { between = [\"50%\", \"80%\"] }",
        &["share = \"50%\"", "share = \"66.1%\"", "share = \"80%\""],
    ),
    (
        "tiers = [{ to = 1200, share = \"90%\" }, { share = \"40%\" }]",
        &["tiers = [{ to = 1200, share = \"90%\" }, { share = \"40%\" }]"],
    ),
];
const CAPS: &[Figure] = &[
    ("cap = \"none\"", &["cap = \"none\""]),
    ("cap = 600", &["cap = 600"]),
    (
        "cap = { between = [300, 1000] }",
        &["cap = 300", "cap = 512", "cap = 777", "cap = 1000"],
    ),
    (
        "cap = 900\ncap_on = \"cost\"",
        &["cap = 900\ncap_on = \"cost\""],
    ),
];

#[test]
fn every_filling_lies_between_the_ends() {
    let mut exact = 0;
    for looks in [OWN, OVER, BAND, BOTH, ALL] {
        for deductible in DEDUCTIBLE {
            for shares in SHARES {
                for cap in CAPS {
                    for bill in [700, 2_000] {
                        let of =
                            |figures: [&str; 3]| pays(&figures.map(str::to_owned), looks, bill);
                        let open = of([deductible.0, shares.0, cap.0]);
                        let mut hull: Option<Range> = None;
                        for one in deductible.1 {
                            for other in shares.1 {
                                for third in cap.1 {
                                    let here = of([one, other, third]);
                                    assert_eq!(here.low, here.high);
                                    hull = Some(hull.map_or(here, |it| it.hull(here)));
                                }
                            }
                        }
                        let hull = hull.expect("a filling");
                        let told = format!("{looks} {deductible:?} {shares:?} {cap:?} {bill}");
                        assert!(
                            open.low <= hull.low && hull.high <= open.high,
                            "{told}: {open:?} {hull:?}"
                        );
                        exact += usize::from(open == hull);
                    }
                }
            }
        }
    }
    // Wherever one part is looked at that no open figure trades against, the ends are reached.
    assert!(exact >= 104, "only {exact} of 240 are exact");
}

#[test]
fn a_civil_servants_supplement_pays_of_the_deductible_and_of_the_own_share() {
    let basic = ["deductible = 500", "share = \"70%\"", "cap = 600"].map(str::to_owned);
    let yuan = |text: &str| Range::exact(Fen::parse(text).expect("yuan"));
    // 2,000: 500 of deductible, 600 paid, so that 857.14 of cost are within the cap, of them 257.14
    // the person's own; 642.86 go beyond.
    assert_eq!(pays(&basic, OWN, 2_000), yuan("1228.57"));
    assert_eq!(pays(&basic, OVER, 2_000), yuan("821.43"));
    // Of the deductible 300 to 500 are in the band.
    assert_eq!(pays(&basic, BAND, 2_000), yuan("1220.00"));
    assert_eq!(pays(&basic, BOTH, 2_000), yuan("1048.57"));
}
