//! The types of a visit as far as it is known: person, hospital, bill, year, figures an office
//! gave. Must not know a rule of any table.
use crate::answer::Range;
use crate::logic::facts::Facts;
use crate::papers::{self, Charges, Papers, Receipt};
use mingbai_policy::{
    Care, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, HospitalTier, Insurance, ItemId,
    LayerId, NumberFact, Period, Place, RegionId, Said, Sex, Share, ShareRange, Span, Vocabulary,
};

/// The hospital of a visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hospital {
    /// A hospital of the vocabulary.
    Named(HospitalId),
    /// A hospital that the vocabulary lacks.
    Other,
}

/// The groups of a person. A group in neither set is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    /// Bits of the groups that the person belongs to.
    pub yes: u64,
    /// Bits of the groups that the person does not belong to.
    pub no: u64,
}

impl Groups {
    /// The person belongs to no group.
    pub const NONE: Groups = Groups {
        yes: 0,
        no: u64::MAX,
    };

    /// Adds the group, and every group that it implies.
    pub fn join(&mut self, terms: &Vocabulary, group: GroupId) {
        self.yes |= terms.group_closure(group);
    }

    /// Excludes the group, and every group that implies it.
    pub fn leave(&mut self, terms: &Vocabulary, group: GroupId) {
        let bit = 1 << group.0;
        for other in 0..terms.groups.len() as u16 {
            if terms.group_closure(GroupId(other)) & bit != 0 {
                self.no |= 1 << other;
            }
        }
    }
}

/// A figure of a layer or a top-up rule, given by the person's own office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalFigure {
    /// 起付线, in fen; [`Fen::MAX`] where it is not reached.
    Deductible(Fen),
    /// 报销比例, in millionths.
    Share(Share),
    /// 封顶线, in fen a year; [`Fen::MAX`] where it is not reached.
    Cap(Fen),
    /// 先行自付比例, in millionths.
    FirstSelfPay(Share),
}

/// The rule that a local figure is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalRule {
    /// A layer.
    Layer(LayerId),
    /// A top-up rule: index of its table, index in the table.
    TopUp(u16, u16),
}

/// A layer's payments earlier this year for one kind of care (账户). Fen; `None` where unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Account {
    /// The layer.
    pub layer: LayerId,
    /// The kind of care.
    pub care: Care,
    /// The disease; `None` for all of that care, whatever the disease.
    pub disease: Option<DiseaseId>,
    /// The deductible (起付线) used.
    pub deductible_used: Option<Fen>,
    /// The in-scope cost (政策范围内).
    pub in_scope: Option<Fen>,
    /// The payments.
    pub paid: Option<Fen>,
    /// The part of the amounts that lies in the visit's own day, month and quarter, in the order of
    /// [`Period::WITHIN_YEAR`].
    pub periods: [OfPeriod; 3],
}

/// What an account holds of one period of the year, up to the visit. Fen; `None` where unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct OfPeriod {
    /// The deductible (起付线) used.
    pub deductible_used: Option<Fen>,
    /// The payments.
    pub paid: Option<Fen>,
}

impl OfPeriod {
    /// No part of the account is known of any period.
    pub const UNSAID: [OfPeriod; 3] = [OfPeriod {
        deductible_used: None,
        paid: None,
    }; 3];
}

impl Account {
    /// Returns an account of which no amount is known.
    pub fn new(layer: LayerId, care: Care, disease: Option<DiseaseId>) -> Account {
        Account {
            layer,
            care,
            disease,
            deductible_used: None,
            in_scope: None,
            paid: None,
            periods: OfPeriod::UNSAID,
        }
    }

    /// Returns the amounts of a period; `None` for a single visit, which has no earlier amounts.
    pub fn of(&self, period: Period) -> Option<OfPeriod> {
        match period.within_year() {
            Some(at) => self.periods.get(at).copied(),
            None if period == Period::Year => Some(OfPeriod {
                deductible_used: self.deductible_used,
                paid: self.paid,
            }),
            None => None,
        }
    }

    /// Returns the amounts of a period to be set; `None` for a single visit.
    pub fn amounts_mut(&mut self, period: Period) -> Option<(&mut Option<Fen>, &mut Option<Fen>)> {
        match period.within_year() {
            Some(at) => {
                let of = self.periods.get_mut(at)?;
                Some((&mut of.deductible_used, &mut of.paid))
            }
            None if period == Period::Year => Some((&mut self.deductible_used, &mut self.paid)),
            None => None,
        }
    }
}

