//! The village doctor's book (各户): every household in memory, kept on the browser's shelf.
//!
//! A change shows at once and is kept behind it; where keeping fails the book holds until the page
//! is left, and says so. What the browser clears away by itself while the page is open is kept anew:
//! a household goes only where a person took it out or wiped all, here or in another tab. Another
//! tab that wipes says so (see [`keep::tell_wiped`]), and a database that is there with its old mark
//! lacks only what was taken out; any other loss is the browser's. What each person may be missing is reckoned once and kept beside the
//! record; anew only where the record, the tables or the day changed, and in slices, so that no tap
//! waits for it.
use crate::lock;
use mingbai_households::{Household, MOST_PEOPLE, Merged, Missing, Person, merge, order, standing};
use mingbai_interview::standings;
use mingbai_interview::world::World;
use mingbai_platform::{events, spawn, timers};
use mingbai_ui::keep;
use mingbai_ui::provinces::{self, Wanted};
use mingbai_ui::shelf::{self, Trouble};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use yew::prelude::*;

/// So long one slice of reckoning lasts, in milliseconds; then taps have their turn.
const SLICE: u64 = 8;
/// What was read so long ago is read again when a page of the round is opened, in milliseconds.
const LOOKED: u64 = 10_000;

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
    /// So many households the browser had cleared away, until the person has read of it.
    pub rescued: usize,
    /// Another tab wiped all, until something is added.
    pub wiped_elsewhere: bool,
    /// By which change each household is on the shelf.
    stored: BTreeMap<String, u64>,
    /// Taken out here, and perhaps on the shelf still.
    gone: BTreeSet<String>,
    /// Which making of the database `stored` is of; none where there was none.
    mark: Option<String>,
    /// Counts up with every wipe: what was begun before is not done any more.
    wipes: u32,
    /// Counts up with every change of the shelf.
    saves: u32,
    saving: bool,
    /// When the shelf was read last, in milliseconds of the clock.
    looked: u64,
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

    /// Households that are not on the shelf as they are.
    pub fn unsaved(&self) -> usize {
        self.houses.iter().filter(|it| !self.is_stored(it)).count()
    }

    fn is_stored(&self, house: &Household) -> bool {
        self.stored.get(&house.id) == Some(&house.changed)
    }

    /// The database is not the one things were kept in: all of it is to be kept again.
    fn start_over(&mut self, there: impl Fn(&str) -> bool) {
        let lost = |house: &&Household| self.stored.contains_key(&house.id) && !there(&house.id);
        self.rescued += self.houses.iter().filter(lost).count();
        self.stored.clear();
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

/// The tables are these now: whoever could not be judged before is judged anew, and on another day
/// everyone.
fn again(world: &World) {
    let unread = BOOK.with_borrow_mut(|book| {
        let before = book.world.replace(world.clone());
        if before.is_some_and(|it| it.today != world.today) {
            return book.houses.clone();
        }
        let missing = |it: &Person| book.missing.get(&it.id).copied().flatten();
        let unread = |it: &Person| missing(it).is_some_and(|it| it.unread > 0);
        let houses = book.houses.iter();
        let houses = houses.filter(|house| house.people.iter().any(unread));
        houses.cloned().collect::<Vec<_>>()
    });
    if !unread.is_empty() {
        edit(|book| lay(book, unread));
        let world = world.clone();
        spawn(async move { reckon(&world).await });
    }
}

/// What must be fetched before everyone of the book can be judged.
pub fn wanted(world: &World) -> Option<Wanted> {
    with(|book| {
        let mut people = book.houses.iter().flat_map(|house| &house.people);
        people.find_map(|person| provinces::wanted_by(world, &person.visit))
    })
}

/// Reads the shelf, and again whenever it may have changed: another tab was looked at, the page
/// comes out of the browser's memory, the database answers after all.
pub fn open(world: &World) {
    if BOOK.with_borrow_mut(|book| std::mem::replace(&mut book.asked, true)) {
        // The browser may have cleared the shelf meanwhile; a change would find out too.
        if now().saturating_sub(with(|book| book.looked)) > LOOKED {
            let world = world.clone();
            spawn(async move { look(&world).await });
        }
        return;
    }
    let look_again = {
        let world = world.clone();
        move || {
            let world = world.clone();
            spawn(async move { look(&world).await });
        }
    };
    events::on_return(look_again.clone());
    events::on_restored(look_again.clone());
    shelf::on_late(look_again.clone());
    keep::on_wiped(|| {
        edit(|book| {
            // What was never kept is nowhere but here.
            let stored = std::mem::take(&mut book.stored);
            book.houses.retain(|it| !stored.contains_key(&it.id));
            book.mark = None;
            book.rescued = 0;
            book.wipes += 1;
            book.wiped_elsewhere = true;
            book.sort();
        });
    });
    look_again();
}

/// Reads the shelf: takes over what another tab changed or took out, keeps anew what is not there
/// any more without anyone having taken it out, and what could not be kept before.
async fn look(world: &World) {
    BOOK.with_borrow_mut(|book| book.looked = now());
    let (stored, mark, found) = loop {
        let before = with(|it| (it.wipes, it.saves));
        let (stored, mark) = with(|it| (it.stored.clone(), it.mark.clone()));
        let found = shelf::look().await;
        // What was changed while the shelf was read may be in it or not: read again.
        if with(|it| (it.wipes, it.saves)) == before {
            break (stored, mark, found);
        }
    };
    let found = match found {
        Ok(found) => found,
        Err(trouble) => {
            if !with(|book| book.open) {
                edit(|book| {
                    book.open = true;
                    book.trouble = Some(trouble);
                });
            }
            return;
        }
    };
    edit(|book| {
        let (texts, standings, now_mark) = match found {
            Some(shelf) => (shelf.households, shelf.standings, Some(shelf.mark)),
            None => Default::default(),
        };
        let count = texts.len();
        let read = |text: String| Household::read(&serde_json::from_str(&text).ok()?);
        let mut kept: Vec<Household> = texts.into_iter().filter_map(read).collect();
        book.unreadable = count - kept.len();
        let there: BTreeMap<String, u64> =
            kept.iter().map(|it| (it.id.clone(), it.changed)).collect();
        if !book.stored.is_empty() && book.mark != now_mark {
            book.start_over(|id| there.contains_key(id));
        } else if mark == now_mark {
            // What was on the shelf when it was asked, as it is here, and is not there.
            let taken = |it: &Household| {
                stored.get(&it.id) == Some(&it.changed) && !there.contains_key(&it.id)
            };
            book.houses.retain(|it| !taken(it));
            book.stored
                .retain(|id, changed| stored.get(id) != Some(changed) || there.contains_key(id));
        }
        book.mark = now_mark;
        book.stored.extend(there);
        kept.retain(|it| !book.gone.contains(&it.id));
        // What was added before the shelf was read stays.
        let fresh = merge(&book.houses, kept).keep;
        if book.open && !book.houses.is_empty() {
            lay(book, fresh);
        } else {
            book.houses.extend(fresh);
            // Midnight may have passed while the shelf was read.
            let latest = book.world.clone().unwrap_or_else(|| world.clone());
            remembered(book, &latest, standings);
        }
        book.open = true;
        if book.unsaved() == 0 && book.gone.is_empty() {
            book.trouble = None;
        }
        book.sort();
    });
    save().await;
    reckon(world).await;
}

/// Keeps whatever is not on the shelf as it is here, one change after another.
async fn save() {
    while BOOK.with_borrow_mut(|book| std::mem::replace(&mut book.saving, true)) {
        timers::rest().await;
    }
    loop {
        let (rows, kept, gone, wipes) = with(|book| {
            let unsaved = book.houses.iter().filter(|it| !book.is_stored(it));
            let (rows, kept): (Vec<_>, Vec<_>) = unsaved
                .map(|house| {
                    let text = house.write().to_string();
                    ((house.id.clone(), text), (house.id.clone(), house.changed))
                })
                .unzip();
            let gone: Vec<String> = book.gone.iter().cloned().collect();
            (rows, kept, gone, book.wipes)
        });
        if rows.is_empty() && gone.is_empty() {
            break;
        }
        let changed = shelf::change(&rows, &gone).await;
        if with(|book| book.wipes) != wipes {
            continue;
        }
        let trouble = changed.as_ref().err().copied();
        let told = with(|book| (book.trouble, book.rescued));
        if let Ok(mark) = changed {
            BOOK.with_borrow_mut(|book| {
                if !book.stored.is_empty() && book.mark != mark {
                    book.start_over(|id| kept.iter().any(|(it, _)| it == id));
                }
                book.saves += 1;
                book.mark = mark;
                book.stored.extend(kept);
                for id in &gone {
                    book.gone.remove(id);
                    book.stored.remove(id);
                }
            });
        }
        BOOK.with_borrow_mut(|book| book.trouble = trouble);
        // A book that is kept again has no trouble any more.
        if with(|book| (book.trouble, book.rescued)) != told || told.1 > 0 {
            tell();
        }
        if trouble.is_some() {
            break;
        }
    }
    BOOK.with_borrow_mut(|book| book.saving = false);
}

/// The person has read that something was kept anew.
pub fn read_of_it() {
    edit(|book| (book.rescued, book.wiped_elsewhere) = (0, false));
}

/// Lays households into the book, to be reckoned.
fn lay(book: &mut Book, houses: Vec<Household>) {
    for house in houses {
        book.gone.remove(&house.id);
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
    u64::try_from(mingbai_platform::clock::now()).unwrap_or_default()
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
                    let latest = book.world.as_ref().unwrap_or(world);
                    done.push(standings::write(&house, latest, |it| book.missing(it)));
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
        timers::rest().await;
    }
    edit(|book| {
        book.reckoning = false;
        book.sort();
    });
    if !done.is_empty() {
        // Reckoned anew next time where it cannot be kept.
        let _ = shelf::put_standings(&done).await;
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
        book.wiped_elsewhere = false;
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
    // Some browsers clear what a page keeps when they need the room, unless it asked.
    shelf::ask_to_stay();
    spawn(async move {
        save().await;
        // Reckoned anew next time where it cannot be kept.
        let _ = shelf::put_standings(&[row]).await;
    });
}

/// Takes a household out.
pub fn remove(id: String) {
    edit(|book| {
        book.houses.retain(|house| house.id != id);
        book.gone.insert(id);
        book.sort();
    });
    spawn(save());
}

/// Lays what a file holds over the book: all of it, or, where it cannot be kept, only until the
/// page is left.
pub async fn bring_in(world: &World, incoming: Vec<Household>) -> Merged {
    let merged = with(|book| merge(&book.houses, incoming));
    edit(|book| lay(book, merged.keep.clone()));
    save().await;
    let world = world.clone();
    spawn(async move { reckon(&world).await });
    merged
}

/// Keeps nothing of any household any more.
pub async fn wipe() -> Result<(), Trouble> {
    // First of all, so that nothing here or in another tab keeps it again.
    edit(|book| {
        *book = Book {
            open: true,
            asked: true,
            world: book.world.take(),
            wipes: book.wipes + 1,
            saves: book.saves,
            saving: book.saving,
            reckoning: book.reckoning,
            ..Book::default()
        };
    });
    let wiped = shelf::forget().await;
    if wiped.is_err() {
        edit(|book| book.trouble = wiped.err());
    }
    wiped
}
