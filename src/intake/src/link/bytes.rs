//! JSON as few bytes: known words are one byte, amounts and days are numbers. Must not know a visit or a
//! link.
//!
//! | first byte of a value | what follows |
//! |---|---|
//! | up to 0x4f | nothing: a word of the list |
//! | 0x50 to 0x6f | a text of so many bytes |
//! | 0x70 to 0x8f | a text of so many UTF-16 units, shorter for Chinese |
//! | 0x90 to 0x9f | see the constants |
//! | from 0xa0 | nothing: a whole number from 0 |
//!
//! An object is its members one after the other, then [`END`] or the end of the bytes.
//! A member is its place in the list, or [`NAMED`], a text and a value.
use super::words::{MEMBERS, Says, WORDS};
use mingbai_policy::Fen;
use serde_json::{Map, Value};

const SHORT: u8 = 0x50;
const SHORT_WIDE: u8 = 0x70;
/// The longest text whose length fits into its first byte.
const SHORTEST: usize = 0x1f;

const NULL: u8 = 0x90;
const NO: u8 = 0x91;
const YES: u8 = 0x92;
const OBJECT: u8 = 0x93;
/// A list: the number of values, then the values.
const LIST: u8 = 0x94;
/// A longer text: the number of bytes, then the text.
const LONG: u8 = 0x95;
/// A longer text: the number of UTF-16 units, then the text.
const LONG_WIDE: u8 = 0x96;
/// A day: the number of days since 2000-01-01, counting 31 days to a month.
const DAY: u8 = 0x97;
/// A whole number above those that fit into the first byte.
const WHOLE: u8 = 0x98;
/// An amount: in fen, in yuan, in hundreds of yuan.
const AMOUNTS: [(u8, u64); 3] = [(0x9b, 10_000), (0x9a, 100), (0x99, 1)];
const SMALL: u8 = 0xa0;

/// The end of an object.
const END: u8 = 0;
/// A member whose name follows.
const NAMED: u8 = 0xff;

/// The most levels of lists and objects; no visit has as many.
const DEEPEST: u8 = 8;

/// Writes JSON as bytes.
pub(super) fn write(json: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    value(&mut out, json, true);
    out
}

/// Writes a value; `last` where no value follows, so that the end of the bytes ends an object.
fn value(out: &mut Vec<u8>, json: &Value, last: bool) {
    match json {
        Value::Null => out.push(NULL),
        Value::Bool(false) => out.push(NO),
        Value::Bool(true) => out.push(YES),
        Value::Number(number) => match number.as_u64() {
            Some(small) if small <= u64::from(u8::MAX - SMALL) => out.push(SMALL + small as u8),
            Some(whole) => numbered(out, WHOLE, whole),
            None => out.push(NULL),
        },
        Value::String(said) => text(out, said),
        Value::Array(list) => {
            numbered(out, LIST, list.len() as u64);
            for (at, one) in list.iter().enumerate() {
                value(out, one, last && at + 1 == list.len());
            }
        }
        Value::Object(members) => {
            out.push(OBJECT);
            for (at, (key, said)) in members.iter().enumerate() {
                member(out, key, said, last && at + 1 == members.len());
            }
            if !last {
                out.push(END);
            }
        }
    }
}

fn member(out: &mut Vec<u8>, key: &str, said: &Value, last: bool) {
    let place = |says: &dyn Fn(Says) -> bool| {
        let known = (1u8..).zip(MEMBERS);
        let mut known = known.filter(|(_, (name, it))| *name == key && says(*it));
        known.next().map(|(place, _)| place)
    };
    if let Some(place) = place(&|says| whole_member(says).as_ref() == Some(said)) {
        out.push(place);
        return;
    }
    match place(&|says| says == Says::Open) {
        Some(place) => out.push(place),
        None => {
            out.push(NAMED);
            text(out, key);
        }
    }
    value(out, said, last);
}

