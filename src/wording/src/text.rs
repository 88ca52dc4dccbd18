//! The answer as plain lines: the statement first, then what to do, who pays, what would change the
//! answer; the full range last. Computes no amounts, and must not know the terminal.
use crate::actions::actions;
use crate::alerts::{alert_lines, alerts};
use crate::benefits::{benefit_lines, benefit_name};
use crate::bill_lines::bill_line_texts;
use crate::case_conditions::{condition_said, condition_worth};
use crate::cash::cash_of;
use crate::documents_to_ask::documents_to_ask;
use crate::layers::{self, age_lines, headline, layer_line};
use crate::lead::{full_range, lead, payer_lines};
use crate::left::left_text;
use crate::money;
use crate::names::{self, owner_name, region_name};
use crate::notes::{
    ASK_WHOM, FINAL_WORD, UNCHECKED, assumption, cash_lines, date, rounding, warning,
};
use crate::purses::purse_sentence;
use crate::questions::{answer_label, question_help, question_text};
use crate::reasons::{standing, target_sentence, waiver_reason};
use crate::schemes::{
    NOTHING_FOUND, ended_brief, ended_rank, nothing_found, scheme_actions, scheme_reason,
};
use crate::sentences::with_full_stop;
use crate::sources::source_line_on;
use crate::stays::stay_sentences;
use crate::trace::trace_lines_of;
use crate::wording::Wording;
use mingbai_engine::{
    Answer, Ask, Money, Question, Reason, SchemeLine, Stated, TargetVerdict, Verdict, Visit,
    Witness,
};
use mingbai_policy::{CiteId, Day, ProcedureKind, Rule, Tables};

/// Returns the whole answer as plain lines.
pub fn text(
    tables: &Tables,
    visit: &Visit,
    answer: &Answer,
    stated: &Stated,
    wording: Wording,
) -> String {
    text_on(tables, visit, answer, stated, (wording, None))
}

/// Returns the whole answer as plain lines, read on this day where that is known.
pub fn text_on(
    tables: &Tables,
    visit: &Visit,
    answer: &Answer,
    stated: &Stated,
    (wording, today): (Wording, Option<Day>),
) -> String {
    let mut out = AnswerText {
        tables,
        wording,
        lines: Vec::new(),
        cited: Vec::new(),
    };
    let alerts = alerts(tables, &answer.unattested, visit.date, today);
    out.lines.extend(alert_lines(&alerts));
    out.top(visit, answer, stated);
    out.procedures(visit, answer, stated);
    out.payers(answer, stated);
    out.waivers(answer);
    out.targets(answer);
    out.schemes(visit, answer);
    out.ask(answer, stated);
    out.bill_lines(answer);
    if let Some(money) = &answer.money {
        out.arithmetic(answer, money);
    }
    out.notes(visit, answer, stated);
    out.range(answer, stated);
    out.sources(answer, visit.date);
    out.lines.push(String::new());
    out.lines.push(format!("还有不清楚的，{ASK_WHOM}"));
    out.lines.join("\n") + "\n"
}

/// The most questions shown first; readers skip longer lists.
const FIRST_QUESTIONS: usize = 2;
/// The most questions shown that must be answered before there is an amount.
const MUSTS: usize = 4;
/// The most characters of names on a line.
const NAMES: usize = 40;
/// The most ended schemes named where no disease was given.
const OLD: usize = 2;

/// Checks whether a procedure that holds, or may hold, is named: services only where they hold for
/// certain, and never how other people come to be counted among a group.
fn worth_naming(kind: ProcedureKind, applies: Verdict) -> bool {
    let service = matches!(
        kind,
        ProcedureKind::PayLater
            | ProcedureKind::NoDeposit
            | ProcedureKind::OneStop
            | ProcedureKind::Premium
            | ProcedureKind::Service
    );
    match applies {
        Verdict::Yes => kind != ProcedureKind::Recognition,
        Verdict::Unknown => !service && kind != ProcedureKind::Recognition,
        Verdict::No => false,
    }
}

/// The lines so far, and the numbered sources they cite.
struct AnswerText<'a> {
    tables: &'a Tables,
    wording: Wording,
    lines: Vec<String>,
    cited: Vec<CiteId>,
}

