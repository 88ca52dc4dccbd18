//! The screens of the village doctor's rounds, as addresses name them.

/// Where the doctor stands: `visits`, `visits/of/<household>`, `visits/card/<household>`,
/// `visits/where/<person>`, `visits/file`.
#[derive(Clone, PartialEq, Debug)]
pub enum Rounds {
    /// All households.
    List,
    /// One of them.
    House(String),
    /// Its card.
    Card(String),
    /// Which hospital, for someone.
    Where(String),
    /// Out to a file, in from one, and away with it.
    File,
}

impl Rounds {
    /// Reads what follows `visits/`.
    pub fn read(rest: &str) -> Option<Rounds> {
        match rest.split_once('/').unwrap_or((rest, "")) {
            ("", "") => Some(Rounds::List),
            ("file", "") => Some(Rounds::File),
            (_, "") => None,
            ("of", id) => Some(Rounds::House(id.to_owned())),
            ("card", id) => Some(Rounds::Card(id.to_owned())),
            ("where", id) => Some(Rounds::Where(id.to_owned())),
            _ => None,
        }
    }

    /// The fragment that leads here.
    pub fn fragment(&self) -> String {
        match self {
            Rounds::List => "visits".into(),
            Rounds::File => "visits/file".into(),
            Rounds::House(id) => format!("visits/of/{id}"),
            Rounds::Card(id) => format!("visits/card/{id}"),
            Rounds::Where(id) => format!("visits/where/{id}"),
        }
    }

    /// Returns the link that leads here.
    pub fn href(&self) -> String {
        format!("#{}", self.fragment())
    }
}
