use crate::names::{self, region_name};
use crate::notes::{ASK_WHOM, FINAL_WORD, ROUNDING, UNCHECKED, date};
use crate::reasons::standing;
use crate::schemes::ended;
use crate::{
    Wording, answer_label, assumption, cash_lines, headline, layer_line, layers, money, owner_name,
    question_help, question_text, scheme_actions, scheme_reason, source_line_on, target_sentence,
    trace_lines_of, waiver_reason, warning,
};
use mingbai_engine::{
    Answer, Ask, LayerLine, LineGrade, Money, ProcedureLine, Reason, SchemeLine, TargetVerdict,
    Verdict, Visit, Witness,
};
use mingbai_policy::{CiteId, Day, ProcedureKind, Rule, Tables};

/// The whole answer for people, as plain lines.
pub fn text(tables: &Tables, visit: &Visit, answer: &Answer, wording: Wording) -> String {
    let mut page = Page {
        tables,
        wording,
        lines: Vec::new(),
        cited: Vec::new(),
    };
    page.top(visit, answer);
    page.layers(answer);
    page.waivers(answer);
    page.schemes(answer);
    page.targets(answer);
    page.procedures(answer);
    page.ask(answer);
    if let Some(money) = &answer.money {
        page.reckoning(answer, money);
    }
    page.notes(answer);
    page.sources(visit.date);
    page.lines.push(String::new());
    page.lines.push(format!("还有不清楚的，{ASK_WHOM}"));
    page.lines.join("\n") + "\n"
}

/// More questions than this at once are answered by nobody.
const FIRST_QUESTIONS: usize = 4;

/// The lines so far, and the sources they cite by number.
struct Page<'a> {
    tables: &'a Tables,
    wording: Wording,
    lines: Vec<String>,
    cited: Vec<CiteId>,
}

