//! 本窗口填写: figures the documents leave blank, filled in for a place, kept on this device, handed
//! on as a file that can become a table.
use crate::entered::Refused;
use crate::state::{Do, State};
use mingbai_engine::{LocalFigure, LocalRule, Question, Scope, Value, Visit};
use mingbai_intake::figures::{ENTERED, FigureSet, Figures, VisitKinds, parts_of};
use mingbai_intake::{Local, date, money};
use mingbai_platform::{files, focus, inputs, spawn};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Base, Care, Day, Grade, LayerId, RegionId, Span, Tables};
use mingbai_ui::choices::{Pressed, pressed};
use mingbai_wording::{answer_label, days_text, figure_text, layer_name, scope_text};
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
    let own = tables
        .vocabulary
        .layers
        .get(layer.index())
        .and_then(|it| it.own);
    own.map_or(&FIGURES, |_| &OWN)
}

/// The days of the set.
const FROM: &str = "figures-from";
const UNTIL: &str = "figures-until";
const BY: &str = "figures-by";
const FILE: &str = "figures-file";

/// The figures of a set in one line: `基本医保起付线 500 元。基本医保报 60%。`
fn set_text(tables: &Tables, figures: &Figures, set: &FigureSet) -> String {
    let each = set.figures.iter().filter_map(|(rule, figure)| {
        let LocalRule::Layer(layer) = rule else {
            return None;
        };
        let name = figures.name_of(*layer);
        let name = name.unwrap_or_else(|| layer_name(tables, *layer));
        Some(format!("{name}{}。", figure_text(*rule, *figure)?))
    });
    each.collect()
}

/// Said of figures that were kept before it was said for what they hold.
const UNSAID: &str = "没有说管什么，先不用";

/// For what a set holds: `住院、各级医院、广元市和下面的县、2026 年`.
fn holds_text(tables: &Tables, figures: &Figures, set: &FigureSet) -> String {
    let Some(scope) = figures.scope(set) else {
        return UNSAID.to_owned();
    };
    let text = scope_text(tables, &scope);
    match scope.grade == Scope::ANY.grade {
        true => text.replacen('、', "、各级医院、", 1),
        false => text,
    }
}

/// Who filled figures in and when: `王芳，2026-11-22`.
fn who(figures: &Figures) -> String {
    match figures.by.as_str() {
        "" => figures.day.to_string(),
        by => format!("{by}，{}", figures.day),
    }
}

/// What was filled in of a place and a time, for what it holds, by whom and when.
fn note(tables: &Tables, figures: &Figures) -> String {
    let each = figures.sets.iter().map(|set| {
        let holds = holds_text(tables, figures, set);
        format!("{holds}：{}", set_text(tables, figures, set))
    });
    let each: String = each.collect();
    format!("{ENTERED}（{}）：{each}", who(figures))
}

/// What of it a visit may be reckoned with, and what is left aside as nobody said for what it holds.
pub fn notes(state: &State, visit: &Visit) -> Vec<String> {
    let tables = &state.world.tables;
    let home = visit.insured_in.into_iter();
    let all = home.flat_map(|home| state.window.figures.around(&state.world, home));
    all.filter_map(|figures| {
        if !figures.said() {
            let region = tables.vocabulary.regions.get(figures.place.index())?;
            let place = &region.name.name;
            return Some(format!(
                "{place}有以前填的数，{UNSAID}。到“本窗口填写”里补上。"
            ));
        }
        let mut figures = figures.clone();
        let scopes: Vec<Option<Scope>> =
            figures.sets.iter().map(|set| figures.scope(set)).collect();
        let mut scopes = scopes.into_iter().flatten();
        figures.sets.retain(|_| {
            scopes
                .next()
                .is_some_and(|it| it.meets(&tables.vocabulary, visit))
        });
        (!figures.sets.is_empty()).then(|| note(tables, &figures))
    })
    .collect()
}

/// The window's state.
#[derive(Properties, PartialEq)]
pub struct FillProps {
    /// The window's state.
    pub state: UseReducerHandle<State>,
}

/// For what the figures in the fields are; what is not chosen yet is none.
#[derive(Clone, Copy, PartialEq, Default)]
struct Chosen {
    care: Option<u8>,
    grade: Option<u8>,
    /// The place, and whether those within it too.
    place: Option<(RegionId, bool)>,
    /// None: this year.
    span: Option<Span>,
}

