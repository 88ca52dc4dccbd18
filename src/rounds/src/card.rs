//! 明白卡 of a household: on the screen, on paper, as a picture, as links.
use crate::book::{self, use_book};
use crate::people::visit_of;
use crate::picture;
use crate::troubles::nobody;
use mingbai_households::{Card, Household, Person, card, clean};
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::World;
use mingbai_platform::{files, inputs, print};
use mingbai_ui::frame::plain;
use mingbai_ui::qr::Qr;
use mingbai_ui::takeaway::UNPRINTED;
use mingbai_ui::{keep, outward};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct CardPageProps {
    pub world: World,
    /// The household.
    pub id: String,
}

#[component]
pub fn CardPage(props: &CardPageProps) -> Html {
    use_book(&props.world);
    let doctor = use_state(|| keep::get(keep::DOCTOR).unwrap_or_default());
    let house = book::with(|book| book.house(&props.id).cloned());
    {
        // Once the field is there, and never again: an input method may be at work in it.
        let doctor = (*doctor).clone();
        use_effect_with(house.is_some(), move |_| inputs::fill("doctor", &doctor));
    }
    let Some(house) = house else {
        return nobody();
    };
    let world = &props.world;
    let it = card(&world.tables, &house, world.today, &doctor);
    let oninput = {
        let doctor = doctor.clone();
        Callback::from(move |event: InputEvent| {
            let typed = clean(&inputs::typed(&event));
            if typed.is_empty() {
                keep::forget(keep::DOCTOR);
            } else {
                keep::put(keep::DOCTOR, &typed);
            }
            doctor.set(typed);
        })
    };
    let body = html! {
        <div class="visits">
            { paper(world, &house, &it) }
            <section class="no-print takeaway" aria-label="带走这张卡">
                <div class="field">
                    <label for="doctor">{ "村医怎么找，写在卡上" }</label>
                    <input id="doctor" type="text" {oninput} autocomplete="off" />
                    <p class="says">{ "比如名字和电话。只存在这台设备上。" }</p>
                </div>
                <Ways card={it.clone()} links={answers(world, &house)} />
                { links(world, &house) }
                <p><a class="step" href={Rounds::House(house.id.clone()).href()}>{ "回到这一户" }</a></p>
            </section>
        </div>
    };
    html! { <div class="card-page">{ plain(&it.title, body) }</div> }
}

/// The address of someone's answers, for whoever it is given to.
fn route(world: &World, person: &Person, screen: Screen) -> Option<Route> {
    let visit = visit_of(world, person)?;
    let goal = match visit.bill {
        Some(_) => Goal::Pay,
        None => Goal::Scheme,
    };
    Some(Route {
        screen,
        visit: Some(visit),
        ..Route::start(goal)
    })
}

/// Each one's answers as a link, as it stands in the codes.
fn answers(world: &World, house: &Household) -> Vec<Option<String>> {
    let people = house.people.iter();
    let routes = people.map(|person| route(world, person, Screen::Result));
    let link = |it: Route| outward::link(&it.fragment(&world.tables));
    routes.map(|it| it.map(link)).collect()
}

/// Sizes of print, the largest first: letters to a line, columns, lines to a column. The same sizes
/// as in styles.css, with a tenth of the page to spare.
const SIZES: [(&str, usize, usize, usize); 5] = [
    ("few", 29, 1, 34),
    ("some", 18, 2, 38),
    ("many", 22, 2, 44),
    ("crowd", 29, 2, 61),
    ("throng", 21, 3, 65),
];

