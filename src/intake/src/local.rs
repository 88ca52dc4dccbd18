//! Reads `local` from the JSON visit: figures that the person's own office gave. Must not know
//! whether the figures hold for a visit.
use crate::choice::Choice;
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::{fold, half_width, quote};
use crate::json::Node;
use crate::names;
use mingbai_engine::{LocalFigure, LocalRule, Scope, ScopedFigure};
use mingbai_policy::{Care, Fen, Grade, LayerId, Rule, Share, ShareError, Span, Tables};

/// The kinds of figures an office may give.
pub(crate) const FIGURES: &[&str] = &["deductible", "share", "cap", "first_self_pay"];

/// The most characters in the name of a layer.
const LONGEST_NAME: usize = 20;

/// The figures and names that an office gave.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Local {
    /// Figures for this visit alone.
    pub figures: Vec<(LocalRule, LocalFigure)>,
    /// Figures with a scope of their own.
    pub scoped: Vec<ScopedFigure>,
    /// The local names of layers that people buy for themselves.
    pub names: Vec<(LayerId, String)>,
}

/// Reads `local`: `<rule>.<figure>` is a value, or a list of values that each have a scope;
/// `<layer>.name` is a name.
pub(crate) fn read(tables: &Tables, said: &Cursor) -> Result<Local, InputError> {
    let mut local: Vec<(LocalRule, LocalFigure)> = Vec::new();
    let mut scoped: Vec<ScopedFigure> = Vec::new();
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
        let one = |value: &Cursor| -> Result<LocalFigure, InputError> {
            let read = match figure.trim() {
                "deductible" => LocalFigure::Deductible(money_or_none(value)?),
                "cap" => LocalFigure::Cap(money_or_none(value)?),
                "share" => LocalFigure::Share(share(value)?),
                "first_self_pay" => LocalFigure::FirstSelfPay(share(value)?),
                other => {
                    return Err(value.error(format!(
                        "没有{}这种数字。可以写：{}。",
                        quote(other),
                        FIGURES.join("、")
                    )));
                }
            };
            if matches!(rule, LocalRule::TopUp(..)) && !matches!(read, LocalFigure::Share(_)) {
                return Err(value.error("这条规定只有比例（share）可以填。"));
            }
            if bought.is_some() && matches!(read, LocalFigure::FirstSelfPay(_)) {
                return Err(value.error("这道保障线没有先行自付。请写起付线、比例或封顶线。"));
            }
            Ok(read)
        };
        let found: Vec<(LocalFigure, Option<Scope>)> = match value.node {
            Node::List(_) => scoped_figures(tables, &value, one)?,
            _ => vec![(one(&value)?, None)],
        };
        let same = |r: LocalRule, f: LocalFigure| {
            let mut found = found.iter();
            r == rule && found.any(|(it, _)| kind_of(*it) == kind_of(f))
        };
        let twice = local.iter().any(|(r, f)| same(*r, *f))
            || scoped.iter().any(|it| same(it.rule, it.figure));
        if twice {
            return Err(value.error("同一个数字写了两次。请只留一个。"));
        }
        for (figure, scope) in found {
            match scope {
                None => local.push((rule, figure)),
                Some(scope) => scoped.push(ScopedFigure {
                    rule,
                    figure,
                    scope,
                }),
            }
        }
    }
    sort(&mut local);
    sort_scoped(&mut scoped);
    names.sort_unstable();
    Ok(Local {
        figures: local,
        scoped,
        names,
    })
}

/// Reads a list of figures of one kind, each with its scope.
fn scoped_figures(
    tables: &Tables,
    list: &Cursor,
    one: impl Fn(&Cursor) -> Result<LocalFigure, InputError>,
) -> Result<Vec<(LocalFigure, Option<Scope>)>, InputError> {
    let mut found: Vec<(LocalFigure, Option<Scope>)> = Vec::new();
    for entry in list.list()? {
        let (figure, scope) = scoped_figure(tables, &entry, &one)?;
        if found.iter().any(|(_, known)| *known == Some(scope)) {
            return Err(entry.error("管的和前面一条一样。请只留一条。"));
        }
        found.push((figure, Some(scope)));
    }
    if found.is_empty() {
        return Err(list.error("这里是空的。请写数，或者删去这一项。"));
    }
    Ok(found)
}

/// Reads an amount, or `"none"`: no cap, or a deductible that is never reached.
fn money_or_none(value: &Cursor) -> Result<Fen, InputError> {
    match value.text() {
        Ok("none") => Ok(Fen::MAX),
        _ => value.money(),
    }
}

