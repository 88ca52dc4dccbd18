//! A policy table (政策表) as people read it: every rule with its figures, conditions and sources.
//! Must not know any visit.
use crate::conditions::{insurance_name, when_sentences};
use crate::figures;
use crate::names::{disease_name, hospital_name, inner, item_name, layer_name, region_name, table};
use crate::notes::{ASK_WHOM, date};
use crate::partial_list::unit;
use crate::sentences::with_full_stop;
use crate::stays::rule_sentences;
use mingbai_policy::{
    CiteId, Day, DiseaseId, DiseaseList, Free, Insurance, LayerRule, Owner, Rule, Scheme, Span,
    StayRule, Table, Tables, Target, TargetBase, TopUp, TopUpBase, Waiver, When,
};

/// The rules of one kind.
pub struct Chapter<'a> {
    /// The title of the kind.
    pub title: &'static str,
    /// The rules, in the table's order.
    pub rules: Vec<RuleText<'a>>,
}

/// A rule in sentences.
pub struct RuleText<'a> {
    /// The rule's id in the table.
    pub id: &'a str,
    /// The rule's name, in the document's words.
    pub name: &'a str,
    /// The days on which the rule holds.
    pub span: Span,
    /// The days as text, where they differ from the table's.
    pub time: Option<String>,
    /// The content of the rule, a sentence each.
    pub says: Vec<String>,
    /// Figures under conditions; the first that matches counts.
    pub cases: Vec<CaseText<'a>>,
    /// Diseases or items that the rule lists.
    pub names: Vec<String>,
    /// The caveat for whoever uses the rule.
    pub caveat: Option<&'a str>,
    /// The places in documents that state the rule.
    pub cites: &'a [CiteId],
}

/// Figures under a condition.
pub struct CaseText<'a> {
    /// The condition; empty for all other cases.
    pub when: Vec<String>,
    /// The figures.
    pub says: Vec<String>,
    /// The places in documents that state the figures.
    pub cites: &'a [CiteId],
}

/// Returns for whom a table is, and for which days.
pub fn table_lines(tables: &Tables, index: u16) -> Vec<String> {
    let Some(table) = table(tables, index) else {
        return Vec::new();
    };
    let mut lines = vec![match table.owner {
        Owner::Region(region)
            if tables
                .vocabulary
                .regions
                .get(region.index())
                .is_some_and(|it| it.parent.is_none()) =>
        {
            "全国都照它。".to_owned()
        }
        Owner::Region(region) => format!("在{}参保的人，看这张表。", region_name(tables, region)),
        Owner::Hospital(hospital) => {
            format!(
                "在{}看病的人，看这张表。不论在哪里参保。",
                hospital_name(tables, hospital)
            )
        }
    }];
    lines.extend(table.insurance.map(insured_line));
    lines.push(match span_text(table.span) {
        Some(time) => format!("时间：{time}。"),
        None => "从哪天到哪天，文件没有写。".into(),
    });
    lines.push(match table.checked {
        Some(day) => format!("{}对着文件核对过。", date(day)),
        None => "还没有对着文件核对过。".into(),
    });
    lines
}

/// Returns the basic insurances that a table or a layer is for: 管职工医保。
fn insured_line(bits: u8) -> String {
    let named = Insurance::ALL.iter().filter(|it| bits & it.bit() != 0);
    let names: Vec<&str> = named.map(|it| insurance_name(*it)).collect();
    format!("管{}。", names.join("和"))
}

/// Returns what the documents of a table leave open, a sentence each.
pub fn table_blanks(tables: &Tables, index: u16) -> Vec<String> {
    table(tables, index).map_or_else(Vec::new, |table| {
        table
            .blanks
            .iter()
            .map(|blank| with_full_stop(blank))
            .collect()
    })
}

