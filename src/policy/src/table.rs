//! A packed table: rules with their figures, conditions, days and sources. Plain data that the
//! build gate has checked; must not know the engine or how authors write tables.
use crate::day::Day;
use crate::fen::Fen;
use crate::ids::{DiseaseId, GroupId, HospitalId, ItemId, LayerId, RegionId};
use crate::period::Period;
use crate::share::Share;
use crate::stays::StayYear;
use crate::when::{Insurance, When};
use serde::{Deserialize, Serialize};

/// An index into [`crate::Tables::cites`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CiteId(pub u16);

/// A yes/no question that a table asks in its own words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TableQuestion {
    /// ASCII, unique among all tables.
    pub id: String,
    /// The question, as a person reads it.
    pub text: String,
    /// Who or which paper can answer the question.
    pub help: String,
}

/// How reliable the source of a figure is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Evidence {
    /// A document whose wording is in hand.
    Document,
    /// A second-hand account: 未核对原文.
    Reported,
}

/// A place in a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cite {
    /// The document's id, a colon, and the rows or place; unique.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// The issuer; `None` where openly unknown.
    pub issuer: Option<String>,
    /// The date as written, or as the content implies; `None` where openly unknown.
    pub date: Option<String>,
    /// Whether the date is implied by the content, not printed.
    pub by_content: bool,
    /// Page, item or lines in the document.
    pub place: String,
    /// How reliable the source is.
    pub evidence: Evidence,
    /// Whether only the name of the document is in hand, not its wording: no figure rests on such a
    /// cite, and an answer that lacks the figures names the document.
    pub named: bool,
    /// Rows of the fact list that the cite covers (`S0-31`).
    pub rows: Vec<String>,
    /// The day someone last compared the table with the document.
    pub checked: Option<Day>,
}

/// The place or hospital that owns a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Owner {
    /// A place: the table holds for people insured there or in a place inside.
    Region(RegionId),
    /// A hospital: the table holds for people treated there, wherever insured.
    Hospital(HospitalId),
}

/// A span of days, both ends included. `None` is an open or unknown end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Span {
    /// Checks whether the day lies in the span.
    pub fn holds(self, day: Day) -> bool {
        !self.not_yet(day) && !self.over(day)
    }

    /// Checks whether the span begins after the day.
    pub fn not_yet(self, day: Day) -> bool {
        self.from.is_some_and(|from| day < from)
    }

    /// Checks whether the span ended before the day.
    pub fn over(self, day: Day) -> bool {
        self.until.is_some_and(|until| day > until)
    }

    /// Returns the earlier last day of two spans; `None` where neither ends.
    pub fn earlier_end(self, other: Span) -> Option<Day> {
        match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        }
    }

    /// Checks whether two spans share a day.
    pub fn overlaps(self, other: Span) -> bool {
        let before = |a: Option<Day>, b: Option<Day>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// The members that every kind of rule has. A rule's days lie inside its table's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// The rule's id: ASCII, unique in its table; `<table id>.<rule id>` is unique everywhere.
    pub id: String,
    /// The name in the document's own words, with its count.
    pub name: String,
    /// The days on which the rule holds.
    pub span: Span,
    /// The people and visits the rule is for.
    pub when: When,
    /// The places in documents that state the rule.
    pub cites: Vec<CiteId>,
    /// What a reader of a result by this rule should know (a second reading of a date …).
    pub caveat: Option<String>,
}

