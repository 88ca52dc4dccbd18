//! Figures that a window filled in for its place (本窗口填写), written as a table's own TOML: an
//! export can be put into the place's folder, and can be read back. Must not know storage.
use crate::error::InputError;
use crate::local::Local;
use crate::{date, local, names};
use mingbai_engine::{LocalFigure, LocalRule, Scope, ScopedFigure, Visit};
use mingbai_policy::vocabulary::Region;
use mingbai_policy::{Care, Day, Fen, Grade, LayerId, RegionId, Span, Tables, Vocabulary};
use serde_json::{Map, Value};

/// Figures that a window filled in for one place and one span of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// The place for which the figures were filled in.
    pub place: RegionId,
    /// The name of the window that filled the figures in.
    pub by: String,
    /// The day on which the figures were filled in.
    pub day: Day,
    /// The days on which the figures hold; none in figures stored before windows gave days.
    pub span: Span,
    /// The figures, narrower scopes before wider ones.
    pub sets: Vec<FigureSet>,
    /// The names of layers that people buy for themselves (某市惠民保).
    pub names: Vec<(LayerId, String)>,
}

/// Figures that hold for the same visits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureSet {
    /// The visits for which the figures hold; `None` in figures stored before windows gave visits, which
    /// are not used.
    pub holds: Option<VisitKinds>,
    /// Figures of layers only. Tables match layers by id, but every table's top-up rules (兜底) pay: one
    /// more table with the fund's share would make the fund pay twice.
    pub figures: Vec<(LocalRule, LocalFigure)>,
}

/// The visits of a place that figures hold for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VisitKinds {
    /// VisitKinds of care, as bits of [`Care`].
    pub care: u8,
    /// Grades of hospitals, as bits of [`Grade`].
    pub grade: u8,
    /// Whether the figures also hold in the places inside the place.
    pub within: bool,
}

/// Shown with every figure that came from a window.
pub const ENTERED: &str = "本窗口填写";

/// The most lines read from an export; no real one is longer.
const MOST: usize = 2_000;

impl Figures {
    /// Reads figures in the form of a visit's JSON: `"基本医保.deductible": "500"`.
    ///
    /// # Errors
    ///
    /// When a key or a value cannot be used; the field is the key.
    pub fn read(tables: &Tables, figures: &Map<String, Value>) -> Result<Local, InputError> {
        local::read_map(tables, &Value::Object(figures.clone()))
    }

    /// Checks whether the days are given, and the visits of every set.
    pub fn said(&self) -> bool {
        let days = self.span.from.is_some() && self.span.until.is_some();
        days && self.sets.iter().all(|set| set.holds.is_some())
    }

    /// Returns all figures, whatever they hold for.
    pub fn figures(&self) -> impl Iterator<Item = &(LocalRule, LocalFigure)> {
        self.sets.iter().flat_map(|set| &set.figures)
    }

    /// Returns the scope of a set's figures; `None` where the scope was not given.
    pub fn scope(&self, set: &FigureSet) -> Option<Scope> {
        let kinds = set.holds.filter(|_| self.said())?;
        Some(Scope {
            insurance: Scope::ANY.insurance,
            care: kinds.care,
            grade: kinds.grade,
            place: Some(self.place),
            within: kinds.within,
            span: self.span,
        })
    }

    /// Replaces the set for the same visits; a set without figures removes it.
    pub fn put(&mut self, set: FigureSet) {
        self.sets.retain(|it| it.holds != set.holds);
        if !set.figures.is_empty() {
            self.sets.push(set);
        }
        // Narrower scopes first: one grade before all grades, the place itself before the places inside.
        self.sets.sort_by_key(|set| {
            set.holds.map(|kinds| {
                let many = |bits: u8| bits.count_ones();
                (
                    kinds.within,
                    many(kinds.grade),
                    many(kinds.care),
                    kinds.care,
                    kinds.grade,
                )
            })
        });
        let filled = |layer: LayerId| {
            self.figures()
                .any(|(rule, _)| *rule == LocalRule::Layer(layer))
        };
        let names = self.names.iter().filter(|(layer, _)| filled(*layer));
        self.names = names.cloned().collect();
    }

    /// Returns the name that was given to a layer.
    pub fn name_of(&self, layer: LayerId) -> Option<&str> {
        let mut names = self.names.iter();
        let found = names.find(|(it, _)| *it == layer);
        found.map(|(_, name)| name.as_str())
    }

