//! 去哪家医院: one illness at every kind of hospital, the nearest first, in one glance.
//!
//! The question is of a visit yet to come: today's day and today's tables. Of what is kept only the
//! person is taken over, and that is told; an earlier bill, its day and its hospital are not.
use crate::book::{self, use_book};
use crate::people::{href_of, visit_of};
use crate::troubles::nobody;
use mingbai_engine::{
    Bill, Comparison, Destination, Lies, ProcedureLine, Question, Referral, Stated, Value, Verdict,
    Visit, Warning, Year, compare,
};
use mingbai_households::Person;
use mingbai_intake::money::read_typed;
use mingbai_interview::numbers;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::{Fact, Goal, Route, Screen};
use mingbai_interview::world::{Scene, World};
use mingbai_platform::inputs;
use mingbai_policy::{
    Care, Day, FactGroup, Fen, NumberFact, Owner, Procedure, ProcedureKind, YesNo,
};
use mingbai_ui::frame::plain;
use mingbai_ui::term;
use mingbai_visit::compare::{amounts, span};
use mingbai_visit::result::cards::folded;
use mingbai_wording::{
    UNCHECKED, answer_label, compare_alike, elsewhere_name, gap_sentence, level_rule_line, money,
    ranges_differ, rules_of_day,
};
use std::rc::Rc;
use yew::prelude::*;

/// Bills to try where none is known yet, in yuan. They are nobody's figures: a glance needs one.
const TRIED: [i64; 4] = [5_000, 10_000, 30_000, 50_000];

#[derive(Properties, PartialEq)]
pub struct WhereProps {
    pub world: World,
    /// Who.
    pub id: String,
}

#[component]
pub fn Where(props: &WhereProps) -> Html {
    use_book(&props.world);
    let care = use_state(|| None::<Care>);
    let typed = use_state(|| None::<Tried>);
    let unread = use_state(|| None::<String>);
    let as_of = use_state(|| None::<Day>);
    let world = &props.world;
    let found = book::with(|book| {
        let (house, person) = book.person(&props.id)?;
        Some((house.id.clone(), person.clone()))
    });
    let Some((house, person)) = found else {
        return nobody();
    };
    let back =
        html! { <p><a class="step" href={Rounds::House(house).href()}>{ "回到这一户" }</a></p> };
    let Some(told) = visit_of(world, &person) else {
        let ask = href_of(world, &person, Goal::Scheme, Screen::Ask);
        let body = html! {
            <div class="visits">
                <p>{ "先问清医保在哪里，才知道各家医院怎么报。" }</p>
                <a class="go" href={ask}>{ format!("开始问{}", person.name) }</a>
                { back }
            </div>
        };
        return plain("去哪家医院", body);
    };
    let chosen = (*care).or(told.care).unwrap_or(Care::Inpatient);
    // What was typed and not understood is no other amount.
    let tried = typed.filter(|_| unread.is_none());
    let visit = ahead(&told, world.today, chosen, tried, *as_of);
    let cares = Care::ALL.iter().map(|it| {
        let (care, it) = (care.clone(), *it);
        let onclick = Callback::from(move |_: MouseEvent| care.set(Some(it)));
        let label = answer_label(&world.tables, Question::Care, Value::Care(it));
        html! {
            <li key={label.clone()}><button type="button" class="choice" {onclick} aria-pressed={(it == chosen).to_string()}><span>{ label }</span></button></li>
        }
    });
    let choice = |it: Tried, label: String| {
        let (typed, unread) = (typed.clone(), unread.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            unread.set(None);
            typed.set(Some(it));
        });
        html! {
            <li key={label.clone()}><button type="button" class="choice" {onclick} aria-pressed={(tried == Some(it)).to_string()}><span>{ label }</span></button></li>
        }
    };
    let round = TRIED.map(|yuan| {
        let total = Fen(yuan * 100);
        let label = format!("{} 元", money::short(total));
        choice(Tried::of(total), label)
    });
    let last = last_bill(world, &told).map(|it| choice(it, it.label()));
    let oninput = {
        let (typed, unread) = (typed.clone(), unread.clone());
        Callback::from(move |event: InputEvent| {
            let text = inputs::typed(&event);
            let read = match text.trim() {
                "" => Ok(None),
                text => read_typed(text).map(|fen| Some(Tried::of(fen))),
            };
            match read {
                Ok(tried) => {
                    unread.set(None);
                    typed.set(tried);
                }
                Err(error) => unread.set(Some(error.to_string())),
            }
        })
    };
    let says = match &*unread {
        Some(why) => html! { <span class="wrong">{ why.clone() }</span> },
        None => html! { { tried.map(|it| it.says()).unwrap_or_default() } },
    };
    let body = html! {
        <div class="visits">
            <p>{ illness(world, &person, &told) }</p>
            { taken_over(world, &person, &told) }
            { of_day(world, &visit, &as_of) }
            <ul class="choices beside-each-other" aria-label="怎么看病">{ for cares }</ul>
            { glance(world, &visit) }
            <section>
                <h2>{ "大概一共多少钱" }</h2>
                <ul class="choices beside-each-other">{ for round }{ for last }</ul>
                <div class="field">
                    <label for="about">{ "或者自己写，元" }</label>
                    <input id="about" type="text" inputmode="decimal" autocomplete="off" {oninput}
                        aria-describedby="about-note" aria-invalid={unread.is_some().then_some("true")} />
                    <p id="about-note" class="says" aria-live="polite">{ says }</p>
                </div>
            </section>
            { rules(world, &visit) }
            { back }
        </div>
    };
    plain("去哪家医院", body)
}