/// A table: rules of one place or hospital for one time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Table {
    /// The table's id: ASCII, unique.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// The place or hospital that owns the table.
    pub owner: Owner,
    /// The days on which the table holds.
    pub span: Span,
    /// The basic insurances whose insured the table is for, as bits of [`Insurance`]; `None` where
    /// unsaid. Then layers and top-up rules are for residents, and each other rule is for everyone
    /// whom its condition lets through.
    pub insurance: Option<u8>,
    /// The day someone last compared the table with its documents.
    pub checked: Option<Day>,
    /// What the documents leave blank, a sentence each.
    pub blanks: Vec<String>,
    /// The order in which layers pay, as far as this table states it.
    pub order: Vec<LayerId>,
    /// 保障线
    pub layers: Vec<LayerRule>,
    /// Top-up rules (兜底): a fund takes the self-pay above a line.
    pub top_ups: Vec<TopUp>,
    /// 减免
    pub waivers: Vec<Waiver>,
    /// 专项救治, 免费救治 …
    pub schemes: Vec<Scheme>,
    /// Lists of diseases that serve only as hints.
    pub lists: Vec<HintList>,
    /// 适度目标 …
    pub targets: Vec<Target>,
    /// 先诊疗后付费, 一站式结算 …
    pub procedures: Vec<Procedure>,
    /// Classes of bill items: 乙类, 放宽 …
    pub classes: Vec<ItemClass>,
    /// How stays in hospital count, where the table says so.
    pub stay: Option<StayRule>,
}

impl Table {
    /// Checks whether the table's rules reach people of this basic insurance.
    pub fn is_for(&self, insurance: Insurance) -> bool {
        self.insurance
            .is_none_or(|bits| bits & insurance.bit() != 0)
    }

    /// Returns the basic insurances whose payments the table rules, as bits of [`Insurance`]:
    /// residents' where the table names none.
    pub fn pays_for(&self) -> u8 {
        self.insurance.unwrap_or(Insurance::Resident.bit())
    }
}

/// One table's rule for counting stays in hospital. A word left out is looked up in tables further up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StayRule {
    /// The day whose calendar year a stay counts in.
    pub year: Option<StayYear>,
    /// So many days make a stay: each time that many are over, the days after count as a further stay.
    pub further_after: Option<u16>,
    /// The places in documents that state the rule.
    pub cites: Vec<CiteId>,
}

/// A figure, in fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Amount {
    /// Between two amounts, both included; exact when equal, wholly unknown as `0..=MAX`.
    Range(Fen, Fen),
    /// The figure without this variant times a factor, rounded half up to the fen. A part of unknown
    /// is unknown, and a part of no limit is no limit.
    Times(Share),
    /// The figure without this variant less so much. The floor ends the fall: a figure that is below
    /// the floor already stays what it was.
    Less {
        /// So much less. Fen.
        less: Fen,
        /// The floor. Fen.
        at_least: Fen,
    },
    /// The figure without this variant and so much more. The ceiling ends the rise: a figure that is
    /// above the ceiling already stays what it was.
    Plus {
        /// So much more. Fen.
        plus: Fen,
        /// The ceiling; [`Fen::MAX`] for none. Fen.
        at_most: Fen,
    },
    /// The deductible without this variant less the deductible that the person paid at the hospital
    /// before a transfer (转院补差).
    Rest,
}

impl Amount {
    /// An amount of which nothing is known.
    pub const UNKNOWN: Amount = Amount::Range(Fen::ZERO, Fen::MAX);
    /// Half of the figure without this variant.
    pub const HALF: Amount = Amount::Times(Share::HALF);

    /// Checks whether nothing is known of the amount.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Amount::Range(Fen::ZERO, Fen::MAX))
    }

    /// Checks whether the amount is stated in terms of the figure without this variant.
    pub const fn is_relative(self) -> bool {
        match self {
            Amount::Range(..) => false,
            Amount::Times(_) | Amount::Less { .. } | Amount::Plus { .. } | Amount::Rest => true,
        }
    }

    /// Returns an exact amount.
    pub const fn exact(fen: Fen) -> Amount {
        Amount::Range(fen, fen)
    }
}

/// A share between two bounds, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShareRange {
    /// The lower bound.
    pub low: Share,
    /// The upper bound.
    pub high: Share,
}

impl ShareRange {
    /// A share of which nothing is known.
    pub const UNKNOWN: ShareRange = ShareRange {
        low: Share::ZERO,
        high: Share::ONE,
    };

    /// Returns an exact share.
    pub const fn exact(share: Share) -> ShareRange {
        ShareRange {
            low: share,
            high: share,
        }
    }
}

/// One bracket of a schedule: the share paid of the base, from the bracket before up to `to`.
/// Edges are measured on the base itself, the deductible included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bracket {
    /// The upper edge; [`Fen::MAX`] in the last bracket.
    pub to: Fen,
    /// The share of the money inside the bracket.
    pub share: ShareRange,
}

