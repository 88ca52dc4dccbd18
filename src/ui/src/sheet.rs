//! The answer on paper: one A4 page, made for the printer and unseen on the screen.
//!
//! What does not fit on one page is counted, and the code at the foot leads to the rest.
use crate::lead;
use crate::qr::Qr;
use crate::takeaway;
use crate::{browser, outward};
use mingbai_engine::{
    Answer, Case, Range, Reason, SchemeLine, Stated, TargetVerdict, Verdict, Visit,
};
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::Scene;
use mingbai_interview::{text, told};
use mingbai_policy::{CiteId, Day, Fen, LayerId, Tables};
use mingbai_wording::{
    ASK_WHOM, ENDED, FINAL_WORD, NOTHING_FOUND, assumption, benefit_lines, benefit_name,
    cash_lines, cash_of, condition_said, ended_line, ended_rank, full_range, layer_note, money,
    nothing_found, owner_name, scheme_actions, source_line_on, split_label, standing,
    target_sentence, waiver_reason, warning,
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
/// Schemes that have ended, where nothing of today was found.
const OLD: usize = 3;
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
            { takeaway::alerted(&scene.world, Some(visit), answer) }
            { visit_told(scene, visit) }
            { head(scene, visit) }
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
    let rows = rows.into_iter().enumerate().map(|(at, row)| {
        html! { <li key={at}>{ format!("{}：{}", row.name, row.said) }</li> }
    });
    section("填的是", "wide", rows.collect(), TOLD)
}

