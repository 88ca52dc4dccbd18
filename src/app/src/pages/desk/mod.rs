//! The window (窗口): one screen for a clerk with a queue, worked with the keyboard alone.
//!
//! The address says only which part is shown. What is typed is in no address and is not kept: it
//! goes with one key, when nobody types for a while, and with the page.
mod against;
mod beside;
mod entered;
mod figures;
mod form;
mod keymap;
mod month;
mod pick;
pub mod province;
mod read;
mod setup;
mod slip;
mod slots;
mod state;
mod window;
mod year;

use crate::components::frame;
use crate::markup::html;
use crate::world::World;
use crate::{browser, outward};
use state::{Do, State};
use std::rc::Rc;
use window::Window;
use yew::prelude::*;

/// A part of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The form and the answer.
    Form,
    /// Against the settlement sheet.
    Sheet,
    /// The year.
    Year,
    /// A month at once.
    Month,
    /// Figures the window fills in.
    Figures,
    /// What is set once.
    Setup,
}

/// In the order F8 goes through them.
const PARTS: [(Part, &str, &str); 6] = [
    (Part::Form, "", "填表"),
    (Part::Sheet, "sheet", "对结算单"),
    (Part::Year, "year", "一年的账"),
    (Part::Month, "month", "一个月"),
    (Part::Figures, "figures", "本窗口填写"),
    (Part::Setup, "setup", "窗口设置"),
];

impl Part {
    /// The part of this name in an address.
    pub fn read(name: &str) -> Option<Part> {
        let found = PARTS.iter().find(|(_, it, _)| *it == name);
        found.map(|(part, ..)| *part)
    }

    fn fragment(self) -> String {
        let found = PARTS.iter().find(|(it, ..)| *it == self);
        let name = found.map_or("", |(_, name, _)| *name);
        format!("desk/{name}").trim_end_matches('/').to_owned()
    }

    fn next(self) -> Part {
        let at = PARTS.iter().position(|(it, ..)| *it == self).unwrap_or(0);
        PARTS
            .get((at + 1) % PARTS.len())
            .map_or(Part::Form, |it| it.0)
    }
}

/// The page.
pub fn page(world: &World, part: Part) -> Html {
    frame::plain("窗口", html! { <Desk world={world.clone()} {part} /> })
}

#[derive(Properties, PartialEq)]
struct DeskProps {
    world: World,
    part: Part,
}

/// How often it is looked whether anyone is still typing.
const LOOK: i32 = 2_000;

