//! Reads the vocabulary: places, hospitals, groups, diseases, items, layers. Must not
//! know rules.
use super::{
    choice::{list, word},
    cursor::{Fields, Node},
    cycle, figure,
    index::{Index, name, short},
};
use crate::ids::{DiseaseId, GroupId, HospitalId, ItemId, LayerId, RegionId};
use crate::limits;
use crate::table::Owner;
use crate::vocabulary::{
    Disease, DiseaseSet, Group, Hospital, Item, Layer, Level, Name, OwnLayer, Region, Vocabulary,
};
use crate::when::{Grade, HospitalTier};

/// The vocabulary of all files, with the indexes for looking names up.
pub(super) struct Words {
    pub(super) vocabulary: Vocabulary,
    regions: Index,
    hospitals: Index,
    groups: Index,
    diseases: Index,
    items: Index,
    layers: Index,
}

macro_rules! finders {
    ($($name:ident: $index:ident -> $id:ident),* $(,)?) => {$(
        pub(super) fn $name(&self, node: &Node<'_>) -> Option<$id> {
            self.$index.find(node).map(|place| $id(short(place)))
        }
    )*};
}

impl Words {
    finders! {
        region: regions -> RegionId,
        hospital: hospitals -> HospitalId,
        group: groups -> GroupId,
        item: items -> ItemId,
        layer: layers -> LayerId,
    }

    /// Reads a disease; the name of a disease set gets a message of its own, not "unknown".
    pub(super) fn disease(&self, node: &Node<'_>) -> Option<DiseaseId> {
        if let Some(written) = node.as_str()
            && self.diseases.get(written).is_none()
            && self
                .vocabulary
                .disease_sets
                .iter()
                .any(|set| is_called(&set.name, written))
        {
            node.refuse(format!("“{written}”是几种病的合称，这里请一种一种写"));
            return None;
        }
        self.diseases
            .find(node)
            .map(|place| DiseaseId(short(place)))
    }

    /// Checks whether one person may meet tables of both owners.
    pub(super) fn meet(&self, one: Owner, other: Owner) -> bool {
        match (one, other) {
            (Owner::Region(one), Owner::Region(other)) => {
                self.within(one, other) || self.within(other, one)
            }
            _ => true,
        }
    }

    /// Checks whether `inner` is `outer` or lies inside it; ends even where parents form a circle.
    pub(super) fn within(&self, inner: RegionId, outer: RegionId) -> bool {
        let mut at = Some(inner);
        for _ in 0..=self.vocabulary.regions.len() {
            match at {
                Some(region) if region == outer => return true,
                Some(region) => {
                    at = self
                        .vocabulary
                        .regions
                        .get(region.index())
                        .and_then(|region| region.parent)
                }
                None => return false,
            }
        }
        false
    }

