//! Work next to the page: the program opened once more in a worker. A plain `Worker` and not
//! gloo-worker's: that starts from a Blob, which the site's Content-Security-Policy refuses.
use crate::contract;
use crate::reflect::{function, member};
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// What goes from the page to the worker and back.
#[derive(Clone, Default)]
pub struct Parcel {
    /// A text.
    pub text: String,
    /// Bytes, in pieces.
    pub bytes: Vec<Uint8Array>,
}

impl Parcel {
    fn write(&self) -> Object {
        let all = Object::new();
        let bytes: Array = self.bytes.iter().collect();
        set(&all, "text", &JsValue::from_str(&self.text));
        set(&all, "bytes", &bytes);
        all
    }

    /// None where a part did not arrive: nothing is left out in silence.
    fn read(message: &JsValue) -> Option<Parcel> {
        let bytes: Array = member(message, "bytes")?.dyn_into().ok()?;
        let bytes = bytes.iter().map(JsCast::dyn_into);
        Some(Parcel {
            text: member(message, "text")?.as_string()?,
            bytes: bytes.collect::<Result<_, _>>().ok()?,
        })
    }
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting on a plain object does not fail.
    let _ = Reflect::set(object, &name.into(), value);
}

/// A worker at work; dropped, it stops.
pub struct Worker {
    worker: Rc<RefCell<Option<web_sys::Worker>>>,
    _listeners: [EventListener; 2],
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
    }
}

/// Opens a worker with a job; none where there are no workers, or no files for one. `hear` gets what
/// it sends; `lost` is called when it stops by a fault, and is told whether anything had come.
pub fn open(
    job: &Parcel,
    hear: impl Fn(Parcel) + 'static,
    lost: impl Fn(bool) + 'static,
) -> Option<Worker> {
    let global = js_sys::global();
    let files = member(&global, contract::FILES)?;
    let script = member(&files, "month")?.as_string()?;
    function(&global, "Worker")?;
    let worker = web_sys::Worker::new(&script).ok()?;
    let came = Rc::new(Cell::new(false));
    let told = Rc::clone(&came);
    let messages = EventListener::new(&worker, "message", move |event| {
        told.set(true);
        let message = event.dyn_ref().map(MessageEvent::data);
        if let Some(parcel) = message.as_ref().and_then(Parcel::read) {
            hear(parcel);
        }
    });
    let slot = Rc::new(RefCell::new(Some(worker.clone())));
    let of = Rc::clone(&slot);
    let options = EventListenerOptions::enable_prevent_default();
    let faults = EventListener::new_with_options(&worker, "error", options, move |event| {
        event.prevent_default();
        if let Some(worker) = of.take() {
            worker.terminate();
            lost(came.get());
        }
    });
    let message = job.write();
    set(&message, "files", &files);
    let _ = worker.post_message(&message);
    Some(Worker {
        worker: slot,
        _listeners: [messages, faults],
    })
}

/// The worker's side of the line.
#[derive(Clone)]
pub struct Line(DedicatedWorkerGlobalScope);

impl Line {
    /// Sends to the page.
    pub fn send(&self, parcel: &Parcel) {
        let _ = self.0.post_message(&parcel.write());
    }
}

/// In a worker, waits for the job: `work` gets it, or none where it did not arrive whole. Returns
/// false where this is no worker.
pub fn serve(work: impl Fn(Option<Parcel>, Line) + 'static) -> bool {
    let global = js_sys::global();
    let Ok(scope) = global.clone().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return false;
    };
    let entry = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
        work(Parcel::read(&message), Line(scope.clone()));
    });
    set(&global, contract::MONTH, entry.as_ref());
    entry.forget();
    true
}

/// Returns how many megabytes of memory the program holds.
pub fn megabytes() -> u32 {
    let buffer = member(&wasm_bindgen::memory(), "buffer");
    let size = buffer.and_then(|it| it.dyn_into::<js_sys::ArrayBuffer>().ok());
    size.map_or(0, |it| it.byte_length() >> 20)
}
