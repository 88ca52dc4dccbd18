//! Every refusal of the gate: a text, and the problems it must raise, each as `line:key: part of the sentence`.
use mingbai_policy::{Amount, Fen, Shares, When, author};

const WORDS: &str = r#"
region = [
  { id = "nation", name = "全国", level = "nation" },
  { id = "yi", name = "乙市", level = "prefecture", parent = "甲省" },
  { id = "jia", name = "甲省", level = "province", parent = "全国" },
  { id = "bing", name = "丙县", level = "county", parent = "乙市" },
]
hospital = [{ id = "h", name = "乙市医院", region = "乙市" }]
group = [{ id = "poor", name = "贫困人口", aliases = ["贫困对象"] }, { id = "card", name = "建档立卡贫困人口", implies = ["poor"] }]
disease = [{ id = "dm", name = "糖尿病" }, { id = "t1", name = "1型糖尿病", broader = ["dm"] }]
item = [{ id = "check", name = "检查费" }, { id = "film", name = "胸片", broader = "检查费" }]
layer_name = [{ id = "basic", name = "基本医保", field = "hifp_pay" }, { id = "aid", name = "医疗救助" }]
[[disease_set]]
id = "two"
name = "两病"
diseases = ["糖尿病"]
regions = ["丙县"]
"#;

/// Two lines; a rule put after them begins on line 3. `@` stands for a good `cite`.
const HEAD: &str = r#"table = { id = "t", name = "表", place = "丙县", from = "2020-01-01", until = "2020-12-31", checked = "unknown" }
source = [{ id = "s", title = "文件", issuer = "unknown", date = "2020-03", by_content = true, grade = "document" }]
"#;

const CITE: &str = r#"cite = { source = "s", at = "1页" }"#;

fn read(texts: &[&str]) -> Result<author::Authored, author::Problems> {
    let mut files = vec![("words.toml".to_string(), WORDS.to_string())];
    for (i, text) in texts.iter().enumerate() {
        files.push((format!("{i}.toml"), text.replace('@', CITE)));
    }
    author::read_files(&files)
}

/// Exactly these problems, one a line; none for an empty `expected`.
#[track_caller]
fn check_all(texts: &[&str], expected: &str) {
    let found: Vec<String> = match read(texts) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .iter()
            .map(|p| format!("{}:{}: {} {:?}", p.line, p.key, p.message, p.help))
            .collect(),
    };
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let matches = |(found, expected): (&String, &&str)| {
        let parts = expected.split_once(": ");
        parts.is_some_and(|(place, part)| {
            found.starts_with(&format!("{place}: ")) && found.contains(part)
        })
    };
    assert!(
        found.len() == expected.len() && found.iter().zip(&expected).all(matches),
        "expected {expected:#?}\nfound {found:#?}"
    );
}

/// A file as it is.
#[track_caller]
fn check(text: &str, expected: &str) {
    check_all(&[text], expected);
}

/// Rules of a good table; they begin on line 3.
#[track_caller]
fn check_rule(rules: &str, expected: &str) {
    check(&format!("{HEAD}{rules}"), expected);
}

/// A layer rule, its figures from line 6.
#[track_caller]
fn check_layer(figures: &str, expected: &str) {
    check_rule(
        &format!("[[layer]]\nlayer = \"医疗救助\"\n@\n{figures}"),
        expected,
    );
}

/// A condition, on line 6 as well.
#[track_caller]
fn check_when(when: &str, expected: &str) {
    check_layer(&format!("when = {when}"), expected);
}

fn head(id: &str, place: &str, from: &str, until: &str) -> String {
    let places = HEAD
        .replace("\"丙县\"", &format!("\"{place}\""))
        .replace("id = \"t\"", &format!("id = \"{id}\""));
    places
        .replace("2020-12-31", until)
        .replace("2020-01-01", from)
}

#[test]
fn good_tables_pass() {
    check(HEAD, "");
    check_layer("share = \"60%\"", "");
    check_layer(
        "deductible = \"half\"\nshare = { plus = \"5%\" }\ncap = \"none\"",
        "",
    );
    check_layer(
        "deductible = { at_most = 400 }\nshare = { same_as = \"基本医保\" }\ncap = { at_least = \"250000.00\" }",
        "",
    );
    check_layer(
        "tiers = [ { to = 1500, share = \"63%\" }, { share = { between = [\"70%\", \"80%\"] } } ]",
        "",
    );
    check_when(
        "{ group = [\"贫困对象\", \"card\"], not = { disease = \"t1\" }, unclear = \"没有写\" }",
        "",
    );
}

