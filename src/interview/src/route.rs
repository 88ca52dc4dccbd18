//! The address: `#<goal>/<screen>/<visit>/<told unknown>/<what the sender saw>/<whose>`; and
//! `#<goal>/at/<place>`, the answer to the first question as the page has it before the program.
//!
//! How a visit becomes a short text is the way in's affair.
use crate::shown::Shown;
use crate::yes_no::{from_key, spelling};
use mingbai_engine::{Question, Visit};
use mingbai_intake::{InputError, link};
use mingbai_policy::{Day, NumberFact, RegionId, Tables, YesNo};

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
    /// What the list of charges says. What the receipt says answers the question of the amount in
    /// scope.
    Charges,
    /// Figures of the person's own office.
    Local,
    /// Resident or employee.
    Insurance,
    /// The tables of an earlier day.
    AsOf,
    /// A question of the engine's.
    Asked(Question),
}

impl Fact {
    /// Someone else is liable.
    pub const LIABLE: Fact = Fact::Asked(Question::Is(YesNo::LiableThirdParty));
}

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Screen {
    /// The next question.
    Ask,
    /// This question; the next one follows.
    Say(Fact),
    /// This question; the list of facts follows, where it was opened from.
    Edit(Fact),
    /// This question; the answer follows, where it was opened from.
    Change(Fact),
    /// The answer.
    Result,
    /// Every fact.
    Facts,
    /// The same visit at other hospitals.
    Compare,
    /// What a link holds, before it goes out.
    Share,
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
    /// What the sender's page showed, where the visit came by a link.
    pub shown: Option<Shown>,
    /// Whose answers these are, among the people of the kept households. Never in a link that
    /// goes out.
    pub who: Option<String>,
}

impl Route {
    /// The first screen of a question.
    pub fn start(goal: Goal) -> Route {
        Route {
            goal,
            screen: Screen::Ask,
            visit: None,
            skipped: Vec::new(),
            shown: None,
            who: None,
        }
    }

    /// Reads the address of a place: a visit of today there, which is asked for its day next.
    pub fn placed(tables: &Tables, today: Day, fragment: &str) -> Option<Route> {
        let mut parts = fragment.trim_end_matches('/').split('/');
        let goal = goal(parts.next()?)?;
        let place = (parts.next()? == "at").then(|| parts.next())??;
        if parts.next().is_some() {
            return None;
        }
        let mut regions = (0u16..).map(RegionId).zip(&tables.vocabulary.regions);
        let region = match place {
            NOWHERE => None,
            id => Some(regions.find(|(_, it)| it.name.id == id)?.0),
        };
        Some(Route {
            screen: Screen::Say(Fact::Date),
            visit: Some(Visit::new(today, region)),
            ..Route::start(goal)
        })
    }

    /// The same visit on another screen. What is edited from the answer leads back to it.
    pub fn at(&self, screen: Screen) -> Route {
        let screen = match (self.screen, screen) {
            (Screen::Result | Screen::Change(_), Screen::Edit(fact)) => Screen::Change(fact),
            _ => screen,
        };
        Route {
            screen,
            ..self.clone()
        }
    }

    /// The same, with another visit.
    pub fn with(&self, visit: Visit) -> Route {
        Route {
            visit: Some(visit),
            shown: None,
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
            message: link::received::broken(fragment).into(),
        };
        let mut parts = fragment.split('/');
        let goal = parts.next().and_then(goal).ok_or_else(broken)?;
        let screen = parts.next().unwrap_or("ask");
        let visit = match parts.next().unwrap_or_default() {
            "" => None,
            text => Some(link::read(tables, text)?),
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
            None if screen == "share" => Screen::Share,
            Some(("say", key)) => Screen::Say(fact(tables, key).ok_or_else(broken)?),
            Some(("edit", key)) => Screen::Edit(fact(tables, key).ok_or_else(broken)?),
            Some(("change", key)) => Screen::Change(fact(tables, key).ok_or_else(broken)?),
            _ => return Err(broken()),
        };
        let shown = match parts.next().unwrap_or_default() {
            "" => None,
            text => Some(Shown::read(text).ok_or_else(broken)?),
        };
        let who = Some(parts.next().unwrap_or_default()).filter(|it| !it.is_empty());
        if who.is_some_and(|it| it.len() > 24 || !it.bytes().all(|it| it.is_ascii_alphanumeric())) {
            return Err(broken());
        }
        if parts.next().is_some() {
            return Err(broken());
        }
        Ok(Route {
            goal,
            screen,
            visit,
            skipped,
            shown,
            who: who.map(str::to_owned),
        })
    }

    /// The fragment that leads here.
    pub fn fragment(&self, tables: &Tables) -> String {
        let visit = self.visit.as_ref().map(|visit| link::write(tables, visit));
        self.fragment_of(tables, &visit.unwrap_or_default())
    }

