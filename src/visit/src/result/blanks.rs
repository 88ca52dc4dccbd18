//! Figures that are missing: the words to ask for them, and fields for them where they are missed.
use crate::ask::kept;
use mingbai_engine::{Blank, Case, LocalFigure, LocalRule, Range, Taken};
use mingbai_intake::figures::Figures;
use mingbai_intake::money;
use mingbai_intake::office::replace;
use mingbai_interview::route::{Route, Screen};
use mingbai_interview::world::Scene;
use mingbai_policy::{Fen, LayerId, Share, ShareRange};
use mingbai_ui::fields::{Field, Fields, Kind};
use mingbai_ui::say::Say;
use mingbai_wording::{
    DocumentToAsk, blank_name, documents_to_ask, layer_name, money as said, office_question,
};
use yew::prelude::*;

/// No bounds.
const ANY: Range = Range {
    low: Fen::ZERO,
    high: Fen::MAX,
};

/// What is missing, with its bounds, and the words to say on the phone.
pub fn told(scene: &Scene, case: &Case) -> Html {
    let names = case.blanks.iter().map(|it| {
        let bounds = bounds(*it).map_or_else(String::new, |it| format!("（{it}）"));
        format!("{}{bounds}", blank_name(scene.tables(), *it))
    });
    let names: Vec<String> = names.collect();
    html! {
        <>
            <p data-blanks={names.len().to_string()}>{ format!("还缺：{}。打 12393，这样问：", names.join("、")) }</p>
            <Say id="to-say" text={office_question(scene.tables(), case)} />
            { documents(scene) }
        </>
    }
}

fn named(scene: &Scene) -> Vec<DocumentToAsk> {
    let answer = scene.good();
    answer.map_or_else(Vec::new, |it| documents_to_ask(scene.tables(), it))
}

/// The documents that hold missing figures and are known by name alone.
pub fn documents(scene: &Scene) -> Html {
    let named = named(scene);
    let line = |it: DocumentToAsk| html! { <p data-document="">{ it.text }</p> };
    html! { <>{ for named.into_iter().map(line) }</> }
}

/// Between what and what the figure lies, where that is known.
fn bounds(blank: Blank) -> Option<String> {
    match blank {
        Blank::Deductible(_, it) | Blank::Cap(_, it) => {
            match (it.low > Fen::ZERO, it.high < Fen::MAX) {
                (true, true) => Some(format!(
                    "{} 到 {} 元",
                    said::short(it.low),
                    said::short(it.high)
                )),
                (true, false) => Some(format!("至少 {} 元", said::short(it.low))),
                (false, true) => Some(format!("最多 {} 元", said::short(it.high))),
                (false, false) => None,
            }
        }
        Blank::Share(_, it) | Blank::FirstSelfPay(_, it) => share_bounds(it),
    }
}

fn share_bounds(it: ShareRange) -> Option<String> {
    match (it.low > Share::ZERO, it.high < Share::ONE) {
        (true, true) => Some(format!("{} 到 {}", it.low, it.high)),
        (true, false) => Some(format!("至少 {}", it.low)),
        (false, true) => Some(format!("最多 {}", it.high)),
        (false, false) => None,
    }
}

/// Which figure of which layer, what its field is called, what it takes.
fn asked(blank: Blank) -> (LayerId, &'static str, &'static str, Kind) {
    match blank {
        Blank::Deductible(it, _) => (it, "deductible", "起付线，元", Kind::Money),
        Blank::Share(it, _) => (it, "share", "报多少，如 60%", Kind::Text),
        Blank::Cap(it, _) => (it, "cap", "一年最多付，元", Kind::Money),
        Blank::FirstSelfPay(it, _) => (it, "first_self_pay", "先自付多少，如 10%", Kind::Text),
    }
}

/// The missing figures, and the caps taken as not reached that a document known by name states: who
/// has it in hand fills in all of its figures.
fn to_fill(scene: &Scene, case: &Case) -> Vec<Blank> {
    let named = named(scene);
    let caps = case.conditions.iter().filter_map(|it| match it.taken {
        Taken::CapNotReached(layer) if named.iter().any(|it| it.layer == layer) => {
            Some(Blank::Cap(layer, ANY))
        }
        _ => None,
    });
    case.blanks.iter().copied().chain(caps).collect()
}

/// A field for each missing figure; filled in, the result stands anew.
pub fn form(scene: &Scene, case: &Case) -> Html {
    let Some(visit) = scene.route.visit.clone() else {
        return html! {};
    };
    let blanks = to_fill(scene, case);
    let asked: Vec<(String, Field)> = blanks
        .iter()
        .map(|blank| {
            let (layer, figure, label, kind) = asked(*blank);
            let field = Field {
                help: "",
                id: format!("blank-{}-{figure}", layer.0),
                label: label.into(),
                initial: String::new(),
                kind,
            };
            (
                format!("{}.{figure}", layer_name(scene.tables(), layer)),
                field,
            )
        })
        .collect();
    let (keys, fields): (Vec<String>, Vec<Field>) = asked.into_iter().unzip();
    let kinds: Vec<Kind> = fields.iter().map(|it| it.kind).collect();
    let layers: Vec<LayerId> = blanks.iter().map(|it| self::asked(*it).0).collect();
    let scene = scene.clone();
    let read = Callback::from(move |values: Vec<String>| {
        let mut figures = serde_json::Map::new();
        for (at, ((key, kind), text)) in keys.iter().zip(&kinds).zip(&values).enumerate() {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let text = match kind {
                Kind::Money => money::read_typed(text)
                    .map_err(|error| (at, error.to_string()))?
                    .to_string(),
                _ => text.replace('％', "%"),
            };
            figures.insert(key.clone(), text.into());
        }
        if figures.is_empty() {
            return Err((0, "问到哪个填哪个，先填一个。".into()));
        }
        let tables = scene.tables();
        let read = Figures::read(tables, &figures).map_err(|error| {
            let at = keys.iter().position(|key| error.field == *key);
            (at.unwrap_or(0), error.message)
        })?;
        let mut visit = visit.clone();
        // Only what was typed here is told anew; other figures of the office stay.
        let same = |one: &LocalFigure, two: &LocalFigure| {
            std::mem::discriminant(one) == std::mem::discriminant(two)
        };
        let told = |rule: LocalRule, figure: LocalFigure| {
            let now = read.figures.iter();
            matches!(rule, LocalRule::Layer(layer) if layers.contains(&layer))
                && now
                    .into_iter()
                    .any(|(it, said)| *it == rule && same(said, &figure))
        };
        replace(&tables.vocabulary, &mut visit, told, &read.figures);
        if let Err(error) = &*scene.world.answer(&visit) {
            return Err((0, error.message.clone()));
        }
        kept::remember(&scene, &visit);
        Ok(scene.address(&Route {
            screen: Screen::Result,
            ..scene.route.with(visit)
        }))
    });
    html! { <Fields {fields} {read} button="填好，算一算" /> }
}