/// The visits that a local figure holds for: those that meet all five fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The basic insurance of the people that the figure is for.
    pub insurance: Insurance,
    /// Kinds of care, as bits of [`Care`].
    pub care: u8,
    /// Grades of hospitals, as bits of [`Grade`].
    pub grade: u8,
    /// The place of insurance; `None` for any place.
    pub place: Option<RegionId>,
    /// Whether the figure also holds in places within `place`.
    pub within: bool,
    /// The days on which the figure holds.
    pub span: Span,
}

impl Scope {
    /// The scope of every resident's visit.
    pub const ANY: Scope = Scope {
        insurance: Insurance::Resident,
        care: Facts::OPEN.care,
        grade: Facts::OPEN.grade,
        place: None,
        within: false,
        span: Span {
            from: None,
            until: None,
        },
    };

    /// Returns the scope of a figure that an office gives for this visit: its place, its calendar
    /// year, and its care and grade as far as known.
    pub fn of(terms: &Vocabulary, visit: &Visit) -> Scope {
        let named = match visit.hospital {
            Some(Hospital::Named(id)) => terms.hospitals.get(id.index()),
            _ => None,
        };
        let grade = visit.grade.or(named.and_then(|it| it.grade));
        let year = visit.date.year();
        Scope {
            insurance: visit.basic_insurance(),
            care: visit.care.map_or(Scope::ANY.care, Care::bit),
            grade: grade.map_or(Scope::ANY.grade, Grade::bit),
            place: visit.insured_in,
            within: false,
            span: Span {
                from: Some(Day::new(year, 1, 1)),
                until: Some(Day::new(year, 12, 31)),
            },
        }
    }

    /// Returns whether the scope may include the visit; open facts count as possible.
    pub fn meets(&self, terms: &Vocabulary, visit: &Visit) -> bool {
        let of = Scope::of(terms, visit);
        self.holds(terms, visit.insured_in, visit.date)
            && self.care & of.care != 0
            && self.grade & of.grade != 0
    }

    /// Returns whether the scope covers people insured in a place. A scope of a county does not
    /// cover its prefecture: a person known only by prefecture may be of another county.
    pub fn covers(&self, terms: &Vocabulary, insured_in: Option<RegionId>) -> bool {
        match (self.place, insured_in) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(place), Some(home)) => place == home || self.within && terms.within(home, place),
        }
    }

    /// Returns whether the scope covers a place on a day. Care and grade are not looked at.
    pub fn holds(&self, terms: &Vocabulary, insured_in: Option<RegionId>, day: Day) -> bool {
        self.covers(terms, insured_in) && self.span.holds(day)
    }
}

/// A local figure with a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScopedFigure {
    /// The rule that the figure is for.
    pub rule: LocalRule,
    /// The figure.
    pub figure: LocalFigure,
    /// The visits that the figure holds for.
    pub scope: Scope,
}

/// The year before this visit, as its earlier visits left it. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Year {
    /// Left out: taken as the first visit of the year, and listed as an assumption.
    TakenAsFirst,
    /// Known to have earlier visits of unknown amounts.
    Unknown,
    /// Known. A layer in neither `paid` nor `accounts` has paid nothing.
    Known {
        /// In-scope cost left after 基本医保 and before 大病保险; `None` where unknown.
        in_scope_self_pay: Option<Fen>,
        /// Payments of each layer, for every kind of care together.
        paid: Vec<(LayerId, Fen)>,
        /// Payments by layer and kind of care, as far as known.
        accounts: Vec<Account>,
    },
}

impl Year {
    /// Checks whether the year is stated to have no earlier visit: no cost, no payment, no account.
    pub fn is_without_visits(&self) -> bool {
        match self {
            Year::TakenAsFirst => true,
            Year::Unknown => false,
            Year::Known {
                in_scope_self_pay,
                paid,
                accounts,
            } => {
                let nothing = paid.iter().all(|(_, fen)| *fen == Fen::ZERO);
                *in_scope_self_pay == Some(Fen::ZERO) && nothing && accounts.is_empty()
            }
        }
    }
}

