//! Finds the meaning of each column: by the visit's field name, the Chinese label or the field of
//! the national settlement interface. Must not know the rows.
use crate::cell::clean;
use crate::title::{bare, in_another_unit};
use mingbai_intake::names;
use mingbai_policy::{Day, GroupId, LayerId, NumberFact, RegionId, Tables, YesNo};

/// How columns of layers' payments are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paid {
    /// Nothing was chosen: the columns are not used, and the summary says so.
    #[default]
    Unsaid,
    /// 照着扣: taken as paid; the layers after them are settled on the rest.
    Taken,
    /// 只对照: compared with the computed payments.
    Held,
    /// 不用: not used.
    Unused,
}

impl Paid {
    /// The choices for people, each with its name.
    pub const ALL: [(Paid, &'static str); 3] = [
        (Paid::Unused, "不用"),
        (Paid::Taken, "照着扣"),
        (Paid::Held, "只对照"),
    ];
}

/// The values for rows that leave them out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Defaults {
    /// The day of discharge or settlement.
    pub date: Option<Day>,
    /// The place of insurance; `Some(None)` for a place without a table.
    pub insured_in: Option<Option<RegionId>>,
    /// How columns of layers' payments are used.
    pub paid: Paid,
}

/// A fact that the reader of single visits reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    Insurance,
    Hospital,
    Grade,
    Tier,
    Place,
    Care,
    Disease,
    Groups,
    Sex,
    Plan,
    TablesAsOf,
    Number(NumberFact),
    Is(YesNo),
}

impl Field {
    /// Returns the path of the fact in the visit.
    pub fn path(self) -> &'static str {
        match self {
            Field::Insurance => "insurance",
            Field::Hospital => "hospital",
            Field::Grade => "grade",
            Field::Tier => "tier",
            Field::Place => "place",
            Field::Care => "care",
            Field::Disease => "disease",
            Field::Groups => "person.groups",
            Field::Sex => "person.sex",
            Field::Plan => "plan",
            Field::TablesAsOf => "tables_as_of",
            Field::Number(fact) => fact.path(),
            Field::Is(fact) => fact.path(),
        }
    }

    /// Returns whether another value needs the tables laid out anew.
    pub fn lays_out(self) -> bool {
        matches!(
            self,
            Field::Insurance | Field::Hospital | Field::Disease | Field::TablesAsOf
        )
    }
}

/// An amount that a column may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    Total,
    InScope,
    /// 全自费.
    OwnPay,
    /// 超限价.
    OverLimit,
    /// 先行自付.
    FirstSelfPay,
    SelfPay,
    /// The deductible paid at the hospital before a transfer.
    BeforeTransfer,
    Paid(LayerId),
    YearInScope,
    YearPaid(LayerId),
}

/// The meaning of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Says {
    Date,
    Admitted,
    InsuredIn,
    Field(Field),
    Group(GroupId),
    Answer(u16),
    /// A figure of the local office, with its key under `local`.
    Local(String),
    Money(Amount),
}

/// The columns of a table.
pub struct Columns {
    /// The title of each column, as written.
    pub titles: Vec<String>,
    /// The index and the meaning of each column that means something.
    pub said: Vec<(usize, Says)>,
    /// Columns that mean what another one means: the one that is used, the one that is not.
    pub passed: Vec<(usize, usize)>,
    /// The column that says whether the row is a refund (退费标志).
    pub refund: Option<usize>,
}

