//! Finds the help that a person may be missing (可能漏了什么): schemes not yet claimed, papers,
//! targets exceeded. Must not know how a household is stored or shown.
use crate::house::{Paper, Person};
use mingbai_engine::{Answer, Reason, RuleRef, TargetVerdict, Verdict, Visit};
use mingbai_intake::link;
use mingbai_policy::{Day, Rule, Tables};
use mingbai_wording::{benefit_lines, benefit_name};

/// How many things a person may be missing. Compared field by field, the first field counting most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Missing {
    /// Rules that cover the person and are not marked as claimed.
    pub unclaimed: u16,
    /// Papers not at hand.
    pub papers: u16,
    /// Targets exceeded.
    pub above: u16,
    /// Rules that may cover the person, depending on open questions.
    pub open: u16,
    /// Stored answers that can no longer be read.
    pub unread: u16,
}

impl Missing {
    /// Returns the sum, field by field.
    #[must_use]
    pub fn and(self, other: Missing) -> Missing {
        Missing {
            unclaimed: self.unclaimed.saturating_add(other.unclaimed),
            papers: self.papers.saturating_add(other.papers),
            above: self.above.saturating_add(other.above),
            open: self.open.saturating_add(other.open),
            unread: self.unread.saturating_add(other.unread),
        }
    }

    /// Returns the five counts, for storage.
    pub fn numbers(self) -> [u16; 5] {
        [
            self.unclaimed,
            self.papers,
            self.above,
            self.open,
            self.unread,
        ]
    }

    /// Restores the counts from [`Missing::numbers`].
    pub fn of([unclaimed, papers, above, open, unread]: [u16; 5]) -> Missing {
        Missing {
            unclaimed,
            papers,
            above,
            open,
            unread,
        }
    }
}

/// A rule that covers the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Covered {
    /// The rule.
    pub at: RuleRef,
    /// Whether the rule is a scheme; otherwise a waiver.
    pub scheme: bool,
    /// The rule's key; see [`rule_key`].
    pub key: String,
    /// The rule's name.
    pub name: String,
    /// Whether the rule is marked as claimed.
    pub claimed: bool,
}

/// A benefit inside a layer, for the person's disease or group. No list of schemes names it, so a
/// person may miss it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Benefit {
    /// The rule's key; see [`rule_key`].
    pub key: String,
    /// `江西省基本医保：高血压`
    pub name: String,
    /// Sentences with the table's figures.
    pub says: Vec<String>,
    /// Whether the benefit is marked as claimed.
    pub claimed: bool,
}

/// The rules that cover a person and the help that the person may be missing, on a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// The visit that was judged; see [`judged`].
    pub visit: Visit,
    /// The answer to the judged visit.
    pub answer: Answer,
    /// Rules that cover the person.
    pub covered: Vec<Covered>,
    /// Benefits inside layers that are for the person.
    pub benefits: Vec<Benefit>,
    /// Papers wanted, and whether each is at hand.
    pub papers: Vec<(Paper, bool)>,
    /// The counts of missing help.
    pub missing: Missing,
}

/// Returns the key by which a rule is marked as claimed: `<table id>.<rule id>`.
pub fn rule_key(tables: &Tables, table: u16, rule: &Rule) -> String {
    let table = tables.tables.get(usize::from(table));
    format!(
        "{}.{}",
        table.map_or("", |table| table.id.as_str()),
        rule.id
    )
}

/// Returns the visit to judge today. A visit with a bill keeps its day, since it happened on that
/// day. A visit without a bill moves to today, since the question is which rules cover the person
/// now; local figures given for the old day alone are then dropped, and figures with days of their
/// own stay.
pub fn judged(visit: &Visit, today: Day) -> Visit {
    let mut visit = visit.clone();
    if visit.bill.is_none() && visit.tables_as_of.is_none() {
        if visit.date != today {
            visit.local.clear();
        }
        visit.date = today;
        visit.admitted = None;
    }
    visit
}

/// Returns the person's standing today; `None` before the first answer.
///
/// # Errors
///
/// When the stored visit cannot be read or contradicts itself: the counts then say only that.
pub fn standing(tables: &Tables, person: &Person, today: Day) -> Option<Result<Standing, Missing>> {
    if person.visit.is_empty() {
        return None;
    }
    let unread = Missing {
        unread: 1,
        ..Missing::default()
    };
    let answered = link::read(tables, &person.visit).ok().and_then(|visit| {
        let visit = judged(&visit, today);
        let answer = mingbai_engine::answer(tables, &visit).ok()?;
        Some((visit, answer))
    });
    Some(match answered {
        Some((visit, answer)) => Ok(standing_of(tables, person, visit, answer)),
        None => Err(unread),
    })
}

