//! What a part of a page will show once it is wanted.
use std::rc::Rc;
use yew::prelude::*;

/// Makes it. Never equal to another: what it shows may have changed with the page.
#[derive(Clone)]
pub struct Made(Rc<dyn Fn() -> Html>);

impl Made {
    /// From what makes it.
    pub fn new(make: impl Fn() -> Html + 'static) -> Made {
        Made(Rc::new(make))
    }

    /// Makes it now.
    pub fn now(&self) -> Html {
        (self.0)()
    }
}

impl PartialEq for Made {
    fn eq(&self, _: &Made) -> bool {
        false
    }
}
