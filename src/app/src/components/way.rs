//! Where a button leads. A fragment holds a whole visit, and of many buttons one is tapped:
//! so it may be written only then.
use crate::browser;
use std::cell::OnceCell;
use std::rc::Rc;
use yew::prelude::*;

/// The fragment something leads to.
#[derive(Clone)]
pub enum Way {
    /// Written already.
    To(String),
    /// Written when it is tapped.
    Then(browser::Write),
}

impl Way {
    /// A way that is written when a finger lies on it, or when it is taken; once.
    pub fn then(write: impl Fn() -> String + 'static) -> Way {
        let written = OnceCell::new();
        Way::Then(Rc::new(move || written.get_or_init(&write).clone()))
    }

    /// For a button that leads there: what a finger on it does.
    pub fn pressed(&self) -> Callback<PointerEvent> {
        let to = self.clone();
        Callback::from(move |_| match &to {
            Way::To(to) => browser::ahead(to),
            Way::Then(write) => browser::ahead_written(write),
        })
    }

    /// For a button that leads there: what a tap on it does.
    pub fn tapped(&self) -> Callback<MouseEvent> {
        let to = self.clone();
        Callback::from(move |_| to.go())
    }

    /// Goes there.
    pub fn go(&self) {
        match self {
            Way::To(to) => browser::go(to),
            Way::Then(write) => browser::go(&write()),
        }
    }
}

impl From<String> for Way {
    fn from(to: String) -> Way {
        Way::To(to)
    }
}

/// Two that are not written yet may lead to different places.
impl PartialEq for Way {
    fn eq(&self, other: &Way) -> bool {
        matches!((self, other), (Way::To(one), Way::To(two)) if one == two)
    }
}
