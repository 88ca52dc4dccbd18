//! The answer on paper: one A4 page, made for the printer and unseen on the screen.
//!
//! What does not fit on one page is counted, and the code at the foot leads to the rest.
use crate::components::qr::Qr;
use crate::markup::html;
use crate::route::{Goal, Route, Screen};
use crate::world::Scene;
use crate::{browser, outward, text, told};
use mingbai_engine::{Answer, SchemeLine, TargetVerdict, Verdict, Visit};
use mingbai_policy::{CiteId, Day, Tables};
use mingbai_words::{
    ASK_WHOM, FINAL_WORD, assumption, cash_lines, headline, layer_note, money, owner_name,
    scheme_actions, source_line_on, target_sentence, verdict_word, waiver_reason, warning,
};
use yew::prelude::*;

/// What is printed.
#[derive(Properties, PartialEq)]
pub struct SheetProps {
    /// Where the page stands, with its answer.
    pub scene: Scene,
}

/// At most so many rows of each kind; one page holds no more.
const TOLD: usize = 30;
const SCHEMES: usize = 8;
const STEPS: usize = 8;
const NOTES: usize = 8;
const SOURCES: usize = 14;

/// What to bring, whatever the visit.
pub const BRING: &str = "带上身份证、医保卡。有结算单和病历的，一起带上。";

/// The page for the printer.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let scene = &props.scene;
    let (Some(visit), Some(answer)) = (&scene.route.visit, scene.good()) else {
        return html! {};
    };
    let link = outward::link(&scene.address(&Route {
        screen: Screen::Result,
        skipped: Vec::new(),
        shown: Some(scene.shown(answer)),
        who: None,
        ..scene.route.clone()
    }));
    let mut cited = Cited {
        tables: scene.tables(),
        day: visit.date,
        papers: Vec::new(),
    };
    let lines = lines(scene, answer, &mut cited);
    let schemes = schemes(scene, answer, &mut cited);
    let steps = steps(scene, answer, &mut cited);
    html! {
        <article class="sheet">
            <header>
                <h1>{ format!("{}：{}", text::NAME, text::goal(scene.route.goal)) }</h1>
                <p>{ format!("{} 打印，{}", scene.world.today, browser::version()) }</p>
            </header>
            { visit_told(scene, visit) }
            { head(answer) }
            if scene.route.goal == Goal::Pay { { lines }{ schemes } } else { { schemes }{ lines } }
            { steps }
            { notes(scene, answer) }
            { sources(&cited.papers) }
            <footer>
                <div>
                    <p class="final">{ FINAL_WORD }</p>
                    <p>{ BRING }</p>
                    <p>{ format!("有不明白的，{ASK_WHOM}") }</p>
                    <p>{ "扫右边的码，能看到每一步怎么算。" }</p>
                </div>
                <Qr {link} />
            </footer>
        </article>
    }
}

/// The first rows, and how many are left out.
fn first(rows: Vec<Html>, most: usize) -> Html {
    let more = rows.len().saturating_sub(most);
    html! {
        <ul>
            { for rows.into_iter().take(most) }
            if more > 0 { <li key="more">{ format!("另有 {more} 项，扫码看全。") }</li> }
        </ul>
    }
}

fn section(title: &str, class: &'static str, rows: Vec<Html>, most: usize) -> Html {
    if rows.is_empty() {
        return html! {};
    }
    html! { <section {class}><h2>{ title }</h2>{ first(rows, most) }</section> }
}

fn visit_told(scene: &Scene, visit: &Visit) -> Html {
    let mut rows = told::all(scene, visit);
    // On paper the place and the day come first.
    rows.sort_by_key(|row| row.close);
    let rows = rows.into_iter().map(|row| {
        html! { <li key={row.name.clone()}>{ format!("{}：{}", row.name, row.said) }</li> }
    });
    section("填的是", "wide", rows.collect(), TOLD)
}

fn head(answer: &Answer) -> Html {
    let (Some(head), Some(bill)) = (headline(answer), &answer.money) else {
        return html! {};
    };
    let unchecked = if head.unchecked {
        format!("（{}）", mingbai_words::UNCHECKED)
    } else {
        String::new()
    };
    html! {
        <section class="pays">
            <p><strong>{ format!("自己付 {}", head.amount) }</strong>{ unchecked }</p>
            <p>{ format!("能确定的范围：{}", money::range(bill.pays.certain)) }</p>
        </section>
    }
}

/// A document cited, and where in it.
struct Paper {
    line: String,
    places: Vec<String>,
}

/// The documents cited so far.
struct Cited<'a> {
    tables: &'a Tables,
    day: Day,
    papers: Vec<Paper>,
}

impl Cited<'_> {
    /// `[1][3]`, as the documents are listed below.
    fn marks(&mut self, cites: &[CiteId]) -> String {
        let mut marks: Vec<usize> = Vec::new();
        for cite in cites {
            let place = self.tables.cites.get(usize::from(cite.0));
            let place = place.map(|it| it.place.clone()).unwrap_or_default();
            let line =
                source_line_on(self.tables, *cite, self.day).replacen(&format!("，{place}"), "", 1);
            let at = self.papers.iter().position(|it| it.line == line);
            let at = at.unwrap_or_else(|| {
                let places = Vec::new();
                self.papers.push(Paper { line, places });
                self.papers.len() - 1
            });
            if let Some(paper) = self
                .papers
                .get_mut(at)
                .filter(|it| !it.places.contains(&place))
            {
                paper.places.push(place);
            }
            if !marks.contains(&at) {
                marks.push(at);
            }
        }
        marks.iter().map(|at| format!("[{}]", at + 1)).collect()
    }
}

