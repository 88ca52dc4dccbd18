//! Tests of reading: the members a visit may have, and the field that each refusal names.
mod words;

use mingbai_engine::{Account, Groups, Hospital, LocalFigure, LocalRule, OfPeriod, Year};
use mingbai_intake::{InputError, OTHER_PLAN, Visit, read, write};
use mingbai_policy::{
    Care, Day, DiseaseId, Fen, HospitalId, Insurance, LayerId, NumberFact, RegionId, Share,
};
use proptest::prelude::*;
use words::tables;

/// Reads a visit with the two required facts and `members`.
fn visit(members: &str) -> Visit {
    read_with(members).unwrap_or_else(|error| panic!("{members}: {error}"))
}

fn read_with(members: &str) -> Result<Visit, InputError> {
    let comma = if members.is_empty() { "" } else { "," };
    let json = format!(r#"{{"date":"2020-05-10","insured_in":"秀山县"{comma}{members}}}"#);
    read(&tables(), json.as_bytes())
}

/// Checks that reading `members` fails at `field`, with `fragment` in the message.
fn check(members: &str, field: &str, fragment: &str) {
    check_whole(read_with(members), members, field, fragment);
}

fn check_whole(result: Result<Visit, InputError>, said: &str, field: &str, fragment: &str) {
    let error = result.expect_err(said);
    assert_eq!(error.field, field, "{said}: {}", error.message);
    assert!(
        error.message.contains(fragment),
        "{said}: {}",
        error.message
    );
    assert!(
        error.message.ends_with(['。', '？']),
        "{said}: {}",
        error.message
    );
}

#[test]
fn only_the_day_and_the_place_are_required() {
    let mut expected = Visit::new(Day::new(2020, 5, 10), Some(RegionId(5)));
    assert_eq!(visit(""), expected);
    assert_eq!(
        visit(r#""hospital":null,"bill":null,"person":null"#),
        expected
    );
    expected.bill = Some(mingbai_engine::Bill::default());
    assert_eq!(visit(r#""bill":{}"#), expected);
    let whole = |json: &str, field, fragment| {
        check_whole(read(&tables(), json.as_bytes()), json, field, fragment)
    };
    whole(r#"{"insured_in":"秀山县"}"#, "date", "2020-05-10");
    whole(r#"{"date":"2020-05-10"}"#, "insured_in", "其他");
    whole(r#"{"date":null,"insured_in":"秀山县"}"#, "date", "日期");
}

#[test]
fn names_are_taken_as_people_write_them() {
    for place in [
        "秀山县",
        " 秀山县 ",
        "xiushan",
        "ＸＩＵＳＨＡＮ",
        "秀山土家族苗族自治县",
        "重庆市秀山县",
    ] {
        let json = format!(r#"{{"date":"2020-05-10","insured_in":"{place}"}}"#);
        assert_eq!(
            read(&tables(), json.as_bytes()).unwrap().insured_in,
            Some(RegionId(5)),
            "{place}"
        );
    }
    let json = r#"{"date":"2020-05-10","insured_in":"其他"}"#;
    assert_eq!(read(&tables(), json.as_bytes()).unwrap().insured_in, None);
    assert_eq!(
        visit(r#""hospital":"市一医院""#).hospital,
        Some(Hospital::Named(HospitalId(0)))
    );
    assert_eq!(
        visit(r#""hospital":"其他""#).hospital,
        Some(Hospital::Other)
    );
    assert_eq!(visit(r#""plan":"二档""#).plan, Some(1));
    assert_eq!(visit(r#""plan":"其他""#).plan, Some(OTHER_PLAN));
    assert_eq!(visit(r#""grade":"三级""#), visit(r#""grade":"tertiary""#));
    check(
        r#""hospital":"九江第一人民医院""#,
        "hospital",
        "九江市第一人民医院",
    );
    check(r#""plan":"三档""#, "plan", "一档");
    check(r#""grade":"third""#, "grade", "tertiary（三级）");
    check(r#""care":true"#, "care", "文字");
    let json = r#"{"date":"2020-05-10","insured_in":"秀水县"}"#;
    check_whole(
        read(&tables(), json.as_bytes()),
        json,
        "insured_in",
        "修水县",
    );
}

#[test]
fn an_insurance_goes_by_its_word_and_by_the_names_on_papers() {
    let said = |name: &str| visit(&format!(r#""insurance":"{name}""#)).insurance;
    for name in ["resident", "居民", "城乡居民医保", "城乡居民基本医疗保险"] {
        assert_eq!(said(name), Some(Insurance::Resident), "{name}");
    }
    for name in ["employee", "职工", "职工医保", "城镇职工基本医疗保险"] {
        assert_eq!(said(name), Some(Insurance::Employee), "{name}");
    }
    check(r#""insurance":"农合""#, "insurance", "居民");
}

#[test]
fn a_name_for_several_diseases_stands_for_them() {
    let diseases = |members: &str| -> Vec<u16> {
        visit(members)
            .diseases
            .unwrap_or_default()
            .iter()
            .map(|DiseaseId(id)| *id)
            .collect()
    };
    assert_eq!(diseases(r#""disease":"两病""#), [0, 1]);
    assert_eq!(diseases(r#""disease":"儿童“两病”""#), [3, 4]);
    assert_eq!(diseases(r#""disease":["两癌","子宫颈癌"]"#), [5, 6]);
    assert_eq!(diseases(r#""disease":"Ⅰ型糖尿病""#), [2]);
    assert_eq!(visit(r#""disease":[]"#).diseases, Some(Vec::new()));
    let json = r#"{"date":"2020-05-10","insured_in":"修水县","disease":"两病"}"#;
    check_whole(
        read(&tables(), json.as_bytes()),
        json,
        "disease",
        "高血压、糖尿病",
    );
    check(r#""disease":["高血压","先心"]"#, "disease[1]", "先心病");
    check(r#""disease":"感冒""#, "disease", "诊断书");
}

#[test]
fn groups_imply_and_may_not_contradict() {
    let groups = |members: &str| visit(&format!(r#""person":{{"groups":{members}}}"#)).groups;
    assert_eq!(groups(r#"{"建档立卡":true}"#), Groups { yes: 0b011, no: 0 });
    assert_eq!(
        groups(r#"{"城乡贫困人口":false}"#),
        Groups { yes: 0, no: 0b111 }
    );
    assert_eq!(groups(r#"{"低保":null}"#), Groups::default());
    assert_eq!(groups(r#""none""#), Groups::NONE);
    check(
        r#""person":{"groups":{"低保":true,"城乡贫困人口":false}}"#,
        "person.groups.城乡贫困人口",
        "低保对象",
    );
    check(
        r#""person":{"groups":{"低保":true,"低保对象":false}}"#,
        "person.groups.低保对象",
        "同一个人群",
    );
    check(
        r#""person":{"groups":{"低保户":true}}"#,
        "person.groups.低保户",
        "低保",
    );
    check(
        r#""person":{"groups":{"低保":"true"}}"#,
        "person.groups.低保",
        "不加引号",
    );
    check(r#""person":{"groups":"无"}"#, "person.groups", "none");
    check(r#""person":{"age":151}"#, "person.age", "0 到 150");
    check(r#""person":{"age":-1}"#, "person.age", "0 到 150");
    check(r#""person":{"age":1.5}"#, "person.age", "整数");
    check(r#""person":{"age":"45"}"#, "person.age", "不加引号");
}

#[test]
fn money_is_plain_text() {
    let total = |text: &str| {
        visit(&format!(r#""bill":{{"total":"{text}"}}"#))
            .bill
            .unwrap()
            .total
    };
    assert_eq!(total("12000.5"), Some(Fen(1_200_050)));
    assert_eq!(total("0"), Some(Fen(0)));
    for (value, fragment) in [
        ("12000", "不能写成数字"),
        ("1.5", "不能写成数字"),
        (r#""12,000""#, "12000.00"),
        (r#""１２０００""#, "12000.00"),
        (r#"" 1.2万元""#, "12000.00"),
        (r#""12,00""#, "逗号"),
        (r#""一万二""#, "数字"),
        (r#""-5""#, "负数"),
        (r#""1.234""#, "分"),
        (r#""1e3""#, "看不懂"),
        (r#""+5""#, "看不懂"),
        (r#""""#, "没有填"),
        (r#""1000000000000.01""#, "太大"),
        ("[]", "列表"),
    ] {
        check(
            &format!(r#""bill":{{"total":{value}}}"#),
            "bill.total",
            fragment,
        );
    }
}

#[test]
fn a_bill_may_not_contradict_itself() {
    check(
        r#""bill":{"total":"100","in_scope":"100.01"}"#,
        "bill.in_scope",
        "政策范围内",
    );
    check(
        r#""bill":{"total":"100","self_pay":"100.01"}"#,
        "bill.self_pay",
        "自付",
    );
    check(
        r#""bill":{"total":"100","paid":{"基本医保":"60","大病保险":"40.01"}}"#,
        "bill.paid",
        "加起来",
    );
    check(
        r#""bill":{"total":"100","paid":{"基本医保":"60"},"self_pay":"40.01"}"#,
        "bill.self_pay",
        "加上自付",
    );
    check(
        r#""bill":{"self_pay":"5","items":[{"item":"注射费","self_pay":"5.01"}]}"#,
        "bill.items",
        "各项",
    );
    check(
        r#""bill":{"total":"5","items":[{"item":"注射费","self_pay":"5.01"}]}"#,
        "bill.items",
        "各项",
    );
    check(
        r#""bill":{"items":[{"item":"注射费","self_pay":"1"},{"item":"胸片","self_pay":2}]}"#,
        "bill.items[1].self_pay",
        "数字",
    );
    check(
        r#""bill":{"items":[{"item":"胸透","self_pay":"1"}]}"#,
        "bill.items[0].item",
        "没有叫“胸透”",
    );
    check(
        r#""bill":{"items":[{"item":"胸片"}]}"#,
        "bill.items[0].self_pay",
        "报销后",
    );
    check(
        r#""bill":{"paid":{"基本医保":"1","basic":"1"}}"#,
        "bill.paid.basic",
        "两次",
    );
    check(
        r#""bill":{"paid":{"基本医堡":"1"}}"#,
        "bill.paid.基本医堡",
        "基本医保",
    );
    visit(
        r#""bill":{"total":"100","paid":{"基本医保":"60"},"self_pay":"40","items":[{"item":"胸片","self_pay":"40"}]}"#,
    );
}

#[test]
fn days_follow_the_calendar() {
    check(r#""admitted":"2020-05-11""#, "admitted", "2020-05-10");
    check(r#""admitted":"2020-02-30""#, "admitted", "没有这一天");
    check(r#""admitted":"2020/5/1""#, "admitted", "2020-05-01");
    check(r#""tables_as_of":"1800-01-01""#, "tables_as_of", "1900");
    assert_eq!(
        visit(r#""admitted":"2020-05-10""#).admitted,
        Some(Day::new(2020, 5, 10))
    );
}

#[test]
fn the_year_so_far_is_known_open_or_taken_as_new() {
    assert_eq!(visit("").year, Year::TakenAsFirst);
    assert_eq!(visit(r#""year_to_date":"unknown""#).year, Year::Unknown);
    assert_eq!(
        visit(r#""year_to_date":{"paid":{"基本医保":"5"}}"#).year,
        Year::Known {
            in_scope_self_pay: None,
            paid: vec![(LayerId(0), Fen(500))],
            accounts: Vec::new(),
        }
    );
    assert_eq!(
        visit(r#""year_to_date":{"in_scope_self_pay":"7","paid":{"基本医保":"5"},"admissions":1}"#)
            .year,
        Year::Known {
            in_scope_self_pay: Some(Fen(700)),
            paid: vec![(LayerId(0), Fen(500))],
            accounts: Vec::new(),
        }
    );
    check(r#""year_to_date":"不清楚""#, "year_to_date", "unknown");
    for (members, stay) in [
        ("", None),
        (r#""year_to_date":"unknown""#, None),
        (r#""year_to_date":{"paid":{}}"#, None),
        (r#""year_to_date":{"admissions":0}"#, Some(1)),
        (r#""year_to_date":{"admissions":1}"#, Some(2)),
        (
            r#""year_to_date":"unknown","this_year":{"stay":2}"#,
            Some(2),
        ),
        (
            r#""year_to_date":{"admissions":1},"this_year":{"stay":2}"#,
            Some(2),
        ),
    ] {
        assert_eq!(visit(members).said[NumberFact::Stay], stay, "{members}");
    }
    check(
        r#""this_year":{"stay":3},"year_to_date":{"admissions":1}"#,
        "year_to_date.admissions",
        "第 3 次",
    );
    check(
        r#""year_to_date":{"admissions":"1"}"#,
        "year_to_date.admissions",
        "整数",
    );
    check(
        r#""year_to_date":{"self_pay":"1"}"#,
        "year_to_date.self_pay",
        "in_scope_self_pay",
    );
}

#[test]
fn accounts_of_the_year_say_whose_they_are_and_agree_with_the_sums() {
    let year = |members: &str| format!(r#""year_to_date":{{{members}}}"#);
    let rows = |rows: &str| year(&format!(r#""accounts":[{rows}]"#));
    let full = r#"{"layer":"基本医保","care":"outpatient","disease":null,"deductible_used":"1",
        "in_scope":"9","paid":"5"}"#;
    let Year::Known { paid, accounts, .. } = visit(&rows(full)).year else {
        panic!("a known year");
    };
    let account = Account {
        layer: LayerId(0),
        care: Care::Outpatient,
        disease: None,
        periods: OfPeriod::UNSAID,
        deductible_used: Some(Fen(100)),
        in_scope: Some(Fen(900)),
        paid: Some(Fen(500)),
    };
    assert_eq!((paid, accounts), (Vec::new(), vec![account]));
    check_round_trip(&rows(full));
    let field = "year_to_date.accounts[0]";
    check(
        &rows(r#"{"care":"outpatient"}"#),
        &format!("{field}.layer"),
        "哪道保障线",
    );
    check(
        &rows(r#"{"layer":"基本医保"}"#),
        &format!("{field}.care"),
        "哪种就诊",
    );
    let outpatient = |disease: &str, paid: &str| {
        format!(r#"{{"layer":"基本医保","care":"outpatient"{disease},"paid":"{paid}"}}"#)
    };
    let hypertension = r#","disease":"高血压""#;
    let twice = [outpatient("", "1"), outpatient("", "2")].join(",");
    let (second, third) = ("year_to_date.accounts[1]", "year_to_date.accounts[2]");
    check(&rows(&twice), second, "写了两次");
    let more = [outpatient("", "1"), outpatient(hypertension, "2")].join(",");
    check(&rows(&more), second, "按病");
    let diabetes = r#","disease":"糖尿病""#;
    let more = [
        outpatient("", "3"),
        outpatient(hypertension, "2"),
        outpatient(diabetes, "2"),
    ];
    check(&rows(&more.join(",")), third, "按病");
    let over = format!(
        r#""paid":{{"基本医保":"1"}},"accounts":[{}]"#,
        outpatient("", "1.01")
    );
    check(&year(&over), field, "一共");
    check_round_trip(&rows(&outpatient(hypertension, "2")));
}

#[test]
fn an_account_says_what_lies_in_the_periods_of_the_visit() {
    let account = |rest: &str| {
        format!(
            r#""year_to_date":{{"accounts":[{{"layer":"基本医保","care":"outpatient",{rest}}}]}}"#
        )
    };
    let full = r#""deductible_used":"4","paid":"5","day":{"paid":"1"},
        "month":{"deductible_used":"2","paid":"3"},"quarter":{"paid":"4"}"#;
    let Year::Known { accounts, .. } = visit(&account(full)).year else {
        panic!("a known year");
    };
    let of = |used: Option<i64>, paid: i64| OfPeriod {
        deductible_used: used.map(|yuan| Fen(yuan * 100)),
        paid: Some(Fen(paid * 100)),
    };
    assert_eq!(
        accounts[0].periods,
        [of(None, 1), of(Some(2), 3), of(None, 4)]
    );
    check_round_trip(&account(full));
    // A month alone says nothing of the year.
    check_round_trip(&account(r#""month":{"paid":"3"}"#));
    let field = "year_to_date.accounts[0]";
    let check = |rest: &str, expected: &str| check(&account(rest), field, expected);
    check(r#""paid":"5","month":{"paid":"6"}"#, "这个月的比今年的还多");
    check(
        r#""day":{"paid":"4"},"month":{"paid":"3"}"#,
        "这一天的比这个月的还多",
    );
    check(
        r#""deductible_used":"5","quarter":{"deductible_used":"6"}"#,
        "这个季度的比今年的还多",
    );
    let january = |month: &str| {
        format!(
            r#"{{"date":"2026-01-31","insured_in":"秀山县","care":"outpatient",{}}}"#,
            account(&format!(r#""paid":"5","month":{{"paid":"{month}"}}"#))
        )
    };
    assert!(read(&tables(), january("5").as_bytes()).is_ok());
    let error = read(&tables(), january("4").as_bytes()).expect_err("two amounts of one month");
    assert!(error.message.contains("应当一样"), "{error:?}");
}

#[test]
fn figures_of_the_own_office_name_their_rule() {
    let local = |members: &str| visit(&format!(r#""local":{{{members}}}"#)).local;
    let share = |text| LocalFigure::Share(Share::parse(text).unwrap());
    let serious = LocalRule::Layer(LayerId(1));
    assert_eq!(
        local(r#""大病保险.share":"60%""#),
        [(serious, share("0.6"))]
    );
    assert_eq!(
        local(r#""serious.deductible":"400""#),
        [(serious, LocalFigure::Deductible(Fen(40_000)))]
    );
    for rule in ["over-20", "xiushan-2020.over-20", "超过20%的部分"] {
        assert_eq!(
            local(&format!(r#""{rule}.share":"0.5""#)),
            [(LocalRule::TopUp(0, 0), share("50%"))],
            "{rule}"
        );
    }
    check(r#""local":{"大病保险":"60%"}"#, "local.大病保险", "share");
    check(
        r#""local":{"大病险.share":"60%"}"#,
        "local.大病险.share",
        "大病保险",
    );
    check(
        r#""local":{"大病保险.rate":"60%"}"#,
        "local.大病保险.rate",
        "first_self_pay",
    );
    check(
        r#""local":{"大病保险.share":"80"}"#,
        "local.大病保险.share",
        "写的是 80。是 80% 吗？",
    );
    for beyond in ["101", "101%"] {
        check(
            &format!(r#""local":{{"大病保险.share":"{beyond}"}}"#),
            "local.大病保险.share",
            "0 到 100%",
        );
    }
    check(
        r#""local":{"大病保险.share":0.6}"#,
        "local.大病保险.share",
        "引号",
    );
    check(
        r#""local":{"over-20.cap":"5"}"#,
        "local.over-20.cap",
        "比例",
    );
    check(
        r#""local":{"大病保险.cap":"5","serious.cap":"6"}"#,
        "local.serious.cap",
        "两次",
    );
}

#[test]
fn nothing_unknown_passes_in_silence() {
    check(r#""hospitl":"市一医院""#, "hospitl", "hospital");
    check(r#""bill":{"totl":"5"}"#, "bill.totl", "total");
    check(r#""person":{"gender":"female"}"#, "person.gender", "sex");
    check(
        r#""bill":{"items":[{"item":"胸片","self_pay":"1","n":1}]}"#,
        "bill.items[0].n",
        "self_pay",
    );
    check(
        r#""answers":{"fits-catarct":true}"#,
        "answers.fits-catarct",
        "fits-cataract",
    );
    check(
        r#""answers":{"fits-cataract":"yes"}"#,
        "answers.fits-cataract",
        "true",
    );
    check(r#""referred":"true""#, "referred", "不加引号");
    check(r#""care":"inpatient","care":"inpatient""#, "care", "两次");
    check(r#""bill":{"total":"5","total":"6"}"#, "bill.total", "两次");
    check(r#""bill":"5""#, "bill", "对象");
    let whole =
        |bytes: &[u8], fragment| check_whole(read(&tables(), bytes), "bytes", "$", fragment);
    whole(b"", "没有写完");
    whole(b"{", "没有写完");
    whole(b"[]", "对象");
    whole(b"{'date':1}", "第 1 行");
    whole(b"\xb9\xfa", "UTF-8");
    whole("[".repeat(5_000).as_bytes(), "第 1 行");
    whole(&vec![b' '; (1 << 20) + 1], "1 MB");
    assert!(
        read(
            &tables(),
            "\u{feff}{\"date\":\"2020-05-10\",\"insured_in\":\"cq\"}".as_bytes()
        )
        .is_ok()
    );
}

/// Every member a visit can have.
const FULL: &str = r#""admitted":"2020-05-01","insurance":"resident","hospital":"市一医院","grade":"tertiary",
"tier":"city","place":"other_province","referred":true,"care":"inpatient","disease":["两病","白血病"],
"person":{"groups":{"建档立卡":true,"低保":false},"sex":"female","age":45},"enrolled":true,"premium_paid":true,
"plan":"一档","liable_third_party":false,"answers":{"fits-cataract":true},
"bill":{"total":"50000.00","in_scope":"42000.00","paid":{"基本医保":"24840.00","大病保险":"0"},"self_pay":"670.70",
"items":[{"item":"注射费","self_pay":"12.35"},{"item":"胸片","self_pay":"1"},{"item":"注射费","self_pay":"2"}]},
"year_to_date":{"in_scope_self_pay":"0.00","paid":{"基本医保":"0.00"}},
"local":{"大病保险.share":"0.60","大病保险.cap":"100","basic.first_self_pay":"10%","over-20.share":"0.5"},
"tables_as_of":"2020-12-31""#;

/// Checks that a visit is the same after it is written and read again.
fn check_round_trip(members: &str) {
    let first = visit(members);
    let json = write(&tables(), &first).to_string();
    assert_eq!(read(&tables(), json.as_bytes()), Ok(first), "{json}");
}

#[test]
fn writing_is_the_inverse_of_reading() {
    check_round_trip("");
    check_round_trip(FULL);
    check_round_trip(
        r#""person":{"groups":"none"},"hospital":"其他","plan":"其他","disease":[],"year_to_date":"unknown""#,
    );
    check_round_trip(r#""person":{"groups":{"城乡贫困人口":false}},"bill":{},"disease":"高血压""#);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&tables(), &bytes);
    }

    /// A valid visit with a piece of its JSON replaced is refused, or read and the same after writing.
    #[test]
    fn no_mutated_visit_panics(
        at in any::<prop::sample::Index>(),
        cut in 0usize..8,
        put in prop::sample::select(vec![
            "", "\"", "{", "}", "[", "]", ":", ",", "null", "true", "0", "-1", "1e999", "99999999999999999999",
            "\"unknown\"", "其他", "两病", "\\u0000", "\\ud800", "false", "9", ".",
        ]),
    ) {
        let whole = format!(r#"{{"date":"2020-05-10","insured_in":"秀山县",{FULL}}}"#);
        let chars: Vec<char> = whole.chars().collect();
        let at = at.index(chars.len());
        let rest = (at + cut).min(chars.len());
        let json: String = chars[..at].iter().copied().chain(put.chars()).chain(chars[rest..].iter().copied()).collect();
        if let Ok(visit) = read(&tables(), json.as_bytes()) {
            let again = write(&tables(), &visit).to_string();
            prop_assert_eq!(read(&tables(), again.as_bytes()), Ok(visit), "{}", again);
        }
    }
}
