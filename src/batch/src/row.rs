//! Makes a visit of a row, and settles it. Must not know the other rows' results.
use crate::amount;
use crate::cell;
use crate::columns_read::{Amount, Columns, Defaults, Field, Paid, Says};
use crate::day;
use crate::eras::Eras;
use crate::fact::{local_value, read_alone, value};
use crate::memo::Memo;
use crate::settings::{self, Settings};
use csv::ByteRecord;
use mingbai_engine::{Bill, Desk, Settlement, Unattested, Visit, Year, may_be_outside};
use mingbai_intake::figures::Figures;
use mingbai_intake::{InputError, area_codes};
use mingbai_policy::{Care, Day, Fen, LayerId, RegionId, Tables};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The reason why a row cannot be settled, and what to do; with the column (`None`: the row as a
/// whole).
pub struct Refusal {
    pub column: Option<usize>,
    pub message: String,
}

impl Refusal {
    pub fn of_row(message: impl Into<String>) -> Refusal {
        Refusal {
            column: None,
            message: message.into(),
        }
    }

    fn at(column: usize, message: impl Into<String>) -> Refusal {
        Refusal {
            column: Some(column),
            message: message.into(),
        }
    }
}

/// How many different cells, and how many layouts of the tables, are cached.
const CELLS: usize = 4_096;
const DESKS: usize = 256;
/// How many unknown diseases are named.
pub const DISEASES: usize = 10;

/// The tables laid out, and the visits whose figures' age was looked up.
struct LaidOut<'t> {
    desk: Desk<'t>,
    looked_up: HashSet<(Day, Option<Care>, u64)>,
}

impl<'t> LaidOut<'t> {
    fn new(desk: Desk<'t>) -> LaidOut<'t> {
        LaidOut {
            desk,
            looked_up: HashSet::new(),
        }
    }

    /// Adds what nobody attested for a visit that was settled just now. Visits alike in day, care and
    /// groups use the same figures, but for those that turn on the hospital's grade.
    fn look_up_age(&mut self, visit: &Visit, unattested: &mut Vec<Unattested>) {
        if self
            .looked_up
            .insert((visit.date, visit.care, visit.groups.yes))
        {
            for figures in self.desk.unattested(visit) {
                Unattested::keep_latest(unattested, figures);
            }
        }
    }
}

/// Settles rows of one table.
pub struct Rows<'t> {
    pub tables: &'t Tables,
    pub columns: Columns,
    defaults: Defaults,
    eras: Eras,
    /// The visits that cells give, each read as the only statement of a visit.
    said: Memo<Result<Visit, String>>,
    desks: Memo<LaidOut<'t>>,
    /// Figures that nobody attested within a year before a row that uses them.
    pub unattested: Vec<Unattested>,
    /// The last day of the rows settled.
    pub latest: Option<Day>,
    /// Facts for rows that do not say them. They are read as columns behind the table's own.
    settings: Settings,
    /// Figures that a window filled in, those of wider places first.
    pub figures: Vec<Figures>,
    /// The key of the layout for the current row.
    layout: Vec<u8>,
    key: Vec<u8>,
    /// The current row's payments that are only compared.
    pub held: Vec<(LayerId, Fen)>,
    /// For each column taken as paid: its index, whether some row has 0, and whether some row has
    /// more.
    zeros: Vec<(usize, bool, bool)>,
    /// Rows whose disease no table names: their count, the first names.
    pub unknown_diseases: (u64, Vec<String>),
}