fn lines(scene: &Scene, answer: &Answer, cited: &mut Cited) -> Html {
    let tables = scene.tables();
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let mut rows = Vec::new();
    for (at, line) in answer.layers.iter().enumerate() {
        let Some(pays) = line.pays else { continue };
        let name = if line.name.is_empty() {
            mingbai_words::layer_name(tables, line.layer)
        } else {
            &line.name
        };
        rows.push(html! {
            <tr key={at}>
                <td>{ format!("{name} {}", cited.marks(&line.cites)) }</td>
                <td>{ money::range(pays.estimate) }</td>
                <td>{ layer_note(line) }</td>
            </tr>
        });
    }
    html! {
        <section>
            <h2>{ "谁付多少" }</h2>
            <table>
                { for rows }
                <tr key="mine"><td>{ "您自己" }</td><td>{ money::range(bill.pays.estimate) }</td><td></td></tr>
            </table>
        </section>
    }
}

fn schemes(scene: &Scene, answer: &Answer, cited: &mut Cited) -> Html {
    let tables = scene.tables();
    let mut rows = Vec::new();
    for line in answer.waivers.iter().filter(|it| it.verdict != Verdict::No) {
        let table = tables.tables.get(usize::from(line.rule.table));
        let Some(waiver) = table.and_then(|it| it.waivers.get(usize::from(line.rule.index))) else {
            continue;
        };
        let rule = &waiver.rule;
        let why = waiver_reason(tables, line);
        rows.push((
            line.verdict,
            format!("{}{}：{why}", rule.name, cited.marks(&rule.cites)),
        ));
    }
    for line in answer.schemes.iter().filter(|it| it.verdict != Verdict::No) {
        let Some(rule) = scheme(scene, line) else {
            continue;
        };
        // Where it may hold, the name says enough: the rest is for whoever asks on.
        let mut said = match line.verdict {
            Verdict::Yes => format!("{}{}", rule.name, cited.marks(&rule.cites)),
            _ => rule.name.clone(),
        };
        if line.verdict == Verdict::Yes {
            for action in scheme_actions(tables, line) {
                said.push_str(&format!(" {action}"));
            }
        }
        rows.push((line.verdict, said));
    }
    for line in &answer.targets {
        let table = tables.tables.get(usize::from(line.rule.table));
        let target = table.and_then(|it| it.targets.get(usize::from(line.rule.index)));
        if let (Some(target), true) = (target, line.verdict != TargetVerdict::NotApplicable) {
            let said = target_sentence(tables, line);
            let marks = cited.marks(&target.rule.cites);
            rows.push((Verdict::Yes, format!("{}{marks}：{said}", target.rule.name)));
        }
    }
    rows.sort_by_key(|(verdict, _)| *verdict != Verdict::Yes);
    let rows = rows.into_iter().enumerate().map(|(at, (verdict, said))| {
        html! { <li key={at}>{ format!("{}　{said}", verdict_word(verdict)) }</li> }
    });
    section("哪些政策", "", rows.collect(), SCHEMES)
}

fn scheme<'a>(scene: &'a Scene, line: &SchemeLine) -> Option<&'a mingbai_policy::Rule> {
    let table = scene.tables().tables.get(usize::from(line.rule.table))?;
    Some(&table.schemes.get(usize::from(line.rule.index))?.rule)
}

fn steps(scene: &Scene, answer: &Answer, cited: &mut Cited) -> Html {
    let mut rows: Vec<String> = cash_lines(answer.cash)
        .into_iter()
        .map(str::to_owned)
        .collect();
    for line in answer
        .procedures
        .iter()
        .filter(|it| it.applies == Verdict::Yes)
    {
        let tables = scene.tables();
        let table = tables.tables.get(usize::from(line.rule.table));
        let Some(it) = table.and_then(|it| it.procedures.get(usize::from(line.rule.index))) else {
            continue;
        };
        let owner = owner_name(tables, line.rule.table);
        rows.push(format!(
            "{owner}：{}{}",
            it.rule.name,
            cited.marks(&it.rule.cites)
        ));
    }
    let rows = rows.into_iter().enumerate();
    let rows = rows.map(|(at, line)| html! { <li key={at}>{ line }</li> });
    section("怎么办", "wide", rows.collect(), STEPS)
}

fn notes(scene: &Scene, answer: &Answer) -> Html {
    use mingbai_engine::Warning;
    let warnings = answer
        .warnings
        .iter()
        .filter(|it| !matches!(it, Warning::Caveat(_)));
    let warnings = warnings.map(|it| warning(scene.tables(), it));
    let assumed = answer
        .assumptions
        .iter()
        .map(|it| assumption(*it).to_owned());
    let rows = warnings.chain(assumed).enumerate();
    let rows = rows.map(|(at, line)| html! { <li key={at}>{ line }</li> });
    section("要知道的", "wide", rows.collect(), NOTES)
}

/// Each document once, with the places in it.
fn sources(cited: &[Paper]) -> Html {
    let rows = cited.iter().enumerate().map(|(at, paper)| {
        let places = paper.places.join("、");
        html! { <li key={at}>{ format!("[{}] {}：{places}", at + 1, paper.line) }</li> }
    });
    section("出处", "small", rows.collect(), SOURCES)
}
