//! What is set once for the window: common answers, the paper, when to wipe.
use super::province::Province;
use super::read;
use super::slots::{self, Slot};
use super::state::{Do, State};
use super::window::{MINUTES, Paper, Window};
use crate::browser;
use crate::components::choices::Pressed;
use crate::components::choices::pressed;
use yew::prelude::*;

/// The window's state.
#[derive(Properties, PartialEq)]
pub struct SetupProps {
    /// All of it.
    pub state: UseReducerHandle<State>,
}

/// The settings.
#[component]
pub fn Setup(props: &SetupProps) -> Html {
    let state = &props.state;
    let world = &state.world;
    let kept = use_state(|| None::<bool>);
    let set = {
        let (state, kept) = (state.clone(), kept.clone());
        Callback::from(move |window: Window| {
            kept.set(Some(window.save(&state.world)));
            state.dispatch(Do::Set(window));
        })
    };
    {
        let (world, fixed) = (world.clone(), state.window.fixed.clone());
        use_effect_with((), move |()| {
            for slot in slots::of_window() {
                browser::fill(&id(&world, slot), fixed.text(slot));
            }
        });
    }
    let fields = slots::of_window().into_iter().map(|slot| {
        let onchange = {
            let (state, set) = (state.clone(), set.clone());
            Callback::from(move |event: Event| {
                let mut window = (*state.window).clone();
                window.fixed.put(slot, browser::typed(&event).trim().to_owned());
                // A name begun is the name it would be taken for.
                let offers = read::offers(&state.world, &window.fixed, slot);
                if let Some(offer) = offers.first().filter(|_| window.fixed.has(slot)) {
                    window.fixed.put(slot, offer.name.clone());
                    browser::fill(&id(&state.world, slot), &offer.name);
                }
                set.emit(window);
            })
        };
        let wrong = wrong(state, slot);
        let id = id(world, slot);
        let note = format!("{id}-note");
        html! {
            <div class="field" key={id.clone()}>
                <label for={id.clone()}>{ slot.label(&world.tables) }</label>
                <input {id} type="text" {onchange} autocomplete="off" spellcheck="false" aria-describedby={note.clone()}
                    aria-invalid={wrong.is_some().then_some("true")} />
                <p id={note} class="says">{ for wrong.map(|why| html! { <span class="wrong">{ why }</span> }) }</p>
            </div>
        }
    });
    let papers = [(Paper::Page, "A4"), (Paper::Roll, "80 毫米的卷纸")];
    let papers = papers.map(|(paper, name)| {
        let (state, set) = (state.clone(), set.clone());
        let now = state.window.paper == paper;
        Pressed::new(name, now, move || {
            set.emit(Window {
                paper,
                ..(*state.window).clone()
            });
        })
    });
    let minutes = MINUTES.map(|minutes| {
        let (state, set) = (state.clone(), set.clone());
        let now = state.window.minutes == minutes;
        let name = match minutes {
            0 => "不自动清".to_owned(),
            minutes => format!("{minutes} 分钟"),
        };
        Pressed::new(name, now, move || {
            set.emit(Window {
                minutes,
                ..(*state.window).clone()
            });
        })
    });
    html! {
        <div class="settings">
            <section>
                <h2>{ "天天一样的，定一次" }</h2>
                <p>{ "这里填好的，每位病人都先填上，也可以改。" }</p>
                <div class="desk-form"><fieldset><legend>{ "窗口" }</legend>{ for fields }</fieldset></div>
            </section>
            <Province window={(*state.window).clone()} set={set.clone()} />
            <section>
                <h2>{ "小票用什么纸" }</h2>
                { pressed(papers.into()) }
            </section>
            <section>
                <h2>{ "多久没人动就清空" }</h2>
                { pressed(minutes.into()) }
            </section>
            <p class="says" role="status">{ match *kept {
                None => "",
                Some(true) => "已经记住。",
                Some(false) => "这个浏览器不让存，管到关掉页面为止。",
            } }</p>
            <p class="quiet">{ "病人的事一样也不存。存的只有这一页。" }</p>
        </div>
    }
}

fn id(world: &crate::world::World, slot: Slot) -> String {
    format!("set-{}", slot.key(&world.tables))
}

fn wrong(state: &State, slot: Slot) -> Option<String> {
    let fixed = &state.window.fixed;
    let reading = read::read(&state.world, fixed);
    let lost = fixed.has(slot) && reading.visit.is_none() && slot == Slot::Place;
    let why = reading.wrong(slot).map(str::to_owned);
    why.or_else(|| lost.then(String::new))
}
