//! The parts of the window, as addresses name them.

/// A part of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeskPart {
    /// The form and the answer.
    Form,
    /// Against the settlement sheet.
    Sheet,
    /// The year.
    Year,
    /// A month at once.
    Month,
    /// Figures the window fills in.
    Figures,
    /// What is set once.
    Setup,
}

impl DeskPart {
    /// All of them with their names in addresses and on the page, in the order F8 goes through them.
    pub const ALL: [(DeskPart, &str, &str); 6] = [
        (DeskPart::Form, "", "填表"),
        (DeskPart::Sheet, "sheet", "对结算单"),
        (DeskPart::Year, "year", "一年的账"),
        (DeskPart::Month, "month", "一个月"),
        (DeskPart::Figures, "figures", "本窗口填写"),
        (DeskPart::Setup, "setup", "窗口设置"),
    ];

    /// The part of this name in an address.
    pub fn read(name: &str) -> Option<DeskPart> {
        let found = DeskPart::ALL.iter().find(|(_, it, _)| *it == name);
        found.map(|(part, ..)| *part)
    }

    /// Returns the part that a fragment names; none where the fragment names another page.
    pub fn of(fragment: &str) -> Option<DeskPart> {
        let fragment = fragment.trim_matches('/');
        match fragment.split_once('/').unwrap_or((fragment, "")) {
            ("desk", name) => DeskPart::read(name),
            _ => None,
        }
    }

    /// Returns the fragment that leads here.
    pub fn fragment(self) -> String {
        let found = DeskPart::ALL.iter().find(|(it, ..)| *it == self);
        let name = found.map_or("", |(_, name, _)| *name);
        format!("desk/{name}").trim_end_matches('/').to_owned()
    }

    /// Returns the part that F8 goes to from here.
    pub fn next(self) -> DeskPart {
        let at = DeskPart::ALL
            .iter()
            .position(|(it, ..)| *it == self)
            .unwrap_or(0);
        DeskPart::ALL
            .get((at + 1) % DeskPart::ALL.len())
            .map_or(DeskPart::Form, |it| it.0)
    }
}

#[cfg(test)]
mod tests {
    use super::DeskPart;

    #[test]
    fn every_part_is_the_one_its_fragment_names_and_the_last_leads_to_the_first() {
        let mut here = DeskPart::Form;
        for (part, ..) in DeskPart::ALL {
            assert_eq!(part, here);
            assert_eq!(DeskPart::of(&part.fragment()), Some(part));
            here = here.next();
        }
        assert_eq!(here, DeskPart::Form);
    }

    #[test]
    fn another_page_is_no_part() {
        for fragment in ["", "pay/ask", "desks", "desk/x", "desk/sheet/x"] {
            assert_eq!(DeskPart::of(fragment), None, "{fragment}");
        }
    }
}