impl<'t> Rows<'t> {
    pub fn new(tables: &'t Tables, columns: Columns, defaults: Defaults) -> Rows<'t> {
        Rows {
            tables,
            columns,
            defaults,
            eras: Eras::new(tables),
            said: Memo::new(CELLS),
            desks: Memo::new(DESKS),
            unattested: Vec::new(),
            latest: None,
            settings: Settings::default(),
            figures: Vec::new(),
            layout: Vec::new(),
            key: Vec::new(),
            held: Vec::new(),
            zeros: Vec::new(),
            unknown_diseases: (0, Vec::new()),
        }
    }

    /// Uses settings for the rows that do not say what they say.
    pub fn set(&mut self, settings: &Settings) {
        self.settings = settings.clone();
        let behind = self.columns.titles.len();
        let says = settings.says().enumerate();
        self.columns
            .said
            .extend(says.map(|(at, says)| (behind + at, says.clone())));
    }

    /// Returns the titles of the columns taken as paid that hold only zeros.
    pub fn all_zero(&self) -> Vec<String> {
        let zero = self.zeros.iter().filter(|(_, zero, more)| *zero && !more);
        let titles = zero.filter_map(|(at, ..)| self.columns.titles.get(*at));
        titles.cloned().collect()
    }

    fn taken(&mut self, column: usize, fen: Fen) {
        let at = match self.zeros.iter().position(|(at, ..)| *at == column) {
            Some(at) => at,
            None => {
                self.zeros.push((column, false, false));
                self.zeros.len() - 1
            }
        };
        if let Some((_, zero, more)) = self.zeros.get_mut(at) {
            *zero |= fen == Fen::ZERO;
            *more |= fen > Fen::ZERO;
        }
    }

    /// Returns the row's whole bill, and its settlement.
    pub fn settle(&mut self, record: &ByteRecord) -> Result<(Fen, Settlement), Refusal> {
        let titles = self.columns.titles.len();
        if record.iter().skip(titles).any(|cell| !cell.is_empty()) {
            return Err(Refusal {
                column: None,
                message: "这一行的格子比表头多。请看看是不是少了引号。".to_owned(),
            });
        }
        let visit = self.visit(record)?;
        let billed = visit.bill.as_ref().and_then(|bill| bill.total);
        let laid_out = self.desks.get(&self.layout, || {
            Desk::new(self.tables, &visit).map(LaidOut::new)
        });
        let settled = laid_out.and_then(|it| Ok((it.desk.settle(&visit)?, it)));
        match settled {
            Ok((Some(settled), laid_out)) => {
                self.latest = self.latest.max(Some(visit.date));
                laid_out.look_up_age(&visit, &mut self.unattested);
                Ok((billed.unwrap_or_default(), settled))
            }
            Ok((None, _)) => Err(Refusal {
                column: self.column(&Says::Money(Amount::Total)),
                message: "没有写总费用，算不出钱。".to_owned(),
            }),
            Err(contradiction) => {
                let error = InputError::from(contradiction);
                Err(Refusal {
                    column: self.column_of(&error.field),
                    message: error.message,
                })
            }
        }
    }

    fn column(&self, says: &Says) -> Option<usize> {
        let found = self.columns.said.iter().find(|(_, known)| known == says);
        found.map(|(at, _)| *at)
    }

    fn column_of(&self, field: &str) -> Option<usize> {
        let amounts: &[Amount] = match field {
            "bill.in_scope" => &[Amount::InScope, Amount::OwnPay],
            "bill.self_pay" => &[Amount::SelfPay],
            "hospital" => return self.column(&Says::Field(Field::Hospital)),
            _ => &[],
        };
        amounts
            .iter()
            .find_map(|amount| self.column(&Says::Money(*amount)))
    }

    fn visit(&mut self, record: &ByteRecord) -> Result<Visit, Refusal> {
        let said = std::mem::take(&mut self.columns.said);
        let visit = self.read(record, &said);
        self.columns.said = said;
        visit
    }

    fn read(&mut self, record: &ByteRecord, said: &[(usize, Says)]) -> Result<Visit, Refusal> {
        let text = |at: usize| match std::str::from_utf8(record.get(at).unwrap_or_default()) {
            Ok(text) => Ok(cell::clean(text)),
            Err(_) => Err(Refusal::at(at, "这一格的文字读不出来。")),
        };
        let of = |says: &Says| said.iter().find(|(_, known)| known == says).map(|it| it.0);
        let day_of = |says: &Says| -> Result<_, Refusal> {
            let Some(at) = of(says) else { return Ok(None) };
            match text(at)? {
                "" => Ok(None),
                text => day::read(text).map(Some).map_err(|e| Refusal::at(at, e)),
            }
        };
        let Some(date) = day_of(&Says::Date)?.or(self.defaults.date) else {
            return Err(Refusal {
                column: of(&Says::Date),
                message: "没有写日期。".to_owned(),
            });
        };
        let home = match of(&Says::InsuredIn) {
            Some(at) if !text(at)?.is_empty() => {
                let cell = text(at)?;
                let name = area_codes::place(&cell::whole(cell)).unwrap_or(cell);
                let said = self.say(None, "insured_in", json!(name), cell);
                Some(said.map_err(|e| Refusal::at(at, e))?.insured_in)
            }
            _ => self.defaults.insured_in,
        };
        let Some(home) = home else {
            return Err(Refusal {
                column: of(&Says::InsuredIn),
                message: "没有写参保地。".to_owned(),
            });
        };
        let mut visit = Visit::new(date, home);
        for figures in &self.figures {
            figures.lay(&self.tables.vocabulary, &mut visit);
        }
        visit.admitted = day_of(&Says::Admitted)?;
        if let (Some(admitted), Some(at)) = (visit.admitted, of(&Says::Admitted))
            && admitted > date
        {
            return Err(Refusal::at(at, "入院不能晚于出院或结算。"));
        }
        self.layout.clear();
        self.layout.extend(self.eras.of(date));
        self.layout.extend(
            visit
                .admitted
                .map(|day| self.eras.of(day))
                .unwrap_or([255; 4]),
        );
        self.layout
            .extend(home.map_or(u16::MAX, |home| home.0).to_be_bytes());
        // The place decides which figures were laid out; the days, which of them hold.
        for it in &visit.scoped {
            let holds = |day| it.scope.span.holds(day);
            let admitted = visit.admitted.is_some_and(holds);
            self.layout
                .push(u8::from(holds(date)) | u8::from(admitted) << 1);
        }
        let mut money = Amounts::default();
        self.held.clear();
        let settings = self.settings.clone();
        for (at, says) in said {
            let set = at.checked_sub(self.columns.titles.len());
            let cell = match set.and_then(|at| settings.text(at)) {
                None => text(*at)?,
                Some(set) => {
                    let own = |at: usize| record.get(at).unwrap_or_default();
                    let filled = |at: usize| {
                        std::str::from_utf8(own(at)).map_or(true, |it| !cell::clean(it).is_empty())
                    };
                    let own = said
                        .iter()
                        .any(|(at, own)| settings::overrules(own, says) && filled(*at));
                    if own || settings::contradicts(&visit, says, set) {
                        continue;
                    }
                    set
                }
            };
            if cell.is_empty() {
                continue;
            }
            let refuse = |message: String| Refusal::at(*at, message);
            match says {
                Says::Date | Says::Admitted | Says::InsuredIn => {}
                Says::Money(amount) => {
                    let paid = self.defaults.paid;
                    match amount {
                        Amount::Paid(_) if matches!(paid, Paid::Unsaid | Paid::Unused) => continue,
                        Amount::Paid(layer) if paid == Paid::Held => {
                            let fen = amount::read(cell).map_err(refuse)?;
                            self.held.push((*layer, fen));
                            continue;
                        }
                        _ => {}
                    }
                    let fen = money.read(*amount, cell).map_err(refuse)?;
                    if let Amount::Paid(_) = amount {
                        self.lay_out(*at, "");
                    }
                    if let (Amount::Paid(_) | Amount::SelfPay, Some(fen)) = (amount, fen) {
                        self.taken(*at, fen);
                    }
                }
                Says::Group(group) => match cell::truth(cell).map_err(refuse)? {
                    true => visit.groups.join(&self.tables.vocabulary, *group),
                    false => visit.groups.leave(&self.tables.vocabulary, *group),
                },
                Says::Answer(question) => {
                    let yes = cell::truth(cell).map_err(refuse)?;
                    visit.answers.push((*question, yes));
                }
                Says::Local(key) => {
                    self.lay_out(*at, cell);
                    let path = format!("local.{key}");
                    let value = local_value(key, cell).map_err(refuse)?;
                    let said = self.say(home, &path, value, cell).map_err(refuse)?;
                    visit.local.extend(said.local.iter().copied());
                    visit.names.extend(said.names.iter().cloned());
                }
                Says::Field(Field::Disease) => {
                    // A disease that the vocabulary lacks is left open: the row is a range, not refused.
                    match self.say(home, "disease", cell::diseases(cell), cell) {
                        Ok(said) => {
                            visit.diseases.clone_from(&said.diseases);
                            self.lay_out(*at, cell);
                        }
                        Err(_) => self.unknown_disease(cell),
                    }
                }
                Says::Field(field) => {
                    if field.lays_out() {
                        self.lay_out(*at, cell);
                    }
                    let value = value(*field, cell).map_err(refuse)?;
                    let said = self.say(home, field.path(), value, cell).map_err(refuse)?;
                    copy(*field, said, &mut visit);
                    if *field == Field::Groups && cell.starts_with(['只', '仅']) {
                        visit.groups.no = !visit.groups.yes;
                    }
                }
            }
            if visit.groups.yes & visit.groups.no != 0 {
                return Err(Refusal::at(*at, "人群前后矛盾：这里说的和别的列对不上。"));
            }
        }
        visit.answers.sort_unstable();
        visit.year = money.year();
        let outside = may_be_outside(&self.tables.vocabulary, &visit);
        visit.bill = Some(money.bill(outside).map_err(|message| Refusal {
            column: of(&Says::Money(Amount::InScope)).or(of(&Says::Money(Amount::SelfPay))),
            message: message.to_owned(),
        })?);
        Ok(visit)
    }

    fn unknown_disease(&mut self, cell: &str) {
        self.unknown_diseases.0 += 1;
        let names = &mut self.unknown_diseases.1;
        if names.len() < DISEASES && !names.iter().any(|it| it == cell) {
            names.push(cell.to_owned());
        }
    }

    fn lay_out(&mut self, column: usize, cell: &str) {
        self.layout.extend((column as u32).to_be_bytes());
        self.layout.extend((cell.len() as u32).to_be_bytes());
        self.layout.extend(cell.as_bytes());
    }

    /// Returns the visit that the reader of single visits makes of one cell.
    fn say(
        &mut self,
        home: Option<RegionId>,
        path: &str,
        value: Value,
        cell: &str,
    ) -> Result<&Visit, String> {
        self.key.clear();
        self.key.extend(path.as_bytes());
        self.key.push(0);
        // A name for several diseases may mean others elsewhere.
        if path == "disease" {
            self.key
                .extend(home.map_or(u16::MAX, |home| home.0).to_be_bytes());
        }
        self.key.extend(cell.as_bytes());
        let tables = self.tables;
        let said = self.said.get(&self.key, || -> Result<_, String> {
            Ok(read_alone(tables, home, path, value))
        })?;
        said.as_ref().map_err(Clone::clone)
    }
}

fn copy(field: Field, from: &Visit, to: &mut Visit) {
    match field {
        Field::Insurance => to.insurance = from.insurance,
        Field::Hospital => to.hospital = from.hospital,
        Field::Grade => to.grade = from.grade,
        Field::Tier => to.tier = from.tier,
        Field::Place => to.place = from.place,
        Field::Care => to.care = from.care,
        Field::Disease => to.diseases.clone_from(&from.diseases),
        Field::Groups => {
            to.groups.yes |= from.groups.yes;
            to.groups.no |= from.groups.no;
        }
        Field::Sex => to.sex = from.sex,
        Field::Plan => to.plan = from.plan,
        Field::TablesAsOf => to.tables_as_of = from.tables_as_of,
        Field::Number(fact) => to.said[fact] = from.said[fact],
        Field::Is(fact) => to.said[fact] = from.said[fact],
    }
}

/// The amounts of a row.
#[derive(Default)]
struct Amounts {
    bill: Bill,
    /// 全自费, 超限价 and 先行自付.
    out: [Option<Fen>; 3],
    year_in_scope: Option<Fen>,
    year_paid: Vec<(mingbai_policy::LayerId, Fen)>,
    year_given: bool,
    year_unknown: bool,
}

impl Amounts {
    /// Reads a cell; `None` where the cell says that an amount is unknown.
    fn read(&mut self, amount: Amount, cell: &str) -> Result<Option<Fen>, String> {
        if matches!(amount, Amount::YearInScope | Amount::YearPaid(_)) {
            self.year_given = true;
            if matches!(cell, "不知道" | "unknown") {
                self.year_unknown = true;
                return Ok(None);
            }
        }
        let fen = amount::read(cell)?;
        let [own, over, first] = &mut self.out;
        match amount {
            Amount::Total => self.bill.total = Some(fen),
            Amount::InScope => self.bill.in_scope = Some(fen),
            Amount::SelfPay => self.bill.self_pay = Some(fen),
            Amount::OwnPay => *own = Some(fen),
            Amount::OverLimit => *over = Some(fen),
            Amount::FirstSelfPay => *first = Some(fen),
            Amount::BeforeTransfer => self.bill.deductible_before_transfer = Some(fen),
            Amount::Paid(layer) => self.bill.paid.push((layer, fen)),
            Amount::YearInScope => self.year_in_scope = Some(fen),
            Amount::YearPaid(layer) => self.year_paid.push((layer, fen)),
        }
        Ok(Some(fen))
    }