/// A bill to try.
#[derive(Clone, Copy, PartialEq)]
struct Tried {
    total: Fen,
    in_scope: Option<Fen>,
    in_scope_to: Option<Fen>,
    /// The bill of an earlier visit.
    earlier: bool,
}

impl Tried {
    fn of(total: Fen) -> Tried {
        Tried {
            total,
            in_scope: None,
            in_scope_to: None,
            earlier: false,
        }
    }

    fn amounts(self) -> String {
        let total = money::short(self.total);
        match (self.in_scope, self.in_scope_to) {
            (Some(low), Some(high)) => {
                let (low, high) = (money::short(low), money::short(high));
                format!("{total} 元，范围内 {low} 到 {high} 元")
            }
            (Some(fen), None) => format!("{total} 元，范围内 {} 元", money::short(fen)),
            (None, _) => format!("{total} 元"),
        }
    }

    fn label(self) -> String {
        format!("上次那张：{}", self.amounts())
    }

    fn says(self) -> String {
        let whose = if self.earlier {
            "按上次那张账单看："
        } else {
            "按 "
        };
        let end = if self.earlier { "。" } else { "看。" };
        format!("{whose}{}{end}", self.amounts())
    }
}

/// The bill of an earlier visit: one more to try, where someone chooses it.
fn last_bill(world: &World, told: &Visit) -> Option<Tried> {
    let bill = told.bill.as_ref()?;
    let said = mingbai_engine::said_in_scope(&world.tables.vocabulary, told);
    let open = said.filter(|it| it.low < it.high);
    Some(Tried {
        total: bill.total?,
        in_scope: said.map(|it| it.low),
        in_scope_to: open.map(|it| it.high),
        earlier: true,
    })
}

/// A visit yet to come, the hospital still open. Who the person is stays; what was so of an earlier
/// visit alone does not.
fn ahead(told: &Visit, today: Day, care: Care, tried: Option<Tried>, as_of: Option<Day>) -> Visit {
    let mut visit = Visit {
        insurance: told.insurance,
        care: Some(care),
        diseases: told.diseases.clone(),
        groups: told.groups,
        sex: told.sex,
        plan: told.plan,
        scoped: told.scoped.clone(),
        names: told.names.clone(),
        // The page says so: the first visit of the year.
        year: Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
            accounts: Vec::new(),
        },
        tables_as_of: as_of,
        ..Visit::new(today, told.insured_in)
    };
    for fact in YesNo::of(FactGroup::Person).chain(YesNo::of(FactGroup::Cover)) {
        visit.said[fact] = told.said[fact];
    }
    for fact in NumberFact::ALL.iter().copied() {
        if numbers::still_holds(fact, told.date, today) {
            visit.said[fact] = told.said[fact];
        }
    }
    if told.bill.is_none() {
        visit.answers.clone_from(&told.answers);
    }
    visit.bill = tried.map(|tried| Bill {
        total: Some(tried.total),
        in_scope: tried.in_scope,
        in_scope_to: tried.in_scope_to,
        ..Bill::default()
    });
    visit
}

