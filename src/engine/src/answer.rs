//! The types of an answer: amounts, lines, verdicts, questions, warnings. Must not know sentences
//! or JSON.
use mingbai_policy::{
    Care, CiteId, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, HospitalTier, LayerId, LeftPart,
    NumberFact, Period, Place, Rounding, Sex, Share, ShareRange, YesNo,
};

/// A range of amounts, both ends included and possible. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// The least.
    pub low: Fen,
    /// The most.
    pub high: Fen,
}

impl Range {
    /// Returns the range of exactly one amount.
    pub const fn exact(fen: Fen) -> Range {
        Range {
            low: fen,
            high: fen,
        }
    }

    /// Returns the smallest range that includes both.
    #[must_use]
    pub fn hull(self, other: Range) -> Range {
        Range {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Returns the distance between the ends. Fen.
    pub fn width(self) -> Fen {
        self.high - self.low
    }
}

/// Three-valued truth (Kleene).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// True for certain.
    Yes,
    /// False for certain.
    No,
    /// Not known.
    Unknown,
}

/// A rule of a table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RuleRef {
    /// Index into `Tables::tables`.
    pub table: u16,
    /// Index in the table's list of rules of that kind.
    pub index: u16,
}

/// An amount in both readings. Invariant: `certain` includes `estimate`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TwoReadings {
    /// The range from documents and entered figures alone.
    pub certain: Range,
    /// The range that counts reported figures too.
    pub estimate: Range,
}

/// How well the figures of a line are known: the grade of the least known figure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LineGrade {
    /// From documents.
    Document,
    /// Entered by the person.
    Entered,
    /// Some figures are second-hand.
    Reported,
    /// Some figures are unknown.
    Unknown,
}

/// When the figures of a line were last attested: stated by a source, or compared with one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FigureAge {
    /// The day of the visit.
    pub visit: Day,
    /// The day on which the oldest figure was last stated; `None` where some figure has no day.
    pub oldest: Option<Day>,
    /// The day on which the newest figure was last stated.
    pub newest: Option<Day>,
    /// The day on which all figures had been compared with their documents; `None` where some never
    /// was.
    pub checked: Option<Day>,
    /// Whether some figure is open-ended: its row names no last day and says that it goes on.
    pub open_ended: bool,
}

impl FigureAge {
    /// Returns whether some figure is of an earlier year than the visit, or of no known year.
    pub fn is_old(&self) -> bool {
        self.oldest.is_none_or(|it| it.year() < self.visit.year())
    }
}

/// Open-ended figures that were last attested more than a year before the visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unattested {
    /// The day of the visit.
    pub visit: Day,
    /// The table of the figures, an index into `Tables::tables`; `None` for all tables in force.
    pub table: Option<u16>,
    /// The day on which the table was last attested; `None` where no day is known.
    pub last: Option<Day>,
    /// Whether that day is of a comparison with the documents.
    pub checked: bool,
}

impl Unattested {
    /// Adds the figures of one visit to those of others: of each table, the latest visit stays.
    pub fn keep_latest(all: &mut Vec<Unattested>, figures: Unattested) {
        match all.iter_mut().find(|it| it.table == figures.table) {
            Some(known) if known.visit < figures.visit => *known = figures,
            Some(_) => {}
            None => all.push(figures),
        }
    }
}

/// The payment of one payer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerLine {
    /// The layer that pays.
    pub layer: LayerId,
    /// The layer's name where the person is insured.
    pub name: String,
    /// The payment; `None` without a bill.
    pub pays: Option<TwoReadings>,
    /// The grade of the least known figure.
    pub grade: LineGrade,
    /// Whether, in some possible world, no document gives a figure that the payment turns on.
    pub blank: bool,
    /// The least grade of the figures that are known.
    pub known: LineGrade,
    /// Open facts and amounts that move its payment by a yuan or more.
    pub open: Vec<Question>,
    /// The top-up rule that pays into this line.
    pub top_up: Option<RuleRef>,
    /// The sources of the figures that may hold.
    pub cites: Vec<CiteId>,
    /// When those figures were last attested; `None` where no table gives the line a figure.
    pub age: Option<FigureAge>,
}

