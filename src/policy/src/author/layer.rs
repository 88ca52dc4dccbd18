//! Reads the rules and figures of a layer (保障线). Must not know other tables: [`Checks`] does.
use super::{
    check::{Checks, PartsRule, ScheduleRule},
    choice::word,
    cursor::{Fields, Node},
    figure::{cap, day, deductible, money, rounding, share, share_range},
    looks::base,
    lower::Lower,
    rules::declared,
    when::{asks_for_others, insurance},
    words::Words,
};
use crate::day::Day;
use crate::fen::Fen;
use crate::ids::LayerId;
use crate::period::Period;
use crate::share::Share;
use crate::table::{
    Amount, Base, Bracket, Figures, LayerRule, SharePart, ShareRange, Shares, Span, Variant,
};
use crate::when::{Insurance, When};

const LAYER: &[&str] = &[
    "layer",
    "insurance",
    "id",
    "name",
    "cite",
    "when",
    "scheme",
    "from",
    "until",
    "caveat",
    "base",
    "rounding",
    "price",
    "deductible",
    "deductible_per",
    "first_self_pay",
    "share",
    "tiers",
    "parts",
    "lowered",
    "cap",
    "cap_per",
    "cap_on",
    "ceiling",
    "since",
    "variant",
    "joint",
    "declared",
];
const VARIANT: &[&str] = &[
    "when",
    "price",
    "deductible",
    "deductible_per",
    "first_self_pay",
    "share",
    "tiers",
    "parts",
    "lowered",
    "cap",
    "cap_per",
    "cap_on",
    "ceiling",
    "since",
    "cite",
];
pub(super) const FIGURES: &[&str] = &[
    "price",
    "deductible",
    "first_self_pay",
    "share",
    "tiers",
    "parts",
    "lowered",
    "cap",
    "ceiling",
];

