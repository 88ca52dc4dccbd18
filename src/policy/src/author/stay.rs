//! Reads how a table counts stays in hospital (`[stay]`). Must not know other tables: [`Checks`] does.
use super::{check::Checks, choice::word, cursor::Fields, lower::Lower};
use crate::limits::FURTHER_AFTER_DAYS;
use crate::stays::StayYear;
use crate::table::{Evidence, Owner, StayRule};

const STAY: &[&str] = &["year_of", "further_after_days", "cite"];

impl Lower<'_> {
    pub(super) fn stay<'a>(
        &self,
        file: &Fields<'a>,
        owner: Option<Owner>,
        checks: &Checks<'a>,
    ) -> Option<StayRule> {
        let fields = file.get("stay")?.fields(STAY)?;
        if let Some(Owner::Hospital(_)) = owner {
            fields
                .spot
                .refuse("住院怎么数由参保的地方定，不能写在医院的表里，请移到那个地方的表");
        }
        let cites = self.cites(&fields);
        let all = self.shared.cites.borrow();
        // Both readings count a stay in one year: a report cannot stand in for a document.
        if cites.iter().any(|cite| {
            all.get(usize::from(cite.0))
                .is_some_and(|it| it.evidence == Evidence::Reported)
        }) {
            fields.spot.refuse(
                "住院怎么数只能照原文写：这里的出处是转述（reported），或者只知道名字（named），请找到原文再写这一段",
            );
        }
        checks.stay(fields.spot.clone(), self.span, self.pays_for());
        let (year, further) = (fields.get("year_of"), fields.get("further_after_days"));
        if year.is_none() && further.is_none() {
            fields.spot.refuse(
                "[stay] 里什么也没有说，请写 year_of（跨年的住院算哪一年）或 further_after_days（住满多少天以后算再住一次）",
            );
        }
        let (least, most) = FURTHER_AFTER_DAYS;
        let days = further.and_then(|node| node.number(least.into(), most.into()));
        Some(StayRule {
            further_after: days.and_then(|days| u16::try_from(days).ok()),
            year: year.and_then(|node| word(&node, StayYear::ALL, StayYear::word)),
            cites,
        })
    }
}
