//! Lines of bills: random ones, and a second reckoning of what they bring into the scope, in exact
//! fractions. Must not use the engine's arithmetic.
use crate::rng::Rng;
use crate::truth::World;
use crate::visits::Lot;
use mingbai_engine::{Bill, BillLine, Visit};
use mingbai_policy::{
    Fen, Insurance, ItemClass, OwnShare, RoundedBy, Rounding, Share, ShareRange, Tables,
};
use num_rational::Ratio;

type Exact = Ratio<i128>;

/// Returns the classes that lines may have: of the catalogue, and of any table.
fn classes(tables: &Tables) -> Vec<String> {
    let mut found: Vec<String> = ["甲类", "乙类", "丙类"].map(str::to_owned).into();
    for class in tables.tables.iter().flat_map(|it| &it.classes) {
        if !found.contains(&class.rule.name) {
            found.push(class.rule.name.clone());
        }
    }
    found
}

/// Returns a class for a line. Where some class has a share of its own in a layer, money of a class
/// that no table of the place defines is paid anyhow, and the ends are not reached: such a line is
/// of another class.
fn some_class(world: &World, rng: &mut Rng) -> Option<String> {
    let mut classes = classes(world.tables);
    if with_own_shares(world.tables) {
        let defined = |class: &str| {
            let rules = stated(world, class);
            rules.iter().any(|it| it.first_self_pay.is_some())
        };
        classes.retain(|it| ["甲类", "乙类", "丙类"].contains(&it.as_str()) || defined(it));
    }
    rng.pick(&classes).cloned()
}

/// Returns what tables state of a class, nearest place first.
fn stated<'t>(world: &World<'t>, class: &str) -> Vec<&'t ItemClass> {
    let mut found = Vec::new();
    for at in world.in_force() {
        let table = &world.tables.tables[at];
        let of = table.insurance.unwrap_or(Insurance::Resident.bit());
        if of & world.insured() != 0 {
            let classes = table.classes.iter();
            found.extend(classes.filter(|it| it.rule.name == class));
        }
    }
    found
}

/// Returns the share of a line that is 先行自付.
fn share(world: &World, line: &BillLine) -> ShareRange {
    let class = line.class.as_deref().unwrap_or_default();
    if let Some(own) = line.first_self_pay {
        return ShareRange::exact(own);
    }
    for it in stated(world, class) {
        if let Some(share) = it.first_self_pay {
            return share;
        }
    }
    match class {
        "甲类" => ShareRange::exact(Share::ZERO),
        "丙类" => ShareRange::exact(Share::ONE),
        _ => ShareRange::UNKNOWN,
    }
}

fn whole(exact: Exact, rounding: Rounding) -> i128 {
    match rounding {
        Rounding::Down => exact.floor().to_integer(),
        Rounding::Up => exact.ceil().to_integer(),
        Rounding::HalfUp => (exact + Exact::new(1, 2)).floor().to_integer(),
    }
}

/// Returns the least and the most in scope that the lines of a bill allow; `None` without lines.
pub fn in_scope(tables: &Tables, visit: &Visit) -> Option<(Fen, Fen)> {
    let bill = visit.bill.as_ref().filter(|it| !it.lines.is_empty())?;
    let world = World::new(tables, visit);
    let (mut least, mut most, mut listed) = (0_i128, 0_i128, 0_i128);
    let within = |line: &BillLine| {
        let amount = i128::from(line.amount.0);
        let limit = line
            .price_limit
            .map(|it| i128::from(it.0) * i128::from(line.quantity));
        limit.map_or(amount, |limit| limit.min(amount))
    };
    let times =
        |fen: i128, share: Share| Exact::new(fen * i128::from(share.millionths()), 1_000_000);
    let mut done: Vec<&str> = Vec::new();
    for line in &bill.lines {
        listed += i128::from(line.amount.0);
        let share_of = share(&world, line);
        let class = line.class.as_deref();
        let rules = class.map_or_else(Vec::new, |class| stated(&world, class));
        let by_sum = rules.iter().find_map(|it| it.rounded_by) == Some(RoundedBy::Sum);
        let rounding = rules.iter().find_map(|it| it.rounding).unwrap_or_default();
        let (down, up) = match class {
            None => (Rounding::Down, Rounding::Up),
            Some(_) => (rounding, rounding),
        };
        most += within(line);
        least += within(line);
        let Some(class) = class.filter(|_| by_sum) else {
            most -= whole(times(within(line), share_of.low), down);
            least -= whole(times(within(line), share_of.high), up);
            continue;
        };
        if done.contains(&class) {
            continue;
        }
        done.push(class);
        let mine = || {
            bill.lines
                .iter()
                .filter(|it| it.class.as_deref() == Some(class))
        };
        let low: Exact = mine()
            .map(|it| times(within(it), share(&world, it).low))
            .sum();
        let high: Exact = mine()
            .map(|it| times(within(it), share(&world, it).high))
            .sum();
        most -= whole(low, rounding);
        least -= whole(high, rounding);
    }
    let total = bill.total.map_or(listed, |it| i128::from(it.0));
    let fen = |it: i128| i64::try_from(it).map_or(Fen::MAX, Fen);
    Some((fen(least), fen(most + total - listed)))
}