impl Lower<'_> {
    pub(super) fn layer<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<LayerRule> {
        let fields = node.fields(LAYER)?;
        let layer = fields
            .need("layer", "请写 layer：哪道保障线")
            .and_then(|node| self.words.layer(&node));
        let own_id = layer.and_then(|layer| self.words.vocabulary.layers.get(layer.index()));
        let rule = self.rule(
            &fields,
            Some(own_id.map_or("", |layer| layer.name.id.as_str())),
        );
        let insurance = match fields.get("insurance") {
            Some(node) => insurance(&node),
            None => self.insurance.unwrap_or(Insurance::Resident.bit()),
        };
        // A layer that only names its document may stand beside one that has the figures.
        let clashes = layer.filter(|_| !self.any_named(&rule.cites));
        checks.tell(&fields, &rule, clashes, Some(insurance));
        let layer = layer.unwrap_or(LayerId(0));
        let hospital = own_id.is_some_and(|layer| layer.hospital);
        let base = match hospital {
            true => Some(Base::OverPrice),
            false => fields.get("base").and_then(|node| {
                let base = base(self.words, &node);
                checks.look(node.spot.clone(), layer, base);
                base
            }),
        };
        let rounded = fields.get("rounding");
        let rounding = rounded.as_ref().and_then(rounding);
        let mut variants = Vec::new();
        let mut sections = vec![fields.clone()];
        for section in fields
            .sections("variant")
            .iter()
            .filter_map(|node| node.fields(VARIANT))
        {
            let when = section.need("when", "请写 when：什么情况下是这些数");
            if !FIGURES.iter().any(|key| section.get(key).is_some()) {
                section
                    .spot
                    .refuse("这一段没有写任何数，请写上，或者删去这一段");
            }
            variants.push(Variant {
                when: when.map_or(When::ALWAYS, |node| self.layer_when(&node)),
                figures: self.figures(&section, layer, base, checks),
                cites: if section.get("cite").is_some() {
                    self.cites(&section)
                } else {
                    rule.cites.clone()
                },
                since: since(&section, rule.span),
            });
            // Under a condition that stays open, a case stated an end that its alternative does not reach.
            if let Some(node) = section.get("ceiling") {
                node.refuse(
                    "合计封顶（ceiling）只能写在保障线自己那一段，不能带条件；请移上去，或者删去",
                );
            }
            sections.push(section);
        }
        let mut stated = std::iter::once(&rule.when).chain(variants.iter().map(|it| &it.when));
        if stated.any(|when| asks_for_others(when, insurance)) {
            fields.spot.refuse(
                "条件里写的 insurance 永远不会合：这道保障线不管那种医保。给职工的，请在 [table] 或这道保障线上写 insurance = \"employee\"，条件里就不用再写",
            );
        }
        let figures = self.figures(&fields, layer, base, checks);
        if figures != Figures::default() {
            variants.push(Variant {
                when: When::ALWAYS,
                figures,
                cites: rule.cites.clone(),
                since: since(&fields, rule.span),
            });
        }
        if variants.iter().any(|it| self.any_named(&it.cites)) {
            fields.spot.refuse(
                "这份文件只知道名字（grade = \"named\"），里面的数没有看到，请不要写数；数在别的文件里的，写那一份",
            );
        }
        parts_alone(&sections, &variants);
        for section in &sections {
            base_alone(section);
            price_alone(section, hospital);
        }
        let parts = PartsRule::new(
            fields.spot.clone(),
            layer,
            rule.span,
            insurance,
            &variants,
            rounding.zip(rounded.map(|node| node.spot)),
        );
        parts.rounding_alone();
        checks.parts(parts);
        let joint = fields.get("joint").is_some_and(|node| node.flag());
        let count = fields.get("declared");
        if joint && (!variants.is_empty() || rounding.is_some()) {
            fields
                .spot
                .refuse("joint = true 的保障线合在一起付多少不知道，请删去里面的数");
        }
        if let (false, Some(node)) = (joint, &count) {
            node.refuse("declared 只用在 joint = true 的保障线，请删去");
        }
        Some(LayerRule {
            layer,
            insurance,
            states_when: fields.get("when").is_some() || fields.get("scheme").is_some(),
            follows: self.follows(&fields),
            base,
            rounding,
            variants,
            joint,
            declared: count.and_then(|node| declared(&node)),
            rule,
        })
    }

    fn figures<'a>(
        &self,
        fields: &Fields<'a>,
        layer: LayerId,
        layer_base: Option<Base>,
        checks: &Checks<'a>,
    ) -> Figures {
        if let Some(node) = fields.get("price") {
            return fixed_price(&node);
        }
        let given: Vec<_> = ["share", "tiers", "parts"]
            .iter()
            .filter_map(|key| fields.get(key))
            .collect();
        if let [_, second, ..] = given.as_slice() {
            second.refuse("share、tiers、parts 只能写一个，请删去其余的");
        }
        let shares = given.first().map(|node| match node.last_key() {
            "share" => self.shares(node, layer, checks),
            "tiers" => {
                let steps = tiers(node);
                checks.ladder(ScheduleRule::new(
                    node.spot.clone(),
                    layer,
                    layer_base,
                    &steps,
                ));
                Shares::Schedule(steps)
            }
            _ => Shares::Parts(parts(self.words, node, layer, checks)),
        });
        let deductible = fields.get("deductible").map(|node| deductible(&node));
        if let (Some(Amount::Rest), Some(node)) = (deductible, fields.get("deductible")) {
            checks.after_transfer(node.spot.clone(), layer);
            let known = self.words.vocabulary.layers.get(layer.index());
            if known.is_some_and(|it| !it.everyone) {
                node.refuse(
                    "转院以前付过的起付线只有一条，\"rest\" 只能写在人人都由它报的保障线（基本医保）",
                );
            }
        }
        let cap = fields.get("cap").map(|node| cap(&node));
        Figures {
            deductible,
            deductible_per: deductible_per(fields, layer, deductible, checks),
            // Only an exact share: 先行自付 moves money between bases, where two bounds are not enough.
            first_self_pay: fields
                .get("first_self_pay")
                .map(|node| ShareRange::exact(share(&node))),
            shares,
            lowered: fields.get("lowered").map(|node| lowered(&node)),
            cap,
            cap_per: cap_per(fields, cap),
            cap_on_cost: on_cost(fields, layer, cap, checks),
            ceiling: fields.get("ceiling").map(|node| {
                checks.ceiling(node.spot.clone(), layer);
                ceiling(&node)
            }),
        }
    }

    /// Reads one share, or a share in terms of another (`plus`, `times`, `own_times`, `same_as`).
    fn shares<'a>(&self, node: &Node<'a>, layer: LayerId, checks: &Checks<'a>) -> Shares {
        if !node.is_table() {
            return flat(share_range(node));
        }
        const BOUNDS: [&str; 3] = ["at_least", "at_most", "between"];
        let Some(fields) = node.fields(&[
            "at_least",
            "at_most",
            "between",
            "plus",
            "times",
            "own_times",
            "same_as",
        ]) else {
            return flat(ShareRange::UNKNOWN);
        };
        let written = fields.in_order();
        let relative = written.iter().find(|it| !BOUNDS.contains(&it.last_key()));
        let Some(other) = relative else {
            return flat(share_range(node));
        };
        if written.len() > 1 {
            node.refuse("plus、times、own_times、same_as 要单独写，请删去其余的");
            return flat(ShareRange::UNKNOWN);
        }
        match other.last_key() {
            "plus" => Shares::Plus(share(other)),
            "times" => {
                checks.factor(other.spot.clone(), layer);
                Shares::Times(share(other))
            }
            "own_times" => {
                checks.factor(other.spot.clone(), layer);
                Shares::OwnTimes(share(other))
            }
            "same_as" => match self.words.layer(other) {
                Some(other_layer) => {
                    checks.same_as(other.spot.clone(), layer, other_layer);
                    Shares::SameAs(other_layer)
                }
                None => flat(ShareRange::UNKNOWN),
            },
            // An unknown key was refused where the fields were read.
            _ => flat(ShareRange::UNKNOWN),
        }
    }
}