/// What of an earlier day is used, and what is not.
fn taken_over(world: &World, person: &Person, told: &Visit) -> Html {
    let mut says = Vec::new();
    if told.date != world.today {
        let day = told.date;
        let (year, month, of) = (day.year(), day.month(), day.day());
        says.push(format!(
            "病、人群、参保和缴费，照 {year} 年 {month} 月 {of} 日记的。变了先改。"
        ));
    }
    if told.bill.is_some() {
        says.push("上次的账单和医院没有算进来。".into());
    }
    let said = NumberFact::ALL
        .iter()
        .filter(|fact| told.said[**fact].is_some());
    for fact in said.filter(|fact| !numbers::still_holds(**fact, told.date, world.today)) {
        says.push(format!("{}也没有用。", numbers::spelling(*fact).label));
    }
    if !told.local.is_empty() {
        says.push("填过的当地的数没有用：那是上次那家的。".into());
    }
    says.push("当作今年头一次看病。".into());
    let to = href_of(world, person, Goal::Scheme, Screen::Facts);
    html! { <p class="quiet">{ says.concat() }<a class="step" href={to}>{ "改情况" }</a></p> }
}

/// Whose rules are used; where no table of the place is in force today, an earlier one is offered.
fn of_day(world: &World, visit: &Visit, as_of: &UseStateHandle<Option<Day>>) -> Html {
    if visit.tables_as_of.is_some() {
        let as_of = as_of.clone();
        let onclick = Callback::from(move |_: MouseEvent| as_of.set(None));
        return html! {
            <p class="caveat">
                { format!("{}不是今天的，现在还算不算数，要问。", rules_of_day(visit)) }
                <button type="button" class="step" {onclick}>{ "还是看今天的" }</button>
            </p>
        };
    }
    let answered = world.answer(visit);
    let Ok(answer) = &*answered else {
        return html! {};
    };
    if !answer.warnings.contains(&Warning::NoLocalTable) {
        return html! { <p class="quiet">{ format!("今天去看病。{}", rules_of_day(visit)) }</p> };
    }
    let of_place = |owner: Owner| match owner {
        Owner::Region(region) => {
            let region = world.tables.vocabulary.regions.get(region.index());
            region.is_some_and(|it| it.parent.is_some())
        }
        Owner::Hospital(_) => false,
    };
    let tables = answer.tables.iter();
    let tables = tables.filter_map(|it| world.tables.tables.get(usize::from(it.table)));
    let over = tables.filter(|it| of_place(it.owner) && it.span.over(world.today));
    let last = over.filter_map(|it| it.span.until).max();
    let offer = last.map(|day| {
        let as_of = as_of.clone();
        let onclick = Callback::from(move |_: MouseEvent| as_of.set(Some(day)));
        let (year, month, of) = (day.year(), day.month(), day.day());
        html! {
            <button type="button" class="step" {onclick}>{ format!("按 {year} 年 {month} 月 {of} 日的旧表看") }</button>
        }
    });
    html! {
        <p class="caveat">{ "今天，当地没有收录的政策表。只能按全国的规定看。" }{ for offer }</p>
    }
}

fn illness(world: &World, person: &Person, visit: &Visit) -> Html {
    let vocabulary = &world.tables.vocabulary;
    let names = visit.diseases.iter().flatten();
    let names: Vec<&str> = names
        .filter_map(|it| Some(vocabulary.diseases.get(it.index())?.name.name.as_str()))
        .collect();
    let to = href_of(
        world,
        person,
        Goal::Scheme,
        Screen::Edit(Fact::Asked(Question::Disease)),
    );
    let said = if names.is_empty() {
        format!("{}，还没填病。", person.name)
    } else {
        format!("{}，{}。", person.name, names.join("、"))
    };
    html! { <>{ said }<a class="step" href={to}>{ "改病" }</a></> }
}

