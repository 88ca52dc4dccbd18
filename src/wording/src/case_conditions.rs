//! The conditions of a case and their alternatives in words. Must not know how the case was computed.
use crate::money;
use crate::names::{group_name, layer_name};
use mingbai_engine::{Alternate, Alternative, Case, Condition, Range, Taken};
use mingbai_policy::{Direction, Fen, OrdinaryFact, Tables, YesNo};

/// Returns a condition of a case in a few words.
pub fn condition_text(tables: &Tables, condition: &Condition) -> String {
    let words = |fact: OrdinaryFact| {
        let ordinary = tables.vocabulary.ordinary(fact);
        ordinary.map_or_else(String::new, |it| it.words.clone())
    };
    match condition.taken {
        Taken::InScope(_) => words(OrdinaryFact::InScope),
        Taken::NoGroup => words(OrdinaryFact::Groups),
        Taken::NobodyLiable => words(OrdinaryFact::Is(YesNo::LiableThirdParty)),
        Taken::CapNotReached(layer) => {
            format!("{}{}", layer_name(tables, layer), words(OrdinaryFact::Cap))
        }
        Taken::DeductibleNotReached(layer) => format!(
            "{}{}",
            layer_name(tables, layer),
            words(OrdinaryFact::YearDeductible)
        ),
    }
}

/// Returns a condition as the case states it: after a group was given, 人群 means the other groups.
pub fn condition_said(tables: &Tables, case: &Case, condition: &Condition) -> String {
    match condition.taken {
        Taken::NoGroup if case.visit.groups.yes != 0 => "不是别的受照顾的人".to_owned(),
        _ => condition_text(tables, condition),
    }
}

/// Returns the worth of a condition: in which direction the truth can lie, and how far.
pub fn condition_worth(tables: &Tables, condition: &Condition) -> String {
    match condition.taken {
        Taken::NobodyLiable => {
            "车祸、打架、工伤这类有人该赔的：先找他赔，医保可能一分不付。".into()
        }
        Taken::NoGroup if condition.worth == Fen::ZERO => "是的话，付得更少。".into(),
        // The alternatives list each group and what its members pay.
        Taken::NoGroup => {
            let lead = match condition.others.as_slice() {
                [
                    Alternative {
                        value: Alternate::Group(group),
                        ..
                    },
                ] => {
                    format!("是{}的话", group_name(tables, *group))
                }
                _ => "是的话".to_owned(),
            };
            format!("{lead}，最多再少付 {}。", money::bare(condition.worth))
        }
        Taken::InScope(_) => match condition.direction {
            Some(Direction::More) => "目录外的药和项目，全自己付。".into(),
            _ => "目录里外各是多少，看结算单。".into(),
        },
        Taken::CapNotReached(_) => "到了的话，只会付得更多。".into(),
        Taken::DeductibleNotReached(_) => "到了的话，只会付得更少。".into(),
    }
}

/// Returns an alternative of a condition with its range: 是低保对象的话，¥0 到 ¥4,020.
pub fn alternative_text(tables: &Tables, value: Alternate, pays: Range) -> String {
    match value {
        Alternate::Group(group) => format!(
            "是{}的话，{}",
            group_name(tables, group),
            money::headline(pays)
        ),
        Alternate::Liable => format!("有人该赔的话，{}", money::headline(pays)),
    }
}
