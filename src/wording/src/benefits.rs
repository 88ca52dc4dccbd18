//! Benefits inside a layer (两病门诊用药, 倾斜支付) as sentences. Reads figures from the tables and
//! computes no amounts.
use crate::conditions::when_text;
use crate::figures;
use crate::names::{disease_name, group_name, layer_name, own_question, owner_name};
use mingbai_engine::{BenefitFor, BenefitLine};
use mingbai_policy::{Base, FactGroup, LayerRule, Tables, When};

/// Returns the name of a benefit: `江西省基本医保：高血压`
pub fn benefit_name(tables: &Tables, line: &BenefitLine) -> String {
    let names: Vec<&str> = line
        .names
        .iter()
        .map(|name| match name {
            BenefitFor::Disease(id) => disease_name(tables, *id),
            BenefitFor::Group(group) => group_name(tables, *group),
        })
        .collect();
    let owner = owner_name(tables, line.rule.table);
    let layer = layer_name(tables, line.layer);
    format!("{owner}{layer}：{}", names.join("、"))
}

/// Returns a benefit's figures by care and hospital: `普通门诊，二级医院：没有起付线，报 50%。`
pub fn benefit_lines(tables: &Tables, line: &BenefitLine) -> Vec<String> {
    let Some(rule) = rule(tables, line) else {
        return Vec::new();
    };
    let mut lines: Vec<String> = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    for at in &line.variants {
        let Some(variant) = rule.variants.get(usize::from(*at)) else {
            continue;
        };
        let yearly = matches!(rule.base, Some(Base::Year | Base::YearCost));
        let says = figures::lines(tables, &variant.figures, yearly);
        if says.is_empty() {
            continue;
        }
        let says: Vec<&str> = says.iter().map(|it| it.trim_end_matches('。')).collect();
        let says = says.join("；");
        let when = of_visit(&variant.when).and_then(|when| when_text(tables, &when));
        let said = match when {
            Some(when) => format!("{when}：{says}。"),
            None => format!("{says}。"),
        };
        if !lines.contains(&said) {
            lines.push(said);
        }
        questions(tables, &variant.when, &mut asked);
    }
    lines.extend(asked);
    lines
}

fn rule<'t>(tables: &'t Tables, line: &BenefitLine) -> Option<&'t LayerRule> {
    let table = tables.tables.get(usize::from(line.rule.table))?;
    table.layers.get(usize::from(line.rule.index))
}

/// Returns the part of a condition that is about the visit; conditions on the person are already
/// decided.
fn of_visit(when: &When) -> Option<When> {
    let kept = |parts: &[When]| parts.iter().filter_map(of_visit).collect::<Vec<_>>();
    match when {
        When::All(parts) => {
            let kept = kept(parts);
            (!kept.is_empty()).then_some(When::All(kept))
        }
        When::Any(parts) => {
            let kept = kept(parts);
            (kept.len() == parts.len() && !kept.is_empty()).then_some(When::Any(kept))
        }
        When::Disease(_) | When::Group(_) | When::Insurance(_) | When::Question(_) => None,
        When::Is(fact) if fact.group() == FactGroup::Cover => None,
        When::AtLeast(fact, _) if fact.group() == FactGroup::Cover => None,
        other => Some(other.clone()),
    }
}

/// Collects the yes/no questions of a condition, each once.
fn questions(tables: &Tables, when: &When, asked: &mut Vec<String>) {
    match when {
        When::All(parts) | When::Any(parts) => {
            parts.iter().for_each(|part| questions(tables, part, asked));
        }
        When::Question(index) => {
            if let Some(question) = own_question(tables, *index) {
                let text = question.text.trim_end_matches('？');
                let said = format!("还要看：{text}。");
                if !asked.contains(&said) {
                    asked.push(said);
                }
            }
        }
        _ => {}
    }
}
