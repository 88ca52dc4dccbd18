//! What each person may be missing as it was reckoned before, kept beside the household's record.
use crate::world::World;
use mingbai_households::{Household, Missing, Person};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// By household; as kept.
pub type Kept = BTreeMap<String, Value>;

/// People and what each may be missing; none for someone nothing was told of.
pub type People = Vec<(String, Option<Missing>)>;

/// Which way of counting this is: another one counts anew.
const COUNTED: u8 = 2;

/// What a reckoning holds for: the record, the tables, the day.
fn stamp(house: &Household, world: &World) -> String {
    // Also which bytes the provinces came from that are joined now.
    let joined = world.tables.joined.iter();
    let provinces = joined.fold(0, |sum, it| sum ^ it.mark);
    format!(
        "{} {COUNTED} {} {provinces:x} {}",
        house.changed,
        mingbai_tables::VERSION,
        world.today
    )
}

/// The key and the text under which a household's reckoning is kept.
pub fn write(
    house: &Household,
    world: &World,
    missing: impl Fn(&Person) -> Option<Missing>,
) -> (String, String) {
    let people = house.people.iter();
    let people: Vec<Value> = people
        .map(|person| json!([person.id, missing(person).map(Missing::numbers)]))
        .collect();
    let json = json!({ "id": house.id, "for": stamp(house, world), "people": people });
    (house.id.clone(), json.to_string())
}

/// What is kept, by household; what cannot be read is reckoned anew.
pub fn read(texts: Vec<String>) -> Kept {
    let mut kept = Kept::new();
    for text in texts {
        if let Ok(json) = serde_json::from_str::<Value>(&text)
            && let Some(id) = json.get("id").and_then(Value::as_str)
        {
            kept.insert(id.to_owned(), json);
        }
    }
    kept
}

/// The reckoning of a household, where record, tables and day are the same still.
pub fn of(kept: &Kept, house: &Household, world: &World) -> Option<People> {
    let json = kept.get(&house.id)?;
    if json.get("for")?.as_str()? != stamp(house, world) {
        return None;
    }
    let rows = json.get("people")?.as_array()?;
    let people: People = rows.iter().map(person).collect::<Option<_>>()?;
    // Someone who could not be judged may be now: the tables of their place came.
    if people
        .iter()
        .any(|(_, it)| it.is_some_and(|it| it.unread > 0))
    {
        return None;
    }
    let all = house.people.iter().map(|it| it.id.as_str());
    all.eq(people.iter().map(|it| it.0.as_str()))
        .then_some(people)
}

fn person(row: &Value) -> Option<(String, Option<Missing>)> {
    let id = row.get(0)?.as_str()?.to_owned();
    let numbers = match row.get(1)? {
        Value::Null => return Some((id, None)),
        numbers => numbers.as_array()?,
    };
    let mut all = [0_u16; 5];
    for (slot, number) in all.iter_mut().zip(numbers) {
        *slot = u16::try_from(number.as_u64()?).ok()?;
    }
    Some((id, Some(Missing::of(all))))
}
