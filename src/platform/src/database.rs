//! The browser's own store for much and for long (IndexedDB): texts by their key, in a few stores.
//!
//! Every call opens the database and closes it again, so that nothing stands in the way of another
//! tab or of the wipe. Reading never makes a database that was not there.
//!
//! A database is marked when it is made: one that was cleared away and made anew has another mark,
//! so that what is missing there is not taken for what another tab took out.
//!
//! Some browsers never answer. Every wait has an end; what answers later is told to [`on_late`].
//!
//! Neither `idb` nor `rexie` stands here: a transaction that is ended for want of room is there
//! `Aborted` without its error, so that a full device cannot be told from a browser that refuses;
//! and no wait of theirs has an end.
use crate::reflect::{member, there};
use crate::timers::within;
use js_sys::{Array, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode as Mode,
};

/// Under this key of the marked store stands the mark.
const MARK: &str = "#";
/// So long the database may take to open, in milliseconds, and so long to read or write.
const OPENS: u32 = 3_000;
const WRITES: u32 = 10_000;

/// A database.
#[derive(Clone, Copy)]
pub struct Database {
    /// Its name in the browser.
    pub name: &'static str,
    /// Its version in the browser.
    pub version: u32,
    /// Its stores.
    pub stores: &'static [&'static str],
    /// The store that holds the mark, which is no text of its own: the key is one sign that no text
    /// has.
    pub marked: &'static str,
}

/// Why nothing can be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The browser has no database, or does not let this page at it.
    Refused,
    /// There is no room left.
    Full,
    /// The database does not answer, or not yet.
    Silent,
}

/// All that a database holds.
pub struct Contents {
    /// Every text of each store, in the order of [`Database::stores`].
    pub texts: Vec<Vec<String>>,
    /// Which making of the database it is; empty for one made by an older program.
    pub mark: String,
}

/// One change: in a store, under a key, a text to keep; none takes it out.
pub type Change<'a> = (&'static str, &'a str, Option<&'a str>);