#[component]
fn Desk(props: &DeskProps) -> Html {
    let state = {
        let world = props.world.clone();
        use_reducer(move || {
            let window = Window::load(&world);
            State::new(world, window)
        })
    };
    let map = use_state(|| false);
    let printed = use_state(|| 0u32);
    let touched = use_mut_ref(browser::now);
    let part = props.part;
    // What the page wrote stands in the fields; what is being typed there is never touched.
    {
        let (state, slots) = (state.clone(), state.slots());
        use_effect_with((state.written, slots.clone()), move |_| {
            form::fill(&state, &slots);
        });
    }
    {
        let state = state.clone();
        use_effect_with((part, state.wipes), move |(part, _)| {
            // After the page's own focus has gone to the title.
            let part = *part;
            wasm_bindgen_futures::spawn_local(async move {
                match part {
                    Part::Form => form::go(&state, form::first(&state)),
                    Part::Sheet => browser::focus_field(against::FIELD),
                    _ => {}
                }
            });
        });
    }
    {
        let state = state.clone();
        use_effect_with(part, move |_| state.dispatch(Do::Turn));
    }
    {
        let (state, map, printed) = (state.clone(), map.clone(), printed.clone());
        let touched = Rc::clone(&touched);
        use_effect_with((part, *map, *printed), move |_| {
            let listening = browser::on_keys(move |event| {
                *touched.borrow_mut() = browser::now();
                let writing = browser::in_textarea(event);
                match event.key().as_str() {
                    keymap::PRINT => printed.set(*printed + 1),
                    keymap::WIPE => state.dispatch(Do::Wipe("已经清空。")),
                    keymap::PART => browser::go(&part.next().fragment()),
                    keymap::ADD => state.dispatch(Do::Add),
                    "?" | "？" if !writing && !event.is_composing() => map.set(!*map),
                    "Escape" if *map => map.set(false),
                    _ => return,
                }
                event.prevent_default();
            });
            move || drop(listening)
        });
    }
    {
        let (state, touched) = (state.clone(), Rc::clone(&touched));
        let minutes = state.window.minutes;
        use_effect_with(minutes, move |minutes| {
            let most = i64::from(*minutes) * 60_000;
            let looking = browser::every(LOOK, move || {
                let idle = browser::now() - *touched.borrow();
                if most > 0 && idle > most {
                    *touched.borrow_mut() = browser::now();
                    state.dispatch(Do::Wipe("有一阵没人动，已经清空。"));
                }
            });
            move || drop(looking)
        });
    }
    let paper = use_state(|| false);
    {
        let paper = paper.clone();
        use_effect_with((), move |()| {
            let listening = browser::on_print(move || paper.set(true));
            move || drop(listening)
        });
    }
    {
        // The slip stands on the page only while it is printed.
        use_effect_with(*printed, move |printed| {
            if *printed > 0 {
                outward::print();
            }
        });
    }
    {
        let (printed, paper) = (printed.clone(), paper.clone());
        use_effect_with(state.typed.clone(), move |_| {
            printed.set(0);
            paper.set(false);
        });
    }
    let ontouch = {
        let touched = Rc::clone(&touched);
        Callback::from(move |_: PointerEvent| *touched.borrow_mut() = browser::now())
    };
    let button = |name: &'static str,
                  key: &'static str,
                  id: Option<&'static str>,
                  onclick: Callback<MouseEvent>| {
        html! { <button type="button" {id} class="tool" {onclick}>{ name }{ " " }<kbd>{ key }</kbd></button> }
    };
    let acts = {
        let (printed, map) = (printed.clone(), map.clone());
        let does = |what: fn() -> Do| {
            let state = state.clone();
            Callback::from(move |_: MouseEvent| state.dispatch(what()))
        };
        html! {
            <div class="desk-acts">
                { button("打印小票", keymap::PRINT, Some(form::PRINT), Callback::from(move |_| printed.set(*printed + 1))) }
                { button("清空", keymap::WIPE, None, does(|| Do::Wipe("已经清空。"))) }
                { button("放进一年的账", keymap::ADD, None, does(|| Do::Add)) }
                { button("按键", "?", None, Callback::from(move |_| map.set(!*map))) }
            </div>
        }
    };
    let close = {
        let map = map.clone();
        Callback::from(move |_: MouseEvent| map.set(false))
    };
    let body = match part {
        Part::Form | Part::Month => html! {},
        Part::Sheet => against::part(&state),
        Part::Year => year::part(&state),
        Part::Figures => html! { <figures::Fill key={state.wipes} state={state.clone()} /> },
        Part::Setup => html! { <setup::Setup state={state.clone()} /> },
    };
    let slip = if *printed > 0 || *paper {
        slip::slip(&state)
    } else {
        html! {}
    };
    html! {
        <div class="desk" onpointerdown={ontouch}>
            { slip }
            <nav class="desk-parts" aria-label="窗口里的页">
                { for PARTS.iter().map(|(it, _, name)| html! {
                    <a key={*name} href={format!("#{}", it.fragment())} aria-current={(*it == part).then_some("page")}>{ *name }</a>
                }) }
                <span class="quiet">{ "F2 打印，F4 清空，? 看按键" }</span>
            </nav>
            if *map { { keymap::keymap(close) } }
            <p class="says" role="status">{ state.said }</p>
            <div key="form" class="desk-columns" hidden={part != Part::Form}>
                <div class="desk-left">
                    { form::form(&state) }
                    { acts }
                </div>
                <aside class="desk-right" aria-label="现在的结果">{ beside::beside(&state) }</aside>
            </div>
            <div key="part" class="desk-part">{ body }</div>
            <month::Month key={format!("month-{}", state.wipes)} state={state.clone()} shown={part == Part::Month} />
        </div>
    }
}