impl Columns {
    /// Reads the first row. The error says how to mend the heading.
    pub fn new<'a>(
        tables: &Tables,
        titles: impl Iterator<Item = &'a str>,
        defaults: &Defaults,
    ) -> Result<Columns, String> {
        let one_line = |title: &str| clean(title).replace(['\n', '\r'], "");
        let titles: Vec<String> = titles.map(one_line).collect();
        let mut said: Vec<(usize, Says)> = Vec::new();
        let mut passed = Vec::new();
        for (at, title) in titles.iter().enumerate() {
            let Some(says) = says(tables, &bare(title)) else {
                let named = in_another_unit(title).and_then(|name| says(tables, &name));
                if matches!(named, Some(Says::Money(_))) {
                    return Err(format!("“{title}”不是以元为单位。请先换成元。"));
                }
                continue;
            };
            let same = said.iter_mut().find(|(_, known)| *known == says);
            let Some((used, _)) = same else {
                said.push((at, says));
                continue;
            };
            let other = titles.get(*used).map_or("", String::as_str);
            if !may_be_twice(&says) || bare(other) == bare(title) {
                return Err(format!(
                    "“{other}”和“{title}”两列说的是同一件事。请只留一列。"
                ));
            }
            let sooner = day_rank(&bare(title)) < day_rank(&bare(other));
            if says == Says::Date && sooner {
                passed.push((at, *used));
                *used = at;
            } else {
                passed.push((*used, at));
            }
        }
        let refund = titles.iter().position(|title| is_refund(&bare(title)));
        let has = |says: &Says| said.iter().any(|(_, known)| known == says);
        if !has(&Says::Date) && defaults.date.is_none() {
            return Err("没有日期这一列。请加一列“日期”，或者给所有行定一个日期。".to_owned());
        }
        if !has(&Says::InsuredIn) && defaults.insured_in.is_none() {
            return Err("没有参保地这一列。请加一列“参保地”，或者给所有行定一个。".to_owned());
        }
        if !has(&Says::Money(Amount::Total)) && !has(&Says::Money(Amount::SelfPay)) {
            let near = titles.iter().find(|title| offer(title) == Some("总费用"));
            let near = near.map_or(String::new(), |near| {
                format!("“{near}”是不是总费用？是就把列名改成“总费用”。")
            });
            return Err(format!(
                "没有“总费用”（medfee_sumamt）这一列，算不出钱。{near}"
            ));
        }
        Ok(Columns {
            titles,
            said,
            passed,
            refund,
        })
    }

    /// Returns the layers for whose figures or payments there is a column.
    pub fn layers(&self, tables: &Tables) -> Vec<LayerId> {
        let said = self.said.iter().filter_map(|(_, says)| match says {
            Says::Local(key) => names::layer(&tables.vocabulary, key.rsplit_once('.')?.0).ok(),
            Says::Money(Amount::Paid(layer)) => Some(*layer),
            _ => None,
        });
        said.collect()
    }

    /// Returns the titles of the columns of layers' payments.
    pub fn payments(&self) -> impl Iterator<Item = &str> {
        let paid = |says: &Says| matches!(says, Says::Money(Amount::Paid(_)));
        let said = self.said.iter().filter(move |(_, says)| paid(says));
        said.filter_map(|(at, _)| self.titles.get(*at))
            .map(String::as_str)
    }

    /// Returns the titles of 全自费, 超限价 and 先行自付 where they do not suffice: without an
    /// in-scope column, only all three together determine the in-scope amount.
    pub fn short_of_scope(&self) -> Vec<String> {
        let out = |says: &Says| {
            matches!(
                says,
                Says::Money(Amount::OwnPay | Amount::OverLimit | Amount::FirstSelfPay)
            )
        };
        let in_scope = |says: &Says| matches!(says, Says::Money(Amount::InScope));
        let titles = self.said.iter().filter(|(_, says)| out(says));
        let titles = titles.filter_map(|(at, _)| self.titles.get(*at).cloned());
        let titles: Vec<String> = titles.collect();
        if titles.len() == 3 || self.said.iter().any(|(_, says)| in_scope(says)) {
            return Vec::new();
        }
        titles
    }

    /// Returns the sentences about columns that mean what another one means.
    pub fn passed(&self) -> impl Iterator<Item = String> {
        let title = |at: usize| self.titles.get(at).map_or("", String::as_str);
        let passed = self.passed.iter();
        passed.map(move |(used, not)| {
            let (used, not) = (title(*used), title(*not));
            format!("“{used}”和“{not}”说的是同一件事：用“{used}”，“{not}”没有用。")
        })
    }

    /// Returns the titles of the columns that are not read.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let passed = |at: usize| self.passed.iter().any(|(_, not)| *not == at);
        let said = |at: usize| self.said.iter().any(|(known, _)| *known == at);
        let read = move |at: usize| said(at) || passed(at) || self.refund == Some(at);
        let titles = self.titles.iter().enumerate();
        titles
            .filter(move |(at, title)| !read(*at) && !title.is_empty())
            .map(|(_, title)| title.as_str())
    }
}