fn standing_of(tables: &Tables, person: &Person, visit: Visit, answer: Answer) -> Standing {
    let rule = |at: RuleRef, scheme: bool| {
        let table = tables.tables.get(usize::from(at.table))?;
        let at = usize::from(at.index);
        if scheme {
            table.schemes.get(at).map(|it| &it.rule)
        } else {
            table.waivers.get(at).map(|it| &it.rule)
        }
    };
    let schemes = answer
        .schemes
        .iter()
        .map(|it| (it.rule, it.verdict, it.reason, true));
    let waivers = answer
        .waivers
        .iter()
        .map(|it| (it.rule, it.verdict, it.reason, false));
    let mut covered = Vec::new();
    let mut open = 0_u16;
    for (at, verdict, reason, scheme) in schemes.chain(waivers) {
        match verdict {
            Verdict::Yes => {
                let Some(rule) = rule(at, scheme) else {
                    continue;
                };
                let key = rule_key(tables, at.table, rule);
                covered.push(Covered {
                    at,
                    scheme,
                    claimed: person.claimed.contains(&key),
                    name: rule.name.clone(),
                    key,
                });
            }
            // A partial list without the disease is not a question for the person.
            Verdict::Unknown if reason == Reason::Condition => open = open.saturating_add(1),
            _ => {}
        }
    }
    let benefits = benefits(tables, person, &answer);
    let unasked = benefits.iter().filter(|it| !it.claimed).count();
    open = open.saturating_add(u16::try_from(unasked).unwrap_or(u16::MAX));
    let above = answer
        .targets
        .iter()
        .filter(|it| it.verdict == TargetVerdict::Above);
    let unclaimed = covered.iter().filter(|it| !it.claimed);
    let papers = papers(person, &visit, unclaimed.clone().next().is_some());
    let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let missing = Missing {
        unclaimed: count(unclaimed.count()),
        papers: count(papers.iter().filter(|(_, there)| !there).count()),
        above: count(above.count()),
        open,
        unread: 0,
    };
    Standing {
        visit,
        answer,
        covered,
        benefits,
        papers,
        missing,
    }
}

fn benefits(tables: &Tables, person: &Person, answer: &Answer) -> Vec<Benefit> {
    let found = answer.benefits.iter().filter_map(|line| {
        let table = tables.tables.get(usize::from(line.rule.table))?;
        let rule = &table.layers.get(usize::from(line.rule.index))?.rule;
        let key = rule_key(tables, line.rule.table, rule);
        Some(Benefit {
            claimed: person.claimed.contains(&key),
            name: benefit_name(tables, line),
            says: benefit_lines(tables, line),
            key,
        })
    });
    found.collect()
}