impl AnswerText<'_> {
    fn section(&mut self, title: &str) {
        self.lines.push(String::new());
        self.lines.push(format!("【{title}】"));
    }

    fn line(&mut self, text: impl AsRef<str>) {
        self.lines.push(format!("  {}", text.as_ref()));
    }

    fn under(&mut self, text: impl AsRef<str>) {
        self.lines.push(format!("    {}", text.as_ref()));
    }

    /// Returns the source numbers of cites: ` [1][3]`
    fn marks(&mut self, cites: &[CiteId]) -> String {
        let mut marks = String::new();
        for cite in cites {
            let at = self
                .cited
                .iter()
                .position(|it| it == cite)
                .unwrap_or_else(|| {
                    self.cited.push(*cite);
                    self.cited.len() - 1
                });
            marks.push_str(&format!("[{}]", at + 1));
        }
        if marks.is_empty() {
            marks
        } else {
            format!(" {marks}")
        }
    }

    /// Returns the place and the name of a rule, with its sources: `清水县：六免 [2]`
    fn title(&mut self, at: u16, rule: &Rule) -> String {
        let marks = self.marks(&rule.cites);
        format!("{}：{}{marks}", owner_name(self.tables, at), rule.name)
    }

    fn top(&mut self, visit: &Visit, answer: &Answer, stated: &Stated) {
        let place = visit.insured_in.map_or("没有收录的地方", |region| {
            region_name(self.tables, region)
        });
        self.lines
            .push(format!("参保地：{place}。日子：{}。", date(visit.date)));
        self.stated(answer, stated);
        if let Stated::Case(case) = stated
            && case.points.is_empty()
        {
            self.lines.push("没有账单，先不算钱。".into());
        }
        self.lines.push(FINAL_WORD.into());
    }

    /// Writes the statement of the case, or what must be given for one.
    fn stated(&mut self, answer: &Answer, stated: &Stated) {
        let tables = self.tables;
        self.lines.extend(lead(tables, stated).lines());
        let named = documents_to_ask(tables, answer);
        self.lines.extend(named.into_iter().map(|it| it.text));
        let Stated::Case(case) = stated else {
            return;
        };
        if !case.conditions.is_empty() {
            self.lines.push("这样算的：".to_owned());
        }
        for condition in &case.conditions {
            let text = condition_said(tables, case, condition);
            let worth = condition_worth(tables, condition);
            self.lines.push(format!("- {text}。{worth}"));
        }
        self.lines.extend(cash_of(case));
    }

    /// Writes who pays what: in a case, at each named in-scope amount; without one, as far as is known.
    fn payers(&mut self, answer: &Answer, stated: &Stated) {
        let case = match stated {
            Stated::Case(case) if self.wording != Wording::Clerk && answer.money.is_some() => case,
            _ => return self.layers(answer),
        };
        self.section("谁付多少");
        let mut cites = Vec::new();
        for cite in answer.layers.iter().flat_map(|line| &line.cites) {
            if !cites.contains(cite) {
                cites.push(*cite);
            }
        }
        let marks = self.marks(&cites);
        let lines = payer_lines(self.tables, answer, case);
        for (at, line) in lines.into_iter().enumerate() {
            let marks = if at == 0 { marks.as_str() } else { "" };
            self.line(format!("{line}{marks}"));
        }
        for line in &answer.layers {
            if let Some(note) = layers::top_up_note(self.tables, line) {
                self.line(note);
            }
        }
    }

    /// Writes the full range, last and small: the bounds that hold whatever was not given.
    fn range(&mut self, answer: &Answer, stated: &Stated) {
        let (Some(top), Some(money)) = (headline(answer), &answer.money) else {
            return;
        };
        let unchecked = if top.unchecked {
            format!("（{UNCHECKED}）")
        } else {
            String::new()
        };
        if let (true, Stated::Case(_)) = (top.exact, stated) {
            return;
        }
        self.line(match self.wording {
            Wording::Patient => full_range(answer).unwrap_or_else(|| top.sentence.clone()),
            Wording::Clerk => format!(
                "个人负担 psn_part_amt：{}{unchecked}",
                money::range(money.pays.estimate)
            ),
            Wording::Doctor => {
                format!(
                    "自己要掏：{}{unchecked}",
                    layers::spoken(money::whole(money.pays.estimate))
                )
            }
        });
        if let Some(certain) = top.certain {
            self.line(format!("只算有文件的数目：{certain}。"));
        }
    }

    fn layers(&mut self, answer: &Answer) {
        if answer.layers.is_empty() {
            return;
        }
        self.section("谁付多少");
        for line in &answer.layers {
            let marks = self.marks(&line.cites);
            self.line(format!(
                "{}{marks}",
                layer_line(self.tables, line, self.wording)
            ));
            if let Some(note) = layers::top_up_note(self.tables, line) {
                self.under(note);
            }
        }
    }

    fn waivers(&mut self, answer: &Answer) {
        // Waivers of other hospitals are counted together with the schemes of other places.
        let mut here: Vec<_> = answer.waivers.iter().collect();
        here.retain(|it| it.reason != Reason::Scope);
        let all = here.len();
        here.retain(|it| it.reason != Reason::Ended);
        let ended = all - here.len();
        if all == 0 {
            return;
        }
        self.section("减免");
        for line in here {
            let Some(rule) = names::waiver(self.tables, line.rule) else {
                continue;
            };
            let title = self.title(line.rule.table, &rule.rule);
            self.line(format!(
                "{title}（{}）",
                standing(line.verdict, line.reason)
            ));
            self.under(waiver_reason(self.tables, line));
        }
        if ended > 0 {
            self.line(format!(
                "以前有 {ended} 项减免，已到期，现在是否还有没有核实。"
            ));
        }
    }

    fn schemes(&mut self, visit: &Visit, answer: &Answer) {
        let ended = |it: &SchemeLine| it.reason == Reason::Ended;
        let later = |it: &SchemeLine| it.reason == Reason::NotStarted;
        let stands = |it: &SchemeLine, verdict| it.verdict == verdict && !ended(it) && !later(it);
        self.scheme_group(answer, "管您的政策", |it| stands(it, Verdict::Yes));
        self.scheme_group(answer, "可能管您的政策", |it| {
            stands(it, Verdict::Unknown)
        });
        self.benefits(answer);
        let none = nothing_found(answer);
        if none {
            self.section("哪个政策管");
            self.line(format!("{NOTHING_FOUND}{ASK_WHOM}"));
        }
        // Without a disease nobody knows which schemes apply: names are enough.
        let unsaid = visit.diseases.is_none();
        if !unsaid {
            self.scheme_group(answer, "已到期、要问的政策", ended);
        } else {
            self.old(answer, none);
        }
        self.scheme_group(answer, "还没开始的政策", later);
        self.scheme_group(answer, "不管的政策", |it| {
            stands(it, Verdict::No) && !unsaid
        });
        let schemes = answer.schemes.iter();
        let schemes = schemes.filter(|it| stands(it, Verdict::No) && unsaid);
        let waivers = answer.waivers.iter();
        let others = schemes.count() + waivers.filter(|it| it.reason == Reason::Scope).count();
        if others > 0 {
            self.line(format!(
                "另有 {others} 项，只管别的地方、别的医院或别的情况。"
            ));
        }
    }

    /// Writes the ended schemes, by name.
    fn old(&mut self, answer: &Answer, under: bool) {
        let old = answer.schemes.iter();
        let old: Vec<_> = old.filter(|it| it.reason == Reason::Ended).collect();
        if old.is_empty() {
            return;
        }
        if !under {
            self.section("已到期、要问的政策");
        }
        for line in old.iter().take(OLD) {
            let cites = names::scheme(self.tables, line.rule).map(|it| it.rule.cites.clone());
            let marks = self.marks(&cites.unwrap_or_default());
            let said = ended_brief(self.tables, line);
            self.line(format!("{said}{marks}"));
        }
        if let Some(more @ 1..) = old.len().checked_sub(OLD) {
            self.line(format!("另有 {more} 项以前的，已到期，说了什么病再看。"));
        }
    }

    fn scheme_group(&mut self, answer: &Answer, title: &str, wanted: impl Fn(&SchemeLine) -> bool) {
        let mut lines: Vec<_> = answer.schemes.iter().filter(|it| wanted(it)).collect();
        // Schemes that name the disease come first.
        lines.sort_by_key(|it| match it.reason {
            Reason::Ended => ended_rank(it),
            _ => 0,
        });
        if lines.is_empty() {
            return;
        }
        self.section(title);
        for line in lines {
            let Some(rule) = names::scheme(self.tables, line.rule) else {
                continue;
            };
            let title = self.title(line.rule.table, &rule.rule);
            self.line(title);
            self.under(scheme_reason(self.tables, line));
            for action in scheme_actions(self.tables, line) {
                self.under(action);
            }
        }
    }

    fn benefits(&mut self, answer: &Answer) {
        if answer.benefits.is_empty() {
            return;
        }
        self.section("保障线里给您这种病或这类人的，可能管");
        for line in &answer.benefits {
            let marks = self.marks(&line.cites);
            self.line(format!("{}{marks}", benefit_name(self.tables, line)));
            for said in benefit_lines(self.tables, line) {
                self.under(said);
            }
        }
    }

    fn targets(&mut self, answer: &Answer) {
        let shown: Vec<_> = answer
            .targets
            .iter()
            .filter(|it| it.verdict != TargetVerdict::NotApplicable)
            .collect();
        if shown.is_empty() {
            return;
        }
        self.section("和目标比一比");
        for line in shown {
            let Some(rule) = names::target(self.tables, line.rule) else {
                continue;
            };
            let title = self.title(line.rule.table, &rule.rule);
            self.line(title);
            self.under(target_sentence(self.tables, line));
        }
    }

    /// Writes what to do, in full; other procedures that hold, or may, by name.
    fn procedures(&mut self, visit: &Visit, answer: &Answer, stated: &Stated) {
        // After a cash line that says to ask the hospital, these two lines add nothing.
        let cash = answer.cash;
        let asked = match stated {
            Stated::Case(case) => cash_of(case).is_some(),
            _ => false,
        };
        let open = cash.deposit == Verdict::Unknown && cash.pay_later == Verdict::Unknown;
        if !(asked && open) {
            self.section("在窗口");
            for line in cash_lines(cash) {
                self.line(line);
            }
        }
        let told = actions(self.tables, visit, answer, stated);
        self.section("要办什么，去哪里");
        for (at, action) in told.iter().enumerate() {
            let marks = self.marks(&action.cites);
            self.line(format!("{}. {}{marks}", at + 1, action.title));
            let lines = action.lines.iter().map(|line| with_full_stop(line));
            let say = action.say.iter().map(|say| format!("这样说：“{say}”"));
            self.under(lines.chain(say).collect::<String>());
        }
        for (title, applies) in [("还有", Verdict::Yes), ("看条件才有", Verdict::Unknown)] {
            let mut once: Vec<String> = Vec::new();
            for line in &answer.procedures {
                let Some(rule) = names::procedure(self.tables, line.rule) else {
                    continue;
                };
                let told = told.iter().any(|it| it.rule == Some(line.rule));
                if told || line.applies != applies || !worth_naming(rule.kind, applies) {
                    continue;
                }
                let name = format!("{}{}", rule.rule.name, self.marks(&rule.rule.cites));
                if !once.contains(&name) {
                    once.push(name);
                }
            }
            let mut some = String::new();
            for name in once {
                // Readers skip longer lines.
                if some.chars().count() + name.chars().count() > NAMES {
                    self.line(format!("{title}：{}。", std::mem::take(&mut some)));
                }
                if !some.is_empty() {
                    some.push('、');
                }
                some.push_str(&name);
            }
            if !some.is_empty() {
                self.line(format!("{title}：{some}。"));
            }
        }
    }

    fn ask(&mut self, answer: &Answer, stated: &Stated) {
        if let Stated::Ask(musts) = stated {
            self.section("先说清这些");
            let mut asked = Vec::new();
            for question in musts.iter().map(|it| it.question) {
                if !asked.contains(&question) {
                    asked.push(question);
                }
            }
            return self.questions(&asked, &[], MUSTS);
        }
        // A case already states the worth of the bill's split, and the figures it lacks.
        let case = matches!(stated, Stated::Case(_));
        let told = |it: &&Ask| !case || it.question != Question::InScope;
        let asks: Vec<&Ask> = answer.ask.iter().filter(told).collect();
        let all = asks.len() == answer.ask.len();
        if asks.is_empty() && !all {
            return;
        }
        self.section("再说清这些，就更准");
        if all {
            self.line(left_text(self.tables, answer, answer.money.is_some()));
        }
        if asks.is_empty() && !case && answer.layers.iter().any(|line| line.blank) {
            self.line("向当地医保局问到起付线和报销比例，填进来就更准。");
        }
        let questions: Vec<Question> = asks.iter().map(|it| it.question).collect();
        self.questions(&questions, &asks, FIRST_QUESTIONS);
    }

    /// Writes the first questions, each with what its answers come to, and how many follow.
    fn questions(&mut self, questions: &[Question], asks: &[&Ask], most: usize) {
        for (at, question) in questions.iter().take(most).enumerate() {
            let text = question_text(self.tables, *question);
            self.line(format!("{}. {text}", at + 1));
            self.under(question_help(self.tables, *question));
            if let Some(ask) = asks.get(at) {
                self.answers(ask);
            }
        }
        if let Some(more @ 1..) = questions.len().checked_sub(most) {
            self.line(format!("后面还有 {more} 个问题。"));
        }
    }

    fn answers(&mut self, ask: &Ask) {
        let said = ask.answers.iter().filter_map(|(value, range)| {
            let label = answer_label(self.tables, ask.question, *value);
            Some(format!("{label}：付 {}", money::headline((*range)?)))
        });
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            self.under(format!("{}。", said.join("；")));
        }
    }

    fn bill_lines(&mut self, answer: &Answer) {
        if let Some(lines) = &answer.lines {
            self.section("每一条明细怎么算");
            for text in bill_line_texts(lines) {
                self.line(text);
            }
        }
    }

    fn arithmetic(&mut self, answer: &Answer, money: &Money) {
        // A range has two traces: too long here; `--trace` prints both.
        if money.low.pays == money.high.pays {
            self.section("怎么算的");
            self.trace(answer, &money.high);
        }
    }

    fn trace(&mut self, answer: &Answer, witness: &Witness) {
        for line in trace_lines_of(self.tables, answer, witness, self.wording) {
            self.line(line);
        }
    }

    fn notes(&mut self, visit: &Visit, answer: &Answer, stated: &Stated) {
        // The conditions of a case already say the assumptions.
        let case = matches!(stated, Stated::Case(_));
        if !case && !answer.assumptions.is_empty() {
            self.section("没说的，先这样算");
            for it in &answer.assumptions {
                self.line(assumption(*it));
            }
        }
        let over = answer.tables.iter().filter(|it| !it.in_force).count();
        let exact = answer
            .money
            .as_ref()
            .is_some_and(|it| it.low.pays == it.high.pays);
        let stay = answer.stay.iter();
        let stays: Vec<_> = stay
            .flat_map(|it| {
                stay_sentences(visit, it)
                    .into_iter()
                    .map(|text| (text, &it.cites))
            })
            .collect();
        if answer.warnings.is_empty() && over == 0 && answer.money.is_none() && stays.is_empty() {
            return;
        }
        self.section("要知道的");
        for (sentence, cites) in stays {
            let marks = self.marks(cites);
            self.line(format!("{sentence}{marks}"));
        }
        for it in &answer.warnings {
            self.line(with_full_stop(&warning(self.tables, it)));
        }
        let purses = answer.purses.as_ref();
        if let Some(sentence) = purses.and_then(|it| purse_sentence(visit, it)) {
            self.line(sentence);
        }
        if over > 0 {
            self.line(format!("有 {over} 张政策表这一天不生效，没有用它们算钱。"));
        }
        if exact {
            self.line(rounding(answer));
        }
    }

    /// Writes of which year the figures are and when they were last checked, then the sources.
    fn sources(&mut self, answer: &Answer, day: Day) {
        let ages = age_lines(self.tables, answer);
        if self.cited.is_empty() && ages.is_empty() {
            return;
        }
        self.section("依据");
        for line in ages {
            self.line(line);
        }
        for (at, cite) in std::mem::take(&mut self.cited).into_iter().enumerate() {
            self.line(format!(
                "[{}] {}",
                at + 1,
                source_line_on(self.tables, cite, day)
            ));
        }
    }
}