    /// Puts the figures into a visit of the place, before those of farther places. The engine decides
    /// which of them hold for the visit's days and kind. Figures without a scope are left out.
    pub fn lay(&self, vocabulary: &Vocabulary, visit: &mut Visit) {
        let mut mine = Vec::new();
        for set in &self.sets {
            let scope = self.scope(set);
            let Some(scope) = scope.filter(|it| it.covers(vocabulary, visit.insured_in)) else {
                continue;
            };
            let all = set.figures.iter();
            mine.extend(all.map(|(rule, figure)| ScopedFigure {
                rule: *rule,
                figure: *figure,
                scope,
            }));
        }
        if mine.is_empty() {
            return;
        }
        visit.scoped.splice(0..0, mine);
        local::sort_scoped(&mut visit.scoped);
        if self.span.holds(visit.date) {
            visit
                .names
                .retain(|(layer, _)| self.name_of(*layer).is_none());
            visit.names.extend(self.names.iter().cloned());
            visit.names.sort_unstable();
        }
    }

    /// Writes the figures as a table in TOML.
    pub fn write(&self, tables: &Tables) -> String {
        let vocabulary = &tables.vocabulary;
        let Some(region) = vocabulary.regions.get(self.place.index()) else {
            return String::new();
        };
        let (id, name) = (&region.name.id, &region.name.name);
        let mut out = format!(
            "# {ENTERED}，还没有对过文件。对过以后写上文件名和在哪里，grade 改成 document。\n\
             [table]\nid = {}\nname = {}\nplace = {}\nfrom = {}\n{}checked = \"unknown\"\n\n\
             [[source]]\nid = {}\ntitle = {}\nissuer = {}\ndate = {}\ngrade = \"reported\"\n",
            quoted(&self.id(id)),
            quoted(&format!("{name}：{ENTERED}")),
            quoted(name),
            quoted(
                &self
                    .span
                    .from
                    .map_or("unknown".to_owned(), |it| it.to_string())
            ),
            self.span
                .until
                .map_or(String::new(), |it| format!("until = \"{it}\"\n")),
            quoted(&format!("{}-source", self.id(id))),
            quoted(ENTERED),
            quoted(if self.by.is_empty() {
                "unknown"
            } else {
                &self.by
            }),
            quoted(&self.day.to_string()),
        );
        let mut layers: Vec<LayerId> = Vec::new();
        for (rule, _) in self.figures() {
            if let LocalRule::Layer(layer) = rule
                && !layers.contains(layer)
            {
                layers.push(*layer);
            }
        }
        for layer in layers {
            let Some(of) = vocabulary.layers.get(layer.index()) else {
                continue;
            };
            out.push_str(&format!(
                "\n[[layer]]\nid = {}\nlayer = {}\n",
                quoted(&of.name.id),
                quoted(&of.name.name)
            ));
            if let Some(name) = self.name_of(layer) {
                out.push_str(&format!("name = {}\n", quoted(name)));
            }
            if let Some(own) = of.own {
                let asks = tables.questions.get(usize::from(own.asks));
                out.push_str(&format!(
                    "when = {{ answer = {} }}\nbase = {}\n",
                    quoted(asks.map_or("", |it| &it.id)),
                    quoted(own.base.word())
                ));
            }
            let source = quoted(&format!("{}-source", self.id(id)));
            let cite = format!("cite = {{ source = {source}, at = {} }}\n", quoted(ENTERED));
            // Figures without a scope belong to the layer itself.
            let (bare, sets): (Vec<&FigureSet>, Vec<&FigureSet>) =
                self.sets.iter().partition(|set| set.holds.is_none());
            for set in bare {
                out.push_str(&of_layer(set, layer));
            }
            out.push_str(&cite);
            for set in sets {
                let figures = of_layer(set, layer);
                let (Some(kinds), false) = (set.holds, figures.is_empty()) else {
                    continue;
                };
                let when = self.when(vocabulary, kinds);
                out.push_str(&format!("\n[[layer.variant]]\n{when}{figures}{cite}"));
            }
        }
        out
    }

    /// Returns the id of the table, from the id of its place.
    pub fn id(&self, place: &str) -> String {
        match self.span.from {
            Some(from) => format!("window-{place}-{from}"),
            None => format!("window-{place}"),
        }
    }

