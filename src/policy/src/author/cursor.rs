//! Walks a parsed file, gathering problems instead of stopping at the first.
//!
//! Every reader here returns something usable after reporting, so that one
//! mistake never hides the next; what was read is thrown away in the end if
//! anything was reported.
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

    /// The name of a key below this one.
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

/// What kind of value it is, for messages.
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

    /// The text, if it is one.
    pub(super) fn as_str(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// A text that says something.
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

    /// An id: letters, digits, `-` and `_` of ASCII.
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

    /// A whole number within the bounds.
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

    /// The elements of a list.
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

    /// The elements of a list, or the one value that stands for a list of one.
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

    /// The table's entries; a key outside `known` is reported.
    pub(super) fn fields(&self, known: &'static [&'static str]) -> Option<Fields<'a>> {
        match self.value {
            DeValue::Table(table) => Some(Fields::of(self.spot.clone(), table, known)),
            _ => {
                self.expected(&format!("一个表（{{ {} }}）", known.join("、")));
                None
            }
        }
    }

    /// A value inside this one.
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

/// A table of which every key is known.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    pub(super) spot: Spot<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Fields<'a> {
    /// The whole of a file.
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

    /// The value, or a problem that says what is missing.
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

    /// The elements of an array of tables (`[[key]]`); none where it is left out.
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

    /// A text that must be there.
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

    /// Every entry in the order of the file.
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
    /// The last part of its key.
    pub(super) fn last_key(&self) -> &str {
        self.spot.key.rsplit('.').next().unwrap_or_default()
    }
}
