//! The browser's own Chinese voice: whether there is one, one sentence said, all of it cut short.
use crate::events::Listening;
use crate::reflect::member;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventTarget, SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

fn speech() -> Option<SpeechSynthesis> {
    let window = web_sys::window()?;
    let there = |name: &str| member(&window, name).is_some();
    (there("speechSynthesis") && there("SpeechSynthesisUtterance"))
        .then(|| window.speech_synthesis().ok())?
}

/// Returns whether the browser can speak at all; its voices may come later.
pub fn there() -> bool {
    speech().is_some()
}

/// A Chinese voice of the browser's.
pub struct Voice(SpeechSynthesis, SpeechSynthesisVoice);

/// Returns the best Chinese voice; none where there is none yet.
pub fn chinese() -> Option<Voice> {
    let speech = speech()?;
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
    Some(Voice(speech, voices.into_iter().next()?))
}

/// Calls back when the voices of the browser change; none where it cannot speak, or tells nothing:
/// in Safari before 16 the speech is no target of events.
pub fn on_voices(call: impl Fn() + 'static) -> Option<Listening> {
    let speech = speech()?;
    member(&speech, "addEventListener")?;
    let speech = EventTarget::from(speech);
    Some(Listening::on(&speech, "voiceschanged", call))
}

/// Returns whether something is being said.
pub fn speaking() -> bool {
    speech().is_some_and(|it| it.speaking())
}

/// Returns whether something is being said or is to be said.
pub fn busy() -> bool {
    speech().is_some_and(|it| it.speaking() || it.pending())
}

/// Cuts short whatever is being said and is to be said.
pub fn cancel() {
    if let Some(speech) = speech() {
        speech.cancel();
    }
}

/// What a browser tells of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// It is being said.
    Started,
    /// It was said to its end.
    Ended,
    /// It cannot be said, or was cut short.
    Failed,
}

/// A sentence that is to be said. Held until it was: some browsers forget what nobody holds.
/// Dropped, nothing is told of it any more.
pub struct Saying {
    said: SpeechSynthesisUtterance,
    _heard: [Closure<dyn FnMut()>; 3],
}

impl Drop for Saying {
    fn drop(&mut self) {
        self.said.set_onstart(None);
        self.said.set_onend(None);
        self.said.set_onerror(None);
    }
}

impl Voice {
    /// Says a sentence after those before it; `hear` is told how it goes. None where it cannot.
    pub fn say(&self, sentence: &str, hear: impl Fn(Told) + Clone + 'static) -> Option<Saying> {
        let Voice(speech, voice) = self;
        let said = SpeechSynthesisUtterance::new_with_text(sentence).ok()?;
        said.set_lang(&voice.lang());
        said.set_voice(Some(voice));
        let heard = [Told::Started, Told::Ended, Told::Failed].map(|told| {
            let hear = hear.clone();
            Closure::<dyn FnMut()>::new(move || hear(told))
        });
        let [started, ended, failed] = heard.each_ref().map(|it| it.as_ref().unchecked_ref());
        said.set_onstart(Some(started));
        said.set_onend(Some(ended));
        said.set_onerror(Some(failed));
        speech.speak(&said);
        Some(Saying {
            said,
            _heard: heard,
        })
    }
}
