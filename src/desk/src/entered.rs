//! The figures this window filled in (本窗口填写), by place and time; kept on this device, each as a
//! table.
use mingbai_engine::Visit;
use mingbai_intake::figures::{FigureSet, Figures};
use mingbai_interview::world::World;
use mingbai_policy::{RegionId, Span};
use mingbai_ui::keep;

/// Figures by place and time, those of wider places first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entered(Vec<Figures>);

/// Why figures cannot be put beside those that are there.
pub enum Refused {
    /// Some of the place hold on some of these days, but not on the same.
    Days(Span),
}

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
        let vocabulary = &world.tables.vocabulary;
        self.0
            .sort_by_key(|it| (vocabulary.lineage(it.place).count(), it.place, it.span.from));
    }

    /// Lays over a visit what was filled in for where the patient is insured; for which of its days
    /// and kinds is decided when it is reckoned.
    pub fn lay(&self, world: &World, visit: &mut Visit) {
        for figures in &self.0 {
            figures.lay(&world.tables.vocabulary, visit);
        }
    }

    /// What was filled in for a place and those around it, the wider first.
    pub fn around(&self, world: &World, home: RegionId) -> impl Iterator<Item = &Figures> {
        let vocabulary = &world.tables.vocabulary;
        self.0
            .iter()
            .filter(move |it| vocabulary.within(home, it.place))
    }

    /// Whether there are figures that say for what they hold, or that do not.
    pub fn any(&self, said: bool) -> bool {
        self.0.iter().any(|it| it.said() == said)
    }

    /// All of them as tables, the wider place first.
    pub fn texts(&self, world: &World) -> Vec<String> {
        self.0.iter().map(|it| it.write(&world.tables)).collect()
    }

    /// The figures of a place itself.
    pub fn of(&self, place: RegionId) -> impl Iterator<Item = &Figures> {
        self.0.iter().filter(move |it| it.place == place)
    }

    /// The figures of a place that hold on just these days.
    pub fn on(&self, place: RegionId, span: Span) -> Option<&Figures> {
        self.of(place).find(|it| it.said() && it.span == span)
    }

    /// Puts a set in place of the one that holds for the same visits, and keeps it; `figures` has
    /// its place, days, names and who filled it in. False where it holds only until the page is left.
    ///
    /// # Errors
    ///
    /// When the days run across those of other figures of the place: as tables the two could not
    /// stand beside each other.
    pub fn put(
        &mut self,
        world: &World,
        figures: Figures,
        set: FigureSet,
    ) -> Result<bool, Refused> {
        let place = figures.place;
        let across =
            |it: &&Figures| it.said() && it.span != figures.span && it.span.overlaps(figures.span);
        let across = self.of(place).find(across);
        if let Some(across) = across.filter(|_| !set.figures.is_empty()) {
            return Err(Refused::Days(across.span));
        }
        let mut whole = figures;
        if let Some(there) = self.on(place, whole.span) {
            whole.sets.clone_from(&there.sets);
        }
        whole.put(set);
        Ok(self.set(world, whole))
    }

    /// Puts figures as they came in place of those of the place on the same days.
    pub fn set(&mut self, world: &World, figures: Figures) -> bool {
        let Some(name) = name(world, &figures) else {
            return false;
        };
        self.remove(world, figures.place, figures.said(), figures.span);
        if figures.sets.is_empty() {
            return true;
        }
        let kept = keep::put(&name, &figures.write(&world.tables));
        self.0.push(figures);
        self.sort(world);
        kept
    }

    /// Forgets the figures of a place on these days, or those that do not say for what they hold.
    pub fn remove(&mut self, world: &World, place: RegionId, said: bool, span: Span) {
        let gone =
            |it: &Figures| it.place == place && it.said() == said && (!said || it.span == span);
        for name in self
            .0
            .iter()
            .filter(|it| gone(it))
            .filter_map(|it| name(world, it))
        {
            keep::forget(&name);
        }
        self.0.retain(|it| !gone(it));
    }
}

/// Under which name figures are kept.
fn name(world: &World, figures: &Figures) -> Option<String> {
    let region = world.tables.vocabulary.regions.get(figures.place.index())?;
    let id = region.name.id.as_str();
    Some(match figures.span.from.filter(|_| figures.said()) {
        Some(from) => format!("{}{id}.{from}", keep::FIGURES),
        None => format!("{}{id}", keep::FIGURES),
    })
}
