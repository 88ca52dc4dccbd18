//! What the window holds while it is open: the fields, which one is at work, the sheet, the year.
//! None of it is kept: it goes when it is wiped, when nobody types for a while, and with the page.
use crate::window::Window;
use mingbai_engine::{Answer, Visit};
use mingbai_interview::clerk::pick::Offer;
use mingbai_interview::clerk::read::{self, Reading};
use mingbai_interview::clerk::slot::{Kind, Slot};
use mingbai_interview::clerk::slots;
use mingbai_interview::clerk::typed::Typed;
use mingbai_interview::world::{Answered, World};
use std::rc::Rc;
use yew::prelude::*;

/// What the window holds.
#[derive(Clone, PartialEq)]
pub struct State {
    /// The tables.
    pub world: World,
    /// The fields are those of the window's settings, not a patient's.
    pub setting: bool,
    /// What is set once for the window.
    pub window: Rc<Window>,
    /// The texts of the fields.
    pub typed: Rc<Typed>,
    /// What they tell.
    pub reading: Rc<Reading>,
    /// The answer to it; none without a visit.
    pub answer: Option<Answered>,
    /// The field at work, what it may mean, and which of that is marked.
    pub open: Option<(Slot, Vec<Offer>, Option<usize>)>,
    /// Counts up whenever fields were written by the page.
    pub written: u32,
    /// Counts up whenever everything was wiped.
    pub wipes: u32,
    /// The settlement sheet, as pasted or typed.
    pub sheet: String,
    /// The visits of the year, in order.
    pub year: Vec<Visit>,
    /// The last thing done that is not seen otherwise.
    pub said: String,
    /// How often a slip of what stands in the fields was asked for: 0 again with the next change.
    /// Kept with the fields, so that a key pressed right after the last digit counts after it.
    pub printed: u32,
    /// How often there was nothing to print.
    pub unprintable: u32,
}

/// What can happen.
pub enum Do {
    /// A text stands in a field.
    Type(Slot, String),
    /// The focus came to a field.
    Enter(Slot),
    /// The focus left a field: the name marked is taken.
    Leave(Slot),
    /// A name on offer was chosen.
    Take(Slot, usize),
    /// Another name is marked.
    Mark(bool),
    /// No names are on offer.
    Close,
    /// The name of an item is taken; its amount comes next.
    Next(Slot),
    /// The window was set otherwise.
    Set(Window),
    /// The sheet reads so.
    Sheet(String),
    /// The visit goes into the year; what was typed stays, as the next one is the same patient's.
    Add,
    /// The year's visits are these.
    Year(Vec<Visit>),
    /// A slip is asked for: of the year, or of the visit.
    Print {
        /// Of the year.
        year: bool,
    },
    /// The tables or the day are others.
    World(World),
    /// Another part is shown: what was said of the one before is old.
    Turn,
    /// Everything typed goes.
    Wipe(&'static str),
}

impl State {
    /// Nothing typed yet.
    pub fn new(world: World, window: Window) -> State {
        State::with(world, window, false)
    }

    /// The fields of the window's settings, as they are set.
    pub fn setting(world: World, window: Window) -> State {
        State::with(world, window, true)
    }

    fn with(world: World, window: Window, setting: bool) -> State {
        let mut state = State {
            world,
            setting,
            typed: Rc::new(Typed::default()),
            window: Rc::new(window),
            reading: Rc::default(),
            answer: None,
            open: None,
            written: 0,
            wipes: 0,
            sheet: String::new(),
            year: Vec::new(),
            said: String::new(),
            printed: 0,
            unprintable: 0,
        };
        state.typed = Rc::new(state.window.fixed.clone());
        state.reckon();
        state
    }

    /// The answer to what was understood: which fields there are follows from it, and nothing else.
    pub fn draft(&self) -> Option<&Answer> {
        self.answer.as_deref()?.as_ref().ok()
    }

    /// The answer, where there is one and every field was understood.
    pub fn good(&self) -> Option<&Answer> {
        let read = self.reading.wrong.is_empty();
        self.draft().filter(|_| read)
    }

    /// The fields in which something stands that was not understood, in their order.
    pub fn unread(&self) -> Vec<Slot> {
        let slots = self.slots().into_iter();
        slots
            .filter(|slot| self.reading.wrong(*slot).is_some())
            .collect()
    }

    /// Which fields were not understood: `有 1 格没看懂：结算日期。`
    pub fn unread_text(&self) -> Option<String> {
        unread_text(&self.world, &self.reading, &self.unread())
    }

    /// Why there is nothing to print or to keep; none where there is.
    pub fn lacking(&self) -> Option<String> {
        if let Some(unread) = self.unread_text() {
            return Some(unread);
        }
        match self.answer.as_deref() {
            None => Some("还没有填参保地。".to_owned()),
            Some(Err(error)) => Some(error.message.clone()),
            Some(Ok(_)) => None,
        }
    }

    /// The fields, in order.
    pub fn slots(&self) -> Vec<Slot> {
        if self.setting {
            return slots::of_window();
        }
        slots::now(&self.world.tables, &self.typed, self.draft())
    }

    /// The field in which a name is marked, but not yet taken.
    pub fn choosing(&self) -> Option<Slot> {
        let (slot, _, marked) = self.open.as_ref()?;
        marked.is_some().then_some(*slot)
    }

    /// The id of a field's input.
    pub fn id(&self, slot: Slot) -> String {
        let of = if self.setting { "set" } else { "desk" };
        format!("{of}-{}", slot.key(&self.world.tables))
    }

