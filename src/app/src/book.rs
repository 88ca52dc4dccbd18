//! The village doctor's book (各户): every household in memory, kept on the browser's shelf.
//!
//! A change shows at once and is kept behind it; where keeping fails the book holds until the page
//! is left, and says so. What each person may be missing is reckoned once and kept beside the
//! record; anew only where the record, the tables or the day changed, and in slices, so that no tap
//! waits for it.
use crate::provinces::{self, Wanted};
use crate::shelf::{self, Store, Trouble};
use crate::world::World;
use crate::{browser, keep, lock, standings};
use mingbai_households::{Household, MOST_PEOPLE, Merged, Missing, Person, merge, order, standing};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// So long one slice of reckoning lasts, in milliseconds; then taps have their turn.
const SLICE: u64 = 8;

/// All that is known of the households.
#[derive(Default)]
pub struct Book {
    /// Read from the shelf, as far as that is possible.
    pub open: bool,
    /// In no order.
    pub houses: Vec<Household>,
    /// Households still to be reckoned.
    pub waiting: BTreeSet<String>,
    /// Kept only until the page is left, and why.
    pub trouble: Option<Trouble>,
    /// Records that cannot be read; they are left as they are.
    pub unreadable: usize,
    /// What each person may be missing; none for someone nothing was told of.
    missing: BTreeMap<String, Option<Missing>>,
    /// The places of `houses` in the list.
    order: Vec<usize>,
    reckoning: bool,
    asked: bool,
    /// The tables as the page has them now.
    world: Option<World>,
}

thread_local! {
    static BOOK: RefCell<Book> = RefCell::default();
    static READERS: RefCell<Vec<(u32, UseForceUpdateHandle)>> = const { RefCell::new(Vec::new()) };
}

impl Book {
    /// A household.
    pub fn house(&self, id: &str) -> Option<&Household> {
        self.houses.iter().find(|house| house.id == id)
    }

    /// Someone, and their household.
    pub fn person(&self, id: &str) -> Option<(&Household, &Person)> {
        let found = |house| Some((house, Household::person(house, id)?));
        self.houses.iter().find_map(found)
    }

    /// What someone may be missing, where it was reckoned; none where nothing was told.
    pub fn missing(&self, person: &Person) -> Option<Missing> {
        self.missing.get(&person.id).copied().flatten()
    }

    /// The sum over a household, and how many of it nothing was told of.
    pub fn sum(&self, house: &Household) -> (Missing, usize) {
        let all = house.people.iter().map(|person| self.missing(person));
        all.fold((Missing::default(), 0), |(sum, untold), it| match it {
            Some(missing) => (sum.and(missing), untold),
            None => (sum, untold + 1),
        })
    }

    /// The households as the list has them.
    pub fn listed(&self) -> impl Iterator<Item = &Household> {
        self.order.iter().filter_map(|at| self.houses.get(*at))
    }

    fn sort(&mut self) {
        self.order = order(&self.houses, |house| self.sum(house).0);
    }
}

/// Looks into the book.
pub fn with<T>(look: impl FnOnce(&Book) -> T) -> T {
    BOOK.with_borrow(look)
}

fn edit<T>(change: impl FnOnce(&mut Book) -> T) -> T {
    let result = BOOK.with_borrow_mut(change);
    tell();
    result
}

fn tell() {
    let readers: Vec<_> = READERS.with_borrow(|all| all.iter().map(|it| it.1.clone()).collect());
    readers.iter().for_each(UseForceUpdateHandle::force_update);
}

/// Opens the book and shows again whatever changes in it.
#[hook]
pub fn use_book(world: &World) {
    let update = use_force_update();
    use_effect_with(world.clone(), again);
    let world = world.clone();
    use_effect_with((), move |()| {
        let id = READERS.with_borrow_mut(|all| {
            let id = all.last().map_or(0, |it| it.0 + 1);
            all.push((id, update));
            id
        });
        open(&world);
        move || READERS.with_borrow_mut(|all| all.retain(|it| it.0 != id))
    });
}

/// The tables are these now: whoever could not be judged before is judged anew.
fn again(world: &World) {
    let unread = BOOK.with_borrow_mut(|book| {
        book.world = Some(world.clone());
        let missing = |it: &Person| book.missing.get(&it.id).copied().flatten();
        let unread = |it: &Person| missing(it).is_some_and(|it| it.unread > 0);
        let houses = book.houses.iter();
        let houses = houses.filter(|house| house.people.iter().any(unread));
        houses.cloned().collect::<Vec<_>>()
    });
    if !unread.is_empty() {
        edit(|book| lay(book, unread));
        let world = world.clone();
        spawn_local(async move { reckon(&world).await });
    }
}

/// What must be fetched before everyone of the book can be judged.
pub fn wanted(world: &World) -> Option<Wanted> {
    with(|book| {
        let mut people = book.houses.iter().flat_map(|house| &house.people);
        people.find_map(|person| provinces::wanted_by(world, &person.visit))
    })
}