thread_local! {
    static LATE: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Calls back when a database answers after it was given up.
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

/// Returns what a request or a transaction gives, in time.
async fn answered(promise: Promise) -> Result<JsValue, Trouble> {
    match within(JsFuture::from(promise.clone()), WRITES).await {
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

/// Returns what an error of the browser's means.
fn trouble(error: &JsValue) -> Trouble {
    let name = member(error, "name").and_then(|it| it.as_string());
    match name.as_deref() {
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

/// Returns a promise of what a request gives.
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

/// Returns a promise that a transaction is kept for good.
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

impl Database {
    /// Opens the database. None where there is none and `make` is false.
    async fn open(self, make: bool) -> Result<Option<IdbDatabase>, Trouble> {
        let opening = factory()?
            .open_with_u32(self.name, self.version)
            .map_err(|error| trouble(&error))?;
        let absent = Rc::new(Cell::new(false));
        let upgrade = {
            let (opening, absent) = (opening.clone(), absent.clone());
            Closure::<dyn FnMut(Event)>::new(move |_: Event| {
                if make {
                    self.make_stores(&opening);
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
        match within(JsFuture::from(given.clone()), OPENS).await {
            Some(Ok(database)) => Ok(Some(database.dyn_into().map_err(refused)?)),
            Some(Err(_)) if absent.get() => Ok(None),
            Some(Err(error)) => Err(trouble(&error)),
            None => {
                wait_on(given, upgrade);
                Err(Trouble::Silent)
            }
        }
    }

    fn make_stores(self, opening: &IdbOpenDbRequest) {
        let database = opening.result().ok();
        let Some(database) = database.and_then(|it| it.dyn_into::<IdbDatabase>().ok()) else {
            return;
        };
        for store in self.stores {
            // Where it cannot be made, the first use of it says so.
            let made = database.create_object_store(store);
            if let (Ok(made), true) = (made, *store == self.marked) {
                let mark = format!("{} {}", js_sys::Date::now(), js_sys::Math::random());
                let _ = made.put_with_key(&mark.into(), &MARK.into());
            }
        }
    }

    fn transaction(self, database: &IdbDatabase, mode: Mode) -> Result<IdbTransaction, Trouble> {
        let stores: Array = self.stores.iter().map(|it| JsValue::from(*it)).collect();
        database
            .transaction_with_str_sequence_and_mode(&stores, mode)
            .map_err(|error| trouble(&error))
    }

    /// Reads all of the database; none where there is none.
    ///
    /// # Errors
    ///
    /// When the browser refuses, or does not answer in time.
    pub async fn read(self) -> Result<Option<Contents>, Trouble> {
        let Some(database) = self.open(false).await? else {
            return Ok(None);
        };
        let found = self.read_from(&database).await;
        database.close();
        found.map(Some)
    }

    async fn read_from(self, database: &IdbDatabase) -> Result<Contents, Trouble> {
        let transaction = self.transaction(database, Mode::Readonly)?;
        let store = |it: &str| transaction.object_store(it).map_err(refused);
        let all = self.stores.iter().map(|it| {
            let all = store(it)?.get_all().map_err(refused)?;
            Ok(given(&all))
        });
        let all = all.collect::<Result<Vec<_>, Trouble>>()?;
        let mark = store(self.marked)?.get(&MARK.into()).map_err(refused)?;
        let mark = given(&mark);
        let mut texts = Vec::new();
        for each in all {
            let each = Array::from(&answered(each).await?);
            texts.push(each.iter().filter_map(|it| it.as_string()).collect());
        }
        let mark = answered(mark).await?.as_string().unwrap_or_default();
        Ok(Contents { texts, mark })
    }

    /// Makes changes: all of them, or none. Returns the mark of the database they were made in; none
    /// where there is no database and `make` is false.
    ///
    /// # Errors
    ///
    /// When there is no room, the browser refuses, or does not answer in time.
    pub async fn change(
        self,
        changes: &[Change<'_>],
        make: bool,
    ) -> Result<Option<String>, Trouble> {
        let Some(database) = self.open(make).await? else {
            return Ok(None);
        };
        let changed = self.write(&database, changes).await;
        database.close();
        let mark = answered(changed?).await?;
        Ok(Some(mark.as_string().unwrap_or_default()))
    }

    /// Writes, and returns a promise of the mark.
    async fn write(
        self,
        database: &IdbDatabase,
        changes: &[Change<'_>],
    ) -> Result<Promise, Trouble> {
        let transaction = self.transaction(database, Mode::Readwrite)?;
        let kept = kept(&transaction);
        let mark = self.put(&transaction, changes).map_err(|error| {
            let _ = transaction.abort();
            // Told already; what the abort says of it is no news.
            let unheard = JsFuture::from(kept.clone());
            spawn_local(async move { drop(unheard.await) });
            trouble(&error)
        })?;
        answered(kept).await.map(|_| mark)
    }

    fn put(self, within: &IdbTransaction, changes: &[Change<'_>]) -> Result<Promise, JsValue> {
        let mark = within.object_store(self.marked)?.get(&MARK.into())?;
        for (store, key, text) in changes {
            let (store, key) = (within.object_store(store)?, JsValue::from(*key));
            match text {
                Some(text) => store.put_with_key(&JsValue::from(*text), &key)?,
                None => store.delete(&key)?,
            };
        }
        // Not before: a change that is refused leaves nobody to hear of the mark.
        Ok(given(&mark))
    }

    /// Takes the whole database away.
    ///
    /// # Errors
    ///
    /// When the browser refuses, or does not answer in time.
    pub async fn remove(self) -> Result<(), Trouble> {
        let request = factory()?
            .delete_database(self.name)
            .map_err(|error| trouble(&error))?;
        answered(given(&request)).await.map(|_| ())
    }
}

/// Asks the browser not to clear databases by itself; it answers as it likes.
pub fn ask_to_stay() {
    let storage = there(gloo_utils::window().navigator().storage());
    if let Some(storage) = storage {
        // A promise that nobody waits for.
        let _ = storage.persist();
    }
}
