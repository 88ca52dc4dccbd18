//! What a household or someone may be missing, a few words each.
use mingbai_households::Missing;
use yew::prelude::*;

/// What may be missing, a few words each. `untold`: so many people nothing was told of.
pub fn marks(missing: Missing, untold: usize, people: usize) -> Html {
    let mark = |count: u16, class: &'static str, said: String| {
        (count > 0).then(
            || html! { <span key={said.clone()} class={classes!("mark", class)}>{ said }</span> },
        )
    };
    let untold = u16::try_from(untold).unwrap_or(u16::MAX);
    let all = [
        mark(missing.unread, "maybe", "要重新问".into()),
        mark(
            missing.unclaimed,
            "maybe",
            format!("{} 项没办", missing.unclaimed),
        ),
        mark(
            missing.papers,
            "maybe",
            format!("缺 {} 样材料", missing.papers),
        ),
        mark(missing.above, "maybe", "自付超过目标".into()),
        mark(missing.open, "no", format!("{} 项要问清", missing.open)),
        mark(
            untold,
            "no",
            match people {
                1 => "还没问".into(),
                _ => format!("{untold} 人还没问"),
            },
        ),
    ];
    let none = all.iter().all(Option::is_none) && people > 0;
    html! {
        <span class="marks">
            { for all.into_iter().flatten() }
            if none { <span class="mark no">{ "没查到，不等于没有" }</span> }
        </span>
    }
}
