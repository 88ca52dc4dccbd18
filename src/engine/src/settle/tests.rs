//! Tests of single layers, settled by hand. Must not know tables.
//!
//! A rule is written as people say it, in yuan: `起付 400，60%`; a range as `起付 300~500`. A bill
//! is `10000` in scope, or `10000+2000` with 2000 yuan out of scope.
use super::*;
use mingbai_policy::ShareRange;

pub(crate) fn yuan(text: &str) -> Fen {
    Fen::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

fn percent(text: &str) -> Share {
    Share::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

pub(crate) fn range<T: Copy>(text: &str, read: fn(&str) -> T) -> (T, T) {
    let (low, high) = text.split_once('~').unwrap_or((text, text));
    (read(low), read(high))
}

pub(crate) fn bill(text: &str) -> LeftToPay {
    let (in_scope, out_of_scope) = text.split_once('+').unwrap_or((text, "0"));
    LeftToPay {
        in_scope: yuan(in_scope),
        out_of_scope: yuan(out_of_scope),
    }
}

/// The figures of a layer, read from the text of a rule.
pub(crate) struct Rule {
    terms: LayerTerms<'static>,
    brackets: Vec<Bracket>,
    parts: Vec<SharePart>,
}

impl Rule {
    pub(crate) fn read(text: &str) -> Rule {
        let mut rule = Rule {
            terms: LayerTerms {
                slot: 0,
                layer: LayerId(0),
                optional: false,
                absent: false,
                fixed: None,
                deductible: (Fen::ZERO, Fen::ZERO),
                deductible_of_period: None,
                first_self_pay: (Share::ZERO, Share::ZERO),
                cap: (Fen::MAX, Fen::MAX),
                cap_per: Period::Year,
                cap_left: (Fen::MAX, Fen::MAX),
                cap_of_disease: false,
                cap_on_cost: false,
                cost_before: (Fen::ZERO, Fen::ZERO),
                ceiling: NO_CEILING,
                paid_before: (Fen::ZERO, Fen::ZERO),
                shape: Shape::Unknown,
                points: Points::default(),
                base: Base::InScope,
                rounding: (Rounding::HalfUp, Rounding::HalfUp),
                held: None,
                own_shares: &[],
                looked_at: false,
                looks_at_open: false,
                apart: None,
            },
            brackets: Vec::new(),
            parts: Vec::new(),
        };
        text.split('，').for_each(|item| rule.item(item));
        rule
    }

    fn item(&mut self, item: &str) {
        let terms = &mut self.terms;
        let (word, figure) = item.split_once(' ').unwrap_or((item, ""));
        match word {
            "起付" => terms.deductible = range(figure, yuan),
            // The helpful end comes first.
            "封顶" => {
                let (least, most) = range(figure, yuan);
                terms.cap_left = (most, least);
            }
            "合计" => {
                let (least, most) = range(figure, percent);
                terms.ceiling = (most, least);
            }
            "先行自付" => terms.first_self_pay = range(figure, percent),
            // Changes in this order, the farthest first.
            "加" => terms.points = terms.points.then_plus(percent(figure)),
            "乘" => terms.points = terms.points.then_times(percent(figure)),
            "自付乘" => terms.points = terms.points.then_own_times(percent(figure)),
            "减" => terms.points.less = range(figure, percent),
            "去尾" => terms.rounding = (Rounding::Down, Rounding::Down),
            "进一" => terms.rounding = (Rounding::Up, Rounding::Up),
            "去尾或进一" => terms.rounding = (Rounding::Up, Rounding::Down),
            "早付" => terms.paid_before = range(figure, yuan),
            "单上" => terms.fixed = Some(yuan(figure)),
            "范围外" => terms.base = Base::OutOfScope,
            "全部" => terms.base = Base::All,
            "全年" => terms.base = Base::Year,
            "全费" => terms.base = Base::InScopeCost,
            "年费" => {
                terms.base = Base::YearCost;
                terms.cost_before = range(figure, yuan);
            }
            "封顶费用" => {
                let (least, most) = range(figure, yuan);
                (terms.cap_on_cost, terms.cap_left) = (true, (most, least));
            }
            "未必" => terms.optional = true,
            "不适用" => terms.absent = true,
            "未知" | "四舍五入" => {}
            "内" => self.parts.push(part(Base::InScope, figure)),
            "外" => self.parts.push(part(Base::OutOfScope, figure)),
            "到" => {
                let (to, share) = figure.split_once(' ').expect("到 1000 50%");
                self.brackets.push(bracket(yuan(to), share));
            }
            share => self.brackets.push(bracket(Fen::MAX, share)),
        }
    }

    pub(crate) fn terms(&self) -> LayerTerms<'_> {
        let shape = match (self.brackets.as_slice(), self.parts.as_slice()) {
            ([], []) => Shape::Unknown,
            (brackets, []) => Shape::Schedule(brackets),
            (_, parts) => Shape::Parts(parts),
        };
        LayerTerms {
            shape,
            ..self.terms
        }
    }
}

fn bracket(to: Fen, share: &str) -> Bracket {
    let (low, high) = range(share, percent);
    Bracket {
        to,
        share: ShareRange { low, high },
    }
}

fn part(base: Base, share: &str) -> SharePart {
    SharePart {
        base,
        schedule: vec![bracket(Fen::MAX, share)],
    }
}

/// Settles all rules in order at one end. Returns the payments of the last rule at both ends, the
/// amounts left and the stretch.
fn settle(
    rules: &[&str],
    of: &str,
    before: SelfPayBefore,
    end: End,
) -> (SlotPaid, LeftToPay, Stretch) {
    let rules: Vec<Rule> = rules.iter().map(|rule| Rule::read(rule)).collect();
    let mut terms: Vec<LayerTerms> = rules.iter().map(Rule::terms).collect();
    for (slot, layer) in terms.iter_mut().enumerate() {
        layer.slot = slot as u8;
    }
    let mut slots = vec![SlotPaid::default(); terms.len()];
    let (left, stretch) = layers(&terms, bill(of), before, end, &mut slots, &mut ());
    (slots.pop().expect("a rule"), left, stretch)
}

#[track_caller]
fn check_layer(rule: &str, of: &str, expected: &str) {
    for end in [End::Low, End::High] {
        let (paid, ..) = settle(&[rule], of, Some(Fen::ZERO), end);
        assert_eq!(paid.here, yuan(expected), "{rule} of {of} at {end:?}");
        assert_eq!(paid.other, yuan(expected), "{rule} of {of} beside {end:?}");
    }
}

/// Checks the payment at the helpful end and at the other.
#[track_caller]
fn check_ends(rule: &str, before: SelfPayBefore, of: &str, low: &str, high: &str) {
    for (end, here, other) in [(End::Low, low, high), (End::High, high, low)] {
        let (paid, ..) = settle(&[rule], of, before, end);
        assert_eq!(paid.here, yuan(here), "{rule} of {of} at {end:?}");
        assert_eq!(paid.other, yuan(other), "{rule} of {of} beside {end:?}");
    }
}

#[track_caller]
fn check_left(rules: &[&str], of: &str, expected: &str) {
    let (_, left, _) = settle(rules, of, Some(Fen::ZERO), End::Low);
    assert_eq!(left, bill(expected), "what {rules:?} leave of {of}");
}

#[track_caller]
fn check_year(rule: &str, before: &str, of: &str, expected: &str) {
    let before = Some(yuan(before));
    check_ends(rule, before, of, expected, expected);
}

#[test]
fn a_deductible_comes_off_first() {
    check_layer("起付 400，60%", "10000", "5760");
    check_layer("60%", "10000", "6000");
    check_layer("起付 400，60%", "400", "0");
    check_layer("起付 400，60%", "399.99", "0");
    check_layer("起付 400，60%", "400.01", "0.01");
    check_layer("起付 400，60%", "0", "0");
    check_ends("起付 300~500，60%", None, "1000", "420", "300");
}

#[test]
fn each_bracket_has_its_share() {
    check_layer("到 1000 50%，60%", "1000", "500");
    check_layer("到 1000 50%，60%", "3000", "1700");
    check_layer("到 1000 50%，到 2000 60%，70%", "3000", "1800");
    // The edges of brackets are measured on the whole base, the deductible included.
    check_layer("起付 400，到 1000 50%，60%", "3000", "1500");
    check_layer("起付 1500，到 1000 50%，60%", "3000", "900");
    check_ends("到 1000 50%~60%，60%~80%", None, "2000", "1400", "1100");
}

#[test]
fn brackets_share_one_rounding() {
    // 0.4 fen and 0.4 fen: each rounds to nothing, both together to one fen.
    check_layer("到 0.01 40%，40%", "0.02", "0.01");
    check_layer("到 0.01 40%，40%", "0.01", "0");
}

#[test]
fn a_payment_is_rounded_once_as_its_rule_says() {
    check_layer("60%", "107.01", "64.21");
    check_layer("60%，去尾", "107.01", "64.20");
    check_layer("60%，进一", "107.01", "64.21");
    check_layer("60%，进一", "107.02", "64.22");
    check_layer("60%，去尾", "107.00", "64.20");
    // Once for all brackets: 0.4 and 0.4 fen are dropped together; two of 0.6 fen keep a fen.
    check_layer("到 0.01 40%，40%，去尾", "0.02", "0");
    check_layer("到 0.01 60%，60%，去尾", "0.02", "0.01");
    check_layer("到 0.01 40%，40%，进一", "0.02", "0.01");
    // Never more than the base, and never past a cap.
    check_layer("先行自付 10%，100%，进一", "0.01", "0.01");
    check_layer("60%，进一，封顶 64.21", "107.02", "64.21");
    check_year("全年，起付 1000，50%，去尾", "600", "400.01", "0");
    check_year("全年，起付 1000，50%，进一", "600", "400.01", "0.01");
    // Where the rounding is unknown it has two ends, and so has the most of an unknown share.
    check_ends("60%，去尾或进一", None, "107.01", "64.21", "64.20");
    check_ends("先行自付 10%，未知，进一", None, "0.01", "0.01", "0");
    check_ends("先行自付 10%，未知，去尾", None, "0.01", "0", "0");
}

#[test]
fn one_fen_more_of_a_base_is_at_most_one_fen_more_paid_however_it_is_rounded() {
    for rounding in ["去尾", "进一", "四舍五入"] {
        let rule = format!("起付 0.03，到 0.10 33.3%，62.5%，{rounding}");
        let paid = |fen: i64| {
            let base = Fen(fen).to_string();
            settle(&[&rule], &base, None, End::Low).0.here
        };
        for fen in 0..200 {
            let more = paid(fen + 1) - paid(fen);
            assert!((Fen(0)..=Fen(1)).contains(&more), "{rounding} at {fen}");
        }
    }
}

#[test]
fn a_layer_on_the_in_scope_cost_does_not_look_at_what_was_paid() {
    check_left(&["70%", "全费，20%"], "84", "8.40");
    check_left(&["起付 1800，70%", "全费，20%"], "84+16", "67.20+16");
    // Only 10 of 100 is left.
    check_left(&["90%", "全费，20%"], "100+5", "0+5");
    check_left(&["70%", "全费，起付 40，50%，封顶 25"], "100", "5");
    check_left(&["先行自付 10%，70%", "全费，20%"], "100", "7+10");
}

#[test]
fn a_schedule_climbs_over_the_cost_of_the_year() {
    // The published visit: 100.01 at 70% and 200.01 at 80%, dropped to the fen.
    let ladder = "年费 10399.99，起付 500，到 10500 70%，到 50500 80%，90%，去尾";
    check_layer(ladder, "300.02", "230.01");
    let first = "年费 0，起付 500，到 10500 70%，到 50500 80%，90%，去尾";
    check_layer(first, "10399.99", "6929.99");
    check_layer("年费 300，起付 500，50%", "300", "50");
    check_ends("年费 0~1000，起付 500，50%", None, "400", "200", "0");
    // A falling schedule: the visit at best lies wholly in the first bracket.
    check_ends("年费 0~1000，到 600 80%，20%", None, "200", "160", "40");
    check_ends("年费 500~1000，到 600 80%，20%", None, "200", "100", "40");
}

#[test]
fn a_cap_on_the_cost_cuts_before_the_share() {
    check_layer("起付 5000，80%，封顶费用 70000", "30000", "20000");
    check_layer("起付 5000，80%，封顶费用 20000", "30000", "16000");
    check_layer("70%，封顶费用 300", "500", "210");
    check_layer("70%，封顶费用 0", "500", "0");
    check_layer("起付 100，到 300 50%，80%，封顶费用 400", "1000", "260");
    check_ends("70%，封顶费用 300~400", None, "500", "280", "210");
    // 100 to 200 at 50%, or 300 to 400 at 90%.
    check_ends(
        "起付 100~300，到 300 50%，90%，封顶费用 100",
        None,
        "1000",
        "90",
        "50",
    );
    check_ends(
        "起付 100~300，到 300 50%，90%，封顶费用 100",
        None,
        "250",
        "50",
        "0",
    );
}

#[test]
fn a_ceiling_cuts_what_layers_pay_together() {
    check_left(&["80%", "50%，合计 90%"], "1000", "100");
    check_left(&["80%", "50%，合计 85%"], "1000", "150");
    // The ceiling is a share of the whole bill.
    check_left(&["80%", "50%，合计 85%"], "900+100", "90+100");
    check_left(&["80%", "100%，合计 85%"], "900+100", "50+100");
    // Earlier layers alone are beyond the ceiling: no payment is taken back.
    check_left(&["80%", "50%，合计 70%"], "1000", "200");
    check_left(&["80%", "50%，合计 70%", "50%"], "1000", "100");
    check_ends("60%，合计 40%~50%", None, "1000", "500", "400");
}

#[test]
fn less_paid_before_a_ceiling_never_leaves_less() {
    for fixed in 0..100 {
        let left = |fixed: i64| {
            let first = format!("单上 {}", Fen(fixed));
            let rules = [first.as_str(), "起付 0.10，66.7%，合计 83.3%", "45%"];
            settle(&rules, "0.90+0.10", None, End::Low).1
        };
        let (less, more) = (left(fixed), left(fixed + 1));
        assert!(
            more.in_scope <= less.in_scope && more.out_of_scope <= less.out_of_scope,
            "{fixed} fen before"
        );
    }
}

#[test]
fn a_cap_cuts_what_is_paid() {
    check_layer("60%，封顶 5000", "10000", "5000");
    check_layer("60%，封顶 6000", "10000", "6000");
    check_layer("60%，封顶 6000", "10000.01", "6000");
    check_layer("60%，封顶 0", "10000", "0");
    check_ends("60%，封顶 4000~5000", None, "10000", "5000", "4000");
}

#[test]
fn points_are_added_and_taken_off_every_bracket() {
    check_layer("到 1000 50%，60%，加 10%", "2000", "1300");
    check_layer("95%，加 10%", "1000", "1000");
    check_layer("到 1000 50%，60%，减 20%", "2000", "700");
    check_layer("15%，减 20%", "1000", "0");
    // Points are first added, up to the whole; then taken off.
    check_layer("95%，加 10%，减 20%", "1000", "800");
    check_ends("80%，减 0%~20%", None, "1000", "800", "600");
}

#[test]
fn a_factor_multiplies_the_share_or_what_it_leaves_to_the_person() {
    check_layer("85%，乘 90%", "1000", "765");
    check_layer("到 1000 50%，60%，乘 90%", "2000", "990");
    check_layer("85%，自付乘 60%", "1000", "910");
    check_layer("100%，自付乘 60%", "1000", "1000");
    check_layer("0%，自付乘 60%", "1000", "400");
    check_layer("85%，乘 0%", "1000", "0");
    check_layer("85%，自付乘 0%", "1000", "1000");
    // Each changes what the one before it left, and a share cut at the whole stays cut.
    check_layer("80%，加 5%，乘 90%", "1000", "765");
    check_layer("80%，乘 90%，加 5%", "1000", "770");
    check_layer("95%，加 10%，乘 90%", "1000", "900");
    check_layer("95%，加 10%，乘 90%，加 10%", "1000", "1000");
    check_layer("85%，自付乘 60%，乘 90%", "1000", "819");
    check_layer("85%，乘 90%，自付乘 60%", "1000", "859");
    check_layer("95%，加 10%，自付乘 60%，乘 50%", "1000", "500");
    // Points taken off come last.
    check_layer("85%，乘 90%，减 10%", "1000", "665");
    check_layer("85%，自付乘 60%，减 10%", "1000", "810");
    // The ends of a share stay its ends.
    check_ends("60%~80%，乘 90%", None, "1000", "720", "540");
    check_ends("60%~80%，自付乘 50%", None, "1000", "900", "800");
    check_ends("60%~80%，乘 90%，减 0%~20%", None, "1000", "720", "340");
}

#[test]
fn a_retired_person_pays_a_part_of_the_own_part_in_every_bracket() {
    let rule = "起付 650，到 30000 85%，到 40000 90%，95%，自付乘 60%";
    check_layer(rule, "97372.18", "91759.51");
    let own = |of: &str, share: &str| (yuan(of), percent(share));
    // Of the own part, 2641.50 lies in the first bracket, 600.00 in the second and 1721.1654 in the
    // third; all bear one rounding.
    check_left(&[rule], "97372.18", "5612.67");
    check_layer(rule, "30000", "26708.50");
    check_layer(rule, "40000", "36108.50");
    let parts = [
        own("29350", "9%"),
        own("10000", "6%"),
        own("57372.18", "3%"),
    ];
    let parts = parts.map(|(of, share)| share_of(of, share));
    assert_eq!(parts, [yuan("2641.50"), yuan("600"), yuan("1721.17")]);
}

#[test]
fn first_self_pay_comes_off_before_the_deductible() {
    check_layer("先行自付 10%，60%", "10000", "5400");
    check_layer("先行自付 10%，起付 400，60%", "10000", "5160");
    check_layer("先行自付 10%，到 1000 50%，60%", "2000", "980");
    // Exact until the one rounding: 0.45 fen, not half of a rounded fen.
    check_layer("先行自付 10%，50%", "0.01", "0");
    check_layer("先行自付 10%，未知，封顶 50", "0", "0");
    check_ends("先行自付 10%，未知", None, "100", "90", "0");
}

#[test]
fn first_self_pay_is_out_of_scope_for_later_layers() {
    check_left(&["先行自付 10%，60%"], "10000", "3600+1000");
    check_left(&["先行自付 10%，60%", "50%"], "10000", "1800+1000");
    check_left(&["先行自付 10%，60%", "范围外，50%"], "10000", "3600+500");
    // 先行自付 is never more than the in-scope amount left: 0.5 fen each round up to the one fen
    // there is.
    check_left(&["先行自付 50%，100%"], "0.01", "0");
    check_left(&["先行自付 100%，100%"], "10", "0+10");
    check_left(&["先行自付 10%，单上 100"], "1000", "900");
}

#[test]
fn each_base_pays_of_its_own_money() {
    check_left(&["60%"], "100+50", "40+50");
    check_left(&["范围外，60%"], "100+50", "100+20");
    check_left(&["全部，60%"], "100+50", "10+50");
    // In-scope money is taken first, then out-of-scope money.
    check_left(&["全部，90%"], "100+50", "0+15");
    check_left(&["单上 120"], "100+50", "0+30");
    check_left(&["单上 500"], "100+50", "0+0");
}

#[test]
fn parts_share_one_rounding_and_one_cap() {
    check_layer("内 60%，外 50%", "100+50", "85");
    check_left(&["内 60%，外 50%"], "100+50", "40+25");
    // 1.8 and 0.5 fen: two fen together, both by the first part's own rounding.
    check_left(&["内 60%，外 50%"], "0.03+0.01", "0.01+0.01");
    check_left(&["外 50%，内 60%"], "0.03+0.01", "0.02+0");
    // 0.6 and 1 fen: two fen together.
    check_left(&["内 60%，外 50%"], "0.01+0.02", "0+0.01");
    check_left(&["内 60%，外 50%，封顶 70"], "100+50", "40+40");
    check_left(&["外 50%，内 60%，封顶 70"], "100+50", "55+25");
    check_left(&["内 60%，外 50%，封顶 30"], "100+50", "70+50");
    check_left(&["内 60%，外 50%，减 10%"], "100+50", "50+30");
}

#[test]
fn a_year_pays_what_this_visit_adds() {
    check_year("全年，起付 1000，50%", "0", "1000", "0");
    check_year("全年，起付 1000，50%", "600", "1000", "300");
    check_year("全年，起付 1000，50%", "1500", "1000", "500");
    check_year("全年，到 1000 50%，60%", "800", "1000", "580");
    // The part that 先行自付 withholds does not count towards the year.
    check_year("全年，起付 1000，先行自付 10%，50%", "600", "1000", "250");
    // The last bracket has no upper end.
    check_year("全年，50%", "1000000000000", "100", "50");
    // Of an unknown year, the amount that helps or hurts most is taken.
    check_ends("全年，起付 1000，50%", None, "1000", "500", "0");
    check_ends("全年，到 1000 50%，60%", None, "1000", "600", "500");
    check_ends("全年，到 1000 60%，50%", None, "1000", "600", "500");
    // 2.7 fen count. After a year of 0.98 yuan they pay 0.8 fen and 0.7; after one of 0.99 they
    // would pay 1.4 in all.
    let rule = "全年，先行自付 10%，到 1 40%，到 1.01 100%，0%";
    check_ends(rule, None, "0.03", "0.02", "0");
    // Here only the year that 2.7 fen made 3 would fill to the edge is best: it stood at 0.98.
    let rule = "全年，先行自付 10%，到 0.99 85%，到 1.01 100%，0%";
    check_ends(rule, None, "0.03", "0.03", "0");
    check_ends("全年，起付 1000，未知", None, "600", "600", "0");
    check_ends(
        "全年，起付 1000，未知",
        Some(yuan("800")),
        "600",
        "400",
        "0",
    );
}

#[test]
fn what_an_earlier_layer_paid_this_year_is_no_longer_the_years() {
    let year = |first: &str| {
        let rules = [first, "全年，起付 1000，50%"];
        settle(&rules, "1000", Some(yuan("1200")), End::Low).0.here
    };
    assert_eq!(year("全年，早付 500，0%"), yuan("350"));
    // Only layers on the year's base take from the year, whether or not they apply now.
    assert_eq!(year("早付 500，0%"), yuan("500"));
    assert_eq!(year("全年，早付 500，不适用，0%"), yuan("350"));
}

#[test]
fn a_year_open_by_what_an_earlier_layer_paid_has_two_ends() {
    // The year stood at 1100 or at 700: so much of this visit lies above its deductible.
    let rules = ["全年，早付 100~500，0%", "全年，起付 1000，50%"];
    for (end, here, other) in [(End::Low, "500", "350"), (End::High, "350", "500")] {
        let (paid, ..) = settle(&rules, "1000", Some(yuan("1200")), end);
        assert_eq!(paid.here, yuan(here), "at {end:?}");
        assert_eq!(paid.other, yuan(other), "beside {end:?}");
    }
}

#[test]
fn a_layer_is_open_where_one_of_its_figures_is() {
    let check = |rule: &str, before: SelfPayBefore, open: bool| {
        assert_eq!(Rule::read(rule).terms().is_open(before), open, "{rule}");
    };
    let first = Some(Fen::ZERO);
    check(
        "起付 400，60%，封顶 50，先行自付 10%，减 5%，早付 9",
        first,
        false,
    );
    check("60%", None, false);
    check("未必，60%", first, true);
    check("起付 300~500，60%", first, true);
    check("60%，封顶 4000~5000", first, true);
    check("60%，早付 100~500", first, true);
    check("60%，先行自付 0%~10%", first, true);
    check("60%，减 0%~20%", first, true);
    check("60%，去尾", first, false);
    check("60%，去尾或进一", first, true);
    check("全年，60%", first, false);
    check("全年，60%", None, true);
    check("未知", first, true);
    check("到 1000 50%，60%~80%", first, true);
    check("内 60%，外 50%", first, false);
    check("内 60%，外 50%~60%", first, true);
}

#[test]
fn a_layer_that_may_not_apply_pays_all_or_nothing() {
    check_ends("未必，起付 400，60%", None, "10000", "5760", "0");
    check_ends("未知", None, "100", "100", "0");
    check_ends("未知，起付 30，封顶 50", None, "100", "50", "0");
    check_ends("未知，起付 80，封顶 50", None, "100", "20", "0");
}

#[test]
fn an_end_that_is_held_is_the_end_of_all_figures() {
    let rule = Rule::read("起付 300~500，60%");
    let held = |held| {
        let layer = LayerTerms {
            held,
            ..rule.terms()
        };
        let mut slots = [SlotPaid::default()];
        layers(&[layer], bill("1000"), None, End::High, &mut slots, &mut ());
        (slots[0].here, slots[0].other)
    };
    assert_eq!(held(None), (yuan("300"), yuan("420")));
    assert_eq!(held(Some(End::Low)), (yuan("420"), yuan("420")));
}

#[test]
fn parts_out_of_scope_are_whole_fen_or_not() {
    let whole = |rule: &str, out: &str| {
        let rule = Rule::read(rule);
        whole_fen(&rule.parts, rule.terms.points, yuan(out))
    };
    assert!(whole("内 33%，外 50%", "0.02"));
    assert!(!whole("内 33%，外 50%", "0.01"));
    assert!(!whole("内 33%，外 50%~60%", "1"));
    assert!(whole("内 33%", "0.01"));
}

#[test]
fn every_step_is_written_down() {
    let rule = Rule::read("先行自付 10%，起付 0.50，到 1 50%，60%，封顶 2");
    let mut steps: Vec<TraceStep> = Vec::new();
    let slots = &mut [SlotPaid::default()];
    layers(
        &[rule.terms()],
        bill("5.55"),
        None,
        End::Low,
        slots,
        &mut steps,
    );
    let layer = LayerId(0);
    let segment = |from, to, share| TraceStep::Segment {
        from: yuan(from),
        to: yuan(to),
        share: percent(share),
    };
    let expected = [
        TraceStep::Layer {
            layer,
            base: yuan("5.55"),
            first_self_pay: percent("10%"),
            lowered: Share::ZERO,
            deductible: yuan("0.50"),
            deductible_of_period: None,
            before: Fen::ZERO,
        },
        segment("0.50", "1", "50%"),
        // 4.995 yuan, shown in whole fen.
        segment("1", "4.99", "60%"),
        TraceStep::Capped {
            left: yuan("2"),
            per: Period::Year,
        },
        TraceStep::Paid {
            layer,
            amount: yuan("2"),
            from_sheet: false,
            rounding: Rounding::HalfUp,
        },
        TraceStep::AfterLayers {
            self_pay: yuan("3.55"),
        },
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_cap_that_cuts_nothing_is_not_written_down() {
    let capped = |rule: &str| {
        let (rule, slots) = (Rule::read(rule), &mut [SlotPaid::default()]);
        let mut steps: Vec<TraceStep> = Vec::new();
        layers(
            &[rule.terms()],
            bill("10"),
            None,
            End::Low,
            slots,
            &mut steps,
        );
        steps
            .iter()
            .any(|it| matches!(it, TraceStep::Capped { .. }))
    };
    assert!(capped("60%，封顶 5.99"));
    assert!(!capped("60%，封顶 6"));
}

#[test]
fn a_year_is_written_down_as_far_as_it_reaches() {
    let steps = |rule: &str, before: &str| {
        let (rule, slots) = (Rule::read(rule), &mut [SlotPaid::default()]);
        let mut steps: Vec<TraceStep> = Vec::new();
        let (before, end) = (Some(yuan(before)), End::Low);
        layers(&[rule.terms()], bill("500"), before, end, slots, &mut steps);
        steps
    };
    // Of a deductible of 1000 the year and this visit fill 700.
    let layer = TraceStep::Layer {
        layer: LayerId(0),
        base: yuan("500"),
        first_self_pay: Share::ZERO,
        lowered: Share::ZERO,
        deductible: yuan("700"),
        deductible_of_period: None,
        before: yuan("200"),
    };
    assert_eq!(steps("全年，起付 1000，50%", "200")[0], layer);
    // Past the largest amount there is nothing more to write.
    let segments = |before: &str| {
        let steps = steps("全年，50%", before);
        let segment = |it: &&TraceStep| matches!(it, TraceStep::Segment { .. });
        steps.iter().filter(segment).count()
    };
    assert_eq!(segments("999999999999.99"), 1);
    assert_eq!(segments("1000000000000"), 0);
}

/// Checks the payment of a rule on self-pay above a share of the bill, at both ends. `范围内 1000，`
/// before the share makes the in-scope cost the base.
#[track_caller]
fn check_top_up(above: &str, share: &str, total: Option<&str>, self_pay: &str, ends: [&str; 2]) {
    let (base, in_scope, above) = match above.strip_prefix("范围内 ") {
        Some(rest) => {
            let (in_scope, above) = rest.split_once('，').expect("范围内 1000，40%");
            let (least, most) = range(in_scope, yuan);
            (TopUpBase::InScope, (most, least), above)
        }
        None => (TopUpBase::Total, (Fen::MAX, Fen::ZERO), above),
    };
    let (low, high) = range(share, percent);
    let (optional, above) = match above.strip_prefix("未必，") {
        Some(above) => (true, above),
        None => (false, above),
    };
    let rule = TopUpTerms {
        slot: 0,
        rule: RuleRef { table: 0, index: 0 },
        optional,
        above: percent(above),
        base,
        share: (high, low),
    };
    for (end, here) in [End::Low, End::High].into_iter().zip(ends) {
        let mut slots = [SlotPaid::default()];
        let stretch = &mut Stretch::new();
        let self_pay = yuan(self_pay);
        let bill = TopUpMeasure {
            total: total.map(yuan),
            in_scope,
        };
        let left = top_ups(&[rule], self_pay, bill, end, &mut slots, stretch, &mut ());
        assert_eq!(
            slots[0].here,
            yuan(here),
            "{share} above {above} at {end:?}"
        );
        assert_eq!(left, self_pay - yuan(here));
        let beside = if end == End::Low { ends[1] } else { ends[0] };
        assert_eq!(slots[0].other, yuan(beside), "beside {end:?}");
    }
}

#[test]
fn an_top_up_rule_takes_what_is_strictly_above_its_line() {
    check_top_up("10%", "100%", Some("1000"), "150", ["50", "50"]);
    check_top_up("10%", "50%", Some("1000"), "150", ["25", "25"]);
    check_top_up("10%", "50%~100%", Some("1000"), "150", ["50", "25"]);
    check_top_up("10%", "100%", Some("1000"), "100", ["0", "0"]);
    // Above the exact line of 0.5 fen, which rounds to a fen.
    check_top_up("10%", "100%", Some("0.05"), "0.01", ["0", "0"]);
    // The total of an unknown bill is at least its self-pay, and has no upper end.
    check_top_up("10%", "100%", None, "100", ["90", "0"]);
    // The whole out-of-scope cost of 200 lies below the line: 200 + 800 × 40%.
    check_top_up("范围内 800，40%", "100%", Some("1000"), "600", ["80", "80"]);
    check_top_up("范围内 800，40%", "100%", Some("1000"), "520", ["0", "0"]);
    check_top_up(
        "范围内 500~800，40%",
        "100%",
        Some("1000"),
        "900",
        ["380", "200"],
    );
    check_top_up("范围内 800，40%", "100%", None, "600", ["280", "0"]);
    // A rule that may not apply takes nothing at the end that hurts.
    check_top_up("未必，10%", "100%", Some("1000"), "150", ["50", "0"]);
}

/// Checks whether two bills lie on one straight line, by the decisions of their settlements.
#[track_caller]
fn check_line(rule: &str, one: &str, other: &str, same: bool) {
    let touched = |of| settle(&[rule], of, Some(Fen::ZERO), End::Low).2;
    assert_eq!(
        touched(one) == touched(other),
        same,
        "{rule}: {one}, {other}"
    );
}

#[test]
fn bills_that_touch_the_same_lie_on_one_straight_line() {
    check_line("到 1000 50%，60%", "500", "1000", true);
    check_line("到 1000 50%，60%", "500", "1000.01", false);
    check_line("起付 400，60%", "300", "400", true);
    check_line("起付 400，60%", "300", "400.01", false);
    check_line("60%，封顶 60", "90", "100", true);
    check_line("60%，封顶 60", "90", "100.02", false);
    check_line("全部，60%", "90+10", "80+20", true);
    check_line("全部，60%", "90+10", "50+50", false);
    check_line("单上 100", "99+9", "99+0", false);
    check_line("单上 100", "100+9", "101+9", true);
    check_line("单上 109", "99+10", "99+11", true);
    check_line("未知，起付 100", "100", "101", false);
    check_line("内 60%，外 50%，封顶 60", "90+80", "100.02+80", false);
    check_line("内 60%，外 50%，封顶 60", "100+80", "100.02+80", false);
    check_line("先行自付 50%，到 50 60%，100%", "100", "101", false);
    check_line("先行自付 50%，100%", "0.01", "0.02", false);
    check_line("先行自付 50%，60%", "0.02", "1", true);
}

#[test]
fn a_year_that_crosses_an_edge_is_another_line() {
    let touched = |before| {
        let rule = "全年，到 1000 50%，60%";
        settle(&[rule], "2000", Some(yuan(before)), End::Low).2
    };
    assert_eq!(touched("900"), touched("1000"));
    assert_ne!(touched("1000"), touched("1000.01"));
}
