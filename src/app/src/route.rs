//! The address: `#<goal>/<screen>/<visit>/<told unknown>`.
//!
//! The visit is its own JSON in base64url; reading it is the way in's affair.
use mingbai_engine::{Question, Visit};
use mingbai_policy::Tables;
use mingbai_visit::InputError;

/// Which of the two questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// 我要付多少
    Pay,
    /// 哪个政策管我
    Scheme,
}

/// Something a person can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// Where insured.
    Place,
    /// The day.
    Date,
    /// Which papers are at hand; it only says what is asked next.
    Paper,
    /// Which groups of people the person belongs to, on one screen.
    Groups,
    /// The bill's total.
    Total,
    /// What the settlement sheet says single layers paid and left.
    Sheet,
    /// Figures of the person's own office.
    Local,
    /// Resident or employee.
    Insurance,
    /// Someone else is liable.
    Liable,
    /// The tables of an earlier day.
    AsOf,
    /// A question of the engine's.
    Asked(Question),
}

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Screen {
    /// The next question.
    Ask,
    /// This question; the next one follows.
    Say(Fact),
    /// This question; the list of facts follows.
    Edit(Fact),
    /// The answer.
    Result,
    /// Every fact.
    Facts,
    /// The same visit at other hospitals.
    Compare,
}

/// Where the page stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// Which question.
    pub goal: Goal,
    /// What is shown.
    pub screen: Screen,
    /// The visit; none before a place is chosen.
    pub visit: Option<Visit>,
    /// Facts answered with 不知道.
    pub skipped: Vec<Fact>,
}

impl Route {
    /// The first screen of a question.
    pub fn start(goal: Goal) -> Route {
        Route {
            goal,
            screen: Screen::Ask,
            visit: None,
            skipped: Vec::new(),
        }
    }

    /// The same visit on another screen.
    pub fn at(&self, screen: Screen) -> Route {
        Route {
            screen,
            ..self.clone()
        }
    }

    /// The same, with another visit.
    pub fn with(&self, visit: Visit) -> Route {
        Route {
            visit: Some(visit),
            ..self.clone()
        }
    }

    /// Reads a fragment.
    ///
    /// # Errors
    ///
    /// When it is not a route, or the visit in it cannot be read.
    pub fn read(tables: &Tables, fragment: &str) -> Result<Route, InputError> {
        let broken = || InputError {
            field: "#".into(),
            message: crate::text::BROKEN_ADDRESS.into(),
        };
        let mut parts = fragment.split('/');
        let goal = match parts.next() {
            Some("pay") => Goal::Pay,
            Some("scheme") => Goal::Scheme,
            _ => return Err(broken()),
        };
        let screen = parts.next().unwrap_or("ask");
        let visit = match parts.next().unwrap_or_default() {
            "" => None,
            text => Some(mingbai_visit::read(
                tables,
                &decode(text).ok_or_else(broken)?,
            )?),
        };
        let facts = parts
            .next()
            .unwrap_or_default()
            .split(',')
            .filter(|key| !key.is_empty());
        let skipped = facts
            .map(|key| fact(tables, key))
            .collect::<Option<_>>()
            .ok_or_else(broken)?;
        let screen = match screen.split_once('.') {
            None if screen == "ask" => Screen::Ask,
            None if screen == "result" => Screen::Result,
            None if screen == "facts" => Screen::Facts,
            None if screen == "compare" => Screen::Compare,
            Some(("say", key)) => Screen::Say(fact(tables, key).ok_or_else(broken)?),
            Some(("edit", key)) => Screen::Edit(fact(tables, key).ok_or_else(broken)?),
            _ => return Err(broken()),
        };
        if parts.next().is_some() {
            return Err(broken());
        }
        Ok(Route {
            goal,
            screen,
            visit,
            skipped,
        })
    }

