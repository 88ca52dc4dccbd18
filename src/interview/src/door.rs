//! The doors (门): the family's page, the clerk's window, the doctor's rounds. Behind each is a
//! program of its own, in a file of its own.
use crate::address::Address;

/// A door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// The two questions, and what belongs to everyone: policies, words, settings.
    Family,
    /// The window of a clerk.
    Desk,
    /// The village doctor's rounds.
    Rounds,
}

impl Door {
    /// All of them, in the order in which a page's root names their files.
    pub const ALL: [Door; 3] = [Door::Family, Door::Desk, Door::Rounds];

    /// The door behind which an address is shown. Each door has a first page of its own, so the
    /// empty address is that of the door it was asked at.
    pub fn of(address: &Address, here: Door) -> Door {
        match address {
            Address::Home => here,
            Address::Desk(_) => Door::Desk,
            Address::Visits(_) => Door::Rounds,
            Address::Visit(route) if route.who.is_some() => Door::Rounds,
            Address::Visit(_)
            | Address::Policies
            | Address::Policy(_)
            | Address::Words
            | Address::Settings => Door::Family,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_door() {
        let tables = mingbai_tables::load().expect("tables");
        let check = |fragment: &str, door: Door| {
            let address = Address::read(&tables, fragment).expect(fragment);
            assert_eq!(Door::of(&address, Door::Family), door, "{fragment}");
            assert_eq!(Door::of(&address, Door::Desk), door, "{fragment}");
        };
        check("pay/ask", Door::Family);
        check("pay/ask////p1", Door::Rounds);
        check("policy", Door::Family);
        check("words", Door::Family);
        check("settings", Door::Family);
        check("desk", Door::Desk);
        check("desk/month", Door::Desk);
        check("visits", Door::Rounds);
        check("visits/card/h1", Door::Rounds);
        for door in Door::ALL {
            assert_eq!(Door::of(&Address::Home, door), door);
        }
    }
}
