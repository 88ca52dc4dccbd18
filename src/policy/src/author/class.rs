//! Reads what a table says of a class of bill items (乙类, 放宽 …). Must not know a bill.
use super::{
    check::Checks,
    choice::word,
    cursor::{Fields, Node},
    figure::{rounding, share_range},
    lower::Lower,
};
use crate::classes::of_catalogue;
use crate::share::Share;
use crate::table::{Evidence, ItemClass, OwnShare, Owner, RoundedBy, Rule, ShareRange};

const CLASS: &[&str] = &[
    "id",
    "name",
    "cite",
    "from",
    "until",
    "caveat",
    "first_self_pay",
    "rounding",
    "rounded_by",
    "own_share",
];

impl Lower<'_> {
    pub(super) fn class<'a>(
        &self,
        node: &Node<'a>,
        owner: Option<Owner>,
        checks: &Checks<'a>,
    ) -> Option<ItemClass> {
        let fields = node.fields(CLASS)?;
        if let Some(Owner::Hospital(_)) = owner {
            fields
                .spot
                .refuse("项目分类由参保的地方定，不能写在医院的表里，请移到那个地方的表");
        }
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, Some(self.pays_for()));
        self.not_named(&fields, &rule.cites);
        checks.class(&fields, &rule, self.pays_for());
        let class = ItemClass {
            first_self_pay: fields.get("first_self_pay").map(|node| share_range(&node)),
            rounding: fields.get("rounding").as_ref().and_then(rounding),
            rounded_by: fields
                .get("rounded_by")
                .and_then(|node| word(&node, RoundedBy::ALL, RoundedBy::word)),
            own_share: fields
                .get("own_share")
                .and_then(|node| self.own_share(&node, &rule, checks)),
            rule,
        };
        self.says_something(&fields, &class);
        Some(class)
    }

    /// Reads the share of the class's own in a layer.
    fn own_share<'a>(&self, node: &Node<'a>, rule: &Rule, checks: &Checks<'a>) -> Option<OwnShare> {
        let fields = node.fields(&["layer", "share"])?;
        let layer = fields
            .need("layer", "请写 layer：哪道保障线按这一类自己的比例报")
            .and_then(|node| self.words.layer(&node))?;
        let share = fields
            .need("share", "请写 share：报多少；文件没写就写 \"unknown\"")
            .map_or(ShareRange::UNKNOWN, |node| share_range(&node));
        checks.own_share(node.spot.clone(), rule.span, layer, self.pays_for());
        Some(OwnShare { layer, share })
    }

    /// Refuses a class without a figure, another share for a class that is defined by its share, and
    /// a known share that is only reported: a bill is split into its scopes once, for both readings.
    fn says_something(&self, fields: &Fields<'_>, class: &ItemClass) {
        if class.own_share.is_some() && class.first_self_pay.is_none_or(|it| it.low != it.high) {
            fields.spot.refuse(
                "写了 own_share 的类，要在同一段写一个确定的 first_self_pay（全部进政策范围就写 \"0%\"），不然分不清多少按自己的比例报",
            );
        }
        let Some(first) = class.first_self_pay else {
            let rounds = ["rounding", "rounded_by"].iter();
            if rounds.filter_map(|key| fields.get(key)).next().is_none() {
                fields.spot.refuse(
                    "这一类没有写任何数，请写 first_self_pay：先行自付多少；文件没写就写 \"unknown\"",
                );
            }
            return;
        };
        let defined = of_catalogue(&class.rule.name).map(|it| it.first_self_pay);
        if defined.is_some_and(|it| it.low == it.high && it != first) {
            fields.spot.refuse(
                "甲类全部进政策范围，丙类全不进，先行自付只能是 0% 和 100%；另有规定的，请照文件另起一个类名",
            );
        }
        let cites = self.shared.cites.borrow();
        let reported = class.rule.cites.iter().any(|cite| {
            cites
                .get(usize::from(cite.0))
                .is_some_and(|it| it.evidence == Evidence::Reported)
        });
        let own_known = class
            .own_share
            .is_some_and(|it| it.share != ShareRange::UNKNOWN);
        if reported && (first != ShareRange::UNKNOWN || own_known) {
            fields.spot.refuse(
                "先行自付的数来自转述（reported），没有原文，请写 \"unknown\"，找到原文再填",
            );
        }
        if first.low == Share::ONE && defined.is_none() {
            fields
                .spot
                .refuse("先行自付 100% 就是全自费，请归入丙类，不必另写一类");
        }
    }
}