    /// Writes the condition of a variant.
    fn when(&self, vocabulary: &Vocabulary, kinds: VisitKinds) -> String {
        let mut parts = Vec::new();
        parts.extend(
            words(
                kinds.care,
                Scope::ANY.care,
                Care::ALL,
                Care::bit,
                Care::word,
            )
            .map(|it| format!("care = {it}")),
        );
        parts.extend(
            words(
                kinds.grade,
                Scope::ANY.grade,
                Grade::ALL,
                Grade::bit,
                Grade::word,
            )
            .map(|it| format!("grade = {it}")),
        );
        if !kinds.within {
            let ids = parts_of(vocabulary, self.place).map(|it| quoted(&it.name.id));
            let ids: Vec<String> = ids.collect();
            if !ids.is_empty() {
                parts.push(format!("not = {{ insured_in = [{}] }}", ids.join(", ")));
            }
        }
        match parts.as_slice() {
            [] => String::new(),
            parts => format!("when = {{ {} }}\n", parts.join(", ")),
        }
    }

    /// Reads a table that [`Figures::write`] wrote.
    ///
    /// # Errors
    ///
    /// When the text is something else; the field is the line.
    pub fn parse(tables: &Tables, text: &str) -> Result<Figures, InputError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut place, mut by, mut day) = (None, String::new(), None);
        let mut span = Span::default();
        let mut layer = None::<String>;
        let mut holds = None::<VisitKinds>;
        let mut sets: Vec<(Option<VisitKinds>, Map<String, Value>)> = Vec::new();
        let mut names = Map::new();
        let mut section = "";
        for (at, line) in text.lines().enumerate().take(MOST) {
            let refuse = |message: String| InputError::new(format!("第 {} 行", at + 1), message);
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with('[') {
                section = match line {
                    "[table]" => "table",
                    "[[source]]" => "source",
                    "[[layer]]" => "layer",
                    "[[layer.variant]]" if layer.is_some() => "variant",
                    _ => return Err(refuse(STRANGE.to_owned())),
                };
                holds = None;
                if section != "variant" {
                    layer = None;
                }
                continue;
            }
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| refuse(STRANGE.to_owned()))?;
            let key = key.trim();
            if section == "variant" && key == "when" {
                holds = Some(kinds(value.trim()).ok_or_else(|| refuse(STRANGE.to_owned()))?);
                continue;
            }
            // All four follow from other keys: source, condition and base from the layer, `lowered` from
            // the share.
            if matches!(key, "cite" | "when" | "base" | "lowered") {
                continue;
            }
            let value = unquoted(value.trim()).ok_or_else(|| refuse(STRANGE.to_owned()))?;
            let a_day = |value: &str| date::read(value).map_err(|error| refuse(error.to_string()));
            match (section, key) {
                ("table", "place") => {
                    let found = names::region(&tables.vocabulary, &value);
                    place = Some(found.map_err(|error| refuse(error.message))?);
                }
                ("table", "from") if value != "unknown" => span.from = Some(a_day(&value)?),
                ("table", "until") if value != "unknown" => span.until = Some(a_day(&value)?),
                ("source", "issuer") if value != "unknown" => by = value,
                ("source", "date") => day = Some(a_day(&value)?),
                ("layer", "layer") => {
                    let found = names::layer(&tables.vocabulary, &value);
                    found.map_err(|error| refuse(error.message))?;
                    layer = Some(value);
                }
                ("layer" | "variant", figure)
                    if figure == "name" && section == "layer"
                        || local::FIGURES.contains(&figure) =>
                {
                    let layer = layer.as_deref().ok_or_else(|| refuse(STRANGE.to_owned()))?;
                    let key = format!("{layer}.{figure}");
                    let mut one = Map::new();
                    one.insert(key.clone(), value.clone().into());
                    Figures::read(tables, &one).map_err(|error| refuse(error.message))?;
                    let map = match figure {
                        "name" => &mut names,
                        _ => {
                            if !sets.iter().any(|(it, _)| *it == holds) {
                                sets.push((holds, Map::new()));
                            }
                            let set = sets.iter_mut().find(|(it, _)| *it == holds);
                            &mut set.ok_or_else(|| refuse(STRANGE.to_owned()))?.1
                        }
                    };
                    if map.insert(key, value.into()).is_some() {
                        return Err(refuse("同一个数字写了两次。请只留一个。".to_owned()));
                    }
                }
                (
                    "table" | "source" | "layer",
                    "id" | "name" | "from" | "until" | "checked" | "title",
                )
                | ("source", "grade" | "issuer") => {}
                _ => return Err(refuse(STRANGE.to_owned())),
            }
        }
        let whole = |message: &str| InputError::new("$", message);
        let place = place.ok_or_else(|| whole("文件里没有写是哪个地方的数。"))?;
        let day = day.ok_or_else(|| whole("文件里没有写是哪一天填的。"))?;
        if let (Some(from), Some(until)) = (span.from, span.until)
            && from > until
        {
            return Err(whole("文件里的日子，止在起的前面。"));
        }
        let mut read = Figures {
            place,
            by,
            day,
            span,
            sets: Vec::new(),
            names: Figures::read(tables, &names)?.names,
        };
        let whole_place = parts_of(&tables.vocabulary, place).next().is_none();
        for (holds, figures) in sets {
            let Local { figures, .. } = Figures::read(tables, &figures)?;
            // In a place without places inside, `within` makes no difference.
            let holds = holds.map(|it| VisitKinds {
                within: it.within && !whole_place,
                ..it
            });
            read.put(FigureSet { holds, figures });
        }
        if read.sets.is_empty() {
            return Err(whole("文件里一个数也没有。"));
        }
        Ok(read)
    }
}

