//! Replaces every id in a table by another: the one walk that cutting and joining share. Must not
//! know where the new ids come from.
use crate::ids::{DiseaseId, GroupId, HospitalId, ItemId, LayerId, RegionId};
use crate::table::{Base, CiteId, DiseaseEntry, Figures, Free, Owner, Rule, Shares, Table};
use crate::vocabulary::{DiseaseSet, Hospital, Layer, Region};
use crate::when::When;

/// The kind of thing an id refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IdKind {
    Region,
    Hospital,
    Group,
    Disease,
    Item,
    Layer,
    Plan,
    Question,
    Cite,
}

/// Maps ids to new ids; `None` where an id refers to nothing.
pub(super) struct Turn<'a>(pub(super) &'a mut dyn FnMut(IdKind, u16) -> Option<u16>);

macro_rules! kinds {
    ($($name:ident: $id:ident = $kind:ident),* $(,)?) => {$(
        fn $name(&mut self, id: &mut $id) -> Option<()> {
            id.0 = (self.0)(IdKind::$kind, id.0)?;
            Some(())
        }
    )*};
}

impl Turn<'_> {
    kinds! {
        region: RegionId = Region,
        hospital: HospitalId = Hospital,
        group: GroupId = Group,
        disease: DiseaseId = Disease,
        item: ItemId = Item,
        layer: LayerId = Layer,
        cite: CiteId = Cite,
    }

    pub(super) fn table(&mut self, table: &mut Table) -> Option<()> {
        match &mut table.owner {
            Owner::Region(region) => self.region(region)?,
            Owner::Hospital(hospital) => self.hospital(hospital)?,
        }
        each(&mut table.order, |it| self.layer(it))?;
        let schemes = table.schemes.len();
        // A rule refers to the scheme it follows by position in the table: the position must exist.
        let inside = |follows: Option<u16>| follows.is_none_or(|at| usize::from(at) < schemes);
        for layer in &mut table.layers {
            self.rule(&mut layer.rule)?;
            self.layer(&mut layer.layer)?;
            layer.base.as_mut().map_or(Some(()), |it| self.base(it))?;
            for variant in &mut layer.variants {
                self.when(&mut variant.when)?;
                self.figures(&mut variant.figures)?;
                each(&mut variant.cites, |it| self.cite(it))?;
            }
            inside(layer.follows).then_some(())?;
        }
        for top_up in &mut table.top_ups {
            self.rule(&mut top_up.rule)?;
            self.layer(&mut top_up.payer)?;
            inside(top_up.follows).then_some(())?;
        }
        for waiver in &mut table.waivers {
            self.rule(&mut waiver.rule)?;
            each(&mut waiver.items, |it| self.item(it))?;
        }
        for scheme in &mut table.schemes {
            self.rule(&mut scheme.rule)?;
            self.when(&mut scheme.scope)?;
            if let Some(list) = &mut scheme.diseases {
                each(&mut list.entries, |it| self.entry(it))?;
            }
            if let Free::Part(items) = &mut scheme.free {
                each(items, |it| self.item(it))?;
            }
            each(&mut scheme.designated, |it| self.hospital(it))?;
        }
        for list in &mut table.lists {
            self.rule(&mut list.rule)?;
            each(&mut list.diseases, |it| self.disease(it))?;
        }
        each(&mut table.targets, |it| self.rule(&mut it.rule))?;
        each(&mut table.procedures, |it| self.rule(&mut it.rule))?;
        each(&mut table.classes, |it| {
            self.rule(&mut it.rule)?;
            let own = it.own_share.as_mut();
            own.map_or(Some(()), |own| self.layer(&mut own.layer))
        })?;
        let stay = table.stay.iter_mut();
        stay.flat_map(|stay| &mut stay.cites)
            .try_for_each(|it| self.cite(it))
    }

    /// Turns a place's parent.
    pub(super) fn place(&mut self, region: &mut Region) -> Option<()> {
        region
            .parent
            .as_mut()
            .map_or(Some(()), |it| self.region(it))
    }

    /// Turns the place of a hospital.
    pub(super) fn stands(&mut self, hospital: &mut Hospital) -> Option<()> {
        self.region(&mut hospital.region)
    }

    /// Turns the question of a layer that people buy for themselves.
    pub(super) fn bought(&mut self, layer: &mut Layer) -> Option<()> {
        if let Some(own) = &mut layer.own {
            own.asks = (self.0)(IdKind::Question, own.asks)?;
        }
        Some(())
    }

    /// Turns the diseases and the places of a disease set.
    pub(super) fn set(&mut self, set: &mut DiseaseSet) -> Option<()> {
        each(&mut set.diseases, |it| self.disease(it))?;
        each(&mut set.regions, |it| self.region(it))
    }

    fn rule(&mut self, rule: &mut Rule) -> Option<()> {
        self.when(&mut rule.when)?;
        each(&mut rule.cites, |it| self.cite(it))
    }

    fn entry(&mut self, entry: &mut DiseaseEntry) -> Option<()> {
        self.disease(&mut entry.disease)?;
        self.when(&mut entry.when)
    }

    fn figures(&mut self, figures: &mut Figures) -> Option<()> {
        match &mut figures.shares {
            Some(Shares::SameAs(layer)) => self.layer(layer),
            Some(Shares::Parts(parts)) => each(parts, |it| self.base(&mut it.base)),
            _ => Some(()),
        }
    }

    fn base(&mut self, base: &mut Base) -> Option<()> {
        match base {
            Base::LeftBy(layer, _) => self.layer(layer),
            _ => Some(()),
        }
    }

    fn when(&mut self, when: &mut When) -> Option<()> {
        match when {
            When::All(parts) | When::Any(parts) => each(parts, |part| self.when(part)),
            When::Not(inner) => self.when(inner),
            When::Group(group) => self.group(group),
            When::Disease(all) => each(all, |it| self.disease(it)),
            When::Hospital(all) => each(all, |it| self.hospital(it)),
            When::InsuredIn(all) => each(all, |it| self.region(it)),
            When::BenefitPlan(all) => each(all, |it| {
                *it = u8::try_from((self.0)(IdKind::Plan, u16::from(*it))?).ok()?;
                Some(())
            }),
            When::Question(question) => {
                *question = (self.0)(IdKind::Question, *question)?;
                Some(())
            }
            When::Sex(_)
            | When::AtLeast(..)
            | When::Above(..)
            | When::Child
            | When::Grade(_)
            | When::HospitalTier(_)
            | When::Place(_)
            | When::Care(_)
            | When::Insurance(_)
            | When::Is(_)
            | When::Unclear(_) => Some(()),
        }
    }
}

fn each<T>(all: &mut [T], turn: impl FnMut(&mut T) -> Option<()>) -> Option<()> {
    all.iter_mut().try_for_each(turn)
}