/// Refuses 先行自付 beside one part, which has a base of its own: it would not count.
fn base_alone(section: &Fields<'_>) {
    let one = section
        .get("parts")
        .is_some_and(|it| it.one_or_more().len() == 1);
    if let (true, Some(node)) = (one, section.get("first_self_pay")) {
        node.refuse("parts 只写一块的，这一块有自己的 base，没有先行自付。请删去 first_self_pay，或者不写 parts");
    }
}

/// Reads a fixed price (定额): the hospital bears all above the price.
fn fixed_price(node: &Node<'_>) -> Figures {
    Figures {
        deductible: Some(Amount::exact(money(node))),
        shares: Some(flat(ShareRange::exact(Share::ONE))),
        cap: Some(Amount::exact(Fen::MAX)),
        ..Figures::default()
    }
}

/// Refuses a price anywhere but where the hospital bears what lies above, and any other figure there.
fn price_alone(section: &Fields<'_>, hospital: bool) {
    if !hospital {
        if let Some(node) = section.get("price") {
            node.refuse("price（定额、一口价）写在“医院承担”上：超过的由医院承担。这道保障线付多少，请照常写 deductible、share");
        }
        return;
    }
    let others = FIGURES.iter().filter(|key| **key != "price");
    for node in others
        .chain(&[
            "base",
            "rounding",
            "deductible_per",
            "cap_per",
            "cap_on",
            "joint",
        ])
        .filter_map(|key| section.get(key))
    {
        node.refuse("“医院承担”只写 price：定额多少元，超过的全由医院承担。请删去这一项");
    }
}

