//! A link holds the whole visit, stays short, and never shows another visit when it is damaged.
//! Must not know how a link is packed.
use mingbai_engine::Visit;
use mingbai_intake::{InputError, link, write};
use mingbai_policy::{RegionId, Tables};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;
use serde_json::Value;

/// Tries a law on random visits over every shipped place, with all facts known or half of them.
fn on_visits(count: usize, mut law: impl FnMut(&Tables, &Visit, &mut Rng)) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let mut homes: Vec<_> = lot.inside(RegionId(0)).into_iter().map(Some).collect();
    homes.push(None);
    let mut rng = Rng::new(seed());
    for _ in 0..count {
        let home = rng.of(&homes);
        let known = lot.known(&mut rng, home);
        let visit = if rng.coin() {
            known
        } else {
            lot.forget(&mut rng, &known, true)
        };
        law(&tables, &visit, &mut rng);
    }
}

/// Returns the visit of a text as JSON.
fn visit_json(tables: &Tables, text: &str) -> Result<Value, InputError> {
    Ok(write(tables, &link::read(tables, text)?))
}

#[test]
fn a_link_holds_the_visit_whole() {
    on_visits(runs(2_000), |tables, visit, _| {
        let text = link::write(tables, visit);
        assert_eq!(
            visit_json(tables, &text),
            Ok(write(tables, visit)),
            "{text}"
        );
    });
}

#[test]
fn a_link_is_a_third_of_its_json() {
    let (mut letters, mut plain) = (0, 0);
    on_visits(runs(2_000), |tables, visit, _| {
        letters += link::write(tables, visit).len();
        plain += write(tables, visit).to_string().len() * 4 / 3;
    });
    assert!(letters * 3 < plain, "{letters} of {plain}");
}

/// Changes, drops, doubles or cuts letters, as chat programs and typing fingers do.
fn hurt(text: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=rng.below(3) {
        let at = rng.below(letters.len().max(1)).min(letters.len());
        match rng.below(5) {
            0 => letters.truncate(at),
            1 if at < letters.len() => {
                letters.remove(at);
            }
            2 => letters.insert(at, rng.of(&['A', '1', '_', '-', '=', '/', '%', '号', '\0'])),
            3 if at < letters.len() => letters.swap(at, 0),
            _ if at < letters.len() => letters[at] = rng.of(&['A', 'Q', 'z', '9', '-', ' ']),
            _ => {}
        }
    }
    letters.into_iter().collect()
}

#[test]
fn a_hurt_link_is_refused() {
    let mut slipped = 0;
    on_visits(runs(10_000), |tables, visit, rng| {
        let text = link::write(tables, visit);
        let other = hurt(&text, rng);
        match visit_json(tables, &other) {
            Ok(json) if json != write(tables, visit) => slipped += 1,
            Ok(_) => {}
            Err(error) => assert!(error.message.ends_with(['。', '？']), "{other}: {error}"),
        }
    });
    // The checksum has two bytes: one in 65,536 may slip through.
    assert!(slipped <= 1 + runs(10_000) / 20_000, "{slipped}");
}

/// Links of earlier versions, which are read for as long as their version is.
#[test]
fn links_of_the_past_are_read() {
    let tables = mingbai_tables::load().expect("shipped tables");
    for (text, json) in PAST {
        let read = link::unpack(text).unwrap_or_else(|| panic!("{text} for {json}"));
        assert_eq!(read, serde_json::from_str::<Value>(json).expect("JSON"));
        assert!(link::read(&tables, text).is_ok(), "{json}");
    }
}

/// Returns a link in one of the forms in which it may come back.
fn sent(link: &str, rng: &mut Rng) -> String {
    let behind = rng.of(&[
        "",
        "&shareTo=weixin",
        "?from=timeline",
        "?from=singlemessage&isappinstalled=0",
        "#wechat_redirect",
        "。",
        "）",
        ").",
        ".",
        ",",
        "”",
        ">",
        " ",
        "\n",
        "，帮我看看",
        "\u{200b}",
        "_",
        "**",
        "=",
        "🙏",
    ]);
    let whole = format!("{link}{behind}");
    match rng.below(4) {
        0 => whole,
        1 => whole.replace('/', "%2F"),
        2 => whole
            .replace('/', "%252f")
            .replace('&', "%26")
            .replace('。', "%25E3%2580%2582"),
        _ => whole.replace('。', "%E3%80%82").replace('/', "%2f"),
    }
}

