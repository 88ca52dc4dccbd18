//! Actions to take next: where to go, what to bring, when, and the words to say. Each action is a rule
//! that holds for the visit, or a call or a question at the window that the case leaves open.
//! Computes no amounts, and must not know how a screen lays the actions out.
use crate::blanks::question_to_say;
use crate::case_rule::rule_sentence;
use crate::names::{procedure, region_name, scheme};
use crate::not_counted::is_aid;
use crate::schemes::scheme_actions;
use crate::visit_kind::{insurance_label, visit_to_say};
use mingbai_engine::{Answer, Case, ProcedureLine, RuleRef, SchemeLine, Stated, Verdict, Visit};
use mingbai_policy::{Care, CiteId, GroupId, Place, Procedure, ProcedureKind, Tables};

/// Something to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The title: 申请医疗救助.
    pub title: String,
    /// Where, when and with what, a sentence or two each.
    pub lines: Vec<String>,
    /// The words to say there.
    pub say: Option<String>,
    /// The procedure or scheme behind the action; none for a call or a question.
    pub rule: Option<RuleRef>,
    /// The places in documents that state the rule.
    pub cites: Vec<CiteId>,
}

/// The things to bring to any office, whatever the visit.
pub const BRING: &str = "带上身份证、医保卡。有结算单和病历的，一起带上。";

/// The most actions shown in full.
const FULL: usize = 3;

/// The urgency of an action; the smallest comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Filing,
    PayAll,
    CallForFigures,
    Scheme,
    Window,
    Aid,
    Claim,
    AskHospital,
    Call,
    Perhaps,
    KeepSheet,
}

/// Returns what to do about a visit, the most pressing first: at most three.
pub fn actions(tables: &Tables, visit: &Visit, answer: &Answer, stated: &Stated) -> Vec<Action> {
    let mut found: Vec<(Urgency, Action)> = Vec::new();
    for (urgency, line, rule) in of_rules(tables, visit, answer, stated) {
        found.push((
            urgency,
            of_procedure(tables, visit, urgency, line.rule, rule),
        ));
    }
    let covers = |it: &&SchemeLine| it.verdict == Verdict::Yes;
    for line in answer.schemes.iter().filter(covers) {
        found.extend(of_scheme(tables, line).map(|it| (Urgency::Scheme, it)));
    }
    if let Some(line) = named(answer) {
        found.extend(of_scheme(tables, line).map(|it| (Urgency::Perhaps, it)));
    }
    let blank = matches!(stated, Stated::Case(case) if !case.blanks.is_empty());
    found.push((
        if blank {
            Urgency::CallForFigures
        } else {
            Urgency::Call
        },
        call(tables, visit, stated),
    ));
    if !settled(visit) {
        found.push((Urgency::AskHospital, ask_hospital(visit)));
        found.push((Urgency::KeepSheet, keep_sheet(visit)));
    }
    // The sort is stable: equal ranks keep the order of the tables.
    found.sort_by_key(|(urgency, _)| *urgency);
    // A nearer table and one above it may both give the same advice.
    let mut titles = Vec::new();
    found.retain(|(_, it)| first_time(&mut titles, &it.title));
    found.into_iter().take(FULL).map(|(_, it)| it).collect()
}

/// Adds a title to those seen; false when it was among them.
fn first_time(seen: &mut Vec<String>, title: &str) -> bool {
    let new = seen.iter().all(|it| it != title);
    seen.push(title.to_owned());
    new
}

/// Returns the procedures that hold for the visit and are not among `shown`, for the folded list
/// below the actions.
pub fn also<'a>(
    tables: &'a Tables,
    answer: &'a Answer,
    shown: &'a [Action],
) -> impl Iterator<Item = (&'a ProcedureLine, &'a Procedure)> {
    let lines = answer.procedures.iter().filter(|line| {
        line.applies == Verdict::Yes && shown.iter().all(|it| it.rule != Some(line.rule))
    });
    lines.filter_map(|line| {
        let rule = procedure(tables, line.rule)?;
        let others = matches!(
            rule.kind,
            ProcedureKind::Premium | ProcedureKind::Recognition
        );
        (!others).then_some((line, rule))
    })
}

/// Checks whether the bill is settled, so that what must be done before settlement is past.
fn settled(visit: &Visit) -> bool {
    let bill = visit.bill.as_ref();
    bill.is_some_and(|bill| bill.self_pay.is_some() || !bill.paid.is_empty())
}