/// A part of the money that a layer looked at, by what that layer did with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LeftPart {
    /// What the deductible (起付线) took, between two amounts of the whole deductible of its period:
    /// [`Fen::ZERO`] and [`Fen::MAX`] for all of it.
    Deductible {
        /// The lower amount. Fen.
        from: Fen,
        /// The upper amount. Fen.
        to: Fen,
    },
    /// What the shares left to the person, of the cost above the deductible and within the cap.
    OwnShare,
    /// The cost beyond the largest at which the payment is within the cap (封顶线).
    OverCap,
}

impl LeftPart {
    /// Returns the key of the part in tables.
    pub const fn key(self) -> &'static str {
        match self {
            LeftPart::Deductible { .. } => "deductible_of",
            LeftPart::OwnShare => "own_share_of",
            LeftPart::OverCap => "over_cap_of",
        }
    }

    /// Checks whether two parts are of one kind, whatever the amounts of the deductible.
    pub fn is_like(self, other: LeftPart) -> bool {
        self.key() == other.key()
    }
}

/// The money a layer pays a share of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Base {
    /// 政策范围内, as far as no earlier layer paid.
    InScope,
    /// Out of scope (全自费, 超限价, 先行自付), as far as no earlier layer paid.
    OutOfScope,
    /// All money that is left.
    All,
    /// The year's accumulated in-scope self-pay; of the payment, only this visit's part counts.
    Year,
    /// All money that is left, out-of-scope money first: a fixed price (定额) holds everything that
    /// the visit needs, so what lies above the price leaves the bill before any layer pays.
    OverPrice,
    /// The in-scope cost of the whole bill, whatever earlier layers paid of it; the layer pays at
    /// most what they left in scope.
    InScopeCost,
    /// The in-scope cost that the layer looked at this year (its account): schedule and deductible
    /// are measured on the year's cost. Of the payment, only this visit's part counts.
    YearCost,
    /// A part of the money that an earlier layer looked at, and nothing else.
    LeftBy(LayerId, LeftPart),
}

impl Base {
    /// Returns the word for the base in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Base::InScope => "in_scope",
            Base::OutOfScope => "out_of_scope",
            Base::All => "all",
            Base::Year => "year",
            Base::OverPrice => "over_price",
            Base::InScopeCost => "in_scope_cost",
            Base::YearCost => "year_cost",
            Base::LeftBy(_, part) => part.key(),
        }
    }

    /// Returns the earlier layer, and the part of its money, that the base is; `None` for other bases.
    pub const fn left_by(self) -> Option<(LayerId, LeftPart)> {
        match self {
            Base::LeftBy(layer, part) => Some((layer, part)),
            _ => None,
        }
    }
}

/// A part of a layer with its own base; a layer's parts share its cap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SharePart {
    /// The money the part pays a share of.
    pub base: Base,
    /// The part's schedule of brackets, edges rising.
    pub schedule: Vec<Bracket>,
}

/// How the share or shares of a layer are given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Shares {
    /// One schedule, on the layer's base.
    Schedule(Vec<Bracket>),
    /// Several parts with bases of their own.
    Parts(Vec<SharePart>),
    /// The share without this variant, plus points.
    Plus(Share),
    /// The share without this variant, times a factor.
    Times(Share),
    /// The person's own part (the rest of the share) without this variant, times a factor.
    OwnTimes(Share),
    /// The share of another layer.
    SameAs(LayerId),
}

impl Shares {
    /// Checks whether the shares are parts that look at what an earlier layer left of its money.
    pub fn looks(&self) -> bool {
        matches!(self, Shares::Parts(parts) if parts.iter().any(|it| it.base.left_by().is_some()))
    }

    /// Checks whether nothing is known of any share.
    pub fn is_unknown(&self) -> bool {
        match self {
            Shares::Schedule(brackets) => brackets.iter().all(|it| it.share == ShareRange::UNKNOWN),
            _ => false,
        }
    }

