//! The types of an answer: amounts, lines, verdicts, questions, warnings. No sentences.
use mingbai_policy::{
    Care, CiteId, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, HospitalTier, LayerId,
    NumberFact, Place, Sex, Share, YesNo,
};

/// Two ends, both possible. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// The least.
    pub low: Fen,
    /// The most.
    pub high: Fen,
}

impl Range {
    /// Exactly this.
    pub const fn exact(fen: Fen) -> Range {
        Range {
            low: fen,
            high: fen,
        }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(self, other: Range) -> Range {
        Range {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// How far apart the ends are.
    pub fn width(self) -> Fen {
        self.high - self.low
    }
}

/// Three-valued truth (Kleene).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// For certain.
    Yes,
    /// For certain not.
    No,
    /// Not known.
    Unknown,
}

/// A rule: its table (index into `Tables::tables`) and its index in the list of its kind there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RuleRef {
    /// The table.
    pub table: u16,
    /// The rule.
    pub index: u16,
}

/// The two readings: `certain` from documents and entered figures alone, `estimate` with reported ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TwoReadings {
    /// Documents and entered figures alone.
    pub certain: Range,
    /// Reported figures too.
    pub estimate: Range,
}

/// How well the figures of a line are known; the least of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LineGrade {
    /// From documents.
    Document,
    /// Entered by the person.
    Entered,
    /// Some of them second-hand.
    Reported,
    /// Some of them unknown.
    Unknown,
}

/// What one payer pays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerLine {
    /// Which layer.
    pub layer: LayerId,
    /// Its name where the person is insured.
    pub name: String,
    /// Its payment; none without a bill.
    pub pays: Option<TwoReadings>,
    /// How well its figures are known.
    pub grade: LineGrade,
    /// In some possible world no document gives a figure that is looked at, and it shows.
    pub blank: bool,
    /// The least grade of the figures that are known.
    pub known: LineGrade,
    /// Open facts and amounts that move its payment by a yuan or more.
    pub open: Vec<Question>,
    /// It is a top-up rule, or a top-up rule pays into this line.
    pub top_up: Option<RuleRef>,
    /// Where it stands.
    pub cites: Vec<CiteId>,
}

/// Why a rule stands as it does; the first that holds in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// Not this place or hospital.
    Scope,
    /// Not yet in force.
    NotStarted,
    /// No longer in force.
    Ended,
    /// A complete list does not name the disease.
    CompleteList,
    /// A condition is not met, or not known.
    Condition,
    /// A partial list is silent.
    PartialList,
    /// Named, and all conditions met.
    Named,
}

/// A waiver.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaiverLine {
    /// Which.
    pub rule: RuleRef,
    /// Does it apply?
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Open facts that would settle it.
    pub open: Vec<Question>,
    /// Amount waived (estimate); none without a bill.
    pub amount: Option<Range>,
}

/// Where the self-pay stands against a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetVerdict {
    /// At or under the line.
    Within,
    /// Above the line.
    Above,
    /// Not known.
    Unknown,
    /// The target is not for this visit.
    NotApplicable,
}

/// A target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetLine {
    /// Which.
    pub rule: RuleRef,
    /// How the self-pay stands.
    pub verdict: TargetVerdict,
    /// The line in fen (rounded down: the most that is still within), where its base is known.
    pub line: Option<Fen>,
    /// How far the self-pay lies above the line.
    pub gap: Option<Range>,
}

/// A scheme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemeLine {
    /// Which.
    pub rule: RuleRef,
    /// Covered?
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The entry of its list that names the disease.
    pub entry: Option<u16>,
    /// What its list says of the disease, in force or not; none without either.
    pub listed: Option<Verdict>,
    /// What it makes free (estimate), where it moves money in this visit.
    pub free: Option<Range>,
    /// Open facts that would settle it, for `condition`.
    pub open: Vec<Question>,
    /// Lists elsewhere that name the disease (`<table>.<rule>`); a hint, never a verdict.
    pub hints: Vec<String>,
}