fn of_rules<'a>(
    tables: &'a Tables,
    visit: &Visit,
    answer: &'a Answer,
    stated: &Stated,
) -> Vec<(Urgency, &'a ProcedureLine, &'a Procedure)> {
    let away = visit.place == Some(Place::OtherProvince);
    let mut filed = false;
    let mut found = Vec::new();
    for line in &answer.procedures {
        let Some(rule) = procedure(tables, line.rule) else {
            continue;
        };
        if line.applies != Verdict::Yes {
            continue;
        }
        let urgency = match rule.kind {
            // A single filing action is enough; `also` lists further filing rules. Inside the
            // province there is nothing to file, and after settlement only a claim is left.
            ProcedureKind::Filing if away && !filed && !settled(visit) => {
                filed = true;
                Urgency::Filing
            }
            ProcedureKind::PayAll if !settled(visit) => Urgency::PayAll,
            ProcedureKind::PayLater | ProcedureKind::NoDeposit | ProcedureKind::OneStop => {
                if settled(visit) {
                    continue;
                }
                Urgency::Window
            }
            ProcedureKind::Referral if !settled(visit) => Urgency::Window,
            ProcedureKind::Apply => match applies_for(tables, visit, rule, stated) {
                Some(true) => Urgency::Aid,
                Some(false) => Urgency::Perhaps,
                None => continue,
            },
            ProcedureKind::Claim => Urgency::Claim,
            _ => continue,
        };
        found.push((urgency, line, rule));
    }
    found
}

/// Checks whether applying brings this person something: true where they are in a group, the rule
/// names groups, or 医疗救助 is not counted in; `false` where they may yet be in a group; `None`
/// where they said that they are in none of some groups.
fn applies_for(tables: &Tables, visit: &Visit, rule: &Procedure, stated: &Stated) -> Option<bool> {
    let mut groups: Vec<GroupId> = Vec::new();
    mingbai_policy::groups_of(&rule.rule.when, &mut groups);
    let aid = |case: &Case| case.not_counted.iter().any(|it| is_aid(tables, it.payer));
    let open = matches!(stated, Stated::Case(case) if aid(case));
    if !groups.is_empty() || visit.groups.yes != 0 || open {
        return Some(true);
    }
    (visit.groups.no == 0).then_some(false)
}

fn of_procedure(
    tables: &Tables,
    visit: &Visit,
    urgency: Urgency,
    at: RuleRef,
    rule: &Procedure,
) -> Action {
    let name = &rule.rule.name;
    let mut lines = vec![rule.text.clone()];
    let say = match urgency {
        Urgency::Filing => {
            let from = from(tables, visit);
            Some(format!(
                "{from}{}，要去外省看病。怎么备案？备了案报多少，没备案报多少？",
                insurance_label(visit)
            ))
        }
        Urgency::PayAll => Some("我没办备案。现在补办，出院能直接结算吗？".into()),
        Urgency::Window => {
            lines.push("去医院医保办说，住进去时、住着时都可以。带上身份证、医保卡。".into());
            Some(format!("我想办{}，要带什么？", bare(name)))
        }
        Urgency::Aid | Urgency::Perhaps => {
            match urgency {
                // The aid may not be for this person: the action says only where and whom to ask.
                Urgency::Perhaps => lines = vec![first_sentence(&rule.text)],
                _ => lines.push(BRING.into()),
            }
            Some("住院花了很多钱，我想申请医疗救助，要交什么材料？".into())
        }
        _ => {
            lines.push(BRING.into());
            None
        }
    };
    Action {
        title: name.clone(),
        lines,
        say,
        rule: Some(at),
        cites: rule.rule.cites.clone(),
    }
}

fn first_sentence(text: &str) -> String {
    match text.split_once('。') {
        Some((first, _)) => format!("{first}。"),
        None => text.to_owned(),
    }
}

/// Returns the name without the quotation marks that some documents print in it.
fn bare(name: &str) -> String {
    name.replace(['“', '”'], "")
}

/// Returns the first scheme whose list names the disease while its condition is open.
fn named(answer: &Answer) -> Option<&SchemeLine> {
    let open = |it: &&SchemeLine| {
        it.verdict == Verdict::Unknown && it.reason == mingbai_engine::Reason::Named
    };
    answer.schemes.iter().find(open)
}