/// The reason for a verdict on a rule: the first that applies, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// The rule belongs to another place or hospital.
    Scope,
    /// The rule is not yet in force.
    NotStarted,
    /// The rule is no longer in force.
    Ended,
    /// A complete list does not name the disease.
    CompleteList,
    /// A condition fails or is open.
    Condition,
    /// A partial list does not name the disease.
    PartialList,
    /// The disease is named, where there is a list, and all conditions hold.
    Named,
}

/// A waiver (减免), judged for one visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaiverLine {
    /// The waiver.
    pub rule: RuleRef,
    /// Whether the waiver applies.
    pub verdict: Verdict,
    /// The reason for the verdict.
    pub reason: Reason,
    /// Open facts that would settle the verdict.
    pub open: Vec<Question>,
    /// The amount waived in the estimate; `None` without a bill.
    pub amount: Option<Range>,
}

/// How the self-pay lies against a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetVerdict {
    /// At or under the line.
    Within,
    /// Above the line.
    Above,
    /// Some fact or amount is open.
    Unknown,
    /// The target does not apply to this visit.
    NotApplicable,
}

/// A target (适度目标), judged for one visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetLine {
    /// The target.
    pub rule: RuleRef,
    /// How the self-pay lies against the line.
    pub verdict: TargetVerdict,
    /// The line in fen, rounded down to the most that is still within; `None` where its base is
    /// open.
    pub line: Option<Fen>,
    /// How far the self-pay lies above the line, in fen; 0 at or under the line.
    pub gap: Option<Range>,
}

/// A scheme (专项政策), judged for one visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemeLine {
    /// The scheme.
    pub rule: RuleRef,
    /// Whether the scheme covers the person.
    pub verdict: Verdict,
    /// The reason for the verdict.
    pub reason: Reason,
    /// Index of the list's entry that names the disease.
    pub entry: Option<u16>,
    /// The verdict of the scheme's list on the disease, whether or not the scheme is in force;
    /// `None` without a list or a disease.
    pub listed: Option<Verdict>,
    /// The amount made free in the estimate; `None` where the scheme moves no money in this visit.
    pub free: Option<Range>,
    /// Open facts that would settle the verdict.
    pub open: Vec<Question>,
    /// Other lists that name the disease (`<table>.<rule>`): a hint, never a verdict.
    pub hints: Vec<String>,
}

/// A procedure (手续), judged for one visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProcedureLine {
    /// The procedure.
    pub rule: RuleRef,
    /// Whether the procedure is for this visit.
    pub applies: Verdict,
}

/// The money needed at the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cash {
    /// Whether a deposit is required.
    pub deposit: Verdict,
    /// Whether treatment comes first and payment later.
    pub pay_later: Verdict,
}

/// A question about one fact or amount.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Question {
    Insurance,
    Hospital,
    Grade,
    Tier,
    Place,
    Care,
    Sex,
    /// A number.
    Number(NumberFact),
    Disease,
    BenefitPlan,
    Group(GroupId),
    /// A yes/no fact.
    Is(YesNo),
    /// A question that a table itself defines (index into `Tables::questions`).
    Own(u16),
    InScope,
    Items,
    YearToDate,
}

/// An answer to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Value {
    Yes,
    No,
    Hospital(HospitalId),
    OtherHospital,
    Grade(Grade),
    Tier(HospitalTier),
    Place(Place),
    Care(Care),
    Sex(Sex),
    /// The number is in the range, both ends included.
    Number(NumberFact, u16, u16),
    BenefitPlan(u8),
    /// A plan that no table names.
    OtherBenefitPlan,
    Disease(DiseaseId),
    /// An amount in fen.
    Amount(Fen),
    /// The whole open amount: every item, or every payment of the year so far.
    All,
    /// None of the open amount, or none of the diseases.
    Nothing,
}

/// A question worth asking, with its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// The mean low end and the mean high end over the answers; `None` where the answers only
    /// change verdicts.
    pub range: Option<Range>,
    /// Each answer with the payment's range after it; for amounts, a sample of the answers.
    pub answers: Vec<(Value, Option<Range>)>,
}