/// A procedure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProcedureLine {
    /// Which.
    pub rule: RuleRef,
    /// Is it for this visit?
    pub applies: Verdict,
}

/// Money needed at the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cash {
    /// `Yes`: a deposit is required; `No`: none.
    pub deposit: Verdict,
    /// Treated first, paid later.
    pub pay_later: Verdict,
}

/// Something that can be asked.
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
    /// A question of a table's own.
    Own(u16),
    InScope,
    Items,
    YearToDate,
}

/// A possible answer to a question.
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
    /// None of the plans a table names.
    OtherBenefitPlan,
    Disease(DiseaseId),
    /// An amount in fen.
    Amount(Fen),
    /// All of the open amount, or none of it (items waived; first visit of the year).
    All,
    Nothing,
}

/// A question worth asking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// The mean of the range's ends over its answers; none where it only changes verdicts.
    pub range: Option<Range>,
    /// The range after each answer (for amounts: after some).
    pub answers: Vec<(Value, Option<Range>)>,
}

/// What was taken because nothing was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assumption {
    /// Resident insurance.
    Resident,
    /// Nobody else is liable.
    NoThirdParty,
    /// The first visit of the year.
    FirstVisit,
    /// Layers of which this year's payments leave nothing told: they paid nothing.
    PaidNothing,
    /// No disease given: free benefits of schemes are left out.
    NoDisease,
    /// Hospital left out: none of those of other provinces that have rules of their own.
    NoFarHospital,
}

/// What a reader must know before trusting the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// No table of the place or its hospital is in force on the day (national rules remain).
    NoLocalTable,
    /// Tables of another day were used because that was asked for.
    TablesAsOf(Day),
    /// The day of admission falls under other tables; no rule is known, both are in the range.
    AdmittedUnderOtherTables,
    /// No table for employees.
    Employee,
    /// Someone else may be liable: insurance may pay nothing.
    ThirdParty,
    /// Treated outside the hospitals named for a scheme.
    NotDesignated(RuleRef),
    /// A rule's own caveat (of layers, waivers, schemes … in this answer).
    Caveat(String),
    /// A bill without total or self-pay: nothing can be reckoned.
    NoTotal,
    /// The receipt's 医保统筹基金支付 lies outside what 基本医保 pays by this answer.
    FundPaidDiffers {
        /// As the receipt prints it.
        paid: Fen,
        /// By this answer.
        ours: Range,
    },
    /// What a layer paid this year is not split by kind of care or disease, and its cap counts
    /// only some of it.
    YearNotSplit {
        /// Which layer.
        layer: LayerId,
        /// Its cap counts payments for one disease only.
        of_disease: bool,
    },
}

/// One step of the reckoning, as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TraceStep {
    /// The bill split.
    Bill {
        /// In scope.
        in_scope: Fen,
        /// Out of scope.
        out_of_scope: Fen,
    },
    /// A layer's payment began: base, what came off it first, its deductible.
    Layer {
        /// Which layer.
        layer: LayerId,
        /// What it pays of.
        base: Fen,
        /// 先行自付 that came off.
        first_self_pay: Share,
        /// Points (百分点) by which every share is lower.
        lowered: Share,
        /// Deductible used.
        deductible: Fen,
        /// Accumulated before this visit, for a yearly base.
        before: Fen,
    },
    /// Money between two edges, paid at a share.
    Segment {
        /// From.
        from: Fen,
        /// To.
        to: Fen,
        /// Share paid.
        share: Share,
    },
    /// The sum was cut by what is left of the cap.
    Capped {
        /// Left of the cap.
        left: Fen,
    },
    /// The layer's payment, rounded once.
    Paid {
        /// Which layer.
        layer: LayerId,
        /// How much.
        amount: Fen,
        /// Taken from the settlement sheet as it is.
        from_sheet: bool,
    },
    /// Self-pay after all layers.
    AfterLayers {
        /// How much.
        self_pay: Fen,
    },
    /// A top-up rule paid.
    TopUp {
        /// Which.
        rule: RuleRef,
        /// The line: a share of the bill, rounded half up.
        line: Fen,
        /// Share of the part above.
        share: Share,
        /// How much.
        amount: Fen,
    },
    /// Waived.
    Waived {
        /// How much, by all waivers together.
        amount: Fen,
    },
    /// Made free by schemes.
    Free {
        /// How much.
        amount: Fen,
    },
    /// What the person pays.
    Pays {
        /// How much.
        amount: Fen,
    },
}

