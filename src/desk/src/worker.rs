//! A month's table reckoned beside the page (一个月一起算): in a worker, or, where there is none, on
//! the page itself in slices too short to be felt.
use mingbai_batch::{Batch, Defaults, Paid, Problem, Summary};
use mingbai_files::encoding::{self, MARK, TextEncoding};
use mingbai_files::kind;
use mingbai_intake::date;
use mingbai_intake::figures::Figures;
use mingbai_interview::world::World;
use mingbai_platform::worker::{self, Parcel, Worker};
use mingbai_platform::{Bytes, clock, files, spawn, timers};
use mingbai_policy::{RegionId, Tables, pack};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, Cursor, Write};
use std::rc::Rc;
use yew::Callback;

/// How it goes.
#[derive(Clone, Debug)]
pub enum News {
    /// So many rows are done; thousandths of the table.
    Rows(u32, u32),
    /// The next piece of the results.
    Part(Bytes),
    /// All of it: the summary, and how many megabytes of memory it took.
    Done(Vec<String>, u32),
    /// The table cannot be read; why.
    Wrong(String),
}

/// A table at work; dropped, it stops.
pub struct Running {
    stopped: Rc<Cell<bool>>,
    _worker: Option<Worker>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopped.set(true);
    }
}

/// What is to be done, as it goes from the page to the worker.
#[derive(Clone)]
struct Job {
    bytes: Bytes,
    defaults: Defaults,
    /// What the window filled in, as tables.
    figures: Vec<String>,
    /// The provinces that the page has joined, as they came.
    provinces: Vec<Bytes>,
}

const BROKEN: &str = "算到一半停住了。这是程序的错，不是您填错了。";
/// A slice of the page's own time, and how often the worker tells.
const SLICE: i64 = 20;
const TELL: i64 = 100;
/// Results are handed on in pieces of this size.
const PIECE: usize = 1 << 18;

/// Begins; `tell` hears how it goes.
pub fn start(
    world: World,
    bytes: Bytes,
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
            .map(|it| Bytes::from(&**it))
            .collect(),
    };
    let stopped = Rc::new(Cell::new(false));
    let on_page = {
        let (job, stopped, tell) = (job.clone(), Rc::clone(&stopped), tell.clone());
        Rc::new(move || {
            let (job, stopped, tell) = (job.clone(), Rc::clone(&stopped), tell.clone());
            let world = world.clone();
            spawn(async move {
                let tell = |news| tell.emit(news);
                work(&world.tables, &job, SLICE, &tell, || {
                    let stopped = Rc::clone(&stopped);
                    async move {
                        timers::rest().await;
                        !stopped.get()
                    }
                })
                .await;
            });
        })
    };
    let opened = {
        let (hears, on_page) = (tell.clone(), Rc::clone(&on_page));
        let hear = move |parcel: Parcel| {
            if let Some(news) = read(parcel) {
                hears.emit(news);
            }
        };
        // Where the worker's files cannot be had, the page does it.
        let lost = move |heard: bool| match heard {
            true => tell.emit(News::Wrong(BROKEN.to_owned())),
            false => on_page(),
        };
        worker::open(&asked(&job), hear, lost)
    };
    if opened.is_none() {
        on_page();
    }
    Running {
        stopped,
        _worker: opened,
    }
}

/// Writes a job for the worker: first the table, then the provinces.
fn asked(job: &Job) -> Parcel {
    // None: not set; -1: a place without a table.
    let place = job.defaults.insured_in;
    let place = place.map(|place| place.map_or(-1, |it| i32::from(it.0)));
    let mut paid = Paid::ALL.iter();
    let text = json!({
        "figures": job.figures,
        "date": job.defaults.date.map(|day| day.to_string()),
        "place": place,
        "paid": paid.position(|(it, _)| *it == job.defaults.paid),
    });
    let bytes = std::iter::once(&job.bytes).chain(&job.provinces);
    Parcel {
        text: text.to_string(),
        bytes: bytes.cloned().collect(),
    }
}

fn texts(all: &Value) -> Option<Vec<String>> {
    let all = all.as_array()?.iter();
    all.map(|it| it.as_str().map(str::to_owned)).collect()
}

