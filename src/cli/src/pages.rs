//! Writes the policy tables as plain HTML pages (静态政策页) without any script. Must not know a visit.
use mingbai_policy::{CiteId, Day, HospitalId, Owner, RegionId, Tables};
use mingbai_wording::{
    Chapter, FINAL_WORD, Grades, RuleText, chapters_on, glossary, grades, source_line, span_rank,
    span_state, span_text, state_line, table_blanks, table_lines,
};

/// One page: the file's name in the folder, and its HTML.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) html: String,
}

/// Returns every page: the list, one page for each table with its rule of today, the terms.
/// `styles` is the address of the style sheet.
pub(crate) fn all(tables: &Tables, styles: &str, today: Day) -> Vec<Page> {
    let mut pages = vec![
        page("index", "政策", &list(tables, today), styles),
        page("words", "这些词是什么意思", &words(), styles),
    ];
    for (at, table) in (0u16..).zip(&tables.tables) {
        pages.push(page(
            &format!("table-{}", table.id),
            &table.name,
            &policy_page(tables, at, today),
            styles,
        ));
    }
    pages
}

fn page(name: &str, title: &str, body: &str, styles: &str) -> Page {
    let (title, styles) = (escape(title), escape(styles));
    let version = mingbai_tables::VERSION;
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title} · 明白账</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{styles}">
</head>
<body>
<header class="head"><a class="brand" href="../index.html">明白账</a><nav aria-label="别的页面"><a href="index.html">政策</a><a href="words.html">词语</a></nav></header>
<main class="main">
<h1>{title}</h1>
{body}<p class="quiet">政策表 {version}</p>
</main>
</body>
</html>
"#
    );
    Page {
        name: format!("{name}.html"),
        html,
    }
}

fn list(tables: &Tables, today: Day) -> String {
    let mut out = String::from("<p>这里是收进来的全部政策。点开就能看。</p>\n");
    for (at, region) in (0u16..).zip(&tables.vocabulary.regions) {
        if region.parent.is_none() {
            place(tables, RegionId(at), today, &mut out);
        }
    }
    out
}

/// Writes a place's own tables, those of its hospitals, then the places inside it. Of each place, the
/// tables of today come first.
fn place(tables: &Tables, region: RegionId, today: Day, out: &mut String) {
    let vocabulary = &tables.vocabulary;
    let hospitals = (0u16..)
        .zip(&vocabulary.hospitals)
        .filter(|(_, it)| it.region == region)
        .map(|(at, _)| Owner::Hospital(HospitalId(at)));
    let mut here: Vec<_> = std::iter::once(Owner::Region(region))
        .chain(hospitals)
        .flat_map(|owner| tables.tables.iter().filter(move |it| it.owner == owner))
        .collect();
    here.sort_by_key(|table| span_rank(table.span, today));
    let rows: String = here
        .into_iter()
        .map(|table| {
            let time = span_text(table.span).unwrap_or_else(|| "起止没有写".to_owned());
            format!(
                "<li><a class=\"fact\" href=\"table-{}.html\"><span>{}</span><span class=\"quiet\">{}，{}</span></a></li>\n",
                escape(&table.id),
                escape(&table.name),
                span_state(table.span, today),
                escape(&time),
            )
        })
        .collect();
    if !rows.is_empty() {
        let mut names: Vec<&str> = vocabulary
            .lineage(region)
            .filter_map(|it| vocabulary.regions.get(it.index()))
            .map(|it| it.name.name.as_str())
            .collect();
        names.reverse();
        let name = escape(&names.join(" · "));
        out.push_str(&format!("<section class=\"tables\"><h2>{name}</h2>\n<ul class=\"facts\">\n{rows}</ul></section>\n"));
    }
    for (at, inner) in (0u16..).zip(&vocabulary.regions) {
        if inner.parent == Some(region) {
            place(tables, RegionId(at), today, out);
        }
    }
}

fn policy_page(tables: &Tables, table: u16, today: Day) -> String {
    let blanks = table_blanks(tables, table);
    let mut out = String::from("<div class=\"answer\">\n");
    if let Some(grades) = grades(tables, table, today) {
        out.push_str(&by_grade(&grades));
    }
    let span = tables.tables.get(usize::from(table));
    let span = span.map(|it| it.span).unwrap_or_default();
    out.push_str("<section>\n");
    out.push_str(&paragraphs(&[state_line(span, today)]));
    out.push_str(&paragraphs(&table_lines(tables, table)));
    out.push_str(&format!(
        "<p class=\"final\">{}</p>\n</section>\n",
        escape(FINAL_WORD)
    ));
    if !blanks.is_empty() {
        let rows = items(blanks.iter().map(String::as_str));
        out.push_str(&format!(
            "<section><h2>文件没有写的</h2>\n<ul class=\"notes\">{rows}</ul></section>\n"
        ));
    }
    for chapter in chapters_on(tables, table, today) {
        out.push_str(&section(tables, &chapter, today));
    }
    out.push_str("</div>\n");
    out
}

