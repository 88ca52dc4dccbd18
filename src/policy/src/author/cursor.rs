//! A cursor over a parsed TOML file that gathers problems instead of stopping at the first. Must not
//! know what a table means.
//!
//! Every reader here returns something usable after reporting a problem, so that one mistake never
//! hides the next; after any report, everything that was read is thrown away.
use super::{nearest::nearest, problem::Sink};
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A place in a file that a problem can point at.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    sink: &'a Sink,
    file: usize,
    span: Range<usize>,
    key: String,
}

impl Spot<'_> {
    pub(super) fn refuse(&self, message: impl Into<String>) {
        self.refuse_with(message, None);
    }

    pub(super) fn refuse_with(&self, message: impl Into<String>, help: Option<String>) {
        self.sink.report(
            self.file,
            self.span.clone(),
            &self.key,
            message.into(),
            help,
        );
    }

    /// Returns whether nothing was refused, here or anywhere else.
    pub(super) fn all_is_well(&self) -> bool {
        self.sink.is_empty()
    }

    /// Returns the dotted name of a key inside this one.
    fn child(&self, key: &str) -> String {
        if self.key.is_empty() {
            key.to_string()
        } else {
            format!("{}.{key}", self.key)
        }
    }
}

/// A value with its place.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) spot: Spot<'a>,
    pub(super) value: &'a DeValue<'a>,
}

/// Returns the kind of a value, for messages.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "一段文字",
        DeValue::Integer(_) => "一个整数",
        DeValue::Float(_) => "一个小数",
        DeValue::Boolean(_) => "true 或 false",
        DeValue::Datetime(_) => "一个没加引号的日期",
        DeValue::Array(_) => "一个列表",
        DeValue::Table(_) => "一个表",
    }
}

impl<'a> Node<'a> {
    pub(super) fn refuse(&self, message: impl Into<String>) {
        self.spot.refuse(message);
    }

    pub(super) fn expected(&self, wanted: &str) {
        self.refuse(format!("这里要写{wanted}，现在写的是{}", kind(self.value)));
    }

    /// Returns the text, if the value is a text.
    pub(super) fn as_str(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// Reads a text that is not empty.
    pub(super) fn text(&self) -> String {
        match self.as_str() {
            Some(text) if text.trim().is_empty() => {
                self.refuse("这里是空的，请写上内容");
                String::new()
            }
            Some(text) if text.trim() != text => {
                self.refuse("请去掉文字首尾的空格");
                text.trim().to_string()
            }
            Some(text) => text.to_string(),
            None => {
                self.expected("加引号的文字");
                String::new()
            }
        }
    }

    /// Reads an id: ASCII letters, digits, `-` and `_`.
    pub(super) fn id(&self) -> String {
        let id = self.text();
        if !id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            self.refuse("id 请只用英文字母、数字、“-”和“_”");
        }
        id
    }

    pub(super) fn flag(&self) -> bool {
        match self.value {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.expected("true 或 false");
                false
            }
        }
    }

    /// Reads a whole number within the bounds, both included.
    pub(super) fn number(&self, low: i64, high: i64) -> Option<i64> {
        let DeValue::Integer(number) = self.value else {
            self.expected("一个整数");
            return None;
        };
        match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if (low..=high).contains(&number) => Some(number),
            _ => {
                self.refuse(format!("这个数要在 {low} 到 {high} 之间"));
                None
            }
        }
    }

    /// Reads the elements of a list.
    pub(super) fn list(&self) -> Vec<Node<'a>> {
        match self.value {
            DeValue::Array(elements) => elements
                .iter()
                .map(|element| self.element(element))
                .collect(),
            _ => {
                self.expected("一个列表");
                Vec::new()
            }
        }
    }

    /// Reads the elements of a list, or a single value as a list of one.
    pub(super) fn one_or_more(&self) -> Vec<Node<'a>> {
        match self.value {
            DeValue::Array(elements) if elements.is_empty() => {
                self.refuse("列表是空的，请至少写一个，或者删去这一项");
                Vec::new()
            }
            DeValue::Array(_) => self.list(),
            _ => vec![self.clone()],
        }
    }

    fn element(&self, element: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        Node {
            spot: Spot {
                span: element.span(),
                ..self.spot.clone()
            },
            value: element.get_ref(),
        }
    }

    /// Reads the entries of a TOML table; a key outside `known` is reported.
    pub(super) fn fields(&self, known: &'static [&'static str]) -> Option<Fields<'a>> {
        match self.value {
            DeValue::Table(table) => Some(Fields::of(self.spot.clone(), table, known)),
            _ => {
                self.expected(&format!("一个表（{{ {} }}）", known.join("、")));
                None
            }
        }
    }

    /// Returns a value inside this one, with its place.
    pub(super) fn below(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        let spot = Spot {
            span: value.span(),
            key: self.spot.child(key),
            ..self.spot.clone()
        };
        Node {
            spot,
            value: value.get_ref(),
        }
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.value, DeValue::Table(_))
    }
}

/// A TOML table whose keys are all known.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    pub(super) spot: Spot<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Fields<'a> {
    /// Reads the top level of a file.
    pub(super) fn root(
        sink: &'a Sink,
        file: usize,
        table: &'a DeTable<'a>,
        known: &'static [&'static str],
    ) -> Fields<'a> {
        Fields::of(
            Spot {
                sink,
                file,
                span: 0..0,
                key: String::new(),
            },
            table,
            known,
        )
    }

    fn of(spot: Spot<'a>, table: &'a DeTable<'a>, known: &'static [&'static str]) -> Fields<'a> {
        for (key, _) in table.iter() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let unknown = Spot {
                    span: key.span(),
                    key: spot.child(name),
                    ..spot.clone()
                };
                let help = nearest(name, known.iter().copied()).map_or_else(
                    || format!("这里可以写：{}", known.join("、")),
                    |near| format!("是不是 {near}？"),
                );
                unknown.refuse_with("没有这一项，请改名或者删去", Some(help));
            }
        }
        Fields { spot, table }
    }

    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.table.get(key)?;
        let spot = Spot {
            span: value.span(),
            key: self.spot.child(key),
            ..self.spot.clone()
        };
        Some(Node {
            spot,
            value: value.get_ref(),
        })
    }

    /// Returns the value of a key, or reports `missing`.
    pub(super) fn need(&self, key: &str, missing: &str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() {
            Spot {
                key: self.spot.child(key),
                ..self.spot.clone()
            }
            .refuse(missing);
        }
        found
    }

    /// Returns the elements of an array of tables (`[[key]]`); none where the key is left out.
    pub(super) fn sections(&self, key: &str) -> Vec<Node<'a>> {
        match self.get(key) {
            Some(node) if node.is_table() => {
                node.refuse(format!("请写成 [[{}]]（两层方括号）", node.spot.key));
                Vec::new()
            }
            Some(node) => node.list(),
            None => Vec::new(),
        }
    }

    /// Reads a required text.
    pub(super) fn text(&self, key: &str, missing: &str) -> String {
        self.need(key, missing)
            .map(|node| node.text())
            .unwrap_or_default()
    }

    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        self.get(key).map_or_else(Vec::new, |node| {
            node.list().iter().map(Node::text).collect()
        })
    }

    /// Returns every entry in the order of the file.
    pub(super) fn in_order(&self) -> Vec<Node<'a>> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .iter()
            .filter_map(|(key, _)| self.get(key.get_ref()))
            .collect()
    }
}

impl Node<'_> {
    /// Returns the last part of the table's key.
    pub(super) fn last_key(&self) -> &str {
        self.spot.key.rsplit('.').next().unwrap_or_default()
    }
}