/// Returns what layers pay by shares that classes have of their own: the rule, a key for a share that
/// is open, and the money in scope. Every line is of a known class.
pub fn own_shares(tables: &Tables, visit: &Visit) -> Vec<(OwnShare, String, Fen)> {
    let Some(bill) = &visit.bill else {
        return Vec::new();
    };
    let world = World::new(tables, visit);
    let mut found = Vec::new();
    for class in classes(tables) {
        let rules = stated(&world, &class);
        let Some(own) = rules.iter().find_map(|it| it.own_share) else {
            continue;
        };
        let lines = bill.lines.iter();
        let lines: Vec<_> = lines
            .filter(|it| it.class.as_ref() == Some(&class))
            .cloned()
            .collect();
        if lines.is_empty() {
            continue;
        }
        let mut alone = visit.clone();
        alone.bill = Some(Bill {
            lines,
            ..Bill::default()
        });
        let money = in_scope(tables, &alone).map_or(Fen::ZERO, |it| it.0);
        // Classes with one share of one layer are one sum to the engine, and one unknown.
        let key = format!("own {} {:?}", own.layer.0, own.share);
        found.push((own, key, money));
    }
    found
}

/// Checks whether some class of the tables has a share of its own in a layer.
fn with_own_shares(tables: &Tables) -> bool {
    let mut classes = tables.tables.iter().flat_map(|it| &it.classes);
    classes.any(|it| it.own_share.is_some())
}

fn some_share(rng: &mut Rng) -> Share {
    let share = Share::from_millionths(rng.within(0, 1000) as u32 * 1000);
    share.unwrap_or(Share::ONE)
}

/// Gives the bill of a visit lines that come to its total, with every share known, in place of an
/// amount in scope.
pub fn give(lot: &Lot, visit: &mut Visit, rng: &mut Rng) {
    let Some(mut bill) = visit.bill.clone() else {
        return;
    };
    let Some(total) = bill.total else {
        return;
    };
    bill.set_in_scope(None);
    let mut left = total;
    let count = 1 + rng.below(4);
    for at in 0..count {
        let amount = match at + 1 == count {
            true => left,
            false => lot.amount_up_to(rng, left),
        };
        left -= amount;
        bill.lines.push(line(lot, visit, rng, amount));
    }
    visit.bill = Some(bill);
}

fn line(lot: &Lot, visit: &Visit, rng: &mut Rng, amount: Fen) -> BillLine {
    let quantity = 1 + rng.below(4) as u32;
    let limit = rng.one_in(4).then(|| lot.amount_up_to(rng, amount));
    let mut line = BillLine {
        name: rng.coin().then(|| "药".to_owned()),
        class: some_class(&World::new(lot.tables, visit), rng),
        amount,
        quantity,
        price_limit: limit.map(|it| Fen(it.0 / i64::from(quantity))),
        first_self_pay: rng.one_in(4).then(|| some_share(rng)),
    };
    settle(&World::new(lot.tables, visit), &mut line, rng);
    line
}

/// Gives a line a share of its own where its class leaves the share open.
fn settle(world: &World, line: &mut BillLine, rng: &mut Rng) {
    let ShareRange { low, high } = share(world, line);
    if low != high {
        let ends = (i64::from(low.millionths()), i64::from(high.millionths()));
        let at = Share::from_millionths(rng.within(ends.0, ends.1) as u32);
        line.first_self_pay = Some(rng.of(&[low, high, at.unwrap_or(low)]));
    }
}

/// Forgets something of some lines: their class, their share, or the line as a whole.
pub fn forget(tables: &Tables, rng: &mut Rng, bill: &mut Bill) {
    // What a layer pays by a share of its own is then anything, and the ends are not reached.
    if with_own_shares(tables) {
        return;
    }
    for line in &mut bill.lines {
        if rng.one_in(3) {
            line.first_self_pay = None;
        }
        if rng.one_in(4) {
            line.class = None;
        }
    }
    if bill.lines.len() > 1 && rng.one_in(3) {
        bill.lines.pop();
    }
}

/// Fills what the lines of a bill leave open, and sets the amount in scope that follows.
pub fn fill(lot: &Lot, visit: &mut Visit, rng: &mut Rng) {
    let Some(mut bill) = visit.bill.clone().filter(|it| !it.lines.is_empty()) else {
        return;
    };
    // An amount in scope that was given stays, and the lines stay open beside it.
    if bill.in_scope.is_some() {
        return;
    }
    let listed: Fen = bill.lines.iter().map(|it| it.amount).sum();
    let world = World::new(lot.tables, visit);
    for line in &mut bill.lines {
        if line.class.is_none() {
            line.class = some_class(&world, rng);
        }
        settle(&world, line, rng);
    }
    if let Some(rest) = bill.total.map(|it| it - listed)
        && rest > Fen::ZERO
    {
        bill.lines.push(line(lot, visit, rng, rest));
    }
    visit.bill = Some(bill);
    let made = in_scope(lot.tables, visit);
    if let (Some(bill), Some((at, most))) = (&mut visit.bill, made) {
        assert_eq!(at, most, "the lines are filled");
        bill.set_in_scope(Some(at));
    }
}