#[test]
fn a_figure_needs_a_source() {
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\nshare = \"60%\"",
        "3:layer.cite: 没有写来源",
    );
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\ncite = []",
        "5:layer.cite: 列表是空的",
    );
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\ncite = { source = \"x\", at = \"1页\" }",
        "5:layer.cite.source: 没有来源“x”",
    );
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\ncite = { source = \"s\" }",
        "5:layer.cite.at: 哪一页",
    );
    check_rule(
        "[[target]]\nid = \"g\"\nname = \"目标\"\nself_pay = \"10%\"\nbase = \"total\"",
        "3:target.cite: 没有写来源",
    );
    check_rule(
        "[order]\nlayers = [\"基本医保\"]",
        "3:order.cite: 没有写来源",
    );
}

#[test]
fn a_source_says_what_it_is() {
    let table = "table = { id = \"t\", name = \"表\", place = \"丙县\", from = \"unknown\", checked = \"unknown\" }\n";
    let source = |fields: &str| format!("{table}[[source]]\nid = \"s\"\n{fields}");
    check(
        &source("issuer = \"x\"\ndate = \"2020\"\ngrade = \"document\""),
        "2:source.title: 要有 title",
    );
    check(
        &source("title = \"\"\nissuer = \"x\"\ndate = \"2020\"\ngrade = \"document\""),
        "4:source.title: 空的",
    );
    check(
        &source("title = \"x\"\ndate = \"2020\"\ngrade = \"document\""),
        "2:source.issuer: 要有 issuer",
    );
    check(
        &source("title = \"x\"\nissuer = \"unknown\"\ngrade = \"document\""),
        "2:source.date: 要有 date",
    );
    check(
        &source("title = \"x\"\nissuer = \"x\"\ndate = \"2020-13\"\ngrade = \"document\""),
        "6:source.date: 没有这个月",
    );
    check(
        &source("title = \"x\"\nissuer = \"x\"\ndate = \"2020-02-30\"\ngrade = \"document\""),
        "6:source.date: 没有这一天",
    );
    check(
        &source("title = \"x\"\nissuer = \"x\"\ndate = \"2020\""),
        "2:source.grade: 要有 grade",
    );
}

#[test]
fn unknown_keys_offer_the_nearest() {
    check_layer("deductable = 5", "6:layer.deductable: deductible");
    check("[[layr]]\nid = 1", "1:layr: layer");
    check_when("{ grup = \"贫困人口\" }", "6:layer.when.grup: group");
    check_when("{ }", "6:layer.when: 条件是空的");
}

#[test]
fn one_rule_a_day() {
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\n@\n[[layer]]\nlayer = \"医疗救助\"\nid = \"other\"\n@",
        "6:layer: 同一天只能有一条",
    );
    check_rule(
        "[[layer]]\nlayer = \"医疗救助\"\n@\n[[layer]]\nlayer = \"医疗救助\"\n@",
        "6:layer: 已经有了",
    );
    let halves = "[[layer]]\nlayer = \"医疗救助\"\nuntil = \"2020-06-30\"\n@\n[[layer]]\nlayer = \"医疗救助\"\nid = \"late\"\nfrom = \"2020-07-01\"\n@";
    check_rule(halves, "");
    check_rule(
        &halves.replace("2020-06-30", "2020-07-01"),
        "7:layer: 同一天只能有一条",
    );
    let layer = "[[layer]]\nlayer = \"医疗救助\"\n@\n";
    let again =
        |place: &str, from: &str, until: &str| format!("{}{layer}", head("u", place, from, until));
    let first = format!("{HEAD}{layer}");
    check_all(
        &[&first, &again("丙县", "2020-12-31", "2021-12-31")],
        "3:layer: 已经有了",
    );
    check_all(&[&first, &again("丙县", "2021-01-01", "2021-12-31")], "");
    check_all(&[&first, &again("乙市", "2020-01-01", "2020-12-31")], "");
    check_all(&[HEAD, HEAD], "1:table: 政策表“t”已经有了");
}