/// A default that was used because the visit says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assumption {
    /// The person has resident insurance.
    Resident,
    /// Nobody else is liable.
    NoThirdParty,
    /// The visit is the first of the year.
    FirstVisit,
    /// Layers that the year so far does not mention paid nothing.
    PaidNothing,
    /// No disease was given: free benefits of schemes are not counted.
    NoDisease,
    /// The hospital was left out: hospitals of other provinces with rules of their own are not
    /// counted.
    NoFarHospital,
}

/// What one line of the bill brings into the scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineScope {
    /// The name on the bill.
    pub name: Option<String>,
    /// The class; `None` where unknown.
    pub class: Option<String>,
    /// What the line costs. Fen.
    pub amount: Fen,
    /// What of that lies within the price limit: the rest is out of scope. Fen.
    pub within_limit: Fen,
    /// The share that is 先行自付.
    pub share: ShareRange,
    /// Whether the line states the share itself.
    pub own_share: bool,
    /// 先行自付 in fen; `None` where the class rounds the sum of its lines, not each.
    pub first_self_pay: Option<Range>,
    /// How 先行自付 became whole fen, at the low and the high end.
    pub rounding: (Rounding, Rounding),
    /// The sources of the class's figures.
    pub cites: Vec<CiteId>,
}

/// 先行自付 of all lines of a class that rounds their sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassSum {
    /// The class.
    pub class: String,
    /// What the lines cost within their price limits. Fen.
    pub within: Fen,
    /// 先行自付. Fen.
    pub first_self_pay: Range,
    /// How the sum became whole fen.
    pub rounding: Rounding,
}

/// How the lines of a bill make its amount in scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BillLines {
    /// Each line, in the visit's order.
    pub lines: Vec<LineScope>,
    /// The classes that round the sum of their lines, in the order of their first line.
    pub sums: Vec<ClassSum>,
    /// What the total holds beyond the lines: of unknown class. Fen.
    pub rest: Fen,
    /// The amount in scope by the lines alone. Fen.
    pub in_scope: Range,
}

impl BillLines {
    /// Returns the classes whose share of 先行自付 no table states exactly, of lines that give no share
    /// of their own; each once.
    pub fn unstated(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for it in self.lines.iter().filter(|it| it.share.low != it.share.high) {
            if let Some(class) = it.class.as_deref()
                && !found.contains(&class)
            {
                found.push(class);
            }
        }
        found
    }

    /// Returns how many lines give neither a class nor a share of their own.
    pub fn without_class(&self) -> usize {
        let open = self.lines.iter();
        open.filter(|it| it.class.is_none() && !it.own_share)
            .count()
    }
}

/// A fact to know before trusting an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// No table of the place or its hospital is in force on the day; national rules still count.
    NoLocalTable,
    /// The tables of another day were used, as the visit asks.
    TablesAsOf(Day),
    /// The day of admission falls under other tables. No rule says which count, so both are in the
    /// range.
    AdmittedUnderOtherTables,
    /// No table is for employees.
    Employee,
    /// Someone else is liable, so insurance may pay nothing.
    ThirdParty,
    /// The visit is outside the hospitals that a scheme designates.
    NotDesignated(RuleRef),
    /// A caveat of a rule that counts in this answer.
    Caveat(String),
    /// The bill has neither total nor self-pay, so no amount can be computed.
    NoTotal,
    /// The receipt's 医保统筹基金支付 lies outside the answer's range for 基本医保.
    FundPaidDiffers {
        /// The printed amount.
        paid: Fen,
        /// The answer's range.
        ours: Range,
    },
    /// A layer's payments of this year are not split by kind of care, disease or month, and its cap
    /// counts only some of them.
    YearNotSplit {
        /// The layer.
        layer: LayerId,
        /// Whether the cap counts payments for one disease only.
        of_disease: bool,
        /// The period whose payments the cap counts.
        per: Period,
    },
    /// No table of the place states the 先行自付 of a class of lines exactly.
    ClassUnstated(String),
    /// So many lines of the bill have no class.
    LinesWithoutClass(usize),
    /// The lines come to so much less than the total. Fen.
    LinesBelowTotal(Fen),
    /// A layer's deductible is met once in a period, and nobody said how much earlier visits used.
    DeductibleUseOpen {
        /// The layer.
        layer: LayerId,
        /// Whether the deductible counts visits for one disease only.
        of_disease: bool,
        /// The period in which the deductible is met once.
        per: Period,
    },
}

