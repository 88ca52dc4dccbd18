//! A typed name finds the meant entry of the shipped vocabulary. Must not know the page.
use mingbai_intake::find::{Findable, MatchKind, Sought};
use mingbai_policy::vocabulary::Name;
use mingbai_tables::pinyin::Pinyin;

/// Returns every entry of one kind that is found, the best first.
fn find_names<'a>(names: &[(&'a Name, &[String])], typed: &str) -> Vec<(&'a str, MatchKind)> {
    let readings = Pinyin::load();
    let sought = Sought::new(typed).expect("there is one");
    let mut found: Vec<_> = names
        .iter()
        .filter_map(|(name, codes)| {
            let entry = Findable {
                name: &name.name,
                aliases: &name.aliases,
                codes,
            };
            let found = sought.find(entry, &|text| readings.of(text))?;
            Some((found, name.name.as_str()))
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
        .into_iter()
        .map(|(found, name)| (name, found.by))
        .collect()
}

#[test]
fn the_first_place_is_the_one_meant() {
    let vocabulary = mingbai_tables::load().expect("there is one").vocabulary;
    let names: Vec<_> = vocabulary
        .regions
        .iter()
        .map(|it| (&it.name, &[] as &[String]))
        .collect();
    for (typed, wanted, by) in [
        ("都昌", "都昌县", MatchKind::Characters),
        ("都昌縣", "", MatchKind::Characters),
        ("dcx", "都昌县", MatchKind::Initials),
        ("duchang", "都昌县", MatchKind::Pinyin),
        ("duch", "都昌县", MatchKind::Pinyin),
        ("ＤＵ ＣＨＡＮＧ", "都昌县", MatchKind::Pinyin),
        ("chongqing", "重庆市", MatchKind::Pinyin),
        ("cq", "重庆市", MatchKind::Initials),
        ("chao'tian", "朝天区", MatchKind::Pinyin),
        ("changge", "长葛市", MatchKind::Pinyin),
        ("xixian", "息县", MatchKind::Pinyin),
        ("秀山土家族", "秀山县", MatchKind::Characters),
        ("xsx", "秀山县", MatchKind::Initials),
    ] {
        let first = find_names(&names, typed).first().copied();
        let wanted = (!wanted.is_empty()).then_some((wanted, by));
        assert_eq!(first, wanted, "{typed}");
    }
}

#[test]
fn the_first_disease_is_the_one_meant() {
    let vocabulary = mingbai_tables::load().expect("there is one").vocabulary;
    let names: Vec<_> = vocabulary
        .diseases
        .iter()
        .map(|it| (&it.name, it.icd.as_slice()))
        .collect();
    for (typed, wanted, by) in [
        ("尿毒症", "终末期肾病", MatchKind::Characters),
        ("ndz", "终末期肾病", MatchKind::Initials),
        ("niaodu", "终末期肾病", MatchKind::Pinyin),
        ("ni'ao'du", "终末期肾病", MatchKind::Pinyin),
        ("尿du", "终末期肾病", MatchKind::Pinyin),
        ("n18.5", "终末期肾病", MatchKind::Code),
        ("高血压", "高血压", MatchKind::Characters),
        ("gxy", "高血压", MatchKind::Initials),
        ("食道癌", "食管癌", MatchKind::Characters),
        ("rxa", "乳腺癌", MatchKind::Initials),
        ("ruxianai", "乳腺癌", MatchKind::Pinyin),
        ("c15", "食管癌", MatchKind::Code),
    ] {
        assert_eq!(
            find_names(&names, typed).first(),
            Some(&(wanted, by)),
            "{typed}"
        );
    }
}

#[test]
fn every_name_and_alias_is_found_by_itself_and_by_how_it_is_read() {
    let vocabulary = mingbai_tables::load().expect("there is one").vocabulary;
    let readings = Pinyin::load();
    let names = vocabulary.regions.iter().map(|it| &it.name);
    let names = names.chain(vocabulary.hospitals.iter().map(|it| &it.name));
    let names: Vec<_> = names
        .chain(vocabulary.diseases.iter().map(|it| &it.name))
        .map(|it| (it, &[] as &[String]))
        .collect();
    for (name, _) in &names {
        for text in name.aliases.iter().chain([&name.name]) {
            let read = readings.of(text);
            let first = |letters: usize| -> String {
                let said = text.chars().zip(&read).map(|(c, all)| match all.first() {
                    Some(syllable) => syllable.chars().take(letters).collect(),
                    None => c.to_string(),
                });
                said.collect()
            };
            for typed in [text.clone(), first(9), first(1)] {
                let all = find_names(&names, &typed);
                assert!(
                    all.iter().any(|(it, _)| *it == name.name),
                    "{} by {typed}: {all:?}",
                    name.name
                );
            }
        }
    }
}
