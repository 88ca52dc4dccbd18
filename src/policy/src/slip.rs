//! Typos in names: which known name may be offered for an unknown one. Must not know the vocabulary.
//!
//! A name is offered only where the written text is that very name, mistyped (one character of the
//! same sound or look, one doubled, two neighbours swapped), unfinished, or with another ending of
//! the same meaning (户, 人员, 对象); never because it shares characters with another name. 五保户 is
//! not 低保户, 低血压 is not 高血压, 第二人民医院 is not 第一人民医院: accepting such an offer would
//! give a person someone else's rights.

/// Sets of characters that are confused with one another: typed by the same letters, or alike.
/// Never two that tell names apart (低 and 高, 一 and 二, 市 and 县).
const ALIKE: &[&str] = &[
    "象像相向项橡",
    "员圆园原源",
    "院远愿",
    "户护沪互",
    "口囗扣",
    "保宝堡报饱",
    "底低滴抵",
    "困因捆昆",
    "贫平拼频",
    "特持",
    "脱托拖",
    "建健件",
    "档挡当",
    "立力利",
    "卡咔",
    "边遍编",
    "缘源沿",
    "稳隐",
    "定订",
    "致至治",
    "孤古姑",
    "刚钢纲",
    "严言",
    "重众种",
    "救就",
    "助住注",
    "供共公",
    "养样",
    "血雪",
    "压呀鸭",
    "糖唐塘搪",
    "尿鸟",
    "病并柄",
    "癌岩",
    "肿仲",
    "瘤留流",
    "炎言",
    "症证征",
    "管官馆",
    "食实石",
    "胃谓",
    "腺线",
    "宫官公",
    "颈井经",
    "胱光",
    "淋林",
    "性姓",
    "障章",
    "碍爱",
    "精经睛",
    "神伸",
    "肾慎",
    "衰率",
    "竭杰",
    "裂列",
    "肌机",
    "梗更",
    "塞赛",
    "脑恼",
    "尘陈",
    "肺费",
    "脊背",
    "柱住",
    "节结",
    "核合",
    "感敢",
    "植值",
    "冠官",
    "修秀绣休",
    "水睡",
    "昌常长",
    "宁凝",
    "德得",
    "瑞端",
    "濂廉帘",
    "溪西",
    "樟章",
    "州洲",
    "朝潮",
    "淮准",
    "滨宾",
    "固故",
    "许徐",
    "葛格",
    "山衫三",
    "光广",
    "县现线显",
    "医依",
    "妇付",
    "幼右",
    "附付",
    "检捡",
    "查察",
    "疗料",
    "费废",
    "射设",
    "换唤",
    "药要",
    "护户",
    "诊珍",
    "挂卦",
    "材才",
    "基机",
    "险脸俭",
    "补朴",
    "充冲",
    "兜都",
];

/// Historical names that look like a present name with another ending, but mean something else.
const APART: &[&str] = &["特困户"];

/// Endings that say only that a person, or an illness, is meant.
const ENDINGS: &[&str] = &[
    "家庭成员",
    "救助对象",
    "家庭",
    "成员",
    "人员",
    "人口",
    "对象",
    "患者",
    "群众",
    "居民",
    "户",
    "人",
    "员",
    "病",
    "症",
];

/// Characters that people leave out of names, and that tell no two names apart.
const SPARE: &str = "市县区省保";

/// The kind of typo between a written text and a known name; the smaller is the likelier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Slip {
    /// One character is mistyped.
    Mistyped,
    /// The ending differs.
    Ending,
    /// The name is unfinished.
    Begun,
}

/// Returns the typo by which `name` became `written`; `None` where they are two names.
pub fn slip(written: &str, name: &str) -> Option<Slip> {
    let (one, other): (Vec<char>, Vec<char>) = (written.chars().collect(), name.chars().collect());
    if one.len() < 2 || other.len() < 2 || one.len() > 100 {
        return None;
    }
    if mistyped(&one, &other) {
        return Some(Slip::Mistyped);
    }
    let (stem, known) = (stem(written), stem(name));
    if stem == known && stem.chars().count() >= 2 && !APART.contains(&written) {
        return Some(Slip::Ending);
    }
    name.starts_with(written).then_some(Slip::Begun)
}

/// Returns up to three names that are one typo away from the written text, the likeliest first.
pub fn slips<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<_> = names
        .filter_map(|name| Some((slip(written, name)?, name.chars().count(), name)))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(.., name)| name).collect()
}

