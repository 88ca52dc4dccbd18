//! A month's table reckoned beside the page (一个月一起算): in a worker, or, where there is none, on
//! the page itself in slices too short to be felt.
use crate::browser;
use crate::world::World;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use mingbai_batch::{Batch, Defaults, Paid, Problem, Summary};
use mingbai_files::encoding::{self, MARK, TextEncoding};
use mingbai_files::kind;
use mingbai_intake::date;
use mingbai_intake::figures::Figures;
use mingbai_policy::{RegionId, Tables, pack};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, Cursor, Write};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, TextDecoder, Worker};
use yew::Callback;

/// How it goes.
#[derive(Clone, Debug)]
pub enum News {
    /// So many rows are done; thousandths of the table.
    Rows(u32, u32),
    /// The next piece of the results.
    Part(Uint8Array),
    /// All of it: the summary, and how many megabytes of memory it took.
    Done(Vec<String>, u32),
    /// The table cannot be read; why.
    Wrong(String),
}

/// A table at work; dropped, it stops.
pub struct Running {
    stopped: Rc<Cell<bool>>,
    worker: Rc<RefCell<Option<Worker>>>,
    _held: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopped.set(true);
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
    }
}

/// What is to be done, as it goes from the page to the worker.
#[derive(Clone)]
struct Job {
    bytes: Uint8Array,
    defaults: Defaults,
    /// What the window filled in, as tables.
    figures: Vec<String>,
    /// The provinces that the page has joined, as they came.
    provinces: Vec<Uint8Array>,
}

const BROKEN: &str = "算到一半停住了。这是程序的错，不是您填错了。";
/// Set by the script that opens the page: where the worker's files are.
const FILES: &str = "mingbaiFiles";
/// Called by the worker's script once the program is there.
const ENTRY: &str = "mingbaiMonth";
/// A slice of the page's own time, and how often the worker tells.
const SLICE: i64 = 20;
const TELL: i64 = 100;
/// Results are handed on in pieces of this size.
const PIECE: usize = 1 << 18;

/// Begins; `tell` hears how it goes.
pub fn start(
    world: World,
    bytes: Uint8Array,
    defaults: Defaults,
    figures: Vec<String>,
    tell: Callback<News>,
) -> Running {
    let job = Job {
        bytes,
        defaults,
        figures,
        provinces: world
            .provinces
            .iter()
            .map(|it| Uint8Array::from(&**it))
            .collect(),
    };
    let stopped = Rc::new(Cell::new(false));
    let slot = Rc::new(RefCell::new(None));
    let on_page = {
        let (job, stopped, tell) = (job.clone(), Rc::clone(&stopped), tell.clone());
        Rc::new(move || {
            let (job, stopped, tell) = (job.clone(), Rc::clone(&stopped), tell.clone());
            let world = world.clone();
            spawn_local(async move {
                let tell = |news| tell.emit(news);
                work(&world.tables, &job, SLICE, &tell, || {
                    let stopped = Rc::clone(&stopped);
                    async move {
                        rest().await;
                        !stopped.get()
                    }
                })
                .await;
            });
        })
    };
    let mut held = Vec::new();
    let opened = worker();
    match &opened {
        None => on_page(),
        Some((worker, files)) => {
            let heard = Rc::new(Cell::new(false));
            let onmessage = {
                let (heard, tell) = (Rc::clone(&heard), tell.clone());
                Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                    heard.set(true);
                    if let Some(news) = read(&event.data()) {
                        tell.emit(news);
                    }
                })
            };
            worker.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
            // Where the worker's files cannot be had, the page does it.
            let slot = Rc::clone(&slot);
            let onerror = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                event.prevent_default();
                let gone: Option<Worker> = slot.take();
                if let Some(worker) = gone {
                    worker.terminate();
                    if heard.get() {
                        tell.emit(News::Wrong(BROKEN.to_owned()));
                    } else {
                        on_page();
                    }
                }
            });
            worker.set_onerror(Some(onerror.as_ref().unchecked_ref()));
            held.extend([onmessage, onerror]);
            let _ = worker.post_message(&asked(files, &job));
        }
    }
    if !stopped.get() {
        slot.replace(opened.map(|(worker, _)| worker));
    }
    Running {
        stopped,
        worker: slot,
        _held: held,
    }
}

fn worker() -> Option<(Worker, JsValue)> {
    let files = Reflect::get(&js_sys::global(), &FILES.into()).ok()?;
    let script = Reflect::get(&files, &"month".into()).ok()?.as_string()?;
    let there = Reflect::get(&js_sys::global(), &"Worker".into()).ok()?;
    (there.is_function())
        .then(|| Worker::new(&script).ok())?
        .map(|worker| (worker, files))
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting on a plain object does not fail.
    let _ = Reflect::set(object, &name.into(), value);
}

