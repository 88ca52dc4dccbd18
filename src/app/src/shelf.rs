//! The browser's own shelf for much and for long (IndexedDB): texts by their key, in two stores.
//!
//! Every call opens the database and closes it again, so that nothing stands in the way of another
//! tab or of the wipe. Reading never makes a database that was not there.
//!
//! A database is marked when it is made: one that was cleared away and made anew has another mark,
//! so that what is missing there is not taken for what another tab took out.
//!
//! Some browsers never answer. Every wait has an end; what answers later is told to [`on_late`].
use crate::browser::within;
use js_sys::{Array, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode as Mode,
};

const NAME: &str = "mingbai";
const VERSION: u32 = 1;
/// Under this key stands the mark, which is no household's.
const MARK: &str = "#";
/// So long the database may take to open, in milliseconds, and so long to read or write.
const OPENS: i32 = 3_000;
const WRITES: i32 = 10_000;

/// A store of the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Store {
    /// What was told of each household.
    Households,
    /// What each household may be missing, as reckoned last.
    Standings,
}

const STORES: [Store; 2] = [Store::Households, Store::Standings];

impl Store {
    fn name(self) -> &'static str {
        match self {
            Store::Households => "households",
            Store::Standings => "standings",
        }
    }
}

/// Why nothing can be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The browser has no shelf, or does not let this page at it.
    Refused,
    /// There is no room left.
    Full,
    /// The database does not answer, or not yet.
    Silent,
}

/// All that is on the shelf.
pub struct Shelf {
    /// Every household's text.
    pub households: Vec<String>,
    /// Every reckoning's text.
    pub standings: Vec<String>,
    /// Which making of the database it is; empty for one made by an older program.
    pub mark: String,
}

thread_local! {
    static LATE: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Calls back when the database answers after it was given up.
pub fn on_late(call: impl Fn() + 'static) {
    LATE.set(Some(Rc::new(call)));
}

/// Waits for what was given up, in case it still comes.
fn wait_on(promise: Promise, held: impl Sized + 'static) {
    spawn_local(async move {
        let answer = JsFuture::from(promise).await;
        if let Some(Ok(database)) = answer.ok().map(JsCast::dyn_into::<IdbDatabase>) {
            database.close();
        }
        drop(held);
        if let Some(call) = LATE.with_borrow(Clone::clone) {
            call();
        }
    });
}

/// What a request or a transaction gives, in time.
async fn answered(promise: Promise) -> Result<JsValue, Trouble> {
    match within(&promise, WRITES).await {
        Some(answer) => answer.map_err(|error| trouble(&error)),
        None => {
            wait_on(promise, ());
            Err(Trouble::Silent)
        }
    }
}

fn refused<E>(_: E) -> Trouble {
    Trouble::Refused
}

/// What an error event of the browser's means.
fn trouble(error: &JsValue) -> Trouble {
    let name = Reflect::get(error, &"name".into()).ok();
    match name.and_then(|it| it.as_string()).as_deref() {
        Some("QuotaExceededError") => Trouble::Full,
        _ => Trouble::Refused,
    }
}

fn factory() -> Result<IdbFactory, Trouble> {
    let window = web_sys::window().ok_or(Trouble::Refused)?;
    window
        .indexed_db()
        .map_err(refused)?
        .ok_or(Trouble::Refused)
}

/// A promise of what a request gives.
fn given(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let (good, bad) = (request.clone(), request.clone());
        let done = Closure::once_into_js(move |_: Event| {
            let _ = resolve.call1(&JsValue::NULL, &good.result().unwrap_or_default());
        });
        let failed = Closure::once_into_js(move |event: Event| {
            // Told here; the page's own handler for what nobody caught is not asked.
            event.prevent_default();
            let error = bad.error().ok().flatten();
            let _ = reject.call1(
                &JsValue::NULL,
                &error.map(JsValue::from).unwrap_or_default(),
            );
        });
        request.set_onsuccess(Some(done.unchecked_ref()));
        request.set_onerror(Some(failed.unchecked_ref()));
    })
}

/// A promise that a transaction is kept for good.
fn kept(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |_: Event| {
            let _ = resolve.call0(&JsValue::NULL);
        });
        let of = transaction.clone();
        let failed = Closure::once_into_js(move |_: Event| {
            let error = of.error().map(JsValue::from).unwrap_or_default();
            let _ = reject.call1(&JsValue::NULL, &error);
        });
        transaction.set_oncomplete(Some(done.unchecked_ref()));
        transaction.set_onabort(Some(failed.unchecked_ref()));
    })
}

/// Opens the database. None where there is none and `make` is false.
async fn database(make: bool) -> Result<Option<IdbDatabase>, Trouble> {
    let opening = factory()?
        .open_with_u32(NAME, VERSION)
        .map_err(|error| trouble(&error))?;
    let absent = Rc::new(Cell::new(false));
    let upgrade = {
        let (opening, absent) = (opening.clone(), absent.clone());
        Closure::<dyn FnMut(Event)>::new(move |_: Event| {
            if make {
                make_stores(&opening);
            } else {
                absent.set(true);
                // The database is then not made at all.
                if let Some(transaction) = opening.transaction() {
                    let _ = transaction.abort();
                }
            }
        })
    };
    opening.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let given = given(&opening);
    match within(&given, OPENS).await {
        Some(Ok(database)) => Ok(Some(database.dyn_into().map_err(refused)?)),
        Some(Err(_)) if absent.get() => Ok(None),
        Some(Err(error)) => Err(trouble(&error)),
        None => {
            wait_on(given, upgrade);
            Err(Trouble::Silent)
        }
    }
}

