//! Lays JSON out as rows: a list of objects, JSON lines, and the national platform's answers, whose record
//! lies in `output.setlinfo`. Must not know what a field means.
//!
//! A number keeps its digits as they are written; no float is made of it. A field of an inner object is
//! named with a dot: `bill.total`.
use crate::frames::FrameWriter;
use crate::limits;
use std::collections::HashMap;

/// A JSON value; a number is its text.
enum Json {
    Null,
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Names under which the platform and other programs keep their records, the likeliest first.
const WRAPPERS: &[&str] = &[
    "setlinfo", "output", "data", "rows", "records", "list", "result", "items", "body",
];
/// The most fields that records may have together.
const FIELDS: usize = 2_000;

/// Returns the frames of the records, the first row being the names of the fields.
///
/// # Errors
///
/// When the text is no JSON, or holds no record; the text says so.
pub fn frames(text: &str) -> Result<Vec<u8>, String> {
    let mut records = Vec::new();
    match values(text) {
        Ok(values) => values.into_iter().for_each(|it| collect(it, &mut records)),
        // One bad line of JSON lines costs that line alone.
        Err(message) => {
            let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
            let good = |line: &&str| line.starts_with('{') && values(line).is_ok();
            if lines().filter(good).take(2).count() < 2 {
                return Err(message);
            }
            for line in lines() {
                match values(line) {
                    Ok(values) => values.into_iter().for_each(|it| collect(it, &mut records)),
                    Err(_) => records.push(None),
                }
            }
        }
    }
    if records.iter().all(Option::is_none) {
        return Err("这个 JSON 里没有一条条的记录。".to_owned());
    }
    write(&records)
}

type Record = Vec<(String, String)>;

fn write(records: &[Option<Record>]) -> Result<Vec<u8>, String> {
    let mut names: Vec<&str> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (name, _) in records.iter().flatten().flatten() {
        if !known.contains_key(name.as_str()) {
            known.insert(name, names.len());
            names.push(name);
        }
    }
    if names.len() > FIELDS {
        return Err(limits::too_large());
    }
    let mut writer = FrameWriter::default();
    for (at, name) in names.iter().enumerate() {
        writer.cell(at, name)?;
    }
    writer.end_row(1);
    for (record, number) in records.iter().zip(2..) {
        let Some(record) = record else {
            writer.broken(number);
            continue;
        };
        let place = |name: &str| known.get(name).copied().unwrap_or(usize::MAX);
        let mut cells: Vec<(usize, &str)> = record
            .iter()
            .map(|(name, cell)| (place(name), cell.as_str()))
            .collect();
        cells.sort_by_key(|(at, _)| *at);
        // Of a field written twice in one object the last counts, as in other readers.
        for (at, (column, cell)) in cells.iter().enumerate() {
            if cells.get(at + 1).is_none_or(|next| next.0 != *column) {
                writer.cell(*column, cell)?;
            }
        }
        writer.end_row(number);
    }
    Ok(writer.finish())
}

/// Adds the records of a value.
fn collect(value: Json, records: &mut Vec<Option<Record>>) {
    match value {
        Json::List(all) => all.into_iter().for_each(|it| collect(it, records)),
        Json::Object(mut fields) => {
            let holds = |it: &Json| match it {
                Json::Object(_) => true,
                Json::List(all) => all.iter().any(|it| matches!(it, Json::Object(_))),
                _ => false,
            };
            let wrapper = WRAPPERS.iter().find_map(|name| {
                let inner = |(field, value): &(String, Json)| field == name && holds(value);
                fields.iter().position(inner)
            });
            match wrapper {
                Some(at) => collect(fields.swap_remove(at).1, records),
                None => {
                    let mut record = Record::new();
                    flatten(String::new(), fields, &mut record);
                    records.push(Some(record));
                }
            }
        }
        // A bare value among records is no record, but never passed over in silence.
        _ => records.push(None),
    }
}

fn flatten(before: String, fields: Vec<(String, Json)>, record: &mut Record) {
    for (name, value) in fields {
        let name = format!("{before}{name}");
        match value {
            Json::Null => record.push((name, String::new())),
            Json::Text(text) => record.push((name, text)),
            Json::Object(inner) => flatten(format!("{name}."), inner, record),
            Json::List(all) => {
                let count = all.len();
                let plain = |it: Json| match it {
                    Json::Text(text) => Some(text),
                    _ => None,
                };
                let texts: Option<Vec<String>> = all.into_iter().map(plain).collect();
                let text = texts.map_or_else(|| format!("{count} 项"), |all| all.join("、"));
                record.push((name, text));
            }
        }
    }
}

/// Reads one value after another.
fn values(text: &str) -> Result<Vec<Json>, String> {
    let mut reader = Reader {
        rest: text.trim_start_matches('\u{feff}'),
        whole: text.len(),
    };
    let mut all = Vec::new();
    loop {
        // Some programs end each line with a comma.
        reader.rest = reader
            .rest
            .trim_start_matches(|c: char| c.is_whitespace() || c == ',' && !all.is_empty());
        if reader.rest.is_empty() {
            return Ok(all);
        }
        match reader.value(0) {
            Some(value) => all.push(value),
            None => {
                let done = reader.whole - reader.rest.len();
                let line = text.get(..done).unwrap_or(text).matches('\n').count() + 1;
                return Err(format!(
                    "JSON 写到第 {line} 行读不下去，像是没有写完。请重新导出。"
                ));
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    whole: usize,
}

impl Reader<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, c: char) -> bool {
        self.blank();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > limits::DEPTH {
            return None;
        }
        self.blank();
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => Some(Json::Text(self.string()?)),
            _ => {
                let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
                let end = self.rest.find(|c| !bare(c)).unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                match word {
                    "" => None,
                    "null" => Some(Json::Null),
                    "true" | "false" => Some(Json::Text(word.to_owned())),
                    _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                        Some(Json::Text(word.to_owned()))
                    }
                    _ => None,
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        let mut fields = Vec::new();
        self.eat('{');
        if self.eat('}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.blank();
            let name = self.string()?;
            if !self.eat(':') {
                return None;
            }
            fields.push((name, self.value(depth + 1)?));
            if self.eat('}') {
                return Some(Json::Object(fields));
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        let mut all = Vec::new();
        self.eat('[');
        if self.eat(']') {
            return Some(Json::List(all));
        }
        loop {
            all.push(self.value(depth + 1)?);
            if self.eat(']') {
                return Some(Json::List(all));
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            text.push_str(self.rest.get(..end)?);
            let mark = self.rest.get(end..=end)?;
            self.rest = self.rest.get(end + 1..)?;
            if mark == "\"" {
                return Some(text);
            }
            let c = self.rest.chars().next()?;
            self.rest = self.rest.get(c.len_utf8()..)?;
            text.push(match c {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                '"' | '\\' | '/' => c,
                'u' => self.unit()?,
                _ => return None,
            });
        }
    }

    /// Reads the four digits after `\u`, and a second half where there must be one.
    fn unit(&mut self) -> Option<char> {
        let high = self.four()?;
        if !(0xd800..0xdc00).contains(&high) {
            return Some(char::from_u32(high).unwrap_or('\u{fffd}'));
        }
        let Some(after) = self.rest.strip_prefix("\\u") else {
            return Some('\u{fffd}');
        };
        self.rest = after;
        let low = self.four()?;
        let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400);
        let both = low.map(|low| 0x1_0000 + ((high - 0xd800) << 10) + low);
        Some(both.and_then(char::from_u32).unwrap_or('\u{fffd}'))
    }

    fn four(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = self.rest.get(4..)?;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::{Frame, Frames};
    use csv::ByteRecord;

    /// Returns the rows with `|` between cells; broken rows are `!`.
    fn check(text: &str, wanted: &[&str]) {
        let mut frames = Frames::new(frames(text).expect("records"));
        let mut record = ByteRecord::new();
        let mut rows = Vec::new();
        while let Some(frame) = frames.next(&mut record) {
            let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
            rows.push(match frame {
                Frame::Row(_) => cells.join("|"),
                _ => "!".to_owned(),
            });
        }
        assert_eq!(rows, wanted, "{text}");
    }

    #[test]
    fn records_come_out_of_every_wrapping() {
        let wanted = ["medfee_sumamt|gend", "8000.10|1", "9|2"];
        let (first, second) = (
            r#"{"medfee_sumamt": 8000.10, "gend": "1"}"#,
            r#"{"gend":"2","medfee_sumamt":9}"#,
        );
        check(&format!("[{first},{second}]"), &wanted);
        check(&format!("{first}\n{second}\n"), &wanted);
        check(&format!("{first},\r\n{second},"), &wanted);
        check(
            &format!(r#"{{"code":0,"total":2,"data":{{"rows":[{first},{second}]}}}}"#),
            &wanted,
        );
        check(
            &format!(
                r#"[{{"infcode":0,"output":{{"setlinfo":{first},"setldetail":[{{"a":1}}]}}}},{{"output":{{"setlinfo":{second}}}}}]"#
            ),
            &wanted,
        );
        check(
            r#"{"bill":{"total":"1","paid":null},"disease":["甲","乙"],"x":[{}],"s":"a\u4e00\n\ud83d\ude00"}"#,
            &["bill.total|bill.paid|disease|x|s", "1||甲、乙|1 项|a一\n😀"],
        );
        check("{\"a\":1}\n{\"a\":\n{\"a\":3}", &["a", "1", "!", "3"]);
        check(r#"{"a":1,"a":2}"#, &["a", "2"]);
    }

    #[test]
    fn what_is_no_json_says_so() {
        let deep = format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
        for text in [
            "[{\"a\":1},",
            "{\"a\":1",
            "{a:1}",
            "[]",
            "{\"a\":tru}",
            &deep,
        ] {
            assert!(frames(text).is_err(), "{text:.20}");
        }
    }
}
