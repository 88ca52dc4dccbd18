use mingbai_policy::{
    Care, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, Insurance, ItemId, LayerId, Place,
    RegionId, Sex, Share, Terms, Tier,
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
    pub fn join(&mut self, terms: &Terms, group: GroupId) {
        self.yes |= terms.group_closure(group);
    }

    /// Does not belong to the group, nor to any that implies it.
    pub fn leave(&mut self, terms: &Terms, group: GroupId) {
        let bit = 1 << group.0;
        for other in 0..terms.groups.len() as u16 {
            if terms.group_closure(GroupId(other)) & bit != 0 {
                self.no |= 1 << other;
            }
        }
    }
}

/// A figure of a layer or an excess rule that the person's own office gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalFigure {
    /// 起付线, fen.
    Deductible(Fen),
    /// 报销比例.
    Share(Share),
    /// 封顶线, fen a year.
    Cap(Fen),
    /// 先行自付比例.
    FirstSelfPay(Share),
}

/// Which rule a local figure is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalRule {
    /// A layer.
    Layer(LayerId),
    /// An excess rule: table and index in it.
    Excess(u16, u16),
}

/// What this year's earlier visits left. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Year {
    /// Left out: taken as the first visit of the year, and said so.
    TakenAsFirst,
    /// Not known.
    Unknown,
    /// Known; a layer absent from `paid` has paid nothing.
    Known {
        /// In-scope cost left after 基本医保, before 大病保险; may be unknown.
        in_scope_self_pay: Option<Fen>,
        /// Paid so far by each layer.
        paid: Vec<(LayerId, Fen)>,
    },
}

/// The bill. Fen; what is `None` is unknown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bill {
    /// The whole bill (医疗费总额).
    pub total: Option<Fen>,
    /// 政策范围内.
    pub in_scope: Option<Fen>,
    /// What the settlement sheet says single layers paid.
    pub paid: Vec<(LayerId, Fen)>,
    /// What the sheet leaves after every layer.
    pub self_pay: Option<Fen>,
    /// Self-pay by item, after all layers.
    pub items: Vec<(ItemId, Fen)>,
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
    pub tier: Option<Tier>,
    /// Its place, seen from `insured_in`.
    pub place: Option<Place>,
    /// Referred.
    pub referred: Option<bool>,
    /// Kind of care.
    pub care: Option<Care>,
    /// Diseases; an empty list is none of those any table names.
    pub diseases: Option<Vec<DiseaseId>>,
    /// Groups.
    pub groups: Groups,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age in years, 0..=150.
    pub age: Option<u8>,
    /// Enrolled.
    pub enrolled: Option<bool>,
    /// Premium paid, cover running on `date`.
    pub premium_paid: Option<bool>,
    /// Plan: index into [`Terms::plans`].
    pub plan: Option<u8>,
    /// Someone else is liable. Left out: taken as no, and said so.
    pub liable_third_party: Option<bool>,
    /// Answers to questions of the tables (index into `Tables::questions`).
    pub answers: Vec<(u16, bool)>,
    /// The bill; without one no money is reckoned.
    pub bill: Option<Bill>,
    /// This year so far.
    pub year: Year,
    /// Figures of the person's own office.
    pub local: Vec<(LocalRule, LocalFigure)>,
    /// What layers that people buy for themselves are called there (某市惠民保).
    pub names: Vec<(LayerId, String)>,
    /// Use the tables in force on this day instead.
    pub tables_as_of: Option<Day>,
}

impl Visit {
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
            referred: None,
            care: None,
            diseases: None,
            groups: Groups::default(),
            sex: None,
            age: None,
            enrolled: None,
            premium_paid: None,
            plan: None,
            liable_third_party: None,
            answers: Vec::new(),
            bill: None,
            year: Year::TakenAsFirst,
            local: Vec::new(),
            names: Vec::new(),
            tables_as_of: None,
        }
    }
}
