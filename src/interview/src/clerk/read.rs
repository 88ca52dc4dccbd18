//! What stands in the window's fields, read as a visit.
use crate::clerk::pick::{self, Offer, Says};
use crate::clerk::slot::{Kind, Slot};
use crate::clerk::typed::Typed;
use crate::world::World;
use mingbai_engine::{Account, Bill, Question, Visit, Year};
use mingbai_intake::{date, money, numbers};
use mingbai_policy::{Day, Fen, ItemId, LayerId, Period, RegionId};

/// The visit the fields tell, and what in them cannot be used.
#[derive(Clone, PartialEq, Default)]
pub struct Reading {
    /// None before there is a place.
    pub visit: Option<Visit>,
    /// What was understood, by field.
    pub said: Vec<(Slot, String)>,
    /// What was not, and why.
    pub wrong: Vec<(Slot, String)>,
}

/// The marks between names; a comma may stand inside an amount, and there is no such mark there.
pub const MARKS: [char; 4] = ['、', '，', ',', '+'];

/// The names in a field of several, and what is still being typed after the last mark.
pub fn split(slot: Slot, text: &str) -> (Vec<&str>, &str) {
    let marks = match slot {
        Slot::Items => &MARKS[..1],
        _ => &MARKS[..],
    };
    let mut parts: Vec<&str> = text.split(marks).map(str::trim).collect();
    let last = parts.pop().unwrap_or_default();
    parts.retain(|it| !it.is_empty());
    (parts, last)
}

/// The name and the amount of an item: `注射费 120`.
pub fn item(text: &str) -> (&str, &str) {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let at = text.find(digit).unwrap_or(text.len());
    let (name, amount) = text.split_at(at);
    (name.trim(), amount.trim())
}

/// The text with each name before the last mark in full; none where they are already.
pub fn completed(world: &World, typed: &Typed, slot: Slot, text: &str) -> Option<String> {
    let (parts, last) = split(slot, text);
    let home = home(world, typed);
    let full = |part: &&str| {
        let found = pick::exact(world, slot, home, part).is_none().then(|| {
            let offers = pick::offers(world, slot, home, part);
            offers.into_iter().next().map(|it| it.name)
        });
        found.flatten()
    };
    let begun: Vec<Option<String>> = parts.iter().map(full).collect();
    if begun.iter().all(Option::is_none) {
        return None;
    }
    let whole = begun.into_iter().zip(&parts);
    let whole = whole.map(|(begun, part)| begun.unwrap_or_else(|| (*part).to_owned()));
    let mut text = whole.collect::<Vec<_>>().join("、");
    text.push('、');
    text.push_str(last);
    Some(text)
}