/// Writes today's rule: a row for each grade, and the rule in words below.
fn by_grade(grades: &Grades) -> String {
    let rows: String = grades
        .rules
        .iter()
        .map(|it| {
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n<tr><td colspan=\"3\">{}。</td></tr>\n",
                escape(&it.grade),
                escape(&it.deductible),
                escape(&it.pays),
                escape(&it.sentence)
            )
        })
        .collect();
    format!(
        "<section class=\"grades\"><h2>{}</h2>\n<table><thead><tr><th scope=\"col\">等级</th><th scope=\"col\">起付线</th><th scope=\"col\">报</th></tr></thead>\n<tbody>\n{rows}</tbody></table></section>\n",
        escape(&grades.title)
    )
}

fn section(tables: &Tables, chapter: &Chapter, today: Day) -> String {
    let rules = chapter.rules.iter().map(|it| rule(tables, it, today));
    let rules: String = rules.collect();
    format!(
        "<section><h2>{}</h2>\n<ul class=\"cards\">\n{rules}</ul></section>\n",
        escape(chapter.title)
    )
}

fn rule(tables: &Tables, rule: &RuleText, today: Day) -> String {
    let mut out = format!("<li class=\"card\"><h3>{}</h3>\n", escape(rule.name));
    let state = span_state(rule.span, today);
    out.push_str(&match &rule.time {
        Some(time) => format!("<p class=\"quiet\">{state}，{}</p>\n", escape(time)),
        None => format!("<p class=\"quiet\">{state}</p>\n"),
    });
    out.push_str(&paragraphs(&rule.says));
    if !rule.names.is_empty() {
        let rows = items(rule.names.iter().map(String::as_str));
        out.push_str(&format!("<ul class=\"names\">{rows}</ul>\n"));
    }
    if !rule.cases.is_empty() {
        out.push_str("<ol class=\"cases\">\n");
        let following = rule.cases.iter().skip(1).map(|it| Some(it.cites));
        for (case, next) in rule.cases.iter().zip(following.chain([None])) {
            let when = match case.when.as_slice() {
                [] => "其他情况：".to_owned(),
                parts => parts.concat(),
            };
            out.push_str(&format!("<li><p class=\"when\">{}</p>\n", escape(&when)));
            out.push_str(&paragraphs(&case.says));
            // Sources that consecutive cases share follow the last of them.
            if case.cites != rule.cites && next != Some(case.cites) {
                out.push_str(&sources(tables, case.cites));
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n");
    }
    if let Some(caveat) = rule.caveat {
        out.push_str(&format!("<p class=\"caveat\">{}</p>\n", escape(caveat)));
    }
    out.push_str(&sources(tables, rule.cites));
    out.push_str("</li>\n");
    out
}

fn sources(tables: &Tables, cites: &[CiteId]) -> String {
    let lines: Vec<String> = cites.iter().map(|it| source_line(tables, *it)).collect();
    let rows = items(lines.iter().map(String::as_str));
    format!("<details class=\"sources\"><summary>出处</summary><ul>{rows}</ul></details>\n")
}

fn words() -> String {
    let rows: String = glossary::TERMS
        .iter()
        .map(|(term, text)| {
            format!(
                "<div><dt>{}</dt><dd>{}</dd></div>\n",
                escape(term),
                escape(text)
            )
        })
        .collect();
    format!("<dl class=\"words\">\n{rows}</dl>\n")
}

fn paragraphs(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("<p>{}</p>\n", escape(line)))
        .collect()
}

fn items<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines
        .map(|line| format!("<li>{}</li>\n", escape(line)))
        .collect()
}