impl Page<'_> {
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

    /// ` [1][3]`
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

    /// `清水县：六免 [2]`
    fn title(&mut self, at: u16, rule: &Rule) -> String {
        let marks = self.marks(&rule.cites);
        format!("{}：{}{marks}", owner_name(self.tables, at), rule.name)
    }

    fn top(&mut self, visit: &Visit, answer: &Answer) {
        let place = visit.insured_in.map_or("没有收录的地方", |region| {
            region_name(self.tables, region)
        });
        self.lines
            .push(format!("参保地：{place}。日子：{}。", date(visit.date)));
        let (Some(top), Some(money)) = (headline(answer), &answer.money) else {
            self.lines.push("没有账单，先不算钱。".into());
            self.lines.push(FINAL_WORD.into());
            return;
        };
        let unchecked = if top.unchecked {
            format!("（{UNCHECKED}）")
        } else {
            String::new()
        };
        self.lines.push(match self.wording {
            Wording::Patient => format!("您自己付：{}{unchecked}", top.amount),
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
        self.lines.push(FINAL_WORD.into());
        match top.certain {
            Some(certain) => self.lines.push(format!("只算有文件的数目：{certain}。")),
            None if top.exact => {}
            None => self.lines.push("还有不知道的，所以是一个范围。".into()),
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
            if let Some(note) = layers::excess_note(self.tables, line) {
                self.under(note);
            }
        }
    }

    fn waivers(&mut self, answer: &Answer) {
        // A waiver of another hospital is no news here; how many there are is enough.
        let (elsewhere, mut here): (Vec<_>, Vec<_>) = answer
            .waivers
            .iter()
            .partition(|it| it.reason == Reason::Scope);
        let all = here.len();
        here.retain(|it| it.reason != Reason::Ended);
        let ended = all - here.len();
        if answer.waivers.is_empty() {
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
        if !elsewhere.is_empty() {
            self.line(format!(
                "另有 {} 项减免，只在别的医院或地方有。",
                elsewhere.len()
            ));
        }
    }

    fn schemes(&mut self, answer: &Answer) {
        let ended = |it: &SchemeLine| it.reason == Reason::Ended;
        let stands = |it: &SchemeLine, verdict| it.verdict == verdict && !ended(it);
        self.scheme_group(answer, "管您的政策", |it| stands(it, Verdict::Yes));
        self.scheme_group(answer, "可能管您的政策", |it| {
            stands(it, Verdict::Unknown)
        });
        self.scheme_group(answer, "到期的政策", ended);
        self.scheme_group(answer, "不管的政策", |it| stands(it, Verdict::No));
    }

    fn scheme_group(&mut self, answer: &Answer, title: &str, wanted: impl Fn(&SchemeLine) -> bool) {
        let lines: Vec<_> = answer.schemes.iter().filter(|it| wanted(it)).collect();
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

    fn procedures(&mut self, answer: &Answer) {
        self.section("在窗口");
        for line in cash_lines(answer.cash) {
            self.line(line);
        }
        let to_do = |it: &ProcedureKind| {
            matches!(
                it,
                ProcedureKind::Apply
                    | ProcedureKind::Claim
                    | ProcedureKind::Referral
                    | ProcedureKind::Appeal
            )
        };
        for (title, wanted) in [("要办什么，去哪里", true), ("还能得到的服务", false)]
        {
            let lines: Vec<&ProcedureLine> = answer
                .procedures
                .iter()
                .filter(|it| it.applies == Verdict::Yes || wanted && it.applies == Verdict::Unknown)
                .filter(|it| {
                    names::procedure(self.tables, it.rule)
                        .is_some_and(|rule| to_do(&rule.kind) == wanted)
                })
                .collect();
            if lines.is_empty() {
                continue;
            }
            self.section(title);
            for line in lines {
                let Some(rule) = names::procedure(self.tables, line.rule) else {
                    continue;
                };
                let title = self.title(line.rule.table, &rule.rule);
                let open = if line.applies == Verdict::Unknown {
                    "（要看条件）"
                } else {
                    ""
                };
                self.line(format!("{title}{open}"));
                self.under(ended(&rule.text));
                if line.applies == Verdict::Unknown {
                    self.under(crate::when_sentences(self.tables, &rule.rule.when).concat());
                }
            }
        }
    }

    fn ask(&mut self, answer: &Answer) {
        self.section("再说清这些，就更准");
        if answer.ask.is_empty() {
            self.line("再答也不会变了。");
            let open = |line: &LayerLine| line.grade == LineGrade::Unknown;
            if answer.money.is_some() && answer.layers.iter().any(open) {
                self.line("向当地医保局问到起付线和报销比例，填进来就更准。");
            }
            return;
        }
        for (at, ask) in answer.ask.iter().take(FIRST_QUESTIONS).enumerate() {
            self.line(format!(
                "{}. {}",
                at + 1,
                question_text(self.tables, ask.question)
            ));
            self.under(question_help(self.tables, ask.question));
            self.answers(ask);
        }
        if let Some(more @ 1..) = answer.ask.len().checked_sub(FIRST_QUESTIONS) {
            self.line(format!("后面还有 {more} 个问题。"));
        }
    }

    fn answers(&mut self, ask: &Ask) {
        for (value, range) in &ask.answers {
            let label = answer_label(self.tables, ask.question, *value);
            if let Some(range) = range {
                self.under(format!("{label}：付 {}", money::headline(*range)));
            }
        }
    }

    fn reckoning(&mut self, answer: &Answer, money: &Money) {
        // A range has two reckonings: too much for one reader, and `--trace` tells both.
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

    fn notes(&mut self, answer: &Answer) {
        if !answer.assumptions.is_empty() {
            self.section("没说的，先这样算");
            for it in &answer.assumptions {
                self.line(assumption(*it));
            }
        }
        self.section("要知道的");
        for it in &answer.warnings {
            self.line(ended(&warning(self.tables, it)));
        }
        for used in answer.tables.iter().filter(|it| !it.in_force) {
            let name = names::table(self.tables, used.table).map_or("", |it| it.name.as_str());
            self.line(format!("“{name}”在这一天不生效，没有用它算钱。"));
        }
        if answer.money.is_some() {
            self.line(ROUNDING);
        }
    }

    fn sources(&mut self, day: Day) {
        if self.cited.is_empty() {
            return;
        }
        self.section("依据");
        for (at, cite) in std::mem::take(&mut self.cited).into_iter().enumerate() {
            self.line(format!(
                "[{}] {}",
                at + 1,
                source_line_on(self.tables, cite, day)
            ));
        }
    }
}