    /// Checks whether the shares are stated in terms of the shares without this variant.
    pub const fn is_relative(&self) -> bool {
        match self {
            Shares::Schedule(_) | Shares::Parts(_) | Shares::SameAs(_) => false,
            Shares::Plus(_) | Shares::Times(_) | Shares::OwnTimes(_) => true,
        }
    }
}

/// The figures of a layer. A figure left out is looked up in the next variant, then in tables further
/// up.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 起付线, fen a visit (or a year, for [`Base::Year`]).
    pub deductible: Option<Amount>,
    /// The period in which the deductible is met once; `None` where each visit meets its own. A
    /// deductible made from another follows that one.
    pub deductible_per: Option<Period>,
    /// 先行自付, a share of the base that comes off before the deductible.
    pub first_self_pay: Option<ShareRange>,
    /// The share or shares.
    pub shares: Option<Shares>,
    /// Points (百分点) by which every share is lower than without this variant.
    pub lowered: Option<ShareRange>,
    /// 封顶线, fen a year, or of the period in `cap_per`.
    pub cap: Option<Amount>,
    /// The period whose payments the cap counts; `None` for a year. A cap made from another follows
    /// that one.
    pub cap_per: Option<Period>,
    /// Whether the cap limits the cost above the deductible before the share is taken, not the
    /// payment. A cap made from another follows that one.
    pub cap_on_cost: bool,
    /// 合计封顶: the share of the whole bill that the layer and those before it pay together at most.
    pub ceiling: Option<Share>,
}

impl Figures {
    /// Checks whether some figure is given: a value or bounds, not openly unknown.
    pub fn are_given(&self) -> bool {
        let amount = |it: Option<Amount>| it.is_some_and(|it| !it.is_unknown());
        let share = |it: Option<ShareRange>| it.is_some_and(|it| it != ShareRange::UNKNOWN);
        amount(self.deductible)
            || share(self.first_self_pay)
            || self.shares.as_ref().is_some_and(|it| !it.is_unknown())
            || share(self.lowered)
            || amount(self.cap)
            || self.ceiling.is_some()
    }

    /// Returns the period in which the deductible is met once.
    pub fn deductible_period(&self) -> Period {
        self.deductible_per.unwrap_or(Period::Visit)
    }

    /// Returns the period whose payments the cap counts.
    pub fn cap_period(&self) -> Period {
        self.cap_per.unwrap_or(Period::Year)
    }
}

/// Figures under a condition; the first variant that matches wins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Variant {
    /// The condition of the figures.
    pub when: When,
    /// The figures.
    pub figures: Figures,
    /// The places in documents that state the figures.
    pub cites: Vec<CiteId>,
    /// The first day for which the sources tell the figures, where the rule begins later.
    pub since: Option<Day>,
}

impl Variant {
    /// Returns the first day for which the figures are told; `from` is the first day of the rule.
    pub fn first_day(&self, from: Option<Day>) -> Option<Day> {
        self.since.or(from)
    }
}

/// How a layer's payment becomes whole fen, from the least payment to the most.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub enum Rounding {
    /// A part of a fen is dropped (去尾).
    Down,
    /// Half a fen and more is a fen (四舍五入). Taken where no table states a rounding.
    #[default]
    HalfUp,
    /// A part of a fen is a fen (进一).
    Up,
}

impl Rounding {
    /// Every rounding, in order.
    pub const ALL: &[Rounding] = &[Rounding::Down, Rounding::HalfUp, Rounding::Up];

    /// Returns the word for the rounding in tables and in the interface.
    pub const fn word(self) -> &'static str {
        match self {
            Rounding::Down => "down",
            Rounding::HalfUp => "half_up",
            Rounding::Up => "up",
        }
    }
}