/// One step of the arithmetic, as data. Amounts in fen, shares in millionths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TraceStep {
    /// The bill, split by scope.
    Bill {
        /// In scope.
        in_scope: Fen,
        /// Out of scope.
        out_of_scope: Fen,
    },
    /// What lies above a fixed price (定额) leaves the bill: the hospital bears the amount.
    Price {
        /// The layer of what the hospital bears.
        layer: LayerId,
        /// The bill before. Fen.
        bill: Fen,
        /// The fixed price. Fen.
        price: Fen,
        /// The amount that the hospital bears. Fen.
        borne: Fen,
    },
    /// The start of a layer's payment.
    Layer {
        /// The layer.
        layer: LayerId,
        /// The amount that the layer pays of.
        base: Fen,
        /// The share taken off first as 先行自付.
        first_self_pay: Share,
        /// Points (百分点) by which every share is lower.
        lowered: Share,
        /// The deductible used.
        deductible: Fen,
        /// The whole deductible where that is of a period of several visits, and the period: the
        /// visit uses of what is left of it.
        deductible_of_period: Option<(Fen, Period)>,
        /// The year's amount before this visit, for a layer on the year's base.
        before: Fen,
    },
    /// An amount between two edges of the brackets, paid at one share.
    Segment {
        /// The lower edge.
        from: Fen,
        /// The upper edge.
        to: Fen,
        /// The share paid.
        share: Share,
    },
    /// The layer of the step before looks only at a part of what an earlier layer looked at.
    LookedAt {
        /// The earlier layer.
        of: LayerId,
        /// The part.
        part: LeftPart,
        /// The money of that part.
        amount: Fen,
    },
    /// Money of classes with a share of their own, paid at that share.
    OwnShare {
        /// The money.
        amount: Fen,
        /// The share paid.
        share: Share,
    },
    /// The rest of the cap cut the sum.
    Capped {
        /// The rest of the cap.
        left: Fen,
        /// The period whose payments the cap counts.
        per: Period,
    },
    /// The rest of a cap on the cost cut the cost that counts.
    CostCapped {
        /// The rest of the cap.
        left: Fen,
    },
    /// The ceiling on what the layer and those before it pay together cut the payment.
    Ceiling {
        /// The most that they pay together.
        together: Fen,
        /// The rest of that for this layer.
        left: Fen,
    },
    /// Earlier layers left less than the layer would pay.
    LeftOnly {
        /// The in-scope money that is left.
        left: Fen,
    },
    /// The payment of a layer, rounded once.
    Paid {
        /// The layer.
        layer: LayerId,
        /// The payment.
        amount: Fen,
        /// Whether the payment was taken from the settlement sheet unchanged.
        from_sheet: bool,
        /// How the payment became whole fen, where it was computed.
        rounding: Rounding,
    },
    /// The self-pay after all layers.
    AfterLayers {
        /// The self-pay.
        self_pay: Fen,
    },
    /// The payment of a top-up rule.
    TopUp {
        /// The rule.
        rule: RuleRef,
        /// The line: the self-pay above which the rule pays, rounded half up.
        line: Fen,
        /// The share paid of the amount above the line.
        share: Share,
        /// The payment.
        amount: Fen,
    },
    /// The amount waived.
    Waived {
        /// The sum over all waivers.
        amount: Fen,
    },
    /// The amount that schemes make free.
    Free {
        /// The sum over all schemes.
        amount: Fen,
    },
    /// The person's payment.
    Pays {
        /// The payment.
        amount: Fen,
    },
}

/// The world that reaches an end, and its arithmetic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// The person's payment in this world. Fen.
    pub pays: Fen,
    /// The open facts, with their values in this world.
    pub facts: Vec<(Question, Value)>,
    /// The arithmetic.
    pub steps: Vec<TraceStep>,
}

/// The money of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    /// The person's payment.
    pub pays: TwoReadings,
    /// The world of the estimate's low end.
    pub low: Witness,
    /// The world of the estimate's high end.
    pub high: Witness,
    /// By how many fen the low and the high end lie beyond their witnesses: rounding, where two
    /// bases trade against each other.
    pub widened: (Fen, Fen),
}