/// Escapes a text for element content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day::new(2026, 11, 29);

    fn built() -> (Tables, Vec<Page>) {
        let tables = mingbai_tables::load().unwrap();
        let pages = all(&tables, "../styles.css", TODAY);
        (tables, pages)
    }

    #[test]
    fn every_table_has_a_page_and_the_list_leads_to_it() {
        let (tables, pages) = built();
        let list = &pages
            .iter()
            .find(|it| it.name == "index.html")
            .unwrap()
            .html;
        for table in &tables.tables {
            let name = format!("table-{}.html", table.id);
            assert!(pages.iter().any(|it| it.name == name), "{name}");
            assert!(list.contains(&format!("href=\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn every_rule_and_source_stands_on_the_page() {
        let (tables, pages) = built();
        for (at, table) in (0u16..).zip(&tables.tables) {
            let name = format!("table-{}.html", table.id);
            let html = &pages.iter().find(|it| it.name == name).unwrap().html;
            for rule in chapters_on(&tables, at, TODAY)
                .iter()
                .flat_map(|it| &it.rules)
            {
                assert!(html.contains(&escape(rule.name)), "{name}: {}", rule.name);
                for cite in rule.cites {
                    let source = source_line(&tables, *cite);
                    assert!(html.contains(&escape(&source)), "{name}: {source}");
                }
            }
        }
    }

    #[test]
    fn no_page_has_a_script_and_all_links_stay_here() {
        let (_, pages) = built();
        let names: Vec<&str> = pages.iter().map(|it| it.name.as_str()).collect();
        for page in &pages {
            assert!(!page.html.contains("<script"), "{}", page.name);
            for link in page.html.split("<a ").skip(1) {
                let href = link
                    .split("href=\"")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap();
                assert!(href == "../index.html" || names.contains(&href), "{href}");
            }
        }
    }

    /// The rule of the day comes first, and no page leads with a range of money.
    #[test]
    fn todays_rule_of_each_grade_stands_on_top() {
        let (tables, pages) = built();
        let named = |name: &str| {
            let page = pages
                .iter()
                .find(|it| it.name == format!("table-{name}.html"));
            &page.unwrap().html
        };
        let of = tables
            .tables
            .iter()
            .filter(|it| it.id == "jiangxi-resident");
        assert_eq!(of.count(), 1);
        let html = named("jiangxi-resident");
        let (_, body) = html.split_once("<h1>").unwrap();
        let (_, top) = body.split_once("<div class=\"answer\">").unwrap();
        let (_, top) = top.split_once("<section class=\"grades\">").unwrap();
        let (top, rest) = top.split_once("</section>").unwrap();
        assert!(!rest.contains("class=\"grades\""));
        for row in [
            "<h2>2026 年 11 月 29 日，居民医保在本县住院怎么报</h2>",
            "<th scope=\"row\">二级</th><td>400</td><td>80%</td>",
            "先自付 400，其余报 80%，一年最多报 100,000。",
        ] {
            assert!(top.contains(row), "{row} is not in {top}");
        }
        assert!(!top.contains('¥'), "{top}");
        // A table that has ended, or that pays only for some people, has no rule of today.
        for table in &tables.tables {
            let shown = named(&table.id).contains("class=\"grades\"");
            assert!(!shown || table.span.holds(TODAY), "{}", table.id);
        }
    }

    /// What holds today comes first, in the list of a place as on a table's page, and each row and
    /// rule says how it stands.
    #[test]
    fn what_holds_today_comes_first_and_the_rest_says_that_it_does_not() {
        let (tables, pages) = built();
        let html = |name: &str| {
            let page = pages.iter().find(|it| it.name == format!("{name}.html"));
            &page.unwrap().html
        };
        let (mut held, mut over) = (0, 0);
        let states = |html: &str, of: &str| -> Vec<u8> {
            let parts = html.split(of).skip(1);
            let state = |part: &str| match part {
                it if it.starts_with("现行") => 0,
                it if it.starts_with("还没开始") => 1,
                it if it.starts_with("已到期") => 2,
                it => panic!("no state: {}", it.chars().take(40).collect::<String>()),
            };
            parts.map(state).collect()
        };
        for place in html("index").split("<section").skip(1) {
            let found = states(place, "<span class=\"quiet\">");
            assert!(found.is_sorted(), "{place}");
            held += found.iter().filter(|it| **it == 0).count();
            over += found.iter().filter(|it| **it == 2).count();
        }
        assert_eq!(held + over, tables.tables.len());
        assert!(held > 0 && over > 0, "{held} {over}");
        for (at, table) in (0u16..).zip(&tables.tables) {
            let page = html(&format!("table-{}", table.id));
            let of_table = state_line(table.span, TODAY);
            assert!(page.contains(&format!("<p>{of_table}</p>")), "{of_table}");
            let chapters = chapters_on(&tables, at, TODAY);
            for (chapter, text) in chapters
                .iter()
                .zip(page.split("<ul class=\"cards\">").skip(1))
            {
                let found = states(text, "</h3>\n<p class=\"quiet\">");
                assert_eq!(found.len(), chapter.rules.len(), "{}", table.id);
                assert!(found.is_sorted(), "{}: {}", table.id, chapter.title);
            }
        }
    }

    #[test]
    fn marks_are_escaped() {
        assert_eq!(
            escape("<a href=\"x\">&"),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
    }
}
