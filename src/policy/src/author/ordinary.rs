//! Reads the default values of facts that were not given (`[[ordinary]]`). Every fact is written
//! exactly once, so that an author sees in one place what is assumed and what is asked.
use super::choice::{bits, word};
use super::cursor::{Fields, Node};
use super::figure::{money, share};
use crate::ordinary::{Direction, Ordinary, OrdinaryFact, Take};
use crate::share::Share;
use crate::when::Care;

/// Reads the entries of every file; without any entry the vocabulary assumes nothing.
pub(super) fn read(files: &[Fields<'_>]) -> Vec<Ordinary> {
    let mut found: Vec<Ordinary> = Vec::new();
    // A refused entry still counts as written, so that it is not reported as missing too.
    let mut written: Vec<OrdinaryFact> = Vec::new();
    let mut last = None;
    let all: Vec<OrdinaryFact> = OrdinaryFact::all().collect();
    let sections = files.iter().flat_map(|file| file.sections("ordinary"));
    for node in sections {
        let known = &["fact", "take", "care", "up_to", "words", "truth"];
        let Some(fields) = node.fields(known) else {
            continue;
        };
        let fact = fields.need("fact", "请写 fact：哪一样");
        let fact = fact.and_then(|fact| word(&fact, &all, OrdinaryFact::word));
        match fact {
            Some(fact) if written.contains(&fact) => {
                fields.spot.refuse("这一样已经写过了，请只留一处");
            }
            Some(fact) => {
                written.push(fact);
                found.extend(entry(&fields, fact));
            }
            None => {}
        }
        last = Some(fields);
    }
    if let Some(fields) = last {
        let missing: Vec<&str> = all
            .iter()
            .filter(|fact| !written.contains(fact))
            .map(|fact| fact.word())
            .collect();
        if !missing.is_empty() {
            fields.spot.refuse(format!(
                "还有没写的：{}。请各写一处 [[ordinary]]，先问的写 take = \"asked\"",
                missing.join("、")
            ));
        }
    }
    found
}

fn entry(fields: &Fields<'_>, fact: OrdinaryFact) -> Option<Ordinary> {
    let take = fields.need("take", "请写 take：当作什么，或者 \"asked\"")?;
    let take = taken(&take, fact)?;
    let truth = fields.get("truth");
    let one = Ordinary {
        fact,
        care: fields.get("care").map_or(ANY_CARE, |node| {
            bits(&node, Care::ALL, Care::word, Care::bit)
        }),
        up_to: fields.get("up_to").map(|node| money(&node)),
        words: fields.get("words").map_or_else(String::new, |it| it.text()),
        truth: truth
            .as_ref()
            .and_then(|node| word(node, Direction::ALL, Direction::word)),
        take,
    };
    // A key that has no effect on a fact is refused, never ignored.
    let bounded = matches!(fact, OrdinaryFact::Cap | OrdinaryFact::YearDeductible);
    let heeded = |key: &str| match key {
        _ if one.take == Take::Asked => false,
        "care" => fact == OrdinaryFact::Cap,
        "up_to" => bounded,
        _ => true,
    };
    for key in ["care", "up_to", "words", "truth"] {
        if let (Some(node), false) = (fields.get(key), heeded(key)) {
            node.refuse("写在这一样下面不起作用，请删去");
        }
    }
    if one.take == Take::Asked {
        return Some(one);
    }
    if one.words.is_empty() {
        fields.need("words", "请写 words：怎么说给人听");
    }
    if truth.is_none() {
        fields.need("truth", "请写 truth：实际只会更多（more）还是更少（less）");
    }
    if bounded && one.up_to.is_none() {
        fields.need("up_to", "请写 up_to：到多少钱为止可以这样当作");
    }
    Some(one)
}

const ANY_CARE: u8 = {
    let mut bits = 0;
    let mut at = 0;
    while at < Care::ALL.len() {
        bits |= Care::ALL[at].bit();
        at += 1;
    }
    bits
};

fn taken(node: &Node<'_>, fact: OrdinaryFact) -> Option<Take> {
    if node.as_str() == Some("asked") {
        return Some(Take::Asked);
    }
    if !fact.takes() {
        node.refuse("这一样没有平常的情形，要先问，请写 \"asked\"");
        return None;
    }
    if fact != OrdinaryFact::InScope {
        if node.as_str() != Some("none") {
            node.refuse("这里请写 \"none\" 或 \"asked\"");
            return None;
        }
        return Some(Take::Nothing);
    }
    if node.as_str().is_some() {
        node.expected("一个列表，如 [\"100%\", \"90%\", \"80%\"]");
        return None;
    }
    let list = node.list();
    let shares: Vec<Share> = list.iter().map(share).collect();
    let parses = |it: &Node| it.as_str().is_some_and(|it| Share::parse(it).is_ok());
    if !list.iter().all(parses) {
        return None;
    }
    let falls = shares.windows(2).all(|pair| pair[0] > pair[1]);
    if shares.first() != Some(&Share::ONE) || !falls {
        node.refuse("请从 \"100%\" 起，从大到小写：最少的付法不能单独站着");
        return None;
    }
    if shares.len() < 3 {
        node.refuse("请至少写三个：全算的旁边总要有目录外的");
        return None;
    }
    Some(Take::Shares(shares))
}
