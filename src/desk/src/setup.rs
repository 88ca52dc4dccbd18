//! What is set once for the window: common answers, the paper, when to wipe.
use crate::form;
use crate::province::Province;
use crate::state::{Do, State};
use crate::window::{MINUTES, Paper, Window};
use mingbai_interview::clerk::typed::Typed;
use mingbai_platform::spawn;
use mingbai_ui::choices::Pressed;
use mingbai_ui::choices::pressed;
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
    let kept = use_state(|| None::<bool>);
    let set = {
        let (state, kept) = (state.clone(), kept.clone());
        Callback::from(move |window: Window| {
            kept.set(Some(window.save(&state.world)));
            state.dispatch(Do::Set(window));
        })
    };
    let fields = {
        let (world, window) = (state.world.clone(), (*state.window).clone());
        use_reducer(move || State::setting(world, window))
    };
    {
        let fields = fields.clone();
        use_effect_with(state.world.clone(), move |world| {
            fields.dispatch(Do::World(world.clone()));
        });
    }
    let slots = fields.slots();
    {
        let (fields, slots) = (fields.clone(), slots.clone());
        use_effect_with(fields.written, move |_| form::fill(&fields, &slots));
    }
    {
        // Once the page's own focus has gone to the title.
        let fields = fields.clone();
        use_effect_with((), move |()| {
            spawn(async move {
                form::go(&fields, fields.slots().first().copied());
            });
        });
    }
    {
        // Kept once it is understood.
        let (state, set, fields) = (state.clone(), set.clone(), fields.clone());
        let now = (fields.typed.clone(), fields.choosing());
        use_effect_with(now, move |_| {
            let fixed = understood(&fields, &state.window.fixed);
            if fixed != state.window.fixed {
                set.emit(Window {
                    fixed,
                    ..(*state.window).clone()
                });
            }
        });
    }
    let wrong = &fields.reading.wrong;
    let lost = !wrong.is_empty();
    let rows = slots.iter().map(|slot| form::field(&fields, &slots, *slot));
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
                <div class="desk-form"><fieldset><legend>{ "窗口" }</legend>{ for rows }</fieldset></div>
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
                Some(false) => "这个浏览器不让存，管到关掉页面为止。",
                Some(true) if lost => "没看懂的没有记，别的已经记住。",
                _ if lost => "没看懂的没有记。",
                Some(true) => "已经记住。",
                None => "",
            } }</p>
            <p class="quiet">{ "病人的事一样也不存。存的只有这一页。" }</p>
        </div>
    }
}

/// What the fields say as far as it is understood; a name still being chosen is as it was. What
/// was kept before stays until it is changed: it may be of a province whose tables are not there.
fn understood(fields: &State, kept: &Typed) -> Typed {
    let mut fixed = Typed::default();
    for slot in fields.typed.slots().filter(|it| fields.typed.has(*it)) {
        let text = match fields.choosing() {
            Some(at) if at == slot => kept.text(slot),
            _ => fields.typed.text(slot).trim(),
        };
        if fields.reading.wrong(slot).is_none() || kept.is(slot, text) {
            fixed.put(slot, text.to_owned());
        }
    }
    fixed
}
