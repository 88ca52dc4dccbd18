//! The address of every page: the fragment after `#`.
use crate::desk_part::DeskPart;
use crate::rounds::Rounds;
use crate::route::Route;
use mingbai_intake::{InputError, link};
use mingbai_policy::Tables;

/// Which page the address names.
#[derive(Clone, PartialEq, Debug)]
pub enum Address {
    /// The two questions.
    Home,
    /// A question or an answer of one visit.
    Visit(Box<Route>),
    /// Every policy table.
    Policies,
    /// One table, as its index.
    Policy(usize),
    /// Every official term and what it means.
    Words,
    /// How the page looks, and what it keeps.
    Settings,
    /// The window of a clerk.
    Desk(DeskPart),
    /// The village doctor's households.
    Visits(Rounds),
}

impl Address {
    /// Reads a fragment.
    ///
    /// # Errors
    ///
    /// When it is none of ours, or the visit in it cannot be read.
    pub fn read(tables: &Tables, fragment: &str) -> Result<Address, InputError> {
        let fragment = fragment.trim_matches('/');
        let broken = || InputError {
            field: "#".into(),
            message: link::received::broken(fragment).into(),
        };
        match fragment.split_once('/').unwrap_or((fragment, "")) {
            ("", _) => Ok(Address::Home),
            ("words", "") => Ok(Address::Words),
            ("settings", "") => Ok(Address::Settings),
            ("desk", part) => DeskPart::read(part).map(Address::Desk).ok_or_else(broken),
            ("visits", rest) => Rounds::read(rest).map(Address::Visits).ok_or_else(broken),
            ("policy", "") => Ok(Address::Policies),
            ("policy", rest) => {
                // The province stands behind, so that it can be fetched first.
                let id = rest.split('/').next().unwrap_or_default();
                let at = tables.tables.iter().position(|table| table.id == id);
                at.map(Address::Policy).ok_or_else(broken)
            }
            _ => Route::read(tables, fragment).map(|route| Address::Visit(Box::new(route))),
        }
    }
}

/// The fragment of a table's page.
pub fn policy(tables: &Tables, table: usize) -> String {
    let id = tables
        .tables
        .get(table)
        .map_or("", |table| table.id.as_str());
    match tables.came_with(|it| it.tables, table) {
        Some(province) => format!("#policy/{id}/{}", province.id),
        None => format!("#policy/{id}"),
    }
}

/// The list of tables.
pub const POLICIES: &str = "#policy";
/// The list of terms.
pub const WORDS: &str = "#words";
/// How the page looks, and what it keeps.
pub const SETTINGS: &str = "#settings";
/// The window of a clerk.
pub const DESK: &str = "#desk";
/// The village doctor's households.
pub const VISITS: &str = "#visits";
/// Their way out to a file.
pub const EXPORT: &str = "#visits/file";