fn whole_member(says: Says) -> Option<Value> {
    match says {
        Says::Open => None,
        Says::Yes => Some(true.into()),
        Says::No => Some(false.into()),
        Says::Word(word) => Some(word.into()),
    }
}

fn text(out: &mut Vec<u8>, said: &str) {
    if let Some((place, _)) = (0u8..).zip(WORDS).find(|(_, word)| **word == said) {
        return out.push(place);
    }
    if let Some(days) = day(said) {
        return numbered(out, DAY, days);
    }
    if let Some(fen) = amount(said) {
        let unit = AMOUNTS.iter().find(|(_, unit)| fen % unit == 0);
        if let Some((tag, unit)) = unit {
            return numbered(out, *tag, fen / unit);
        }
    }
    let wide: Vec<u8> = said.encode_utf16().flat_map(u16::to_be_bytes).collect();
    if wide.len() < said.len() {
        long(out, SHORT_WIDE, LONG_WIDE, wide.len() / 2);
        out.extend(wide);
    } else {
        long(out, SHORT, LONG, said.len());
        out.extend_from_slice(said.as_bytes());
    }
}

fn long(out: &mut Vec<u8>, short: u8, long: u8, length: usize) {
    if length <= SHORTEST {
        out.push(short + length as u8);
    } else {
        numbered(out, long, length as u64);
    }
}

/// Returns the number of [`DAY`] for a text in the form of a visit's day: `2020-05-10`.
fn day(text: &str) -> Option<u64> {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    let number = |part: &str| part.parse::<u64>().ok();
    let (year, month, day) = (
        number(text.get(..4)?)?,
        number(text.get(5..7)?)?,
        number(text.get(8..)?)?,
    );
    let months = year.checked_sub(2000)? * 12 + month.checked_sub(1).filter(|it| *it < 12)?;
    Some(months * 31 + day.checked_sub(1).filter(|it| *it < 31)?)
}

/// Returns the fen of a text in the form of a visit's amount: `12000.00`.
fn amount(text: &str) -> Option<u64> {
    let fen = Fen::parse(text)
        .ok()
        .filter(|fen| fen.to_string() == text)?;
    u64::try_from(fen.0).ok()
}

/// Writes a tag, then a number: seven bits a byte, the low ones first.
fn numbered(out: &mut Vec<u8>, tag: u8, mut number: u64) {
    out.push(tag);
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads what [`write`] wrote; `None` for any other bytes. The JSON is never larger than a fixed multiple
/// of the bytes: every value takes at least one byte.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    let mut rest = UnreadBytes(bytes);
    let json = rest.value(0)?;
    rest.0.is_empty().then_some(json)
}

struct UnreadBytes<'a>(&'a [u8]);

