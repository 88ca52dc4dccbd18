//! Reads conditions. Must not know any visit.
use super::{
    choice::{bits, each, word},
    cursor::Node,
    figure::money,
    index::short,
    lower::Lower,
};
use crate::facts::numbers::NumberFact;
use crate::facts::yes_no::YesNo;
use crate::when::{BillCost, Care, Grade, HospitalTier, Insurance, Place, Sex, When};
use std::sync::LazyLock;

/// Every key a condition may have.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let numbers = NumberFact::ALL.iter().map(|fact| fact.at_least());
    let facts = numbers.chain(YesNo::conditions().map(YesNo::id));
    let costs = BillCost::ALL.iter().map(|cost| cost.above());
    let others = OTHER_KEYS.iter().copied().chain(costs);
    others.chain(facts).collect()
});

/// The keys that are neither an amount, a number nor a yes/no fact.
const OTHER_KEYS: &[&str] = &[
    "group",
    "disease",
    "hospital",
    "insured_in",
    "plan",
    "grade",
    "tier",
    "place",
    "care",
    "insurance",
    "sex",
    "child",
    "answer",
    "unclear",
    "all",
    "any",
    "not",
];

/// Returns a condition that holds where any of the parts holds.
fn any(mut parts: Vec<When>) -> When {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            When::Any(parts)
        }
        (_, None) => When::ALWAYS,
    }
}

/// Reads one basic insurance or several, as bits of [`Insurance`].
pub(super) fn insurance(node: &Node<'_>) -> u8 {
    bits(node, Insurance::ALL, Insurance::word, Insurance::bit)
}

/// Checks whether a condition, wherever it stands in a larger one, asks for a basic insurance that
/// a rule for these ones (bits of [`Insurance`]) never meets.
pub(super) fn asks_for_others(when: &When, insurance: u8) -> bool {
    match when {
        When::All(parts) | When::Any(parts) => {
            parts.iter().any(|part| asks_for_others(part, insurance))
        }
        When::Not(inner) => asks_for_others(inner, insurance),
        When::Insurance(bits) => bits & insurance == 0,
        _ => false,
    }
}

impl Lower<'_> {
    /// Reads a condition of a layer's figures: only such a condition may turn on the cost of the visit.
    pub(super) fn layer_when(&self, node: &Node<'_>) -> When {
        self.when_of(node, &KEYS)
    }

    /// Reads a condition that holds where all of its keys hold.
    pub(super) fn when(&self, node: &Node<'_>) -> When {
        let when = self.when_of(node, &KEYS);
        if when.turns_on_cost() {
            node.refuse(
                "这次的费用超过多少（in_scope_above、total_above），只能写在 [[layer]]、[[layer.variant]] 的 when 里，请改正",
            );
        }
        when
    }

    /// Reads a condition on where a scheme applies.
    pub(super) fn scope(&self, node: &Node<'_>) -> When {
        self.when_of(
            node,
            &["insured_in", "hospital", "place", "all", "any", "not"],
        )
    }

    fn when_of(&self, node: &Node<'_>, keys: &'static [&'static str]) -> When {
        let Some(fields) = node.fields(keys) else {
            return When::ALWAYS;
        };
        let entries = fields.in_order();
        if entries.is_empty() {
            node.refuse("条件是空的，请写上条件，或者删去这一项");
        }
        let mut parts: Vec<When> = entries
            .iter()
            .filter(|entry| keys.contains(&entry.last_key()))
            .map(|entry| self.test(entry, keys))
            .collect();
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                parts.push(last);
                When::All(parts)
            }
            (_, None) => When::ALWAYS,
        }
    }

    fn test(&self, node: &Node<'_>, keys: &'static [&'static str]) -> When {
        let truth = |when: When| {
            if node.flag() {
                when
            } else {
                When::Not(Box::new(when))
            }
        };
        let conditions = |node: &Node<'_>| {
            node.list()
                .iter()
                .map(|part| self.when_of(part, keys))
                .collect::<Vec<_>>()
        };
        match node.last_key() {
            "group" => any(each(&node.one_or_more(), |n| {
                self.words.group(n).map(When::Group)
            })),
            "disease" => When::Disease(each(&node.one_or_more(), |n| self.words.disease(n))),
            "hospital" => When::Hospital(each(&node.one_or_more(), |n| self.words.hospital(n))),
            "insured_in" => When::InsuredIn(each(&node.one_or_more(), |n| self.words.region(n))),
            "plan" => When::BenefitPlan(each(&node.one_or_more(), |n| Some(self.shared.plan(n)))),
            "grade" => When::Grade(bits(node, Grade::ALL, Grade::word, Grade::bit)),
            "tier" => When::HospitalTier(bits(
                node,
                HospitalTier::ALL,
                HospitalTier::word,
                HospitalTier::bit,
            )),
            "place" => When::Place(bits(node, Place::ALL, Place::word, Place::bit)),
            "care" => When::Care(bits(node, Care::ALL, Care::word, Care::bit)),
            "insurance" => When::Insurance(insurance(node)),
            "sex" => any(each(&node.one_or_more(), |n| {
                word(n, Sex::ALL, Sex::word).map(When::Sex)
            })),
            "child" => {
                if !node.flag() {
                    node.refuse("child 只能写 true；不是儿童请写 not = { child = true }");
                }
                When::Child
            }
            "answer" => any(each(&node.one_or_more(), |n| {
                self.questions
                    .find(n)
                    .map(|place| When::Question(short(place)))
            })),
            "unclear" => When::Unclear(node.text()),
            key @ ("all" | "any") => {
                let parts = conditions(node);
                if parts.is_empty() {
                    node.refuse(format!("{key} 请写一个列表，里面至少一个条件"));
                }
                if key == "all" {
                    When::All(parts)
                } else {
                    When::Any(parts)
                }
            }
            "not" => When::Not(Box::new(self.when_of(node, keys))),
            key if BillCost::ALL.iter().any(|cost| cost.above() == key) => {
                let such = BillCost::ALL.iter().filter(|cost| cost.above() == key);
                any(such.map(|cost| When::Above(*cost, money(node))).collect())
            }
            key => match (NumberFact::from_at_least(key), YesNo::from_id(key)) {
                (Some(fact), _) => {
                    let least = node.number(fact.least().into(), fact.most().into());
                    let least = least.and_then(|least| u16::try_from(least).ok());
                    When::AtLeast(fact, least.unwrap_or(0))
                }
                (None, Some(fact)) => truth(When::Is(fact)),
                (None, None) => When::ALWAYS,
            },
        }
    }
}
