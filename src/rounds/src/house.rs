//! One household: its people, what each may be missing, and the ways on.
use crate::book::{self, use_book};
use crate::people::visit_of;
use crate::troubles::{nobody, troubles};
use crate::{list, person};
use mingbai_engine::Visit;
use mingbai_households::{Household, clean};
use mingbai_interview::address::VISITS;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::{Goal, Route};
use mingbai_interview::world::World;
use mingbai_ui::browser;
use mingbai_ui::fields::{Field, Fields, Kind, Refusal};
use mingbai_ui::frame::plain;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct HouseProps {
    pub world: World,
    /// The household.
    pub id: String,
}

#[component]
pub fn House(props: &HouseProps) -> Html {
    use_book(&props.world);
    let Some(house) = book::with(|book| book.house(&props.id).cloned()) else {
        return nobody();
    };
    list::looking_at(&house.id);
    let world = &props.world;
    let people = house.people.iter().map(|it| {
        html! { <person::OfHouse key={it.id.clone()} world={world.clone()} person={it.clone()} /> }
    });
    let body = html! {
        <div class="visits">
            { troubles(Some(world)) }
            if house.people.is_empty() { <p>{ "先加上家里的人，再一个一个问。" }</p> }
            <ul class="cards" key="people">{ for people }</ul>
            if !house.people.is_empty() {
                <a class="go" href={Rounds::Card(house.id.clone()).href()}>{ "给这一户写明白卡" }</a>
            }
            { add(world, &house) }
            <details class="more">
                <summary>{ "改名、去掉" }</summary>
                <Change world={world.clone()} house={house.clone()} />
            </details>
            <p><a class="step" href={VISITS}>{ "回到各户" }</a></p>
        </div>
    };
    plain(&house.name, body)
}

fn field(id: String, label: String, initial: &str) -> Field {
    Field {
        id,
        label,
        initial: initial.to_owned(),
        kind: Kind::Text,
        help: "",
    }
}

fn name_of(typed: &[String], at: usize) -> Result<String, Refusal> {
    let name = clean(typed.get(at).map(String::as_str).unwrap_or_default());
    if name.is_empty() {
        return Err((at, "名字不能空着。".to_owned()));
    }
    Ok(name)
}

/// Adds someone; the questions about them follow at once, the place taken from the others.
fn add(world: &World, house: &Household) -> Html {
    let (world, house) = (world.clone(), house.clone());
    let read = Callback::from(move |typed: Vec<String>| {
        let name = name_of(&typed, 0)?;
        let who = book::add_person(&world, &house.id, name);
        let who = who.ok_or((0, "一户记不下这么多人。".to_owned()))?;
        let visit = known_place(&world, &house);
        let route = Route {
            visit,
            who: Some(who),
            ..Route::start(Goal::Scheme)
        };
        Ok(route.fragment(&world.tables))
    });
    let field = field("person".into(), "加一个人，怎么称呼".into(), "");
    html! { <Fields fields={vec![field]} {read} button="加上，接着问" /> }
}

/// A visit of today in the place of this household's others, else of the household changed last.
fn known_place(world: &World, house: &Household) -> Option<Visit> {
    let place = |house: &Household| {
        let mut told = house.people.iter().filter_map(|it| visit_of(world, it));
        told.find_map(|visit| visit.insured_in)
    };
    let place = place(house).or_else(|| {
        book::with(|book| {
            let mut others: Vec<&Household> = book.houses.iter().collect();
            others.sort_by_key(|it| std::cmp::Reverse(it.changed));
            // The last few households tell; all of them would take a while.
            others.into_iter().take(10).find_map(place)
        })
    });
    place.map(|place| Visit::new(world.today, Some(place)))
}

#[derive(Properties, PartialEq)]
struct ChangeProps {
    world: World,
    house: Household,
}

/// Names anew, and taking someone or the whole household out, after asking once.
#[component]
fn Change(props: &ChangeProps) -> Html {
    let asked = use_state(|| None::<String>);
    let (world, house) = (props.world.clone(), props.house.clone());
    let mut fields = vec![field("rename".into(), "户名".into(), &house.name)];
    fields.extend(house.people.iter().map(|it| {
        field(
            format!("rename-{}", it.id),
            format!("{}，改称呼", it.name),
            &it.name,
        )
    }));
    let read = {
        let (world, house) = (world.clone(), house.clone());
        Callback::from(move |typed: Vec<String>| {
            let mut next = house.clone();
            next.name = name_of(&typed, 0)?;
            for (at, person) in (1..).zip(&mut next.people) {
                person.name = name_of(&typed, at)?;
            }
            let back = Rounds::House(next.id.clone()).fragment();
            book::put(&world, next);
            Ok(back)
        })
    };
    let ask = |id: String, label: String, sure: String, away: Callback<()>| {
        let open = asked.as_ref() == Some(&id);
        let onclick = {
            let (asked, id) = (asked.clone(), id.clone());
            Callback::from(move |_: MouseEvent| {
                if open {
                    asked.set(None);
                    away.emit(());
                } else {
                    asked.set(Some(id.clone()));
                }
            })
        };
        html! { <button key={id} type="button" class="tool" {onclick}>{ if open { sure } else { label } }</button> }
    };
    let people = house.people.iter().map(|person| {
        let (world, house, id) = (world.clone(), house.clone(), person.id.clone());
        let away = Callback::from(move |()| {
            let mut next = house.clone();
            next.people.retain(|it| it.id != id);
            book::put(&world, next);
        });
        let name = &person.name;
        ask(
            person.id.clone(),
            format!("去掉{name}"),
            format!("真的去掉{name}，再点一下"),
            away,
        )
    });
    let people: Vec<Html> = people.collect();
    let whole = {
        let id = house.id.clone();
        let away = Callback::from(move |()| {
            book::remove(id.clone());
            browser::go(&Rounds::List.fragment());
        });
        ask(
            "whole".into(),
            "去掉这一户".into(),
            "真的去掉这一户，再点一下".into(),
            away,
        )
    };
    let key: String = house
        .people
        .iter()
        .map(|it| format!(" {}", it.id))
        .collect();
    html! {
        <div class="visits">
            <Fields {key} {fields} {read} button="改好了" />
            { for people }
            { whole }
        </div>
    }
}
