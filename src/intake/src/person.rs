//! Reads `person` from the JSON visit: groups, sex, numbers, yes/no facts of the person. Must not
//! know which rules the facts decide.
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::fold;
use crate::json::Node;
use crate::{names, numbers};
use mingbai_engine::{Groups, Visit};
use mingbai_policy::{FactGroup, GroupId, NumberFact, Vocabulary, YesNo};

/// Reads `person` into the visit.
pub(crate) fn read(
    vocabulary: &Vocabulary,
    said: &Cursor,
    visit: &mut Visit,
) -> Result<(), InputError> {
    let facts = || YesNo::of(FactGroup::Person);
    let keys: Vec<&str> = ["groups", "sex"]
        .into_iter()
        .chain(numbers::keys("person"))
        .chain(facts().map(YesNo::id))
        .collect();
    let said = said.object(&keys)?;
    if let Some(said) = said.get("groups") {
        visit.groups = groups(vocabulary, &said)?;
    }
    visit.sex = said.read("sex", |c| c.choice())?;
    numbers::read("person", &said, visit)?;
    if let (Some(age), Some(days)) = (visit.said[NumberFact::Age], visit.said[NumberFact::AgeDays])
        && !(days / 366..=days / 365).contains(&age)
    {
        return Err(InputError::new(
            NumberFact::AgeDays.path(),
            "出生的天数和周岁对不上，请改一处。",
        ));
    }
    for fact in facts() {
        visit.said[fact] = said.read(fact.id(), |c| c.bool())?;
    }
    Ok(())
}

fn groups(vocabulary: &Vocabulary, said: &Cursor) -> Result<Groups, InputError> {
    if let Node::Text(text) = said.node {
        return match fold(text).as_str() {
            "none" => Ok(Groups::NONE),
            _ => Err(said.error("都不是请写 \"none\"；否则写成 {\"低保对象\": true} 这样。")),
        };
    }
    let mut in_these: Vec<GroupId> = Vec::new();
    let mut not_in: Vec<(GroupId, Cursor)> = Vec::new();
    for (name, value) in said.map()?.entries() {
        let group = names::group(vocabulary, name).map_err(|error| value.error(error.message))?;
        match value.bool()? {
            true => in_these.push(group),
            false => not_in.push((group, value)),
        }
    }
    let called = |group: GroupId| &vocabulary.groups[group.index()].name.name;
    let mut groups = Groups::default();
    for group in &in_these {
        groups.join(vocabulary, *group);
    }
    for (group, value) in not_in {
        let because = in_these
            .iter()
            .find(|yes| vocabulary.group_closure(**yes) & (1 << group.0) != 0);
        if let Some(yes) = because {
            return Err(value.error(if *yes == group {
                format!(
                    "同一个人群“{}”又写了是，又写了不是。请只留一个。",
                    called(group)
                )
            } else {
                format!(
                    "“{}”的人都算“{}”，不能一个是、一个不是。请改一处。",
                    called(*yes),
                    called(group)
                )
            }));
        }
        groups.leave(vocabulary, group);
    }
    Ok(groups)
}
