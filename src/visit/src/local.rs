use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::{fold, half_width, quote};
use crate::json::Node;
use crate::names;
use mingbai_engine::{LocalFigure, LocalRule};
use mingbai_policy::{LayerId, Rule, Share, ShareError, Tables};

/// The figures an office may give.
pub(crate) const FIGURES: &[&str] = &["deductible", "share", "cap", "first_self_pay"];

/// The longest name a layer may be given.
const LONGEST_NAME: usize = 20;

/// What an office said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Local {
    /// Figures.
    pub figures: Vec<(LocalRule, LocalFigure)>,
    /// What layers that people buy for themselves are called there.
    pub names: Vec<(LayerId, String)>,
}

/// Reads `local`: `<rule>.<figure>` to its value, `<layer>.name` to a name.
pub(crate) fn read(tables: &Tables, said: &Cursor) -> Result<Local, InputError> {
    let mut local: Vec<(LocalRule, LocalFigure)> = Vec::new();
    let mut names: Vec<(LayerId, String)> = Vec::new();
    for (key, value) in said.map()?.entries() {
        let Some((rule, figure)) = key.rsplit_once('.') else {
            return Err(value.error("请写成“保障线.数字”，如 \"大病保险.share\"。"));
        };
        let rule = find(tables, rule).map_err(|message| value.error(message))?;
        let bought = match rule {
            LocalRule::Layer(layer) if is_own(tables, layer) => Some(layer),
            _ => None,
        };
        if figure.trim() == "name" {
            let layer = bought.ok_or_else(|| value.error(NAMED_ALREADY))?;
            if names.iter().any(|(known, _)| *known == layer) {
                return Err(value.error("同一个名字写了两次。请只留一个。"));
            }
            names.push((layer, name(&value)?));
            continue;
        }
        let figure = match figure.trim() {
            "deductible" => LocalFigure::Deductible(value.money()?),
            "cap" => LocalFigure::Cap(value.money()?),
            "share" => LocalFigure::Share(share(&value)?),
            "first_self_pay" => LocalFigure::FirstSelfPay(share(&value)?),
            other => {
                return Err(value.error(format!(
                    "没有{}这种数字。可以写：{}。",
                    quote(other),
                    FIGURES.join("、")
                )));
            }
        };
        if matches!(rule, LocalRule::Excess(..)) && !matches!(figure, LocalFigure::Share(_)) {
            return Err(value.error("这条规定只有比例（share）可以填。"));
        }
        if bought.is_some() && matches!(figure, LocalFigure::FirstSelfPay(_)) {
            return Err(value.error("这道保障线没有先行自付。请写起付线、比例或封顶线。"));
        }
        if local
            .iter()
            .any(|(r, f)| *r == rule && kind_of(*f) == kind_of(figure))
        {
            return Err(value.error("同一个数字写了两次。请只留一个。"));
        }
        local.push((rule, figure));
    }
    sort(&mut local);
    names.sort_unstable();
    Ok(Local {
        figures: local,
        names,
    })
}

const NAMED_ALREADY: &str = "只有惠民保这样自己买的保险，才可以另起名字。";

/// People buy it for themselves.
fn is_own(tables: &Tables, layer: LayerId) -> bool {
    let layer = tables.terms.layers.get(layer.index());
    layer.is_some_and(|layer| layer.own.is_some())
}

fn name(said: &Cursor) -> Result<String, InputError> {
    let name = said.text()?.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(said.error("名字请写 1 到 20 个字。"))
    }
}

/// The order figures stand in.
pub(crate) fn sort(local: &mut [(LocalRule, LocalFigure)]) {
    local.sort_by_key(|(rule, figure)| (place(*rule), kind_of(*figure)));
}

/// Reads figures that are not part of a visit.
pub(crate) fn read_map(tables: &Tables, said: &serde_json::Value) -> Result<Local, InputError> {
    let node: Node = serde_json::from_str(&said.to_string())
        .map_err(|error| InputError::new("$", error.to_string()))?;
    read(tables, &Cursor::root(&node))
}

fn place(rule: LocalRule) -> (u8, u16, u16) {
    match rule {
        LocalRule::Layer(layer) => (0, layer.0, 0),
        LocalRule::Excess(table, index) => (1, table, index),
    }
}

pub(crate) fn kind_of(figure: LocalFigure) -> u8 {
    match figure {
        LocalFigure::Deductible(_) => 0,
        LocalFigure::Share(_) => 1,
        LocalFigure::Cap(_) => 2,
        LocalFigure::FirstSelfPay(_) => 3,
    }
}

fn share(said: &Cursor) -> Result<Share, InputError> {
    let text = said
        .text()
        .map_err(|_| said.error("比例要写成加引号的文字，如 \"60%\" 或 \"0.60\"。"))?;
    // As a Chinese keyboard writes it: ６０％.
    let text: String = text.chars().map(half_width).collect();
    Share::parse(&text).map_err(|error| {
        let percent = format!("{text}%");
        if error == ShareError::OutsideUnit && Share::parse(&percent).is_ok() {
            return said.error(format!("写的是 {text}。是 {percent} 吗？请带上百分号。"));
        }
        said.error(match error {
            ShareError::OutsideUnit => "比例要在 0 到 100% 之间，如 \"60%\" 或 \"0.60\"。",
            ShareError::NotANumber => "看不懂这个比例。请写成 \"60%\" 或 \"0.60\"。",
            ShareError::TooFine => "比例的小数太长，最多到百分之一的万分之一。",
        })
    })
}

/// A layer by name, or a layer's rule or an excess rule by id, alone or after its table's.
fn find(tables: &Tables, said: &str) -> Result<LocalRule, String> {
    let layer = names::layer(&tables.terms, said);
    if let Ok(layer) = layer {
        return Ok(LocalRule::Layer(layer));
    }
    let sought = fold(said);
    let mut found: Vec<(LocalRule, String)> = Vec::new();
    for (at, table) in (0u16..).zip(&tables.tables) {
        let mut try_rule = |rule: &Rule, which: LocalRule| {
            let full = format!("{}.{}", table.id, rule.id);
            let called =
                fold(&full) == sought || fold(&rule.id) == sought || fold(&rule.name) == sought;
            if called && !found.iter().any(|(other, _)| *other == which) {
                found.push((which, full));
            }
        };
        table
            .layers
            .iter()
            .for_each(|l| try_rule(&l.rule, LocalRule::Layer(l.layer)));
        (0u16..)
            .zip(&table.excesses)
            .for_each(|(i, e)| try_rule(&e.rule, LocalRule::Excess(at, i)));
    }
    match found.as_slice() {
        [] => Err(layer.map_or_else(|error| error.message, |_: LayerId| String::new())),
        [(which, _)] => Ok(*which),
        several => {
            let all: Vec<&str> = several.iter().map(|(_, full)| full.as_str()).collect();
            Err(format!(
                "叫{}的规定不止一条。请写全：{}。",
                quote(said),
                all.join("、")
            ))
        }
    }
}
