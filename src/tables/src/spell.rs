//! Writes the pronunciations (拼音) of the vocabulary in a compact format. Runs at build time only.
//!
//! A line is a syllable, the characters usually pronounced so, and after `/` the characters
//! sometimes pronounced so: `chang昌常/长`. A line that starts with characters is a name that is an
//! exception: `重庆chong qing`.
use mingbai_policy::Vocabulary;
use mingbai_policy::vocabulary::Name;
use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::{BTreeMap, BTreeSet};

/// At most this many pronunciations of a character; rarer ones only add false matches.
const READINGS: usize = 3;

/// Characters of answers that can be chosen by pinyin initials and that no name contains.
pub const ANSWERS: &str = "城乡居民职工医保没有不是参加交了办男女住院门诊慢特病村乡镇县市省本外同区一二三级档其他都别的名单里";

/// Returns the lines for every name that can be searched (places, hospitals, diseases, groups,
/// items) and for the characters in `more`.
pub fn lines(vocabulary: &Vocabulary, more: &str) -> String {
    let places: Vec<&Name> = vocabulary.regions.iter().map(|it| &it.name).collect();
    let others = vocabulary.hospitals.iter().map(|it| &it.name);
    let others = others.chain(vocabulary.diseases.iter().map(|it| &it.name));
    let others = others.chain(vocabulary.disease_sets.iter().map(|it| &it.name));
    let others = others.chain(vocabulary.groups.iter().map(|it| &it.name));
    let others = others.chain(vocabulary.items.iter().map(|it| &it.name));
    let used: BTreeSet<char> = places
        .iter()
        .copied()
        .chain(others)
        .flat_map(|name| name.aliases.iter().chain([&name.name]))
        .flat_map(|text| text.chars())
        .chain(more.chars())
        .collect();
    let mut syllables: BTreeMap<String, [String; 2]> = BTreeMap::new();
    for c in used {
        for (at, reading) in readings(c).into_iter().enumerate() {
            syllables.entry(reading).or_default()[at.min(1)].push(c);
        }
    }
    let mut lines: String = syllables
        .into_iter()
        .map(|(syllable, [usual, rare])| {
            let mark = if rare.is_empty() { "" } else { "/" };
            format!("{syllable}{usual}{mark}{rare}\n")
        })
        .collect();
    let odd: BTreeSet<String> = places.into_iter().filter_map(odd).collect();
    lines.extend(odd);
    lines
}

/// Returns the pronunciations of a character without tones, the usual one first.
fn readings(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let usual = c.to_pinyin().map(|it| it.plain());
    let all = c
        .to_pinyin_multi()
        .into_iter()
        .flatten()
        .map(|it| it.plain());
    for reading in usual.into_iter().chain(all) {
        let reading = reading.replace('ü', "v");
        if !found.contains(&reading) && found.len() < READINGS {
            found.push(reading);
        }
    }
    found
}

/// Returns the line of a place whose id shows that its name is an exception.
fn odd(name: &Name) -> Option<String> {
    let characters: Vec<Vec<String>> = name.name.chars().map(readings).collect();
    let mut said = Vec::new();
    spell(&characters, &name.id, &mut said).then_some(())?;
    let usual = characters
        .iter()
        .zip(&said)
        .all(|(all, it)| all.first() == Some(it));
    let part: String = name.name.chars().take(said.len()).collect();
    (!usual).then(|| format!("{part}{}\n", said.join(" ")))
}

/// Returns whether pronunciations of the first characters, joined, spell the id.
fn spell(characters: &[Vec<String>], id: &str, said: &mut Vec<String>) -> bool {
    if id.is_empty() {
        return true;
    }
    let Some((first, rest)) = characters.split_first() else {
        return false;
    };
    first.iter().any(|reading| {
        let Some(left) = id.strip_prefix(reading.as_str()) else {
            return false;
        };
        said.push(reading.clone());
        spell(rest, left, said) || {
            said.pop();
            false
        }
    })
}
