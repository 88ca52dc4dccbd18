//! The file of all households, for export and import, plain or locked with a passphrase. Must not know
//! the passphrase or the key.
//!
//! Two lines: a header that ends with a checksum of header and content, then the content: JSON, or
//! the encrypted bytes as letters.
//!
//! ```text
//! mingbai-households 1 plain <checksum>
//! mingbai-households 1 locked PBKDF2-SHA-256 600000 <salt> AES-256-GCM <iv> <checksum>
//! ```
//!
//! The checksum tells a damaged file from a wrong passphrase, which the cipher alone cannot. The
//! checksum guards against accidents only; the cipher guards against tampering, and authenticates the
//! header too. The browser derives the key and runs the cipher.
use crate::house::Household;
use mingbai_intake::link::letters;
use serde_json::{Value, json};
use std::ops::RangeInclusive;
use thiserror::Error;

const NAME: &str = "mingbai-households";
const VERSION: &str = "1";
const KEY: &str = "PBKDF2-SHA-256";
const CIPHER: &str = "AES-256-GCM";

/// Rounds of key derivation in files written today. May rise freely: reading does not depend on it.
pub const ROUNDS: u32 = 600_000;
/// Rounds accepted when reading. Narrowing a bound shuts out files that were good.
///
/// - The least: no version ever wrote fewer than 600,000; 100,000 leaves room for slow phones. A file
///   with fewer was made so that its passphrase can be guessed.
/// - The most: 600,000 rounds take about 0.2 s on a phone of today and ten times that on an old one,
///   so 10,000,000 take under a minute there. A file with more would only hang the page.
const READ_ROUNDS: RangeInclusive<u32> = 100_000..=10_000_000;
const _: () = assert!(ROUNDS >= *READ_ROUNDS.start() && ROUNDS <= *READ_ROUNDS.end());

/// Why a file cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum FileError {
    /// Another kind of file, or its beginning is missing.
    #[error("这不是明白账存的文件，或者文件的开头坏了。")]
    NotOurs,
    /// Cut or changed on its way.
    #[error("这个文件坏了，少了一些或者被改过，读不出来。")]
    Damaged,
    /// Written by a later version.
    #[error("这个文件是新一点的明白账存的。请先更新，再打开。")]
    Newer,
    /// Locked with so few rounds that the passphrase can be guessed; no version wrote such a file.
    #[error("这个文件锁得太松，不是明白账锁的，不打开。请向给您文件的人要一份重新导出的。")]
    TooWeak,
    /// Locked with so many rounds that the page would hang.
    #[error("这个文件要算太久才打得开，不是明白账锁的，不打开。请向给您文件的人要一份重新导出的。")]
    TooSlow,
}

/// The parameters of a locked file, readable in its header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// Rounds of key derivation.
    pub rounds: u32,
    /// Random, 16 bytes.
    pub salt: Vec<u8>,
    /// Random, 12 bytes.
    pub iv: Vec<u8>,
}

impl Seal {
    /// Returns the header without its checksum; the cipher authenticates it.
    pub fn header(&self) -> String {
        format!(
            "{NAME} {VERSION} locked {KEY} {} {} {CIPHER} {}",
            self.rounds,
            letters::write(&self.salt),
            letters::write(&self.iv)
        )
    }
}

/// The content of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opened {
    /// Households.
    Plain(Vec<Household>),
    /// Encrypted content: its parameters, and the bytes.
    Locked(Seal, Vec<u8>),
}

/// Returns the content of a file before encryption: JSON.
pub fn plain_content(houses: &[Household]) -> String {
    let all: Vec<Value> = houses.iter().map(Household::write).collect();
    json!({ "households": all }).to_string()
}

/// Returns the plain file of the households.
pub fn plain(houses: &[Household]) -> String {
    file(&format!("{NAME} {VERSION} plain"), &plain_content(houses))
}

/// Returns the locked file of encrypted content.
pub fn seal(seal: &Seal, locked: &[u8]) -> String {
    file(&seal.header(), &letters::write(locked))
}

fn file(header: &str, content: &str) -> String {
    format!("{header} {:016x}\n{content}\n", checksum(header, content))
}

/// Reads a file as far as no passphrase is needed.
///
/// # Errors
///
/// When the file is of another kind, damaged, from a later version, or its rounds are out of bounds.
pub fn open(text: &str) -> Result<Opened, FileError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let (first, content) = text.split_once('\n').unwrap_or((text, ""));
    let content = content.trim();
    let words: Vec<&str> = first.split_ascii_whitespace().collect();
    let [NAME, version, words @ ..] = words.as_slice() else {
        return Err(FileError::NotOurs);
    };
    let number = |text: &str| text.parse::<u32>().ok();
    if number(version) > number(VERSION) {
        return Err(FileError::Newer);
    }
    let [words @ .., sum] = words else {
        return Err(FileError::Damaged);
    };
    let header = first.trim_end().strip_suffix(sum).unwrap_or_default();
    if u64::from_str_radix(sum, 16) != Ok(checksum(header.trim_end(), content)) {
        return Err(FileError::Damaged);
    }
    match words {
        ["plain"] => households(content).map(Opened::Plain),
        ["locked", KEY, rounds, salt, CIPHER, iv] => {
            let bytes = |text: &str| letters::read(text).ok_or(FileError::Damaged);
            let seal = Seal {
                rounds: readable(rounds)?,
                salt: bytes(salt)?,
                iv: bytes(iv)?,
            };
            Ok(Opened::Locked(seal, bytes(content)?))
        }
        _ => Err(FileError::Newer),
    }
}