#[test]
fn a_link_that_was_sent_around_opens_to_the_same_visit() {
    on_visits(runs(1_000), |tables, visit, rng| {
        let text = link::write(tables, visit);
        let route = format!(
            "{}/{text}{}",
            rng.of(&["pay/result", "scheme/ask", "pay/say.in_scope"]),
            rng.of(&["", "/grade,total"])
        );
        for _ in 0..4 {
            let received = sent(&route, rng);
            assert_eq!(link::received::fragment(&received), route, "{received}");
            let address = format!(
                "{}{received}",
                rng.of(&[
                    "https://a.example/#",
                    "https://a.example/x/?from=timeline#",
                    "看：https://a.example/index.html%23"
                ])
            );
            assert_eq!(
                visit_json(tables, &link::received::visit(&address)),
                Ok(write(tables, visit)),
                "{address}"
            );
        }
    });
}

#[test]
fn a_link_with_one_letter_changed_is_refused_however_it_was_sent() {
    let mut slipped = 0;
    on_visits(runs(1_000), |tables, visit, rng| {
        let text = link::write(tables, visit);
        for _ in 0..10 {
            let at = rng.below(text.len());
            let mut letters = text.clone().into_bytes();
            let other = rng.of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
            if letters[at] == other {
                continue;
            }
            letters[at] = other;
            let changed = String::from_utf8(letters).expect("letters");
            let received = sent(&format!("https://a.example/#pay/result/{changed}"), rng);
            slipped += usize::from(visit_json(tables, &link::received::visit(&received)).is_ok());
        }
    });
    // The checksum has two bytes: one in 65,536 may slip through.
    assert!(slipped <= 2 * runs(1_000) / 1_000, "{slipped}");
}

const PAST: &[(&str, &str)] = &[
    (
        "1I7mTAZerOwNzkP1mDFO_BQd5Tl1sX14CeyxOAE66bBFTO5ZiFRcbc5jfe6F2TByTHZM6PD5DRUYAHyHjACIkLZMum_QDL5ukAwA0kzabAA",
        r#"{"date":"2020-06-01","insured_in":"都昌县","insurance":"resident","hospital":"九江市第一人民医院","referred":true,"care":"inpatient","disease":"食管癌","person":{"groups":{"建档立卡贫困人口":true,"贫困人口":true,"城乡贫困人口":true,"低保对象":false,"特困人员":false,"困难人员":true},"sex":"female","age":67},"enrolled":true,"premium_paid":true,"bill":{"total":"50000.00","in_scope":"42000.00"},"year_to_date":{"in_scope_self_pay":"0.00"}}"#,
    ),
    (
        "1bnKTAZfjTAKXzUwDc1FJXHFTvwULDxIVFxuUAnV-yGcrZx-AvnXFc5rYiEBTixyTHZM6PD5DRUZJSgAfIeMAIiQrLZMumYDbuAIvmce6ggIwk1qZrM6XAVubCgAANJM2mbrEBzCTWpseAAA4k1-bBmBTNjAl",
        r#"{"date":"2026-06-01","admitted":"2026-05-10","insured_in":"光山县","insurance":"resident","grade":"tertiary","tier":"city","place":"same_prefecture","referred":true,"care":"inpatient","disease":["终末期肾病","高血压"],"person":{"groups":{"建档立卡贫困人口":true,"贫困人口":true,"城乡贫困人口":true,"低保对象":false,"特困人员":false,"困难人员":true,"孤儿":false,"脱贫人口":true},"sex":"female","age":67},"enrolled":true,"premium_paid":true,"liable_third_party":false,"bill":{"total":"51234.56","in_scope":"42345.67","paid":{"基本医保":"24840.12","大病保险":"1000.00"}},"year_to_date":{"in_scope_self_pay":"1234.50","paid":{"基本医保":"3000.00"}},"local":{"基本医保.deductible":"600.00","基本医保.share":"60%"}}"#,
    ),
    (
        "1rmmTAZfjTANzkP1mDFO_Fy2TLpu5AYKThJsPhZsyhptah5sAAIOThJsPiJnN3wKJmwA",
        r#"{"date":"2026-06-01","insured_in":"都昌县","care":"inpatient","bill":{"total":"18500.00","receipt":{"own_expense":"1500.00","own_share":"5000.00","fund_paid":"9000.00","other_paid":"0.00"},"charges":{"own_expense":"1500.00","first_self_pay":"450.05","over_limit":"0.00"}}}"#,
    ),
    (
        "1A92TAVoxOTk5LTEyLTMxBAgblAAckx4AKSyTcm0ALZMxmQEylAGTMwcxmQEAADU5l4M9",
        r#"{"date":"1999-12-31","insured_in":"其他","hospital":"其他","disease":[],"person":{"groups":"none"},"plan":"其他","answers":{"xs-needs-drugs":true,"lb-drugs-only":false},"bill":{"self_pay":"0.01","items":[{"item":"注射费","self_pay":"0.01"}]},"year_to_date":"unknown","tables_as_of":"2020-12-31"}"#,
    ),
];