/// Returns the places directly below a place.
pub fn parts_of(vocabulary: &Vocabulary, place: RegionId) -> impl Iterator<Item = &Region> {
    vocabulary
        .regions
        .iter()
        .filter(move |it| it.parent == Some(place))
}

/// Writes the figures of a layer in a set, a line each.
fn of_layer(set: &FigureSet, layer: LayerId) -> String {
    let all = set
        .figures
        .iter()
        .filter(|(rule, _)| *rule == LocalRule::Layer(layer));
    all.map(|(_, figure)| {
        let (key, value) = match figure {
            LocalFigure::Deductible(Fen::MAX) => ("deductible", "none".to_owned()),
            LocalFigure::Cap(Fen::MAX) => ("cap", "none".to_owned()),
            LocalFigure::Deductible(fen) => ("deductible", fen.to_string()),
            LocalFigure::Share(share) => ("share", share.to_string()),
            LocalFigure::Cap(fen) => ("cap", fen.to_string()),
            LocalFigure::FirstSelfPay(share) => ("first_self_pay", share.to_string()),
        };
        let line = format!("{key} = {}\n", quoted(&value));
        match figure {
            // The office stated the share that is paid, whatever the province of the hospital.
            LocalFigure::Share(_) => format!("{line}lowered = \"none\"\n"),
            _ => line,
        }
    })
    .collect()
}

/// Writes the words for the bits that are set, in TOML; `None` where all are.
fn words<C: Copy>(
    bits: u8,
    every: u8,
    all: &[C],
    bit: fn(C) -> u8,
    word: fn(C) -> &'static str,
) -> Option<String> {
    if bits & every == every {
        return None;
    }
    let named = all.iter().filter(|it| bits & bit(**it) != 0);
    let named: Vec<String> = named.map(|it| quoted(word(*it))).collect();
    Some(match named.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    })
}

/// Reads a condition that [`Figures::write`] wrote: `{ care = "inpatient", grade = "secondary" }`.
fn kinds(text: &str) -> Option<VisitKinds> {
    let mut kinds = VisitKinds {
        care: Scope::ANY.care,
        grade: Scope::ANY.grade,
        within: true,
    };
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    if let Some((before, _)) = rest.split_once("not = { insured_in = [") {
        kinds.within = false;
        rest = before.trim().trim_end_matches(',');
    }
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('[') {
            Some(list) => list.split_once(']')?,
            None => match after.split_once(',') {
                Some((value, _)) => (value, after.get(value.len()..)?),
                None => (after, ""),
            },
        };
        let mut bits = 0;
        for word in value.split(',') {
            let word = unquoted(word.trim())?;
            bits |= match key.trim() {
                "care" => Care::from_word(&word)?.bit(),
                "grade" => Grade::from_word(&word)?.bit(),
                _ => return None,
            };
        }
        match key.trim() {
            "care" => kinds.care = bits,
            _ => kinds.grade = bits,
        }
        rest = next.trim().trim_start_matches(',').trim();
    }
    Some(kinds)
}

const STRANGE: &str = "这一行看不懂。请用窗口导出的文件，不要改写法。";

/// Writes a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Reads a basic string of TOML; a bare number is read as its text.
fn unquoted(value: &str) -> Option<String> {
    let Some(rest) = value.strip_prefix('"') else {
        let number = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
        return number.then(|| value.to_owned());
    };
    let mut out = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => match chars.next()? {
                c @ ('"' | '\\') => out.push(c),
                _ => return None,
            },
            c => out.push(c),
        }
    }
    let after = chars.as_str().trim();
    (after.is_empty() || after.starts_with('#')).then_some(out)
}