/// One line of a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BillLine {
    /// The name on the bill, for people only.
    pub name: Option<String>,
    /// The class (甲类, 乙类, 丙类, 放宽 …) by its full name; `None` where unknown.
    pub class: Option<String>,
    /// What the line costs, every piece. Fen.
    pub amount: Fen,
    /// How many pieces.
    pub quantity: u32,
    /// The price limit (限价) of one piece, in fen; `None` for none.
    pub price_limit: Option<Fen>,
    /// 先行自付 of this very item, where the list of charges says so.
    pub first_self_pay: Option<Share>,
}

/// What lines bring into the scope that a layer pays by a share of their class's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnShareMoney {
    /// The layer.
    pub layer: LayerId,
    /// The money in scope. Fen.
    pub amount: Fen,
    /// The share; `None` where it is open how much of the bill the layer pays by such a share.
    pub share: Option<ShareRange>,
}

/// The bill. Fen; `None` where unknown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bill {
    /// The whole bill (医疗费总额).
    pub total: Option<Fen>,
    /// 政策范围内; the least possible where `in_scope_to` is set.
    pub in_scope: Option<Fen>,
    /// The most that 政策范围内 can be; meaningless without `in_scope`.
    pub in_scope_to: Option<Fen>,
    /// The printed figures of the receipt (票据).
    pub receipt: Option<Receipt>,
    /// The printed figures of the list of charges (费用清单).
    pub charges: Option<Charges>,
    /// The payments of single layers, from the settlement sheet.
    pub paid: Vec<(LayerId, Fen)>,
    /// The self-pay after every layer, from the settlement sheet.
    pub self_pay: Option<Fen>,
    /// The self-pay of each item, after all layers.
    pub items: Vec<(ItemId, Fen)>,
    /// The lines, in the bill's order; empty where the bill is given only by its sums.
    pub lines: Vec<BillLine>,
    /// What the lines make of shares that classes have of their own: empty in a visit as given, and
    /// set where the lines make the amount in scope.
    pub own_shares: Vec<OwnShareMoney>,
    /// The deductible (起付线) that the person paid at the hospital before a transfer (转院).
    pub deductible_before_transfer: Option<Fen>,
}

impl Bill {
    /// Returns the in-scope amounts that the bill allows: `in_scope` if set, else the bounds that
    /// follow from the papers; `None` where nothing bounds the amount.
    pub fn said_in_scope(&self) -> Option<Range> {
        let Some(low) = self.in_scope else {
            return papers::said(&self.papers());
        };
        let high = self.in_scope_to.unwrap_or(low).max(low);
        Some(Range { low, high })
    }

    pub(crate) fn papers(&self) -> Papers {
        Papers {
            total: self.total,
            receipt: self.receipt,
            charges: self.charges,
        }
    }

    /// Sets the in-scope amount to exactly this.
    pub fn set_in_scope(&mut self, fen: Option<Fen>) {
        (self.in_scope, self.in_scope_to) = (fen, None);
    }
}

/// One visit. `None` means unknown, unless a field says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// The day of discharge or settlement.
    pub date: Day,
    /// The day of admission, where it matters.
    pub admitted: Option<Day>,
    /// The place of insurance; `None` for a place without a table (其他).
    pub insured_in: Option<RegionId>,
    /// The insurance; `None` is taken as resident, and listed as an assumption.
    pub insurance: Option<Insurance>,
    /// The hospital.
    pub hospital: Option<Hospital>,
    /// The hospital's grade.
    pub grade: Option<Grade>,
    /// The hospital's tier.
    pub tier: Option<HospitalTier>,
    /// The hospital's place, seen from `insured_in`.
    pub place: Option<Place>,
    /// The kind of care.
    pub care: Option<Care>,
    /// The diseases; an empty list means none that any table names.
    pub diseases: Option<Vec<DiseaseId>>,
    /// The groups of the person.
    pub groups: Groups,
    /// The sex of the person.
    pub sex: Option<Sex>,
    /// The yes/no facts and the numbers. An unknown liable third party is taken as none, and listed
    /// as an assumption.
    pub said: Said,
    /// The plan (档次), an index into [`Vocabulary::plans`].
    pub plan: Option<u8>,
    /// The answers to questions that tables define (index into `Tables::questions`).
    pub answers: Vec<(u16, bool)>,
    /// The bill; without a bill no money is computed.
    pub bill: Option<Bill>,
    /// The year before this visit.
    pub year: Year,
    /// Figures of the person's own office for this visit alone.
    pub local: Vec<(LocalRule, LocalFigure)>,
    /// Figures of the person's own office with a scope. Of several figures of one kind for one
    /// rule, the first that holds is used; figures in `local` come before all of these.
    pub scoped: Vec<ScopedFigure>,
    /// Local names of layers that people buy for themselves (某市惠民保).
    pub names: Vec<(LayerId, String)>,
    /// The day whose tables are used instead of the visit's own.
    pub tables_as_of: Option<Day>,
}