/// The message to the worker: its files, and the job.
fn asked(files: &JsValue, job: &Job) -> JsValue {
    let message = Object::new();
    set(&message, "files", files);
    set(&message, "bytes", &job.bytes);
    set(&message, "figures", &texts(&job.figures));
    let provinces: Array = job.provinces.iter().collect();
    set(&message, "provinces", &provinces);
    let date = job.defaults.date.map(|day| day.to_string());
    set(&message, "date", &date.map_or(JsValue::NULL, JsValue::from));
    // None: not set; -1: a place without a table.
    let place = job.defaults.insured_in;
    let place = place.map(|place| place.map_or(-1, |it| i32::from(it.0)));
    set(
        &message,
        "place",
        &place.map_or(JsValue::NULL, JsValue::from),
    );
    let paid = Paid::ALL
        .iter()
        .position(|(it, _)| *it == job.defaults.paid);
    let paid = paid.map_or(JsValue::NULL, |at| JsValue::from(at as u32));
    set(&message, "paid", &paid);
    message.into()
}

fn texts(all: &[String]) -> Array {
    all.iter().map(|it| JsValue::from_str(it)).collect()
}

fn read_texts(all: &Array) -> Vec<String> {
    all.iter().filter_map(|it| it.as_string()).collect()
}

fn job(message: &JsValue) -> Option<Job> {
    let get = |name: &str| Reflect::get(message, &name.into()).ok();
    let date = get("date").and_then(|it| it.as_string());
    let place = get("place")?.as_f64().map(|it| it as i32);
    let paid = get("paid").and_then(|it| it.as_f64());
    let paid = paid.and_then(|at| Paid::ALL.get(at as usize).copied());
    Some(Job {
        bytes: get("bytes")?.dyn_into().ok()?,
        defaults: Defaults {
            date: date.and_then(|text| date::read(&text).ok()),
            insured_in: place.map(|at| u16::try_from(at).ok().map(RegionId)),
            paid: paid.map_or(Paid::Unsaid, |(paid, _)| paid),
        },
        figures: read_texts(get("figures")?.dyn_ref::<Array>()?),
        provinces: get("provinces")?
            .dyn_ref::<Array>()?
            .iter()
            .map(JsCast::dyn_into)
            .collect::<Result<_, _>>()
            .ok()?,
    })
}

fn write(news: &News) -> JsValue {
    let all = match news {
        News::Rows(rows, part) => Array::of3(&"rows".into(), &(*rows).into(), &(*part).into()),
        News::Part(bytes) => Array::of2(&"part".into(), bytes),
        News::Done(lines, memory) => Array::of3(&"done".into(), &texts(lines), &(*memory).into()),
        News::Wrong(why) => Array::of2(&"wrong".into(), &why.into()),
    };
    all.into()
}

fn read(message: &JsValue) -> Option<News> {
    let all = message.dyn_ref::<Array>()?;
    let number = |at| all.get(at).as_f64().map(|it| it as u32);
    Some(match all.get(0).as_string()?.as_str() {
        "rows" => News::Rows(number(1)?, number(2)?),
        "part" => News::Part(all.get(1).dyn_into().ok()?),
        "done" => News::Done(read_texts(all.get(1).dyn_ref::<Array>()?), number(2)?),
        "wrong" => News::Wrong(all.get(1).as_string()?),
        _ => return None,
    })
}

/// The worker's side: waits for the job. False where this is no worker.
pub fn serve(tables: Tables) -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return false;
    };
    let tables = Rc::new(tables);
    let global = js_sys::global();
    let entry = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
        let job = job(&message);
        let (tables, scope) = (Rc::clone(&tables), scope.clone());
        spawn_local(async move {
            let tell = |news: News| {
                let _ = scope.post_message(&write(&news));
            };
            // A part of the job that did not arrive is never left out in silence.
            let Some(job) = job else {
                return tell(News::Wrong(BROKEN.to_owned()));
            };
            let Some(tables) = joined(&tables, &job.provinces) else {
                return tell(News::Wrong(BROKEN.to_owned()));
            };
            work(&tables, &job, TELL, &tell, || std::future::ready(true)).await;
        });
    });
    set(&global, ENTRY, entry.as_ref());
    entry.forget();
    true
}

