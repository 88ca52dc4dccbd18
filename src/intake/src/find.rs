//! Searches a name by what is typed: characters, synonyms, pinyin and its initials, codes. Must not
//! know the vocabulary or where pinyin comes from.
use crate::fold::{fold, fold_char};
use std::ops::Range;

/// The most characters that are searched for.
const LONGEST: usize = 120;

/// A name that can be searched, with its other names and codes.
#[derive(Clone, Copy, Debug)]
pub struct Findable<'a> {
    /// The name.
    pub name: &'a str,
    /// Other names.
    pub aliases: &'a [String],
    /// Codes (ICD-10), ranges among them.
    pub codes: &'a [String],
}

/// How a typed text matches a name, better kinds first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MatchKind {
    /// The characters themselves.
    Characters,
    /// Whole syllables; the last may be unfinished.
    Pinyin,
    /// First letters, in part at least.
    Initials,
    /// A code.
    Code,
}

/// A match of a typed text with a name. The smaller match is the better.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Match {
    /// Whether only part of the name or alias was typed.
    in_part: bool,
    /// The kind of the match.
    pub by: MatchKind,
    /// The position of the alias or the code that matched; `None` for the name.
    pub alias: Option<usize>,
    /// The first character of the match and the one after the last; all characters of a code.
    at: (usize, usize),
    /// The pinyin of the alias or name; empty where characters matched.
    pub reading: String,
}

impl Match {
    /// Returns the range of the characters that matched.
    pub fn marked(&self) -> Range<usize> {
        self.at.0..self.at.1
    }
}

/// The typed text, prepared for comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sought {
    plain: Vec<char>,
    code: String,
}

/// Returns the possible pinyin of each character of a text, the likeliest first.
pub type Read<'a> = dyn Fn(&str) -> Vec<Vec<&'static str>> + 'a;

impl Sought {
    /// Prepares a typed text; `None` where no letter, digit or character remains.
    ///
    /// Width, case, spaces, and the marks an input method puts between syllables do not matter.
    pub fn new(typed: &str) -> Option<Sought> {
        let code = fold(typed);
        let plain: Vec<char> = code
            .chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| if c == 'ü' || c == 'Ü' { 'v' } else { c })
            .collect();
        (!plain.is_empty()).then_some(Sought { plain, code })
    }

    /// Returns the best match with an entry.
    pub fn find(&self, entry: Findable<'_>, read: &Read<'_>) -> Option<Match> {
        if self.plain.len() > LONGEST {
            return None;
        }
        let texts = std::iter::once((None, entry.name));
        let aliases = entry.aliases.iter().enumerate();
        let texts = texts.chain(aliases.map(|(at, alias)| (Some(at), alias.as_str())));
        let named = texts.filter_map(|(alias, text)| self.within(alias, text, read));
        let coded = entry
            .codes
            .iter()
            .enumerate()
            .filter(|(_, code)| self.is_code(code));
        let coded = coded.map(|(at, code)| Match {
            in_part: fold(code) != self.code,
            by: MatchKind::Code,
            alias: Some(at),
            at: (0, code.chars().count()),
            reading: String::new(),
        });
        let all: Vec<Match> = named.chain(coded).collect();
        // Of matches of one kind, the match with the name is shown, and ranks as full if any match is full.
        let best = all
            .iter()
            .min_by_key(|it| (it.by, it.alias.is_some(), it.in_part, it.alias));
        let mut best = best?.clone();
        best.in_part &= !all.iter().any(|it| it.by == best.by && !it.in_part);
        Some(best)
    }

    /// Returns the best match within one text.
    fn within(&self, alias: Option<usize>, text: &str, read: &Read<'_>) -> Option<Match> {
        let characters = characters(text, read);
        let starts =
            (0..characters.len()).filter(|at| characters.get(*at).is_some_and(|it| !it.skipped()));
        let matches = starts.filter_map(|start| {
            let (path, end) = walk(&characters, start, &self.plain, MatchKind::Characters)?;
            // A single letter begins some syllable of nearly every name.
            let noise = path.by != MatchKind::Characters && self.plain.len() == 1 && start > 0;
            (!noise).then_some((path, start, end))
        });
        let (path, start, end) = matches.min_by_key(|(path, start, _)| (path.by, *start))?;
        let whole = start == 0
            && characters.iter().skip(end).all(NameCharacter::skipped)
            && path.by != MatchKind::Initials;
        let reading = match path.by {
            MatchKind::Characters => String::new(),
            _ => reading(&characters, start, &path.read),
        };
        Some(Match {
            in_part: !(whole && path.complete),
            by: path.by,
            alias,
            at: (start, end),
            reading,
        })
    }

    /// Checks whether the code, its beginning or a narrower code was typed.
    fn is_code(&self, code: &str) -> bool {
        let mut letters = self.code.chars();
        let shaped = letters.next().is_some_and(|c| c.is_ascii_lowercase())
            && letters.next().is_some_and(|c| c.is_ascii_digit());
        let code = fold(code);
        let (from, until) = code.split_once('-').unwrap_or((&code, &code));
        let group = |code: &str| code.get(..3).map(str::to_owned);
        let inside = || {
            let sought = group(&self.code)?;
            Some(group(from)? < sought && sought <= group(until)?)
        };
        shaped
            && (from.starts_with(&self.code)
                || self.code.starts_with(from)
                || inside().unwrap_or(false))
    }
}