impl Visit {
    /// Returns the basic insurance whose rules hold: residents' where the visit names none.
    pub fn basic_insurance(&self) -> Insurance {
        self.insurance.unwrap_or(Insurance::Resident)
    }

    /// Removes the figures for this visit alone, as the visit becomes another: of another day, kind
    /// or hospital. Figures of layers that people buy for themselves stay: they hold there too.
    pub fn forget_local(&mut self, terms: &Vocabulary) {
        let bought = |layer: LayerId| {
            let layer = terms.layers.get(layer.index());
            layer.is_some_and(|it| it.own.is_some())
        };
        self.local
            .retain(|(rule, _)| matches!(rule, LocalRule::Layer(layer) if bought(*layer)));
    }

    /// Turns the figures for this visit alone into figures for its kind of care and its grade, for
    /// a comparison with visits to other hospitals. Figures of layers that people buy for
    /// themselves stay as they are.
    pub fn spread_local(&mut self, terms: &Vocabulary) {
        let scope = Scope {
            place: None,
            span: Scope::ANY.span,
            ..Scope::of(terms, self)
        };
        let told = std::mem::take(&mut self.local);
        self.local.clone_from(&told);
        self.forget_local(terms);
        let spread = told.into_iter().filter(|it| !self.local.contains(it));
        let spread: Vec<ScopedFigure> = spread
            .map(|(rule, figure)| ScopedFigure {
                rule,
                figure,
                scope,
            })
            .collect();
        // Figures for this very visit come before the others.
        self.scoped.splice(0..0, spread);
    }

    /// Returns the year before this visit. A second or later stay has visits before it, so a year
    /// that was left out is then unknown.
    pub fn year_before(&self) -> &Year {
        let again = self.said[NumberFact::Stay].is_some_and(|stay| stay > 1);
        match &self.year {
            Year::TakenAsFirst if again => &Year::Unknown,
            year => year,
        }
    }

    /// Returns a number that was said or follows: the first visit of the year is the first stay, and
    /// a stay lasts from the admission to the day of the visit.
    pub fn number(&self, fact: NumberFact) -> Option<u16> {
        let follows = || match fact {
            NumberFact::Stay => (self.year == Year::TakenAsFirst).then_some(1),
            NumberFact::StayDays => {
                let days = self.admitted?.until(self.date)?;
                u16::try_from(days).ok().filter(|it| *it <= fact.most())
            }
            _ => None,
        };
        self.said[fact].or_else(follows)
    }

    /// Returns the range of a number, both ends included: as said, or as what was said of another
    /// number leaves it. A year of age has 365 or 366 days.
    pub fn bounds(&self, fact: NumberFact) -> (u16, u16) {
        if let Some(number) = self.number(fact) {
            return (number, number);
        }
        let (age, days) = (self.said[NumberFact::Age], self.said[NumberFact::AgeDays]);
        let (least, most) = match (fact, age, days) {
            (NumberFact::AgeDays, Some(age), _) => (365 * age, 366 * age + 365),
            (NumberFact::Age, _, Some(days)) => (days / 366, days / 365),
            _ => (fact.least(), fact.most()),
        };
        (least.min(fact.most()), most.min(fact.most()))
    }

    /// Makes a visit of which only day and place are known.
    pub fn new(date: Day, insured_in: Option<RegionId>) -> Visit {
        Visit {
            date,
            admitted: None,
            insured_in,
            insurance: None,
            hospital: None,
            grade: None,
            tier: None,
            place: None,
            care: None,
            diseases: None,
            groups: Groups::default(),
            sex: None,
            said: Said::default(),
            plan: None,
            answers: Vec::new(),
            bill: None,
            year: Year::TakenAsFirst,
            local: Vec::new(),
            scoped: Vec::new(),
            names: Vec::new(),
            tables_as_of: None,
        }
    }
}
