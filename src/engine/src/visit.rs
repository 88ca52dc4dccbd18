//! The types of a visit as far as it is known: person, hospital, bill, year, figures an office gave.
use crate::answer::Range;
use crate::logic::facts::Facts;
use crate::papers::{self, Charges, Papers, Receipt};
use mingbai_policy::{
    Care, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, HospitalTier, Insurance, ItemId,
    LayerId, Place, RegionId, Said, Sex, Share, Span, Vocabulary,
};

/// Where a person is treated, as far as they said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hospital {
    /// A hospital of the vocabulary.
    Named(HospitalId),
    /// None of them.
    Other,
}

/// Group membership; a group in neither set is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    /// Bits of groups the person belongs to.
    pub yes: u64,
    /// Bits of groups the person does not belong to.
    pub no: u64,
}

impl Groups {
    /// In none of the groups.
    pub const NONE: Groups = Groups {
        yes: 0,
        no: u64::MAX,
    };

    /// Belongs to the group, and to all it implies.
    pub fn join(&mut self, terms: &Vocabulary, group: GroupId) {
        self.yes |= terms.group_closure(group);
    }

    /// Does not belong to the group, nor to any that implies it.
    pub fn leave(&mut self, terms: &Vocabulary, group: GroupId) {
        let bit = 1 << group.0;
        for other in 0..terms.groups.len() as u16 {
            if terms.group_closure(GroupId(other)) & bit != 0 {
                self.no |= 1 << other;
            }
        }
    }
}

/// A figure of a layer or a top-up rule that the person's own office gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalFigure {
    /// 起付线, fen; [`Fen::MAX`] where it is not reached.
    Deductible(Fen),
    /// 报销比例.
    Share(Share),
    /// 封顶线, fen a year; [`Fen::MAX`] where it is not reached.
    Cap(Fen),
    /// 先行自付比例.
    FirstSelfPay(Share),
}

/// Which rule a local figure is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalRule {
    /// A layer.
    Layer(LayerId),
    /// A top-up rule: table and index in it.
    TopUp(u16, u16),
}

/// What a layer paid earlier this year for one kind of care (账户). Fen; what is `None` is unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Account {
    /// Who paid.
    pub layer: LayerId,
    /// The kind of care.
    pub care: Care,
    /// `None`: all of that care, whatever the disease.
    pub disease: Option<DiseaseId>,
    /// What of its deductible (起付线) is used.
    pub deductible_used: Option<Fen>,
    /// The in-scope cost so far (政策范围内).
    pub in_scope: Option<Fen>,
    /// Paid so far.
    pub paid: Option<Fen>,
}

/// For what a local figure holds, where the person said so: all five at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Kinds of care, as bits of [`Care`].
    pub care: u8,
    /// Grades of hospitals, as bits of [`Grade`].
    pub grade: u8,
    /// The place of insurance; `None` for any.
    pub place: Option<RegionId>,
    /// The places within `place` too.
    pub within: bool,
    /// The days.
    pub span: Span,
}

impl Scope {
    /// Holds for every visit.
    pub const ANY: Scope = Scope {
        care: Facts::OPEN.care,
        grade: Facts::OPEN.grade,
        place: None,
        within: false,
        span: Span {
            from: None,
            until: None,
        },
    };

    /// Returns the scope of a figure that an office tells of this visit: its place, its calendar
    /// year, and its care and grade as far as they are said.
    pub fn of(terms: &Vocabulary, visit: &Visit) -> Scope {
        let named = match visit.hospital {
            Some(Hospital::Named(id)) => terms.hospitals.get(id.index()),
            _ => None,
        };
        let grade = visit.grade.or(named.and_then(|it| it.grade));
        let year = visit.date.year();
        Scope {
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

    /// Returns whether some visit may be meant by both.
    pub fn meets(&self, terms: &Vocabulary, visit: &Visit) -> bool {
        let of = Scope::of(terms, visit);
        self.holds(terms, visit.insured_in, visit.date)
            && self.care & of.care != 0
            && self.grade & of.grade != 0
    }

    /// Returns whether it holds for people insured in a place. Not for the places beside it or
    /// above it: who is only said to be of the county's prefecture may be of another county.
    pub fn covers(&self, terms: &Vocabulary, insured_in: Option<RegionId>) -> bool {
        match (self.place, insured_in) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(place), Some(home)) => place == home || self.within && terms.within(home, place),
        }
    }

    /// Returns whether it holds in a place on a day; care and grade may still be open.
    pub fn holds(&self, terms: &Vocabulary, insured_in: Option<RegionId>, day: Day) -> bool {
        self.covers(terms, insured_in) && self.span.holds(day)
    }
}

