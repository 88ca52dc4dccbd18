//! The one file all households go out and come back in, plain or locked with a passphrase.
//!
//! Two lines. The first says what it is and carries a checksum of all the rest; the second is the
//! content: JSON, or letters that only the passphrase opens.
//!
//! ```text
//! mingbai-households 1 plain <checksum>
//! mingbai-households 1 locked PBKDF2-SHA-256 600000 <salt> AES-256-GCM <iv> <checksum>
//! ```
//!
//! The checksum tells a damaged file from a wrong passphrase, which the cipher alone cannot. It
//! guards against accidents only; against tampering the cipher does, and it holds the first line too.
//! Turning a passphrase into a key, and the cipher, are the browser's; nothing secret comes here.
use crate::Household;
use mingbai_visit::link::letters;
use serde_json::{Value, json};
use thiserror::Error;

const NAME: &str = "mingbai-households";
const VERSION: &str = "1";
const KEY: &str = "PBKDF2-SHA-256";
const CIPHER: &str = "AES-256-GCM";

/// Rounds from a passphrase to a key, in files written today.
pub const ROUNDS: u32 = 600_000;
/// Rounds that are read: never fewer, and not so many that a page would stand still for minutes.
const READ_ROUNDS: std::ops::RangeInclusive<u32> = ROUNDS..=10_000_000;

/// Why a file cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum FileError {
    /// Something else, or its beginning is gone.
    #[error("这不是明白账存的文件，或者文件的开头坏了。")]
    NotOurs,
    /// Cut or changed on its way.
    #[error("这个文件坏了，少了一些或者被改过，读不出来。")]
    Damaged,
    /// From a later program.
    #[error("这个文件是新一点的明白账存的。请先更新，再打开。")]
    Newer,
}

/// How a file is locked; it stands openly in its first line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// Rounds from the passphrase to the key.
    pub rounds: u32,
    /// Random, 16 bytes.
    pub salt: Vec<u8>,
    /// Random, 12 bytes.
    pub iv: Vec<u8>,
}

impl Seal {
    /// The first line without its checksum; the cipher holds it too.
    pub fn header(&self) -> String {
        format!(
            "{NAME} {VERSION} locked {KEY} {} {} {CIPHER} {}",
            self.rounds,
            letters::write(&self.salt),
            letters::write(&self.iv)
        )
    }
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opened {
    /// Households.
    Plain(Vec<Household>),
    /// Something locked: how, and the bytes.
    Locked(Seal, Vec<u8>),
}

/// The content of a file: what is locked, or stands openly.
pub fn plain_content(houses: &[Household]) -> String {
    let all: Vec<Value> = houses.iter().map(Household::write).collect();
    json!({ "households": all }).to_string()
}

/// The file of these households, open to everyone.
pub fn plain(houses: &[Household]) -> String {
    file(&format!("{NAME} {VERSION} plain"), &plain_content(houses))
}

/// The file of a locked content.
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
/// When it is none of ours, damaged, or from a later program.
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
            let rounds = number(rounds).filter(|it| READ_ROUNDS.contains(it));
            let seal = Seal {
                rounds: rounds.ok_or(FileError::Newer)?,
                salt: bytes(salt)?,
                iv: bytes(iv)?,
            };
            Ok(Opened::Locked(seal, bytes(content)?))
        }
        _ => Err(FileError::Newer),
    }
}

/// The households of a content.
///
/// # Errors
///
/// When any of it cannot be read: half a file would be a loss nobody sees.
pub fn households(content: &str) -> Result<Vec<Household>, FileError> {
    let json: Value = serde_json::from_str(content).map_err(|_| FileError::Damaged)?;
    let all = json.get("households").and_then(Value::as_array);
    let all = all.ok_or(FileError::Damaged)?.iter().map(Household::read);
    all.collect::<Option<_>>().ok_or(FileError::Damaged)
}

/// FNV-1a.
fn checksum(header: &str, content: &str) -> u64 {
    let all = header.bytes().chain([b'\n']).chain(content.bytes());
    all.fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Person;

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
        // As mail programs hand it on.
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
        let few = Seal {
            rounds: 1000,
            ..sealed().0
        };
        assert_eq!(open(&seal(&few, &[1])), Err(FileError::Newer));
        assert_eq!(households("{\"households\":[1]}"), Err(FileError::Damaged));
    }
}
