//! The sums that the lines of a settlement sheet must add up to. Must not know the engine's own
//! settlement.
use crate::reconcile::sheet::{Sheet, SheetLine};
use mingbai_policy::Fen;

/// A sum of a sheet: a line, and the lines that together make it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SumFound {
    /// The line: the whole bill, or the person's payment.
    pub of: SheetLine,
    /// The sheet's amount of that line. Fen.
    pub stated: Fen,
    /// The parts that the sheet has, with their amounts. Fen.
    pub parts: Vec<(SheetLine, Fen)>,
    /// The parts that the sheet lacks: they may hold what is short.
    pub lacking: Vec<SheetLine>,
}

impl SumFound {
    /// Returns how much more the parts come to than the line, in fen; below zero where they are short.
    pub fn difference(&self) -> Fen {
        self.parts.iter().map(|it| it.1).sum::<Fen>() - self.stated
    }

    /// Checks whether the sheet contradicts itself: no part that it lacks can make the sum right.
    pub fn is_wrong(&self) -> bool {
        match self.difference() {
            Fen::ZERO => false,
            more => more > Fen::ZERO || self.lacking.is_empty(),
        }
    }
}

/// Returns the sums of a sheet, as far as it has their lines: total = funds + person + hospital, and
/// person = personal account + family's account + cash. Lines that were not understood may be funds.
pub(super) fn sums(sheet: &Sheet) -> Vec<SumFound> {
    let mut found = Vec::new();
    let mut add = |of, stated: Option<Fen>, parts: Vec<(SheetLine, Option<Fen>)>, asked: bool| {
        let Some(stated) = stated else { return };
        let lacking = parts.iter().filter(|it| it.1.is_none()).map(|it| it.0);
        let sum = SumFound {
            of,
            stated,
            lacking: lacking.collect(),
            parts: parts.iter().filter_map(|it| Some((it.0, it.1?))).collect(),
        };
        if asked || sum.is_wrong() {
            found.push(sum);
        }
    };
    let mut whole: Vec<(SheetLine, Option<Fen>)> = sheet
        .paid
        .iter()
        .map(|(layer, fen)| (SheetLine::Layer(*layer), Some(*fen)))
        .collect();
    whole.push((SheetLine::Pays, sheet.pays));
    whole.push((SheetLine::Hospital, sheet.hospital));
    if sheet.others.iter().any(|it| it.counts) {
        whole.push((SheetLine::OtherFund, None));
    }
    let asked = sheet.hospital.is_some() && sheet.pays.is_some();
    add(SheetLine::Total, sheet.total, whole, asked);
    let purses = vec![
        (SheetLine::Account, sheet.account),
        (SheetLine::Family, sheet.family),
        (SheetLine::Cash, sheet.cash),
    ];
    let asked = purses.iter().any(|it| it.1.is_some());
    add(SheetLine::Pays, sheet.pays, purses, asked);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::sheet::OtherLine;
    use mingbai_policy::LayerId;

    fn sheet() -> Sheet {
        Sheet {
            total: Some(Fen(1_000)),
            paid: vec![(LayerId(0), Fen(600)), (LayerId(1), Fen(100))],
            pays: Some(Fen(250)),
            hospital: Some(Fen(50)),
            account: Some(Fen(100)),
            family: Some(Fen(30)),
            cash: Some(Fen(120)),
            ..Sheet::default()
        }
    }

    /// Checks the differences of the sums that are found, and which are wrong.
    #[track_caller]
    fn check(change: impl Fn(&mut Sheet), expected: &[(SheetLine, i64, bool)]) {
        let mut sheet = sheet();
        change(&mut sheet);
        let found: Vec<_> = sums(&sheet)
            .iter()
            .map(|it| (it.of, it.difference().0, it.is_wrong()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_does_not_add_up_is_named() {
        use SheetLine::{Pays, Total};
        check(|_| {}, &[(Total, 0, false), (Pays, 0, false)]);
        let cash = |fen| move |it: &mut Sheet| it.cash = Some(Fen(fen));
        check(cash(121), &[(Total, 0, false), (Pays, 1, true)]);
        check(cash(119), &[(Total, 0, false), (Pays, -1, true)]);
        let hospital = |fen| move |it: &mut Sheet| it.hospital = Some(Fen(fen));
        check(hospital(51), &[(Total, 1, true), (Pays, 0, false)]);
        check(hospital(49), &[(Total, -1, true), (Pays, 0, false)]);
        // A part that the sheet lacks may hold what is short, never what is too much.
        check(
            |it| it.family = None,
            &[(Total, 0, false), (Pays, -30, false)],
        );
        let much = |it: &mut Sheet| (it.family, it.cash) = (None, Some(Fen(151)));
        check(much, &[(Total, 0, false), (Pays, 1, true)]);
        let none = |it: &mut Sheet| (it.account, it.family, it.cash) = (None, None, None);
        check(none, &[(Total, 0, false)]);
        check(|it| it.hospital = None, &[(Pays, 0, false)]);
        let much = |it: &mut Sheet| (it.hospital, it.total) = (None, Some(Fen(949)));
        check(much, &[(Total, 1, true), (Pays, 0, false)]);
        // A line that was not understood may be a fund.
        let unread = |it: &mut Sheet| {
            it.hospital = Some(Fen::ZERO);
            it.others.push(OtherLine {
                text: "天书：50".into(),
                counts: true,
            });
        };
        check(unread, &[(Total, -50, false), (Pays, 0, false)]);
    }
}