/// One table's rule for a layer (保障线). Rules of several places match by [`LayerId`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LayerRule {
    /// Id, name (empty where the table gives none), days, sources. `rule.when` is read only where
    /// `states_when`.
    pub rule: Rule,
    /// The layer.
    pub layer: LayerId,
    /// The basic insurances whose insured the rule is for, as bits of [`Insurance`]. A layer of
    /// residents and a layer of employees of one id share no figure.
    pub insurance: u8,
    /// Whether this table says whom the layer is for.
    pub states_when: bool,
    /// The scheme of the same table whose verdict decides whether the layer applies (index).
    pub follows: Option<u16>,
    /// The base, where this table states one.
    pub base: Option<Base>,
    /// The rounding of the payment, where this table states one.
    pub rounding: Option<Rounding>,
    /// Variants in order, the unconditional figures last.
    pub variants: Vec<Variant>,
    /// Whether one joint payment (order or list unknown) replaces every layer that the table's order
    /// does not place before or after.
    pub joint: bool,
    /// How many payment mechanisms the document counts in the layer.
    pub declared: Option<u16>,
}

/// How often the 先行自付 of a class becomes whole fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum RoundedBy {
    /// Once for each line of the bill. Taken where no table says.
    #[default]
    Line,
    /// Once for the sum of all lines of the class.
    Sum,
}

impl RoundedBy {
    /// Every way, in order.
    pub const ALL: &[RoundedBy] = &[RoundedBy::Line, RoundedBy::Sum];

    /// Returns the word for the way in tables and in the interface.
    pub const fn word(self) -> &'static str {
        match self {
            RoundedBy::Line => "line",
            RoundedBy::Sum => "sum",
        }
    }
}

/// The amount that a top-up rule's line is measured on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum TopUpBase {
    /// The whole bill: the line is a share of the bill.
    #[default]
    Total,
    /// The in-scope cost: the line is a share of the in-scope cost, on top of the whole out-of-scope
    /// cost, so that all payers together reach the rest of the in-scope cost (综合报销比例).
    InScope,
}

impl TopUpBase {
    /// Every base.
    pub const ALL: &[TopUpBase] = &[TopUpBase::Total, TopUpBase::InScope];

    /// Returns the word for the base in tables.
    pub const fn word(self) -> &'static str {
        match self {
            TopUpBase::Total => "total",
            TopUpBase::InScope => "in_scope",
        }
    }
}

/// One table's rule for a class of bill items (乙类, 放宽 …). Rules of several places match by the
/// class's name. A figure left out is looked up in tables further up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ItemClass {
    /// Id, name (the class), days, sources. The rule has no condition.
    pub rule: Rule,
    /// 先行自付: the share of an item, within its price limit, that does not enter the scope.
    pub first_self_pay: Option<ShareRange>,
    /// How 先行自付 becomes whole fen.
    pub rounding: Option<Rounding>,
    /// How often 先行自付 becomes whole fen.
    pub rounded_by: Option<RoundedBy>,
    /// The layer that pays what enters the scope by a share of the class's own.
    pub own_share: Option<OwnShare>,
}

/// A share that a class of bill items has of its own in a layer (半费): the layer pays that share of
/// what enters the scope, without a deductible, and its schedule sees only the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnShare {
    /// The layer.
    pub layer: LayerId,
    /// The share.
    pub share: ShareRange,
}

/// A top-up rule (兜底): a fund pays a share of the self-pay above a line, a share of the bill or of
/// the in-scope cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TopUp {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// The scheme of the same table whose verdict decides whether the rule applies (index).
    pub follows: Option<u16>,
    /// The layer that pays.
    pub payer: LayerId,
    /// The share of the base strictly above which the rule pays.
    pub above: Share,
    /// The amount that `above` is a share of.
    pub base: TopUpBase,
    /// The payer's share of the self-pay above that line.
    pub share: ShareRange,
}

/// The unit in which a document counts the diseases of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Unit {
    /// 种
    Kind,
    /// 亚型
    SubKind,
    /// The document does not say.
    Unknown,
}

/// A waiver (减免) of self-pay on items, after all layers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// How many items the document counts.
    pub declared: Option<u16>,
    /// The items that are named.
    pub items: Vec<ItemId>,
    /// Whether all items are named.
    pub complete: bool,
    /// The waived share of a named item.
    pub share: ShareRange,
    /// Whether the hospital bears the waiver (`hosp_part_amt`).
    pub by_hospital: bool,
}

/// One disease of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiseaseEntry {
    /// The disease.
    pub disease: DiseaseId,
    /// A condition of the entry's own (child, surgery only).
    pub when: When,
    /// A benefit of the entry's own, in words.
    pub benefit: Option<String>,
}