/// The largest print that leaves it one page; a crowd beyond that goes on overleaf.
fn size(card: &Card) -> &'static str {
    let fits = |(_, letters, columns, room): &&(&str, usize, usize, usize)| {
        // Figures are narrower than letters, by a third at least; one letter is for the dot.
        let line = |text: &String| {
            let narrow = text.chars().filter(char::is_ascii).count();
            (text.chars().count() - narrow / 3 + 1).div_ceil(*letters)
        };
        let (mut column, mut used) = (1, 0);
        for person in &card.people {
            let chapters = person.chapters.iter();
            let lines = chapters.map(|(_, lines)| 1 + lines.iter().map(line).sum::<usize>());
            // The name, the white around it, and what the code beside it takes.
            let lines = 4 + lines.sum::<usize>();
            used += lines;
            // Nobody is cut in two by a column's end.
            if used > *room {
                (column, used) = (column + 1, lines);
            }
        }
        column <= *columns && used <= *room
    };
    SIZES.iter().find(fits).map_or("overleaf", |it| it.0)
}

/// The card itself. The more it says, the smaller it is printed, so that it stays one page.
fn paper(world: &World, house: &Household, card: &Card) -> Html {
    let size = size(card);
    let people = house.people.iter().zip(&card.people);
    let people = people.zip(answers(world, house)).map(|((person, said), link)| {
        let chapters = said.chapters.iter().map(|(title, lines)| {
            html! {
                <div key={*title} class="chapter">
                    <h3>{ *title }</h3>
                    <ul>{ for lines.iter().map(|line| html! { <li key={line.clone()}>{ line }</li> }) }</ul>
                </div>
            }
        });
        html! {
            <section key={person.id.clone()} class="someone">
                <h2>{ &said.name }</h2>
                if let Some(link) = link { <div class="only-print"><Qr {link} /></div> }
                { for chapters }
            </section>
        }
    });
    html! {
        <article class={classes!("paper", size)}>
            <h2 class="only-print title">{ &card.title }</h2>
            <div class="people">{ for people }</div>
            <footer>{ for card.foot.iter().map(|line| html! { <p key={line.clone()}>{ line }</p> }) }</footer>
        </article>
    }
}

#[derive(Properties, PartialEq)]
struct WaysProps {
    card: Card,
    links: Vec<Option<String>>,
}

/// Paper and picture.
#[component]
fn Ways(props: &WaysProps) -> Html {
    let said = use_state(String::new);
    let drawn = use_state(|| None::<String>);
    let print = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            said.set(String::new());
            let said = said.clone();
            print::print(move |printed| {
                if !printed {
                    let elsewhere = outward::elsewhere();
                    said.set(format!(
                        "{UNPRINTED}{elsewhere}也可以存成图片，去店里打印。"
                    ));
                }
            });
        })
    };
    let draw = {
        let (said, drawn) = (said.clone(), drawn.clone());
        let (card, links) = (props.card.clone(), props.links.clone());
        Callback::from(move |_: MouseEvent| match picture::draw(&card, &links) {
            Some(url) => {
                files::download_url(&format!("{}.png", card.title), &url);
                said.set("图片在下面。没有存下来的，长按图片自己存。".into());
                drawn.set(Some(url));
            }
            None => said.set("这里画不了图片。可以打印，或发链接。".into()),
        })
    };
    // The card as it was drawn; another one is drawn anew.
    {
        let drawn = drawn.clone();
        use_effect_with(props.card.clone(), move |_| drawn.set(None));
    }
    html! {
        <>
            <button type="button" class="tool" onclick={print}>{ "打印这张卡" }</button>
            <button type="button" class="tool" onclick={draw}>{ "存成图片" }</button>
            <p class="says" role="status" aria-live="polite">{ (*said).clone() }</p>
            if let Some(url) = &*drawn {
                <img class="drawn" src={url.clone()} alt={format!("{}的图片，上面的字和这一页一样", props.card.title)} />
            }
        </>
    }
}

/// Each one's answers as a link; the next page first lists what it holds.
fn links(world: &World, house: &Household) -> Html {
    let rows: Vec<Html> = house
        .people
        .iter()
        .filter_map(|person| {
            let to = route(world, person, Screen::Share)?.fragment(&world.tables);
            Some(html! {
                <li key={person.id.clone()}><a href={format!("#{to}")}>{ format!("把{}的链接发出去", person.name) }</a></li>
            })
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! { <ul class="asks ways">{ for rows }</ul> }
}