fn make_stores(opening: &IdbOpenDbRequest) {
    let database = opening.result().ok();
    if let Some(database) = database.and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
        for store in STORES {
            // Where it cannot be made, the first use of it says so.
            let made = database.create_object_store(store.name());
            if let (Ok(made), Store::Standings) = (made, store) {
                let mark = format!("{} {}", js_sys::Date::now(), js_sys::Math::random());
                let _ = made.put_with_key(&mark.into(), &MARK.into());
            }
        }
    }
}

fn names() -> Array {
    STORES.iter().map(|it| JsValue::from(it.name())).collect()
}

/// All that is kept; none where there is no database.
pub async fn look() -> Result<Option<Shelf>, Trouble> {
    let Some(database) = database(false).await? else {
        return Ok(None);
    };
    let read = async {
        let transaction = database
            .transaction_with_str_sequence(&names())
            .map_err(|error| trouble(&error))?;
        let store = |it: Store| transaction.object_store(it.name()).map_err(refused);
        let all = |it: Store| store(it)?.get_all().map_err(refused);
        let (households, standings) = (all(Store::Households)?, all(Store::Standings)?);
        let mark = store(Store::Standings)?
            .get(&MARK.into())
            .map_err(refused)?;
        let [households, standings, mark] = [households, standings, mark].map(|it| given(&it));
        let texts = |all: JsValue| {
            let all = Array::from(&all);
            all.iter().filter_map(|it| it.as_string()).collect()
        };
        Ok(Shelf {
            households: texts(answered(households).await?),
            standings: texts(answered(standings).await?),
            mark: answered(mark).await?.as_string().unwrap_or_default(),
        })
    };
    let found = read.await;
    database.close();
    found.map(Some)
}

/// Keeps households under their keys and takes others away: all of it, or nothing. Gives the mark
/// of the database it was done in; none where there is none, and nothing to keep.
pub async fn change(
    put: &[(String, String)],
    remove: &[String],
) -> Result<Option<String>, Trouble> {
    let Some(database) = database(!put.is_empty()).await? else {
        return Ok(None);
    };
    let changed = write(&database, |transaction| {
        let mark = transaction
            .object_store(Store::Standings.name())?
            .get(&MARK.into())?;
        let households = transaction.object_store(Store::Households.name())?;
        for (key, text) in put {
            households.put_with_key(&text.into(), &key.into())?;
        }
        for key in remove {
            for store in STORES {
                transaction
                    .object_store(store.name())?
                    .delete(&key.into())?;
            }
        }
        Ok(given(&mark))
    });
    let changed = changed.await;
    database.close();
    let mark = answered(changed?).await?;
    Ok(Some(mark.as_string().unwrap_or_default()))
}

/// Keeps reckonings under their households' keys, where there is a database.
pub async fn put_standings(rows: &[(String, String)]) -> Result<(), Trouble> {
    let Some(database) = database(false).await? else {
        return Ok(());
    };
    let changed = write(&database, |transaction| {
        let store = transaction.object_store(Store::Standings.name())?;
        for (key, text) in rows {
            store.put_with_key(&text.into(), &key.into())?;
        }
        Ok(())
    });
    let changed = changed.await;
    database.close();
    changed
}

async fn write<T>(
    database: &IdbDatabase,
    with: impl FnOnce(&IdbTransaction) -> Result<T, JsValue>,
) -> Result<T, Trouble> {
    let transaction = database
        .transaction_with_str_sequence_and_mode(&names(), Mode::Readwrite)
        .map_err(|error| trouble(&error))?;
    let kept = kept(&transaction);
    let given = with(&transaction).map_err(|error| {
        let _ = transaction.abort();
        // Told already; what the abort says of it is no news.
        let unheard = JsFuture::from(kept.clone());
        spawn_local(async move { drop(unheard.await) });
        trouble(&error)
    })?;
    answered(kept).await.map(|_| given)
}

/// Takes the whole database away.
pub async fn wipe() -> Result<(), Trouble> {
    let request = factory()?
        .delete_database(NAME)
        .map_err(|error| trouble(&error))?;
    answered(given(&request)).await.map(|_| ())
}

/// Asks the browser not to clear the shelf by itself; it answers as it likes.
pub fn ask_to_stay() {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let storage = member(&js_sys::global(), "navigator").and_then(|it| member(&it, "storage"));
    let Some(storage) = storage.filter(JsValue::is_object) else {
        return;
    };
    if let Some(Ok(ask)) = member(&storage, "persist").map(JsCast::dyn_into::<js_sys::Function>) {
        // A promise that nobody waits for.
        let _ = ask.call0(&storage);
    }
}