/// Returns a span of days: `2020 年全年`, `2017 年到 2022 年`, `2020 年 4 月 1 日到 2020 年 12 月 31 日`;
/// `None` where neither end is known.
pub fn span_text(span: Span) -> Option<String> {
    let starts = |day: Day| (day.month(), day.day()) == (1, 1);
    let ends = |day: Day| (day.month(), day.day()) == (12, 31);
    match (span.from, span.until) {
        (Some(from), Some(until)) if starts(from) && ends(until) => {
            Some(if from.year() == until.year() {
                format!("{} 年全年", from.year())
            } else {
                format!("{} 年到 {} 年", from.year(), until.year())
            })
        }
        (Some(from), Some(until)) => Some(format!("{}到 {}", date(from), date(until))),
        (Some(from), None) => Some(format!("{}起", date(from))),
        (None, Some(until)) => Some(format!("到 {}", date(until))),
        (None, None) => None,
    }
}

/// Returns how a table or a rule stands on a day: 现行, 还没开始 or 已到期.
pub fn span_state(span: Span, day: Day) -> &'static str {
    match (span.not_yet(day), span.over(day)) {
        (true, _) => "还没开始",
        (_, true) => "已到期",
        _ => "现行",
    }
}

/// Returns where a table or a rule comes in a list of a day: what holds first, what is over last.
pub fn span_rank(span: Span, day: Day) -> u8 {
    match (span.not_yet(day), span.over(day)) {
        (true, _) => 1,
        (_, true) => 2,
        _ => 0,
    }
}

/// Returns the sentence that says how a table stands on a day.
pub fn state_line(span: Span, day: Day) -> String {
    let state = span_state(span, day);
    let later = match span.over(day) {
        true => "后来怎么规定的，没有核实。",
        false => "",
    };
    format!("到{}：{state}。{later}", date(day))
}

/// Returns every rule of a table, by kind, what holds on the day first.
pub fn chapters_on(tables: &Tables, index: u16, day: Day) -> Vec<Chapter<'_>> {
    let mut chapters = chapters(tables, index);
    for chapter in &mut chapters {
        chapter.rules.sort_by_key(|it| span_rank(it.span, day));
    }
    chapters
}

/// Returns every rule of a table, by kind; kinds without a rule are left out.
pub fn chapters(tables: &Tables, index: u16) -> Vec<Chapter<'_>> {
    let Some(table) = table(tables, index) else {
        return Vec::new();
    };
    let write = RuleWriter { tables, table };
    let all = [
        (
            "谁报，报多少",
            table
                .layers
                .iter()
                .map(|it| write.layer(it))
                .collect::<Vec<_>>(),
        ),
        (
            "住院怎么数",
            table.stay.iter().map(|it| write.stay(it)).collect(),
        ),
        (
            "自付太多时再付的",
            table.top_ups.iter().map(|it| write.top_up(it)).collect(),
        ),
        (
            "能免的",
            table.waivers.iter().map(|it| write.waiver(it)).collect(),
        ),
        (
            "专项政策",
            table.schemes.iter().map(|it| write.scheme(it)).collect(),
        ),
        (
            "官方的目标",
            table.targets.iter().map(|it| write.target(it)).collect(),
        ),
        (
            "怎么办",
            table
                .procedures
                .iter()
                .map(|it| write.rule(&it.rule, &it.rule.name, vec![with_full_stop(&it.text)]))
                .collect(),
        ),
        (
            "只供参考的名单",
            table
                .lists
                .iter()
                .map(|it| RuleText {
                    names: it.diseases.iter().map(|id| write.disease(*id)).collect(),
                    ..write.rule(
                        &it.rule,
                        &it.rule.name,
                        vec!["只供参考，不能说管，也不能说不管。".into()],
                    )
                })
                .collect(),
        ),
    ];
    all.into_iter()
        .filter(|(_, rules)| !rules.is_empty())
        .map(|(title, rules)| Chapter { title, rules })
        .collect()
}