/// Reads a job; none where a part of it is missing.
fn job(parcel: Parcel) -> Option<Job> {
    let text: Value = serde_json::from_str(&parcel.text).ok()?;
    let mut bytes = parcel.bytes.into_iter();
    let place = text["place"].as_i64();
    let paid = text["paid"]
        .as_u64()
        .and_then(|at| usize::try_from(at).ok());
    let paid = paid.and_then(|at| Paid::ALL.get(at).copied());
    Some(Job {
        bytes: bytes.next()?,
        defaults: Defaults {
            date: text["date"].as_str().and_then(|day| date::read(day).ok()),
            insured_in: place.map(|at| u16::try_from(at).ok().map(RegionId)),
            paid: paid.map_or(Paid::Unsaid, |(paid, _)| paid),
        },
        figures: texts(&text["figures"])?,
        provinces: bytes.collect(),
    })
}

fn write(news: News) -> Parcel {
    let (text, bytes) = match news {
        News::Rows(rows, part) => (json!(["rows", rows, part]), None),
        News::Part(bytes) => (json!(["part"]), Some(bytes)),
        News::Done(lines, memory) => (json!(["done", lines, memory]), None),
        News::Wrong(why) => (json!(["wrong", why]), None),
    };
    Parcel {
        text: text.to_string(),
        bytes: bytes.into_iter().collect(),
    }
}

fn read(parcel: Parcel) -> Option<News> {
    let all: Value = serde_json::from_str(&parcel.text).ok()?;
    let number = |at: usize| u32::try_from(all[at].as_u64()?).ok();
    Some(match all[0].as_str()? {
        "rows" => News::Rows(number(1)?, number(2)?),
        "part" => News::Part(parcel.bytes.into_iter().next()?),
        "done" => News::Done(texts(&all[1])?, number(2)?),
        "wrong" => News::Wrong(all[1].as_str()?.to_owned()),
        _ => return None,
    })
}

/// The worker's side: waits for the job. False where this is no worker.
pub fn serve(tables: Tables) -> bool {
    let tables = Rc::new(tables);
    worker::serve(move |parcel, line| {
        let tables = Rc::clone(&tables);
        spawn(async move {
            let tell = |news: News| line.send(&write(news));
            // A part of the job that did not arrive is never left out in silence.
            let Some(job) = parcel.and_then(job) else {
                return tell(News::Wrong(BROKEN.to_owned()));
            };
            let Some(tables) = joined(&tables, &job.provinces) else {
                return tell(News::Wrong(BROKEN.to_owned()));
            };
            work(&tables, &job, TELL, &tell, || std::future::ready(true)).await;
        });
    })
}

/// The tables with the page's provinces; none where one of them does not fit.
fn joined<'t>(tables: &'t Tables, provinces: &[Bytes]) -> Option<Cow<'t, Tables>> {
    let mut all = Cow::Borrowed(tables);
    for bytes in provinces {
        let (province, mark) = pack::decode_province(&bytes.to_vec()).ok()?;
        all = Cow::Owned(all.with(province, mark).ok()?);
    }
    Some(all)
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
            tell(News::Part(Bytes::from(waiting.as_slice())));
            waiting.clear();
        }
    }
}

/// Returns the summary as lines, what must be read before it first.
fn told(tables: &Tables, summary: &Summary) -> Vec<String> {
    let mut lines = summary.latest.map_or_else(Vec::new, |latest| {
        let today = Some(mingbai_ui::browser::today());
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
    let mut begun = clock::now();
    loop {
        // The clock costs more than a row.
        for _ in 0..16 {
            match batch.row() {
                Ok(true) => {}
                Ok(false) => {
                    let news = match batch.finish() {
                        Ok(summary) => News::Done(told(tables, &summary), worker::megabytes()),
                        Err(problem) => News::Wrong(said(problem)),
                    };
                    out.hand_on(0, tell);
                    return tell(news);
                }
                Err(problem) => return tell(News::Wrong(said(problem))),
            }
        }
        out.hand_on(PIECE, tell);
        if clock::now() - begun >= slice {
            let rows = u32::try_from(batch.done() - 1).unwrap_or(u32::MAX);
            let part = u32::try_from(batch.bytes().min(total) * 1000 / total).unwrap_or(1000);
            tell(News::Rows(rows, part));
            if !go_on().await {
                return;
            }
            begun = clock::now();
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
fn text(bytes: &Bytes) -> Result<Vec<u8>, String> {
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
            let text =
                files::decoded(label, bytes).ok_or("文件的文字读不出来。请另存为 UTF-8 再试。")?;
            text.into_bytes()
        }
    };
    if raw.starts_with(MARK) {
        return Ok(raw);
    }
    Ok([MARK, &raw].concat())
}