/// Returns the titles that people give the column of a yes/no fact, besides its id and its path in
/// the visit.
pub(crate) const fn titles(fact: YesNo) -> &'static [&'static str] {
    match fact {
        YesNo::Referred => &["转诊", "是否转诊"],
        YesNo::Enrolled => &["参保", "是否参保"],
        YesNo::PremiumPaid => &["缴费", "正常缴费", "是否缴费"],
        YesNo::LiableThirdParty => &["第三方责任"],
        YesNo::Retired => &["退休", "是否退休"],
        YesNo::EmergencyAdmission => &["急诊入院", "是否急诊入院"],
        YesNo::Transferred => &["转院来的", "是否转院"],
    }
}

/// What people title the column of a number, beside its id and its path in the visit.
pub(crate) const fn number_titles(fact: NumberFact) -> &'static [&'static str] {
    match fact {
        NumberFact::Age => &["年龄"],
        NumberFact::CoverMonths => &["连续参保月数"],
        NumberFact::Stay => &["今年第几次住院", "第几次住院"],
        NumberFact::ClaimFreeYears => &["连续未报销年数"],
        NumberFact::AgeDays => &["出生天数"],
        NumberFact::StayDays => &["住院天数"],
    }
}

/// Returns whether two columns of different titles may mean this: names beside codes, several days.
fn may_be_twice(says: &Says) -> bool {
    match says {
        Says::Date | Says::Admitted | Says::InsuredIn => true,
        Says::Field(field) => !matches!(field, Field::Groups | Field::Is(_)),
        _ => false,
    }
}

/// Titles of columns for the day of settlement or discharge, that which counts first.
const DAYS: &[&str] = &[
    "date",
    "日期",
    "日子",
    "setl_time",
    "结算日期",
    "结算时间",
    "enddate",
    "出院日期",
    "出院时间",
    "就诊日期",
    "就诊时间",
];

fn day_rank(title: &str) -> usize {
    let at = DAYS.iter().position(|day| title.eq_ignore_ascii_case(day));
    at.unwrap_or(DAYS.len())
}

fn is_refund(title: &str) -> bool {
    ["refd_setl_flag", "退费标志", "退费结算标志", "是否退费"]
        .iter()
        .any(|known| title.eq_ignore_ascii_case(known))
}

/// Titles that may mean a column and are not taken as it: too many things are called so.
const OFFERED: &[(&str, &str)] = &[
    ("总金额", "总费用"),
    ("费用合计", "总费用"),
    ("合计金额", "总费用"),
    ("合计费用", "总费用"),
    ("金额", "总费用"),
    ("费用", "总费用"),
    ("发生金额", "总费用"),
    ("医疗费用", "总费用"),
    ("范围内", "政策范围内"),
    ("可报销金额", "政策范围内"),
    ("自费", "全自费"),
    ("自费金额", "全自费"),
    ("自费费用", "全自费"),
    ("个人自费", "全自费"),
    ("诊断", "病种"),
    ("出院诊断", "病种"),
    ("主要诊断", "病种"),
    ("诊断名称", "病种"),
    ("医院名称", "医院"),
    ("医疗机构名称", "医院"),
    ("fixmedins_name", "医院"),
    ("人员类别", "人群"),
    ("人员类型", "人群"),
    ("psn_type", "人群"),
    ("参保人地区", "参保地"),
    ("机构等级", "等级"),
];

/// Returns the title to write where the column is what its own title may mean.
pub fn offer(title: &str) -> Option<&'static str> {
    let title = bare(title);
    let known = OFFERED.iter().find(|(known, _)| *known == title);
    known.map(|(_, wanted)| *wanted)
}

/// Returns the meaning of a title without unit and blanks.
pub fn says(tables: &Tables, title: &str) -> Option<Says> {
    let lower = || title.to_ascii_lowercase();
    meaning(tables, title).or_else(|| {
        let shouted = title.contains(|c: char| c.is_ascii_uppercase());
        shouted.then(|| meaning(tables, &lower()))?
    })
}

