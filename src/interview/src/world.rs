//! What every page sees: the tables, the day, where it stands and the answer so far.
use crate::address::Address;
use crate::route::Route;
use crate::shown::Shown;
use mingbai_engine::{Answer, Comparison, Interview, Stated, Visit};
use mingbai_intake::{InputError, link};
use mingbai_policy::province::JoinError;
use mingbai_policy::{Day, Tables, pack};
use mingbai_tables::pinyin::Pinyin;
use mingbai_wording::Lead;
use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

/// The tables and today.
pub struct Known {
    /// Every table and word.
    pub tables: Rc<Tables>,
    /// How names are read.
    pub readings: Pinyin,
    /// Today, as the browser says. The next day is another world, see [`World::on`].
    pub today: Day,
    /// The day the page was opened.
    opened: Day,
    /// The provinces that were joined, as they came.
    pub provinces: Vec<Rc<[u8]>>,
    /// The address read last.
    read: RefCell<Option<(String, Addressed)>>,
    /// The visit written last, once some link was made.
    coded: RefCell<Option<(Visit, Rc<OnceCell<String>>)>>,
    /// The visit answered last: what a field checked, the next page shows.
    last: RefCell<Option<(Visit, Answered)>>,
    /// The visit stated last: what leads its answer, on the page as on paper.
    stated: RefCell<Option<(Visit, Stating)>>,
    /// The visit whose questions were laid out last.
    asked: RefCell<Option<(Visit, Asked)>>,
    /// The visit compared last.
    compared: RefCell<Option<(Visit, Compared)>>,
}

/// What an address names, or that it cannot be read.
pub type Addressed = Rc<Result<Address, InputError>>;

/// The answer to a visit, or what contradicts itself in it.
pub type Answered = Rc<Result<Answer, InputError>>;

/// The case of a visit or what is in its way, or what contradicts itself in it.
pub type Stating = Rc<Result<Stated, InputError>>;
/// What is to be asked about the money of a visit, or what contradicts itself in it.
pub type Asked = Rc<Result<Interview, InputError>>;

/// A visit at other hospitals, or what contradicts itself in it.
pub type Compared = Rc<Result<Vec<Comparison>, InputError>>;

/// The tables and today, shared.
#[derive(Clone)]
pub struct World(Rc<Known>);

impl World {
    /// Holds the tables.
    pub fn new(tables: Tables, today: Day) -> World {
        World::made(Rc::new(tables), Pinyin::load(), [today, today], Vec::new())
    }

    fn made(
        tables: Rc<Tables>,
        readings: Pinyin,
        [opened, today]: [Day; 2],
        provinces: Vec<Rc<[u8]>>,
    ) -> World {
        World(Rc::new(Known {
            tables,
            readings,
            today,
            opened,
            provinces,
            read: RefCell::default(),
            coded: RefCell::default(),
            last: RefCell::default(),
            stated: RefCell::default(),
            asked: RefCell::default(),
            compared: RefCell::default(),
        }))
    }

    /// The same tables on another day. Nothing answered before holds for it.
    pub fn on(&self, today: Day) -> World {
        World::made(
            Rc::clone(&self.tables),
            self.readings.clone(),
            [self.opened, today],
            self.provinces.clone(),
        )
    }

    /// Whether a day was today at some time since the page was opened.
    pub fn was_today(&self, day: Day) -> bool {
        let days = [self.opened, self.today];
        days.contains(&day) || (self.opened < day && day < self.today)
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
        // Held as long as the page lives, as the tables are.
        let readings = self.readings.with(readings.leak());
        let days = [self.opened, self.today];
        Ok(World::made(Rc::new(tables), readings, days, provinces))
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

    /// The case of a visit, or what is in its way.
    pub fn stated(&self, visit: &Visit) -> Stating {
        kept(&self.stated, visit, || {
            // The questions were laid out with it.
            match &*self.interview(visit) {
                Ok(interview) => Ok(interview.stated.clone()),
                Err(error) => Err(error.clone()),
            }
        })
    }

    /// What leads the answer to a visit; nothing where it contradicts itself.
    pub fn lead(&self, visit: &Visit) -> Lead {
        match &*self.stated(visit) {
            Ok(stated) => mingbai_wording::lead(&self.tables, stated),
            Err(_) => Lead::default(),
        }
    }

    /// What is to be asked about the money of a visit, and the case as far as it is.
    pub fn interview(&self, visit: &Visit) -> Asked {
        kept(&self.asked, visit, || {
            mingbai_engine::interview(&self.tables, visit).map_err(InputError::from)
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
        let visit = self.route.visit.as_ref();
        let stated = visit.map(|visit| self.world.stated(visit));
        let place = visit.and_then(|it| it.insured_in);
        let stated = stated.as_deref().and_then(|it| it.as_ref().ok());
        Shown::now(self.tables(), place, answer, stated, self.world.today)
    }

    /// The case of the visit or what is in its way; none before a place is chosen.
    pub fn stated(&self) -> Option<Stating> {
        self.route.visit.as_ref().map(|it| self.world.stated(it))
    }

    /// The answer, where the visit does not contradict itself.
    pub fn good(&self) -> Option<&Answer> {
        self.answer.as_deref()?.as_ref().ok()
    }

    /// What is to be asked about money, where there is a visit that does not contradict itself.
    pub fn interview(&self) -> Option<Asked> {
        let visit = self.route.visit.as_ref()?;
        Some(self.world.interview(visit)).filter(|it| it.is_ok())
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
