//! Today's rules for a hospital stay, of the layer in a table that pays for everyone: a line for each
//! grade of hospital. Must not know the page.
use crate::case_rule::rule_sentence;
use crate::labels::grade_label;
use crate::money;
use crate::names::table;
use crate::notes::date;
use mingbai_engine::{Case, CaseRule, Groups, Hospital, Stated, Visit, Year};
use mingbai_policy::{
    Care, Day, FactGroup, Fen, Grade, Insurance, Owner, Place, Said, Share, ShareRange, Tables,
    YesNo,
};

/// The rule for a grade of hospital, in three cells and in one sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GradeRule {
    /// 等级: `二级`, followed by the plan where plans differ.
    pub grade: String,
    /// 起付线: `400`
    pub deductible: String,
    /// 报: `80%`
    pub pays: String,
    /// `先自付 400，其余报 80%`
    pub sentence: String,
}

/// Today's rules by grade, shown above a table's rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grades {
    /// The place and the day of the rules.
    pub title: String,
    /// The rules, the lowest grade first.
    pub rules: Vec<GradeRule>,
}

/// Returns today's rule for each grade; `None` where the table holds no such rule today.
pub fn grades(tables: &Tables, index: u16, today: Day) -> Option<Grades> {
    let found = table(tables, index).filter(|it| it.span.holds(today))?;
    let Owner::Region(region) = found.owner else {
        return None;
    };
    let everyone = |layer: mingbai_policy::LayerId| {
        let layer = tables.vocabulary.layers.get(layer.index());
        layer.is_some_and(|it| it.everyone)
    };
    if !found.layers.iter().any(|it| everyone(it.layer)) {
        return None;
    }
    let covered = YesNo::of(FactGroup::Cover).fold(Said::default(), |it, fact| it.with(fact, true));
    let said = covered.with(YesNo::LiableThirdParty, false);
    let of = |grade, plan| {
        let visit = Visit {
            insurance: Some(Insurance::Resident),
            said,
            year: Year::Known {
                in_scope_self_pay: Some(Fen::ZERO),
                paid: Vec::new(),
                accounts: Vec::new(),
            },
            care: Some(Care::Inpatient),
            hospital: Some(Hospital::Other),
            grade: Some(grade),
            place: Some(Place::SameCounty),
            groups: Groups::NONE,
            plan,
            ..Visit::new(today, Some(region))
        };
        match mingbai_engine::case(tables, &visit) {
            Ok(Stated::Case(case)) => rule_of(&case, everyone).cloned(),
            _ => None,
        }
    };
    let mut rules = Vec::new();
    for grade in [Grade::Primary, Grade::Secondary, Grade::Tertiary] {
        if let Some(rule) = of(grade, None) {
            rules.push(grade_rule(grade_label(grade).to_owned(), &rule));
            continue;
        }
        for (at, plan) in (0u8..).zip(&tables.vocabulary.plans) {
            if let Some(rule) = of(grade, Some(at)) {
                rules.push(grade_rule(format!("{}，{plan}", grade_label(grade)), &rule));
            }
        }
    }
    // A grade without written figures has no rule to show.
    rules.retain(|it| it.deductible != UNWRITTEN || it.pays != UNWRITTEN);
    (!rules.is_empty()).then(|| Grades {
        title: format!("{}，居民医保在本县住院怎么报", date(today)),
        rules,
    })
}

const UNWRITTEN: &str = "没有写";

fn rule_of(case: &Case, everyone: impl Fn(mingbai_policy::LayerId) -> bool) -> Option<&CaseRule> {
    case.rules.iter().find(|it| everyone(it.layer))
}

fn grade_rule(grade: String, rule: &CaseRule) -> GradeRule {
    let deductible = match (rule.deductible.low, rule.deductible.high) {
        (Fen::ZERO, Fen::ZERO) => "没有".to_owned(),
        (low, high) if low == high => money::short(low),
        (Fen::ZERO, Fen::MAX) => UNWRITTEN.to_owned(),
        (low, Fen::MAX) => format!("至少 {}", money::short(low)),
        (low, high) => format!("{} 到 {}", money::short(low), money::short(high)),
    };
    let parts = rule.parts.iter().flat_map(|(_, brackets)| brackets);
    let shares = rule.brackets.iter().chain(parts).map(|(_, share)| *share);
    let hull = shares.reduce(|one, other| ShareRange {
        low: one.low.min(other.low),
        high: one.high.max(other.high),
    });
    let pays = match hull {
        None | Some(ShareRange::UNKNOWN) => UNWRITTEN.to_owned(),
        Some(share) if share.low == share.high => share.low.to_string(),
        Some(share) => format!("{} 到 {}", share.low, share.high),
    };
    let first = rule.first_self_pay;
    let pays = match first.low == first.high && first.low > Share::ZERO {
        true => format!("先自付 {}，再报 {pays}", first.low),
        false => pays,
    };
    GradeRule {
        grade,
        deductible,
        pays,
        sentence: rule_sentence(rule, None),
    }
}