    /// Reads the vocabulary of every file; a layer may refer to a question.
    pub(super) fn read(files: &[Fields<'_>], questions: &Index) -> Words {
        let (regions, region_index) = regions(files);
        let mut words = Words {
            vocabulary: Vocabulary {
                regions,
                ..Vocabulary::default()
            },
            regions: region_index,
            hospitals: Index::new("医疗机构"),
            groups: Index::new("人群"),
            diseases: Index::new("疾病"),
            items: Index::new("收费项目"),
            layers: Index::new("保障线"),
        };
        words.read_hospitals(files);
        words.read_groups(files);
        words.read_diseases(files);
        words.read_sets(files);
        words.read_items(files);
        words.read_layers(files, questions);
        words
    }

    fn read_hospitals(&mut self, files: &[Fields<'_>]) {
        for fields in all(
            files,
            "hospital",
            &["id", "name", "aliases", "region", "grade", "tier"],
        ) {
            let hospital = Hospital {
                name: name(&fields),
                region: fields
                    .need("region", "请写 region：这家医疗机构在哪个地方")
                    .and_then(|node| self.region(&node))
                    .unwrap_or(RegionId(0)),
                grade: fields
                    .get("grade")
                    .and_then(|node| word(&node, Grade::ALL, Grade::word)),
                tier: fields
                    .get("tier")
                    .and_then(|node| word(&node, HospitalTier::ALL, HospitalTier::word)),
            };
            self.hospitals
                .add_all(&hospital.name, self.vocabulary.hospitals.len(), &fields);
            self.vocabulary.hospitals.push(hospital);
        }
    }

    fn read_groups(&mut self, files: &[Fields<'_>]) {
        let sections = all(files, "group", &["id", "name", "aliases", "implies"]);
        for (place, fields) in sections.iter().enumerate() {
            let group = Group {
                name: name(fields),
                implies: Vec::new(),
            };
            self.groups.add_all(&group.name, place, fields);
            self.vocabulary.groups.push(group);
            if place == limits::GROUPS {
                fields
                    .spot
                    .refuse(format!("人群最多 {} 个，请合并一些", limits::GROUPS));
            }
        }
        for (place, fields) in sections.iter().enumerate() {
            let implied = list(fields, "implies", |node| self.group(node));
            self.vocabulary.groups[place].implies = implied;
        }
        let edges = self
            .vocabulary
            .groups
            .iter()
            .map(|group| group.implies.iter().map(|id| id.index()).collect());
        for place in cycle::members(&edges.collect::<Vec<_>>()) {
            sections[place]
                .spot
                .refuse("implies 绕成了圈，请去掉其中一处");
        }
    }

    fn read_diseases(&mut self, files: &[Fields<'_>]) {
        let sections = all(
            files,
            "disease",
            &["id", "name", "aliases", "broader", "icd"],
        );
        for (place, fields) in sections.iter().enumerate() {
            let disease = Disease {
                name: name(fields),
                broader: Vec::new(),
                icd: fields.texts("icd"),
            };
            self.diseases.add_all(&disease.name, place, fields);
            self.vocabulary.diseases.push(disease);
        }
        for (place, fields) in sections.iter().enumerate() {
            let broader = list(fields, "broader", |node| self.disease(node));
            self.vocabulary.diseases[place].broader = broader;
        }
        let edges = self
            .vocabulary
            .diseases
            .iter()
            .map(|disease| disease.broader.iter().map(|id| id.index()).collect());
        for place in cycle::members(&edges.collect::<Vec<_>>()) {
            sections[place]
                .spot
                .refuse("broader 绕成了圈，请去掉其中一处");
        }
    }

    /// Reads disease sets. The name of a set is no disease's name; two sets may share a name only where
    /// their places keep them apart.
    fn read_sets(&mut self, files: &[Fields<'_>]) {
        for fields in all(
            files,
            "disease_set",
            &["id", "name", "aliases", "diseases", "regions"],
        ) {
            let set = DiseaseSet {
                name: name(&fields),
                diseases: fields
                    .need("diseases", "请写 diseases：这个合称指哪几种病")
                    .map(|_| list(&fields, "diseases", |node| self.disease(node)))
                    .unwrap_or_default(),
                regions: list(&fields, "regions", |node| self.region(node)),
            };
            for written in words_of(&set.name) {
                let taken = self.diseases.get(written).is_some()
                    || self.vocabulary.disease_sets.iter().any(|other| {
                        is_called(&other.name, written)
                            && (written == &set.name.id
                                || !self.apart(&set.regions, &other.regions))
                    });
                if taken {
                    fields.spot.refuse(format!(
                        "疾病“{written}”已经有了；同一个合称只有用 regions 分开地方才能写两次，请改名或者写上 regions"
                    ));
                }
            }
            self.vocabulary.disease_sets.push(set);
        }
    }

    fn apart(&self, ours: &[RegionId], theirs: &[RegionId]) -> bool {
        let meet = |a: &RegionId| {
            theirs
                .iter()
                .any(|b| self.within(*a, *b) || self.within(*b, *a))
        };
        !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(meet)
    }

    fn read_items(&mut self, files: &[Fields<'_>]) {
        let sections = all(files, "item", &["id", "name", "aliases", "broader"]);
        for (place, fields) in sections.iter().enumerate() {
            let item = Item {
                name: name(fields),
                broader: None,
            };
            self.items.add_all(&item.name, place, fields);
            self.vocabulary.items.push(item);
        }
        for (place, fields) in sections.iter().enumerate() {
            let broader = fields.get("broader").and_then(|node| self.item(&node));
            self.vocabulary.items[place].broader = broader;
        }
        let edges = self
            .vocabulary
            .items
            .iter()
            .map(|item| item.broader.iter().map(|id| id.index()).collect());
        for place in cycle::members(&edges.collect::<Vec<_>>()) {
            sections[place]
                .spot
                .refuse("broader 绕成了圈，请去掉其中一处");
        }
    }

    fn read_layers(&mut self, files: &[Fields<'_>], questions: &Index) {
        let known = &[
            "id", "name", "aliases", "field", "own", "everyone", "hospital",
        ];
        for fields in all(files, "layer_name", known) {
            let own = fields.get("own");
            let layer = Layer {
                name: name(&fields),
                field: fields.get("field").map(|node| node.id()),
                own: own.and_then(|node| own_layer(&node, questions)),
                everyone: fields.get("everyone").is_some_and(|node| node.flag()),
                hospital: fields.get("hospital").is_some_and(|node| node.flag()),
            };
            self.layers
                .add_all(&layer.name, self.vocabulary.layers.len(), &fields);
            self.vocabulary.layers.push(layer);
        }
    }
}

/// Reads the base and the question of a layer that people buy for themselves.
fn own_layer(node: &Node<'_>, questions: &Index) -> Option<OwnLayer> {
    let fields = node.fields(&["base", "answer"])?;
    let base = fields.need("base", "请写 base：它按什么算");
    let asks = fields.need("answer", "请写 answer：问“有没有买”的那个问题的 id");
    Some(OwnLayer {
        base: figure::base(&base?)?,
        asks: short(questions.find(&asks?)?),
    })
}

/// Reads the places, parents first: a place is always lower than its parent, so sorting by level is
/// enough.
fn regions(files: &[Fields<'_>]) -> (Vec<Region>, Index) {
    let mut index = Index::new("地方");
    let mut found: Vec<_> = all(
        files,
        "region",
        &["id", "name", "aliases", "level", "parent"],
    )
    .into_iter()
    .map(|fields| {
        let level = fields.need(
            "level",
            "请写 level：nation、province、prefecture 或 county",
        );
        let levels = [
            Level::Nation,
            Level::Province,
            Level::Prefecture,
            Level::County,
        ];
        let level = level.and_then(|node| {
            word(&node, &levels, |level| match level {
                Level::Nation => "nation",
                Level::Province => "province",
                Level::Prefecture => "prefecture",
                Level::County => "county",
            })
        });
        (level, fields)
    })
    .collect();
    found.sort_by_key(|(level, _)| level.unwrap_or(Level::County));
    let mut regions = Vec::new();
    for (place, (level, fields)) in found.iter().enumerate() {
        let name = name(fields);
        index.add_all(&name, place, fields);
        regions.push(Region {
            name,
            level: level.unwrap_or(Level::County),
            parent: None,
        });
    }
    for (place, (level, fields)) in found.iter().enumerate() {
        let parent = fields.get("parent");
        match (level, parent) {
            (Some(Level::Nation), Some(node)) => node.refuse("全国上面没有别的地方，请删去 parent"),
            (Some(Level::Nation), None) if place > 0 => {
                fields.spot.refuse("全国只能有一个，请改 level")
            }
            (Some(Level::Nation), None) => {}
            (_, Some(node)) => {
                let Some(parent) = index.find(&node) else {
                    continue;
                };
                let higher = found.get(parent).and_then(|(level, _)| *level);
                if let (Some(level), Some(higher)) = (*level, higher)
                    && level <= higher
                {
                    node.refuse("parent 要比它自己高一级以上，请改正（这样写会绕成圈或者颠倒）");
                }
                regions[place].parent = Some(RegionId(short(parent)));
            }
            (_, None) => fields.spot.refuse("请写 parent：它属于哪个地方"),
        }
    }
    (regions, index)
}

/// Returns every section of one kind in every file.
fn all<'a>(files: &[Fields<'a>], key: &str, known: &'static [&'static str]) -> Vec<Fields<'a>> {
    files
        .iter()
        .flat_map(|file| file.sections(key))
        .filter_map(|node| node.fields(known))
        .collect()
}

fn words_of(name: &Name) -> impl Iterator<Item = &String> {
    [&name.id, &name.name]
        .into_iter()
        .chain(&name.aliases)
        .filter(|word| !word.is_empty())
}

fn is_called(name: &Name, word: &str) -> bool {
    words_of(name).any(|known| known == word)
}
