//! The names of a settlement sheet's lines, as the national interface, hospitals and county offices write
//! them. Must not know a line's amount.
use crate::names;
use mingbai_policy::{LayerId, Vocabulary};

/// The field of a sheet to which a name belongs.
pub enum SheetField {
    Total,
    InScope,
    Deductible,
    Pays,
    Hospital,
    Account,
    Family,
    Cash,
    /// 全自费 (0), 超限价 (1) or 先行自付 (2).
    Out(usize),
    /// 基金支付总额: the sum of all funds.
    Funds,
    Layer(LayerId),
}

/// Names that may mean a line and are not taken as it: too many things are called so.
const OFFERED: &[(&str, &str)] = &[
    ("费用合计", "总费用"),
    ("总金额", "总费用"),
    ("合计", "总费用"),
    ("可报销金额", "政策范围内"),
    ("范围内", "政策范围内"),
    ("个人自付", "个人负担"),
    ("个人自付金额", "个人负担"),
    ("自付金额", "个人负担"),
    ("个人支付", "个人负担"),
    ("个人支付金额", "个人负担"),
    ("实付", "个人负担"),
    ("自费", "全自费"),
    ("自费金额", "全自费"),
    ("个人自费", "全自费"),
    ("乙类先自付", "先行自付"),
    ("医保支付", "统筹基金支付"),
    ("医保报销", "统筹基金支付"),
    ("报销金额", "统筹基金支付"),
];

/// Returns the name to write where a line is what its own name may mean.
pub fn offer(name: &str) -> Option<&'static str> {
    let known = OFFERED.iter().find(|(known, _)| *known == name);
    known.map(|(_, wanted)| *wanted)
}

/// Words of names that never hold a payment.
const NO_MONEY: &[&str] = &[
    "号", "时间", "日期", "年龄", "电话", "天数", "次数", "比例", "余额", "姓名", "性别", "编码",
    "代码",
];

/// Returns whether a number behind an unknown name may be a payment. Codes, days and ratios of the
/// national interface are none, and neither are numbers of people and papers.
pub fn may_be_money(name: &str) -> bool {
    let field = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if field {
        let ends = ["pay", "amt", "payb", "dedc"];
        return ends.iter().any(|it| name.ends_with(it)) && !name.contains("prop");
    }
    !NO_MONEY.iter().any(|word| name.contains(word))
}

/// Returns the field to which a name belongs.
pub fn field_of(vocabulary: &Vocabulary, name: &str) -> Option<SheetField> {
    // Official labels and hospitals' names of these fields name no layer of the vocabulary.
    let name = match name.strip_prefix("基本医疗保险").unwrap_or(name) {
        "统筹基金支出"
        | "统筹基金支付"
        | "统筹基金"
        | "统筹支付"
        | "统筹支付金额"
        | "统筹基金支付金额"
        | "医保统筹支付"
        | "统筹报销"
        | "统筹报销金额"
        | "医保统筹基金支付"
        | "基本统筹支付"
        | "基本医保统筹支付" => "hifp_pay",
        "大病支付"
        | "大病报销"
        | "大病基金支付"
        | "大病保险基金支付"
        | "大病保险支付金额"
        | "大病保险资金支出"
        | "居民大病保险资金支出"
        | "大病统筹支付" => "hifmi_pay",
        "救助支付"
        | "救助金支付"
        | "医疗救助金"
        | "医疗救助支付金额"
        | "民政救助支付"
        | "医疗救助基金支付" => "maf_pay",
        _ => name,
    };
    Some(match name {
        "medfee_sumamt" | "总费用" | "医疗费总额" | "费用总额" | "医疗总费用" | "医疗费用总额"
        | "总医疗费用" | "医疗费用总计" | "住院总费用" | "门诊总费用" | "医疗费总金额" => {
            SheetField::Total
        }
        "inscp_scp_amt"
        | "政策范围内"
        | "符合政策范围金额"
        | "政策范围内费用"
        | "政策范围内金额"
        | "政策范围内医疗费用"
        | "符合政策范围费用"
        | "目录内费用"
        | "目录内金额" => SheetField::InScope,
        "act_pay_dedc"
        | "起付线"
        | "实际支付起付线"
        | "起付标准"
        | "起付线金额"
        | "起付金额"
        | "本次起付线"
        | "本次起付标准" => SheetField::Deductible,
        "psn_part_amt"
        | "个人负担"
        | "个人负担总金额"
        | "自付"
        | "个人负担金额"
        | "个人负担合计"
        | "个人负担总额" => SheetField::Pays,
        "hosp_part_amt" | "医院负担" | "医院负担金额" | "医院承担" => {
            SheetField::Hospital
        }
        "acct_pay"
        | "个人账户"
        | "个人账户支付"
        | "个人账户支出"
        | "个人账户支付金额"
        | "账户支付"
        | "个人帐户支付"
        | "帐户支付"
        | "医保账户支付" => SheetField::Account,
        "acct_mulaid_pay"
        | "个人账户共济支付金额"
        | "账户共济"
        | "账户共济支付"
        | "家庭共济"
        | "家庭共济支付"
        | "家庭共济账户支付" => SheetField::Family,
        "psn_cash_pay"
        | "cash_payamt"
        | "现金支付"
        | "个人现金"
        | "个人现金支付"
        | "个人现金支出"
        | "个人现金支付金额"
        | "现金支付金额"
        | "现金"
        | "现金自付" => SheetField::Cash,
        "fulamt_ownpay_amt" | "全自费" | "全自费金额" | "全自费费用" | "完全自费" => {
            SheetField::Out(0)
        }
        "overlmt_selfpay" | "超限价" | "超限价自费费用" | "超限价自费" | "超限价金额" => {
            SheetField::Out(1)
        }
        "preselfpay_amt" | "先行自付" | "先行自付金额" | "先行自付费用" | "先自付"
        | "乙类先行自付" => SheetField::Out(2),
        "fund_pay_sumamt"
        | "基金支付总额"
        | "基金支付合计"
        | "基金支付金额"
        | "医保基金支付总额"
        | "医保基金支付合计" => SheetField::Funds,
        _ => {
            let field =
                |layer: &mingbai_policy::vocabulary::Layer| layer.field.as_deref() == Some(name);
            let by_field = vocabulary.layers.iter().position(field);
            let by_field = by_field.and_then(|at| u16::try_from(at).ok()).map(LayerId);
            let bare = ["基金支出", "资金支出", "支付", "报销", "付"]
                .iter()
                .find_map(|suffix| name.strip_suffix(suffix));
            let layer = by_field
                .or_else(|| names::layer(vocabulary, name).ok())
                .or_else(|| names::layer(vocabulary, bare?).ok())?;
            // What the hospital bears is no payment: a waiver may stand in the line as well.
            if vocabulary.layers[layer.index()].hospital {
                return None;
            }
            SheetField::Layer(layer)
        }
    })
}