#[test]
fn tiers_rise() {
    check_layer(
        "tiers = [ { to = 500, share = \"60%\" }, { to = 500, share = \"70%\" }, { share = \"80%\" } ]",
        "6:layer.tiers.to: 一段比一段高",
    );
    check_layer(
        "tiers = [ { to = 500, share = \"60%\" }, { to = 900, share = \"70%\" } ]",
        "6:layer.tiers.to: 最后一段",
    );
    check_layer(
        "tiers = [ { share = \"60%\" }, { share = \"70%\" } ]",
        "6:layer.tiers: 中间的段",
    );
    check_layer(
        "tiers = [ { share = \"60%\" } ]\nshare = \"60%\"",
        "6:layer.tiers: 只能写一个",
    );
    check_layer(
        "base = \"year\"\ntiers = [ { to = 5, share = \"60%\" }, { share = \"50%\" } ]",
        "7:layer.tiers: 不能越高越低",
    );
    check_layer(
        "tiers = [ { to = 5, share = \"60%\" }, { share = \"50%\" } ]",
        "",
    );
    let above = format!(
        "{}[[layer]]\nlayer = \"医疗救助\"\nbase = \"year\"\n@",
        head("u", "乙市", "2020-01-01", "2020-12-31")
    );
    let below = format!(
        "{HEAD}[[layer]]\nlayer = \"医疗救助\"\n@\ntiers = [ {{ to = 5, share = \"60%\" }}, {{ share = \"50%\" }} ]"
    );
    check_all(&[&above, &below], "6:layer.tiers: 不能越高越低");
}

#[test]
fn shares_and_money_are_exact() {
    check_layer("share = \"101%\"", "6:layer.share: 0 到 1");
    check_layer("share = \"-5%\"", "6:layer.share: 0 到 1");
    check_layer("share = 0.6", "6:layer.share: 加引号");
    check_layer(
        "share = { between = [\"70%\", \"60%\"] }",
        "6:layer.share.between: 对调",
    );
    check_layer("cap = \"0.125\"", "6:layer.cap: 最多两位小数");
    check_layer("cap = -1", "6:layer.cap: 负数");
    check_layer("cap = 400.5", "6:layer.cap: \"400.5\"");
    check_layer("cap = 2000000000000", "6:layer.cap: 一万亿");
    check_layer("cap = \"half\"", "6:layer.cap: 不是金额");
}

#[test]
fn names_come_from_the_words() {
    check_when(
        "{ group = \"贫困人囗\" }",
        "6:layer.when.group: 是不是“贫困人口”",
    );
    check_when("{ disease = \"两病\" }", "6:layer.when.disease: 合称");
    check_when("{ grade = \"top\" }", "6:layer.when.grade: primary");
    check_when("{ answer = \"q\" }", "6:layer.when.answer: 没有问题“q”");
    check_rule(
        "[[layer]]\nlayer = \"大病\"\n@",
        "4:layer.layer: 没有保障线“大病”",
    );
}

#[test]
fn lists_count_what_they_name() {
    let scheme = |diseases: &str| {
        format!("[[scheme]]\nid = \"x\"\nname = \"x\"\nbenefit = \"x\"\n@\ndiseases = {diseases}")
    };
    check_rule(
        &scheme("{ declared = 2, complete = true, names = [\"dm\"] }"),
        "8:scheme.diseases.declared: 对不上",
    );
    check_rule(
        &scheme("{ declared = 2, complete = false, names = [\"dm\"] }"),
        "",
    );
    check_rule(
        &scheme("{ declared = 2, names = [\"dm\"] }"),
        "8:scheme.diseases.complete: 请写 complete",
    );
    check_rule(
        &scheme("{ complete = true, names = [\"dm\", \"糖尿病\"] }"),
        "8:scheme.diseases.names: 写了两次",
    );
    let waiver = "[[waiver]]\nid = \"x\"\nname = \"x\"\nshare = \"100%\"\n@\nitems = { declared = 1, complete = true, names = [\"胸片\", \"检查费\"] }";
    check_rule(waiver, "8:waiver.items.declared: 对不上");
}

