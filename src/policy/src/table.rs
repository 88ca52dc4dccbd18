use crate::province::Joined;
use crate::{
    Day, DiseaseId, Fen, GroupId, HospitalId, ItemId, LayerId, RegionId, Share, Terms, When,
};
use serde::{Deserialize, Serialize};

/// Every table and every word, packed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// The words.
    pub terms: Terms,
    /// Yes/no questions of the tables' own.
    pub questions: Vec<Question>,
    /// The documents, each cited by place in it.
    pub cites: Vec<Cite>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The provinces that were joined to the built-in tables, in that order; never packed.
    #[serde(skip)]
    pub joined: Vec<Joined>,
}

/// An index into [`Tables::cites`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CiteId(pub u16);

/// A yes/no question that a table asks in its own words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// ASCII, unique among all tables.
    pub id: String,
    /// The question as a person is asked it.
    pub text: String,
    /// Who can answer it, or which paper does.
    pub help: String,
}

/// How a figure is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Evidence {
    /// From a document whose wording is in hand.
    Document,
    /// Second-hand: 未核对原文.
    Reported,
}

/// A place in a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cite {
    /// Unique: the document's id, a colon, and the rows or place.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// Who issued it; none where that is openly unknown.
    pub issuer: Option<String>,
    /// Its date as written, or as its content tells it; none where openly unknown.
    pub date: Option<String>,
    /// The date is told by the content, not printed.
    pub by_content: bool,
    /// Page, item or lines.
    pub place: String,
    /// How well it is known.
    pub evidence: Evidence,
    /// Rows of the fact list this answers for (`S0-31`).
    pub rows: Vec<String>,
    /// The day someone last held the table against the document.
    pub checked: Option<Day>,
}

/// Whose table it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Owner {
    /// A place: holds for people insured there and inside it.
    Region(RegionId),
    /// A hospital: holds for people treated there, wherever insured.
    Hospital(HospitalId),
}

/// A time; either end may be open or unknown. Both ends belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Span {
    /// Whether the day lies in it.
    pub fn holds(self, day: Day) -> bool {
        !self.not_yet(day) && !self.over(day)
    }

    /// Whether it begins after the day.
    pub fn not_yet(self, day: Day) -> bool {
        self.from.is_some_and(|from| day < from)
    }

    /// Whether it ended before the day.
    pub fn over(self, day: Day) -> bool {
        self.until.is_some_and(|until| day > until)
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Span) -> bool {
        let before = |a: Option<Day>, b: Option<Day>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// What a rule of any kind has. A rule's own time lies inside its table's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// ASCII, unique in its table; `<table id>.<rule id>` is unique everywhere.
    pub id: String,
    /// In the document's own words, with its count.
    pub name: String,
    /// When it holds.
    pub span: Span,
    /// Whom and what it is for.
    pub when: When,
    /// Where it stands.
    pub cites: Vec<CiteId>,
    /// What a reader of its result should know (a second reading of a date …).
    pub caveat: Option<String>,
}

/// A table: rules of one place or hospital for one time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Table {
    /// ASCII, unique.
    pub id: String,
    /// For people.
    pub name: String,
    /// Whose it is.
    pub owner: Owner,
    /// When it holds.
    pub span: Span,
    /// The day someone last held it against its documents.
    pub checked: Option<Day>,
    /// What the documents leave blank, for people.
    pub blanks: Vec<String>,
    /// Order of layers, as far as this table gives it.
    pub order: Vec<LayerId>,
    /// 保障线
    pub layers: Vec<LayerRule>,
    /// Parts of self-pay above a line that a fund takes.
    pub excesses: Vec<Excess>,
    /// 减免
    pub waivers: Vec<Waiver>,
    /// 专项救治, 免费救治 …
    pub schemes: Vec<Scheme>,
    /// Lists of diseases that only serve as hints.
    pub lists: Vec<HintList>,
    /// 适度目标 …
    pub targets: Vec<Target>,
    /// 先诊疗后付费, 一站式结算 …
    pub procedures: Vec<Procedure>,
}

