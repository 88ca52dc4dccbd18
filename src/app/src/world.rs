//! What every page sees: the tables, the day, where it stands and the answer so far.
use crate::address::Address;
use crate::route::Route;
use crate::shown::Shown;
use mingbai_engine::{Answer, Elsewhere, Visit};
use mingbai_policy::province::JoinError;
use mingbai_policy::{Day, Tables, pack};
use mingbai_tables::pinyin::Readings;
use mingbai_visit::{InputError, link};
use std::cell::{OnceCell, RefCell};
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
    /// The provinces that were joined, as they came.
    pub provinces: Vec<Rc<[u8]>>,
    /// The address read last.
    read: RefCell<Option<(String, Addressed)>>,
    /// The visit written last, once some link was made.
    coded: RefCell<Option<(Visit, Rc<OnceCell<String>>)>>,
    /// The visit answered last: what a field checked, the next page shows.
    last: RefCell<Option<(Visit, Answered)>>,
    /// The visit compared last: what the answer's page reckons ahead, the comparison shows.
    compared: RefCell<Option<(Visit, Compared)>>,
}

/// What an address names, or that it cannot be read.
pub type Addressed = Rc<Result<Address, InputError>>;

/// The answer to a visit, or what contradicts itself in it.
pub type Answered = Rc<Result<Answer, InputError>>;

/// A visit at other hospitals, or what contradicts itself in it.
pub type Compared = Rc<Result<Vec<Elsewhere>, InputError>>;

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
            provinces: Vec::new(),
            read: RefCell::default(),
            coded: RefCell::default(),
            last: RefCell::default(),
            compared: RefCell::default(),
        }))
    }

    /// The same with one more province. Whatever had an id before has it still.
    ///
    /// # Errors
    ///
    /// When the bytes are no province's, or do not fit.
    pub fn with(&self, bytes: Rc<[u8]>) -> Result<World, JoinError> {
        let (mut province, mark) = pack::decode_province(&bytes)?;
        let readings = std::mem::take(&mut province.readings);
        let tables = self.tables.with(province, mark)?;
        let mut provinces = self.provinces.clone();
        provinces.push(bytes);
        Ok(World(Rc::new(Known {
            tables,
            // Held as long as the page lives, as the tables are.
            readings: self.readings.with(readings.leak()),
            today: self.today,
            provinces,
            read: RefCell::default(),
            coded: RefCell::default(),
            last: RefCell::default(),
            compared: RefCell::default(),
        })))
    }

    /// What a fragment names, or that it cannot be read.
    pub fn address(&self, fragment: &str) -> Addressed {
        kept(&self.read, &fragment.to_owned(), || {
            Address::read(&self.tables, fragment)
        })
    }

    /// The answer to a visit, or what contradicts itself in it.
    pub fn answer(&self, visit: &Visit) -> Answered {
        kept(&self.last, visit, || {
            mingbai_engine::answer(&self.tables, visit).map_err(InputError::from)
        })
    }

    /// The same visit at other hospitals, best first.
    pub fn compare(&self, visit: &Visit) -> Compared {
        kept(&self.compared, visit, || {
            mingbai_engine::compare(&self.tables, visit).map_err(InputError::from)
        })
    }
}

/// What was found out last, where it is of this.
fn kept<K: Clone + PartialEq, T>(
    last: &RefCell<Option<(K, Rc<T>)>>,
    of: &K,
    reckon: impl Fn() -> T,
) -> Rc<T> {
    let mut last = last.borrow_mut();
    match &*last {
        Some((it, reckoned)) if it == of => reckoned.clone(),
        _ => {
            let reckoned = Rc::new(reckon());
            *last = Some((of.clone(), reckoned.clone()));
            reckoned
        }
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
    pub answer: Option<Answered>,
    /// The visit as addresses carry it, once some link was made.
    pub coded: Rc<OnceCell<String>>,
    /// There is room for something beside the page.
    pub wide: bool,
}

impl Scene {
    /// A route as it stands.
    pub fn new(world: &World, route: Route, wide: bool) -> Scene {
        let visit = route.visit.as_ref();
        let coded = visit.map(|visit| kept(&world.coded, visit, OnceCell::new));
        Scene {
            world: world.clone(),
            answer: visit.map(|visit| world.answer(visit)),
            coded: coded.unwrap_or_default(),
            route,
            wide,
        }
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.world.tables
    }

    /// What this page shows now, as a link tells it.
    pub fn shown(&self, answer: &Answer) -> Shown {
        let place = self.route.visit.as_ref().and_then(|it| it.insured_in);
        Shown::now(self.tables(), place, answer)
    }

    /// The answer, where the visit does not contradict itself.
    pub fn good(&self) -> Option<&Answer> {
        self.answer.as_deref()?.as_ref().ok()
    }

    /// The address of a route. A page links to its own visit many times; that is written once.
    pub fn address(&self, route: &Route) -> String {
        match &route.visit {
            Some(visit) if route.visit == self.route.visit => {
                let coded = self.coded.get_or_init(|| link::write(self.tables(), visit));
                route.fragment_of(self.tables(), coded)
            }
            _ => route.fragment(self.tables()),
        }
    }
}