/// A table that the answer lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableUse {
    /// Index into `Tables::tables`.
    pub table: u16,
    /// Whether the table is in force on the day.
    pub in_force: bool,
}

/// How far answers to open questions reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Some answer to one question moves an end alone.
    Alone,
    /// No single answer moves an end; several together may.
    Together,
    /// Whether a single answer moves an end is not computed; an open fact may.
    Perhaps,
    /// No answers move an end, alone or together.
    Nothing,
}

/// The parts of an answer that open questions, skipped ones included, could still change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// How far answers move the ends of the person's payment, by 1 yuan or more.
    pub money: Reach,
    /// Open facts that undecided schemes, waivers and targets turn on.
    pub verdicts: Vec<Question>,
    /// Open facts that undecided procedures turn on.
    pub procedures: Vec<Question>,
}

impl Left {
    /// Returns whether no answer changes anything.
    pub fn nothing(&self) -> bool {
        self.money == Reach::Nothing && self.verdicts.is_empty() && self.procedures.is_empty()
    }
}

/// The disease or group that a benefit inside a layer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BenefitFor {
    /// A disease the person has.
    Disease(DiseaseId),
    /// A group the person belongs to.
    Group(GroupId),
}

/// A benefit without a name of its own: figures of a layer for the person's disease or group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BenefitLine {
    /// The rule of the layer.
    pub rule: RuleRef,
    /// The layer.
    pub layer: LayerId,
    /// The diseases and groups that the benefit is for, diseases first.
    pub names: Vec<BenefitFor>,
    /// Indexes of the rule's variants, in the rule's order.
    pub variants: Vec<u16>,
    /// The sources of the variants.
    pub cites: Vec<CiteId>,
}

/// How a stay in hospital counts, where a table says other than usual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StayCount {
    /// The day on which the stay counts; `None` where the day of admission is not known.
    pub on: Option<Day>,
    /// Whether the year of its admission counts.
    pub by_admission: bool,
    /// The days after which a stay counts as a further one.
    pub further_after: Option<u16>,
    /// As how many stays it counts: the least and the most.
    pub times: (u16, u16),
    /// The places in documents that say so.
    pub cites: Vec<CiteId>,
}

/// From which purses the person's part may come: a range of each. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purses {
    /// The personal account (个人账户).
    pub account: Range,
    /// The accounts of the family (家庭共济).
    pub family: Range,
    /// Cash, or what stands for it.
    pub cash: Range,
}

/// The answer to one visit: who pays how much, and which schemes cover the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The tables of the place, its parents and the hospital.
    pub tables: Vec<TableUse>,
    /// The person's payment; `None` without a bill.
    pub money: Option<Money>,
    /// How the lines of the bill make its amount in scope; `None` without lines.
    pub lines: Option<BillLines>,
    /// How the stay counts; `None` where it counts as everywhere, or the visit is no stay.
    pub stay: Option<StayCount>,
    /// From which purses the person's part may come; `None` without a bill, or where nothing is said of
    /// an account.
    pub purses: Option<Purses>,
    /// The payers, in the order of payment.
    pub layers: Vec<LayerLine>,
    /// The waivers of the listed tables.
    pub waivers: Vec<WaiverLine>,
    /// The targets of the listed tables.
    pub targets: Vec<TargetLine>,
    /// The schemes of the listed tables.
    pub schemes: Vec<SchemeLine>,
    /// The procedures of the listed tables.
    pub procedures: Vec<ProcedureLine>,
    /// The money needed at the window.
    pub cash: Cash,
    /// The questions to ask next, best first.
    pub ask: Vec<Ask>,
    /// Questions about facts that narrow the range only together, the furthest-reaching first.
    pub together: Vec<Question>,
    /// Questions about every open fact and amount that the money may turn on: no other question
    /// about money can come, whatever is answered.
    pub open: Vec<Question>,
    /// How far answers could still change the answer.
    pub left: Left,
    /// Figures of layers for the person's disease or group.
    pub benefits: Vec<BenefitLine>,
    /// The defaults that were used.
    pub assumptions: Vec<Assumption>,
    /// The facts to know before trusting the answer.
    pub warnings: Vec<Warning>,
    /// Figures that nobody attested within a year before the visit, to be said before anything else.
    pub unattested: Vec<Unattested>,
}