/// Nearest first: a village does not read a list by amounts.
fn distance(at: Destination) -> u16 {
    match at {
        Destination::Village => 0,
        Destination::Township => 1,
        Destination::County => 2,
        Destination::City => 3,
        Destination::Province => 4,
        Destination::OtherProvince => 5,
        Destination::Hospital(id) => 6_u16.saturating_add(id.0),
        Destination::AsGiven => u16::MAX,
    }
}

fn glance(world: &World, visit: &Visit) -> Html {
    let entries = match compare(&world.tables, visit) {
        Ok(entries) => entries,
        Err(error) => {
            let error = mingbai_intake::InputError::from(error);
            return html! { <p class="wrong" role="alert">{ error.message }</p> };
        }
    };
    let billed = visit.bill.is_some();
    let mut order: Vec<usize> = (0..entries.len())
        .filter(|at| at_of(&entries, *at) != Destination::AsGiven)
        .collect();
    order.sort_by_key(|at| distance(at_of(&entries, *at)));
    let most = entries.iter().filter_map(|it| it.pays);
    let most = most.map(|it| it.estimate.high).max();
    // Bars that are all alike tell nothing.
    let most = most.filter(|_| ranges_differ(&entries));
    let row = |at: &usize| row(world, visit, &entries, *at, most);
    let sure = order.iter().any(|at| least(&entries, *at).is_some());
    // What is lacking at the first is lacking at all of them.
    let first = order.first().and_then(|at| entries.get(*at));
    let unsaid = first.filter(|_| billed).and_then(|entry| {
        let there = entry.visit(&world.tables.vocabulary, visit);
        let stated = mingbai_engine::case(&world.tables, &there).ok()?;
        let asks = matches!(stated, Stated::Ask(_));
        let lead = mingbai_wording::lead(&world.tables, &stated);
        asks.then(|| lead.rest.into_iter().next()).flatten()
    });
    // Those with a name come last; what is near and far is the glance.
    let (near, named): (Vec<usize>, Vec<usize>) = order
        .iter()
        .partition(|at| !matches!(at_of(&entries, **at), Destination::Hospital(_)));
    html! {
        <section>
            if billed {
                <h2>{ "各家医院，自己要掏多少" }</h2>
            } else {
                <h2>{ "各家医院，基本医保怎么报" }</h2>
                <p class="quiet">{ "先在下面点一个数，就看得出差多少。" }</p>
            }
            { for unsaid.map(|said| html! { <p class="caveat">{ said }</p> }) }
            <ul class="glance">{ for near.iter().map(row) }</ul>
            if !named.is_empty() {
                <details class="more">
                    <summary>{ format!("有名字的 {} 家", named.len()) }</summary>
                    <ul class="glance">{ for named.iter().map(row) }</ul>
                </details>
            }
            if billed {
                if let Some(said) = compare_alike(&entries) {
                    <p class="caveat">{ said }</p>
                } else if !sure {
                    <p class="quiet">{ "还分不出哪家一定最省。" }</p>
                }
            }
            <p class="quiet">{ "这里当作总费用到哪家都一样。能不能治，先问医生。" }</p>
        </section>
    }
}

fn at_of(entries: &[Comparison], at: usize) -> Destination {
    entries.get(at).map_or(Destination::AsGiven, |it| it.at)
}

/// Whether one never pays more here than anywhere else, and always less.
fn least(entries: &[Comparison], at: usize) -> Option<&'static str> {
    let here = entries.get(at)?;
    let mut sure = true;
    let mut never = false;
    for (other, gap) in here.against.iter().enumerate() {
        if other == at || at_of(entries, other) == Destination::AsGiven {
            continue;
        }
        let gap = (*gap)?;
        match Lies::of(gap) {
            Lies::Less => never = true,
            Lies::Same => {}
            Lies::More | Lies::Unknown => return None,
        }
        sure &= gap.high < Fen::ZERO;
    }
    match (sure && never, never) {
        (true, _) => Some("这里最省"),
        (_, true) => Some("不会比别处贵"),
        _ => None,
    }
}

