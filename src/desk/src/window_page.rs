//! The window (窗口): one screen for a clerk with a queue, worked with the keyboard alone.
//!
//! The address says only which part is shown. What is typed is in no address and is not kept: it
//! goes with one key, when nobody types for a while, and with the page.
use crate::month::{self, Holds};
use crate::province::First;
use crate::state::{Do, State};
use crate::window::Window;
use crate::{against, beside, figures, form, keymap, setup, slip, year};
use mingbai_interview::desk_part::DeskPart;
use mingbai_interview::idle::{Clocks, Idle, Next};
use mingbai_interview::world::World;
use mingbai_platform::{clock, events, focus, inputs, print, spawn, timers};
use mingbai_ui::frame;
use mingbai_ui::takeaway::UNPRINTED;
use mingbai_ui::{browser, outward};
use std::rc::Rc;
use yew::prelude::*;

/// The page.
pub fn page(world: &World, part: DeskPart) -> Html {
    html! {
        <First world={world.clone()}>
            { frame::plain("窗口", html! { <Desk world={world.clone()} {part} /> }) }
        </First>
    }
}

#[derive(Properties, PartialEq)]
struct DeskProps {
    world: World,
    part: DeskPart,
}

/// Reads the browser's clocks for [`Idle`].
fn clocks() -> Clocks {
    let clock::Clocks { steady, wall } = clock::clocks();
    Clocks { steady, wall }
}

