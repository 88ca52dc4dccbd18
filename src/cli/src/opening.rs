//! Writes the opening (开头) as finished markup: the two doors and the question of the place, as the
//! page shows them before its program has come. Must not know a visit, nor which answer follows.
//!
//! `public/places.js` searches the places by what stands in their attributes: `data-said` has the
//! pinyin of each character, those that are possible joined by `/`; `data-also` has the other names,
//! each followed by its pinyin, a name and its pinyin apart by `:`, two names by `|`.
use crate::pages::escape;
use mingbai_policy::vocabulary::{Level, Region};
use mingbai_policy::{RegionId, Tables, Vocabulary};
use mingbai_tables::pinyin::Pinyin;
use mingbai_wording::opening::{self, Door, PAY, SCHEME};

/// Returns what stands in the page until the program takes over.
pub(crate) fn opening(tables: &Tables) -> String {
    format!("{}{}", doors(), question(&tables.vocabulary))
}

fn doors() -> String {
    let door = |door: Door| {
        format!(
            "<a class=\"door\" href=\"#{}/ask\"><strong>{}</strong><span>{}</span></a>",
            door.goal, door.name, door.more
        )
    };
    let below: String = opening::BELOW
        .iter()
        .map(|line| format!("<p class=\"quiet\">{line}</p>"))
        .collect();
    format!(
        "<div class=\"first\">\n<main class=\"home\"><h1 id=\"title\" tabindex=\"-1\" class=\"brand\">{}</h1>\
         <nav class=\"doors\" aria-label=\"{}\">{}{}</nav>{below}\
         <div class=\"aids\">{}</div><p><a class=\"step\" href=\"#policy\">{}</a></p></main>\n</div>\n",
        opening::NAME,
        opening::DOORS,
        door(PAY),
        door(SCHEME),
        large(),
        opening::POLICIES_ONLY,
    )
}

/// The button of large letters; `public/look.js` knows it by its class, and the styles say which of
/// its two words is seen.
fn large() -> String {
    format!(
        "<button type=\"button\" class=\"tool letters\"><span class=\"to-large\">{}</span><span class=\"to-usual\">{}</span></button>",
        opening::LARGE,
        opening::USUAL
    )
}

/// The question for the first door; `public/places.js` turns it for the second.
fn question(vocabulary: &Vocabulary) -> String {
    let readings = Pinyin::load();
    let lists: String = std::iter::once(None)
        .chain(places(vocabulary).map(|(id, _)| Some(id)))
        .filter(|holds| below(vocabulary, *holds).next().is_some())
        .map(|holds| level(vocabulary, &readings, holds))
        .collect();
    format!(
        "<div class=\"asking\">\n\
         <header class=\"head\"><a class=\"brand\" href=\"#\">{}</a><nav aria-label=\"{}\"><a class=\"turn\" href=\"#{}/ask\">{}</a><a href=\"#settings\">{}</a></nav></header>\n\
         <div class=\"columns\"><main class=\"main\"><p class=\"goal\">{}</p><h1 tabindex=\"-1\">{}</h1>\n\
         <section class=\"question\"><p class=\"help\">{}</p>\n\
         <div class=\"finder\"><div class=\"field\"><label for=\"find\">{}</label>\
         <input id=\"find\" type=\"search\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\" enterkeyhint=\"search\"><p class=\"says\" aria-live=\"polite\"></p></div>\n\
         <ul class=\"choices found\" hidden></ul>\n<div class=\"unsought\">\n{lists}</div></div>\n\
         <div class=\"stay\"><ul class=\"choices\"><li>{}</li></ul></div></section></main>\
         <aside class=\"beside\" aria-label=\"{}\"></aside></div>\n\
         <footer class=\"bar\"><p class=\"quiet\">{}</p></footer>\n</div>\n",
        opening::NAME,
        opening::OTHER_PAGES,
        SCHEME.goal,
        SCHEME.name,
        opening::SETTINGS,
        PAY.name,
        opening::PLACE,
        opening::PLACE_HELP,
        opening::FIND,
        answer("other", "choice choice-quiet", "", opening::OTHER_PLACE),
        opening::RESULT_NOW,
        opening::FOOT,
    )
}

/// Every place, the nation left out.
fn places(vocabulary: &Vocabulary) -> impl Iterator<Item = (RegionId, &Region)> {
    let all = (0u16..).map(RegionId).zip(&vocabulary.regions);
    all.filter(|(_, region)| region.level != Level::Nation)
}

/// The places right below one; the provinces below none.
fn below(
    vocabulary: &Vocabulary,
    holds: Option<RegionId>,
) -> impl Iterator<Item = (RegionId, &Region)> {
    let nation = |at: RegionId| {
        let region = vocabulary.regions.get(at.index());
        region.is_some_and(|it| it.level == Level::Nation)
    };
    places(vocabulary).filter(move |(_, it)| it.parent.filter(|at| !nation(*at)) == holds)
}

