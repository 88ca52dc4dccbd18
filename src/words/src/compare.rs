//! The same visit elsewhere (换家医院会怎样), told.
use crate::money::{range, yuan};
use crate::names::hospital_name;
use crate::notes::{FINAL_WORD, UNCHECKED};
use mingbai_engine::{Elsewhere, Hospital, Referral, Visit, Whither};
use mingbai_policy::terms::Level;
use mingbai_policy::{Fen, Tables};
use serde_json::{Value, json};

/// A place of a comparison, with how one came there: `市里的医院（先转诊）`.
pub fn elsewhere_name(tables: &Tables, visit: &Visit, entry: &Elsewhere) -> String {
    let referral = match entry.referral {
        Referral::With => "（先转诊）",
        Referral::Without => "（没转诊）",
        Referral::Either => "（转不转诊都一样）",
        Referral::NotNeeded | Referral::AsGiven => "",
    };
    format!("{}{referral}", whither(tables, visit, entry.at))
}

fn whither<'t>(tables: &'t Tables, visit: &Visit, at: Whither) -> &'t str {
    match at {
        Whither::AsGiven => "您填的这次",
        Whither::Village => "村卫生室",
        Whither::Township => "乡镇卫生院",
        Whither::County => "县里的医院",
        Whither::City => "市里的医院",
        Whither::Province if in_municipality(tables, visit) => "市里的医院",
        Whither::Province => "省里的医院",
        Whither::OtherProvince if in_municipality(tables, visit) => "外地的医院",
        Whither::OtherProvince => "外省的医院",
        Whither::Hospital(id) => hospital_name(tables, id),
    }
}

/// In a municipality (直辖市) the whole province is one city.
fn in_municipality(tables: &Tables, visit: &Visit) -> bool {
    let terms = &tables.terms;
    let has = |level| {
        visit.insured_in.is_some_and(|home| {
            terms
                .lineage(home)
                .filter_map(|region| terms.regions.get(region.index()))
                .any(|region| region.level == level)
        })
    };
    has(Level::County) && !has(Level::Prefecture)
}

/// What one pays there, and how that compares: `付 ¥1,200.00。比您填的这次少付 ¥300.00。`
pub fn elsewhere_sentence(entries: &[Elsewhere], entry: &Elsewhere) -> String {
    let Some(pays) = entry.pays else {
        return "没有总费用，换一家就算不出。".into();
    };
    let mut said = format!("付 {}", range(pays.estimate));
    if pays.certain != pays.estimate {
        said.push_str(&format!("（{UNCHECKED}）"));
    }
    said.push('。');
    if entry.given {
        if entry.at != Whither::AsGiven {
            said.push_str("这就是您填的这次。");
        }
        return said;
    }
    let given = entries.iter().find(|it| it.given).and_then(|it| it.pays);
    let (Some(given), there) = (given.map(|pays| pays.estimate), pays.estimate) else {
        return said;
    };
    match entry.difference {
        Some(Fen::ZERO) => said.push_str("和您填的这次一样。"),
        Some(more) if more > Fen::ZERO => {
            said.push_str(&format!("比您填的这次多付 {}。", yuan(more)));
        }
        Some(less) => {
            said.push_str(&format!("比您填的这次少付 {}。", yuan(Fen::ZERO - less)));
        }
        None if there.high < given.low => {
            let least = yuan(given.low - there.high);
            said.push_str(&format!("比您填的这次至少少付 {least}。"));
        }
        None if there.low > given.high => {
            let least = yuan(there.low - given.high);
            said.push_str(&format!("比您填的这次至少多付 {least}。"));
        }
        // Said once, over all of them.
        None if compare_alike(entries).is_some() => {}
        None if there == given => said.push_str("和您填的这次同一个范围。"),
        None => said.push_str("和您填的这次比，还分不出高低。"),
    }
    said
}

/// What to do where too little is known to tell any two places apart.
pub fn compare_alike(entries: &[Elsewhere]) -> Option<&'static str> {
    let mut ranges = entries.iter().map(|it| it.pays.map(|pays| pays.estimate));
    let first = ranges.next()??;
    let alike = entries.len() > 1 && first.low < first.high && ranges.all(|it| it == Some(first));
    alike.then_some("现在每家都是同一个范围，还分不出高低。多答几题，也许分得出。")
}

/// What must be known before two places are compared.
pub fn compare_caveats(visit: &Visit) -> Vec<&'static str> {
    let mut said = vec![
        "这里当作总费用到哪家都一样。",
        "各家收费可能不同，所以只能比报销。",
        "没点名的医院：卫生室、卫生院按一级，县里按二级，再往上按三级。",
        "能不能治您的病，先问医生。",
    ];
    if let Some(bill) = &visit.bill
        && (bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty())
    {
        said.push("结算单上的数只对那一家。换一家，都重新算。");
    }
    said.push(FINAL_WORD);
    said
}

/// The comparison for people, as plain lines.
pub fn compare_text(tables: &Tables, visit: &Visit, entries: &[Elsewhere]) -> String {
    let mut text = String::from("换家医院会怎样\n\n");
    if let Some(alike) = compare_alike(entries) {
        text.push_str(alike);
        text.push_str("\n\n");
    }
    for entry in entries {
        let mark = if entry.given { "▶" } else { " " };
        let name = elsewhere_name(tables, visit, entry);
        let said = elsewhere_sentence(entries, entry);
        text.push_str(&format!("{mark} {name}：{said}\n"));
    }
    text.push('\n');
    for caveat in compare_caveats(visit) {
        text.push_str(caveat);
        text.push('\n');
    }
    text
}

/// The comparison as JSON, best first.
pub fn compare_json(tables: &Tables, visit: &Visit, entries: &[Elsewhere]) -> Value {
    let row = |entry: &Elsewhere| {
        let range = |of: mingbai_engine::Range| json!({ "low": of.low.to_string(), "high": of.high.to_string() });
        json!({
            "at": at_word(entry.at),
            "name": elsewhere_name(tables, visit, entry),
            "hospital": entry.hospital.map(|hospital| match hospital {
                Hospital::Named(id) => hospital_name(tables, id),
                Hospital::Other => "其他",
            }),
            "grade": entry.grade.map(|it| it.word()),
            "tier": entry.tier.map(|it| it.word()),
            "place": entry.place.map(|it| it.word()),
            "referred": entry.referred,
            "referral": match entry.referral {
                Referral::NotNeeded => "not_needed",
                Referral::With => "with",
                Referral::Without => "without",
                Referral::Either => "either",
                Referral::AsGiven => "as_given",
            },
            "given": entry.given,
            "certain": entry.pays.map(|pays| range(pays.certain)),
            "estimate": entry.pays.map(|pays| range(pays.estimate)),
            "difference": entry.difference.map(|fen| fen.to_string()),
            "sentence": elsewhere_sentence(entries, entry),
        })
    };
    json!({
        "compare": entries.iter().map(row).collect::<Vec<_>>(),
        "caveats": compare_caveats(visit),
    })
}

fn at_word(at: Whither) -> &'static str {
    match at {
        Whither::AsGiven => "as_given",
        Whither::Village => "village",
        Whither::Township => "township",
        Whither::County => "county",
        Whither::City => "city",
        Whither::Province => "province",
        Whither::OtherProvince => "other_province",
        Whither::Hospital(_) => "hospital",
    }
}