/// Returns the papers needed while a rule is still to be claimed.
fn papers(person: &Person, visit: &Visit, to_claim: bool) -> Vec<(Paper, bool)> {
    if !to_claim {
        return Vec::new();
    }
    let ill = visit.diseases.as_ref().is_some_and(|all| !all.is_empty());
    let wanted = |paper: &Paper| match paper {
        Paper::Identity | Paper::Insurance => true,
        Paper::Diagnosis => ill,
        Paper::Settlement => visit.bill.is_some(),
        Paper::Group => visit.groups.yes != 0,
    };
    let wanted = Paper::ALL.into_iter().filter(wanted);
    wanted
        .map(|paper| (paper, person.papers.contains(&paper)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Tables {
        mingbai_tables::load().unwrap()
    }

    const TODAY: Day = Day::new(2026, 6, 1);

    fn person(tables: &Tables, visit: &str) -> Person {
        let visit = mingbai_intake::read(tables, visit.as_bytes()).unwrap();
        Person {
            id: "p1".into(),
            name: "王大爷".into(),
            visit: link::write(tables, &visit),
            ..Person::default()
        }
    }

    const ILL: &str = r#"{"date":"2020-06-01","insured_in":"都昌县","care":"inpatient","disease":"食管癌",
        "hospital":"九江市第一人民医院","enrolled":true,"premium_paid":true,
        "person":{"groups":{"建档立卡贫困人口":true},"sex":"female","age":52},
        "bill":{"total":"50000","in_scope":"42000"}}"#;

    #[test]
    fn what_is_claimed_and_at_hand_is_no_longer_missing() {
        let tables = tables();
        let mut person = person(&tables, ILL);
        let first = standing(&tables, &person, TODAY).unwrap().unwrap();
        assert!(first.missing.unclaimed > 0, "{:?}", first.missing);
        assert_eq!(
            first.papers.iter().map(|it| it.0).collect::<Vec<_>>(),
            Paper::ALL
        );
        assert_eq!(first.missing.papers, 5);
        person.papers = vec![Paper::Identity, Paper::Diagnosis];
        let second = standing(&tables, &person, TODAY).unwrap().unwrap();
        assert_eq!(second.missing.papers, 3);
        person.claimed = first.covered.iter().map(|it| it.key.clone()).collect();
        let last = standing(&tables, &person, TODAY).unwrap().unwrap();
        assert_eq!((last.missing.unclaimed, last.missing.papers), (0, 0));
        assert!(last.covered.iter().all(|it| it.claimed));
    }

    #[test]
    fn a_bill_is_judged_on_its_own_day_and_its_absence_on_this_one() {
        let tables = tables();
        let with = standing(&tables, &person(&tables, ILL), TODAY)
            .unwrap()
            .unwrap();
        assert_eq!(with.visit.date, Day::new(2020, 6, 1));
        let without = ILL.replace(
            ",\n        \"bill\":{\"total\":\"50000\",\"in_scope\":\"42000\"}",
            "",
        );
        assert!(!without.contains("bill"));
        let without = standing(&tables, &person(&tables, &without), TODAY)
            .unwrap()
            .unwrap();
        assert_eq!(without.visit.date, TODAY);
        assert!(without.missing.unclaimed < with.missing.unclaimed);
    }

    /// A figure given for a visit on another day is not used today.
    #[test]
    fn figures_told_for_one_visit_stay_with_it() {
        let tables = tables();
        let read = |text: &str| mingbai_intake::read(&tables, text.as_bytes()).unwrap();
        let local = r#", "local": { "基本医保.share": "80%",
            "基本医保.deductible": [{ "value": "400", "care": "inpatient", "until": "2020-12-31" }] } }"#;
        let billed = read(&format!("{}{local}", ILL.strip_suffix('}').unwrap()));
        let mut bare = billed.clone();
        bare.bill = None;
        for (visit, kept) in [(&billed, 1), (&bare, 0)] {
            let judged = judged(visit, TODAY);
            assert_eq!(judged.local.len(), kept);
            assert_eq!(judged.scoped, visit.scoped);
        }
        let today = Visit {
            date: TODAY,
            ..bare
        };
        assert_eq!(judged(&today, TODAY).local.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_what_was_not_told_is_not() {
        let tables = tables();
        let nobody = Person::default();
        assert!(standing(&tables, &nobody, TODAY).is_none());
        let hurt = Person {
            visit: "1AAAA".into(),
            ..Person::default()
        };
        assert_eq!(
            standing(&tables, &hurt, TODAY).unwrap().unwrap_err().unread,
            1
        );
    }

    /// Returns the benefits inside layers for a person with this disease or of this group.
    fn benefits_found(tables: &Tables, visit: &str) -> (Vec<String>, u16) {
        let person = person(tables, visit);
        let stands = standing(tables, &person, TODAY).unwrap().unwrap();
        let said = stands.benefits.iter();
        let said = said.map(|it| format!("{}。{}", it.name, it.says.concat()));
        (said.collect(), stands.missing.open)
    }

    #[test]
    fn a_benefit_that_stands_in_a_layer_is_found() {
        let tables = tables();
        let check = |visit: &str, wanted: &[&str]| {
            let (said, open) = benefits_found(&tables, visit);
            let all = said.concat();
            for part in wanted {
                assert!(all.contains(part), "{part} is not in {said:?}");
            }
            assert!(open > 0, "{visit}");
        };
        check(
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压"}"#,
            &[
                "江西省基本医保：高血压",
                "报 50%",
                "一年最多付 400 元",
                "普通门诊",
            ],
        );
        check(
            r#"{"date":"2026-06-01","insured_in":"修水县","disease":"糖尿病"}"#,
            &["江西省基本医保：糖尿病", "报 50%", "一年最多付 500 元"],
        );
        // Where a place has no figures of its own for the benefit, the nation's floor counts.
        check(
            r#"{"date":"2026-06-01","insured_in":"秀山县","disease":"高血压"}"#,
            &["重庆市基本医保：高血压", "至少报 50%"],
        );
        check(
            r#"{"date":"2026-06-01","insured_in":"都昌县","person":{"groups":{"低保对象":true}}}"#,
            &["大病保险：低保对象", "起付线比平常减一半"],
        );
        // The bill of a hospital stay does not hide outpatient benefits.
        check(
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压","care":"inpatient","bill":{"total":"5000"}}"#,
            &["江西省基本医保：高血压"],
        );
    }

    #[test]
    fn a_layer_for_everyone_or_for_others_is_no_benefit_of_this_person() {
        let tables = tables();
        for visit in [
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"新冠肺炎"}"#,
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压","insurance":"employee"}"#,
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压","enrolled":false}"#,
            r#"{"date":"2026-06-01","insured_in":"都昌县","person":{"groups":"none"}}"#,
        ] {
            let (said, _) = benefits_found(&tables, visit);
            assert_eq!(said, Vec::<String>::new(), "{visit}");
        }
    }

    #[test]
    fn a_benefit_marked_as_claimed_is_no_longer_to_be_asked() {
        let tables = tables();
        let visit = r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压"}"#;
        let mut person = person(&tables, visit);
        let before = standing(&tables, &person, TODAY).unwrap().unwrap();
        person.claimed = before.benefits.iter().map(|it| it.key.clone()).collect();
        let after = standing(&tables, &person, TODAY).unwrap().unwrap();
        assert!(after.missing.open < before.missing.open);
    }

    #[test]
    fn numbers_come_back() {
        let missing = Missing::of([1, 2, 3, 4, 5]);
        assert_eq!(Missing::of(missing.numbers()), missing);
        assert_eq!(missing.and(missing).numbers(), [2, 4, 6, 8, 10]);
    }
}
