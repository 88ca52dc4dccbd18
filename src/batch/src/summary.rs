//! The summary of a month: counts, sums, and the sentences about them. Must not settle anything.
use crate::aside::TAKEN_BACK;
use crate::columns_read::Paid;
use crate::names::{layer_name as name, missing_name};
use crate::row::DISEASES;
use mingbai_engine::{Missing, Settlement, TargetVerdict, Unattested};
use mingbai_policy::{Day, Fen, LayerId, Tables};
use std::fmt;

/// A sum of amounts in fen, wider than one amount because the number of rows is unbounded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Sum(pub i128);

impl Sum {
    fn add(&mut self, fen: Fen, sign: i128) {
        self.0 += sign * i128::from(fen.0);
    }

    /// Returns the sum in tenths of a percent of another sum, rounded half up.
    fn permille(self, of: Sum) -> i128 {
        (self.0 * 2_000 + of.0) / (of.0 * 2).max(1)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// What a settled row adds to the sums.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    billed: Fen,
    /// The patient's payment: least and most.
    pays: (Fen, Fen),
    layers: Box<[(LayerId, Fen, Fen)]>,
    /// The index in [`Summary::targets`].
    target: Option<usize>,
    /// Whether the row's own payments differ from the computed ones.
    differs: bool,
    /// What the row lacks: bits, by the index in [`Summary::missing`].
    missing: u64,
}

/// Where a row stands in a table that begins with what needs a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Whether the row is above a local target; `None` where no target says anything of it.
    pub above: Option<bool>,
    /// The most that the person pays, in millionths of the bill.
    pub share: Option<i64>,
}

const ABOVE: usize = 0;
const WITHIN: usize = 1;
const UNSURE: usize = 2;

impl Counted {
    /// Returns where the row stands.
    pub(crate) fn standing(&self) -> Standing {
        let most = i128::from(self.pays.1.0) * 1_000_000;
        let share = most.checked_div(i128::from(self.billed.0));
        Standing {
            above: self.target.map(|at| at == ABOVE),
            share: share.and_then(|it| i64::try_from(it).ok()),
        }
    }

    /// Returns what a row with this bill adds.
    fn new(billed: Fen, settled: &Settlement, differs: bool, missing: u64) -> Counted {
        let pays = settled.pays.estimate;
        let layers = settled.layers.iter();
        let any = |verdict| settled.targets.iter().any(|it| it.verdict == verdict);
        Counted {
            billed,
            pays: (pays.low, pays.high),
            layers: layers
                .map(|(layer, pays)| (*layer, pays.estimate.low, pays.estimate.high))
                .collect(),
            target: if any(TargetVerdict::Above) {
                Some(ABOVE)
            } else if any(TargetVerdict::Unknown) {
                Some(UNSURE)
            } else {
                any(TargetVerdict::Within).then_some(WITHIN)
            },
            differs,
            missing,
        }
    }
}

/// The most row numbers in one sentence; the others are in the table.
const NAMED: usize = 20;

/// The summary of a month.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Rows settled.
    pub settled: u64,
    /// Rows settled to one amount, among `settled`.
    pub exact: u64,
    /// Rows that could not be read.
    pub refused: u64,
    /// The reasons of the first refused rows.
    pub refusals: Vec<String>,
    /// The total of the bills, over rows that have one.
    pub billed: Sum,
    /// The patients' payments of `billed`: least and most.
    pub pays: (Sum, Sum),
    /// Each layer's payments: least and most.
    pub layers: Vec<(LayerId, Sum, Sum)>,
    /// Rows above a local target, within it, and undecided.
    pub targets: [u64; 3],
    /// The first rows above a target.
    pub above: Vec<u64>,
    /// Titles of columns that were not understood.
    pub unread: Vec<String>,
    /// Rows that are no visits: the name of their kind, their count, the first row numbers.
    pub left_out: Vec<(&'static str, u64, Vec<u64>)>,
    /// Lines below the heading. Invariant: `lines` = settled + refused + left out + `joined`.
    pub lines: u64,
    /// Lines that continue a quoted cell of the line before.
    pub joined: u64,
    /// How columns of payments were used.
    pub paid: Paid,
    /// Titles of the columns of payments.
    pub payments: Vec<String>,
    /// Titles of columns taken as paid that hold only zeros.
    pub zero: Vec<String>,
    /// Titles of 全自费, 超限价 and 先行自付 columns, where they do not suffice for the in-scope amount.
    pub short: Vec<String>,
    /// The sentences about columns that mean what another one means, and about sheets.
    pub chosen: Vec<String>,
    /// Refunds: their row, and the row that each takes back (`None`: not in the table).
    pub refunds: Vec<(u64, Option<u64>)>,
    /// Rows whose disease no table names: their count, the first names.
    pub unknown_diseases: (u64, Vec<String>),
    /// What rows lack to come to one amount, each with the count of rows that lack it, in the order met.
    pub missing: Vec<(Missing, u64)>,
    /// Rows whose own payments differ from the computed ones: their count, the first row numbers.
    pub differ: (u64, Vec<u64>),
    /// Figures that nobody attested within a year before a row that uses them. What is said of them
    /// stands above the summary.
    pub unattested: Vec<Unattested>,
    /// The last day of the rows settled.
    pub latest: Option<Day>,
}