    /// The same, with the visit written already.
    pub fn fragment_of(&self, tables: &Tables, visit: &str) -> String {
        let goal = match self.goal {
            Goal::Pay => "pay",
            Goal::Scheme => "scheme",
        };
        let screen = match self.screen {
            Screen::Ask => "ask".into(),
            Screen::Say(fact) => format!("say.{}", key(tables, fact)),
            Screen::Edit(fact) => format!("edit.{}", key(tables, fact)),
            Screen::Change(fact) => format!("change.{}", key(tables, fact)),
            Screen::Result => "result".into(),
            Screen::Facts => "facts".into(),
            Screen::Compare => "compare".into(),
            Screen::Share => "share".into(),
        };
        let skipped: Vec<String> = self.skipped.iter().map(|fact| key(tables, *fact)).collect();
        let text = format!(
            "{goal}/{screen}/{visit}/{}/{}/{}",
            skipped.join(","),
            self.shown.as_ref().map(Shown::write).unwrap_or_default(),
            self.who.as_deref().unwrap_or_default()
        );
        text.trim_end_matches('/').to_owned()
    }

    /// The answers as the address has them: the visit, and what was answered with 不知道.
    pub fn told(&self, tables: &Tables) -> (String, String) {
        let visit = self.visit.as_ref().map(|visit| link::write(tables, visit));
        let skipped: Vec<String> = self.skipped.iter().map(|fact| key(tables, *fact)).collect();
        (visit.unwrap_or_default(), skipped.join(","))
    }
}

/// In the address of a place: none that there is a table of.
const NOWHERE: &str = "other";

fn goal(word: &str) -> Option<Goal> {
    match word {
        "pay" => Some(Goal::Pay),
        "scheme" => Some(Goal::Scheme),
        _ => None,
    }
}

const PLAIN: &[(&str, Fact)] = &[
    ("insured_in", Fact::Place),
    ("date", Fact::Date),
    ("paper", Fact::Paper),
    ("groups", Fact::Groups),
    ("total", Fact::Total),
    ("sheet", Fact::Sheet),
    ("charges", Fact::Charges),
    ("local", Fact::Local),
    ("insurance", Fact::Insurance),
    ("as_of", Fact::AsOf),
    ("hospital", Fact::Asked(Question::Hospital)),
    ("grade", Fact::Asked(Question::Grade)),
    ("tier", Fact::Asked(Question::Tier)),
    ("place", Fact::Asked(Question::Place)),
    ("care", Fact::Asked(Question::Care)),
    ("sex", Fact::Asked(Question::Sex)),
    ("disease", Fact::Asked(Question::Disease)),
    ("plan", Fact::Asked(Question::BenefitPlan)),
    ("in_scope", Fact::Asked(Question::InScope)),
    ("items", Fact::Asked(Question::Items)),
    ("year", Fact::Asked(Question::YearToDate)),
];

/// A fact's name in addresses.
pub fn key(tables: &Tables, fact: Fact) -> String {
    match fact {
        Fact::Asked(Question::Group(_)) => key(tables, Fact::Groups),
        Fact::Asked(Question::Number(fact)) => fact.id().to_owned(),
        Fact::Asked(Question::Is(fact)) => spelling(fact).key.to_owned(),
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
            let plain = PLAIN.iter().find(|(name, _)| *name == key);
            let number = || NumberFact::from_id(key).map(Question::Number);
            let asked = || number().or_else(|| from_key(key).map(Question::Is));
            return plain
                .map(|(_, fact)| *fact)
                .or_else(|| asked().map(Fact::Asked));
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

#[cfg(test)]
mod tests {
    use super::{Fact, Goal, Route, Screen};
    use mingbai_policy::Day;

    const TODAY: Day = Day::new(2026, 12, 1);

    /// `place`: the name of the place the visit is in; empty where it is in none of ours.
    fn check(fragment: &str, expected: Option<(Goal, &str)>) {
        let tables = mingbai_tables::load().unwrap();
        let found = Route::placed(&tables, TODAY, fragment).map(|route| {
            assert_eq!(route.screen, Screen::Say(Fact::Date));
            let visit = route.visit.unwrap();
            assert_eq!(visit.date, TODAY);
            let place = visit
                .insured_in
                .map(|it| tables.vocabulary.regions[it.index()].name.name.clone());
            (route.goal, place.unwrap_or_default())
        });
        let expected = expected.map(|(goal, place)| (goal, place.to_owned()));
        assert_eq!(found, expected, "{fragment}");
    }

    #[test]
    fn a_place_in_an_address_is_a_visit_of_today() {
        check("pay/at/duchang", Some((Goal::Pay, "都昌县")));
        check("scheme/at/jiangxi/", Some((Goal::Scheme, "江西省")));
        check("pay/at/other", Some((Goal::Pay, "")));
        for other in [
            "",
            "pay",
            "pay/at",
            "pay/at/x",
            "pay/ask/duchang",
            "pay/at/duchang/x",
            "x/at/duchang",
        ] {
            check(other, None);
        }
    }
}