/// What may be meant by what is being typed in a field, the likeliest first.
pub fn offers(world: &World, typed: &Typed, slot: Slot) -> Vec<Offer> {
    let text = typed.text(slot);
    let query = match slot.kind() {
        Kind::One => text.trim(),
        Kind::Many => split(slot, text).1,
        Kind::Items => match item(split(slot, text).1) {
            (name, "") => name,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let home = home(world, typed);
    // A name that stands there in full needs no offers.
    if pick::exact(world, slot, home, query).is_some() {
        return Vec::new();
    }
    pick::offers(world, slot, home, query)
}

/// Whether a name is being typed in a field.
pub fn typing(typed: &Typed, slot: Slot) -> bool {
    let text = typed.text(slot);
    match slot.kind() {
        Kind::Many | Kind::Items => !split(slot, text).1.is_empty(),
        _ => !text.trim().is_empty(),
    }
}

/// Where the patient is insured, as far as the field says.
fn home(world: &World, typed: &Typed) -> Option<RegionId> {
    let said = named(world, Slot::Place, None, typed.text(Slot::Place).trim());
    match said {
        Some(Says::Place(region)) => region,
        _ => None,
    }
}

/// What a text says in a field: the name itself, or the likeliest one meant.
fn named(world: &World, slot: Slot, home: Option<RegionId>, text: &str) -> Option<Says> {
    if text.is_empty() {
        return None;
    }
    pick::exact(world, slot, home, text).or_else(|| {
        let offers = pick::offers(world, slot, home, text);
        offers.into_iter().next().map(|it| it.says)
    })
}

const NOT_FOUND: &str = "没有找到。换个说法，或少打几个字。";

/// Reads every field.
pub fn read(world: &World, typed: &Typed) -> Reading {
    let mut out = Reading::default();
    let place = typed.text(Slot::Place).trim();
    let region = match named(world, Slot::Place, None, place) {
        Some(Says::Place(region)) => region,
        _ => {
            if !place.is_empty() {
                out.wrong.push((Slot::Place, NOT_FOUND.to_owned()));
            }
            return out;
        }
    };
    let date = out.day(world, typed, Slot::Date).unwrap_or(world.today);
    let mut visit = Visit::new(date, region);
    visit.admitted = out.day(world, typed, Slot::Admitted);
    if visit.admitted.is_some_and(|day| day > date) {
        visit.admitted = None;
        let why = "入院日期在结算日期之后。".to_owned();
        out.wrong.push((Slot::Admitted, why));
    }
    let mut bill = Bill::default();
    let mut paid: Vec<(LayerId, Fen)> = Vec::new();
    let mut spent = None;
    let mut own: Vec<(Slot, LayerId, (bool, Period), Fen)> = Vec::new();
    let mut used: Vec<(LayerId, (bool, Period), Fen)> = Vec::new();
    // The hospital first: what else is said of it stays.
    let rest = typed.slots().filter(|slot| *slot != Slot::Hospital);
    for slot in std::iter::once(Slot::Hospital).chain(rest) {
        let text = typed.text(slot).trim();
        match (slot, slot.kind()) {
            (Slot::Place | Slot::Date | Slot::Admitted, _) => {}
            (_, Kind::One) if text.is_empty() => {}
            (_, Kind::One) => out.lay(world, slot, region, text, &mut visit),
            (_, Kind::Many) => {
                let (parts, last) = split(slot, text);
                for part in parts.into_iter().chain([last]).filter(|it| !it.is_empty()) {
                    out.lay(world, slot, region, part, &mut visit);
                }
            }
            (_, Kind::Items) => bill.items = out.items(world, text),
            (Slot::Asked(Question::Number(fact)), _) => match numbers::read_typed(fact, text) {
                Some(number) => visit.said[fact] = Some(number),
                None => out.wrong.push((slot, numbers::wrong(fact))),
            },
            (Slot::Total, _) => bill.total = out.money(slot, text),
            (Slot::InScope, _) => bill.in_scope = out.money(slot, text),
            (Slot::YearSpent, _) => spent = out.money(slot, text),
            (Slot::YearPaid(layer), _) => {
                paid.extend(out.money(slot, text).map(|fen| (layer, fen)));
            }
            (Slot::YearOwn(layer, of_disease, per), _) => {
                let fen = out.money(slot, text);
                own.extend(fen.map(|fen| (slot, layer, (of_disease, per), fen)));
            }
            (Slot::YearUsed(layer, of_disease, per), _) => {
                let fen = out.money(slot, text);
                used.extend(fen.map(|fen| (layer, (of_disease, per), fen)));
            }
            _ => {}
        }
    }
    let mut accounts = Vec::new();
    for (slot, layer, of, fen) in own {
        let sum = paid.iter().find(|(of, _)| *of == layer);
        if sum.is_some_and(|(_, sum)| fen > *sum) {
            let why = "比一共已付的还多。".to_owned();
            out.wrong.push((slot, why));
            continue;
        }
        for (account, fen) in accounts_of(&visit, layer, of.0, fen) {
            if let Some((_, paid)) = entry(&mut accounts, account).amounts_mut(of.1) {
                *paid = Some(fen);
            }
        }
    }
    for (layer, of, fen) in used {
        for (account, fen) in accounts_of(&visit, layer, of.0, fen) {
            if let Some((used, _)) = entry(&mut accounts, account).amounts_mut(of.1) {
                *used = Some(fen);
            }
        }
    }
    if spent.is_some() || !paid.is_empty() || !accounts.is_empty() {
        paid.sort_unstable();
        accounts.sort_unstable();
        visit.year = Year::Known {
            in_scope_self_pay: spent,
            paid,
            accounts,
        };
    }
    visit.answers.sort_unstable();
    visit.bill = (bill != Bill::default()).then_some(bill);
    out.visit = Some(visit);
    out
}

/// The account among those read, new where none was.
fn entry(accounts: &mut Vec<Account>, new: Account) -> &mut Account {
    let of = |it: &Account| (it.layer, it.care, it.disease);
    let at = accounts.iter().position(|it| of(it) == of(&new));
    let at = at.unwrap_or_else(|| {
        accounts.push(new);
        accounts.len() - 1
    });
    &mut accounts[at]
}

/// The accounts for care like the visit's, each with its part of a sum. One sum for several diseases
/// stands under the first: the limit they share counts them all.
fn accounts_of(visit: &Visit, layer: LayerId, of_disease: bool, fen: Fen) -> Vec<(Account, Fen)> {
    let Some(care) = visit.care else {
        return Vec::new();
    };
    let diseases = visit.diseases.iter().flatten().copied().map(Some);
    let of: Vec<_> = match of_disease {
        true => diseases.collect(),
        false => vec![None],
    };
    let paid = std::iter::once(fen).chain(std::iter::repeat(Fen::ZERO));
    of.into_iter()
        .zip(paid)
        .map(|(disease, part)| (Account::new(layer, care, disease), part))
        .collect()
}

/// Reads fields of the window's settings: each by itself, as they need not make a visit.
pub fn each(world: &World, typed: &Typed) -> Reading {
    let mut out = Reading::default();
    let home = home(world, typed);
    for slot in typed.slots().filter(|slot| typed.has(*slot)) {
        let text = typed.text(slot).trim();
        match slot.kind() {
            Kind::Day => drop(out.day(world, typed, slot)),
            _ if named(world, slot, home, text).is_none() => {
                out.wrong.push((slot, NOT_FOUND.to_owned()));
            }
            _ => {}
        }
    }
    out
}

impl Reading {
    /// Why a field cannot be used.
    pub fn wrong(&self, slot: Slot) -> Option<&str> {
        let found = self.wrong.iter().find(|(it, _)| *it == slot);
        found.map(|(_, why)| why.as_str())
    }

    /// What was understood of a field.
    pub fn said(&self, slot: Slot) -> Option<&str> {
        let found = self.said.iter().find(|(it, _)| *it == slot);
        found.map(|(_, said)| said.as_str())
    }

    fn lay(
        &mut self,
        world: &World,
        slot: Slot,
        home: Option<RegionId>,
        text: &str,
        visit: &mut Visit,
    ) {
        match named(world, slot, home, text) {
            Some(says) => says.lay(world, visit),
            None => self.wrong.push((slot, NOT_FOUND.to_owned())),
        }
    }

    fn money(&mut self, slot: Slot, text: &str) -> Option<Fen> {
        match money::read_typed(text) {
            Ok(fen) => {
                let said = mingbai_wording::money::short(fen);
                // What reads as it was typed need not be said again.
                if said.replace(',', "") != text {
                    self.said.push((slot, format!("是 {said} 元")));
                }
                Some(fen)
            }
            Err(error) => {
                self.wrong.push((slot, error.to_string()));
                None
            }
        }
    }

    fn day(&mut self, world: &World, typed: &Typed, slot: Slot) -> Option<Day> {
        let text = typed.text(slot).trim();
        if text.is_empty() {
            return None;
        }
        match date::read_near(text, world.today) {
            Ok(day) => {
                if day.to_string() != text {
                    self.said.push((slot, format!("是 {day}")));
                }
                Some(day)
            }
            Err(error) => {
                self.wrong.push((slot, error.to_string()));
                None
            }
        }
    }

    fn items(&mut self, world: &World, text: &str) -> Vec<(ItemId, Fen)> {
        let (parts, last) = split(Slot::Items, text);
        let mut items = Vec::new();
        for part in parts.into_iter().chain([last]).filter(|it| !it.is_empty()) {
            let (name, amount) = item(part);
            match named(world, Slot::Items, None, name) {
                Some(Says::Item(id)) if !amount.is_empty() => {
                    items.extend(self.money(Slot::Items, amount).map(|fen| (id, fen)));
                }
                Some(_) => self
                    .wrong
                    .push((Slot::Items, format!("{name}自己付了多少？"))),
                None => self.wrong.push((Slot::Items, NOT_FOUND.to_owned())),
            }
        }
        self.said.retain(|(slot, _)| *slot != Slot::Items);
        items
    }
}
