//! Reading aloud (念给我听) with the browser's own Chinese voice; hidden where there is none.
//!
//! Browsers lose what is said right after something was cut short, and some fall silent in the
//! middle, without a word: so there is a pause after cutting short, and it is looked whether it is
//! being read. What was lost is said once more; then the person is told.
use mingbai_platform::clock::clocks;
use mingbai_platform::spawn;
use mingbai_platform::speech::{self, Saying, Told};
use mingbai_platform::timers::{Repeating, every, wait};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::prelude::*;

/// What is read.
#[derive(Properties, PartialEq)]
pub struct VoiceProps {
    /// Gives what is read, one after the other.
    pub sentences: Callback<(), Vec<String>>,
}

/// So long after cutting short nothing new is said, in milliseconds.
const PAUSE: i64 = 150;
/// How often it is looked whether it is being read, and how long silence may last.
const LOOK: u32 = 500;
const SILENCE: i64 = 2_500;
/// When to look for voices again: some browsers tell nothing when theirs have come.
const COMING: [u32; 5] = [200, 500, 1_000, 3_000, 8_000];

thread_local! {
    /// When something was cut short last, by the steady clock.
    static CUT: Cell<i64> = const { Cell::new(i64::MIN) };
}

/// Cuts short whatever is being said.
fn silence() {
    if speech::busy() {
        CUT.set(clocks().steady);
    }
    speech::cancel();
}

/// Waits for the rest of the pause, where so much of it has passed.
async fn pause(passed: i64) {
    wait(u32::try_from(PAUSE - passed).unwrap_or_default()).await;
}

/// A reading that goes on.
#[derive(Clone)]
struct Reading {
    sentences: Rc<Vec<String>>,
    /// How many of them were read to their end.
    read: Rc<Cell<usize>>,
    /// When it was last heard of, by the steady clock.
    heard: Rc<Cell<i64>>,
    /// Which reading it is, and which goes on.
    mine: u32,
    turn: Rc<Cell<u32>>,
    speaking: UseStateHandle<bool>,
    failed: UseStateHandle<bool>,
    held: Held,
}

/// What must live while it is read: some browsers forget what nobody holds.
type Held = Rc<RefCell<Vec<Saying>>>;

impl Reading {
    fn goes_on(&self) -> bool {
        self.turn.get() == self.mine
    }

    fn end(&self, failed: bool) {
        if self.goes_on() {
            self.turn.set(self.mine + 1);
            self.speaking.set(false);
            self.failed.set(failed);
        }
    }

    /// Says what has not been read yet.
    fn say(&self) {
        let Some(voice) = speech::chinese() else {
            return self.end(true);
        };
        self.heard.set(clocks().steady);
        // One sentence at a time: long readings are cut off by some browsers.
        for (at, sentence) in self.sentences.iter().enumerate().skip(self.read.get()) {
            let reading = self.clone();
            let said = voice.say(sentence, move |told| reading.hear(at, told));
            let Some(said) = said else {
                return self.end(true);
            };
            self.held.borrow_mut().push(said);
        }
    }

    /// Hears what the browser tells of a sentence.
    fn hear(&self, at: usize, told: Told) {
        if !self.goes_on() {
            return;
        }
        self.heard.set(clocks().steady);
        match told {
            Told::Started => {}
            Told::Ended => {
                self.read.set(self.read.get().max(at + 1));
                if at + 1 == self.sentences.len() {
                    self.end(false);
                }
            }
            Told::Failed => self.end(true),
        }
    }

    /// Looks whether it is being read; what was lost is said again, once.
    fn watch(&self) -> Repeating {
        let (reading, again) = (self.clone(), Cell::new(true));
        every(LOOK, move || {
            if speech::speaking() {
                reading.heard.set(clocks().steady);
            }
            if !reading.goes_on() || clocks().steady - reading.heard.get() < SILENCE {
                return;
            }
            if !again.replace(false) {
                silence();
                return reading.end(true);
            }
            let reading = reading.clone();
            // What hangs there unread is taken away first.
            speech::cancel();
            reading.heard.set(clocks().steady);
            spawn(async move {
                pause(0).await;
                if reading.goes_on() {
                    reading.say();
                }
            });
        })
    }
}

/// The button that reads and stops.
#[component]
pub fn Voice(props: &VoiceProps) -> Html {
    let there = || speech::chinese().is_some();
    let ready = use_state_eq(there);
    let speaking = use_state(|| false);
    let failed = use_state(|| false);
    // Which reading is going on: what an earlier one still reports is no news.
    let turn = use_memo((), |()| Rc::new(Cell::new(0u32)));
    let held = use_mut_ref(|| (Held::default(), None::<Repeating>));
    {
        let ready = ready.clone();
        // Some browsers fetch their voices after the page has opened.
        use_effect_with((), move |()| {
            let gone = Rc::new(Cell::new(false));
            let changed = {
                let ready = ready.clone();
                move || ready.set(there())
            };
            let listening = speech::on_voices(changed);
            if speech::there() && !there() {
                let gone = Rc::clone(&gone);
                spawn(async move {
                    for milliseconds in COMING {
                        wait(milliseconds).await;
                        if gone.get() || there() {
                            break;
                        }
                    }
                    if !gone.get() {
                        ready.set(there());
                    }
                });
            }
            move || {
                gone.set(true);
                drop(listening);
            }
        });
    }
    {
        let (speaking, turn, held) = (speaking.clone(), turn.clone(), held.clone());
        // Another answer is another button: this one falls silent when it goes.
        use_effect_with((), move |()| {
            move || {
                if turn.get() > 0 {
                    turn.set(turn.get() + 1);
                    silence();
                    speaking.set(false);
                    let mut held = held.borrow_mut();
                    held.0.borrow_mut().clear();
                    held.1.take();
                }
            }
        });
    }
    let onclick = {
        let (speaking, failed, turn) = (speaking.clone(), failed.clone(), turn.clone());
        let sentences = props.sentences.clone();
        Callback::from(move |_: MouseEvent| {
            let mine = turn.get() + 1;
            turn.set(mine);
            silence();
            let mut held = held.borrow_mut();
            // What is held holds the reading, and that holds it.
            held.0.borrow_mut().clear();
            *held = (Held::default(), None);
            if *speaking {
                return speaking.set(false);
            }
            failed.set(false);
            let reading = Reading {
                sentences: Rc::new(sentences.emit(())),
                read: Rc::default(),
                heard: Rc::new(Cell::new(clocks().steady)),
                mine,
                turn: Rc::clone(&turn),
                speaking: speaking.clone(),
                failed: failed.clone(),
                held: held.0.clone(),
            };
            speaking.set(true);
            held.1 = Some(reading.watch());
            let passed = clocks().steady.saturating_sub(CUT.get());
            if passed >= PAUSE {
                // At once, within the tap: some browsers let nothing be said later.
                return reading.say();
            }
            spawn(async move {
                pause(passed).await;
                if reading.goes_on() {
                    reading.say();
                }
            });
        })
    };
    if !*ready {
        return html! {};
    }
    html! {
        <div class="voice">
            <button type="button" class="tool" {onclick}>{ if *speaking { "停下，不念了" } else { "念给我听" } }</button>
            if *failed { <p class="says" role="status">{ "念不出来。请看看设备的声音，再试一次。" }</p> }
        </div>
    }
}
