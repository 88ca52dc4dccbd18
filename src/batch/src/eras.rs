//! Eras: spans of days within which no table and no rule begins or ends, so that two visits
//! differing only in the day can share a layout. Must not know a visit.
use mingbai_policy::{Day, Rule, Span, Tables};

/// The days on which some table or rule begins or ends, sorted.
pub struct Eras {
    from: Vec<Day>,
    until: Vec<Day>,
}

impl Eras {
    pub fn new(tables: &Tables) -> Eras {
        let mut eras = Eras {
            from: Vec::new(),
            until: Vec::new(),
        };
        for table in &tables.tables {
            eras.add(table.span);
            let mut rule = |rule: &Rule| eras.add(rule.span);
            table.layers.iter().for_each(|it| rule(&it.rule));
            table.top_ups.iter().for_each(|it| rule(&it.rule));
            table.waivers.iter().for_each(|it| rule(&it.rule));
            table.schemes.iter().for_each(|it| rule(&it.rule));
            table.targets.iter().for_each(|it| rule(&it.rule));
            table.procedures.iter().for_each(|it| rule(&it.rule));
        }
        for days in [&mut eras.from, &mut eras.until] {
            days.sort_unstable();
            days.dedup();
        }
        eras
    }

    fn add(&mut self, span: Span) {
        self.from.extend(span.from);
        self.until.extend(span.until);
    }

    /// Returns the era of a day, as part of a cache key.
    pub fn of(&self, day: Day) -> [u8; 4] {
        let begun = self.from.partition_point(|from| *from <= day) as u16;
        let ended = self.until.partition_point(|until| *until < day) as u16;
        let ([a, b], [c, d]) = (begun.to_be_bytes(), ended.to_be_bytes());
        [a, b, c, d]
    }
}
