//! What one visit can meet of the tables stays within the limits of [`crate::limits`].
use super::{cursor::Spot, words::Words};
use crate::ids::{DiseaseId, HospitalId, LayerId, RegionId};
use crate::limits;
use crate::table::{Free, Owner, Table};
use crate::vocabulary::Level;
use crate::when::When;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules of some tables tell apart.
#[derive(Clone, Default)]
struct Met {
    hospitals: BTreeSet<HospitalId>,
    disease_sets: BTreeSet<Vec<DiseaseId>>,
    questions: BTreeSet<u16>,
    unclear: BTreeSet<String>,
    payers: BTreeSet<LayerId>,
    waivers: usize,
    free: usize,
}

impl Met {
    fn of(table: &Table) -> Met {
        let mut met = Met::default();
        if let Owner::Hospital(hospital) = table.owner {
            met.hospitals.insert(hospital);
        }
        for rule in &table.layers {
            met.payers.insert(rule.layer);
            met.when(&rule.rule.when);
            rule.variants.iter().for_each(|it| met.when(&it.when));
        }
        for rule in &table.top_ups {
            met.payers.insert(rule.payer);
            met.when(&rule.rule.when);
        }
        for (index, scheme) in table.schemes.iter().enumerate() {
            met.when(&scheme.scope);
            met.when(&scheme.rule.when);
            if let Some(list) = &scheme.diseases {
                let named = list.entries.iter().map(|entry| entry.disease);
                met.disease_sets.insert(named.collect());
                list.entries.iter().for_each(|it| met.when(&it.when));
                if !list.complete {
                    met.unclear.insert(format!("{} {index}", table.id));
                }
            }
            met.free += usize::from(scheme.free != Free::Nothing);
        }
        met.waivers = table.waivers.len();
        let waivers = table.waivers.iter().map(|it| &it.rule);
        let targets = table.targets.iter().map(|it| &it.rule);
        let procedures = table.procedures.iter().map(|it| &it.rule);
        let rules = waivers.chain(targets).chain(procedures);
        rules.for_each(|rule| met.when(&rule.when));
        met
    }

    fn when(&mut self, when: &When) {
        match when {
            When::All(parts) | When::Any(parts) => parts.iter().for_each(|it| self.when(it)),
            When::Not(inner) => self.when(inner),
            When::Hospital(named) => self.hospitals.extend(named),
            When::Disease(named) => drop(self.disease_sets.insert(named.clone())),
            When::Question(question) => drop(self.questions.insert(*question)),
            When::Unclear(matter) => drop(self.unclear.insert(matter.clone())),
            When::Child => drop(self.unclear.insert("child".into())),
            _ => {}
        }
    }

    fn with(&mut self, other: &Met) {
        self.hospitals.extend(&other.hospitals);
        self.disease_sets.extend(other.disease_sets.iter().cloned());
        self.questions.extend(&other.questions);
        self.unclear.extend(other.unclear.iter().cloned());
        self.payers.extend(&other.payers);
        self.waivers += other.waivers;
        self.free += other.free;
    }

    /// What there is more of than one visit can tell apart: how many may be, and of what.
    fn beyond(&self) -> Option<(usize, &'static str)> {
        [
            (
                self.hospitals.len(),
                limits::HOSPITALS,
                "家有自己规定的医疗机构",
            ),
            (self.disease_sets.len(), limits::DISEASE_SETS, "份病种名单"),
            (self.questions.len(), limits::QUESTIONS, "个 [[question]]"),
            (self.unclear.len(), limits::UNCLEAR, "处文件没有写清的事"),
            (self.payers.len(), limits::PAYERS, "道保障线"),
            (self.waivers, limits::WAIVERS, "条减免"),
            (self.free, limits::WAIVERS, "项免费救治"),
        ]
        .into_iter()
        .find_map(|(count, most, what)| (count > most).then_some((most, what)))
    }
}

/// Refuses tables of which one visit would meet more than it can tell apart: those of its place and
/// of the places above, and those of every hospital in its province. One refusal, at the last table
/// of the first such place, names what there is too much of. Tables with other problems are not
/// counted: their places may lead nowhere.
pub(super) fn bounds(words: &Words, tables: &[Table], heads: &BTreeMap<usize, Spot<'_>>) {
    if !heads.values().all(Spot::all_is_well) {
        return;
    }
    let vocabulary = &words.vocabulary;
    let met: Vec<Met> = tables.iter().map(Met::of).collect();
    let province = |region: RegionId| {
        let mut above = vocabulary.lineage(region);
        above.find(|it| vocabulary.regions[it.index()].level == Level::Province)
    };
    let home = |table: &Table| match table.owner {
        Owner::Region(region) => Some(region),
        Owner::Hospital(hospital) => province(vocabulary.hospitals.get(hospital.index())?.region),
    };
    let places: BTreeSet<RegionId> = tables.iter().filter_map(home).collect();
    for place in places {
        let here = province(place);
        let meets = |table: &Table| match table.owner {
            Owner::Region(region) => vocabulary.within(place, region),
            Owner::Hospital(_) => here.is_some() && home(table) == here,
        };
        let mut all = Met::default();
        let mut last = None;
        for (at, _) in tables.iter().enumerate().filter(|it| meets(it.1)) {
            all.with(&met[at]);
            last = heads.get(&at).or(last);
        }
        if let (Some((most, what)), Some(head)) = (all.beyond(), last) {
            head.refuse(format!(
                "在{}就医要分清的规定太多：最多 {most} {what}，请合并一些",
                vocabulary.regions[place.index()].name.name
            ));
            return;
        }
    }
}
