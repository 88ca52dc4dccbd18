//! When tables and figures were last attested: stated by a dated source, or compared with one. Must
//! not know a visit.
use crate::day::Day;
use crate::table::{Cite, CiteId, Rule, Table};
use crate::tables::Tables;

impl Cite {
    /// Returns the last day that the date can mean: the last day of a year or of a month. `None`
    /// where the date is unknown, or written in other words.
    pub fn last_day(&self) -> Option<Day> {
        let mut parts = self.date.as_deref()?.split('-');
        let year = parts.next().filter(|it| it.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next() else {
            return Some(Day::new(year, 12, 31));
        };
        let month = month.parse().ok()?;
        match parts.next() {
            Some(day) => Some(Day::new(year, month, day.parse().ok()?)),
            None => Some(Day::end_of_month(year, month)),
        }
    }
}

impl Tables {
    /// Returns the day for which figures of these sources were last stated: the latest date of a
    /// source, or the first day on which the figures hold, whichever is later.
    pub fn last_stated(&self, cites: &[CiteId], from: Option<Day>) -> Option<Day> {
        let dated = cites.iter().filter_map(|id| {
            let cite = self.cites.get(usize::from(id.0))?;
            cite.last_day()
        });
        dated.chain(from).max()
    }

    /// Returns the day on which a table was last attested, seen from a day: compared with its
    /// documents, or one of its figures last stated. Of a table without figures every rule counts; a
    /// rule that begins later says nothing yet.
    pub fn last_attested(&self, table: &Table, day: Day) -> Option<Day> {
        let figures = self.figures_stated(table, day);
        let stated = figures.or_else(|| {
            let begun = table.rules().filter(|it| !it.span.not_yet(day));
            let stated = begun.filter_map(|it| self.last_stated(&it.cites, it.span.from));
            stated.max()
        });
        stated.max(table.checked)
    }

    /// Returns the day on which a table's figures were last stated, of rules that have begun.
    fn figures_stated(&self, table: &Table, day: Day) -> Option<Day> {
        let layers = table.layers.iter().flat_map(|layer| {
            let given = layer.variants.iter().filter(|it| it.figures.are_given());
            given.map(|it| (&layer.rule, &it.cites, it.since))
        });
        let top_ups = table.top_ups.iter().map(|it| &it.rule);
        let waivers = table.waivers.iter().map(|it| &it.rule);
        let classes = table.classes.iter().map(|it| &it.rule);
        let others = top_ups.chain(waivers).chain(classes);
        let all = layers.chain(others.map(|rule| (rule, &rule.cites, None)));
        let begun = all.filter(|(rule, ..)| !rule.span.not_yet(day));
        let stated = begun
            .filter_map(|(rule, cites, since)| self.last_stated(cites, since.or(rule.span.from)));
        stated.max()
    }

