//! A cursor over the JSON visit: reads values and reports errors with the path of the field. Must
//! not know which fields there are.
use crate::choice::Choice;
use crate::error::InputError;
use crate::fold::{fold, quote};
use crate::json::Node;
use crate::names::{NameError, nearest};
use crate::{date, money};
use mingbai_policy::{Day, Fen};

/// A value and its path in the visit.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    pub(crate) field: String,
    pub(crate) node: &'a Node,
}

/// An object whose keys have been checked.
pub(crate) struct Object<'a> {
    field: String,
    entries: &'a [(String, Node)],
}

impl<'a> Cursor<'a> {
    pub(crate) fn root(node: &'a Node) -> Cursor<'a> {
        Cursor {
            field: String::new(),
            node,
        }
    }

    pub(crate) fn error(&self, message: impl Into<String>) -> InputError {
        InputError::new(
            if self.field.is_empty() {
                "$"
            } else {
                &self.field
            },
            message,
        )
    }

    fn wants(&self, what: &str) -> InputError {
        self.error(format!("这里要的是{what}，写的却是{}。", self.node.kind()))
    }

    /// Reads an object; a key outside `keys` is an error.
    pub(crate) fn object(&self, keys: &[&str]) -> Result<Object<'a>, InputError> {
        let object = self.map()?;
        for (key, _) in object.entries {
            if !keys.contains(&key.as_str()) {
                let near = nearest(key, keys.iter().copied());
                let offer = match near.as_slice() {
                    [] => format!("这里可以写：{}。", keys.join("、")),
                    near => format!("您要写的是不是 {}？", near.join("、")),
                };
                return Err(object.error(key, format!("没有{}这一项。{offer}", quote(key))));
            }
        }
        Ok(object)
    }

    /// Reads an object with any keys; a repeated key is an error.
    pub(crate) fn map(&self) -> Result<Object<'a>, InputError> {
        let Node::Object(entries) = self.node else {
            return Err(self.wants("一个对象（花括号）"));
        };
        let object = Object {
            field: self.field.clone(),
            entries,
        };
        let mut seen = std::collections::HashSet::new();
        for (key, _) in entries {
            if !seen.insert(key.as_str()) {
                return Err(object.error(key, format!("{}写了两次。请只留一个。", quote(key))));
            }
        }
        Ok(object)
    }

    pub(crate) fn list(&self) -> Result<Vec<Cursor<'a>>, InputError> {
        const LONGEST: usize = 10_000;
        let Node::List(nodes) = self.node else {
            return Err(self.wants("一个列表（方括号）"));
        };
        if nodes.len() > LONGEST {
            return Err(self.error(format!("一次最多写 {LONGEST} 条。")));
        }
        let at = |(i, node)| Cursor {
            field: format!("{}[{i}]", self.field),
            node,
        };
        Ok(nodes.iter().enumerate().map(at).collect())
    }

    pub(crate) fn text(&self) -> Result<&'a str, InputError> {
        match self.node {
            Node::Text(text) => Ok(text),
            _ => Err(self.wants("一段加引号的文字")),
        }
    }

    pub(crate) fn bool(&self) -> Result<bool, InputError> {
        match self.node {
            Node::Bool(value) => Ok(*value),
            Node::Text(_) => Err(self.error("请写 true 或 false，不加引号；不清楚就不写这一项。")),
            _ => Err(self.error("请写 true 或 false；不清楚就不写这一项。")),
        }
    }

    pub(crate) fn whole(&self, least: u64, most: u64) -> Result<u64, InputError> {
        match self.node {
            Node::Whole(value) if (least..=most).contains(value) => Ok(*value),
            Node::Text(_) => Err(self.error("请写一个整数，不加引号。")),
            _ => Err(self.error(format!("请写一个 {least} 到 {most} 之间的整数。"))),
        }
    }

    pub(crate) fn money(&self) -> Result<Fen, InputError> {
        let Node::Text(text) = self.node else {
            return Err(match self.node {
                Node::Whole(_) | Node::Number => {
                    self.error("金额要写成加引号的文字，如 \"12000.00\"，不能写成数字。")
                }
                _ => self.wants("加引号的金额，如 \"12000.00\""),
            });
        };
        Fen::parse(text).map_err(|error| {
            let plain = money::MoneyError::from(error);
            match (plain, money::read_typed(text)) {
                (money::MoneyError::NotANumber, Ok(fen)) => self.error(format!(
                    "金额{}请写成 \"{fen}\"：只用数字和小数点，不带逗号、单位和空格。",
                    quote(text)
                )),
                (money::MoneyError::NotANumber, Err(kind)) => {
                    self.error(format!("{}不是金额。{kind}", quote(text)))
                }
                (plain, _) => self.error(format!("{}不行。{plain}", quote(text))),
            }
        })
    }

    pub(crate) fn day(&self) -> Result<Day, InputError> {
        let text = self.text()?;
        date::read(text).map_err(|error| match (error, date::read_typed(text)) {
            (date::DateError::Shape, Ok(day)) => {
                self.error(format!("日期{}请写成 \"{day}\"。", quote(text)))
            }
            (error, _) => self.error(format!("{}不行。{error}", quote(text))),
        })
    }

    /// Reads a closed choice, by the interface's word or a Chinese name.
    pub(crate) fn choice<C: Choice>(&self) -> Result<C, InputError> {
        let text = self.text()?;
        let folded = fold(text);
        C::ALL
            .iter()
            .copied()
            .find(|c| c.is_called(&folded))
            .ok_or_else(|| {
                let all: Vec<String> = C::ALL
                    .iter()
                    .map(|c| format!("{}（{}）", c.word(), c.label()))
                    .collect();
                self.error(format!(
                    "{}不在可选的里面。可以写：{}。不清楚就不写这一项。",
                    quote(text),
                    all.join("、")
                ))
            })
    }

    /// Reads a text and looks it up with `find`.
    pub(crate) fn named<T>(
        &self,
        find: impl FnOnce(&str) -> Result<T, NameError>,
    ) -> Result<T, InputError> {
        find(self.text()?).map_err(|error| self.error(error.message))
    }
}

impl<'a> Object<'a> {
    fn path(&self, key: &str) -> String {
        if self.field.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.field)
        }
    }

    /// Returns an error at a key of the object.
    pub(crate) fn error(&self, key: &str, message: impl Into<String>) -> InputError {
        InputError::new(self.path(key), message)
    }

    /// Returns the value of a key; `None` where the key is left out or `null`.
    pub(crate) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.entries()
            .find(|(found, _)| *found == key)
            .map(|(_, cursor)| cursor)
    }

    /// Reads the value of a key; `None` where the key is left out or `null`.
    pub(crate) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(Cursor<'a>) -> Result<T, InputError>,
    ) -> Result<Option<T>, InputError> {
        self.get(key).map(read).transpose()
    }

    /// Reads the value of a key; an error where the key is left out or `null`.
    pub(crate) fn need<T>(
        &self,
        key: &str,
        read: impl FnOnce(Cursor<'a>) -> Result<T, InputError>,
        otherwise: &str,
    ) -> Result<T, InputError> {
        self.read(key, read)?
            .ok_or_else(|| self.error(key, otherwise))
    }

    /// Returns the keys and values, without those that are `null`.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Cursor<'a>)> + '_ {
        self.entries
            .iter()
            .filter(|(_, node)| !matches!(node, Node::Null))
            .map(|(key, node)| {
                (
                    key.as_str(),
                    Cursor {
                        field: self.path(key),
                        node,
                    },
                )
            })
    }
}
