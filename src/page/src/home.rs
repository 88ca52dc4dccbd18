//! The first page: the two questions, in large words.
use mingbai_interview::address::POLICIES;
use mingbai_interview::route::{Goal, Route};
use mingbai_interview::text;
use mingbai_interview::world::World;
use mingbai_ui::frame::TITLE;
use mingbai_ui::voice::Voice;
use mingbai_wording::opening::{self, PAY, SCHEME};
use yew::prelude::*;

/// The two questions.
pub fn page(world: &World) -> Html {
    let door = |goal: Goal, more: &str| {
        let to = format!("#{}", Route::start(goal).fragment(&world.tables));
        html! { <a class="door" href={to}><strong>{ text::goal(goal) }</strong><span>{ more }</span></a> }
    };
    let sentences = Callback::from(|()| {
        let doors = [PAY, SCHEME].map(|it| format!("{}：{}。", it.name, it.more));
        let below = opening::BELOW.map(str::to_owned);
        doors.into_iter().chain(below).collect::<Vec<String>>()
    });
    html! {
        <main class="home" key="home">
            <h1 id={TITLE} tabindex="-1" class="brand">{ text::NAME }</h1>
            <nav class="doors" aria-label={opening::DOORS}>
                { door(Goal::Pay, PAY.more) }
                { door(Goal::Scheme, SCHEME.more) }
            </nav>
            { for opening::BELOW.map(|line| html! { <p key={line} class="quiet">{ line }</p> }) }
            <div class="aids">
                <button type="button" class="tool letters"><span class="to-large">{ opening::LARGE }</span><span class="to-usual">{ opening::USUAL }</span></button>
                <Voice {sentences} />
            </div>
            <p><a class="step" href={POLICIES}>{ opening::POLICIES_ONLY }</a></p>
        </main>
    }
}
