//! The figures this window filled in (本窗口填写), by place; kept on this device, each as a table.
use crate::keep;
use crate::world::World;
use mingbai_engine::Visit;
use mingbai_policy::RegionId;
use mingbai_visit::figures::Figures;

/// Figures by place, the wider place first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entered(Vec<Figures>);

impl Entered {
    /// As they were kept; what cannot be read is left where it is.
    pub fn load(world: &World) -> Entered {
        let names = keep::names();
        let kept = names.iter().filter(|it| it.starts_with(keep::FIGURES));
        let kept = kept.filter_map(|name| keep::get(name));
        let all = kept.filter_map(|text| Figures::parse(&world.tables, &text).ok());
        let mut entered = Entered(all.collect());
        entered.sort(world);
        entered
    }

    fn sort(&mut self, world: &World) {
        let terms = &world.tables.terms;
        self.0.sort_by_key(|it| terms.lineage(it.place).count());
    }

    /// Lays over a visit what holds where the patient is insured.
    pub fn lay(&self, world: &World, visit: &mut Visit) {
        let Some(home) = visit.insured_in else {
            return;
        };
        for figures in self.around(world, home) {
            figures.lay(visit);
        }
    }

    /// What holds at a place, the wider first.
    pub fn around(&self, world: &World, home: RegionId) -> impl Iterator<Item = &Figures> {
        let terms = &world.tables.terms;
        self.0.iter().filter(move |it| terms.within(home, it.place))
    }

    /// Nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them as tables, the wider place first.
    pub fn texts(&self, world: &World) -> Vec<String> {
        self.0.iter().map(|it| it.write(&world.tables)).collect()
    }

    /// The figures of a place itself.
    pub fn of(&self, place: RegionId) -> Option<&Figures> {
        self.0.iter().find(|it| it.place == place)
    }

    /// Puts figures in place of those the place had, and keeps them; without any, forgets them.
    /// False where it holds only until the page is left.
    pub fn put(&mut self, world: &World, figures: Figures) -> bool {
        let region = world.tables.terms.regions.get(figures.place.index());
        let Some(id) = region.map(|it| it.name.id.as_str()) else {
            return false;
        };
        let name = format!("{}{id}", keep::FIGURES);
        self.0.retain(|it| it.place != figures.place);
        if figures.figures.is_empty() {
            keep::forget(&name);
            return true;
        }
        let kept = keep::put(&name, &figures.write(&world.tables));
        self.0.push(figures);
        self.sort(world);
        kept
    }
}