    fn year(&mut self) -> Year {
        if self.year_unknown {
            Year::Unknown
        } else if self.year_given {
            Year::Known {
                in_scope_self_pay: self.year_in_scope,
                paid: std::mem::take(&mut self.year_paid),
                accounts: Vec::new(),
            }
        } else {
            Year::TakenAsFirst
        }
    }

    /// Returns the bill. Outside the pool (`outside`), 先行自付 may include the part that the rules
    /// take off themselves, and whether that part is off the in-scope amount already is open.
    fn bill(self, outside: bool) -> Result<Bill, &'static str> {
        let mut bill = self.bill;
        let [own, over, first] = self.out;
        if let (Some(total), None, [Some(own), Some(over), Some(first)]) =
            (bill.total, bill.in_scope, self.out)
        {
            let out = own + over + first;
            if out > total {
                return Err("全自费、超限价、先行自付加起来比总费用还多。");
            }
            bill.in_scope = Some(total - out);
        }
        let first = first.filter(|first| outside && *first > Fen::ZERO);
        if let (Some(at), Some(first)) = (bill.in_scope, first) {
            let out = own.unwrap_or_default() + over.unwrap_or_default();
            let rest = bill.total.map_or(Fen::MAX, |total| total.above(out));
            bill.in_scope_to = Some((at + first).min(rest).max(at));
        }
        bill.paid.sort_unstable();
        if let (Some(total), Some(self_pay)) = (bill.total, bill.self_pay) {
            let paid: Fen = bill.paid.iter().map(|(_, fen)| *fen).sum();
            if paid + self_pay > total {
                return Err("各道保障线付的钱加上自付，比总费用还多。");
            }
        }
        Ok(bill)
    }
}