    /// The fragment that leads here.
    pub fn fragment(&self, tables: &Tables) -> String {
        let goal = match self.goal {
            Goal::Pay => "pay",
            Goal::Scheme => "scheme",
        };
        let screen = match self.screen {
            Screen::Ask => "ask".into(),
            Screen::Say(fact) => format!("say.{}", key(tables, fact)),
            Screen::Edit(fact) => format!("edit.{}", key(tables, fact)),
            Screen::Result => "result".into(),
            Screen::Facts => "facts".into(),
            Screen::Compare => "compare".into(),
        };
        let visit = self
            .visit
            .as_ref()
            .map(|visit| encode(mingbai_visit::write(tables, visit).to_string().as_bytes()));
        let skipped: Vec<String> = self.skipped.iter().map(|fact| key(tables, *fact)).collect();
        let text = format!(
            "{goal}/{screen}/{}/{}",
            visit.unwrap_or_default(),
            skipped.join(",")
        );
        text.trim_end_matches('/').to_owned()
    }
}

/// The address of the answer to a visit written as JSON.
pub fn result(goal: Goal, visit: &[u8]) -> String {
    let goal = match goal {
        Goal::Pay => "pay",
        Goal::Scheme => "scheme",
    };
    format!("#{goal}/result/{}", encode(visit))
}

const PLAIN: &[(&str, Fact)] = &[
    ("insured_in", Fact::Place),
    ("date", Fact::Date),
    ("paper", Fact::Paper),
    ("groups", Fact::Groups),
    ("total", Fact::Total),
    ("sheet", Fact::Sheet),
    ("local", Fact::Local),
    ("insurance", Fact::Insurance),
    ("liable", Fact::Liable),
    ("as_of", Fact::AsOf),
    ("hospital", Fact::Asked(Question::Hospital)),
    ("grade", Fact::Asked(Question::Grade)),
    ("tier", Fact::Asked(Question::Tier)),
    ("place", Fact::Asked(Question::Place)),
    ("referred", Fact::Asked(Question::Referred)),
    ("care", Fact::Asked(Question::Care)),
    ("sex", Fact::Asked(Question::Sex)),
    ("age", Fact::Asked(Question::Age)),
    ("disease", Fact::Asked(Question::Disease)),
    ("enrolled", Fact::Asked(Question::Enrolled)),
    ("premium_paid", Fact::Asked(Question::PremiumPaid)),
    ("plan", Fact::Asked(Question::Plan)),
    ("in_scope", Fact::Asked(Question::InScope)),
    ("items", Fact::Asked(Question::Items)),
    ("year", Fact::Asked(Question::YearToDate)),
];

/// A fact's name in addresses.
pub fn key(tables: &Tables, fact: Fact) -> String {
    match fact {
        Fact::Asked(Question::Group(_)) => key(tables, Fact::Groups),
        Fact::Asked(Question::Own(own)) => {
            format!(
                "own.{}",
                tables
                    .questions
                    .get(usize::from(own))
                    .map_or("", |it| it.id.as_str())
            )
        }
        _ => PLAIN
            .iter()
            .find(|(_, it)| *it == fact)
            .map_or("", |(key, _)| *key)
            .to_owned(),
    }
}

fn fact(tables: &Tables, key: &str) -> Option<Fact> {
    let asked = match key.split_once('.') {
        None => {
            return PLAIN
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, fact)| *fact);
        }
        Some(("own", id)) => {
            let at = tables
                .questions
                .iter()
                .position(|question| question.id == id)?;
            Question::Own(u16::try_from(at).ok()?)
        }
        Some(_) => return None,
    };
    Some(Fact::Asked(asked))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64url without padding.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let digit = bits >> (18 - 6 * at) & 63;
            text.push(char::from(DIGITS[digit as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut bits = 0u32;
        for digit in chunk {
            let value = DIGITS.iter().position(|it| it == digit)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        bits <<= 6 * (4 - chunk.len());
        bytes.extend_from_slice(bits.to_be_bytes().get(1..chunk.len())?);
    }
    Some(bytes)
}