/// A figure in fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Amount {
    /// Between two amounts, both possible; exact when equal, wholly unknown as `0..=MAX`.
    Range(Fen, Fen),
    /// Half of what it would be without this variant. Half of unknown is unknown.
    Half,
}

impl Amount {
    /// Nothing is known of it.
    pub const UNKNOWN: Amount = Amount::Range(Fen::ZERO, Fen::MAX);

    /// Exactly this.
    pub const fn exact(fen: Fen) -> Amount {
        Amount::Range(fen, fen)
    }
}

/// A share between two bounds, both possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShareRange {
    /// At least.
    pub low: Share,
    /// At most.
    pub high: Share,
}

impl ShareRange {
    /// Nothing is known of it.
    pub const UNKNOWN: ShareRange = ShareRange {
        low: Share::ZERO,
        high: Share::ONE,
    };

    /// Exactly this.
    pub const fn exact(share: Share) -> ShareRange {
        ShareRange {
            low: share,
            high: share,
        }
    }
}

/// One step of a ladder: the share paid of the base up to `to` (from the step before).
/// Edges are measured on the base itself, the deductible counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Upper edge; [`Fen::MAX`] in the last step.
    pub to: Fen,
    /// Share of the money inside the step.
    pub share: ShareRange,
}

/// What a layer pays of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Base {
    /// 政策范围内, as far as no earlier layer paid it.
    InScope,
    /// Out of scope (全自费, 超限价, 先行自付), as far as no earlier layer paid it.
    OutOfScope,
    /// All that is left.
    All,
    /// The year's accumulated in-scope self-pay; this visit's part of the payment counts.
    Year,
}

impl Base {
    /// As tables write it.
    pub const fn word(self) -> &'static str {
        match self {
            Base::InScope => "in_scope",
            Base::OutOfScope => "out_of_scope",
            Base::All => "all",
            Base::Year => "year",
        }
    }
}

/// A part of a layer with its own base; a layer's parts share its cap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// What it pays of.
    pub base: Base,
    /// Its ladder, edges rising.
    pub steps: Vec<Step>,
}

/// How the share of a layer is given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Shares {
    /// One ladder, on the layer's base.
    Steps(Vec<Step>),
    /// Several parts with bases of their own.
    Parts(Vec<Part>),
    /// What it would be without this variant, plus points.
    Plus(Share),
    /// The same as another layer's.
    SameAs(LayerId),
}

/// The figures of a layer. A figure left out here is sought in the next variant, then further up.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 起付线, fen a visit (or a year, for [`Base::Year`]).
    pub deductible: Option<Amount>,
    /// 先行自付, a share of the base that comes off before the deductible.
    pub first_self_pay: Option<ShareRange>,
    /// Share or shares.
    pub shares: Option<Shares>,
    /// 封顶线, fen a year.
    pub cap: Option<Amount>,
}

/// Figures under a condition; the first variant that matches wins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Variant {
    /// When these figures hold.
    pub when: When,
    /// The figures.
    pub figures: Figures,
    /// Where they stand.
    pub cites: Vec<CiteId>,
}

/// What one table says of a layer (保障线). Layers match by [`LayerId`] across places.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LayerRule {
    /// Id, name (empty where the table gives none), time, sources.
    /// `rule.when` is only read where `states_when`.
    pub rule: Rule,
    /// Which layer.
    pub layer: LayerId,
    /// Whether this table says whom the layer is for.
    pub states_when: bool,
    /// The layer applies as this scheme of the same table does (index).
    pub follows: Option<u16>,
    /// What it pays of, where this table says so.
    pub base: Option<Base>,
    /// Variants in order, the unconditional figures last.
    pub variants: Vec<Variant>,
    /// One joint payment (order or list unknown): stands for every layer that the table's
    /// order does not place before or after it.
    pub joint: bool,
    /// How many mechanisms the document counts in it.
    pub declared: Option<u16>,
}

