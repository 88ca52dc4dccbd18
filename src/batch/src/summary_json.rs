//! The summary of a month as JSON. Must not add anything up.
use crate::names::{layer_name, missing_id, missing_name};
use crate::summary::Summary;
use mingbai_policy::Tables;
use serde_json::{Value, json};

impl Summary {
    /// Returns the summary as JSON; amounts are strings in yuan.
    pub fn json(&self, tables: &Tables) -> Value {
        let range = |low: &dyn ToString, high: &dyn ToString| json!({ "low": low.to_string(), "high": high.to_string() });
        let left_out = self.left_out.iter();
        let left_out = left_out
            .map(|(kind, rows, first)| json!({ "kind": kind, "rows": rows, "first": first }));
        let missing = self.most_missing().into_iter().map(|(what, rows)| {
            json!({ "missing": missing_id(tables, what), "name": missing_name(tables, what), "rows": rows })
        });
        let layers = self.layers.iter().map(|(layer, low, high)| {
            json!({ "name": layer_name(tables, *layer), "pays": range(low, high) })
        });
        let refunds = self.refunds.iter();
        let refunds = refunds.map(|(row, of)| json!({ "row": row, "takes_back": of }));
        let [above, within, unknown] = self.targets;
        json!({
            "settled": self.settled,
            "exact": self.exact,
            "refused": self.refused,
            "refusals": self.refusals,
            "left_out": left_out.collect::<Vec<_>>(),
            "missing": missing.collect::<Vec<_>>(),
            "total": self.billed.to_string(),
            "pays": range(&self.pays.0, &self.pays.1),
            "layers": layers.collect::<Vec<_>>(),
            "targets": { "above": above, "within": within, "unknown": unknown },
            "above": self.above,
            "differ": self.differ.0,
            "refunds": refunds.collect::<Vec<_>>(),
            "unknown_diseases": { "rows": self.unknown_diseases.0, "names": self.unknown_diseases.1 },
            "unused_columns": self.unread,
        })
    }
}
