//! Near names among the shipped words: no name of one thing is suggested for another. Must not know
//! how near names are found.
use mingbai_intake::names::{self, NameError};
use mingbai_policy::slip::{Slip, slip};
use mingbai_policy::vocabulary::Name;

#[test]
fn no_name_is_a_slip_of_another_things_name() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let vocabulary = &tables.vocabulary;
    let apart = |names: Vec<&Name>| {
        for (at, one) in names.iter().enumerate() {
            for other in names.iter().skip(at + 1) {
                for a in std::iter::once(&one.name).chain(&one.aliases) {
                    for b in std::iter::once(&other.name).chain(&other.aliases) {
                        let slips = [slip(a, b), slip(b, a)];
                        assert!(!slips.contains(&Some(Slip::Mistyped)), "{a} {b}");
                    }
                }
            }
        }
    };
    apart(vocabulary.regions.iter().map(|it| &it.name).collect());
    apart(vocabulary.hospitals.iter().map(|it| &it.name).collect());
    apart(vocabulary.groups.iter().map(|it| &it.name).collect());
    apart(vocabulary.diseases.iter().map(|it| &it.name).collect());
    apart(vocabulary.items.iter().map(|it| &it.name).collect());
    apart(vocabulary.layers.iter().map(|it| &it.name).collect());
}

#[test]
fn what_is_another_word_is_offered_nothing() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let vocabulary = &tables.vocabulary;
    fn check<T: std::fmt::Debug>(read: Result<T, NameError>, expected: &[&str]) {
        let error = read.expect_err("no such name");
        assert_eq!(error.nearest, expected, "{}", error.message);
        assert_eq!(error.message.contains("是不是"), !expected.is_empty());
    }
    for group in [
        "五保户",
        "五保对象",
        "五保",
        "五保供养对象",
        "特困户",
        "非贫困户",
        "脱贫不稳",
    ] {
        let offered: &[&str] = match group {
            "脱贫不稳" => &["脱贫不稳定户", "脱贫不稳定人口"],
            _ => &[],
        };
        check(names::group(vocabulary, group), offered);
    }
    check(names::group(vocabulary, "低保对像"), &["低保对象"]);
    check(
        names::group(vocabulary, "低保边缘户"),
        &["低保边缘", "低保边缘家庭", "低保边缘家庭成员"],
    );
    for disease in ["低血压", "3型糖尿病", "妊娠糖尿病", "血压"] {
        check(names::diseases(vocabulary, disease, None), &[]);
    }
    check(names::diseases(vocabulary, "高雪压", None), &["高血压"]);
    for place in ["光县", "固山县", "许昌县"] {
        check(names::region(vocabulary, place), &[]);
    }
    check(names::region(vocabulary, "光衫县"), &["光山县"]);
    check(names::hospital(vocabulary, "九江市第二人民医院"), &[]);
    check(names::layer(vocabulary, "商业保险"), &[]);
}
