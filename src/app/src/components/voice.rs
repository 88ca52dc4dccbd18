//! Reading aloud (念给我听) with the browser's own Chinese voice; hidden where there is none.
use crate::browser::listen;
use crate::markup::html;
use js_sys::Reflect;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
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

fn silence() {
    if let Some(speech) = speech() {
        speech.cancel();
    }
}

/// The button that reads and stops.
#[component]
pub fn Voice(props: &VoiceProps) -> Html {
    let there = || speech().as_ref().and_then(chinese).is_some();
    let ready = use_state(there);
    let speaking = use_state(|| false);
    let failed = use_state(|| false);
    // Which reading is going on: what an earlier one still reports is no news.
    let turn = use_memo((), |()| Rc::new(Cell::new(0u32)));
    let held = use_mut_ref(Vec::<Closure<dyn FnMut()>>::new);
    {
        let ready = ready.clone();
        // Some browsers fetch their voices after the page has opened.
        use_effect_with((), move |()| {
            let changed = move |_| ready.set(there());
            let going = speech().and_then(|it| listen(it.into(), "voiceschanged", changed));
            move || drop(going)
        });
    }
    {
        let (speaking, turn) = (speaking.clone(), turn.clone());
        // Another answer is another button: this one falls silent when it goes.
        use_effect_with((), move |()| {
            move || {
                if turn.get() > 0 {
                    turn.set(turn.get() + 1);
                    silence();
                    speaking.set(false);
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
            held.borrow_mut().clear();
            if *speaking {
                return speaking.set(false);
            }
            let Some((speech, voice)) =
                speech().and_then(|it| chinese(&it).map(|voice| (it, voice)))
            else {
                return failed.set(true);
            };
            failed.set(false);
            let sentences = sentences.emit(());
            // One sentence at a time: long readings are cut off by some browsers.
            for (at, sentence) in sentences.iter().enumerate() {
                let Ok(said) = SpeechSynthesisUtterance::new_with_text(sentence) else {
                    return failed.set(true);
                };
                said.set_lang(&voice.lang());
                said.set_voice(Some(&voice));
                let (speaking, failed, turn) = (speaking.clone(), failed.clone(), turn.clone());
                let state = (speaking.clone(), turn.clone());
                let wrong = Closure::<dyn FnMut()>::new(move || {
                    if turn.get() == mine {
                        turn.set(mine + 1);
                        speaking.set(false);
                        failed.set(true);
                    }
                });
                said.set_onerror(Some(wrong.as_ref().unchecked_ref()));
                held.borrow_mut().push(wrong);
                if at + 1 == sentences.len() {
                    let (speaking, turn) = state;
                    let ended = Closure::<dyn FnMut()>::new(move || {
                        if turn.get() == mine {
                            speaking.set(false);
                        }
                    });
                    said.set_onend(Some(ended.as_ref().unchecked_ref()));
                    held.borrow_mut().push(ended);
                }
                speech.speak(&said);
            }
            speaking.set(true);
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
