//! What someone may be missing (可能漏了什么): schemes not yet claimed, papers, targets passed.
use crate::{Paper, Person};
use mingbai_engine::{Answer, Reason, RuleRef, TargetVerdict, Verdict, Visit};
use mingbai_policy::{Day, Rule, Tables};
use mingbai_visit::link;

/// How many things someone may be missing; the first counts most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Missing {
    /// Rules that cover the person and are not marked as claimed.
    pub unclaimed: u16,
    /// Papers not at hand.
    pub papers: u16,
    /// Targets passed.
    pub above: u16,
    /// Rules that may cover the person: something is still to be asked.
    pub open: u16,
    /// Kept answers that can no longer be read.
    pub unread: u16,
}

impl Missing {
    /// Both together.
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

    /// As five numbers, for keeping.
    pub fn numbers(self) -> [u16; 5] {
        [
            self.unclaimed,
            self.papers,
            self.above,
            self.open,
            self.unread,
        ]
    }

    /// What [`Missing::numbers`] gave.
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
    /// A scheme; else a waiver.
    pub scheme: bool,
    /// Its key, as [`rule_key`] writes it.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Marked as claimed.
    pub claimed: bool,
}

/// Where someone stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// The visit that was judged; see [`judged`].
    pub visit: Visit,
    /// The answer to it.
    pub answer: Answer,
    /// Rules that cover the person.
    pub covered: Vec<Covered>,
    /// Papers wanted, and whether each is at hand.
    pub papers: Vec<(Paper, bool)>,
    /// In numbers.
    pub missing: Missing,
}

/// The name by which a rule is marked as claimed: `<table id>.<rule id>`.
pub fn rule_key(tables: &Tables, table: u16, rule: &Rule) -> String {
    let table = tables.tables.get(usize::from(table));
    format!(
        "{}.{}",
        table.map_or("", |table| table.id.as_str()),
        rule.id
    )
}

/// The visit as it is judged today: one with a bill on its own day, since that is when it
/// happened; one without on this day, since the question is what covers the person now.
pub fn judged(visit: &Visit, today: Day) -> Visit {
    let mut visit = visit.clone();
    if visit.bill.is_none() && visit.tables_as_of.is_none() {
        visit.date = today;
        visit.admitted = None;
    }
    visit
}

/// Where someone stands today. None before anything was told; what can no longer be read, or
/// contradicts itself, is `Err`.
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
        Some((visit, answer)) => Ok(stand(tables, person, visit, answer)),
        None => Err(unread),
    })
}

fn stand(tables: &Tables, person: &Person, visit: Visit, answer: Answer) -> Standing {
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
            // A list that is silent is no question one could ask the person.
            Verdict::Unknown if reason == Reason::Condition => open = open.saturating_add(1),
            _ => {}
        }
    }
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
        papers,
        missing,
    }
}

/// The papers someone brings where a rule is still to be claimed, as every answer names them.
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
        let visit = mingbai_visit::read(tables, visit.as_bytes()).unwrap();
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

    #[test]
    fn numbers_come_back() {
        let missing = Missing::of([1, 2, 3, 4, 5]);
        assert_eq!(Missing::of(missing.numbers()), missing);
        assert_eq!(missing.and(missing).numbers(), [2, 4, 6, 8, 10]);
    }
}
