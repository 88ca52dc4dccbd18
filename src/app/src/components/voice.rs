//! Reading aloud (念给我听) with the browser's own Chinese voice; hidden where there is none.
//!
//! Browsers lose what is said right after something was cut short, and some fall silent in the
//! middle, without a word: so there is a pause after cutting short, and it is looked whether it is
//! being read. What was lost is said once more; then the person is told.
use crate::browser::{Going, clocks, every, listen, within};
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};
use yew::prelude::*;

/// What is read.
#[derive(Properties, PartialEq)]
pub struct VoiceProps {
    /// Gives what is read, one after the other.
    pub sentences: Callback<(), Vec<String>>,
}

fn speech() -> Option<SpeechSynthesis> {
    let window = web_sys::window()?;
    let there = |name: &str| {
        Reflect::get(&window, &name.into()).is_ok_and(|it| !it.is_undefined() && !it.is_null())
    };
    (there("speechSynthesis") && there("SpeechSynthesisUtterance"))
        .then(|| window.speech_synthesis().ok())?
}

fn chinese(speech: &SpeechSynthesis) -> Option<SpeechSynthesisVoice> {
    let voices = speech.get_voices().to_vec().into_iter();
    let mut voices: Vec<SpeechSynthesisVoice> = voices
        .map(JsCast::unchecked_into)
        .filter(|voice: &SpeechSynthesisVoice| {
            let lang = voice.lang().to_lowercase().replace('_', "-");
            lang.starts_with("zh") || lang.starts_with("cmn")
        })
        .collect();
    // A voice on the device works without a network; Mandarin before other voices.
    voices.sort_by_key(|voice| (!voice.lang().ends_with("CN"), !voice.local_service()));
    voices.into_iter().next()
}

/// So long after cutting short nothing new is said, in milliseconds.
const PAUSE: i64 = 150;
/// How often it is looked whether it is being read, and how long silence may last.
const LOOK: i32 = 500;
const SILENCE: i64 = 2_500;
/// When to look for voices again: some browsers tell nothing when theirs have come.
const COMING: [i32; 5] = [200, 500, 1_000, 3_000, 8_000];

thread_local! {
    /// When something was cut short last, by the steady clock.
    static CUT: Cell<i64> = const { Cell::new(i64::MIN) };
}

/// Cuts short whatever is being said.
fn silence() {
    if let Some(speech) = speech() {
        if speech.speaking() || speech.pending() {
            CUT.set(clocks().steady);
        }
        speech.cancel();
    }
}

async fn wait(milliseconds: i32) {
    // Nothing comes of it but the time.
    let never = Promise::new(&mut |_, _| {});
    drop(within(&never, milliseconds).await);
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
type Held = Rc<RefCell<Vec<(SpeechSynthesisUtterance, [Closure<dyn FnMut()>; 3])>>>;

/// Lets go of what was read. An utterance that was cut short may still report: nobody hears it.
fn let_go(held: &Held) {
    for (said, heard) in held.borrow_mut().drain(..) {
        said.set_onstart(None);
        said.set_onend(None);
        said.set_onerror(None);
        drop(heard);
    }
}

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
        let Some((speech, voice)) = speech().and_then(|it| chinese(&it).map(|voice| (it, voice)))
        else {
            return self.end(true);
        };
        self.heard.set(clocks().steady);
        // One sentence at a time: long readings are cut off by some browsers.
        for (at, sentence) in self.sentences.iter().enumerate().skip(self.read.get()) {
            let Ok(said) = SpeechSynthesisUtterance::new_with_text(sentence) else {
                return self.end(true);
            };
            said.set_lang(&voice.lang());
            said.set_voice(Some(&voice));
            let hears = |does: fn(&Reading, usize)| {
                let reading = self.clone();
                Closure::<dyn FnMut()>::new(move || {
                    if reading.goes_on() {
                        reading.heard.set(clocks().steady);
                        does(&reading, at);
                    }
                })
            };
            let begun = hears(|_, _| {});
            let ended = hears(|reading, at| {
                reading.read.set(reading.read.get().max(at + 1));
                if at + 1 == reading.sentences.len() {
                    reading.end(false);
                }
            });
            let wrong = hears(|reading, _| reading.end(true));
            said.set_onstart(Some(begun.as_ref().unchecked_ref()));
            said.set_onend(Some(ended.as_ref().unchecked_ref()));
            said.set_onerror(Some(wrong.as_ref().unchecked_ref()));
            speech.speak(&said);
            self.held.borrow_mut().push((said, [begun, ended, wrong]));
        }
    }

    /// Looks whether it is being read; what was lost is said again, once.
    fn watch(&self) -> Option<Going> {
        let (reading, again) = (self.clone(), Cell::new(true));
        every(LOOK, move || {
            let busy = speech().is_some_and(|it| it.speaking());
            if busy {
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
            if let Some(speech) = speech() {
                speech.cancel();
            }
            reading.heard.set(clocks().steady);
            spawn_local(async move {
                wait(PAUSE as i32).await;
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
    let there = || speech().as_ref().and_then(chinese).is_some();
    let ready = use_state_eq(there);
    let speaking = use_state(|| false);
    let failed = use_state(|| false);
    // Which reading is going on: what an earlier one still reports is no news.
    let turn = use_memo((), |()| Rc::new(Cell::new(0u32)));
    let held = use_mut_ref(|| (Held::default(), None::<Going>));
    {
        let ready = ready.clone();
        // Some browsers fetch their voices after the page has opened.
        use_effect_with((), move |()| {
            let gone = Rc::new(Cell::new(false));
            let changed = {
                let ready = ready.clone();
                move |_| ready.set(there())
            };
            let going = speech().and_then(|it| listen(it.into(), "voiceschanged", changed));
            if speech().is_some() && !there() {
                let gone = Rc::clone(&gone);
                spawn_local(async move {
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
                drop(going);
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
                    let_go(&held.0);
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
            let_go(&held.0);
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
            held.1 = reading.watch();
            let passed = clocks().steady.saturating_sub(CUT.get());
            if passed >= PAUSE {
                // At once, within the tap: some browsers let nothing be said later.
                return reading.say();
            }
            spawn_local(async move {
                wait((PAUSE - passed) as i32).await;
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
