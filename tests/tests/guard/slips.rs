//! Near names on the shipped words: none of one thing is offered for another's.
use mingbai_policy::slip::{Slip, slip};
use mingbai_policy::terms::Name;
use mingbai_intake::names::{self, NameError};

#[test]
fn no_name_is_a_slip_of_another_things_name() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let terms = &tables.terms;
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
    apart(terms.regions.iter().map(|it| &it.name).collect());
    apart(terms.hospitals.iter().map(|it| &it.name).collect());
    apart(terms.groups.iter().map(|it| &it.name).collect());
    apart(terms.diseases.iter().map(|it| &it.name).collect());
    apart(terms.items.iter().map(|it| &it.name).collect());
    apart(terms.layers.iter().map(|it| &it.name).collect());
}

#[test]
fn what_is_another_word_is_offered_nothing() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let terms = &tables.terms;
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
        check(names::group(terms, group), offered);
    }
    check(names::group(terms, "低保对像"), &["低保对象"]);
    check(
        names::group(terms, "低保边缘户"),
        &["低保边缘", "低保边缘家庭", "低保边缘家庭成员"],
    );
    for disease in ["低血压", "3型糖尿病", "妊娠糖尿病", "血压"] {
        check(names::diseases(terms, disease, None), &[]);
    }
    check(names::diseases(terms, "高雪压", None), &["高血压"]);
    for place in ["光县", "固山县", "许昌县"] {
        check(names::region(terms, place), &[]);
    }
    check(names::region(terms, "光衫县"), &["光山县"]);
    check(names::hospital(terms, "九江市第二人民医院"), &[]);
    check(names::layer(terms, "商业保险"), &[]);
}
