//! A month summed up.
use crate::results::name;
use mingbai_engine::{Settlement, TargetVerdict};
use mingbai_policy::{Fen, LayerId, Tables};
use std::fmt;

/// A sum of amounts, in fen: wider than an amount, since rows are without number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Sum(pub i128);

impl Sum {
    fn add(&mut self, fen: Fen) {
        self.0 += i128::from(fen.0);
    }

    /// Tenths of a percent of another sum, rounded half up.
    fn permille(self, of: Sum) -> i128 {
        (self.0 * 2_000 + of.0) / (of.0 * 2).max(1)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Rows named in a summary; the others are in the table.
const NAMED: usize = 20;

/// A month summed up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Rows settled.
    pub settled: u64,
    /// Of those, settled to one amount.
    pub exact: u64,
    /// Rows that could not be read.
    pub refused: u64,
    /// Why, for the first of them.
    pub refusals: Vec<String>,
    /// What was billed, in rows that say so.
    pub billed: Sum,
    /// What patients pay, least and most, of `billed`.
    pub pays: (Sum, Sum),
    /// By layer, least and most.
    pub layers: Vec<(LayerId, Sum, Sum)>,
    /// Rows above, within and unsure of some local target.
    pub targets: [u64; 3],
    /// The first rows above a target.
    pub above: Vec<u64>,
    /// Titles of columns nobody read.
    pub unread: Vec<String>,
}

impl Summary {
    pub(crate) fn settle(&mut self, row: u64, billed: Fen, settled: &Settlement) {
        let pays = settled.pays.estimate;
        self.settled += 1;
        self.exact += u64::from(pays.low == pays.high);
        if billed > Fen::ZERO {
            self.billed.add(billed);
            self.pays.0.add(pays.low);
            self.pays.1.add(pays.high);
        }
        for (layer, pays) in &settled.layers {
            let at = match self.layers.iter().position(|known| known.0 == *layer) {
                Some(at) => at,
                None => {
                    self.layers.push((*layer, Sum::default(), Sum::default()));
                    self.layers.len() - 1
                }
            };
            if let Some((_, low, high)) = self.layers.get_mut(at) {
                low.add(pays.estimate.low);
                high.add(pays.estimate.high);
            }
        }
        let any = |verdict| settled.targets.iter().any(|it| it.verdict == verdict);
        let [above, within, unsure] = &mut self.targets;
        if any(TargetVerdict::Above) {
            *above += 1;
            if self.above.len() < NAMED {
                self.above.push(row);
            }
        } else if any(TargetVerdict::Unknown) {
            *unsure += 1;
        } else if any(TargetVerdict::Within) {
            *within += 1;
        }
    }

    pub(crate) fn refuse(&mut self, message: &str) {
        self.refused += 1;
        if self.refusals.len() < NAMED {
            self.refusals.push(message.to_owned());
        }
    }

    /// The summary for people, line by line.
    pub fn lines(&self, tables: &Tables) -> Vec<String> {
        let mut lines = vec![format!(
            "算了 {} 行，其中 {} 行是一个准数；{} 行读不懂。",
            self.settled, self.exact, self.refused
        )];
        if self.billed.0 > 0 {
            let (low, high) = self.pays;
            lines.push(format!("总费用 {} 元。", self.billed));
            lines.push(format!(
                "病人自付 {} 元，占 {}。",
                between(low, high),
                shares(low, high, self.billed)
            ));
        }
        for (layer, low, high) in &self.layers {
            if high.0 > 0 {
                let name = name(tables, *layer);
                lines.push(format!("{name}付 {} 元。", between(*low, *high)));
            }
        }
        let [above, within, unsure] = self.targets;
        if above + within + unsure > 0 {
            lines.push(format!(
                "自付目标：超过 {above} 行，在内 {within} 行，说不准 {unsure} 行。"
            ));
        }
        if !self.above.is_empty() {
            let rows: Vec<String> = self.above.iter().map(u64::to_string).collect();
            let more = if above as usize > self.above.len() {
                " 等"
            } else {
                ""
            };
            lines.push(format!("超过的行：{}{more}。", rows.join("、")));
        }
        lines.extend(self.refusals.iter().cloned());
        if !self.unread.is_empty() {
            lines.push(format!("没有用到的列：{}。", self.unread.join("、")));
        }
        lines.push("今年前面花了多少，只看每行自己写的；行与行不相连。".to_owned());
        lines.push("以医保结算为准。".to_owned());
        lines
    }
}

fn between(low: Sum, high: Sum) -> String {
    if low == high {
        low.to_string()
    } else {
        format!("{low} 到 {high}")
    }
}

fn shares(low: Sum, high: Sum, of: Sum) -> String {
    let percent = |part: Sum| {
        let permille = part.permille(of);
        format!("{}.{}%", permille / 10, permille % 10)
    };
    if low == high {
        percent(low)
    } else {
        format!("{} 到 {}", percent(low), percent(high))
    }
}
