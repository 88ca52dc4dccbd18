//! The columns added to each row: their titles and their cells. Must not compute an amount.
use crate::names::layer_name as name;
use crate::row::Refusal;
use csv::ByteRecord;
use mingbai_engine::{Settlement, TargetVerdict};
use mingbai_policy::{Fen, LayerId, Tables};
use std::io::Write;

/// The columns to add.
pub struct Results<'t> {
    tables: &'t Tables,
    layers: Vec<LayerId>,
    /// The table's own payments are compared, in a column of their own.
    held: bool,
    cell: Vec<u8>,
}

impl<'t> Results<'t> {
    /// Makes two columns for each layer of some table; a layer that people buy for themselves has
    /// columns only after [`Results::add`].
    pub fn new(tables: &'t Tables, held: bool) -> Results<'t> {
        let mut layers: Vec<LayerId> = Vec::new();
        for table in &tables.tables {
            layers.extend(table.layers.iter().map(|rule| rule.layer));
            layers.extend(table.top_ups.iter().map(|rule| rule.payer));
        }
        layers.sort_unstable();
        layers.dedup();
        Results {
            tables,
            layers,
            held,
            cell: Vec::new(),
        }
    }

    /// Adds the columns of a layer whose figures are filled in.
    pub fn add(&mut self, layer: LayerId) {
        if !self.layers.contains(&layer) {
            self.layers.push(layer);
            self.layers.sort_unstable();
        }
    }

    pub fn titles(&self, header: &mut ByteRecord) {
        for title in ["自付下限", "自付上限", "确定自付下限", "确定自付上限"] {
            header.push_field(title.as_bytes());
        }
        for layer in &self.layers {
            let name = name(self.tables, *layer);
            for end in ["付下限", "付上限"] {
                header.push_field(format!("{name}{end}").as_bytes());
            }
        }
        header.push_field("目标".as_bytes());
        if self.held {
            header.push_field("和表里付的不同".as_bytes());
        }
        header.push_field("错误".as_bytes());
    }

    fn push(&mut self, record: &mut ByteRecord, fen: Fen) {
        self.cell.clear();
        // Writing to a vector does not fail.
        let _ = write!(self.cell, "{fen}");
        record.push_field(&self.cell);
    }

    /// Writes blank cells and the reason of the refusal.
    pub fn refused(&mut self, record: &mut ByteRecord, message: &str) {
        for _ in 0..4 + 2 * self.layers.len() + 1 + usize::from(self.held) {
            record.push_field(b"");
        }
        record.push_field(message.as_bytes());
    }

    /// Writes the amounts, and the table's own payments (`held`) that lie outside them. Returns true
    /// if none does.
    pub fn settled(
        &mut self,
        record: &mut ByteRecord,
        settled: &Settlement,
        held: &[(LayerId, Fen)],
    ) -> bool {
        let pays = settled.pays;
        for fen in [
            pays.estimate.low,
            pays.estimate.high,
            pays.certain.low,
            pays.certain.high,
        ] {
            self.push(record, fen);
        }
        let layers = std::mem::take(&mut self.layers);
        for layer in &layers {
            match settled.layers.iter().find(|(of, _)| of == layer) {
                Some((_, pays)) => {
                    self.push(record, pays.estimate.low);
                    self.push(record, pays.estimate.high);
                }
                None => {
                    record.push_field(b"");
                    record.push_field(b"");
                }
            }
        }
        self.layers = layers;
        self.cell.clear();
        for target in &settled.targets {
            let verdict = match target.verdict {
                TargetVerdict::Within => "在内",
                TargetVerdict::Above => "超过",
                TargetVerdict::Unknown => "说不准",
                TargetVerdict::NotApplicable => continue,
            };
            let rule = self
                .tables
                .tables
                .get(usize::from(target.rule.table))
                .and_then(|table| table.targets.get(usize::from(target.rule.index)));
            let name = rule.map_or("", |rule| rule.rule.name.as_str());
            if !self.cell.is_empty() {
                self.cell.extend("；".as_bytes());
            }
            self.cell.extend(name.as_bytes());
            self.cell.extend("：".as_bytes());
            self.cell.extend(verdict.as_bytes());
        }
        record.push_field(&self.cell);
        let mut fits = true;
        if self.held {
            let said: Vec<String> = held
                .iter()
                .filter_map(|(layer, fen)| self.differs(settled, *layer, *fen))
                .collect();
            fits = said.is_empty();
            record.push_field(said.join("；").as_bytes());
        }
        record.push_field(b"");
        fits
    }

    /// Returns the sentence about a payment that lies outside the computed range.
    fn differs(&self, settled: &Settlement, layer: LayerId, fen: Fen) -> Option<String> {
        let ours = settled.layers.iter().find(|(of, _)| *of == layer);
        let (low, high) = ours.map_or((Fen::ZERO, Fen::ZERO), |(_, pays)| {
            (pays.estimate.low, pays.estimate.high)
        });
        if low <= fen && fen <= high {
            return None;
        }
        let name = name(self.tables, layer);
        Some(if low == high {
            format!("{name}：表里 {fen}，算出 {low}")
        } else {
            format!("{name}：表里 {fen}，算出 {low} 到 {high}")
        })
    }
}

/// Returns the last cell of a refused row.
pub fn refusal(titles: &[String], row: u64, refusal: &Refusal) -> String {
    match refusal.column.and_then(|at| titles.get(at)) {
        Some(title) => format!("第 {row} 行，“{title}”：{}", refusal.message),
        None => format!("第 {row} 行：{}", refusal.message),
    }
}
