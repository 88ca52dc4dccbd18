//! Words of the opening (开头): the two doors and the question of the place, which the page asks before
//! its program has come. The program and the finished markup both take them from here. Must not know a
//! visit.
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{RegionId, Vocabulary};

/// The name of the page.
pub const NAME: &str = "明白账";

/// One of the two questions people come with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Door {
    /// The first word of its addresses.
    pub goal: &'static str,
    /// The question.
    pub name: &'static str,
    /// The question in other words.
    pub more: &'static str,
}

/// What do I pay.
pub const PAY: Door = Door {
    goal: "pay",
    name: "我要付多少",
    more: "这次看病自己付多少，别人付多少",
};
/// Which policy covers me.
pub const SCHEME: Door = Door {
    goal: "scheme",
    name: "哪个政策管我",
    more: "大病、慢病、困难人群，有没有政策",
};

/// What the navigation of the doors is called.
pub const DOORS: &str = "两个问题";
/// What stands below the doors.
pub const BELOW: [&str; 2] = [
    "不知道的可以不答，先给一个范围。",
    "您填的只留在这台设备上，不上传。",
];
/// The way to the policy tables alone.
pub const POLICIES_ONLY: &str = "只想看政策怎么写";
/// The button that makes all letters large.
pub const LARGE: &str = "大字";
/// The button that makes them usual again.
pub const USUAL: &str = "平常的字";

/// The question of the place.
pub const PLACE: &str = "医保在哪里交的？";
/// Where its answer can be found.
pub const PLACE_HELP: &str = "看医保卡或缴费记录，不是看病的地方。";
/// What the search box of the places is called.
pub const FIND: &str = "打您的县、区、市，拼音也行";
/// The title of the provinces.
pub const STEPS: &str = "或者先点省、市";
/// One level up.
pub const UP: &str = "回上一步";
/// The place itself, for who lives in a county of it that is not listed.
pub const REST: &str = "没有列出的县、区";
/// The answer of who finds no place of theirs.
pub const OTHER_PLACE: &str = "我的地方不在里面";
/// The button that fetches the names of the other provinces.
pub const FURTHER: &str = "别的省、市、自治区";
/// Said where they cannot be fetched.
pub const ELSEWHERE: &str = "这个文件里只有这几个省。别的省，请打开网站查。";
/// The foot of a page without a visit.
pub const FOOT: &str = "您填的只留在这台设备上。";
/// The names of two regions of the page, for those who hear it.
pub const OTHER_PAGES: &str = "别的页面";
/// The region next to a question on a wide screen.
pub const RESULT_NOW: &str = "现在的结果";
/// The way to the settings.
pub const SETTINGS: &str = "设置";

/// Returns the name of a place with what holds it: 江西省九江市.
pub fn place_title(names: &[&str]) -> String {
    // Two names tell a place apart, and fit on one line.
    let (_, last) = names.split_at(names.len().saturating_sub(2));
    last.concat()
}

/// Returns what stands below the name of a place that was found: what holds it, and whom else it is for.
pub fn place_note(above: &[&str], county: bool) -> String {
    match county {
        true => above.concat(),
        false => format!("{}　{REST}选这个", above.concat())
            .trim()
            .to_owned(),
    }
}

/// Returns the names of what holds a place, the province first, without the nation.
pub fn names_above(vocabulary: &Vocabulary, place: RegionId) -> Vec<&str> {
    let mut above: Vec<&str> = vocabulary
        .lineage(place)
        .skip(1)
        .filter_map(|it| vocabulary.regions.get(it.index()))
        .filter(|it| it.level != Level::Nation)
        .map(|it| it.name.name.as_str())
        .collect();
    above.reverse();
    above
}

#[cfg(test)]
mod tests {
    use super::{place_note, place_title};

    #[test]
    fn a_place_is_told_with_what_holds_it() {
        let names = ["江西省", "九江市", "都昌县"];
        assert_eq!(place_title(&names[..1]), "江西省");
        assert_eq!(place_title(&names[..2]), "江西省九江市");
        assert_eq!(place_title(&names), "九江市都昌县");
        assert_eq!(place_note(&names[..2], true), "江西省九江市");
        assert_eq!(
            place_note(&names[..1], false),
            "江西省　没有列出的县、区选这个"
        );
        assert_eq!(place_note(&[], false), "没有列出的县、区选这个");
    }
}