/// One level on the way down; all but the provinces are hidden until the script shows them.
fn level(vocabulary: &Vocabulary, readings: &Pinyin, holds: Option<RegionId>) -> String {
    let tiles: String = below(vocabulary, holds)
        .map(|(id, region)| format!("<li>{}</li>", tile(vocabulary, readings, id, region)))
        .collect();
    let here = holds.and_then(|id| Some((id, vocabulary.regions.get(id.index())?)));
    let Some((id, region)) = here else {
        return format!(
            "<section class=\"steps-down\" data-level=\"\"><div class=\"where\"><h2 id=\"here\" tabindex=\"-1\">{}</h2></div>\
             <ul class=\"choices tiles\">{tiles}</ul>\
             <button type=\"button\" class=\"choice choice-quiet further\" hidden><span>{}</span></button><p class=\"says\" role=\"status\" hidden>{}</p></section>\n",
            opening::STEPS,
            opening::FURTHER,
            opening::ELSEWHERE
        );
    };
    let name = escape(&region.name.name);
    let mut names = opening::names_above(vocabulary, id);
    names.push(&region.name.name);
    let up = region
        .parent
        .and_then(|it| vocabulary.regions.get(it.index()));
    let up = up.filter(|it| it.level != Level::Nation);
    let up = up.map_or("", |it| it.name.id.as_str());
    let rest = format!(" aria-label=\"{name}{}\"", opening::REST);
    format!(
        "<section class=\"steps-down\" data-level=\"{}\" hidden><div class=\"where\"><h2 tabindex=\"-1\">{}</h2>\
         <button type=\"button\" class=\"back\" data-to=\"{up}\">{}</button></div>\
         <ul class=\"choices tiles\">{tiles}<li class=\"rest\">{}</li></ul></section>\n",
        region.name.id,
        escape(&opening::place_title(&names)),
        opening::UP,
        answer(&region.name.id, "choice choice-quiet", &rest, opening::REST),
    )
}

/// A place on its level: what lies inside it, or where its answer leads.
fn tile(vocabulary: &Vocabulary, readings: &Pinyin, id: RegionId, region: &Region) -> String {
    let said = |text: &str| {
        let each: Vec<String> = readings.of(text).iter().map(|it| it.join("/")).collect();
        each.join(" ")
    };
    let also: Vec<String> = region
        .name
        .aliases
        .iter()
        .map(|it| format!("{it}:{}", said(it)))
        .collect();
    let county = region.level == Level::County;
    let found = format!(
        " data-said=\"{}\" data-also=\"{}\" data-note=\"{}\"",
        said(&region.name.name),
        escape(&also.join("|")),
        escape(&opening::place_note(
            &opening::names_above(vocabulary, id),
            county
        )),
    );
    if below(vocabulary, Some(id)).next().is_none() {
        return answer(&region.name.id, "choice", &found, &region.name.name);
    }
    format!(
        "<button type=\"button\" class=\"choice\" data-to=\"{}\"{found}><span>{}</span></button>",
        region.name.id,
        escape(&region.name.name)
    )
}

/// A link that answers the question.
fn answer(place: &str, class: &str, more: &str, name: &str) -> String {
    format!(
        "<a class=\"{class}\" href=\"#{}/at/{place}\"{more}><span>{}</span></a>",
        PAY.goal,
        escape(name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_can_be_answered_and_found() {
        let tables = mingbai_tables::load().unwrap();
        let html = opening(&tables);
        for (id, region) in places(&tables.vocabulary) {
            let name = &region.name;
            let link = format!("href=\"#pay/at/{}\"", name.id);
            assert_eq!(html.matches(&link).count(), 1, "{}", name.name);
            let leaf = below(&tables.vocabulary, Some(id)).next().is_none();
            let level = format!("data-level=\"{}\"", name.id);
            assert_eq!(html.contains(&level), !leaf, "{}", name.name);
            assert_eq!(html.contains(&format!("data-to=\"{}\"", name.id)), !leaf);
            for also in &name.aliases {
                assert!(html.contains(&format!("{also}:")), "{also}");
            }
        }
        assert!(html.contains("data-said=\"du/dou chang xian\""), "{html}");
        assert!(html.contains("data-note=\"江西省九江市\""));
        assert!(html.contains("href=\"#pay/at/other\""));
        assert!(!html.contains("#pay/at/nation"));
    }

    #[test]
    fn the_opening_needs_no_script_of_its_own_and_no_file() {
        let html = opening(&mingbai_tables::load().unwrap());
        for part in ["<script", "src=", "style=", " on"] {
            assert!(!html.contains(part), "{part}");
        }
    }
}
