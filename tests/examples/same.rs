//! Answers chance visits to the shipped tables with two commands and tells where they differ:
//! `tests/same.sh` builds both and runs it. Knows the commands only from outside.
//! Every visit is answered with its trace; one in ten is compared between hospitals too, and one
//! in ten is the first of a year of three.
use mingbai_engine::{Bill, Visit};
use mingbai_policy::{Day, Tables};
use mingbai_tests::chance::Homes;
use mingbai_tests::fixtures::changes;
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::seed;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::{env, thread};

/// Differences that are written out; the rest are only counted.
const WRITTEN: usize = 10;

/// What is asked of both commands.
struct Ask {
    arguments: &'static [&'static str],
    input: Value,
}

struct Run {
    commands: [String; 2],
    visits: usize,
    /// Members of a visit that neither command is told, as `person.retired`.
    untold: Vec<String>,
    /// Members of an answer, at any depth, that are not compared: differences that are meant.
    meant: Vec<String>,
    /// Where any is named: the only members of an answer, at any depth, that are compared.
    only: Vec<String>,
    /// The first visit.
    from: usize,
}

fn read() -> Option<Run> {
    let mut words = env::args().skip(1);
    let mut run = Run {
        commands: [words.next()?, words.next()?],
        visits: words.next()?.parse().ok()?,
        untold: Vec::new(),
        meant: Vec::new(),
        only: Vec::new(),
        from: 0,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--untold" => run.untold.push(words.next()?),
            "--meant" => run.meant.push(words.next()?),
            "--only" => run.only.push(words.next()?),
            "--from" => run.from = words.next()?.parse().ok()?,
            _ => return None,
        }
    }
    Some(run)
}

fn main() -> io::Result<ExitCode> {
    let Some(run) = read() else {
        let usage = "same OLD NEW VISITS [--from VISIT] [--untold person.x]... [--meant member]... \
            [--only member]...";
        return Err(io::Error::other(usage));
    };
    let tables = mingbai_tables::load().map_err(io::Error::other)?;
    let homes = Homes::shipped(&tables);
    let (next, asked, refused) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let differing = Mutex::new(BTreeMap::new());
    let work = || -> io::Result<()> {
        loop {
            let at = run.from + next.fetch_add(1, Relaxed);
            if at >= run.from + run.visits {
                return Ok(());
            }
            for (number, ask) in asks(&run, &tables, &homes, at).into_iter().enumerate() {
                let [was, now] = [
                    said(&run.commands[0], &ask, &run)?,
                    said(&run.commands[1], &ask, &run)?,
                ];
                asked.fetch_add(1, Relaxed);
                let read = was["exit"] == json!(0);
                if !read {
                    refused.fetch_add(1, Relaxed);
                }
                // Of what the old command cannot read no member can be compared.
                if was != now
                    && (read || run.only.is_empty())
                    && let Ok(mut all) = differing.lock()
                {
                    all.insert((at, number), told(&ask, &was, &now));
                }
            }
        }
    };
    let cores = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let ended = workers.into_iter().map(|it| it.join());
        ended
            .map(|it| it.unwrap_or_else(|_| Err(io::Error::other("a thread panicked"))))
            .collect::<io::Result<Vec<()>>>()
    })?;
    let differing = differing.into_inner().unwrap_or_default();
    for ((at, _), text) in differing.iter().take(WRITTEN) {
        println!("visit {at}: {text}\n");
    }
    let (asked, refused) = (asked.into_inner(), refused.into_inner());
    println!(
        "{} visits, {asked} questions ({refused} refused by the old command), {} answered differently",
        run.visits,
        differing.len()
    );
    // Two commands that refuse everything agree about nothing.
    let some = refused * 2 < asked;
    Ok(ExitCode::from(u8::from(!differing.is_empty() || !some)))
}