/// The tables with the page's provinces; none where one of them does not fit.
fn joined<'t>(tables: &'t Tables, provinces: &[Uint8Array]) -> Option<Cow<'t, Tables>> {
    let mut all = Cow::Borrowed(tables);
    for bytes in provinces {
        let (province, mark) = pack::decode_province(&bytes.to_vec()).ok()?;
        all = Cow::Owned(all.with(province, mark).ok()?);
    }
    Some(all)
}

/// Until the browser has done what waits.
async fn rest() {
    let promise = js_sys::Promise::new(&mut |done: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback(&done);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// The results on their way out.
#[derive(Clone, Default)]
struct Out(Rc<RefCell<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Out {
    fn hand_on(&self, least: usize, tell: &impl Fn(News)) {
        let mut waiting = self.0.borrow_mut();
        if !waiting.is_empty() && waiting.len() >= least {
            tell(News::Part(Uint8Array::from(waiting.as_slice())));
            waiting.clear();
        }
    }
}

/// Returns the summary as lines, what must be read before it first.
fn told(tables: &Tables, summary: &Summary) -> Vec<String> {
    let mut lines = summary.latest.map_or_else(Vec::new, |latest| {
        let today = Some(browser::today());
        mingbai_wording::alerts(tables, &summary.unattested, latest, today)
    });
    lines.extend(summary.lines(tables));
    lines
}

/// Row after row; after each slice `go_on` says whether to.
async fn work<F: Future<Output = bool>>(
    tables: &Tables,
    job: &Job,
    slice: i64,
    tell: &impl Fn(News),
    go_on: impl Fn() -> F,
) {
    let text = match text(&job.bytes) {
        Ok(text) => text,
        Err(why) => return tell(News::Wrong(why)),
    };
    let total = (text.len() as u64).max(1);
    let out = Out::default();
    let figures = job.figures.iter();
    let figures = figures.filter_map(|text| Figures::parse(tables, text).ok());
    let figures = figures.collect();
    let mut batch = match Batch::new(tables, job.defaults, Cursor::new(text), out.clone()) {
        Ok(batch) => batch.with_figures(figures),
        Err(problem) => return tell(News::Wrong(said(problem))),
    };
    let mut begun = browser::now();
    loop {
        // The clock costs more than a row.
        for _ in 0..16 {
            match batch.row() {
                Ok(true) => {}
                Ok(false) => {
                    let news = match batch.finish() {
                        Ok(summary) => News::Done(told(tables, &summary), megabytes()),
                        Err(problem) => News::Wrong(said(problem)),
                    };
                    out.hand_on(0, tell);
                    return tell(news);
                }
                Err(problem) => return tell(News::Wrong(said(problem))),
            }
        }
        out.hand_on(PIECE, tell);
        if browser::now() - begun >= slice {
            let rows = u32::try_from(batch.done() - 1).unwrap_or(u32::MAX);
            let part = u32::try_from(batch.bytes().min(total) * 1000 / total).unwrap_or(1000);
            tell(News::Rows(rows, part));
            if !go_on().await {
                return;
            }
            begun = browser::now();
        }
    }
}

fn said(problem: Problem) -> String {
    match problem {
        Problem::Header(message) => message,
        Problem::Read(error) => format!("表读不下去：{error}。"),
        Problem::Write(error) => format!("写不出去：{error}。"),
    }
}

/// UTF-8 with a mark, by which office programs know it; GB18030 and UTF-16 are turned into it by the browser,
/// which has decoders of its own. A workbook stays as it is; another kind says what to do.
fn text(bytes: &Uint8Array) -> Result<Vec<u8>, String> {
    let raw = bytes.to_vec();
    if kind::of_bytes(&raw)?.is_some() {
        return Ok(raw);
    }
    let label = match encoding::of_whole(&raw) {
        TextEncoding::Utf8 => None,
        TextEncoding::Gb18030 => Some("gb18030"),
        TextEncoding::Utf16Le => Some("utf-16le"),
        TextEncoding::Utf16Be => Some("utf-16be"),
    };
    let raw = match label {
        None => raw,
        Some(label) => {
            drop(raw);
            let decoder = TextDecoder::new_with_label(label).ok();
            let text = decoder.and_then(|it| it.decode_with_buffer_source(bytes).ok());
            let text = text.ok_or("文件的文字读不出来。请另存为 UTF-8 再试。")?;
            text.into_bytes()
        }
    };
    if raw.starts_with(MARK) {
        return Ok(raw);
    }
    Ok([MARK, &raw].concat())
}

/// The program's memory.
fn megabytes() -> u32 {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &"buffer".into()).ok();
    let size = buffer.and_then(|it| it.dyn_into::<js_sys::ArrayBuffer>().ok());
    size.map_or(0, |it| it.byte_length() >> 20)
}