/// Writes the rules of one table.
struct RuleWriter<'a> {
    tables: &'a Tables,
    table: &'a Table,
}

impl<'a> RuleWriter<'a> {
    /// Builds the members that every rule has; the condition comes after what the rule says.
    fn rule(&self, rule: &'a Rule, name: &'a str, mut says: Vec<String>) -> RuleText<'a> {
        says.extend(when_sentences(self.tables, &rule.when));
        RuleText {
            id: &rule.id,
            name,
            span: rule.span,
            time: (rule.span != self.table.span)
                .then(|| span_text(rule.span))
                .flatten(),
            says,
            cases: Vec::new(),
            names: Vec::new(),
            caveat: rule.caveat.as_deref(),
            cites: &rule.cites,
        }
    }

    fn stay(&self, it: &'a StayRule) -> RuleText<'a> {
        RuleText {
            id: "stay",
            name: "住院怎么数",
            span: self.table.span,
            time: None,
            says: rule_sentences(it),
            cases: Vec::new(),
            names: Vec::new(),
            caveat: None,
            cites: &it.cites,
        }
    }

    fn disease(&self, id: DiseaseId) -> String {
        disease_name(self.tables, id).to_owned()
    }

    fn follow(&self, follows: Option<u16>) -> Option<String> {
        let scheme = self.table.schemes.get(usize::from(follows?))?;
        Some(format!("对谁有效，看“{}”。", inner(&scheme.rule.name)))
    }

    fn layer(&self, it: &'a LayerRule) -> RuleText<'a> {
        let mut says = Vec::new();
        if it.insurance != self.table.pays_for() {
            says.push(insured_line(it.insurance));
        }
        if it.joint {
            says.push("几道保障合在一起说，先后没有写。".to_owned());
        }
        if let Some(count) = it.declared {
            says.push(format!("文件说一共 {count} 项。"));
        }
        says.extend(it.base.map(|base| figures::base_line(self.tables, base)));
        says.extend(it.rounding.map(|it| figures::rounding_line(it).to_owned()));
        says.extend(self.follow(it.follows));
        if it.states_when {
            says.extend(when_sentences(self.tables, &it.rule.when));
        }
        let mut cases: Vec<CaseText<'a>> = it
            .variants
            .iter()
            .map(|variant| CaseText {
                when: when_sentences(self.tables, &variant.when),
                says: figures::lines(self.tables, &variant.figures, it.base),
                cites: &variant.cites,
            })
            .filter(|case| !case.says.is_empty())
            .collect();
        // Figures without a condition need no heading.
        if let [only] = &mut cases[..]
            && only.when.is_empty()
        {
            says.append(&mut only.says);
            cases.clear();
        } else if cases.is_empty() {
            says.push("报多少，文件没有写。".into());
        }
        let name = if it.rule.name.is_empty() {
            layer_name(self.tables, it.layer)
        } else {
            &it.rule.name
        };
        let mut text = RuleText {
            cases,
            ..self.rule(&it.rule, name, Vec::new())
        };
        text.says = says;
        text
    }

    fn top_up(&self, it: &'a TopUp) -> RuleText<'a> {
        let payer = layer_name(self.tables, it.payer);
        let (line, part) = match it.base {
            TopUpBase::Total => (format!("自付超过总费用 {} 的部分", it.above), "超过的部分"),
            TopUpBase::InScope => (
                format!(
                    "各道加起来，报不到政策范围内费用 {} 的部分",
                    it.above.rest()
                ),
                "不到的部分",
            ),
        };
        let mut says = vec![
            format!("{line}，由它付：{payer}。"),
            figures::share_line(part, it.share),
        ];
        says.extend(self.follow(it.follows));
        self.rule(&it.rule, &it.rule.name, says)
    }

    fn waiver(&self, it: &'a Waiver) -> RuleText<'a> {
        let mut says = vec![match (it.declared, it.items.len(), it.complete) {
            (Some(count), _, true) => format!("共 {count} 项，都点了名。"),
            (None, _, true) => "项目都点了名。".into(),
            (Some(count), 0, false) => format!("共 {count} 项，一项也没有点名。"),
            (Some(count), named, false) => format!("共 {count} 项，点名 {named} 项。"),
            (None, 0, false) => "免哪几项，文件没有点名。".into(),
            (None, named, false) => format!("点名 {named} 项，没说是不是全部。"),
        }];
        says.push(figures::waived_line(it.share));
        if it.by_hospital {
            says.push("这笔钱由医院出。".into());
        }
        RuleText {
            names: it
                .items
                .iter()
                .map(|id| item_name(self.tables, *id).to_owned())
                .collect(),
            ..self.rule(&it.rule, &it.rule.name, says)
        }
    }

    fn scheme(&self, it: &'a Scheme) -> RuleText<'a> {
        let mut says = Vec::new();
        if !it.benefit.is_empty() {
            says.push(format!("能得到：{}", with_full_stop(&it.benefit)));
        }
        match &it.free {
            Free::Nothing => {}
            Free::Visit => says.push("符合条件时，这次看病免费。".into()),
            Free::Part(items) if items.is_empty() => {
                says.push("符合条件时，有一部分免费。哪些免费要问医院。".into());
            }
            Free::Part(items) => {
                let names: Vec<&str> = items.iter().map(|id| item_name(self.tables, *id)).collect();
                says.push(format!("免费的是：{}。", names.join("、")));
            }
        }
        if it.scope != When::ALWAYS {
            says.extend(when_sentences(self.tables, &it.scope));
        }
        if !it.designated.is_empty() {
            let names: Vec<&str> = it
                .designated
                .iter()
                .map(|id| hospital_name(self.tables, *id))
                .collect();
            says.push(format!("要去：{}。", names.join("、")));
        }
        let mut text = self.rule(&it.rule, &it.rule.name, says);
        if let Some(list) = &it.diseases {
            text.says.push(count_line(list));
            if !list.complete {
                text.says
                    .push(format!("没有点名的，不能据此说不管。{ASK_WHOM}"));
            }
            text.names = list
                .entries
                .iter()
                .map(|entry| {
                    let mut more: Vec<String> = when_sentences(self.tables, &entry.when);
                    more.extend(entry.benefit.as_deref().map(with_full_stop));
                    let name = self.disease(entry.disease);
                    if more.is_empty() {
                        name
                    } else {
                        format!("{name}：{}", more.concat())
                    }
                })
                .collect();
        }
        text
    }

    fn target(&self, it: &'a Target) -> RuleText<'a> {
        let of = match it.base {
            TargetBase::Total => "总费用",
            TargetBase::InScope => "政策范围内费用",
            TargetBase::Unknown => "费用",
        };
        let mut says = vec![format!("自付不超过{of}的 {}。", it.self_pay)];
        if it.base == TargetBase::Unknown {
            says.push("按哪种费用算，文件没有写。".into());
        }
        says.push("目标不是保证，不会因此多退少补。".into());
        self.rule(&it.rule, &it.rule.name, says)
    }
}

/// Returns how many diseases a list counts and names: 共 10 种，点名 7 种。
fn count_line(list: &DiseaseList) -> String {
    let (unit, named) = (unit(list), list.entries.len());
    match (list.declared, named, list.complete) {
        (Some(count), _, true) => format!("共 {count} {unit}，都点了名。"),
        (Some(count), 0, false) => format!("共 {count} {unit}，一{unit}也没有点名。"),
        (Some(count), _, false) => format!("共 {count} {unit}，点名 {named} {unit}。"),
        (None, _, true) => format!("点名 {named} {unit}，就是全部。"),
        (None, 0, false) => "是哪些病，文件没有点名。".into(),
        (None, _, false) => format!("点名 {named} {unit}，没说是不是全部。"),
    }
}
