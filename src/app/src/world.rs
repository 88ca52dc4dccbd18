//! What every page sees: the tables, the day, where it stands and the answer so far.
use crate::route::Route;
use mingbai_engine::{Answer, Visit};
use mingbai_policy::{Day, Tables};
use mingbai_tables::pinyin::Readings;
use mingbai_visit::InputError;
use std::ops::Deref;
use std::rc::Rc;

/// The tables and today.
pub struct Known {
    /// Every table and word.
    pub tables: Tables,
    /// How names are read.
    pub readings: Readings,
    /// Today, as the browser says.
    pub today: Day,
}

/// The tables and today, shared.
#[derive(Clone)]
pub struct World(Rc<Known>);

impl World {
    /// Holds the tables.
    pub fn new(tables: Tables, today: Day) -> World {
        World(Rc::new(Known {
            tables,
            readings: Readings::load(),
            today,
        }))
    }

    /// The answer to a visit, or what contradicts itself in it.
    pub fn answer(&self, visit: &Visit) -> Result<Answer, InputError> {
        mingbai_engine::answer(&self.tables, visit).map_err(InputError::from)
    }
}

impl Deref for World {
    type Target = Known;
    fn deref(&self) -> &Known {
        &self.0
    }
}

impl PartialEq for World {
    fn eq(&self, other: &World) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// One screen: where the page stands, and the answer to the visit as far as it is told.
#[derive(Clone, PartialEq)]
pub struct Scene {
    /// The tables and today.
    pub world: World,
    /// Where the page stands.
    pub route: Route,
    /// The answer; none before a place is chosen.
    pub answer: Rc<Option<Result<Answer, InputError>>>,
    /// There is room for something beside the page.
    pub wide: bool,
}

impl Scene {
    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.world.tables
    }

    /// The answer, where the visit does not contradict itself.
    pub fn good(&self) -> Option<&Answer> {
        self.answer.as_ref().as_ref()?.as_ref().ok()
    }

    /// The address of a route.
    pub fn address(&self, route: &Route) -> String {
        route.fragment(&self.world.tables)
    }
}