/// A local figure that says for what it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScopedFigure {
    /// Which rule it is for.
    pub rule: LocalRule,
    /// The figure.
    pub figure: LocalFigure,
    /// For what it holds.
    pub scope: Scope,
}

/// What this year's earlier visits left. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Year {
    /// Left out: taken as the first visit of the year, and said so.
    TakenAsFirst,
    /// Not known.
    Unknown,
    /// Known; a layer absent from `paid` and from `accounts` has paid nothing.
    Known {
        /// In-scope cost left after 基本医保, before 大病保险; may be unknown.
        in_scope_self_pay: Option<Fen>,
        /// Paid so far by each layer, for every kind of care together.
        paid: Vec<(LayerId, Fen)>,
        /// The same by kind of care, as far as it was told.
        accounts: Vec<Account>,
    },
}

/// The bill. Fen; what is `None` is unknown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bill {
    /// The whole bill (医疗费总额).
    pub total: Option<Fen>,
    /// 政策范围内; where a sheet leaves it open, the least it may be.
    pub in_scope: Option<Fen>,
    /// The most it may be, where a sheet leaves it open; counts only beside `in_scope`.
    pub in_scope_to: Option<Fen>,
    /// What the receipt prints (票据).
    pub receipt: Option<Receipt>,
    /// What the list of charges prints (费用清单).
    pub charges: Option<Charges>,
    /// What the settlement sheet says single layers paid.
    pub paid: Vec<(LayerId, Fen)>,
    /// What the sheet leaves after every layer.
    pub self_pay: Option<Fen>,
    /// Self-pay by item, after all layers.
    pub items: Vec<(ItemId, Fen)>,
}

impl Bill {
    /// Returns the in-scope amounts that are possible, as far as the bill says any: `in_scope` first,
    /// else what follows from the papers.
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

    /// Says the in-scope amount, for good.
    pub fn set_in_scope(&mut self, fen: Option<Fen>) {
        (self.in_scope, self.in_scope_to) = (fen, None);
    }
}

/// One visit. What is `None` is unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Day of discharge or settlement.
    pub date: Day,
    /// Day of admission, where it matters.
    pub admitted: Option<Day>,
    /// Place of insurance; `None` for a place without a table (其他).
    pub insured_in: Option<RegionId>,
    /// Left out: taken as resident, and said so.
    pub insurance: Option<Insurance>,
    /// Hospital.
    pub hospital: Option<Hospital>,
    /// Its grade.
    pub grade: Option<Grade>,
    /// Its tier.
    pub tier: Option<HospitalTier>,
    /// Its place, seen from `insured_in`.
    pub place: Option<Place>,
    /// Kind of care.
    pub care: Option<Care>,
    /// Diseases; an empty list is none of those any table names.
    pub diseases: Option<Vec<DiseaseId>>,
    /// Groups.
    pub groups: Groups,
    /// Sex.
    pub sex: Option<Sex>,
    /// The yes/no facts and the numbers. That someone else is liable is taken as no where it is left out, and the
    /// answer says so.
    pub said: Said,
    /// Plan: index into [`Terms::plans`].
    pub plan: Option<u8>,
    /// Answers to questions of the tables (index into `Tables::questions`).
    pub answers: Vec<(u16, bool)>,
    /// The bill; without one no money is reckoned.
    pub bill: Option<Bill>,
    /// This year so far.
    pub year: Year,
    /// Figures of the person's own office for this visit alone.
    pub local: Vec<(LocalRule, LocalFigure)>,
    /// Figures of the person's own office that say for what they hold. Of one kind for one rule
    /// the first that holds is used, and one of `local` goes before them all.
    pub scoped: Vec<ScopedFigure>,
    /// What layers that people buy for themselves are called there (某市惠民保).
    pub names: Vec<(LayerId, String)>,
    /// Use the tables in force on this day instead.
    pub tables_as_of: Option<Day>,
}

impl Visit {
    /// Lets go of the figures told for this visit alone, as it becomes another one: of another day,
    /// kind or hospital. What people buy for themselves they have there too.
    pub fn forget_local(&mut self, terms: &Vocabulary) {
        let bought = |layer: LayerId| {
            let layer = terms.layers.get(layer.index());
            layer.is_some_and(|it| it.own.is_some())
        };
        self.local
            .retain(|(rule, _)| matches!(rule, LocalRule::Layer(layer) if bought(*layer)));
    }

    /// Lets the figures told for this visit alone hold for its kind of care and its grade, as it
    /// stands beside visits to other hospitals. What people buy for themselves stays as it is.
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
        // Told of this very visit, they go before the others.
        self.scoped.splice(0..0, spread);
    }

    /// A visit of which only day and place are known.
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
