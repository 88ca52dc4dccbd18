//! 本窗口填写: figures the documents leave blank, filled in for a place, kept on this device, handed
//! on as a file that can become a table.
use super::state::{Do, State};
use crate::markup::html;
use crate::{browser, outward};
use mingbai_engine::{LocalFigure, LocalRule};
use mingbai_policy::terms::Level;
use mingbai_policy::{Base, LayerId, RegionId, Tables};
use mingbai_visit::figures::{ENTERED, Figures};
use mingbai_visit::{Local, money};
use mingbai_words::layer_name;
use serde_json::Map;
use yew::prelude::*;

/// The figures of a layer: as a visit names them, as a clerk does, and whether they are yuan.
const FIGURES: [(&str, &str, bool); 4] = [
    ("deductible", "起付线，元", true),
    ("share", "报多少，如 60%", false),
    ("cap", "一年最多付，元", true),
    ("first_self_pay", "先行自付，如 10%", false),
];

/// The same of a layer that people buy for themselves (惠民保), which has a name of the window's.
const OWN: [(&str, &str, bool); 4] = [
    ("name", "叫什么，如 某市惠民保", false),
    FIGURES[0],
    FIGURES[1],
    FIGURES[2],
];

/// What is filled in of a layer.
fn figures_of(tables: &Tables, layer: LayerId) -> &'static [(&'static str, &'static str, bool); 4] {
    let own = tables.terms.layers.get(layer.index()).and_then(|it| it.own);
    own.map_or(&FIGURES, |_| &OWN)
}

const BY: &str = "figures-by";
const FILE: &str = "figures-file";

/// What was filled in, by whom and when: `本窗口填写（广元市，王芳，2026-11-22）：基本医保起付线 500 元。`
pub fn note(tables: &Tables, figures: &Figures) -> String {
    let region = tables.terms.regions.get(figures.place.index());
    let place = region.map_or("", |it| it.name.name.as_str());
    let by = match figures.by.as_str() {
        "" => String::new(),
        by => format!("，{by}"),
    };
    let each = figures.figures.iter().filter_map(|(rule, figure)| {
        let LocalRule::Layer(layer) = rule else {
            return None;
        };
        let said = match figure {
            LocalFigure::Deductible(fen) => {
                format!("起付线 {} 元", mingbai_words::money::short(*fen))
            }
            LocalFigure::Share(share) => format!("报 {share}"),
            LocalFigure::Cap(fen) => format!("一年最多付 {} 元", mingbai_words::money::short(*fen)),
            LocalFigure::FirstSelfPay(share) => format!("先行自付 {share}"),
        };
        let name = figures.name_of(*layer);
        let name = name.unwrap_or_else(|| layer_name(tables, *layer));
        Some(format!("{name}{said}。"))
    });
    let each: String = each.collect();
    format!("{ENTERED}：{place}{by}，{}。{each}", figures.day)
}

/// The window's state.
#[derive(Properties, PartialEq)]
pub struct FillProps {
    /// The window's state.
    pub state: UseReducerHandle<State>,
}