/// Reads the period in which the deductible of the section is met once; `None` where each visit meets
/// its own.
fn deductible_per<'a>(
    fields: &Fields<'a>,
    layer: LayerId,
    deductible: Option<Amount>,
    checks: &Checks<'a>,
) -> Option<Period> {
    let node = fields.get("deductible_per")?;
    match deductible {
        None => node.refuse("deductible_per 说的是起付线按什么算，请在同一段写上 deductible"),
        Some(Amount::Range(..)) => {}
        Some(_) => {
            node.refuse("由另一个数算出来的起付线，按什么算照那一个数，请删去 deductible_per")
        }
    }
    let period = word(&node, Period::ALL, Period::word).filter(|it| *it != Period::Visit)?;
    checks.of_period(node.spot.clone(), layer);
    Some(period)
}

/// Reads the period whose payments the cap of the section counts; `None` for a year.
fn cap_per(fields: &Fields<'_>, cap: Option<Amount>) -> Option<Period> {
    let node = fields.get("cap_per")?;
    match cap {
        None => node.refuse("cap_per 说的是封顶线按什么算，请在同一段写上 cap"),
        Some(cap) if cap == Amount::exact(Fen::MAX) => {
            node.refuse("没有封顶线，就没有按什么算，请删去 cap_per");
        }
        Some(Amount::Range(..)) => {}
        Some(_) => {
            node.refuse("由另一个数算出来的封顶线，按什么算照那一个数，请删去 cap_per");
        }
    }
    word(&node, Period::ALL, Period::word).filter(|it| *it != Period::Year)
}

/// Reads the points by which the share is lower; `"none"` is zero.
fn lowered(node: &Node<'_>) -> ShareRange {
    match node.as_str() {
        Some("none") => ShareRange::exact(Share::ZERO),
        _ => share_range(node),
    }
}

/// Reads whether the cap beside limits the cost, not the payment.
fn on_cost<'a>(
    fields: &Fields<'a>,
    layer: LayerId,
    cap: Option<Amount>,
    checks: &Checks<'a>,
) -> bool {
    let Some(node) = fields.get("cap_on") else {
        return false;
    };
    match cap {
        None => node.refuse("cap_on 说的是封顶线管什么，请在同一段写上 cap"),
        Some(Amount::Range(..)) => {}
        Some(_) => node.refuse("由另一个数算出来的封顶线，管什么照那一个数，请删去 cap_on"),
    }
    let on_cost = word(&node, &["payment", "cost"], |it| it) == Some("cost");
    if on_cost {
        checks.cap_on_cost(node.spot.clone(), layer);
        let per = fields
            .get("cap_per")
            .and_then(|it| Some((it.as_str().and_then(Period::from_word)?, it)));
        if let Some((Period::Day | Period::Month | Period::Quarter, it)) = per {
            it.refuse("封顶线管费用（cap_on = \"cost\"）的，只能每次（visit）或每年（year）一条：一天、一个月、一个季度里看过多少费用，没有地方填。请改 cap_per，或者删去 cap_on");
        }
        if fields.get("parts").is_some() {
            node.refuse(
                "分几部分（parts）的保障线，封顶线只能管付的钱，请删去 cap_on，或者拆成几道保障线",
            );
        }
    }
    on_cost
}

/// Reads the share of the bill that layers pay together at most; `"none"` is the whole bill.
fn ceiling(node: &Node<'_>) -> Share {
    match node.as_str() {
        Some("none") => Share::ONE,
        _ => share(node),
    }
}

/// Returns one bracket with this share, without an upper edge.
fn flat(share: ShareRange) -> Shares {
    Shares::Schedule(vec![Bracket {
        to: Fen::MAX,
        share,
    }])
}