    /// Returns the latest day on which any table was compared with its documents: that day has come,
    /// whatever the clock of a machine says.
    pub fn last_check(&self) -> Option<Day> {
        self.tables.iter().filter_map(|it| it.checked).max()
    }
}

impl Table {
    /// Returns every rule of the table.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let layers = self.layers.iter().map(|it| &it.rule);
        let top_ups = self.top_ups.iter().map(|it| &it.rule);
        let waivers = self.waivers.iter().map(|it| &it.rule);
        let schemes = self.schemes.iter().map(|it| &it.rule);
        let lists = self.lists.iter().map(|it| &it.rule);
        let targets = self.targets.iter().map(|it| &it.rule);
        let procedures = self.procedures.iter().map(|it| &it.rule);
        let classes = self.classes.iter().map(|it| &it.rule);
        layers
            .chain(top_ups)
            .chain(waivers)
            .chain(schemes)
            .chain(lists)
            .chain(targets)
            .chain(procedures)
            .chain(classes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RegionId;
    use crate::table::{Evidence, Owner, Procedure, ProcedureKind, ShareRange, Span, Waiver};
    use crate::when::When;

    fn cite(date: Option<&str>) -> Cite {
        Cite {
            id: "a:1".into(),
            title: "文件".into(),
            issuer: None,
            date: date.map(str::to_owned),
            by_content: false,
            place: "1 页".into(),
            evidence: Evidence::Reported,
            named: false,
            rows: Vec::new(),
            checked: None,
        }
    }

    #[test]
    fn a_date_means_at_latest_its_last_day() {
        let check = |date: &str, expected: Option<Day>| {
            assert_eq!(cite(Some(date)).last_day(), expected, "{date}");
        };
        check("2024", Some(Day::new(2024, 12, 31)));
        check("2024-02", Some(Day::new(2024, 2, 29)));
        check("2023-02", Some(Day::new(2023, 2, 28)));
        check("2023-11", Some(Day::new(2023, 11, 30)));
        check("2023-11-05", Some(Day::new(2023, 11, 5)));
        check("2023 年底", None);
        check("二〇二三年", None);
        assert_eq!(cite(None).last_day(), None);
    }

    #[test]
    fn the_latest_of_sources_and_first_day_counts() {
        let from = |year| Some(Day::new(year, 1, 1));
        let tables = Tables {
            cites: vec![cite(None), cite(Some("2019")), cite(Some("2022-06-30"))],
            ..Tables::default()
        };
        let check = |cites: &[u16], from: Option<Day>, expected: Option<Day>| {
            let cites: Vec<CiteId> = cites.iter().map(|it| CiteId(*it)).collect();
            assert_eq!(tables.last_stated(&cites, from), expected, "{cites:?}");
        };
        check(&[0], from(2017), from(2017));
        check(&[0, 1], from(2017), Some(Day::new(2019, 12, 31)));
        check(&[2, 1], from(2017), Some(Day::new(2022, 6, 30)));
        // A document of 2022 about 2023 is of 2023.
        check(&[2], from(2023), from(2023));
        check(&[], from(2017), from(2017));
        check(&[0], None, None);
    }

    /// A figure counts, a procedure of a later year does not, nor a figure that has not begun.
    #[test]
    fn a_table_is_as_old_as_its_last_figure() {
        let rule = |from: u16| Rule {
            id: "a".into(),
            name: "甲".into(),
            span: Span {
                from: Some(Day::new(from, 1, 1)),
                until: None,
            },
            when: When::ALWAYS,
            cites: Vec::new(),
            caveat: None,
        };
        let waiver = |from: u16| Waiver {
            rule: rule(from),
            declared: None,
            items: Vec::new(),
            complete: false,
            share: ShareRange::UNKNOWN,
            by_hospital: false,
        };
        let procedure = Procedure {
            rule: rule(2026),
            kind: ProcedureKind::Premium,
            text: "缴费".into(),
        };
        let mut table = Table {
            id: "t".into(),
            name: "表".into(),
            owner: Owner::Region(RegionId(0)),
            span: Span::default(),
            insurance: None,
            checked: None,
            blanks: Vec::new(),
            order: Vec::new(),
            layers: Vec::new(),
            top_ups: Vec::new(),
            waivers: vec![waiver(2023), waiver(2027)],
            schemes: Vec::new(),
            lists: Vec::new(),
            targets: Vec::new(),
            procedures: vec![procedure],
            classes: Vec::new(),
            stay: None,
        };
        let tables = Tables::default();
        let check = |table: &Table, expected: Option<u16>| {
            let found = tables.last_attested(table, Day::new(2026, 11, 29));
            assert_eq!(found.map(Day::year), expected);
        };
        check(&table, Some(2023));
        table.waivers.clear();
        check(&table, Some(2026));
        table.procedures.clear();
        check(&table, None);
        table.checked = Some(Day::new(2025, 3, 1));
        check(&table, Some(2025));
    }
}
