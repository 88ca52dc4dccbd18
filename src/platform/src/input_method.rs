//! Enter that ends a word of an input method (拼音) is the input method's own: it chooses nothing and
//! sends nothing. Browsers tell it in three ways; all of them are heard here, once for every page.
use crate::events::FIRST;
use crate::reflect::member;
use gloo_events::EventListener;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The code of a key that went to an input method.
const TO_METHOD: u32 = 229;
/// The same press ends the word and is told as a key within so many milliseconds; a second press
/// takes longer.
const SAME_PRESS: i64 = 60;

/// What the pages do something with, and input methods too.
const SHARED: [&str; 6] = ["Enter", "Escape", "ArrowUp", "ArrowDown", "?", "？"];

/// A key as a browser tells it.
#[derive(Clone, Copy)]
struct Press<'a> {
    key: &'a str,
    code: u32,
    composing: bool,
    /// Milliseconds since a word was ended.
    since: i64,
}

/// Whether a key is the input method's and nobody else's.
fn is_methods(press: Press) -> bool {
    let ended = press.key == "Enter" && (0..SAME_PRESS).contains(&press.since);
    SHARED.contains(&press.key) && (press.composing || press.code == TO_METHOD || ended)
}

/// When a word was ended, and when its Enter was kept back, in milliseconds as events have them.
struct Heard {
    ended: Cell<i64>,
    kept_back: Cell<i64>,
}

/// Keeps the input method's keys from whatever is on the page, as long as it lives.
pub fn guard() {
    let heard = Rc::new(Heard {
        ended: Cell::new(i64::MIN),
        kept_back: Cell::new(i64::MIN),
    });
    for name in ["compositionend", "keydown", "submit"] {
        let heard = Rc::clone(&heard);
        let window = gloo_utils::window();
        EventListener::new_with_options(&window, name, FIRST, move |event| hear(event, &heard))
            .forget();
    }
}

fn hear(event: &Event, heard: &Heard) {
    let at = event.time_stamp() as i64;
    match event.type_().as_str() {
        "compositionend" => heard.ended.set(at),
        // Some browsers send the form all the same.
        "submit" if at.saturating_sub(heard.kept_back.get()) < SAME_PRESS => {
            event.prevent_default();
            event.stop_propagation();
        }
        _ => {
            let Some(press) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            // What fills in a field by itself sends keys without a name.
            let Some(key) = member(press, "key").and_then(|it| it.as_string()) else {
                return;
            };
            let composing = press.is_composing();
            let mine = is_methods(Press {
                key: &key,
                code: press.key_code(),
                composing,
                since: at.saturating_sub(heard.ended.get()),
            });
            if !mine {
                return;
            }
            event.stop_propagation();
            if key == "Enter" {
                heard.kept_back.set(at);
                if !composing {
                    // The word is ended; what is left is sending the form.
                    event.prevent_default();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Press, is_methods};

    fn check(key: &str, code: u32, composing: bool, since: i64, mine: bool) {
        let press = Press {
            key,
            code,
            composing,
            since,
        };
        assert_eq!(is_methods(press), mine, "{key} {code} {composing} {since}");
    }

    #[test]
    fn a_key_is_the_input_methods_while_a_word_is_made_or_just_ended() {
        const LONG: i64 = i64::MAX;
        check("Enter", 13, false, LONG, false);
        check("Enter", 13, true, LONG, true);
        check("Enter", 229, false, LONG, true);
        // Safari: the word is ended first, then the key is told.
        check("Enter", 13, false, 0, true);
        check("Enter", 13, false, 400, false);
        check("ArrowDown", 229, false, LONG, true);
        check("ArrowDown", 40, false, 0, false);
        check("？", 229, false, LONG, true);
        // Android tells every key so.
        check("Unidentified", 229, false, LONG, false);
        check("F4", 229, false, LONG, false);
    }
}