/// The part.
#[component]
pub fn Fill(props: &FillProps) -> Html {
    let state = &props.state;
    let tables = &state.world.tables;
    let said = use_state(String::new);
    let chosen = use_state(|| None::<RegionId>);
    let home = state.reading.visit.as_ref().and_then(|it| it.insured_in);
    let places: Vec<RegionId> = home
        .into_iter()
        .flat_map(|home| tables.terms.lineage(home))
        .collect();
    let level = |id: &RegionId| tables.terms.regions.get(id.index()).map(|it| it.level);
    let places: Vec<RegionId> = places
        .into_iter()
        .filter(|it| level(it) != Some(Level::Nation))
        .collect();
    // Figures of this kind are the prefecture's, most often.
    let usual = places
        .iter()
        .find(|it| level(it) == Some(Level::Prefecture));
    let place = chosen
        .filter(|it| places.contains(it))
        .or(usual.copied())
        .or(places.first().copied());
    let Some(place) = place else {
        return html! { <><p>{ "先在“填表”里填参保地。" }</p><File state={state.clone()} place={None::<RegionId>} /></> };
    };
    let name = |id: RegionId| {
        tables
            .terms
            .regions
            .get(id.index())
            .map(|it| it.name.name.clone())
    };
    let buttons = places.iter().map(|id| {
        let chosen = chosen.clone();
        let id = *id;
        crate::components::choices::Pressed::new(
            name(id).unwrap_or_default(),
            id == place,
            move || chosen.set(Some(id)),
        )
    });
    html! {
        <div class="settings">
            <section>
                <h2>{ "这些数是哪里的" }</h2>
                { crate::components::choices::pressed(buttons.collect()) }
            </section>
            <Fields key={place.0} state={state.clone()} {place} said={said.clone()} />
            <p class="says" role="status">{ (*said).clone() }</p>
            <File state={state.clone()} place={Some(place)} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FieldsProps {
    state: UseReducerHandle<State>,
    place: RegionId,
    said: UseStateHandle<String>,
}

/// The layers of the place, those with blanks first, and last what people buy for themselves.
fn layers(state: &State) -> Vec<(LayerId, bool)> {
    let mut all: Vec<(LayerId, bool)> = Vec::new();
    // Without what was filled in, so that a blank stays one.
    let bare = state.reading.visit.clone().map(|mut visit| {
        visit.local.clear();
        visit.names.clear();
        state.world.answer(&visit)
    });
    let Some(Ok(answer)) = bare.as_deref() else {
        return all;
    };
    for line in answer.layers.iter().filter(|it| it.excess.is_none()) {
        if !all.iter().any(|(it, _)| *it == line.layer) {
            all.push((line.layer, line.grade == mingbai_engine::LineGrade::Unknown));
        }
    }
    all.sort_by_key(|(_, blank)| !blank);
    for (at, layer) in (0u16..).zip(&state.world.tables.terms.layers) {
        if layer.own.is_some() && !all.iter().any(|(it, _)| it.0 == at) {
            all.push((LayerId(at), false));
        }
    }
    all
}

#[component]
fn Fields(props: &FieldsProps) -> Html {
    let (state, place) = (&props.state, props.place);
    let tables = &state.world.tables;
    let wrong = use_state(|| None::<(String, String)>);
    let layers = layers(state);
    {
        let entered = state.window.figures.of(place).cloned();
        let known: Vec<LayerId> = (0u16..)
            .map(LayerId)
            .take(tables.terms.layers.len())
            .collect();
        use_effect_with(entered, move |entered| {
            let text = |layer: LayerId, key: &str| {
                if key == "name" {
                    let name = entered.as_ref().and_then(|it| it.name_of(layer));
                    return name.map(str::to_owned);
                }
                let mut mine = entered.iter().flat_map(|it| it.of(layer));
                mine.find_map(|figure| match (figure, key) {
                    (LocalFigure::Deductible(fen), "deductible") => Some(fen.to_string()),
                    (LocalFigure::Cap(fen), "cap") => Some(fen.to_string()),
                    (LocalFigure::Share(share), "share") => Some(share.to_string()),
                    (LocalFigure::FirstSelfPay(share), "first_self_pay") => Some(share.to_string()),
                    _ => None,
                })
            };
            browser::fill(BY, entered.as_ref().map_or("", |it| it.by.as_str()));
            for layer in known {
                for (key, ..) in FIGURES.iter().chain(&OWN[..1]) {
                    browser::fill(&id(layer, key), &text(layer, key).unwrap_or_default());
                }
            }
        });
    }
    let onsubmit = {
        let (state, wrong, said, layers) = (
            state.clone(),
            wrong.clone(),
            props.said.clone(),
            layers.clone(),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let tables = &state.world.tables;
            let mut map = Map::new();
            for (layer, _) in &layers {
                for (figure, _, yuan) in figures_of(tables, *layer) {
                    let at = id(*layer, figure);
                    let text = browser::standing(&at);
                    let text = text.trim();
                    if text.is_empty() {
                        continue;
                    }
                    let read = if *yuan {
                        money::read_typed(text)
                            .map(|it| it.to_string())
                            .map_err(|it| it.to_string())
                    } else if *figure == "name" {
                        Ok(text.to_owned())
                    } else {
                        Ok(text.replace('％', "%"))
                    };
                    let name = layer_name(tables, *layer);
                    let read = read.and_then(|text| {
                        let mut one = Map::new();
                        one.insert(format!("{name}.{figure}"), text.into());
                        Figures::read(tables, &one)
                            .map(|_| one)
                            .map_err(|it| it.message)
                    });
                    match read {
                        Ok(one) => map.extend(one),
                        Err(why) => {
                            browser::focus_field(&at);
                            return wrong.set(Some((at, why)));
                        }
                    }
                }
            }
            wrong.set(None);
            let Ok(Local { figures, names }) = Figures::read(tables, &map) else {
                return;
            };
            let count = figures.len();
            let by = browser::standing(BY).trim().to_owned();
            let kept = keep(
                &state,
                Figures {
                    place,
                    by,
                    day: state.world.today,
                    figures,
                    names,
                },
            );
            said.set(match (count, kept) {
                (0, _) => "这个地方没有填写的数了。".to_owned(),
                (_, true) => format!("记住了 {count} 个数，马上就用。"),
                (_, false) => "浏览器不让存。这些数管到关掉页面为止。".to_owned(),
            });
        })
    };
    let rows = layers.iter().map(|(layer, blank)| {
        let fields = figures_of(tables, *layer).iter().map(|(figure, label, yuan)| {
            let at = id(*layer, figure);
            let why = wrong.as_ref().filter(|(it, _)| *it == at).map(|(_, why)| why.clone());
            let note = format!("{at}-note");
            html! {
                <div class="field" key={at.clone()}>
                    <label for={at.clone()}>{ *label }</label>
                    <input id={at} type="text" inputmode={yuan.then_some("decimal")} autocomplete="off"
                        aria-describedby={note.clone()} aria-invalid={why.is_some().then_some("true")} />
                    <p id={note} class="says">{ for why.map(|why| html! { <span class="wrong" role="alert">{ why }</span> }) }</p>
                </div>
            }
        });
        let name = layer_name(tables, *layer);
        let own = tables.terms.layers.get(layer.index()).and_then(|it| it.own);
        let title = match (own.map(|own| own.base), *blank) {
            (Some(Base::InScope), _) => format!("{name}：自己买的，目录里的"),
            (Some(_), _) => format!("{name}：自己买的"),
            (None, true) => format!("{name}：文件没有写全"),
            (None, false) => name.to_owned(),
        };
        html! { <fieldset key={layer.0}><legend>{ title }</legend>{ for fields }</fieldset> }
    });
    html! {
        <form class="desk-form" {onsubmit} novalidate=true>
            { for rows }
            <div class="field">
                <label for={BY}>{ "谁填的，从哪里来的" }</label>
                <input id={BY} type="text" autocomplete="off" />
            </div>
            <button type="submit" class="go">{ "记住这些数" }</button>
        </form>
    }
}

/// The id of an input.
fn id(layer: LayerId, figure: &str) -> String {
    format!("figure-{}-{figure}", layer.0)
}

/// Keeps figures and reckons with them at once.
fn keep(state: &UseReducerHandle<State>, figures: Figures) -> bool {
    let mut window = (*state.window).clone();
    let kept = window.figures.put(&state.world, figures);
    state.dispatch(Do::Set(window));
    kept
}

#[derive(Properties, PartialEq)]
struct FileProps {
    state: UseReducerHandle<State>,
    place: Option<RegionId>,
}

/// Out to a file and in from one.
#[component]
fn File(props: &FileProps) -> Html {
    let state = &props.state;
    let said = use_state(String::new);
    let entered = props
        .place
        .and_then(|it| state.window.figures.of(it))
        .cloned();
    let out = entered.clone().map(|entered| {
        let (state, said) = (state.clone(), said.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let tables = &state.world.tables;
            let region = tables.terms.regions.get(entered.place.index());
            let name = format!(
                "window-{}.toml",
                region.map_or("place", |it| it.name.id.as_str())
            );
            let out = outward::download(&name, &entered.write(tables));
            said.set(if out {
                format!("已经交给浏览器存，文件叫“{name}”。")
            } else {
                "这个浏览器存不了文件。换一个浏览器再试。".into()
            });
        });
        html! { <button type="button" class="tool" {onclick}>{ "导出成政策表的文件" }</button> }
    });
    let onchange = {
        let (state, said) = (state.clone(), said.clone());
        Callback::from(move |_: Event| {
            let Some(file) = browser::chosen_file(FILE) else {
                return;
            };
            let (state, said) = (state.clone(), said.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let text = browser::file_text(&file).await.unwrap_or_default();
                said.set(match Figures::parse(&state.world.tables, &text) {
                    Err(error) if error.field == "$" => error.message,
                    Err(error) => format!("{}：{}", error.field, error.message),
                    Ok(figures) => {
                        let told = note(&state.world.tables, &figures);
                        keep(&state, figures);
                        format!("导入了。{told}")
                    }
                });
            });
        })
    };
    html! {
        <section>
            <h2>{ "给别的窗口" }</h2>
            { for out }
            <div class="field">
                <label for={FILE}>{ "导入别的窗口给的文件" }</label>
                <input id={FILE} type="file" accept=".toml" {onchange} />
            </div>
            <p class="says" role="status">{ (*said).clone() }</p>
            if let Some(entered) = entered { <p>{ note(&state.world.tables, &entered) }</p> }
        </section>
    }
}