/// One character of a text, with its pinyin.
struct NameCharacter {
    folded: Vec<char>,
    readings: Vec<&'static str>,
}

impl NameCharacter {
    /// Checks for punctuation, which need not be typed.
    fn skipped(&self) -> bool {
        self.folded.is_empty()
    }
}

fn characters(text: &str, read: &Read<'_>) -> Vec<NameCharacter> {
    let readings = read(text).into_iter().chain(std::iter::repeat(Vec::new()));
    let character = |(c, readings)| {
        let mut folded = String::new();
        fold_char(c, &mut folded);
        let folded = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        NameCharacter { folded, readings }
    };
    text.chars().zip(readings).map(character).collect()
}

/// A path through the characters of a text.
struct MatchPath {
    by: MatchKind,
    /// Whether the last syllable was typed to its end.
    complete: bool,
    /// The pinyin that was typed, by character from the start of the match.
    read: Vec<Option<&'static str>>,
}

/// Returns the best path for the typed letters from a character on, and the character after the last.
fn walk(
    characters: &[NameCharacter],
    at: usize,
    typed: &[char],
    by: MatchKind,
) -> Option<(MatchPath, usize)> {
    if typed.is_empty() {
        let path = MatchPath {
            by,
            complete: true,
            read: Vec::new(),
        };
        return Some((path, at));
    }
    let character = characters.get(at)?;
    if character.skipped() {
        let (mut path, end) = walk(characters, at + 1, typed, by)?;
        path.read.insert(0, None);
        return Some((path, end));
    }
    let mut best: Option<(MatchPath, usize)> = None;
    let mut offer = |found: Option<(MatchPath, usize)>, reading: Option<&'static str>| {
        let Some((mut path, end)) = found else { return };
        path.read.insert(0, reading);
        let better = best
            .as_ref()
            .is_none_or(|(it, _)| (path.by, !path.complete) < (it.by, !it.complete));
        if better {
            best = Some((path, end));
        }
    };
    if let Some(rest) = typed.strip_prefix(character.folded.as_slice()) {
        offer(walk(characters, at + 1, rest, by), None);
    }
    for reading in &character.readings {
        let letters: Vec<char> = reading.chars().collect();
        let same = typed
            .iter()
            .zip(&letters)
            .take_while(|(a, b)| sounds(**a, **b))
            .count();
        if same == letters.len() {
            let rest = typed.get(same..).unwrap_or_default();
            offer(
                walk(characters, at + 1, rest, by.max(MatchKind::Pinyin)),
                Some(reading),
            );
        } else if same == typed.len() {
            // After a whole syllable, one letter begins the next syllable; otherwise it is an initial.
            let alone = same == 1 && by != MatchKind::Pinyin;
            let by = by.max(if alone {
                MatchKind::Initials
            } else {
                MatchKind::Pinyin
            });
            let path = MatchPath {
                by,
                complete: false,
                read: Vec::new(),
            };
            offer(Some((path, at + 1)), Some(reading));
        }
        let double = letters.get(1) == Some(&'h') && same >= 2;
        for count in [2, 1] {
            if same >= count && letters.len() > count && (count == 1 || double) {
                let rest = typed.get(count..).unwrap_or_default();
                offer(
                    walk(characters, at + 1, rest, MatchKind::Initials),
                    Some(reading),
                );
            }
        }
    }
    best
}

/// Checks whether a typed letter matches a letter of a syllable; ü is typed as v or as u.
fn sounds(typed: char, letter: char) -> bool {
    typed == letter || (letter == 'v' && typed == 'u')
}