    fn reckon(&mut self) {
        if self.setting {
            self.reading = Rc::new(read::each(&self.world, &self.typed));
            return;
        }
        let mut reading = read::read(&self.world, &self.typed);
        if let Some(visit) = &mut reading.visit {
            self.window.figures.lay(&self.world, visit);
        }
        let answer = reading.visit.as_ref().map(|visit| self.world.answer(visit));
        self.reading = Rc::new(reading);
        self.answer = answer;
    }

    fn put(&mut self, slot: Slot, text: String) {
        let mut typed = (*self.typed).clone();
        typed.put(slot, text);
        self.set(typed);
    }

    fn set(&mut self, typed: Typed) {
        self.typed = Rc::new(typed);
        self.printed = 0;
    }

    fn offer(&mut self, slot: Slot) {
        let offers = read::offers(&self.world, &self.typed, slot);
        // Of a short list shown before anything is typed, none is taken by itself.
        let marked = read::typing(&self.typed, slot).then_some(0);
        self.open = (!offers.is_empty()).then_some((slot, offers, marked));
    }

    /// Takes a name on offer, in place of what was being typed.
    fn take(&mut self, slot: Slot, at: usize, after: &str) {
        let Some((of, offers, _)) = self.open.take() else {
            return;
        };
        let Some(offer) = offers.get(at).filter(|_| of == slot) else {
            return;
        };
        let text = self.typed.text(slot).to_owned();
        let text = match slot.kind() {
            Kind::Many | Kind::Items => {
                let (parts, _) = read::split(slot, &text);
                let mut parts: Vec<&str> = parts;
                parts.push(&offer.name);
                parts.join("、") + after
            }
            _ => offer.name.clone(),
        };
        self.put(slot, text);
        self.written += 1;
        self.reckon();
    }

    /// Whether anything of a patient stands in the fields, the sheet or the year.
    pub fn anyone(&self) -> bool {
        *self.typed != self.window.fixed || !self.sheet.is_empty() || !self.year.is_empty()
    }

    fn wipe(&mut self) {
        self.set(self.window.fixed.clone());
        self.open = None;
        self.sheet.clear();
        self.year.clear();
        self.written += 1;
        self.wipes += 1;
        self.reckon();
    }
}

impl Reducible for State {
    type Action = Do;

    fn reduce(self: Rc<State>, action: Do) -> Rc<State> {
        let mut state = (*self).clone();
        match action {
            Do::Type(slot, text) => {
                if state.typed.text(slot) == text {
                    return self;
                }
                state.said.clear();
                // A mark after a name begun takes the name.
                let text = match slot.kind() {
                    Kind::Many => read::completed(&state.world, &state.typed, slot, &text),
                    _ => None,
                }
                .inspect(|_| state.written += 1)
                .unwrap_or(text);
                state.put(slot, text);
                state.offer(slot);
                state.reckon();
            }
            Do::Enter(slot) => state.offer(slot),
            Do::Leave(slot) => match state.open {
                Some((of, _, Some(at))) if of == slot => state.take(slot, at, ""),
                Some((of, ..)) if of == slot => state.open = None,
                _ => return self,
            },
            Do::Take(slot, at) => state.take(slot, at, ""),
            Do::Next(slot) => {
                let at = state.open.as_ref().and_then(|it| it.2).unwrap_or(0);
                state.take(slot, at, " ");
            }
            Do::Mark(down) => {
                if let Some((_, offers, at)) = &mut state.open {
                    let count = offers.len().max(1);
                    *at = Some(match (*at, down) {
                        (None, true) => 0,
                        (None, false) => count - 1,
                        (Some(at), true) => (at + 1) % count,
                        (Some(at), false) => (at + count - 1) % count,
                    });
                }
            }
            Do::Close => state.open = None,
            Do::Set(window) => {
                let mut typed = (*state.typed).clone();
                for slot in slots::of_window() {
                    // What was changed for this patient alone stays.
                    if typed.text(slot) == state.window.fixed.text(slot) {
                        typed.put(slot, window.fixed.text(slot).to_owned());
                    }
                }
                state.set(typed);
                state.window = Rc::new(window);
                state.written += 1;
                state.reckon();
            }
            Do::Sheet(text) => state.sheet = text,
            Do::Year(visits) => state.year = visits,
            Do::Print { year } => {
                let why = match year {
                    true if state.year.is_empty() => {
                        Some("账里还没有就诊，没有可打的。".to_owned())
                    }
                    true => None,
                    false => state.lacking().map(|why| format!("{why}改好再打。")),
                };
                match why {
                    None => state.printed += 1,
                    Some(why) => {
                        state.said = why;
                        state.unprintable += 1;
                    }
                }
            }
            Do::Add => {
                if let Some(why) = state.lacking() {
                    state.said = format!("{why}填好再放进一年的账。");
                    return Rc::new(state);
                }
                let Some(visit) = state.reading.visit.clone() else {
                    return Rc::new(state);
                };
                state.said = match state.year.last() == Some(&visit) {
                    true => "又放了一次一样的。多放了，就去“一年的账”里去掉。",
                    false => "已经放进一年的账。",
                }
                .to_owned();
                state.year.push(visit);
            }
            Do::World(world) if state.world == world => return self,
            Do::World(world) => {
                state.world = world;
                state.reckon();
            }
            Do::Turn if state.said.is_empty() => return self,
            Do::Turn => state.said.clear(),
            Do::Wipe(said) => {
                state.wipe();
                state.said = said.to_owned();
            }
        }
        Rc::new(state)
    }
}

/// Which of these fields were not understood; none where all were.
pub fn unread_text(world: &World, reading: &Reading, slots: &[Slot]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for slot in slots.iter().filter(|slot| reading.wrong(**slot).is_some()) {
        names.push(slot.label(&world.tables));
    }
    (!names.is_empty()).then(|| format!("有 {} 格没看懂：{}。", names.len(), names.join("、")))
}