/// The part of self-pay above a share of the bill goes to a fund.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Excess {
    /// What every rule has.
    pub rule: Rule,
    /// It applies as this scheme of the same table does (index).
    pub follows: Option<u16>,
    /// Who pays.
    pub payer: LayerId,
    /// Strictly above this share of the whole bill.
    pub above: Share,
    /// The payer's share of the part above.
    pub share: ShareRange,
}

/// What a count of a list counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Unit {
    /// 种
    Kind,
    /// 亚型
    SubKind,
    /// The document does not say.
    Unknown,
}

/// Self-pay on items that is waived after all layers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// What every rule has.
    pub rule: Rule,
    /// How many items the document counts.
    pub declared: Option<u16>,
    /// Items named.
    pub items: Vec<ItemId>,
    /// Whether all items are named.
    pub complete: bool,
    /// Share waived of a named item.
    pub share: ShareRange,
    /// The waiver is borne by the hospital (`hosp_part_amt`).
    pub by_hospital: bool,
}

/// One disease of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Which.
    pub disease: DiseaseId,
    /// A condition of its own (child, surgery only).
    pub when: When,
    /// A benefit of its own, in words.
    pub benefit: Option<String>,
}

/// A list of diseases. Only a complete list can say no.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiseaseList {
    /// How many the document says.
    pub declared: Option<u16>,
    /// What it counts.
    pub unit: Unit,
    /// Those it names.
    pub entries: Vec<Entry>,
    /// Whether it names all.
    pub complete: bool,
}

/// What of the bill a scheme makes free.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Free {
    /// Nothing in money, or a fixed price that is not stated.
    Nothing,
    /// The whole visit.
    Visit,
    /// Part of the visit; these items where they are itemised.
    Part(Vec<ItemId>),
}

/// A special-disease or special-people scheme: covered or not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scheme {
    /// What every rule has.
    pub rule: Rule,
    /// Where it reaches: conditions on `insured_in`, hospital and place only.
    pub scope: When,
    /// Its list; none where it is not about diseases.
    pub diseases: Option<DiseaseList>,
    /// What one gets, in words.
    pub benefit: String,
    /// What it makes free.
    pub free: Free,
    /// Hospitals named for it; elsewhere the answer warns.
    pub designated: Vec<HospitalId>,
    /// Lists (`<table id>.<rule id>`) that may hint where this one is silent.
    pub hints: Vec<String>,
}

/// A list that never decides: it is shown beside a local partial list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HintList {
    /// What every rule has.
    pub rule: Rule,
    /// The diseases.
    pub diseases: Vec<DiseaseId>,
}

/// What a target's share is measured on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TargetBase {
    /// The whole bill.
    Total,
    /// 政策范围内
    InScope,
    /// The document does not say; decided only where both agree.
    Unknown,
}

/// A target (适度目标): compared and shown, never paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// What every rule has.
    pub rule: Rule,
    /// Self-pay of at most this share (inclusive).
    pub self_pay: Share,
    /// Of what.
    pub base: TargetBase,
}

/// What a procedure does for the person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum ProcedureKind {
    /// 先诊疗后付费
    PayLater,
    /// 免交住院押金
    NoDeposit,
    /// 一站式结算
    OneStop,
    /// 转诊, 首诊
    Referral,
    /// Papers and where to apply.
    Apply,
    /// 复议, 诉讼
    Appeal,
    /// 事后报销
    Claim,
    /// 参保资助
    Premium,
    /// Another service.
    Service,
}

/// Something to do or to expect; told, never reckoned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Procedure {
    /// What every rule has.
    pub rule: Rule,
    /// What it does.
    pub kind: ProcedureKind,
    /// In words.
    pub text: String,
}

/// The groups a condition mentions, for tests and pages.
pub fn groups_of(when: &When, found: &mut Vec<GroupId>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| groups_of(part, found)),
        When::Not(inner) => groups_of(inner, found),
        When::Group(group) if !found.contains(group) => found.push(*group),
        _ => {}
    }
}