#[test]
fn one_name_one_thing() {
    check(
        "[[group]]\nid = \"a\"\nname = \"甲\"\naliases = [\"贫困对象\"]",
        "1:group: “贫困对象”已经有了",
    );
    check(
        "[[disease]]\nid = \"dm\"\nname = \"甲\"",
        "1:disease: “dm”已经有了",
    );
    let set = |name: &str, regions: &str| {
        format!(
            "[[disease_set]]\nid = \"x\"\nname = \"{name}\"\ndiseases = [\"dm\"]\nregions = [{regions}]"
        )
    };
    check(&set("两病", ""), "1:disease_set: “两病”已经有了");
    check(&set("两病", "\"乙市\""), "1:disease_set: “两病”已经有了");
    check(&set("糖尿病", ""), "1:disease_set: “糖尿病”已经有了");
    let other =
        "[[region]]\nid = \"ding\"\nname = \"丁县\"\nlevel = \"county\"\nparent = \"乙市\"\n";
    check(&format!("{other}{}", set("两病", "\"丁县\"")), "");
    check(
        "[[group]]\nid = \"甲\"\nname = \"甲\"",
        "2:group.id: 英文字母",
    );
}

#[test]
fn time_is_real_and_inside_the_table() {
    check_layer("from = \"2019-12-31\"", "6:layer.from: 时间之外");
    check_layer("until = \"2021-01-01\"", "6:layer.until: 时间之外");
    check_layer(
        "from = \"2020-05-02\"\nuntil = \"2020-05-01\"",
        "6:layer.from: 不能晚于",
    );
    check_layer("from = \"2020-02-30\"", "6:layer.from: 没有这一天");
    check_layer("from = 2020-05-01", "6:layer.from: 加引号");
    check_layer("from = \"2020-5-1\"", "6:layer.from: 样子");
    check(
        &HEAD.replace("2020-12-31", "2019-12-31"),
        "1:table.from: 不能晚于",
    );
    check(
        &HEAD.replace(", checked = \"unknown\"", ""),
        "1:table.checked: 请写 checked",
    );
    check(
        "[[target]]\nid = \"x\"",
        "1:target: 请在同一个文件里写 [table]",
    );
}

#[test]
fn what_the_bounds_of_an_answer_rest_on() {
    let parts = "parts = [ { base = \"in_scope\", share = \"90%\" }, { base = \"out_of_scope\", share = \"75%\" } ]";
    check_layer(
        &format!("deductible = 400\n{parts}"),
        "6:layer.deductible: 两头不再可靠",
    );
    check_layer(
        &format!("{parts}\n[[layer.variant]]\nwhen = {{ child = true }}\ndeductible = \"unknown\""),
        "9:layer.variant.deductible: 两头不再可靠",
    );
    check_layer(&format!("deductible = 0\n{parts}"), "");
    let above = format!(
        "{}[[layer]]\nlayer = \"医疗救助\"\n@\ndeductible = 100",
        head("u", "乙市", "2020-01-01", "2020-12-31")
    );
    let below = format!("{HEAD}[[layer]]\nlayer = \"医疗救助\"\n@\n{parts}");
    check_all(&[&above, &below], "3:layer: 请加 deductible = 0");
    check_all(&[&above, &format!("{below}\ndeductible = 0")], "");
}

#[test]
fn references_between_rules() {
    check_layer("scheme = \"x\"", "6:layer.scheme: 没有 id 为“x”");
    check_layer(
        "scheme = \"x\"\nwhen = { child = true }",
        "6:layer.scheme: 只能写一个\n6:layer.scheme: 没有 id 为“x”",
    );
    let scheme = "[[scheme]]\nid = \"x\"\nname = \"x\"\nbenefit = \"x\"\n@\n";
    check_rule(
        &format!("{scheme}scope = {{ group = \"poor\" }}"),
        "8:scheme.scope.group: insured_in",
    );
    check_rule(
        &format!("{scheme}hints = [\"t.y\"]"),
        "8:scheme.hints: 没有“t.y”这张单子",
    );
    check_rule(
        &format!(
            "{scheme}hints = [\"t.y\"]\n[[list]]\nid = \"y\"\nname = \"y\"\ndiseases = [\"dm\"]\n@"
        ),
        "",
    );
    check_layer(
        "share = { same_as = \"医疗救助\" }",
        "6:layer.share.same_as: 绕成了圈",
    );
}

#[test]
fn trees_have_no_circles() {
    check(
        "[[group]]\nid = \"a\"\nname = \"甲\"\nimplies = [\"b\"]\n[[group]]\nid = \"b\"\nname = \"乙\"\nimplies = [\"a\"]",
        "1:group: 绕成了圈\n5:group: 绕成了圈",
    );
    check(
        "[[disease]]\nid = \"a\"\nname = \"甲\"\nbroader = [\"a\"]",
        "1:disease: 绕成了圈",
    );
    check(
        "[[item]]\nid = \"a\"\nname = \"甲\"\nbroader = \"a\"",
        "1:item: 绕成了圈",
    );
    check(
        "[[region]]\nid = \"a\"\nname = \"甲\"\nlevel = \"county\"\nparent = \"a\"",
        "5:region.parent: 绕成圈",
    );
    check(
        "[[region]]\nid = \"a\"\nname = \"甲\"\nlevel = \"county\"",
        "1:region: 请写 parent",
    );
}