impl Chosen {
    /// The kinds, once all is chosen.
    fn kinds(&self, within: bool) -> Option<VisitKinds> {
        Some(VisitKinds {
            care: self.care?,
            grade: self.grade?,
            within,
        })
    }
}

/// The places there may be figures of, seen from the patient's: each with whether those within it
/// too, and what it is called.
fn places(tables: &Tables, home: RegionId) -> Vec<((RegionId, bool), String)> {
    let vocabulary = &tables.vocabulary;
    let mut all = Vec::new();
    for place in vocabulary.lineage(home) {
        let Some(region) = vocabulary.regions.get(place.index()) else {
            continue;
        };
        let name = &region.name.name;
        let several = parts_of(vocabulary, place).next().is_some();
        if region.level == Level::Nation {
            continue;
        }
        if !several {
            all.push(((place, false), name.clone()));
        } else {
            if place == home {
                all.push(((place, false), format!("只管{name}本级")));
            }
            all.push(((place, true), format!("{name}和下面的县")));
        }
    }
    all
}

/// The calendar year of a day.
fn year_of(day: Day) -> Span {
    Span {
        from: Some(Day::new(day.year(), 1, 1)),
        until: Some(Day::new(day.year(), 12, 31)),
    }
}

/// The part.
#[component]
pub fn Fill(props: &FillProps) -> Html {
    let state = &props.state;
    let tables = &state.world.tables;
    let said = use_state(String::new);
    let chosen = use_state(Chosen::default);
    // Figures whose holding was not said, to be filled into the fields.
    let old = use_state(|| None::<Figures>);
    let home = state.reading.visit.as_ref().and_then(|it| it.insured_in);
    let places = home.map(|home| places(tables, home)).unwrap_or_default();
    let place = chosen
        .place
        .filter(|it| places.iter().any(|(known, _)| known == it))
        .or(places.first().map(|it| it.0));
    let Some((region, within)) = place else {
        return html! { <><p>{ "先在“填表”里填参保地。" }</p><File state={state.clone()} place={None::<RegionId>} /></> };
    };
    let span = chosen.span.unwrap_or(year_of(state.world.today));
    let choose = {
        let chosen = chosen.clone();
        move |change: &dyn Fn(&mut Chosen)| {
            let mut next = *chosen;
            change(&mut next);
            chosen.set(next);
        }
    };
    let cares = Care::ALL.iter().map(|it| {
        let (choose, bit) = (choose.clone(), it.bit());
        let name = answer_label(tables, Question::Care, Value::Care(*it));
        Pressed::new(name, chosen.care == Some(bit), move || {
            choose(&|it| it.care = Some(bit));
        })
    });
    let grades = Grade::ALL.iter().map(|it| {
        let name = answer_label(tables, Question::Grade, Value::Grade(*it));
        (name, it.bit())
    });
    let grades = grades.chain([("都一样".to_owned(), Scope::ANY.grade)]);
    let grades = grades.map(|(name, bits)| {
        let choose = choose.clone();
        Pressed::new(name, chosen.grade == Some(bits), move || {
            choose(&|it| it.grade = Some(bits));
        })
    });
    let buttons = places.iter().map(|(it, name)| {
        let (choose, it) = (choose.clone(), *it);
        Pressed::new(name.clone(), place == Some(it), move || {
            choose(&|next| next.place = Some(it));
        })
    });
    let kinds = chosen.kinds(within);
    let body = match kinds {
        None => html! { <p class="quiet">{ "先选管哪种就诊、哪级医院，再填数。" }</p> },
        Some(kinds) => {
            // Not by `{:?}`, which the page is built without.
            let day = |day: Option<Day>| day.map_or(String::new(), |it| it.to_string());
            let key = format!(
                "{}-{}-{}-{}-{}-{}-{}",
                region.0,
                kinds.care,
                kinds.grade,
                kinds.within,
                day(span.from),
                day(span.until),
                old.is_some()
            );
            let mended = {
                let (old, chosen) = (old.clone(), chosen.clone());
                Callback::from(move |span: Span| {
                    old.set(None);
                    chosen.set(Chosen {
                        span: Some(span),
                        ..*chosen
                    });
                })
            };
            html! {
                <Fields {key} state={state.clone()} place={region} {kinds} {span} said={said.clone()}
                    old={(*old).clone()} {mended} />
            }
        }
    };
    let put = {
        let (chosen, old, said) = (chosen.clone(), old.clone(), said.clone());
        Callback::from(move |(next, figures): (Chosen, Option<Figures>)| {
            chosen.set(next);
            old.set(figures);
            said.set(String::new());
        })
    };
    html! {
        <div class="settings">
            { kept(state, region, &put) }
            <section>
                <h2>{ "这些数管哪种就诊" }</h2>
                { pressed(cares.collect()) }
            </section>
            <section>
                <h2>{ "管哪级医院" }</h2>
                { pressed(grades.collect()) }
            </section>
            <section>
                <h2>{ "是哪里的数" }</h2>
                { pressed(buttons.collect()) }
            </section>
            { body }
            <p class="says" role="status">{ (*said).clone() }</p>
            <File state={state.clone()} place={Some(region)} />
        </div>
    }
}