fn meaning(tables: &Tables, title: &str) -> Option<Says> {
    let vocabulary = &tables.vocabulary;
    let money = |amount| Some(Says::Money(amount));
    let field = |field| Some(Says::Field(field));
    let called = |fact: &&YesNo| {
        [fact.id(), fact.path()].contains(&title) || titles(**fact).contains(&title)
    };
    if let Some(fact) = YesNo::ALL.iter().find(called) {
        return field(Field::Is(*fact));
    }
    let counted = |fact: &&NumberFact| {
        [fact.id(), fact.path()].contains(&title) || number_titles(**fact).contains(&title)
    };
    if let Some(fact) = NumberFact::ALL.iter().find(counted) {
        return field(Field::Number(*fact));
    }
    match title {
        _ if DAYS.contains(&title) => return Some(Says::Date),
        "admitted" | "入院日期" | "入院时间" | "begndate" => return Some(Says::Admitted),
        "insured_in" | "参保地" | "统筹区" | "参保地区" | "insu_admdvs" | "参保地区划"
        | "参保区划" | "参保地代码" | "参保地名称" | "参保统筹区" | "医保区划" =>
        {
            return Some(Says::InsuredIn);
        }
        "insurance" | "险种" | "医保类型" | "参保类型" | "insutype" | "险种类型" | "险种名称"
        | "医保类别" => return field(Field::Insurance),
        "hospital" | "医院" | "医疗机构" | "就诊医院" => return field(Field::Hospital),
        "grade" | "等级" | "医院等级" => return field(Field::Grade),
        "tier" | "级别" | "医院级别" => return field(Field::Tier),
        "place" | "就医地" | "就诊地" => return field(Field::Place),
        "care" | "就诊类型" | "医疗类别" | "med_type" | "就诊类别" | "就医类别" => {
            return field(Field::Care);
        }
        "disease" | "病种" | "病名" | "dise_name" | "病种名称" | "疾病名称" => {
            return field(Field::Disease);
        }
        "groups" | "person.groups" | "人群" | "人员身份" => return field(Field::Groups),
        "sex" | "person.sex" | "性别" | "gend" => return field(Field::Sex),
        "plan" | "档次" => return field(Field::Plan),
        "tables_as_of" | "政策日期" => return field(Field::TablesAsOf),
        "bill.total" | "total" | "medfee_sumamt" | "总费用" | "医疗费总额" | "医疗总费用"
        | "费用总额" | "医疗费用总额" | "总医疗费用" | "住院总费用" | "门诊总费用" =>
        {
            return money(Amount::Total);
        }
        "bill.in_scope"
        | "in_scope"
        | "inscp_scp_amt"
        | "政策范围内"
        | "政策范围内费用"
        | "政策范围内金额"
        | "政策范围内医疗费用"
        | "符合政策范围费用"
        | "目录内"
        | "目录内费用"
        | "符合政策范围金额" => return money(Amount::InScope),
        "fulamt_ownpay_amt" | "全自费" | "全自费金额" | "全自费费用" => {
            return money(Amount::OwnPay);
        }
        "overlmt_selfpay" | "超限价" | "超限价自费" | "超限价金额" | "超限价自费费用" =>
        {
            return money(Amount::OverLimit);
        }
        "preselfpay_amt" | "先行自付" | "先行自付金额" | "先行自付费用" => {
            return money(Amount::FirstSelfPay);
        }
        "bill.self_pay" | "self_pay" | "报销后自付" => return money(Amount::SelfPay),
        "bill.deductible_before_transfer"
        | "deductible_before_transfer"
        | "转院前起付线"
        | "转院前已付起付线" => return money(Amount::BeforeTransfer),
        "year_to_date.in_scope_self_pay" | "年内政策范围内自付" | "本年政策范围内自付" =>
        {
            return money(Amount::YearInScope);
        }
        _ => {}
    }
    let layer = |name: &str| {
        let by_field = vocabulary
            .layers
            .iter()
            .position(|layer| layer.field.as_deref() == Some(name));
        match by_field {
            Some(at) => u16::try_from(at).ok().map(LayerId),
            None => names::layer(vocabulary, name).ok(),
        }
    };
    for prefix in ["year_to_date.paid.", "年内", "本年"] {
        if let Some(layer) = title.strip_prefix(prefix).and_then(layer) {
            return money(Amount::YearPaid(layer));
        }
    }
    let name = title.strip_prefix("bill.paid.").unwrap_or(title);
    let bare = ["支付", "报销", "付"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix));
    if let Some(layer) = layer(name).or_else(|| bare.and_then(layer)) {
        return money(Amount::Paid(layer));
    }
    if let Some(id) = title.strip_prefix("answers.") {
        let at = tables.questions.iter().position(|it| it.id == id)?;
        return u16::try_from(at).ok().map(Says::Answer);
    }
    if let Some(key) = title.strip_prefix("local.") {
        return Some(Says::Local(key.to_owned()));
    }
    let group = title.strip_prefix("person.groups.").unwrap_or(title);
    names::group(vocabulary, group).ok().map(Says::Group)
}
