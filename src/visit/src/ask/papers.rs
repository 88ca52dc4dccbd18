//! The papers a family is handed, each with its own short form: the receipt (票据) and the list of
//! charges (费用清单). What follows from their figures is the engine's affair.
use crate::ask::typed::{amounts, field, shown};
use mingbai_engine::{Bill, Charges, Question, Receipt, Visit};
use mingbai_interview::flow;
use mingbai_interview::route::{Fact, Screen};
use mingbai_interview::world::Scene;
use mingbai_policy::Fen;
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::fields::{Field, Fields, Kind, Refusal};
use yew::prelude::*;

/// Where a receipt prints them.
const OF_RECEIPT: &str = "在票据的其他信息里";
/// Where a list of charges prints them.
const OF_CHARGES: &str = "在清单的合计里";

/// One row of a form: its id, the visit's name for it, its label, where it is found.
type Row = [&'static str; 4];

const RECEIPT: [Row; 5] = [
    ["total", "bill.total", "总费用，多少元", "在票据的合计里"],
    [
        "own-expense",
        "bill.receipt.own_expense",
        "个人自费，多少元",
        OF_RECEIPT,
    ],
    [
        "own-share",
        "bill.receipt.own_share",
        "个人自付，多少元",
        OF_RECEIPT,
    ],
    [
        "fund-paid",
        "bill.receipt.fund_paid",
        "医保统筹基金支付，多少元",
        OF_RECEIPT,
    ],
    [
        "other-paid",
        "bill.receipt.other_paid",
        "其他支付，多少元",
        "在票据的其他信息里，写着 0 就填 0",
    ],
];

const CHARGES: [Row; 4] = [
    ["total", "bill.total", "总费用，多少元", OF_CHARGES],
    [
        "own-expense",
        "bill.charges.own_expense",
        "全自费，多少元",
        OF_CHARGES,
    ],
    [
        "first-self-pay",
        "bill.charges.first_self_pay",
        "先行自付（乙类先付），多少元",
        OF_CHARGES,
    ],
    [
        "over-limit",
        "bill.charges.over_limit",
        "超限价，多少元",
        OF_CHARGES,
    ],
];

/// The receipt's form.
pub fn receipt(scene: &Scene, visit: &Visit) -> Html {
    let bill = visit.bill.clone().unwrap_or_default();
    let now = bill.receipt.unwrap_or_default();
    let fields = [
        bill.total,
        now.own_expense,
        now.own_share,
        now.fund_paid,
        now.other_paid,
    ];
    form(scene, visit, &RECEIPT, &fields, |bill, told| {
        let mut told = told.iter().copied();
        bill.total = told.next().flatten();
        let receipt = Receipt {
            own_expense: told.next().flatten(),
            own_share: told.next().flatten(),
            fund_paid: told.next().flatten(),
            other_paid: told.next().flatten(),
        };
        bill.receipt = (receipt.told() > 0).then_some(receipt);
    })
}

/// The form of the list of charges.
pub fn charges(scene: &Scene, visit: &Visit) -> Html {
    let bill = visit.bill.clone().unwrap_or_default();
    let now = bill.charges.unwrap_or_default();
    let fields = [
        bill.total,
        now.own_expense,
        now.first_self_pay,
        now.over_limit,
    ];
    form(scene, visit, &CHARGES, &fields, |bill, told| {
        let mut told = told.iter().copied();
        bill.total = told.next().flatten();
        let charges = Charges {
            own_expense: told.next().flatten(),
            first_self_pay: told.next().flatten(),
            over_limit: told.next().flatten(),
        };
        bill.charges = (charges.told() > 0).then_some(charges);
    })
}

fn form(
    scene: &Scene,
    visit: &Visit,
    rows: &'static [Row],
    now: &[Option<Fen>],
    put: fn(&mut Bill, &[Option<Fen>]),
) -> Html {
    let fields = rows.iter().zip(now);
    let fields: Vec<Field> = fields
        .map(|([id, _, label, help], fen)| Field {
            help,
            ..field(id, *label, Kind::Money, shown(*fen))
        })
        .collect();
    let outright = visit.bill.as_ref().and_then(|bill| bill.in_scope);
    let other = other(scene, rows.len() == RECEIPT.len());
    let read = {
        let (scene, visit) = (scene.clone(), visit.clone());
        Callback::from(move |values: Vec<String>| {
            let mut visit = visit.clone();
            put(visit.bill.get_or_insert_default(), &amounts(&values)?);
            if visit.bill == Some(Bill::default()) {
                visit.bill = None;
            }
            leads(&scene, rows, visit)
        })
    };
    html! {
        <>
            if outright.is_some() {
                <p class="quiet">{ "结算单上的“符合政策范围金额”已经填了，先用它算。" }</p>
            }
            <Fields {fields} {read} />
            { other }
        </>
    }
}

/// Where the papers lead: they are asked for once, whatever they leave open.
fn leads(scene: &Scene, rows: &[Row], visit: Visit) -> Result<String, Refusal> {
    let open = match &*scene.world.answer(&visit) {
        Ok(answer) => answer.money.is_none() || answer.open.contains(&Question::InScope),
        Err(error) => {
            let at = rows.iter().position(|[_, name, ..]| *name == error.field);
            return Err((at.unwrap_or_default(), error.message.clone()));
        }
    };
    let fact = Fact::Asked(Question::InScope);
    Ok(scene.address(&match open {
        true => flow::passed_over(&scene.route, fact, Some(visit)),
        false => flow::told(&scene.route, fact, visit),
    }))
}

/// The way to the other paper's form.
fn other(scene: &Scene, receipt: bool) -> Html {
    let (label, fact) = match receipt {
        true => ("手里的是费用清单", Fact::Charges),
        false => ("手里的是票据", Fact::Asked(Question::InScope)),
    };
    let screen = match scene.route.screen {
        Screen::Edit(_) => Screen::Edit(fact),
        _ => Screen::Say(fact),
    };
    choices(vec![Choice {
        quiet: true,
        ..Choice::new(label, scene.address(&scene.route.at(screen)))
    }])
}