#[test]
fn limits() {
    let groups = |count: usize| {
        (0..count)
            .map(|i| format!("[[group]]\nid = \"g{i}\"\nname = \"群{i}\"\n"))
            .collect::<String>()
    };
    check(&groups(62), "");
    check(&groups(63), "187:group: 最多 64 个");
    let plans = |count: usize| {
        (0..count)
            .map(|i| format!("\"{i}档\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    check_when(&format!("{{ plan = [{}] }}", plans(16)), "");
    check_when(
        &format!("{{ plan = [{}] }}", plans(17)),
        "6:layer.when.plan: 最多 16 种",
    );
}

#[test]
fn cases_have_a_visit_and_what_to_expect() {
    check(
        "[[case]]\nname = \"x\"\n[case.visit]\ndate = \"2020-01-01\"",
        "1:case.expect: 算例要有",
    );
    check(
        "[[case]]\nname = \"x\"\n[case.expect]",
        "1:case.visit: 算例要有",
    );
    let cases = read(&["[[case]]\nname = \"x\"\n[case.visit]\nage = 5\n[case.expect]\nabsent = { targets = [\"y\"] }"]).unwrap().cases;
    assert_eq!(cases[0].visit, serde_json::json!({ "age": 5 }));
    assert_eq!(
        cases[0].expect,
        serde_json::json!({ "absent": { "targets": ["y"] } })
    );
}

#[test]
fn every_problem_of_every_file_at_once() {
    check_all(
        &[
            "[[group]]\nid = \"a\"\nx = 1",
            "[[layer]]\na = ",
            &format!("{HEAD}[[layer]]\nlayer = \"大病\"\nshare = 5"),
        ],
        "1:group.name: 请写 name
         3:group.x: 没有这一项
         1:layer: [table]
         2:: TOML
         3:layer.cite: 没有写来源
         4:layer.layer: 没有保障线
         5:layer.share: 加引号",
    );
    let problems = read(&["[[group]]\nid = \"a\"\nx = 1"]).unwrap_err();
    assert!(
        problems
            .to_string()
            .starts_with("0.toml:1:1: group.name: 请写 name"),
        "{problems}"
    );
    let page = problems.graphical();
    assert!(
        page.contains("0.toml:1:1") && page.contains("共 2 处要改"),
        "{page}"
    );
}

#[test]
fn lowering_keeps_what_was_written() {
    let text = format!(
        "{HEAD}[[layer]]\nlayer = \"医疗救助\"\nwhen = {{ group = \"card\", care = [\"inpatient\", \"emergency\"] }}\n@\nshare = \"60%\"\ncap = \"none\"\n[[layer.variant]]\nwhen = {{ plan = \"二档\" }}\ndeductible = \"half\""
    );
    let tables = read(&[&text]).unwrap().tables;
    let levels: Vec<_> = tables
        .terms
        .regions
        .iter()
        .map(|region| region.name.id.as_str())
        .collect();
    assert_eq!(levels, ["nation", "jia", "yi", "bing"]);
    assert_eq!(tables.terms.plans, ["二档"]);
    assert_eq!(tables.cites[0].id, "s:1页");
    let layer = &tables.tables[0].layers[0];
    assert_eq!(
        (
            layer.rule.id.as_str(),
            layer.rule.name.as_str(),
            layer.states_when
        ),
        ("aid", "", true)
    );
    assert!(
        matches!(&layer.rule.when, When::All(parts) if matches!(parts[..], [When::Group(_), When::Care(0b1001)]))
    );
    let [variant, own] = &layer.variants[..] else {
        panic!("{:?}", layer.variants)
    };
    assert_eq!(
        (variant.when.clone(), variant.figures.deductible),
        (When::Plan(vec![0]), Some(Amount::Half))
    );
    assert_eq!(
        (own.when.clone(), own.figures.cap),
        (When::ALWAYS, Some(Amount::exact(Fen::MAX)))
    );
    assert!(matches!(&own.figures.shares, Some(Shares::Steps(steps)) if steps.len() == 1));
}