/// The world that reaches an end, and its reckoning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// What the person pays in it.
    pub pays: Fen,
    /// The facts that were open, as they are in it.
    pub facts: Vec<(Question, Value)>,
    /// The reckoning.
    pub steps: Vec<TraceStep>,
}

/// The money part of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    /// What the person pays.
    pub pays: TwoReadings,
    /// The world of the estimate's low end.
    pub low: Witness,
    /// The world of the estimate's high end.
    pub high: Witness,
    /// By how many fen the low and the high end lie beyond their witnesses: rounding, where two
    /// bases trade against each other.
    pub widened: (Fen, Fen),
}

/// A table and whether it was in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableUse {
    /// Index into `Tables::tables`.
    pub table: u16,
    /// In force on the day.
    pub in_force: bool,
}

/// How far more answers reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Some answer to one question moves an end by itself.
    Alone,
    /// No single answer moves an end; several together may.
    Together,
    /// Whether a single answer moves an end is not reckoned; something open may.
    Perhaps,
    /// No answers, alone or together, move an end.
    Nothing,
}

/// What answers to open questions, skipped ones too, could still change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// The ends of what the person pays, by 1 yuan or more.
    pub money: Reach,
    /// Open facts that undecided schemes, waivers and targets turn on.
    pub verdicts: Vec<Question>,
    /// Open facts that undecided procedures turn on.
    pub procedures: Vec<Question>,
}

impl Left {
    /// No answer changes anything.
    pub fn nothing(&self) -> bool {
        self.money == Reach::Nothing && self.verdicts.is_empty() && self.procedures.is_empty()
    }
}

/// What a benefit inside a layer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BenefitFor {
    /// A disease the person has.
    Disease(DiseaseId),
    /// A group the person belongs to.
    Group(GroupId),
}

/// Figures of a layer that are for the person's disease or group: a benefit without a name of
/// its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BenefitLine {
    /// The table and its layer rule.
    pub rule: RuleRef,
    /// Which layer.
    pub layer: LayerId,
    /// What it is for, the diseases first.
    pub names: Vec<BenefitFor>,
    /// The variants of the rule, in its order.
    pub variants: Vec<u16>,
    /// Where it stands.
    pub cites: Vec<CiteId>,
}

/// An answer to both questions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The tables of the place, its parents and the hospital.
    pub tables: Vec<TableUse>,
    /// What will I pay; none without a bill.
    pub money: Option<Money>,
    /// Who pays what.
    pub layers: Vec<LayerLine>,
    /// Waivers.
    pub waivers: Vec<WaiverLine>,
    /// Targets.
    pub targets: Vec<TargetLine>,
    /// Which scheme covers me.
    pub schemes: Vec<SchemeLine>,
    /// What to do and to expect.
    pub procedures: Vec<ProcedureLine>,
    /// Money at the window.
    pub cash: Cash,
    /// What to ask next, best first.
    pub ask: Vec<Ask>,
    /// Open facts that narrow the range only beside others, the furthest-reaching first.
    pub together: Vec<Question>,
    /// Every open fact and amount the money may turn on: no other question about money can come,
    /// whatever is answered.
    pub open: Vec<Question>,
    /// What answers could still change.
    pub left: Left,
    /// Figures of layers that are for the person's disease or group.
    pub benefits: Vec<BenefitLine>,
    /// What was taken.
    pub assumptions: Vec<Assumption>,
    /// What to know.
    pub warnings: Vec<Warning>,
}