/// The questions about one visit: alike for the same seed, whichever thread asks.
fn asks(run: &Run, tables: &Tables, homes: &Homes, at: usize) -> Vec<Ask> {
    let mut rng = Rng::new(seed().wrapping_add((at as u64) << 32));
    let known = homes.known(&mut rng);
    let visit = homes.open(&mut rng, known);
    let written = |visit: &Visit| {
        let mut json = mingbai_intake::write(tables, visit);
        run.untold.iter().for_each(|path| remove(&mut json, path));
        json
    };
    let mut asks = vec![Ask {
        arguments: &["answer", "--trace"],
        input: written(&visit),
    }];
    match at % 10 {
        0 => asks.push(Ask {
            arguments: &["compare"],
            input: written(&visit),
        }),
        5 => {
            let year = visit.date.year();
            let months = (1..=3).map(|it| {
                let mut later = visit.clone();
                later.date = Day::new(year, it * 3, 10);
                later.admitted = None;
                let total = homes.lot.amount(&mut rng);
                later.bill = Some(Bill {
                    total: Some(total),
                    in_scope: Some(homes.lot.amount_up_to(&mut rng, total)),
                    ..Bill::default()
                });
                written(&later)
            });
            asks.push(Ask {
                arguments: &["ledger"],
                input: months.collect(),
            });
        }
        _ => {}
    }
    asks
}

/// Removes a member by its path of keys.
fn remove(json: &mut Value, path: &str) {
    let (folder, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut folder = folder.split('.').filter(|it| !it.is_empty());
    let found = folder.try_fold(json, |it, key| it.get_mut(key));
    if let Some(Value::Object(members)) = found {
        members.remove(name);
    }
}

/// Removes members of these names wherever they are.
fn without(json: &mut Value, names: &[String]) {
    match json {
        Value::Object(members) => {
            members.retain(|name, _| !names.contains(name));
            members.values_mut().for_each(|it| without(it, names));
        }
        Value::Array(all) => all.iter_mut().for_each(|it| without(it, names)),
        _ => {}
    }
}

/// Keeps members of these names, wherever they are, and what they stand in; returns whether there are
/// any.
fn with_only(json: &mut Value, names: &[String]) -> bool {
    match json {
        Value::Object(members) => {
            members.retain(|name, member| names.contains(name) || with_only(member, names));
            !members.is_empty()
        }
        // All of a list stays, so that each keeps its place.
        Value::Array(all) => {
            let kept = all.iter_mut().map(|it| with_only(it, names));
            kept.fold(false, |some, kept| some | kept)
        }
        _ => false,
    }
}

/// Runs a command: its exit code, what it wrote and what it complained about.
fn said(command: &str, ask: &Ask, run: &Run) -> io::Result<Value> {
    let mut child = Command::new(command)
        .args(ask.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // The command reads all of it before it writes.
    child
        .stdin
        .take()
        .map_or(Ok(()), |mut stdin| write!(stdin, "{}", ask.input))?;
    let out = child.wait_with_output()?;
    let text = |bytes: &[u8]| {
        let json = serde_json::from_slice(bytes);
        let mut json = json.unwrap_or_else(|_| String::from_utf8_lossy(bytes).into());
        without(&mut json, &run.meant);
        if !run.only.is_empty() && !with_only(&mut json, &run.only) {
            json = Value::Null;
        }
        json
    };
    Ok(json!({ "exit": out.status.code(), "out": text(&out.stdout), "error": text(&out.stderr) }))
}

/// One difference, as a person reads it.
fn told(ask: &Ask, was: &Value, now: &Value) -> String {
    let mut text = format!("{} <<< '{}'", ask.arguments.join(" "), ask.input);
    for change in changes(was, now) {
        let now = change
            .now
            .map_or("nothing".to_owned(), |now| now.to_string());
        text += &format!("\n  {}: was {}, is {now}", change.at, change.was);
    }
    for change in changes(now, was).iter().filter(|it| it.now.is_none()) {
        text += &format!("\n  {}: new, {}", change.at, change.was);
    }
    text
}