/// The most kinds of missing things that are counted apart: one bit of a row each.
const KINDS: usize = 64;

impl Summary {
    /// Returns what a row with this bill adds.
    pub(crate) fn counted(&mut self, billed: Fen, settled: &Settlement, differs: bool) -> Counted {
        let bits = settled.missing.iter().fold(0, |bits, what| {
            let known = self.missing.iter().position(|(it, _)| it == what);
            let at = known.unwrap_or_else(|| {
                // What comes after the last kind counts as it.
                if self.missing.len() < KINDS {
                    self.missing.push((*what, 0));
                }
                self.missing.len() - 1
            });
            bits | 1_u64 << at
        });
        Counted::new(billed, settled, differs, bits)
    }

    /// Adds a settled row.
    pub(crate) fn settle(&mut self, row: u64, counted: &Counted) {
        self.count(counted, 1);
        if counted.target == Some(ABOVE) && self.above.len() < NAMED {
            self.above.push(row);
        }
        if counted.differs && self.differ.1.len() < NAMED {
            self.differ.1.push(row);
        }
    }

    /// Takes a settled row out of the sums again: the row is left out.
    pub(crate) fn take_back(&mut self, row: u64, counted: &Counted) {
        self.count(counted, -1);
        self.above.retain(|above| *above != row);
        self.differ.1.retain(|it| *it != row);
        self.leave_out(TAKEN_BACK, row);
    }

    fn count(&mut self, counted: &Counted, sign: i128) {
        let counter = |count: &mut u64| match sign {
            1 => *count += 1,
            _ => *count = count.saturating_sub(1),
        };
        let (low, high) = counted.pays;
        counter(&mut self.settled);
        if low == high {
            counter(&mut self.exact);
        }
        if counted.differs {
            counter(&mut self.differ.0);
        }
        for (at, (_, rows)) in self.missing.iter_mut().enumerate() {
            if counted.missing >> at & 1 == 1 {
                counter(rows);
            }
        }
        if counted.billed > Fen::ZERO {
            self.billed.add(counted.billed, sign);
            self.pays.0.add(low, sign);
            self.pays.1.add(high, sign);
        }
        for (layer, low_pays, high_pays) in &counted.layers {
            let at = match self.layers.iter().position(|known| known.0 == *layer) {
                Some(at) => at,
                None => {
                    self.layers.push((*layer, Sum::default(), Sum::default()));
                    self.layers.len() - 1
                }
            };
            if let Some((_, low, high)) = self.layers.get_mut(at) {
                low.add(*low_pays, sign);
                high.add(*high_pays, sign);
            }
        }
        if let Some(count) = counted.target.and_then(|at| self.targets.get_mut(at)) {
            counter(count);
        }
    }

    /// Names a refund and the row that it takes back.
    pub(crate) fn refund(&mut self, row: u64, taken_back: Option<u64>) {
        if self.refunds.len() < NAMED {
            self.refunds.push((row, taken_back));
        }
    }

    pub(crate) fn leave_out(&mut self, kind: &'static str, row: u64) {
        let at = match self.left_out.iter().position(|known| known.0 == kind) {
            Some(at) => at,
            None => {
                self.left_out.push((kind, 0, Vec::new()));
                self.left_out.len() - 1
            }
        };
        if let Some((_, count, rows)) = self.left_out.get_mut(at) {
            *count += 1;
            if rows.len() < NAMED {
                rows.push(row);
            }
        }
    }

    /// Returns what rows lack, that which most rows lack first.
    pub fn most_missing(&self) -> Vec<(Missing, u64)> {
        let mut missing = self.missing.clone();
        missing.retain(|(_, rows)| *rows > 0);
        missing.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        missing
    }