impl<'a> UnreadBytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn value(&mut self, depth: u8) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let tag = self.byte()?;
        Some(match tag {
            NULL => Value::Null,
            NO => Value::Bool(false),
            YES => Value::Bool(true),
            WHOLE => self.number()?.into(),
            SMALL.. => (tag - SMALL).into(),
            LIST => {
                let count = self.number()?;
                let mut list = Vec::new();
                for _ in 0..count {
                    list.push(self.value(depth + 1)?);
                }
                list.into()
            }
            OBJECT => {
                let mut members = Map::new();
                while let Some(place) = self.byte().filter(|place| *place != END) {
                    let (key, said) = self.member(place, depth)?;
                    // The second of two members of one name would hide the first.
                    if members.insert(key, said).is_some() {
                        return None;
                    }
                }
                members.into()
            }
            _ => self.text(tag)?.into(),
        })
    }

    fn member(&mut self, place: u8, depth: u8) -> Option<(String, Value)> {
        if place == NAMED {
            let tag = self.byte()?;
            return Some((self.text(tag)?, self.value(depth + 1)?));
        }
        let (key, says) = MEMBERS.get(usize::from(place.checked_sub(1)?))?;
        let said = match whole_member(*says) {
            Some(said) => said,
            None => self.value(depth + 1)?,
        };
        Some(((*key).to_owned(), said))
    }

    fn text(&mut self, tag: u8) -> Option<String> {
        match tag {
            ..SHORT => Some((*WORDS.get(usize::from(tag))?).to_owned()),
            SHORT..SHORT_WIDE => self.narrow(u64::from(tag - SHORT)),
            SHORT_WIDE..NULL => self.wide(u64::from(tag - SHORT_WIDE)),
            LONG => {
                let length = self.number()?;
                self.narrow(length)
            }
            LONG_WIDE => {
                let length = self.number()?;
                self.wide(length)
            }
            DAY => {
                let days = self.number()?;
                let (months, day) = (days / 31, days % 31 + 1);
                let (year, month) = (2000 + months / 12, months % 12 + 1);
                (year <= 9999).then(|| format!("{year}-{month:02}-{day:02}"))
            }
            _ => {
                let (_, unit) = AMOUNTS.iter().find(|(it, _)| *it == tag)?;
                let fen = i64::try_from(self.number()?.checked_mul(*unit)?).ok()?;
                (fen <= Fen::MAX.0).then(|| Fen(fen).to_string())
            }
        }
    }

    fn narrow(&mut self, length: u64) -> Option<String> {
        let bytes = self.take(usize::try_from(length).ok()?)?;
        String::from_utf8(bytes.to_vec()).ok()
    }

    fn wide(&mut self, length: u64) -> Option<String> {
        let bytes = self.take(usize::try_from(length.checked_mul(2)?).ok()?)?;
        let units = bytes.chunks_exact(2);
        let units: Vec<u16> = units
            .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
            .collect();
        String::from_utf16(&units).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            "[a-z_.]{0,40}",
            "[一-龥]{0,40}",
            ".{0,40}",
            (0i64..=Fen::MAX.0).prop_map(|fen| Fen(fen).to_string()),
            (0i64..1_000_000_000).prop_map(|yuan| Fen(yuan * 100).to_string()),
            (1990u16..2300, 0u8..14, 0u8..33).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
            prop::sample::select(WORDS).prop_map(str::to_owned),
        ];
        let key = prop_oneof![
            prop::sample::select(MEMBERS).prop_map(|(key, _)| key.to_owned()),
            ".{0,20}",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0u64..1 << 60).prop_map(Value::from),
            (0u64..200).prop_map(Value::from),
            text.prop_map(Value::from),
            prop::sample::select(MEMBERS)
                .prop_map(|(_, says)| whole_member(says).unwrap_or_default()),
        ];
        leaf.prop_recursive(4, 40, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(json in any_json()) {
            prop_assert_eq!(read(&write(&json)), Some(json));
        }

        /// Any bytes are read or refused, and the JSON read from them is not large.
        #[test]
        fn no_bytes_panic_or_swell(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Some(json) = read(&bytes) {
                prop_assert!(json.to_string().len() <= 40 * bytes.len().max(1));
            }
        }

        /// Bytes of JSON, with one byte changed.
        #[test]
        fn no_changed_byte_panics(json in any_json(), at in any::<prop::sample::Index>(), put in any::<u8>()) {
            let mut bytes = write(&json);
            let at = at.index(bytes.len());
            bytes[at] = put;
            let _ = read(&bytes);
            bytes.truncate(at);
            let _ = read(&bytes);
        }
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for bytes in [
            &[LIST, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f][..],
            &[LONG, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[
                LONG_WIDE, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
            ],
            &[AMOUNTS[0].0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[DAY, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[
                LIST, 1, LIST, 1, LIST, 1, LIST, 1, LIST, 1, LIST, 1, LIST, 1, LIST, 1, LIST, 1,
                LIST, 0,
            ],
            &[OBJECT, 1, DAY, 5, 1, DAY, 6],
            &[0x9f],
            &[],
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