/// Returns the pinyin of the text, with the readings that were typed.
fn reading(characters: &[NameCharacter], start: usize, meant: &[Option<&'static str>]) -> String {
    let mut said: Vec<String> = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        let meant = at
            .checked_sub(start)
            .and_then(|it| meant.get(it).copied().flatten());
        match meant.or(character.readings.first().copied()) {
            Some(syllable) => said.push(syllable.replace('v', "ü")),
            None => said.push(character.folded.iter().collect()),
        }
    }
    said.retain(|it| !it.is_empty());
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Vec<&'static str>> {
        let one = |c| match c {
            '都' => vec!["du", "dou"],
            '昌' => vec!["chang"],
            '县' => vec!["xian"],
            '绿' => vec!["lv"],
            '尿' => vec!["niao", "sui"],
            '毒' => vec!["du"],
            '症' => vec!["zheng"],
            _ => Vec::new(),
        };
        text.chars().map(one).collect()
    }

    fn check(text: &str, typed: &str, expected: Option<(MatchKind, &str, &str)>) {
        let found = Sought::new(typed).and_then(|sought| {
            let entry = Findable {
                name: text,
                aliases: &[],
                codes: &[],
            };
            sought.find(entry, &read)
        });
        let found = found.map(|found| {
            let marked = found.marked();
            let marked: String = text.chars().skip(marked.start).take(marked.len()).collect();
            (found.by, marked, found.reading)
        });
        let expected =
            expected.map(|(by, marked, reading)| (by, marked.to_owned(), reading.to_owned()));
        assert_eq!(found, expected, "{typed} in {text}");
    }

    #[test]
    fn a_name_is_found_by_characters_syllables_and_letters() {
        let said = "du chang xian";
        for (typed, by, marked) in [
            ("都昌", MatchKind::Characters, "都昌"),
            ("昌", MatchKind::Characters, "昌"),
            ("duchang", MatchKind::Pinyin, "都昌"),
            ("DU CHANG", MatchKind::Pinyin, "都昌"),
            ("ｄｕ＇ｃｈ", MatchKind::Pinyin, "都昌"),
            ("du'cha", MatchKind::Pinyin, "都昌"),
            ("changx", MatchKind::Pinyin, "昌县"),
            ("dcx", MatchKind::Initials, "都昌县"),
            ("dchx", MatchKind::Initials, "都昌县"),
            ("cx", MatchKind::Initials, "昌县"),
            ("duc", MatchKind::Pinyin, "都昌"),
            ("d", MatchKind::Initials, "都"),
            ("都cx", MatchKind::Initials, "都昌县"),
        ] {
            let said = if by == MatchKind::Characters {
                ""
            } else {
                said
            };
            check("都昌县", typed, Some((by, marked, said)));
        }
        check(
            "都昌县",
            "douchang",
            Some((MatchKind::Pinyin, "都昌", "dou chang xian")),
        );
        for typed in ["x", "ducx2", "cd", "昌都", "xianx"] {
            check("都昌县", typed, None);
        }
        check("绿", "lü", Some((MatchKind::Pinyin, "绿", "lü")));
        check("绿", "lu", Some((MatchKind::Pinyin, "绿", "lü")));
        check(
            "ＣＴ（尿毒）症",
            "ct尿毒症",
            Some((MatchKind::Characters, "ＣＴ（尿毒）症", "")),
        );
        check(
            "ＣＴ（尿毒）症",
            "ndz",
            Some((MatchKind::Initials, "尿毒）症", "c t niao du zheng")),
        );
    }

    #[test]
    fn codes_are_found_whole_begun_and_narrower() {
        let codes = ["N18.5".to_owned(), "C81-C86".to_owned()];
        for (typed, found) in [
            ("N18", Some(0)),
            ("ｎ18.5", Some(0)),
            ("n18.501", Some(0)),
            ("n1", Some(0)),
            ("c83.1", Some(1)),
            ("c86", Some(1)),
            ("c87", None),
            ("n", None),
            ("18", None),
        ] {
            let entry = Findable {
                name: "某病",
                aliases: &[],
                codes: &codes,
            };
            let found_by = Sought::new(typed).and_then(|it| it.find(entry, &read));
            assert_eq!(found_by.and_then(|it| it.alias), found, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(typed in "\\PC{0,150}|[a-z都昌县' ]{0,12}") {
            check_any(&typed);
        }
    }

    fn check_any(typed: &str) {
        let entry = Findable {
            name: "都昌县（尿毒症）",
            aliases: &[],
            codes: &["C81-C86".to_owned()],
        };
        if let Some(found) = Sought::new(typed).and_then(|it| it.find(entry, &read)) {
            assert!(found.marked().end <= 9 && !found.marked().is_empty());
        }
    }
}