/// Reads a schedule of brackets: edges rise, and only the last bracket has no edge.
fn tiers(node: &Node<'_>) -> Vec<Bracket> {
    let nodes = node.one_or_more();
    let mut steps: Vec<Bracket> = Vec::new();
    for (place, fields) in nodes
        .iter()
        .enumerate()
        .filter_map(|(i, node)| Some((i, node.fields(&["to", "share"])?)))
    {
        let last = place + 1 == nodes.len();
        let to = match (fields.get("to"), last) {
            (Some(node), true) => {
                node.refuse("最后一段请不要写 to，它管到底");
                Fen::MAX
            }
            (None, true) => Fen::MAX,
            (None, false) => {
                fields.spot.refuse("中间的段要写 to：到多少元为止");
                Fen::MAX
            }
            (Some(node), false) => {
                let to = money(&node);
                let before = steps.last().map_or(Fen::ZERO, |step| step.to);
                if to <= before {
                    node.refuse("to 要一段比一段高，请改正");
                }
                to
            }
        };
        let share = fields
            .need(
                "share",
                "请写 share：这一段付多少；文件没写就写 \"unknown\"",
            )
            .map_or(ShareRange::UNKNOWN, |node| share_range(&node));
        steps.push(Bracket { to, share });
    }
    steps
}

fn parts<'a>(
    words: &Words,
    node: &Node<'a>,
    layer: LayerId,
    checks: &Checks<'a>,
) -> Vec<SharePart> {
    let mut parts = Vec::new();
    for fields in node
        .one_or_more()
        .iter()
        .filter_map(|node| node.fields(&["base", "share", "tiers"]))
    {
        let base = fields
            .need("base", "请写 base：这一部分按什么算")
            .and_then(|node| {
                let base = base(words, &node)?;
                checks.look(node.spot.clone(), layer, Some(base));
                if matches!(base, Base::InScopeCost | Base::YearCost) {
                    node.refuse(
                        "按全部费用、全年费用算的（in_scope_cost、year_cost），不能只是一块，请拆成单独一道保障线",
                    );
                }
                Some(base)
            })
            .unwrap_or(Base::InScope);
        let steps = match (fields.get("share"), fields.get("tiers")) {
            (Some(node), None) => vec![Bracket {
                to: Fen::MAX,
                share: share_range(&node),
            }],
            (None, Some(node)) => {
                let steps = tiers(&node);
                checks.ladder(ScheduleRule::new(
                    node.spot.clone(),
                    layer,
                    Some(base),
                    &steps,
                ));
                steps
            }
            _ => {
                fields.spot.refuse("每一部分请写 share 或 tiers 中的一个");
                Vec::new()
            }
        };
        parts.push(SharePart {
            base,
            schedule: steps,
        });
    }
    parts
}

/// Refuses a deductible, or a `lowered` with two bounds, next to several parts. Under a shared cap a
/// fen may move from one part to the other, so that more help upstream would raise what the person
/// pays, and the engine's two ends would no longer bound the truth.
/// Reads the first day for which the sources tell figures, of a rule that begins later.
fn since(fields: &Fields<'_>, span: Span) -> Option<Day> {
    let node = fields.get("since")?;
    let since = day(&node)?;
    if span.from.is_none_or(|from| from <= since) {
        node.refuse("since 是材料里这些数最早从哪天起就有，要早于这条规定的 from；不早就请删去");
        return None;
    }
    Some(since)
}

fn parts_alone(sections: &[Fields<'_>], variants: &[Variant]) {
    let several = |variant: &Variant| matches!(&variant.figures.shares, Some(Shares::Parts(parts)) if parts.len() > 1);
    if !variants.iter().any(several) {
        return;
    }
    for node in sections.iter().filter_map(|section| section.get("lowered")) {
        let points = lowered(&node);
        if points.low != points.high {
            node.refuse(
                "分几部分（parts）的保障线，lowered 要写一个确定的数或 \"none\"，否则算出的两头不再可靠",
            );
        }
    }
    for node in sections
        .iter()
        .filter_map(|section| section.get("deductible"))
    {
        if deductible(&node) != Amount::exact(Fen::ZERO) {
            node.refuse(
                "分几部分（parts）的保障线不能有起付线，否则算出的两头不再可靠；请写 0 或者删去，或者拆成几道保障线",
            );
        }
    }
}
