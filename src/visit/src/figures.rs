//! Figures a window filled in for its place (本窗口填写), as a table's own TOML: what is exported
//! can be put into the place's folder, and what was exported is read back.
use crate::error::InputError;
use crate::local::Local;
use crate::{date, local, names};
use mingbai_engine::{LocalFigure, LocalRule, Visit};
use mingbai_policy::{Day, LayerId, RegionId, Tables};
use serde_json::{Map, Value};

/// What a window filled in for a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// The place they hold for, and for all within it.
    pub place: RegionId,
    /// Who filled them in.
    pub by: String,
    /// On which day.
    pub day: Day,
    /// Layers' figures only. Tables match layers by id, but each table's excess rules pay: one
    /// more table with the fund's share would have the fund pay twice.
    pub figures: Vec<(LocalRule, LocalFigure)>,
    /// What layers that people buy for themselves are called (某市惠民保).
    pub names: Vec<(LayerId, String)>,
}

/// Said of every figure that came from a window.
pub const ENTERED: &str = "本窗口填写";

/// More lines than any export has.
const MOST: usize = 2_000;

impl Figures {
    /// Reads figures as a visit's JSON has them: `"基本医保.deductible": "500"`.
    ///
    /// # Errors
    ///
    /// When a key or a value cannot be used; the field is the key.
    pub fn read(tables: &Tables, figures: &Map<String, Value>) -> Result<Local, InputError> {
        local::read_map(tables, &Value::Object(figures.clone()))
    }

    /// The figures of one layer.
    pub fn of(&self, layer: LayerId) -> impl Iterator<Item = LocalFigure> {
        let mine = move |rule: &LocalRule| *rule == LocalRule::Layer(layer);
        let all = self.figures.iter().filter(move |(rule, _)| mine(rule));
        all.map(|(_, figure)| *figure)
    }

    /// What a layer is called, where it was given a name.
    pub fn name_of(&self, layer: LayerId) -> Option<&str> {
        let mut names = self.names.iter();
        let found = names.find(|(it, _)| *it == layer);
        found.map(|(_, name)| name.as_str())
    }

    /// Lays them over a visit; what it had of the same figures goes.
    pub fn lay(&self, visit: &mut Visit) {
        let same = |(rule, figure): &(LocalRule, LocalFigure)| {
            let mut mine = self.figures.iter();
            mine.any(|(of, it)| of == rule && local::kind_of(*it) == local::kind_of(*figure))
        };
        visit.local.retain(|it| !same(it));
        visit.local.extend(&self.figures);
        local::sort(&mut visit.local);
        visit
            .names
            .retain(|(layer, _)| self.name_of(*layer).is_none());
        visit.names.extend(self.names.iter().cloned());
        visit.names.sort_unstable();
    }

    /// The table.
    pub fn write(&self, tables: &Tables) -> String {
        let terms = &tables.terms;
        let Some(region) = terms.regions.get(self.place.index()) else {
            return String::new();
        };
        let (id, name) = (&region.name.id, &region.name.name);
        let mut out = format!(
            "# {ENTERED}，还没有对过文件。对过以后写上文件名和在哪里，grade 改成 document。\n\
             [table]\nid = {}\nname = {}\nplace = {}\nfrom = \"unknown\"\nchecked = \"unknown\"\n\n\
             [[source]]\nid = {}\ntitle = {}\nissuer = {}\ndate = {}\ngrade = \"reported\"\n",
            quoted(&format!("window-{id}")),
            quoted(&format!("{name}：{ENTERED}")),
            quoted(name),
            quoted(&format!("window-{id}-source")),
            quoted(ENTERED),
            quoted(if self.by.is_empty() {
                "unknown"
            } else {
                &self.by
            }),
            quoted(&self.day.to_string()),
        );
        let mut layers: Vec<LayerId> = Vec::new();
        for (rule, _) in &self.figures {
            if let LocalRule::Layer(layer) = rule
                && !layers.contains(layer)
            {
                layers.push(*layer);
            }
        }
        for layer in layers {
            let Some(of) = terms.layers.get(layer.index()) else {
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
            for figure in self.of(layer) {
                let (key, value) = match figure {
                    LocalFigure::Deductible(fen) => ("deductible", fen.to_string()),
                    LocalFigure::Share(share) => ("share", share.to_string()),
                    LocalFigure::Cap(fen) => ("cap", fen.to_string()),
                    LocalFigure::FirstSelfPay(share) => ("first_self_pay", share.to_string()),
                };
                out.push_str(&format!("{key} = {}\n", quoted(&value)));
            }
            let source = quoted(&format!("window-{id}-source"));
            out.push_str(&format!(
                "cite = {{ source = {source}, at = {} }}\n",
                quoted(ENTERED)
            ));
        }
        out
    }

    /// Reads a table that [`Figures::write`] made.
    ///
    /// # Errors
    ///
    /// When it is something else; the field is the line.
    pub fn parse(tables: &Tables, text: &str) -> Result<Figures, InputError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut place, mut by, mut day) = (None, String::new(), None);
        let mut layer = None::<String>;
        let mut figures = Map::new();
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
                    _ => return Err(refuse(STRANGE.to_owned())),
                };
                layer = None;
                continue;
            }
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| refuse(STRANGE.to_owned()))?;
            let key = key.trim();
            // Where it stands, whom it is for and what it pays of follow from the layer.
            if matches!(key, "cite" | "when" | "base") {
                continue;
            }
            let value = unquoted(value.trim()).ok_or_else(|| refuse(STRANGE.to_owned()))?;
            match (section, key) {
                ("table", "place") => {
                    let found = names::region(&tables.terms, &value);
                    place = Some(found.map_err(|error| refuse(error.message))?);
                }
                ("source", "issuer") if value != "unknown" => by = value,
                ("source", "date") => {
                    day = Some(date::read(&value).map_err(|error| refuse(error.to_string()))?);
                }
                ("layer", "layer") => {
                    let found = names::layer(&tables.terms, &value);
                    found.map_err(|error| refuse(error.message))?;
                    layer = Some(value);
                }
                ("layer", figure) if figure == "name" || local::FIGURES.contains(&figure) => {
                    let layer = layer.as_deref().ok_or_else(|| refuse(STRANGE.to_owned()))?;
                    let key = format!("{layer}.{figure}");
                    let mut one = Map::new();
                    one.insert(key.clone(), value.clone().into());
                    Figures::read(tables, &one).map_err(|error| refuse(error.message))?;
                    if figures.insert(key, value.into()).is_some() {
                        return Err(refuse("同一项写了两次。请只留一个。".to_owned()));
                    }
                }
                ("table" | "source" | "layer", "id" | "name" | "from" | "checked" | "title")
                | ("source", "grade" | "issuer") => {}
                _ => return Err(refuse(STRANGE.to_owned())),
            }
        }
        let whole = |message: &str| InputError::new("$", message);
        let place = place.ok_or_else(|| whole("文件里没有写是哪个地方的数。"))?;
        let day = day.ok_or_else(|| whole("文件里没有写是哪一天填的。"))?;
        let Local { figures, names } = Figures::read(tables, &figures)?;
        if figures.is_empty() {
            return Err(whole("文件里一个数也没有。"));
        }
        Ok(Figures {
            place,
            by,
            day,
            figures,
            names,
        })
    }
}

const STRANGE: &str = "这一行看不懂。请用窗口导出的文件，不要改写法。";

/// A basic string of TOML.
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

/// The text of a basic string; a bare number stands for itself.
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