fn row(world: &World, visit: &Visit, entries: &[Comparison], at: usize, most: Option<Fen>) -> Html {
    let Some(entry) = entries.get(at) else {
        return html! {};
    };
    let unchecked = entry.pays.is_some_and(|it| it.certain != it.estimate);
    let amounts = amounts(world, visit, entry);
    html! {
        <li key={at}>
            <span class="name">{ elsewhere_name(&world.tables, visit, entry) }</span>
            { for amounts.map(|said| html! { <strong>{ said }</strong> }) }
            if unchecked { <small class="quiet">{ UNCHECKED }</small> }
            { for least(entries, at).map(|said| html! { <span class="mark yes">{ said }</span> }) }
            if let (Some(pays), Some(most)) = (entry.pays, most) { { span(pays.estimate, most) } }
            <small class="says">{ format!("基本医保：{}{}", level_rule_line(entry), apart(entries, at)) }</small>
        </li>
    }
}

/// How this place lies to the county's hospital, and without referral to the same with it.
fn apart(entries: &[Comparison], at: usize) -> String {
    let Some(entry) = entries.get(at).filter(|it| it.pays.is_some()) else {
        return String::new();
    };
    let to = |such: &dyn Fn(&Comparison) -> bool, called: &str| {
        let other = entries.iter().position(such).filter(|other| *other != at)?;
        let gap = (*entry.against.get(other)?)?;
        (compare_alike(entries).is_none()).then(|| gap_sentence(gap, called))
    };
    let county = to(&|it| it.at == Destination::County, "县里的医院");
    let referred = |it: &Comparison| it.at == entry.at && it.referral == Referral::With;
    let referral = (entry.referral == Referral::Without)
        .then(|| to(&referred, "先转诊"))
        .flatten();
    county.into_iter().chain(referral).collect()
}

const RULES: [ProcedureKind; 6] = [
    ProcedureKind::Filing,
    ProcedureKind::Referral,
    ProcedureKind::NoDeposit,
    ProcedureKind::PayLater,
    ProcedureKind::OneStop,
    ProcedureKind::Claim,
];

/// Referral, and what else the place says about going there and paying.
fn rules(world: &World, visit: &Visit) -> Html {
    let answered = world.answer(visit);
    let Ok(answer) = &*answered else {
        return html! {};
    };
    let scene = Scene {
        world: world.clone(),
        route: Route {
            visit: Some(visit.clone()),
            ..Route::start(Goal::Pay)
        },
        answer: Some(answered.clone()),
        coded: Rc::default(),
        wide: false,
    };
    // The rules of the place; a hospital tells its own.
    let mut found: Vec<(usize, &ProcedureLine, &Procedure)> = answer
        .procedures
        .iter()
        .filter(|line| line.applies != Verdict::No)
        .filter_map(|line| {
            let table = world.tables.tables.get(usize::from(line.rule.table))?;
            let it = table.procedures.get(usize::from(line.rule.index))?;
            let rank = RULES.iter().position(|kind| *kind == it.kind)?;
            matches!(table.owner, Owner::Region(_)).then_some((rank, line, it))
        })
        .collect();
    found.sort_by_key(|(rank, line, _)| (*rank, line.applies != Verdict::Yes));
    let rows: Vec<Html> = found
        .into_iter()
        .map(|(_, line, it)| {
            let mark = match line.applies {
                Verdict::Unknown => html! { <span class="mark maybe">{ "看情况" }</span> },
                _ => html! {},
            };
            let text = it.text.clone();
            let body = move |_: &Scene| html! { <p>{ term::text(&text) }</p> };
            folded(&scene, line.rule, &it.rule, false, mark, body)
        })
        .collect();
    html! {
        <section>
            <h2>{ "转诊和报销的规定" }</h2>
            if rows.is_empty() {
                <p>{ "当地的规定没有收录。去外地之前，先打 12393 问清。" }</p>
            } else {
                <ul class="cards">{ for rows }</ul>
            }
        </section>
    }
}