fn of_scheme(tables: &Tables, line: &SchemeLine) -> Option<Action> {
    let rule = &scheme(tables, line.rule)?.rule;
    let lines = scheme_actions(tables, line);
    (!lines.is_empty()).then(|| Action {
        title: format!("用上“{}”", bare(&rule.name)),
        lines,
        say: Some(format!(
            "{}，管不管我这个病？要办什么手续？",
            bare(&rule.name)
        )),
        rule: Some(line.rule),
        cites: rule.cites.clone(),
    })
}

/// Returns where the person is insured, as a phone call begins: 我在都昌县参保，
fn from(tables: &Tables, visit: &Visit) -> String {
    visit.insured_in.map_or_else(String::new, |region| {
        format!("我在{}参保，", region_name(tables, region))
    })
}

/// Returns the call to 12393, with the words to say.
fn call(tables: &Tables, visit: &Visit, stated: &Stated) -> Action {
    let from = from(tables, visit);
    let (title, lines, say) = match stated {
        Stated::Case(case) if !case.blanks.is_empty() => (
            match case.blanks.len() {
                1 => "打 12393，问一个数".to_owned(),
                many => format!("打 12393，问 {many} 个数"),
            },
            vec!["问到了填进来，马上能算。".to_owned()],
            office_question(tables, case),
        ),
        Stated::Case(case) => checking(&from, case),
        Stated::Ask(_) | Stated::None(_) => (
            "打 12393 问清楚".to_owned(),
            vec!["手边放好身份证。".to_owned()],
            format!("{from}{}，起付线是多少，报百分之几？", visit_to_say(visit)),
        ),
    };
    Action {
        title,
        lines,
        say: Some(say),
        rule: None,
        cites: Vec::new(),
    }
}

fn checking(from: &str, case: &Case) -> (String, Vec<String>, String) {
    let rule = case.rules.first();
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total);
    let rule = rule.map_or_else(String::new, |rule| rule_sentence(rule, total));
    let rule = in_breaths(&rule.replace("，一年最多报", "。一年最多报"));
    let say = match rule.is_empty() {
        true => format!("{from}{}，怎么报？", visit_to_say(&case.visit)),
        // Short sentences: the text is read aloud on the phone.
        false => format!("{from}{}。{rule}，对吗？", visit_to_say(&case.visit)),
    };
    // The statement already says that the figures are unchecked.
    ("打 12393 核对".to_owned(), Vec::new(), say)
}

/// Ends the sentence of a long rule before its last bracket: 先自付 11,000，到 100,000 元报 60%。100,000
/// 元以上报 70%.
pub fn in_breaths(rule: &str) -> String {
    const LONG: usize = 40;
    match rule.rsplit_once('，') {
        Some((before, last)) if rule.chars().count() > LONG && last.contains("元以上报") => {
            format!("{before}。{last}")
        }
        _ => rule.to_owned(),
    }
}

/// Returns the words that ask the office for missing figures: 我在光山县参保，居民医保，….
pub fn office_question(tables: &Tables, case: &Case) -> String {
    format!("{}{}", from(tables, &case.visit), question_to_say(case))
}

/// Returns the questions for the hospital that the case leaves open: the deposit, direct
/// settlement, what is outside the catalogue.
fn ask_hospital(visit: &Visit) -> Action {
    let (title, first) = match visit.care {
        Some(Care::Inpatient) | None => {
            ("去医院医保办，先问清楚", "押金收多少？出院能直接结算吗？")
        }
        _ => ("挂号时，问医院医保办", "能直接结算吗？"),
    };
    Action {
        title: title.into(),
        lines: vec!["带上身份证、医保卡。".into()],
        say: Some(format!(
            "我是{}。{first}用目录外的药，请先告诉我。",
            insurance_label(visit)
        )),
        rule: None,
        cites: Vec::new(),
    }
}

fn keep_sheet(visit: &Visit) -> Action {
    let leave = match visit.care {
        Some(Care::Inpatient) | None => "出院",
        _ => "交费",
    };
    Action {
        title: format!("{leave}时，去结算窗口要单子"),
        lines: vec!["回来填上，对一对。".into()],
        say: Some("请给我结算单和费用清单。".into()),
        rule: None,
        cites: Vec::new(),
    }
}