/// A list of diseases. Only a complete list can say no.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiseaseList {
    /// How many diseases the document counts.
    pub declared: Option<u16>,
    /// The unit of that count.
    pub unit: Unit,
    /// The diseases that are named.
    pub entries: Vec<DiseaseEntry>,
    /// Whether all diseases are named.
    pub complete: bool,
}

/// The part of the bill that a scheme makes free.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Free {
    /// No part, or a fixed price that is not stated.
    Nothing,
    /// The whole visit.
    Visit,
    /// Part of the visit; these items where they are itemised.
    Part(Vec<ItemId>),
}

/// A scheme for special diseases or people: a person is covered or not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scheme {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// Where the scheme applies: conditions on `insured_in`, hospital and place only.
    pub scope: When,
    /// The list of diseases; `None` where the scheme is not about diseases.
    pub diseases: Option<DiseaseList>,
    /// What a covered person gets, in words.
    pub benefit: String,
    /// The part of the bill that becomes free.
    pub free: Free,
    /// Hospitals named by the scheme; at any other, the answer warns.
    pub designated: Vec<HospitalId>,
    /// Lists (`<table id>.<rule id>`) that may hint where the scheme's own list is silent.
    pub hints: Vec<String>,
}

/// A list that never decides: shown as a hint where a local list is partial.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HintList {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// The diseases.
    pub diseases: Vec<DiseaseId>,
}

/// The amount that a target's share is measured on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TargetBase {
    /// The whole bill.
    Total,
    /// 政策范围内
    InScope,
    /// Not stated by the document; decided only where both bases agree.
    Unknown,
}

/// A target (适度目标): compared with the result and shown, never paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// The highest share of self-pay that meets the target (inclusive).
    pub self_pay: Share,
    /// The amount the share is measured on.
    pub base: TargetBase,
}

/// The kind of a procedure.
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
    /// 异地就医备案, before treatment elsewhere.
    Filing,
    /// Papers and where to apply.
    Apply,
    /// 认定: how a person comes to belong to a group.
    Recognition,
    /// 复议, 诉讼
    Appeal,
    /// 事后报销
    Claim,
    /// 先自己付全部，再回去报
    PayAll,
    /// 参保资助
    Premium,
    /// Another service.
    Service,
}

impl ProcedureKind {
    /// Every kind, in the order an author is offered them.
    pub const ALL: &[ProcedureKind] = &[
        ProcedureKind::PayLater,
        ProcedureKind::NoDeposit,
        ProcedureKind::OneStop,
        ProcedureKind::Referral,
        ProcedureKind::Filing,
        ProcedureKind::Apply,
        ProcedureKind::Recognition,
        ProcedureKind::Appeal,
        ProcedureKind::Claim,
        ProcedureKind::PayAll,
        ProcedureKind::Premium,
        ProcedureKind::Service,
    ];

    /// Returns the kind as tables and the interface write it.
    pub const fn word(self) -> &'static str {
        match self {
            ProcedureKind::PayLater => "pay_later",
            ProcedureKind::NoDeposit => "no_deposit",
            ProcedureKind::OneStop => "one_stop",
            ProcedureKind::Referral => "referral",
            ProcedureKind::Filing => "filing",
            ProcedureKind::Apply => "apply",
            ProcedureKind::Recognition => "recognition",
            ProcedureKind::Appeal => "appeal",
            ProcedureKind::Claim => "claim",
            ProcedureKind::PayAll => "pay_all",
            ProcedureKind::Premium => "premium",
            ProcedureKind::Service => "service",
        }
    }
}

/// Something to do or to expect; shown to the person, without effect on amounts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Procedure {
    /// The members that every kind of rule has.
    pub rule: Rule,
    /// The kind of the procedure.
    pub kind: ProcedureKind,
    /// The instructions, in words.
    pub text: String,
}

/// Collects the groups a condition mentions.
pub fn groups_of(when: &When, found: &mut Vec<GroupId>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| groups_of(part, found)),
        When::Not(inner) => groups_of(inner, found),
        When::Group(group) if !found.contains(group) => found.push(*group),
        _ => {}
    }
}