/// Reads the shelf, once.
pub fn open(world: &World) {
    if BOOK.with_borrow_mut(|book| std::mem::replace(&mut book.asked, true)) {
        return;
    }
    {
        let world = world.clone();
        browser::on_return(move || {
            let world = world.clone();
            spawn_local(async move { look_again(&world).await });
        });
    }
    let world = world.clone();
    spawn_local(async move {
        let (houses, standings) = (
            shelf::all(Store::Households).await,
            shelf::all(Store::Standings).await,
        );
        edit(|book| {
            let kept = houses.unwrap_or_else(|trouble| {
                book.trouble = Some(trouble);
                Vec::new()
            });
            let count = kept.len();
            let read = |text: String| Household::read(&serde_json::from_str(&text).ok()?);
            let kept: Vec<Household> = kept.into_iter().filter_map(read).collect();
            book.unreadable = count - kept.len();
            // What was added before the shelf was read stays.
            let fresh = merge(&book.houses, kept);
            book.houses.extend(fresh.keep);
            remembered(book, &world, standings.unwrap_or_default());
            book.open = true;
            book.sort();
        });
        reckon(&world).await;
    });
}

/// Takes over what another tab did meanwhile: its later changes, and what it took away. What is
/// kept nowhere but here stays.
async fn look_again(world: &World) {
    if with(|book| !book.open || book.trouble.is_some()) {
        return;
    }
    let asked = now();
    let Ok(kept) = shelf::all(Store::Households).await else {
        return;
    };
    let read = |text: String| Household::read(&serde_json::from_str(&text).ok()?);
    let kept: Vec<Household> = kept.into_iter().filter_map(read).collect();
    let there: BTreeSet<String> = kept.iter().map(|it| it.id.clone()).collect();
    let merged = with(|book| merge(&book.houses, kept));
    // What was changed while the shelf was read is on its way there.
    let gone = |house: &Household| !there.contains(&house.id) && house.changed + 5_000 < asked;
    if merged.keep.is_empty() && !with(|book| book.houses.iter().any(gone)) {
        return;
    }
    edit(|book| {
        book.houses.retain(|house| !gone(house));
        lay(book, merged.keep);
    });
    reckon(world).await;
}

/// Lays households into the book, to be reckoned.
fn lay(book: &mut Book, houses: Vec<Household>) {
    for house in houses {
        book.waiting.insert(house.id.clone());
        for person in &house.people {
            book.missing.remove(&person.id);
        }
        match book.houses.iter_mut().find(|it| it.id == house.id) {
            Some(before) => *before = house,
            None => book.houses.push(house),
        }
    }
    book.sort();
}

/// Takes what was reckoned before, where record, tables and day are the same still.
fn remembered(book: &mut Book, world: &World, standings: Vec<String>) {
    let kept = standings::read(standings);
    let mut found = BTreeMap::new();
    let mut waiting = BTreeSet::new();
    for house in &book.houses {
        let known = standings::of(&kept, house, world);
        match known {
            Some(people) => found.extend(people),
            None => {
                waiting.insert(house.id.clone());
            }
        }
    }
    book.missing.extend(found);
    book.waiting.extend(waiting);
}

/// What someone may be missing, reckoned now.
fn judge(world: &World, person: &Person) -> Option<Missing> {
    standing(&world.tables, person, world.today)
        .map(|it| it.map_or_else(|unread| unread, |stands| stands.missing))
}

fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Reckons whatever waits, slice by slice, then sorts the list.
async fn reckon(world: &World) {
    if BOOK.with_borrow_mut(|book| std::mem::replace(&mut book.reckoning, true)) {
        return;
    }
    let mut done: Vec<(String, String)> = Vec::new();
    let mut told = now();
    loop {
        let began = now();
        while now().saturating_sub(began) < SLICE {
            let Some(house) = BOOK.with_borrow(|book| {
                let id = book.waiting.first()?;
                Some(book.house(id).cloned().ok_or(id.clone()))
            }) else {
                break;
            };
            let house = match house {
                Ok(house) => house,
                Err(gone) => {
                    BOOK.with_borrow_mut(|book| book.waiting.remove(&gone));
                    continue;
                }
            };
            // One person at a time: a slice ends between two of them.
            let next = house
                .people
                .iter()
                .find(|it| BOOK.with_borrow(|book| !book.missing.contains_key(&it.id)));
            match next {
                Some(person) => {
                    let latest = BOOK.with_borrow(|book| book.world.clone());
                    let missing = judge(latest.as_ref().unwrap_or(world), person);
                    BOOK.with_borrow_mut(|book| book.missing.insert(person.id.clone(), missing));
                }
                None => BOOK.with_borrow_mut(|book| {
                    book.waiting.remove(&house.id);
                    done.push(standings::write(&house, world, |it| book.missing(it)));
                }),
            }
        }
        if BOOK.with_borrow(|book| book.waiting.is_empty()) {
            break;
        }
        if now().saturating_sub(told) > 500 {
            told = now();
            tell();
        }
        browser::rest().await;
    }
    edit(|book| {
        book.reckoning = false;
        book.sort();
    });
    if !done.is_empty() {
        // Reckoned anew next time where it cannot be kept.
        let _ = shelf::put(Store::Standings, &done).await;
    }
}