/// Checks whether two characters are easily confused.
fn alike(one: char, other: char) -> bool {
    let both = |set: &&str| set.contains(one) && set.contains(other);
    ALIKE.iter().any(both)
}

/// Checks whether the texts differ by one typo. Digits and numerals are never mistyped.
fn mistyped(written: &[char], name: &[char]) -> bool {
    fn same((a, b): &(&char, &char)) -> bool {
        a == b
    }
    // Ids are ASCII: any one letter may be mistyped. Elsewhere a letter may be the whole difference
    // (Ⅰ型 and Ⅱ型).
    let id = written.iter().chain(name).all(char::is_ascii) && name.len() >= 4;
    let letter = |c: char| id && !c.is_ascii_digit();
    let head = written.iter().zip(name).take_while(same).count();
    let before = head.checked_sub(1).and_then(|at| written.get(at));
    let (written, name) = (&written[head..], &name[head..]);
    let tail = written.iter().rev().zip(name.iter().rev());
    let tail = tail.take_while(same).count();
    let ends = (&written[..written.len() - tail], &name[..name.len() - tail]);
    match ends {
        ([a], [b]) => alike(*a, *b) || (letter(*a) && letter(*b)),
        ([a, b], [c, d]) => a == d && b == c && !a.is_ascii_digit() && !b.is_ascii_digit(),
        ([extra], []) => letter(*extra) || (before == Some(extra) && !extra.is_ascii()),
        // A left-out character: 九江第一人民医院, 大病险.
        ([], [missing]) => letter(*missing) || (head > 0 && SPARE.contains(*missing)),
        _ => false,
    }
}

/// Returns the name without its ending.
fn stem(name: &str) -> &str {
    let ending = ENDINGS.iter().find_map(|it| name.strip_suffix(it));
    ending.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_itself_is_offered() {
        let check = |written: &str, name: &str, expected: Option<Slip>| {
            assert_eq!(slip(written, name), expected, "{written} for {name}");
        };
        for (written, name, expected) in [
            ("低保对像", "低保对象", Slip::Mistyped),
            ("底保户", "低保户", Slip::Mistyped),
            ("低低保户", "低保户", Slip::Mistyped),
            ("贫困人囗", "贫困人口", Slip::Mistyped),
            ("建挡立卡", "建档立卡", Slip::Mistyped),
            ("高雪压", "高血压", Slip::Mistyped),
            ("1型唐尿病", "1型糖尿病", Slip::Mistyped),
            ("光衫县", "光山县", Slip::Mistyped),
            ("秀水县", "修水县", Slip::Mistyped),
            ("hypertention", "hypertension", Slip::Mistyped),
            ("九江第一人民医院", "九江市第一人民医院", Slip::Mistyped),
            ("大病险", "大病保险", Slip::Mistyped),
            ("低保边缘户", "低保边缘家庭", Slip::Ending),
            ("脱贫稳定户", "脱贫稳定人口", Slip::Ending),
            ("高血压患者", "高血压", Slip::Ending),
            ("大病", "大病保险", Slip::Begun),
            ("1型糖", "1型糖尿病", Slip::Begun),
        ] {
            check(written, name, Some(expected));
        }
        for (written, name) in [
            ("五保户", "低保户"),
            ("五保对象", "低保对象"),
            ("五保", "低保"),
            ("五保供养人员", "特困供养人员"),
            ("特困户", "特困"),
            ("低保边缘户", "低保户"),
            ("低保边缘户", "低保"),
            ("非贫困人口", "贫困人口"),
            ("脱贫稳定户", "脱贫不稳定户"),
            ("保对象", "低保对象"),
            ("低血压", "高血压"),
            ("血压", "高血压"),
            ("3型糖尿病", "1型糖尿病"),
            ("型糖尿病", "1型糖尿病"),
            ("iii型糖尿病", "ii型糖尿病"),
            ("t3dm", "t2dm"),
            ("妊娠糖尿病", "糖尿病"),
            ("糖尿病肾病", "糖尿病"),
            ("儿童肺癌", "肺癌"),
            ("肾癌", "肝癌"),
            ("光山县", "固始县"),
            ("秀水县", "秀山县"),
            ("许昌县", "许昌市"),
            ("九江市第二人民医院", "九江市第一人民医院"),
            ("九江第二人民医院", "九江市第一人民医院"),
            ("许昌市第一人民医院", "市第一人民医院"),
            ("中药费", "西药费"),
            ("商业保险", "大病保险"),
            ("保", "低保"),
            ("", "低保"),
        ] {
            check(written, name, None);
        }
    }
}
