//! A household (户) and its stored form as JSON. Must not know where that is stored.
use serde_json::{Map, Value, json};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 30;
/// The most people of one household.
pub const MOST_PEOPLE: usize = 40;

/// A paper someone brings to a window (材料).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Paper {
    /// 身份证
    Identity,
    /// 医保卡
    Insurance,
    /// 诊断书
    Diagnosis,
    /// 结算单
    Settlement,
    /// 低保证、手册 and the like: proof of belonging to a group.
    Group,
}

impl Paper {
    /// Every paper, in the order of lists.
    pub const ALL: [Paper; 5] = [
        Paper::Identity,
        Paper::Insurance,
        Paper::Diagnosis,
        Paper::Settlement,
        Paper::Group,
    ];

    /// Returns the paper's name.
    pub fn name(self) -> &'static str {
        match self {
            Paper::Identity => "身份证",
            Paper::Insurance => "医保卡",
            Paper::Diagnosis => "诊断书",
            Paper::Settlement => "结算单",
            Paper::Group => "困难人群的证件",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Paper::Identity => "identity",
            Paper::Insurance => "insurance",
            Paper::Diagnosis => "diagnosis",
            Paper::Settlement => "settlement",
            Paper::Group => "group",
        }
    }
}

/// A person of a household.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Person {
    /// Unique among the people of all households.
    pub id: String,
    /// The name the doctor typed for the person.
    pub name: String,
    /// The visit, as the text of a link; empty before the first answer.
    pub visit: String,
    /// Facts answered with 不知道, as written in an address.
    pub skipped: String,
    /// Keys of the rules already claimed (办了的); see [`crate::rule_key`].
    pub claimed: Vec<String>,
    /// Papers at hand.
    pub papers: Vec<Paper>,
}

/// A household.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Household {
    /// Unique among all households.
    pub id: String,
    /// The name the doctor typed for the household.
    pub name: String,
    /// When the household was last changed, in milliseconds since 1970.
    pub changed: u64,
    /// The people who live there.
    pub people: Vec<Person>,
}

/// Returns a name without line breaks and outer spaces, cut to [`LONGEST_NAME`].
pub fn clean(typed: &str) -> String {
    let one_line: String = typed
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let short: String = one_line.trim().chars().take(LONGEST_NAME).collect();
    short.trim_end().to_owned()
}

impl Person {
    /// Returns the stored form of a person; empty members are left out.
    pub fn write(&self) -> Value {
        let mut all = Map::new();
        all.insert("id".into(), self.id.as_str().into());
        all.insert("name".into(), self.name.as_str().into());
        for (key, text) in [("visit", &self.visit), ("skipped", &self.skipped)] {
            if !text.is_empty() {
                all.insert(key.into(), text.as_str().into());
            }
        }
        if !self.claimed.is_empty() {
            all.insert("claimed".into(), self.claimed.clone().into());
        }
        if !self.papers.is_empty() {
            let words: Vec<&str> = self.papers.iter().map(|paper| paper.word()).collect();
            all.insert("papers".into(), words.into());
        }
        Value::Object(all)
    }

    /// Reads a person; `None` without an id.
    fn read(json: &Value) -> Option<Person> {
        let claimed = list(json, "claimed").map(str::to_owned).collect();
        let known = |word: &str| Paper::ALL.into_iter().find(|paper| paper.word() == word);
        Some(Person {
            id: id(json)?,
            name: clean(text(json, "name")),
            visit: text(json, "visit").to_owned(),
            skipped: text(json, "skipped").to_owned(),
            claimed,
            papers: list(json, "papers").filter_map(known).collect(),
        })
    }
}

impl Household {
    /// Returns the stored form of a household.
    pub fn write(&self) -> Value {
        let people: Vec<Value> = self.people.iter().map(Person::write).collect();
        json!({ "id": self.id, "name": self.name, "changed": self.changed, "people": people })
    }

    /// Reads what [`Household::write`] of any version wrote; unknown members are ignored. `None`
    /// where the value is no household.
    pub fn read(json: &Value) -> Option<Household> {
        let people = json.get("people")?.as_array()?.iter();
        Some(Household {
            id: id(json)?,
            name: clean(text(json, "name")),
            changed: json
                .get("changed")
                .and_then(Value::as_u64)
                .unwrap_or_default(),
            people: people
                .map(Person::read)
                .take(MOST_PEOPLE)
                .collect::<Option<_>>()?,
        })
    }

    /// Returns the person with an id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// Returns a value as an id; `None` where it is none. Ids are part of addresses: letters and digits
/// only.
fn id(json: &Value) -> Option<String> {
    let id = text(json, "id");
    let good = (1..=24).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_alphanumeric());
    good.then(|| id.to_owned())
}

fn text<'a>(json: &'a Value, key: &str) -> &'a str {
    json.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(json: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    let all = json.get(key).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_read_as_it_was_written() {
        let house = Household {
            id: "h1".into(),
            name: "王家".into(),
            changed: 1_790_000_000_000,
            people: vec![
                Person {
                    id: "p1".into(),
                    name: "王大爷".into(),
                    visit: "1AAbb".into(),
                    skipped: "grade,tier".into(),
                    claimed: vec!["jj1-2020.k21".into()],
                    papers: vec![Paper::Identity, Paper::Group],
                },
                Person {
                    id: "p2".into(),
                    name: "李婶".into(),
                    ..Person::default()
                },
            ],
        };
        assert_eq!(Household::read(&house.write()), Some(house));
    }

    #[test]
    fn what_a_later_program_adds_is_passed_over_and_what_is_no_household_refused() {
        let more = json!({ "id": "h1", "name": "王家", "people": [{ "id": "p1", "papers": ["passport", "identity"], "new": 1 }], "new": [] });
        let house = Household::read(&more).unwrap();
        assert_eq!(house.people.first().unwrap().papers, [Paper::Identity]);
        for bad in [
            json!(1),
            json!({ "id": "", "people": [] }),
            json!({ "id": "a/b", "people": [] }),
            json!({ "id": "h1" }),
            json!({ "id": "h1", "people": [{ "name": "没有号" }] }),
        ] {
            assert_eq!(Household::read(&bad), None, "{bad}");
        }
    }

    #[test]
    fn names_are_kept_short_and_on_one_line() {
        assert_eq!(clean("  王\n大爷 "), "王 大爷");
        assert_eq!(clean(&"长".repeat(99)).chars().count(), LONGEST_NAME);
    }
}