/// What is filled in for the places around the patient's, set by set; each can be changed or taken
/// out.
fn kept(
    state: &UseReducerHandle<State>,
    region: RegionId,
    put: &Callback<(Chosen, Option<Figures>)>,
) -> Html {
    let tables = &state.world.tables;
    let all = state
        .window
        .figures
        .around(&state.world, home(state).unwrap_or(region));
    let rows = all.flat_map(|figures| figures.sets.iter().map(move |set| (figures, set)));
    let rows: Vec<Html> = rows
        .enumerate()
        .map(|(at, (figures, set))| {
            let place = tables.vocabulary.regions.get(figures.place.index());
            let place = place.map_or("", |it| it.name.name.as_str());
            let holds = match set.holds {
                Some(_) if figures.said() => holds_text(tables, figures, set),
                _ => format!("{place}：{UNSAID}"),
            };
            let change = {
                let (put, figures, set) = (put.clone(), figures.clone(), set.clone());
                Callback::from(move |_: MouseEvent| match set.holds {
                    Some(kinds) if figures.said() => put.emit((
                        Chosen {
                            care: Some(kinds.care),
                            grade: Some(kinds.grade),
                            place: Some((figures.place, kinds.within)),
                            span: Some(figures.span),
                        },
                        None,
                    )),
                    _ => put.emit((Chosen::default(), Some(figures.clone()))),
                })
            };
            let remove = {
                let (state, figures, set) = (state.clone(), figures.clone(), set.clone());
                Callback::from(move |_: MouseEvent| {
                    let mut window = (*state.window).clone();
                    let mut left = figures.clone();
                    left.put(FigureSet {
                        figures: Vec::new(),
                        ..set.clone()
                    });
                    window.figures.set(&state.world, left);
                    state.dispatch(Do::Set(window));
                })
            };
            html! {
                <li key={at} class="card">
                    <h3>{ holds }</h3>
                    <p>{ set_text(tables, figures, set) }</p>
                    <p class="quiet">{ format!("{}填的", who(figures)) }</p>
                    <div class="desk-acts">
                        <button type="button" class="tool" onclick={change}>{ if figures.said() { "改这一组" } else { "补上管什么" } }</button>
                        <button type="button" class="tool" onclick={remove}>{ "去掉" }</button>
                    </div>
                </li>
            }
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! { <section><h2>{ "已经填了的" }</h2><ul class="cards entered">{ for rows }</ul></section> }
}

fn home(state: &State) -> Option<RegionId> {
    state.reading.visit.as_ref().and_then(|it| it.insured_in)
}

#[derive(Properties, PartialEq)]
struct FieldsProps {
    state: UseReducerHandle<State>,
    place: RegionId,
    kinds: VisitKinds,
    span: Span,
    said: UseStateHandle<String>,
    /// Figures kept before it was said for what they hold, to begin with.
    old: Option<Figures>,
    /// They are kept, for these days.
    mended: Callback<Span>,
}

/// The layers of the place, those with blanks first, and last what people buy for themselves.
fn layers(state: &State) -> Vec<(LayerId, bool)> {
    let mut all: Vec<(LayerId, bool)> = Vec::new();
    // Without what was filled in, so that a blank stays one.
    let bare = state.reading.visit.clone().map(|mut visit| {
        visit.local.clear();
        visit.scoped.clear();
        visit.names.clear();
        state.world.answer(&visit)
    });
    let Some(Ok(answer)) = bare.as_deref() else {
        return all;
    };
    for line in answer.layers.iter().filter(|it| it.top_up.is_none()) {
        if !all.iter().any(|(it, _)| *it == line.layer) {
            all.push((
                line.layer,
                line.blank
                    || line.pays.is_none() && line.grade == mingbai_engine::LineGrade::Unknown,
            ));
        }
    }
    all.sort_by_key(|(_, blank)| !blank);
    for (at, layer) in (0u16..).zip(&state.world.tables.vocabulary.layers) {
        if layer.own.is_some() && !all.iter().any(|(it, _)| it.0 == at) {
            all.push((LayerId(at), false));
        }
    }
    all
}

#[component]
fn Fields(props: &FieldsProps) -> Html {
    let (state, place, kinds, span) = (&props.state, props.place, props.kinds, props.span);
    let tables = &state.world.tables;
    let wrong = use_state(|| None::<(String, String)>);
    let layers = layers(state);
    {
        let entered = state.window.figures.on(place, span).cloned();
        let entered = props.old.clone().or(entered);
        let holds = props.old.is_none().then_some(kinds);
        let known: Vec<LayerId> = (0u16..)
            .map(LayerId)
            .take(tables.vocabulary.layers.len())
            .collect();
        // Another set of the same place and days is read anew too.
        use_effect_with((entered, holds), move |(entered, holds)| {
            let set = entered.iter().flat_map(|it| &it.sets);
            let set: Vec<&FigureSet> = set.filter(|it| it.holds == *holds).collect();
            let text = |layer: LayerId, key: &str| {
                if key == "name" {
                    let name = entered.as_ref().and_then(|it| it.name_of(layer));
                    return name.map(str::to_owned);
                }
                let all = set.iter().flat_map(|it| &it.figures);
                let mut mine = all.filter(|(rule, _)| *rule == LocalRule::Layer(layer));
                mine.find_map(|(_, figure)| match (figure, key) {
                    (LocalFigure::Deductible(fen), "deductible") => Some(fen.to_string()),
                    (LocalFigure::Cap(fen), "cap") => Some(fen.to_string()),
                    (LocalFigure::Share(share), "share") => Some(share.to_string()),
                    (LocalFigure::FirstSelfPay(share), "first_self_pay") => Some(share.to_string()),
                    _ => None,
                })
            };
            inputs::fill(BY, entered.as_ref().map_or("", |it| it.by.as_str()));
            for layer in known {
                for (key, ..) in FIGURES.iter().chain(&OWN[..1]) {
                    inputs::fill(&id(layer, key), &text(layer, key).unwrap_or_default());
                }
            }
        });
    }
    {
        use_effect_with(span, move |span| {
            let days = [(FROM, span.from), (UNTIL, span.until)];
            for (id, day) in days {
                inputs::fill(id, &day.map_or(String::new(), |it| it.to_string()));
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
        let (old, mended) = (props.old.clone(), props.mended.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let tables = &state.world.tables;
            let refuse = |at: &str, why: String| {
                said.set("没有记住。".to_owned());
                focus::focus_field(at);
                wrong.set(Some((at.to_owned(), why)));
            };
            let day =
                |at: &str| date::read_typed(&inputs::standing(at)).map_err(|it| it.to_string());
            let (from, until) = match (day(FROM), day(UNTIL)) {
                (Ok(from), Ok(until)) => (from, until),
                (Err(why), _) => return refuse(FROM, why),
                (_, Err(why)) => return refuse(UNTIL, why),
            };
            if until < from {
                return refuse(UNTIL, "在开始的日子之前。".to_owned());
            }
            let mut map = Map::new();
            for (layer, _) in &layers {
                for (figure, _, yuan) in figures_of(tables, *layer) {
                    let at = id(*layer, figure);
                    let text = inputs::standing(&at);
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
                        Err(why) => return refuse(&at, why),
                    }
                }
            }
            wrong.set(None);
            let Ok(Local { figures, names, .. }) = Figures::read(tables, &map) else {
                return;
            };
            let count = figures.len();
            let by = inputs::standing(BY).trim().to_owned();
            let span = Span {
                from: Some(from),
                until: Some(until),
            };
            let told = Figures {
                place,
                by,
                day: state.world.today,
                span,
                sets: Vec::new(),
                names,
            };
            let set = FigureSet {
                holds: Some(kinds),
                figures,
            };
            let holds = Figures {
                sets: vec![set.clone()],
                ..told.clone()
            };
            let holds = holds_text(tables, &holds, &set);
            let mut window = (*state.window).clone();
            let kept = match window.figures.put(&state.world, told, set) {
                Ok(kept) => kept,
                Err(Refused::Days(days)) => {
                    let days = days_text(days).unwrap_or_default();
                    return refuse(
                        FROM,
                        format!("这个地方已有管 {days}的数。日子要和它一样，或者错开。"),
                    );
                }
            };
            if let Some(old) = old.as_ref().filter(|_| count > 0) {
                window.figures.remove(&state.world, old.place, false, span);
            }
            state.dispatch(Do::Set(window));
            said.set(match (count, kept) {
                (0, _) => format!("这一组没有填写的数了（{holds}）。"),
                (_, true) => format!("记住了 {count} 个数，管：{holds}。马上就用。"),
                (_, false) => "浏览器不让存。这些数管到关掉页面为止。".to_owned(),
            });
            mended.emit(span);
        })
    };
    let day = |id: &'static str, label: &'static str| {
        let why = wrong
            .as_ref()
            .filter(|(it, _)| *it == id)
            .map(|(_, why)| why.clone());
        let note = format!("{id}-note");
        html! {
            <div class="field" key={id}>
                <label for={id}>{ label }</label>
                <input {id} type="text" inputmode="decimal" autocomplete="off"
                    aria-describedby={note.clone()} aria-invalid={why.is_some().then_some("true")} />
                <p id={note} class="says">{ for why.map(|why| html! { <span class="wrong" role="alert">{ why }</span> }) }</p>
            </div>
        }
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
        let own = tables.vocabulary.layers.get(layer.index()).and_then(|it| it.own);
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
            <fieldset key="days">
                <legend>{ "管哪些日子" }</legend>
                { day(FROM, "从哪天") }
                { day(UNTIL, "到哪天") }
            </fieldset>
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
    let entered = props.place.into_iter();
    let entered: Vec<&Figures> = entered.flat_map(|it| state.window.figures.of(it)).collect();
    let several = entered.len() > 1;
    let out = entered.iter().filter(|it| it.said()).map(|entered| {
        let (state, said, entered) = (state.clone(), said.clone(), (*entered).clone());
        let days = days_text(entered.span).filter(|_| several);
        let label = format!(
            "导出成政策表的文件{}",
            days.map_or(String::new(), |it| format!("（{it}）"))
        );
        let key = label.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            let tables = &state.world.tables;
            let region = tables.vocabulary.regions.get(entered.place.index());
            let id = entered.id(region.map_or("place", |it| it.name.id.as_str()));
            let name = format!("{id}.toml");
            let out = files::download(&name, &entered.write(tables));
            said.set(if out {
                format!("已经交给浏览器存，文件叫“{name}”。")
            } else {
                "这个浏览器存不了文件。换一个浏览器再试。".into()
            });
        });
        html! { <button {key} type="button" class="tool" {onclick}>{ label }</button> }
    });
    let onchange = {
        let (state, said) = (state.clone(), said.clone());
        Callback::from(move |_: Event| {
            let Some(file) = inputs::chosen_file(FILE) else {
                return;
            };
            let (state, said) = (state.clone(), said.clone());
            spawn(async move {
                let text = file.text().await.unwrap_or_default();
                said.set(match Figures::parse(&state.world.tables, &text) {
                    Err(error) if error.field == "$" => error.message,
                    Err(error) => format!("{}：{}", error.field, error.message),
                    Ok(figures) => imported(&state, figures),
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
        </section>
    }
}

/// Puts in what another window gave; says what it is, or why it cannot stand beside what is there.
fn imported(state: &UseReducerHandle<State>, figures: Figures) -> String {
    let tables = &state.world.tables;
    let mut window = (*state.window).clone();
    let told = note(tables, &figures);
    if !figures.said() {
        window.figures.set(&state.world, figures);
        state.dispatch(Do::Set(window));
        return format!("导入了，但{UNSAID}。在上面按“补上管什么”。{told}");
    }
    let bare = Figures {
        sets: Vec::new(),
        ..figures.clone()
    };
    for set in figures.sets {
        if let Err(Refused::Days(days)) = window.figures.put(&state.world, bare.clone(), set) {
            let days = days_text(days).unwrap_or_default();
            return format!("没有导入：这个地方已有管 {days}的数，日子和文件里的交叉。");
        }
    }
    state.dispatch(Do::Set(window));
    format!("导入了。{told}")
}
