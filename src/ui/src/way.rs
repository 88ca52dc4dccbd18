//! Where a button leads. A fragment holds a whole visit, and of many buttons one is clicked:
//! so it may be written only then.
use crate::browser;
use std::rc::Rc;
use yew::prelude::*;

/// The fragment something leads to.
#[derive(Clone)]
pub enum Way {
    /// Written already.
    To(String),
    /// Written when the button is clicked.
    Then(Rc<dyn Fn() -> String>),
}

impl Way {
    /// Returns a way whose fragment is written when it is taken.
    pub fn then(write: impl Fn() -> String + 'static) -> Way {
        Way::Then(Rc::new(write))
    }

    /// Returns the click handler of a button that leads there.
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