/// How often it is looked whether anyone is still typing.
const LOOK: u32 = 2_000;

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
    let touched = use_mut_ref(|| Idle::new(clocks()));
    let left = use_state_eq(|| None::<i64>);
    let holds = use_mut_ref(Holds::default);
    // Counts up whenever the month was wiped too.
    let months = use_state_eq(|| 0u32);
    // Said of a month that is kept: the next wipe takes it.
    let spared = use_mut_ref(|| false);
    let touch = {
        let (touched, left) = (Rc::clone(&touched), left.clone());
        Callback::from(move |()| {
            *touched.borrow_mut() = Idle::new(clocks());
            left.set(None);
        })
    };
    // A person's wipe spares a month at work for good, and one that was not saved once.
    let wipe = {
        let (state, months) = (state.clone(), months.clone());
        let (holds, spared) = (Rc::clone(&holds), Rc::clone(&spared));
        Callback::from(move |()| {
            // Not with the next patient's wipe, which is meant for the patient.
            let again = spared.replace(false) && !state.anyone();
            state.dispatch(Do::Wipe(match *holds.borrow() {
                Holds::Work => "已经清空。一个月的表还在算，没有停。",
                Holds::Result if !again => {
                    spared.replace(true);
                    "已经清空。一个月的结果还没有存，留着；再清一次就没有了。"
                }
                _ => {
                    months.set(*months + 1);
                    "已经清空。"
                }
            }));
        })
    };
    {
        let (state, world) = (state.clone(), props.world.clone());
        use_effect_with(world, move |world| state.dispatch(Do::World(world.clone())));
    }
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
            spawn(async move {
                match part {
                    DeskPart::Form => form::go(&state, form::first(&state)),
                    DeskPart::Sheet => focus::focus_field(against::FIELD),
                    _ => {}
                }
            });
        });
    }
    {
        let state = state.clone();
        use_effect_with(part, move |_| state.dispatch(Do::Turn));
    }
    let print = {
        let state = state.clone();
        Callback::from(move |()| {
            state.dispatch(Do::Print {
                year: part == DeskPart::Year,
            })
        })
    };
    {
        let state = state.clone();
        use_effect_with(state.unprintable, move |refused| {
            if *refused > 0 && part == DeskPart::Form {
                form::go(
                    &state,
                    state.unread().first().copied().or(form::first(&state)),
                );
            }
        });
    }
    {
        let (state, map, print) = (state.clone(), map.clone(), print.clone());
        let wipe = wipe.clone();
        use_effect_with((part, *map, state.clone(), *months), move |_| {
            let listening = events::on_keys(move |event: &KeyboardEvent| {
                let writing = inputs::in_textarea(event);
                match event.key().as_str() {
                    keymap::PRINT => print.emit(()),
                    keymap::WIPE => wipe.emit(()),
                    keymap::PART => {
                        // A quick hand is ahead of what is shown: the address counts.
                        let here = DeskPart::of(&browser::fragment()).unwrap_or(part);
                        browser::go(&here.next().fragment());
                    }
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
        let (state, touched, touch) = (state.clone(), Rc::clone(&touched), touch.clone());
        let (left, months, holds) = (left.clone(), months.clone(), Rc::clone(&holds));
        let minutes = state.window.minutes;
        let now = (minutes, state.anyone(), *months);
        use_effect_with(now, move |(minutes, anyone, _)| {
            let (most, anyone) = (i64::from(*minutes) * 60_000, *anyone);
            let looking = timers::every(LOOK, move || {
                let working = *holds.borrow() == Holds::Work;
                // With nobody's things here there is nothing to wipe, and nothing to warn of.
                if !anyone && (working || (*holds.borrow() == Holds::Nothing && !month::given())) {
                    return touch.emit(());
                }
                match touched.borrow_mut().look(clocks(), most) {
                    Next::Nothing => return,
                    Next::Warn(seconds) => return left.set(Some(seconds)),
                    Next::Wipe => {}
                }
                touch.emit(());
                if !working {
                    months.set(*months + 1);
                }
                state.dispatch(Do::Wipe(match working {
                    true => "有一阵没人动，已经清空。一个月的表还在算，没有停。",
                    false => "有一阵没人动，已经清空。",
                }));
            });
            move || drop(looking)
        });
    }
    {
        // Whoever does anything stays, wherever on the page it is.
        let touch = touch.clone();
        use_effect_with((), move |()| {
            let names = ["keydown", "pointerdown", "input", "wheel"];
            let listening = events::on_any(&names, move || touch.emit(()));
            move || drop(listening)
        });
    }
    let hears = {
        let (holds, spared, touch) = (Rc::clone(&holds), Rc::clone(&spared), touch.clone());
        use_callback((), move |now: Holds, ()| {
            holds.replace(now);
            spared.replace(false);
            // A result that has just come has its whole time.
            touch.emit(());
        })
    };
    let paper = use_state(|| false);
    {
        let paper = paper.clone();
        use_effect_with((), move |()| {
            let listening = events::on_print(move || paper.set(true));
            move || drop(listening)
        });
    }
    let unprinted = use_state_eq(|| false);
    {
        let unprinted = unprinted.clone();
        // The slip stands on the page only while it is printed.
        use_effect_with(state.printed, move |printed| {
            if *printed > 0 {
                let unprinted = unprinted.clone();
                unprinted.set(false);
                print::print(move |printed| unprinted.set(!printed));
            }
        });
    }
    {
        let (paper, unprinted) = (paper.clone(), unprinted.clone());
        use_effect_with(state.typed.clone(), move |_| {
            unprinted.set(false);
            paper.set(false);
        });
    }
    let button = |name: &'static str,
                  key: &'static str,
                  id: Option<&'static str>,
                  onclick: Callback<MouseEvent>| {
        html! { <button type="button" {id} class="tool" {onclick}>{ name }{ " " }<kbd>{ key }</kbd></button> }
    };
    let acts = {
        let map = map.clone();
        let does = |what: fn() -> Do| {
            let state = state.clone();
            Callback::from(move |_: MouseEvent| state.dispatch(what()))
        };
        html! {
            <div class="desk-acts">
                { button("打印小票", keymap::PRINT, Some(form::PRINT), print.reform(|_| ())) }
                { button("清空", keymap::WIPE, None, Callback::from(move |_| wipe.emit(()))) }
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
        DeskPart::Form | DeskPart::Month => html! {},
        DeskPart::Sheet => against::part(&state),
        DeskPart::Year => year::part(&state),
        DeskPart::Figures => html! { <figures::Fill key={state.wipes} state={state.clone()} /> },
        DeskPart::Setup => html! { <setup::Setup state={state.clone()} /> },
    };
    let slip = match (state.printed > 0 || *paper, part) {
        (false, _) => html! {},
        (true, DeskPart::Year) if !state.year.is_empty() => year::paper(&state),
        (true, _) => slip::slip(&state),
    };
    html! {
        <div class="desk">
            { slip }
            <nav class="desk-parts" aria-label="窗口里的页">
                { for DeskPart::ALL.iter().map(|(it, _, name)| html! {
                    <a key={*name} href={format!("#{}", it.fragment())} aria-current={(*it == part).then_some("page")}>{ *name }</a>
                }) }
                <span class="quiet">{ "F2 打印，F4 清空，? 看按键" }</span>
            </nav>
            if *map { { keymap::keymap(close) } }
            <p class="says" role="status">{ state.said.clone() }</p>
            if *unprinted { <p class="says" role="status">{ UNPRINTED }{ outward::elsewhere() }</p> }
            <div key="form" class="desk-columns" hidden={part != DeskPart::Form}>
                <div class="desk-left">
                    { form::form(&state) }
                    { acts }
                </div>
                <aside class="desk-right" aria-label="现在的结果">{ beside::beside(&state) }</aside>
            </div>
            <div key="part" class="desk-part">{ body }</div>
            <month::Month key={format!("month-{}", *months)} state={state.clone()} shown={part == DeskPart::Month} holds={hears} />
            { warning(*left, &state, *holds.borrow(), touch) }
        </div>
    }
}

/// Says before a wipe what goes and when. Read out once, then again near the end: not each second.
fn warning(left: Option<i64>, state: &State, holds: Holds, touch: Callback<()>) -> Html {
    let Some(left) = left else {
        return html! { <div class="desk-warning" role="status" aria-live="polite"></div> };
    };
    let what = match (state.anyone(), holds) {
        (true, Holds::Result) => "这位病人，和没有存下的一个月的结果",
        (false, Holds::Result) => "没有存下的一个月的结果",
        (true, _) => "这位病人",
        (false, _) => "一个月的表",
    };
    let when = match left {
        31.. => "1 分钟后",
        11.. => "30 秒后",
        _ => "马上",
    };
    let onclick = Callback::from(move |_: MouseEvent| touch.emit(()));
    html! {
        <div class="desk-warning" role="status" aria-live="polite">
            <p class="caveat">
                { format!("{when}清空{what}，按任意键留下。") }
                <span aria-hidden="true">{ format!("还有 {left} 秒") }</span>
                <button type="button" class="tool" {onclick}>{ "留下" }</button>
            </p>
        </div>
    }
}
