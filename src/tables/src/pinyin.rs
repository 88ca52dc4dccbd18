//! Pronunciations (拼音) of the characters in the vocabulary. Must not know what is searched.
use std::collections::BTreeMap;

/// The pronunciations as the build script wrote them, in the format of `spell.rs`.
pub static LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/pinyin.txt"));

/// Pronunciations by character, and the names that are exceptions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pinyin {
    characters: BTreeMap<char, Vec<&'static str>>,
    names: Vec<(Vec<char>, Vec<&'static str>)>,
}

impl Pinyin {
    /// Returns the shipped pronunciations.
    pub fn load() -> Pinyin {
        let mut all = Pinyin {
            characters: BTreeMap::new(),
            names: Vec::new(),
        };
        all.add(LINES);
        all
    }

    /// Returns a copy with further lines added.
    pub fn with(&self, lines: &'static str) -> Pinyin {
        let mut all = self.clone();
        all.add(lines);
        all
    }

    /// Adds lines. A pronunciation that is already there keeps its position.
    fn add(&mut self, lines: &'static str) {
        for line in lines.lines() {
            let begins = |letter: bool| {
                line.find(|c: char| c.is_ascii_lowercase() == letter)
                    .unwrap_or(line.len())
            };
            match begins(false) {
                0 => {
                    let (name, said) = line.split_at(begins(true));
                    self.names
                        .push((name.chars().collect(), said.split(' ').collect()));
                }
                end => {
                    let (syllable, read_so) = line.split_at(end);
                    let mut usual = true;
                    for c in read_so.chars() {
                        if c == '/' {
                            usual = false;
                            continue;
                        }
                        let all = self.characters.entry(c).or_default();
                        if !all.contains(&syllable) {
                            let at = if usual { 0 } else { all.len() };
                            all.insert(at, syllable);
                        }
                    }
                }
            }
        }
    }

    /// Returns the pronunciations of each character of a text, the likeliest first; an empty list
    /// for a character that has none.
    pub fn of(&self, text: &str) -> Vec<Vec<&'static str>> {
        let text: Vec<char> = text.chars().collect();
        let mut all: Vec<Vec<&'static str>> = text
            .iter()
            .map(|c| self.characters.get(c).cloned().unwrap_or_default())
            .collect();
        for (name, said) in &self.names {
            for at in 0..text.len() {
                if text.get(at..).is_some_and(|rest| rest.starts_with(name)) {
                    for (known, said) in all.iter_mut().skip(at).zip(said) {
                        known.retain(|it| it != said);
                        known.insert(0, said);
                    }
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_say_them() {
        let readings = Pinyin::load();
        for (name, said) in [
            ("重庆市", "chong qing shi"),
            ("都昌县", "du chang xian"),
            ("朝天区", "chao tian qu"),
            ("长葛市", "chang ge shi"),
            ("息县", "xi xian"),
            ("尿毒症", "niao du zheng"),
            ("重性精神病", "zhong xing jing shen bing"),
        ] {
            let first: Vec<_> = readings
                .of(name)
                .into_iter()
                .filter_map(|all| all.first().copied())
                .collect();
            assert_eq!(first.join(" "), said, "{name}");
        }
        assert_eq!(readings.of("CT"), [Vec::<&str>::new(), Vec::new()]);
    }

    #[test]
    fn every_character_one_can_search_is_read() {
        let vocabulary = crate::load().unwrap().vocabulary;
        let readings = Pinyin::load();
        let names = vocabulary.regions.iter().map(|it| &it.name);
        let names = names.chain(vocabulary.hospitals.iter().map(|it| &it.name));
        let names = names.chain(vocabulary.diseases.iter().map(|it| &it.name));
        for text in names.flat_map(|name| name.aliases.iter().chain([&name.name])) {
            for (c, read) in text.chars().zip(readings.of(text)) {
                let han = ('\u{4e00}'..='\u{9fff}').contains(&c);
                assert_eq!(han, !read.is_empty(), "{c} in {text}");
            }
        }
    }
}