/// Reads the rounds in a header.
///
/// # Errors
///
/// When the text is no number, or the number lies outside [`READ_ROUNDS`].
fn readable(rounds: &str) -> Result<u32, FileError> {
    if rounds.is_empty() || !rounds.bytes().all(|it| it.is_ascii_digit()) {
        return Err(FileError::Damaged);
    }
    match rounds.parse::<u32>() {
        Ok(rounds) if rounds < *READ_ROUNDS.start() => Err(FileError::TooWeak),
        Ok(rounds) if rounds <= *READ_ROUNDS.end() => Ok(rounds),
        // Digits only, so a number that does not parse is too large.
        _ => Err(FileError::TooSlow),
    }
}

/// Reads the households of decrypted or plain content.
///
/// # Errors
///
/// When any household cannot be read: half a file would be a silent loss.
pub fn households(content: &str) -> Result<Vec<Household>, FileError> {
    let json: Value = serde_json::from_str(content).map_err(|_| FileError::Damaged)?;
    let all = json.get("households").and_then(Value::as_array);
    let all = all.ok_or(FileError::Damaged)?.iter().map(Household::read);
    all.collect::<Option<_>>().ok_or(FileError::Damaged)
}

/// Returns the FNV-1a hash of header and content.
fn checksum(header: &str, content: &str) -> u64 {
    let all = header.bytes().chain([b'\n']).chain(content.bytes());
    all.fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::Person;

    fn houses() -> Vec<Household> {
        let house = |n: u64| Household {
            id: format!("h{n}"),
            name: format!("第{n}户"),
            changed: n,
            people: vec![Person {
                id: format!("p{n}"),
                name: "王大爷".into(),
                ..Person::default()
            }],
        };
        (0..9).map(house).collect()
    }

    fn sealed() -> (Seal, String) {
        let how = Seal {
            rounds: ROUNDS,
            salt: vec![7; 16],
            iv: vec![9; 12],
        };
        let text = seal(&how, &[0, 1, 2, 250, 255]);
        (how, text)
    }

    #[test]
    fn a_file_holds_what_was_put_into_it() {
        assert_eq!(open(&plain(&houses())), Ok(Opened::Plain(houses())));
        let (how, text) = sealed();
        let locked = Opened::Locked(how, vec![0, 1, 2, 250, 255]);
        assert_eq!(open(&text), Ok(locked.clone()));
        // Mail programs change line ends and add spaces.
        assert_eq!(
            open(&format!(
                "\u{feff}{}\r\n",
                text.trim_end().replace('\n', "\r\n")
            )),
            Ok(locked)
        );
    }

    #[test]
    fn no_hurt_file_is_read() {
        for text in [plain(&houses()), sealed().1] {
            let text = text.trim_end();
            for at in 0..text.len() {
                let mut hurt = text.as_bytes().to_vec();
                if let Some(byte) = hurt.get_mut(at) {
                    *byte = if *byte == b'7' { b'8' } else { b'7' };
                }
                let hurt = String::from_utf8_lossy(&hurt).into_owned();
                assert!(open(&hurt).is_err(), "byte {at}");
                let cut = String::from_utf8_lossy(&text.as_bytes()[..at]).into_owned();
                assert!(open(&cut).is_err(), "cut at {at}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_which_way() {
        assert_eq!(open(""), Err(FileError::NotOurs));
        assert_eq!(open("{\"a\":1}"), Err(FileError::NotOurs));
        assert_eq!(
            open("mingbai-households 2 plain 0\n{}"),
            Err(FileError::Newer)
        );
        assert_eq!(households("{\"households\":[1]}"), Err(FileError::Damaged));
    }

    #[test]
    fn what_is_written_and_what_is_read_are_two_things() {
        let check = |rounds: &str, expected: Result<u32, FileError>| {
            let header = sealed().0.header().replace("600000", rounds);
            let opened = open(&file(&header, &letters::write(&[1, 2, 3])));
            let read = opened.map(|it| match it {
                Opened::Locked(how, _) => how.rounds,
                Opened::Plain(_) => 0,
            });
            assert_eq!(read, expected, "{rounds}");
        };
        // Rounds of older versions, of this one, of later ones.
        for rounds in [100_000, 300_000, 600_000, 1_200_000, 10_000_000] {
            check(&rounds.to_string(), Ok(rounds));
        }
        for few in ["0", "1", "1000", "99999"] {
            check(few, Err(FileError::TooWeak));
        }
        for many in [
            "10000001",
            "2147483648",
            "4294967296",
            "99999999999999999999",
        ] {
            check(many, Err(FileError::TooSlow));
        }
        for other in ["-1", "+600000", "6e5", "x"] {
            check(other, Err(FileError::Damaged));
        }
        // Another cipher is a later version's, whatever its rounds.
        let later = sealed()
            .0
            .header()
            .replace(KEY, "ARGON2ID")
            .replace("600000", "3");
        assert_eq!(open(&file(&later, "AQID")), Err(FileError::Newer));
        let later = sealed().0.header().replace("households 1", "households 2");
        assert_eq!(open(&file(&later, "AQID")), Err(FileError::Newer));
        let messages = [
            FileError::TooWeak,
            FileError::TooSlow,
            FileError::Newer,
            FileError::Damaged,
        ];
        let texts: std::collections::BTreeSet<String> =
            messages.iter().map(FileError::to_string).collect();
        assert_eq!(texts.len(), messages.len());
    }
}