/// The keys of a figure with a scope.
const SCOPED_KEYS: &[&str] = &[
    "value",
    "insurance",
    "care",
    "grade",
    "place",
    "within",
    "from",
    "until",
];

/// Reads one figure with its scope.
fn scoped_figure(
    tables: &Tables,
    entry: &Cursor,
    one: impl Fn(&Cursor) -> Result<LocalFigure, InputError>,
) -> Result<(LocalFigure, Scope), InputError> {
    let says = entry.object(SCOPED_KEYS)?;
    let figure = says.need("value", |c| one(&c), "请写这个数是多少。")?;
    let scope = Scope {
        insurance: says
            .read("insurance", |c| c.choice())?
            .unwrap_or(Scope::ANY.insurance),
        care: says
            .read("care", |c| bits(&c, Care::bit))?
            .unwrap_or(Scope::ANY.care),
        grade: says
            .read("grade", |c| bits(&c, Grade::bit))?
            .unwrap_or(Scope::ANY.grade),
        place: says.read("place", |c| {
            c.named(|text| names::region(&tables.vocabulary, text))
        })?,
        within: says.read("within", |c| c.bool())?.unwrap_or(false),
        span: Span {
            from: says.read("from", |c| c.day())?,
            until: says.read("until", |c| c.day())?,
        },
    };
    if scope.within && scope.place.is_none() {
        return Err(says.error("within", "要先用 place 写明是哪个地方。"));
    }
    if let (Some(from), Some(until)) = (scope.span.from, scope.span.until)
        && from > until
    {
        return Err(says.error("until", format!("在 {from} 之前。请把起止的日子再看一遍。")));
    }
    if scope == Scope::ANY {
        return Err(entry.error(
            "请写明这个数管什么：care、grade、place、from、until，至少一样。只管这一次就诊的，直接写数，不用列表。",
        ));
    }
    Ok((figure, scope))
}

/// Reads one or several values of a closed choice, as bits.
fn bits<C: Choice>(said: &Cursor, bit: fn(C) -> u8) -> Result<u8, InputError> {
    let Node::List(_) = said.node else {
        return said.choice().map(bit);
    };
    let each = said.list()?;
    if each.is_empty() {
        return Err(said.error("请至少写一种；都管就不写这一项。"));
    }
    let mut bits = 0;
    for one in each {
        bits |= bit(one.choice()?);
    }
    Ok(bits)
}

const NAMED_ALREADY: &str = "只有惠民保这样自己买的保险，才可以另起名字。";

/// Checks whether people buy the layer for themselves.
fn is_own(tables: &Tables, layer: LayerId) -> bool {
    let layer = tables.vocabulary.layers.get(layer.index());
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

/// Sorts figures by rule, then by kind.
pub(crate) fn sort(local: &mut [(LocalRule, LocalFigure)]) {
    local.sort_by_key(|(rule, figure)| (rule_order(*rule), kind_of(*figure)));
}

/// Sorts figures with a scope by rule, then by kind; equal figures keep their order.
pub(crate) fn sort_scoped(scoped: &mut [ScopedFigure]) {
    scoped.sort_by_key(|it| (rule_order(it.rule), kind_of(it.figure)));
}

/// Reads figures that are given outside a visit.
pub(crate) fn read_map(tables: &Tables, said: &serde_json::Value) -> Result<Local, InputError> {
    let node: Node = serde_json::from_str(&said.to_string())
        .map_err(|error| InputError::new("$", error.to_string()))?;
    read(tables, &Cursor::root(&node))
}

fn rule_order(rule: LocalRule) -> (u8, u16, u16) {
    match rule {
        LocalRule::Layer(layer) => (0, layer.0, 0),
        LocalRule::TopUp(table, index) => (1, table, index),
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

pub(crate) fn share(said: &Cursor) -> Result<Share, InputError> {
    let text = said
        .text()
        .map_err(|_| said.error("比例要写成加引号的文字，如 \"60%\" 或 \"0.60\"。"))?;
    // A Chinese keyboard types full-width digits: ６０％.
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

/// Returns the layer of this name, or the layer rule or top-up rule (兜底) of this id, with or without
/// its table's id before.
fn find(tables: &Tables, said: &str) -> Result<LocalRule, String> {
    let layer = names::layer(&tables.vocabulary, said);
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
            .zip(&table.top_ups)
            .for_each(|(i, e)| try_rule(&e.rule, LocalRule::TopUp(at, i)));
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
