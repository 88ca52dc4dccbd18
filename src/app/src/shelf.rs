//! The browser's own shelf for much and for long (IndexedDB): texts by their key, in two stores.
//!
//! Every call opens the database and closes it again, so that nothing stands in the way of another
//! tab or of the wipe. Reading never makes a database that was not there.
use js_sys::{Array, Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode as Mode,
};

const NAME: &str = "mingbai";
const VERSION: u32 = 1;

/// A store of the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Store {
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
fn given(request: &IdbRequest) -> JsFuture {
    let promise = Promise::new(&mut |resolve, reject| {
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
    });
    JsFuture::from(promise)
}

/// A promise that a transaction is kept for good.
fn kept(transaction: &IdbTransaction) -> JsFuture {
    let promise = Promise::new(&mut |resolve, reject| {
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
    });
    JsFuture::from(promise)
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
    let given = given(&opening).await;
    drop(upgrade);
    match given {
        Ok(database) => Ok(Some(database.dyn_into().map_err(refused)?)),
        Err(_) if absent.get() => Ok(None),
        Err(error) => Err(trouble(&error)),
    }
}

fn make_stores(opening: &IdbOpenDbRequest) {
    let database = opening.result().ok();
    if let Some(database) = database.and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
        for store in STORES {
            // Where it cannot be made, the first use of it says so.
            let _ = database.create_object_store(store.name());
        }
    }
}

/// Every text of a store.
pub async fn all(store: Store) -> Result<Vec<String>, Trouble> {
    let Some(database) = database(false).await? else {
        return Ok(Vec::new());
    };
    let read = async {
        let transaction = database
            .transaction_with_str(store.name())
            .map_err(refused)?;
        let request = transaction
            .object_store(store.name())
            .and_then(|it| it.get_all())
            .map_err(refused)?;
        given(&request).await.map_err(|error| trouble(&error))
    };
    let found = read.await;
    database.close();
    Ok(Array::from(&found?)
        .iter()
        .filter_map(|it| it.as_string())
        .collect())
}

/// Keeps texts under their keys: all of them, or none.
pub async fn put(store: Store, rows: &[(String, String)]) -> Result<(), Trouble> {
    change(&[store], |transaction| {
        let store = transaction.object_store(store.name())?;
        for (key, text) in rows {
            store.put_with_key(&text.into(), &key.into())?;
        }
        Ok(())
    })
    .await
}

/// Keeps nothing under a key any more, in any store.
pub async fn remove(key: &str) -> Result<(), Trouble> {
    change(&STORES, |transaction| {
        for store in STORES {
            transaction
                .object_store(store.name())?
                .delete(&key.into())?;
        }
        Ok(())
    })
    .await
}

async fn change(
    stores: &[Store],
    with: impl FnOnce(&IdbTransaction) -> Result<(), JsValue>,
) -> Result<(), Trouble> {
    let database = database(true).await?.ok_or(Trouble::Refused)?;
    let names: Array = stores.iter().map(|it| JsValue::from(it.name())).collect();
    let changed = async {
        let transaction = database
            .transaction_with_str_sequence_and_mode(&names, Mode::Readwrite)
            .map_err(|error| trouble(&error))?;
        let kept = kept(&transaction);
        if let Err(error) = with(&transaction) {
            let _ = transaction.abort();
            return Err(trouble(&error));
        }
        kept.await.map(|_| ()).map_err(|error| trouble(&error))
    };
    let changed = changed.await;
    database.close();
    changed
}

/// Takes the whole database away.
pub async fn wipe() -> Result<(), Trouble> {
    let request = factory()?
        .delete_database(NAME)
        .map_err(|error| trouble(&error))?;
    given(&request)
        .await
        .map(|_| ())
        .map_err(|error| trouble(&error))
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
