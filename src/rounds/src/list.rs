//! All households, those that may be missing something first.
use crate::book::{self, use_book};
use crate::marks::marks;
use crate::troubles::troubles;
use mingbai_households::{Household, clean, matches};
use mingbai_intake::find::{Findable, MatchKind, Sought};
use mingbai_interview::rounds::Rounds;
use mingbai_interview::world::World;
use mingbai_platform::{focus, inputs, spawn, timers};
use mingbai_ui::fields::{Field, Fields, Kind};
use std::cell::RefCell;
use yew::prelude::*;

/// So many households a page.
const PAGE: usize = 30;

thread_local! {
    /// What was sought and how far the list was unfolded, for whoever comes back from a household.
    static LEFT: RefCell<(String, usize)> = const { RefCell::new((String::new(), PAGE)) };
    /// The household last looked at: the way back leads to its row.
    static LOOKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Notes that a household is being looked at.
pub fn looking_at(house: &str) {
    LOOKED_AT.set(Some(house.to_owned()));
}

fn row_id(house: &str) -> String {
    format!("house-{house}")
}

#[derive(Properties, PartialEq)]
pub struct ListProps {
    pub world: World,
}

#[component]
pub fn List(props: &ListProps) -> Html {
    use_book(&props.world);
    let left = || LEFT.with_borrow(Clone::clone);
    let sought = use_state(|| left().0);
    let shown = use_state(|| left().1);
    LEFT.with_borrow_mut(|it| *it = ((*sought).clone(), *shown));
    let oninput = {
        let (sought, shown) = (sought.clone(), shown.clone());
        Callback::from(move |event: InputEvent| {
            sought.set(inputs::typed(&event));
            shown.set(PAGE);
        })
    };
    {
        let sought = (*sought).clone();
        use_effect_with((), move |()| {
            inputs::fill("find", &sought);
            if let Some(house) = LOOKED_AT.take() {
                // After the page's own title had the focus.
                spawn(async move {
                    timers::rest().await;
                    focus::focus_field(&row_id(&house));
                });
            }
        });
    }
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + PAGE))
    };
    let world = props.world.clone();
    let add = Callback::from(move |typed: Vec<String>| {
        let name = clean(typed.first().map(String::as_str).unwrap_or_default());
        if name.is_empty() {
            return Err((0, "先写上户名，比如户主的名字。".to_owned()));
        }
        Ok(Rounds::House(book::add(&world, name)).fragment())
    });
    let field = Field {
        id: "household".into(),
        label: "加一户，写户名".into(),
        initial: String::new(),
        kind: Kind::Text,
        help: "",
    };
    book::with(|book| {
        let typed = sought.trim();
        let found: Vec<&Household> = book
            .listed()
            .filter(|house| typed.is_empty() || finds(&props.world, house, typed))
            .collect();
        let people: usize = book.houses.iter().map(|it| it.people.len()).sum();
        let waiting = book.waiting.len();
        let count = if !book.open {
            "正在打开记的东西。".to_owned()
        } else if waiting > 0 {
            format!("还有 {waiting} 户在算，算完会重新排。")
        } else if typed.is_empty() {
            format!("一共 {} 户，{people} 人。", book.houses.len())
        } else {
            format!("找到 {} 户。", found.len())
        };
        let rows = found.iter().take(*shown).map(|house| {
            let (missing, untold) = book.sum(house);
            let names: Vec<&str> = house.people.iter().map(|it| it.name.as_str()).collect();
            html! {
                <li key={house.id.clone()}>
                    <a id={row_id(&house.id)} class="choice house" href={Rounds::House(house.id.clone()).href()}>
                        <span>{ &house.name }</span>
                        if !names.is_empty() { <small>{ names.join("、") }</small> }
                        { marks(missing, untold, house.people.len()) }
                    </a>
                </li>
            }
        });
        let rest = found.len().saturating_sub(*shown);
        html! {
            <div class="visits">
                { troubles(Some(&props.world)) }
                if book.open && book.houses.is_empty() {
                    <p>{ "走访时一户一户记下来。可能漏了政策的，排在前面。" }</p>
                    <p class="quiet">{ "只存在这台设备上，不上传，没有网也能用。" }</p>
                }
                <div class="finder">
                    <div class="field">
                        <label for="find">{ "找一户，写户名或人名" }</label>
                        <input id="find" type="search" {oninput} autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" />
                        <p class="says" role="status" aria-live="polite">{ count }</p>
                    </div>
                    <ul class="choices" key="houses">{ for rows }</ul>
                    if rest > 0 {
                        <button type="button" class="tool" onclick={more}>{ format!("再看 {} 户，后面共 {rest} 户", rest.min(PAGE)) }</button>
                    }
                </div>
                <Fields fields={vec![field]} read={add} button="加上" />
                <p><a class="step" href={Rounds::File.href()}>{ "导出、导入、清除" }</a></p>
            </div>
        }
    })
}

/// By the characters, or by pinyin where letters were typed.
fn finds(world: &World, house: &Household, typed: &str) -> bool {
    if matches(house, typed) {
        return true;
    }
    let Some(sought) = typed.is_ascii().then(|| Sought::new(typed)).flatten() else {
        return false;
    };
    let read = |text: &str| world.readings.of(text);
    let names = house.people.iter().map(|it| &it.name).chain([&house.name]);
    names.into_iter().any(|name| {
        let entry = Findable {
            name,
            aliases: &[],
            codes: &[],
        };
        sought
            .find(entry, &read)
            .is_some_and(|it| it.by != MatchKind::Code)
    })
}