    /// Returns the sentences about what the rows without one amount lack.
    fn of_missing(&self, tables: &Tables) -> Vec<String> {
        let missing = self.most_missing();
        let (sayable, others): (Vec<_>, Vec<_>) = missing
            .into_iter()
            .partition(|(what, _)| matches!(what, Missing::Said(_) | Missing::Groups));
        let listed = |all: &[(Missing, u64)]| {
            let each = all
                .iter()
                .map(|(what, rows)| format!("{} {rows} 行", missing_name(tables, *what)));
            each.collect::<Vec<_>>().join("；")
        };
        let mut lines = Vec::new();
        if !sayable.is_empty() {
            lines.push(format!(
                "{} 行还不是准数。缺的，最多的在前，补上就更准：{}。每行都一样的，定一次就行（命令写 --set 列名=值）。",
                self.settled - self.exact.min(self.settled),
                listed(&sayable)
            ));
        }
        if !others.is_empty() {
            lines.push(format!("表里补不了的：{}。", listed(&others)));
        }
        lines
    }

    /// Returns the sentences about columns that were not used as their titles suggest.
    fn of_columns(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let (titles, count) = (self.payments.join("、"), self.payments.len());
        let (they, of) = if count == 1 {
            ("这一列", "这一列")
        } else {
            ("这几列", "这几列")
        };
        match self.paid {
            _ if count == 0 => {}
            Paid::Unsaid => lines.push(format!(
                "{titles}：{they}没有用，各道付多少是重新算的。要照{of}扣，选“照着扣”；只想对一对，选“只对照”。（命令写 --paid 照着扣）"
            )),
            Paid::Unused => lines.push(format!("{titles}：照您选的，{they}不用。")),
            Paid::Taken => lines.push(format!("{titles}：照您选的，{they}有数的行当作已经付了。")),
            Paid::Held if self.differ.0 == 0 => {
                lines.push(format!("{titles}：和算的对过，没有不同。"));
            }
            Paid::Held => lines.push(format!(
                "{titles}：和算的对过，{} 行不同，写在“和表里付的不同”一列。不同的行：{}。",
                self.differ.0,
                rows(&self.differ.1, self.differ.0)
            )),
        }
        for title in &self.zero {
            lines.push(format!(
                "“{title}”整列是 0：照它算，就是这一项一分也没有。不是这样，就不要照着扣。"
            ));
        }
        if !self.short.is_empty() {
            lines.push(format!(
                "{}没有用：全自费、超限价、先行自付三列要齐，或者写政策范围内一列。",
                self.short.join("、")
            ));
        }
        lines
    }

    pub(crate) fn refuse(&mut self, message: &str) {
        self.refused += 1;
        if self.refusals.len() < NAMED {
            self.refusals.push(message.to_owned());
        }
    }

    /// Returns the summary as lines of text.
    pub fn lines(&self, tables: &Tables) -> Vec<String> {
        let mut lines = vec![format!(
            "算了 {} 行，其中 {} 行是一个准数；{} 行读不懂。",
            self.settled, self.exact, self.refused
        )];
        lines.extend(self.of_missing(tables));
        if !self.left_out.is_empty() {
            let each = self.left_out.iter().map(|(kind, count, first)| {
                format!("{kind} {count} 行（第 {} 行）", rows(first, *count))
            });
            let each: Vec<String> = each.collect();
            lines.push(format!("不是就诊，没有算：{}。", each.join("；")));
        }
        for (row, taken_back) in &self.refunds {
            lines.push(match taken_back {
                Some(of) => format!("第 {row} 行退费，冲掉第 {of} 行：两行都没有算进合计。"),
                None => format!(
                    "第 {row} 行退费，没有找到冲掉的是哪一行。那一行要是在表里，请自己从合计里减去。"
                ),
            });
        }
        if self.unknown_diseases.0 > 0 {
            let (count, names) = &self.unknown_diseases;
            lines.push(format!(
                "{count} 行的病种不认识，当作没有写：{}{}。",
                names.join("、"),
                if names.len() == DISEASES { " 等" } else { "" }
            ));
        }
        lines.extend(self.chosen.iter().cloned());
        lines.extend(self.of_columns());
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
            lines.push(format!("超过的行：{}。", rows(&self.above, above)));
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

/// Returns the first row numbers as text, with 等 where there are more.
pub fn rows(first: &[u64], all: u64) -> String {
    let rows: Vec<String> = first.iter().map(u64::to_string).collect();
    let more = if all as usize > first.len() {
        " 等"
    } else {
        ""
    };
    format!("{}{more}", rows.join("、"))
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