/// The statement, and the conditions it holds under.
fn head(scene: &Scene, visit: &Visit) -> Html {
    let lead = scene.world.lead(visit);
    let stated = scene.world.stated(visit);
    let under = match &*stated {
        Ok(Stated::Case(case)) if !case.conditions.is_empty() => {
            let conditions = case.conditions.iter();
            let all: Vec<String> = conditions
                .map(|it| condition_said(scene.tables(), case, it))
                .collect();
            Some(format!("这样算的：{}。", all.join("，")))
        }
        _ => None,
    };
    html! {
        <section class="pays">
            { lead::told(&lead) }
            { for under.map(|line| html! { <p>{ line }</p> }) }
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

/// Who pays what: at each of the named in-scope amounts, or as far as it is known.
fn lines(scene: &Scene, answer: &Answer, cited: &mut Cited) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let stated = scene.stated();
    let case = match stated.as_deref() {
        Some(Ok(Stated::Case(case))) if case.blanks.is_empty() => Some(case),
        _ => None,
    };
    let columns = case.map_or_else(Vec::new, |case| columns(case));
    let total = scene.route.visit.as_ref();
    let total = total.and_then(|it| it.bill.as_ref()?.total);
    let known = |range: Range| {
        // A range wider than half of the bill tells nothing.
        match total {
            Some(total) if range.width() > Fen(total.0 / 2) => "还说不准".to_owned(),
            _ => money::range(range),
        }
    };
    let cells = |of: Option<LayerId>, otherwise: Range| -> Vec<Html> {
        if columns.is_empty() {
            return vec![html! { <td key="all">{ known(otherwise) }</td> }];
        }
        let cell = |(at, column): (usize, &Column)| {
            let said = match of {
                None => money::range(column.pays),
                Some(layer) => money::yuan(column.of(layer)),
            };
            html! { <td key={at}>{ said }</td> }
        };
        columns.iter().enumerate().map(cell).collect()
    };
    let tables = scene.tables();
    let mut rows = Vec::new();
    let mut seen = Vec::new();
    for (at, line) in answer.layers.iter().enumerate() {
        let Some(pays) = line.pays else { continue };
        // In a case a payer is told once, whatever its rules.
        if !columns.is_empty() && seen.contains(&line.layer) {
            continue;
        }
        seen.push(line.layer);
        let name = if line.name.is_empty() {
            mingbai_wording::layer_name(tables, line.layer)
        } else {
            &line.name
        };
        let note = match columns.is_empty() {
            true => layer_note(tables, line),
            false => String::new(),
        };
        rows.push(html! {
            <tr key={at}>
                <td>{ format!("{name} {}", cited.marks(&line.cites)) }</td>
                { for cells(Some(line.layer), pays.estimate) }
                <td>{ note }</td>
            </tr>
        });
    }
    let labels: Vec<Html> = columns
        .iter()
        .enumerate()
        .map(|(at, it)| html! { <td key={at}>{ &it.label }</td> })
        .collect();
    html! {
        <section>
            <h2>{ "谁付多少" }</h2>
            <table>
                if labels.len() > 1 { <tr key="labels"><td></td>{ for labels }<td></td></tr> }
                { for rows }
                <tr key="mine"><td>{ "您自己" }</td>{ for cells(None, bill.pays.estimate) }<td></td></tr>
            </table>
        </section>
    }
}

/// What a case comes to at one in-scope amount.
struct Column {
    label: String,
    pays: Range,
    payers: Vec<(LayerId, Fen)>,
}

impl Column {
    fn of(&self, layer: LayerId) -> Fen {
        let found = self.payers.iter().find(|(it, _)| *it == layer);
        found.map_or(Fen::ZERO, |(_, fen)| *fen)
    }
}

/// As many as the statement says.
fn columns(case: &Case) -> Vec<Column> {
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total);
    let points = case.points.iter().filter(|it| it.named).take(3);
    let column = |point: &mingbai_engine::CasePoint| Column {
        label: point
            .in_scope
            .map_or_else(String::new, |fen| split_label(total, fen)),
        pays: point.pays,
        payers: point.payers.clone(),
    };
    points.map(column).collect()
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
        let mark = standing(line.verdict, line.reason);
        let said = format!("{mark}　{}{}：{why}", rule.name, cited.marks(&rule.cites));
        rows.push((line.verdict != Verdict::Yes, said));
    }
    if nothing_found(answer) {
        rows.push((false, format!("{NOTHING_FOUND}{ASK_WHOM}")));
        let mut old: Vec<&SchemeLine> = answer.schemes.iter().collect();
        old.retain(|it| it.reason == Reason::Ended && ended_rank(it) < 3);
        old.sort_by_key(|it| ended_rank(it));
        for line in old.into_iter().take(OLD) {
            rows.push((false, format!("{ENDED}　{}", ended_line(tables, line))));
        }
    }
    for line in &answer.benefits {
        let name = benefit_name(tables, line);
        let says = benefit_lines(tables, line).concat();
        let mark = standing(Verdict::Unknown, Reason::Condition);
        let said = format!("{mark}　{name}{}。{says}", cited.marks(&line.cites));
        rows.push((true, said));
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
        let mark = standing(line.verdict, line.reason);
        rows.push((line.verdict != Verdict::Yes, format!("{mark}　{said}")));
    }
    for line in &answer.targets {
        let table = tables.tables.get(usize::from(line.rule.table));
        let target = table.and_then(|it| it.targets.get(usize::from(line.rule.index)));
        if let (Some(target), true) = (target, line.verdict != TargetVerdict::NotApplicable) {
            let said = target_sentence(tables, line);
            let marks = cited.marks(&target.rule.cites);
            rows.push((false, format!("{}{marks}：{said}", target.rule.name)));
        }
    }
    rows.sort_by_key(|(perhaps, _)| *perhaps);
    let rows = rows.into_iter().enumerate();
    let rows = rows.map(|(at, (_, said))| html! { <li key={at}>{ said }</li> });
    section("哪些政策", "", rows.collect(), SCHEMES)
}

fn scheme<'a>(scene: &'a Scene, line: &SchemeLine) -> Option<&'a mingbai_policy::Rule> {
    let table = scene.tables().tables.get(usize::from(line.rule.table))?;
    Some(&table.schemes.get(usize::from(line.rule.index))?.rule)
}

fn steps(scene: &Scene, answer: &Answer, cited: &mut Cited) -> Html {
    let stated = scene.stated();
    let cash = match stated.as_deref() {
        Some(Ok(Stated::Case(case))) => cash_of(case),
        _ => None,
    };
    let mut rows: Vec<String> = match cash {
        // It says to ask for both.
        Some(line) if answer.cash.deposit == Verdict::Unknown => vec![line],
        line => {
            let window = cash_lines(answer.cash).into_iter().map(str::to_owned);
            line.into_iter().chain(window).collect()
        }
    };
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
    // The conditions of a case say these; the full range comes last.
    let case = matches!(scene.stated().as_deref(), Some(Ok(Stated::Case(_))));
    let assumed = answer.assumptions.iter().filter(|_| !case);
    let assumed = assumed.map(|it| assumption(*it).to_owned());
    let rows = warnings
        .chain(assumed)
        .chain(full_range(answer))
        .enumerate();
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