/// A fresh id: letters and digits, never used before.
fn fresh_id() -> String {
    let random = lock::random(8).unwrap_or_default();
    let number = random
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    // Without a source of chance the clock still tells two taps apart.
    let mut number = if number == 0 { now() } else { number };
    let mut id = String::new();
    while number > 0 {
        id.extend(char::from_digit(
            u32::try_from(number % 36).unwrap_or(0),
            36,
        ));
        number /= 36;
    }
    id
}

/// Adds a household; its id.
pub fn add(world: &World, name: String) -> String {
    let house = Household {
        id: fresh_id(),
        name,
        changed: now(),
        people: Vec::new(),
    };
    let id = house.id.clone();
    put(world, house);
    id
}

/// Adds someone to a household; their id. None where the house is full or gone.
pub fn add_person(world: &World, house: &str, name: String) -> Option<String> {
    let mut house = with(|book| book.house(house).cloned())?;
    if house.people.len() >= MOST_PEOPLE {
        return None;
    }
    let person = Person {
        id: fresh_id(),
        name,
        ..Person::default()
    };
    let id = person.id.clone();
    house.people.push(person);
    put(world, house);
    Some(id)
}

/// Changes someone.
pub fn change_person(world: &World, id: &str, change: impl FnOnce(&mut Person)) {
    let Some(mut house) = with(|book| book.person(id).map(|it| it.0.clone())) else {
        return;
    };
    if let Some(person) = house.people.iter_mut().find(|it| it.id == id) {
        let before = person.clone();
        change(person);
        if *person != before {
            put(world, house);
        }
    }
}

/// Lays a household into the book, in place of what was there of it, and keeps it.
pub fn put(world: &World, mut house: Household) {
    let row = edit(|book| {
        let before = book.houses.iter_mut().find(|it| it.id == house.id);
        house.changed = now().max(before.as_ref().map_or(0, |it| it.changed + 1));
        let mut known: Vec<Person> = Vec::new();
        match before {
            Some(before) => {
                known.clone_from(&before.people);
                before.clone_from(&house);
            }
            None => book.houses.push(house.clone()),
        }
        for person in &house.people {
            if !known.contains(person) {
                book.missing.insert(person.id.clone(), judge(world, person));
            }
        }
        book.sort();
        standings::write(&house, world, |it| book.missing(it))
    });
    let text = house.write().to_string();
    // Some browsers clear what a page keeps when they need the room, unless it asked.
    shelf::ask_to_stay();
    spawn_local(async move {
        let kept = shelf::put(Store::Households, &[(house.id, text)]).await;
        settle(kept);
        if kept.is_ok() {
            let _ = shelf::put(Store::Standings, &[row]).await;
        }
    });
}

/// Notes whether keeping worked; a book that is kept again has no trouble any more.
fn settle(kept: Result<(), Trouble>) {
    if with(|book| book.trouble) != kept.err() {
        edit(|book| book.trouble = kept.err());
    }
}

/// Takes a household out.
pub fn remove(id: String) {
    edit(|book| {
        book.houses.retain(|house| house.id != id);
        book.sort();
    });
    spawn_local(async move { settle(shelf::remove(&id).await) });
}

/// Lays what a file holds over the book: all of it, or, where it cannot be kept, only until the
/// page is left.
pub async fn bring_in(world: &World, incoming: Vec<Household>) -> Merged {
    let merged = with(|book| merge(&book.houses, incoming));
    let rows: Vec<(String, String)> = merged
        .keep
        .iter()
        .map(|house| (house.id.clone(), house.write().to_string()))
        .collect();
    let kept = if rows.is_empty() {
        Ok(())
    } else {
        shelf::put(Store::Households, &rows).await
    };
    settle(kept);
    edit(|book| lay(book, merged.keep.clone()));
    let world = world.clone();
    spawn_local(async move { reckon(&world).await });
    merged
}

/// Keeps nothing of any household any more.
pub async fn wipe() -> Result<(), Trouble> {
    keep::forget(keep::DOCTOR);
    browser::forget_unsent();
    let wiped = shelf::wipe().await;
    edit(|book| {
        *book = Book {
            open: true,
            asked: true,
            world: book.world.take(),
            trouble: wiped.err(),
            ..Book::default()
        };
    });
    wiped
}
