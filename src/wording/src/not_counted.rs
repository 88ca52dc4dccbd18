//! The payers that a case does not count in, in words. Must not know why they are not counted in.
use crate::money;
use crate::names::{layer_name, rule_name, scheme, top_up, waiver};
use mingbai_engine::{Case, NotCounted, Payer};
use mingbai_policy::Tables;

/// Returns the name of a payer that is not counted in.
pub fn payer_name(tables: &Tables, payer: Payer) -> String {
    match payer {
        Payer::Layer(layer) => layer_name(tables, layer).to_owned(),
        Payer::TopUp(rule) => rule_name(top_up(tables, rule).map(|it| &it.rule)).to_owned(),
        Payer::Waiver(rule) => rule_name(waiver(tables, rule).map(|it| &it.rule)).to_owned(),
        Payer::Scheme(rule) => rule_name(scheme(tables, rule).map(|it| &it.rule)).to_owned(),
    }
}

/// Up to this many payers are each shown with the most they may take off.
const APART: usize = 2;
/// The most payers named where there are more than [`APART`].
const NAMED: usize = 3;

/// Checks whether a payer is 医疗救助.
pub(crate) fn is_aid(tables: &Tables, payer: Payer) -> bool {
    let Payer::Layer(layer) = payer else {
        return false;
    };
    let layer = tables.vocabulary.layers.get(layer.index());
    layer.is_some_and(|layer| layer.name.id == "aid")
}

/// Returns the payers not counted in: 还没算进去：医疗救助最多再减 ¥4,020。问乡镇（街道）的民政，
/// 或医保局。
pub fn not_counted_lines(tables: &Tables, case: &Case) -> Vec<String> {
    let all = &case.not_counted;
    let Some(most) = all.iter().map(|it| it.at_most).max() else {
        return Vec::new();
    };
    let up_to = |fen| format!("最多再减 {}", money::about(fen, true));
    // With a figure missing, how much a payer takes off is as open as the amount itself.
    let blank = !case.blanks.is_empty();
    let said = if all.len() <= APART {
        let one = |it: &NotCounted| match blank {
            true => payer_name(tables, it.payer),
            false => format!("{}{}", payer_name(tables, it.payer), up_to(it.at_most)),
        };
        all.iter().map(one).collect::<Vec<_>>().join("；")
    } else {
        let names = all.iter().take(NAMED);
        let names: Vec<String> = names.map(|it| payer_name(tables, it.payer)).collect();
        let names = names.join("、");
        match (all.len() > NAMED, blank) {
            (true, true) => format!("{names}等 {} 项", all.len()),
            (false, true) => names,
            (true, false) => format!("{names}等 {} 项，一项{}", all.len(), up_to(most)),
            (false, false) => format!("{names}，一项{}", up_to(most)),
        }
    };
    // People apply to the township; the civil affairs or the insurance office checks.
    let whom = if all.iter().any(|it| is_aid(tables, it.payer)) {
        "乡镇（街道）的民政，或医保局"
    } else {
        "医保局"
    };
    vec![format!("还没算进去：{said}。问{whom}。")]
}
