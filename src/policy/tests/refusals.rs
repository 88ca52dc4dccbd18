//! Every refusal of the gate: a text, and the problems it must raise, each as `line:key: part of the sentence`.
use mingbai_policy::{Amount, Fen, OrdinaryFact, Shares, When, YesNo, author};

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
layer_name = [{ id = "basic", name = "基本医保", field = "hifp_pay", everyone = true }, { id = "aid", name = "医疗救助" }]
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

/// A layer of one basic insurance, and one of the other, state nothing of each other.
#[test]
fn two_insurances_are_two_sets_of_figures() {
    let of = |table: &str, insurance: &str| {
        let head = head(table, "丙县", "2020-01-01", "2020-12-31");
        let head = head.replace("id = \"t", "insurance = \"INS\", id = \"t");
        let head = head.replace("id = \"u", "insurance = \"INS\", id = \"u");
        let head = head.replace("\"INS\"", insurance);
        format!("{head}[[layer]]\nlayer = \"医疗救助\"\n@\n")
    };
    let resident = of("t", "\"resident\"");
    check_all(&[&resident, &of("u", "\"employee\"")], "");
    check_all(&[&resident, &of("u", "\"resident\"")], "3:layer: 已经有了");
    let both = of("u", "[\"resident\", \"employee\"]");
    check_all(&[&resident, &both], "3:layer: 已经有了");
    let other = "[[layer]]\nlayer = \"医疗救助\"\n@\n[[layer]]\nlayer = \"医疗救助\"\nid = \"other\"\ninsurance = \"employee\"\n@";
    check_rule(other, "");
    check_rule(
        &other.replace("\"employee\"", "[\"resident\", \"employee\"]"),
        "6:layer: 同一天只能有一条",
    );
    check_layer(
        "insurance = \"retired\"",
        "6:layer.insurance: resident、employee",
    );
}

#[test]
fn a_condition_on_the_other_insurance_never_holds() {
    check_when("{ insurance = \"resident\" }", "");
    check_when("{ insurance = \"employee\" }", "3:layer: 永远不会合");
    check_when(
        "{ not = { insurance = \"employee\" } }",
        "3:layer: 永远不会合",
    );
    check_layer(
        "insurance = \"employee\"\nwhen = { insurance = \"employee\" }",
        "",
    );
    check_layer(
        "[[layer.variant]]\nwhen = { insurance = \"employee\" }\nshare = \"60%\"\n@",
        "3:layer: 永远不会合",
    );
}

#[test]
fn a_yearly_deductible_says_what_is_met_once() {
    check_layer("deductible = 300\ndeductible_per = \"year\"", "");
    check_layer("deductible = 300\ndeductible_per = \"visit\"", "");
    for period in ["day", "month", "quarter"] {
        check_layer(
            &format!("deductible = 300\ndeductible_per = \"{period}\""),
            "",
        );
    }
    check_layer(
        "deductible = 300\ndeductible_per = \"week\"",
        "7:layer.deductible_per: visit、day、month、quarter、year",
    );
    check_layer(
        "base = \"year\"\ndeductible = 300\ndeductible_per = \"month\"",
        "8:layer.deductible_per: 本来就是一年一条",
    );
    check_layer(
        "deductible_per = \"year\"",
        "6:layer.deductible_per: 请在同一段写上 deductible",
    );
    check_layer(
        "deductible = \"half\"\ndeductible_per = \"year\"",
        "7:layer.deductible_per: 照那一个数",
    );
    check_layer(
        "base = \"year\"\ndeductible = 300\ndeductible_per = \"year\"",
        "8:layer.deductible_per: 本来就是一年一条",
    );
}

/// Figures are told for an earlier day than their rule begins on, or `since` says nothing.
#[test]
fn since_comes_before_the_rule() {
    check_layer("share = \"80%\"\nsince = \"2019-12-31\"", "");
    let late = "since 是材料里这些数最早从哪天起就有";
    check_layer(
        "share = \"80%\"\nsince = \"2020-01-01\"",
        &format!("7:layer.since: {late}"),
    );
    check_layer(
        "share = \"80%\"\n[[layer.variant]]\nwhen = { care = \"outpatient\" }\nshare = \"50%\"\nsince = \"2020-06-01\"",
        &format!("10:layer.variant.since: {late}"),
    );
}

#[test]
fn a_ceiling_meets_no_layer_that_pays_out_of_scope_apart() {
    let own = |figures: &str| format!("ceiling = \"90%\"\n{figures}");
    check_layer(&own("base = \"in_scope\"\nshare = \"20%\""), "");
    check_layer("ceiling = \"none\"", "");
    check_layer(
        "share = \"80%\"\n[[layer.variant]]\nwhen = { care = \"outpatient\" }\nceiling = \"90%\"",
        "9:layer.variant.ceiling: 不能带条件",
    );
    check_layer(
        &own("base = \"out_of_scope\"\nshare = \"20%\""),
        "6:layer.ceiling: “医疗救助”单独付政策范围外的钱",
    );
    check_layer(
        &own(
            "parts = [ { base = \"in_scope\", share = \"60%\" }, { base = \"out_of_scope\", share = \"20%\" } ]",
        ),
        "6:layer.ceiling: 单独付政策范围外的钱",
    );
    check_layer(
        &own("share = \"20%\"\nfirst_self_pay = \"10%\""),
        "6:layer.ceiling: 先行自付只能写在基本医保里",
    );
    let basic = "[[layer]]\nlayer = \"基本医保\"\n@\nfirst_self_pay = \"10%\"\n";
    let aid = "[[layer]]\nlayer = \"医疗救助\"\n@\nceiling = \"90%\"\n";
    check_rule(&format!("{basic}{aid}"), "");
    // A table of the same city, though not the same table.
    let city = head("c", "乙市", "2020-01-01", "2020-12-31");
    let above = format!("{city}[[layer]]\nlayer = \"基本医保\"\n@\nbase = \"out_of_scope\"");
    check_all(
        &[&above, &format!("{HEAD}{aid}")],
        "6:layer.ceiling: “基本医保”单独付政策范围外的钱",
    );
}

#[test]
fn a_cap_on_the_cost_says_of_which_cost() {
    let own = |figures: &str| format!("base = \"in_scope\"\n{figures}");
    check_layer(&own("cap = 300\ncap_on = \"cost\""), "");
    check_layer(&own("cap = 300\ncap_on = \"payment\""), "");
    check_layer(
        &own("cap = 300\ncap_on = \"bill\""),
        "8:layer.cap_on: payment、cost",
    );
    check_layer(
        &own("cap_on = \"cost\""),
        "7:layer.cap_on: 请在同一段写上 cap",
    );
    check_layer(
        &own("cap = { times = \"50%\" }\ncap_on = \"cost\""),
        "8:layer.cap_on: 照那一个数",
    );
    for base in ["year", "year_cost", "out_of_scope", "all"] {
        check_layer(
            &format!("base = \"{base}\"\ncap = 300\ncap_on = \"cost\""),
            "8:layer.cap_on: 只能按一次就诊的范围内费用报",
        );
    }
    check_layer("cap = 300\ncap_on = \"cost\"", "7:layer.cap_on: 请写 base");
    for period in ["visit", "year"] {
        let per = format!("cap = 300\ncap_per = \"{period}\"\ncap_on = \"cost\"");
        check_layer(&own(&per), "");
    }
    for period in ["day", "month", "quarter"] {
        let per = format!("cap = 300\ncap_per = \"{period}\"\ncap_on = \"cost\"");
        check_layer(
            &own(&per),
            "8:layer.cap_per: 只能每次（visit）或每年（year）一条",
        );
    }
}

#[test]
fn a_schedule_on_the_cost_of_the_year_has_a_deductible_of_the_year() {
    check_layer("base = \"year_cost\"\ndeductible = 300", "");
    check_layer(
        "base = \"year_cost\"\ndeductible = 300\ndeductible_per = \"year\"",
        "8:layer.deductible_per: 本来就是一年一条",
    );
    check_layer(
        "parts = [ { base = \"year_cost\", share = \"60%\" } ]",
        "6:layer.parts.base: 单独一道保障线",
    );
}

#[test]
fn the_whole_in_scope_cost_is_no_part() {
    check_layer("base = \"in_scope_cost\"\nshare = \"20%\"", "");
    check_layer(
        "parts = [ { base = \"in_scope\", share = \"60%\" }, { base = \"in_scope_cost\", share = \"20%\" } ]",
        "6:layer.parts.base: 单独一道保障线",
    );
}

#[test]
fn what_a_transfer_leaves_is_the_basic_layers_alone() {
    check_rule(
        "[[layer]]\nlayer = \"基本医保\"\n@\ndeductible = 800\n[[layer.variant]]\nwhen = { transferred = true }\ndeductible = \"rest\"",
        "",
    );
    check_layer(
        "deductible = \"rest\"",
        "6:layer.deductible: 只能写在人人都由它报的保障线",
    );
    check_layer("cap = \"rest\"", "6:layer.cap: 不是金额");
    check_rule(
        "[[layer]]\nlayer = \"基本医保\"\n@\nbase = \"year_cost\"\ndeductible = 800\n[[layer.variant]]\nwhen = { transferred = true }\ndeductible = \"rest\"",
        "10:layer.variant.deductible: 起付线不会再付一次",
    );
}

#[test]
fn a_cap_says_whose_payments_it_counts() {
    for period in ["visit", "day", "month", "quarter", "year"] {
        check_layer(&format!("cap = 300\ncap_per = \"{period}\""), "");
    }
    check_layer("cap = { at_least = 300 }\ncap_per = \"month\"", "");
    check_layer(
        "cap = 300\ncap_per = \"week\"",
        "7:layer.cap_per: visit、day、month、quarter、year",
    );
    check_layer("cap_per = \"month\"", "6:layer.cap_per: 请在同一段写上 cap");
    check_layer(
        "cap = \"none\"\ncap_per = \"month\"",
        "7:layer.cap_per: 没有封顶线",
    );
    check_layer(
        "cap = { times = \"50%\" }\ncap_per = \"month\"",
        "7:layer.cap_per: 照那一个数",
    );
}

#[test]
fn a_top_up_says_what_its_line_is_a_share_of() {
    let rule = |base: &str| {
        format!(
            "[[excess]]\nid = \"e\"\nname = \"兜底\"\npayer = \"医疗救助\"\nabove = \"40%\"\nbase = \"{base}\"\nshare = \"100%\"\n@"
        )
    };
    check_rule(&rule("in_scope"), "");
    check_rule(&rule("total"), "");
    check_rule(&rule("all"), "8:excess.base: total、in_scope");
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

/// A table with 基本医保 on in-scope money, and 医疗救助 with these figures.
#[track_caller]
fn check_look(figures: &str, expected: &str) {
    let basic = "[[layer]]\nlayer = \"基本医保\"\nbase = \"in_scope\"\ndeductible = 0\nshare = \"60%\"\ncap = 9\n@\n";
    check_rule(
        &format!("{basic}[[layer]]\nlayer = \"医疗救助\"\n@\ncap = \"none\"\n{figures}"),
        expected,
    );
}

#[test]
fn a_layer_looks_at_one_part_of_an_earlier_layer_that_has_parts() {
    let base = |of: &str| format!("share = \"90%\"\nbase = {of}");
    for good in [
        "{ own_share_of = \"基本医保\" }",
        "{ over_cap_of = \"基本医保\" }",
        "{ deductible_of = \"基本医保\", from = 1, to = 2 }",
    ] {
        check_look(&base(good), "");
    }
    let bad = [
        ("{ from = 1 }", "只看前一道的哪一部分"),
        (
            "{ own_share_of = \"基本医保\", over_cap_of = \"基本医保\" }",
            "中的一个",
        ),
        (
            "{ deductible_of = \"基本医保\", from = 2, to = 2 }",
            "from 要小于 to",
        ),
        ("{ own_share_of = \"医疗救助\" }", "不能是它自己"),
    ];
    for (of, why) in bad {
        check_look(&base(of), &format!("15:layer.base: {why}"));
    }
    check_look(
        &base("{ own_share_of = \"基本医保\", to = 2 }"),
        "15:layer.base.to: from、to 只用在 deductible_of",
    );
    let own = "share = \"90%\"\nbase = { own_share_of = \"基本医保\" }\n";
    check_look(&format!("{own}deductible = 0"), "");
    for figure in [
        "deductible = 5",
        "first_self_pay = \"10%\"",
        "ceiling = \"90%\"",
    ] {
        check_look(
            &format!("{own}{figure}"),
            "15:layer.base: 没有自己的起付线、先行自付、合计封顶",
        );
    }
    let parts = |one: &str, other: &str| {
        format!(
            "parts = [{{ base = {one}, share = \"1%\" }}, {{ base = {other}, share = \"1%\" }}]"
        )
    };
    let own = "{ own_share_of = \"基本医保\" }";
    let band = "{ deductible_of = \"基本医保\", from = 1, to = 3 }";
    let above = "{ deductible_of = \"基本医保\", from = 3 }";
    check_look(&parts(own, band), "");
    check_look(&parts(above, band), "");
    check_look(
        &parts(own, "\"in_scope\""),
        "14:layer.parts.base: 也不能和按别的算的",
    );
    check_look(
        &parts("{ deductible_of = \"基本医保\", from = 2 }", band),
        "14:layer.parts.base: 同一部分写了两次
         14:layer.parts.base: 同一部分写了两次",
    );
}

#[test]
fn what_is_looked_at_has_its_parts_and_comes_directly_before() {
    let aid = "[[layer]]\nlayer = \"医疗救助\"\n@\nshare = \"9%\"\ncap = \"none\"\nbase = { own_share_of = \"基本医保\" }\n";
    let line = "8:layer.base: ";
    check_rule(aid, &format!("{line}没有一张表写到“基本医保”"));
    let basic = |base: &str| {
        format!("[[layer]]\nlayer = \"基本医保\"\n@\nbase = \"{base}\"\nshare = \"60%\"\n")
    };
    check_rule(
        &format!("{aid}{}", basic("all")),
        &format!("{line}“基本医保”不是只按政策范围内"),
    );
    let third = "[[layer_name]]\nid = \"more\"\nname = \"补充\"\n";
    let text = |order: &str, more: &str| {
        let head = HEAD.replace(
            "source = ",
            &format!("order = {{ layers = [{order}], @ }}\nsource = "),
        );
        format!("{head}{third}{aid}{}{more}", basic("in_scope"))
    };
    let more = "[[layer]]\nlayer = \"补充\"\n@\nbase = \"in_scope\"\nshare = \"60%\"\n";
    check(&text("\"基本医保\", \"医疗救助\", \"补充\"", more), "");
    check(
        &text("\"医疗救助\", \"基本医保\"", more),
        "12:layer.base: “基本医保”在 order 里排在后面",
    );
    check(
        &text("\"基本医保\", \"补充\", \"医疗救助\"", more),
        "12:layer.base: “补充”排在中间",
    );
    let again =
        "[[layer]]\nlayer = \"补充\"\n@\nbase = { own_share_of = \"基本医保\" }\nshare = \"60%\"\n";
    check(
        &text("\"基本医保\", \"医疗救助\", \"补充\"", again),
        "21:layer.base: “医疗救助”已经看这一部分了",
    );
}

#[test]
fn only_a_layer_turns_on_the_cost_of_the_visit() {
    let condition = |when: &str| format!("when = {{ {when} }}\ncap = \"none\"");
    for written in ["in_scope_above = 30000", "total_above = \"29999.99\""] {
        check_layer(&condition(written), "");
    }
    check_layer(
        &condition("in_scope_above = -1"),
        "6:layer.when.in_scope_above: 金额不能是负数",
    );
    check_rule(
        "[[procedure]]\nid = \"p\"\nname = \"甲\"\nkind = \"service\"\ntext = \"乙\"\n@\nwhen = { all = [{ total_above = 1 }, { child = true }] }",
        "9:procedure.when: 只能写在 [[layer]]、[[layer.variant]] 的 when 里",
    );
}

#[test]
fn a_threshold_is_a_number_that_the_fact_can_have() {
    let condition = |when: &str| format!("when = {{ {when} }}\ncap = \"none\"");
    for written in [
        "stay_at_least = 1",
        "stay_at_least = 367",
        "age_at_least = 0",
    ] {
        check_layer(&condition(written), "");
    }
    let bounds = [
        (
            "stay_at_least = 0",
            "stay_at_least: 这个数要在 1 到 367 之间",
        ),
        (
            "stay_at_least = 368",
            "stay_at_least: 这个数要在 1 到 367 之间",
        ),
        ("stay_at_least = \"2\"", "stay_at_least: 一个整数"),
        (
            "age_at_least = 151",
            "age_at_least: 这个数要在 0 到 150 之间",
        ),
    ];
    for (written, refusal) in bounds {
        check_layer(&condition(written), &format!("6:layer.when.{refusal}"));
    }
}

#[test]
fn shares_and_money_are_exact() {
    check_layer("share = \"101%\"", "6:layer.share: 0 到 1");
    check_layer("share = \"-5%\"", "6:layer.share: 0 到 1");
    check_layer("share = 0.6", "6:layer.share: 加引号");
    check_layer("lowered = \"10%\"", "");
    check_layer("lowered = { between = [\"0%\", \"10%\"] }", "");
    check_layer("lowered = \"none\"", "");
    check_layer("lowered = \"110%\"", "6:layer.lowered: 0 到 1");
    check_layer("lowered = \"-10%\"", "6:layer.lowered: 0 到 1");
    check_layer("lowered = 10", "6:layer.lowered: 加引号");
    check_layer(
        "lowered = { between = [\"20%\", \"10%\"] }",
        "6:layer.lowered.between: 请对调",
    );
    check_layer(
        "lowered = { plus = \"10%\" }",
        "6:layer.lowered: 请写 at_least\n6:layer.lowered.plus: 没有这一项",
    );
    check_layer("lower = \"10%\"", "6:layer.lower: 没有这一项");
    check_layer(
        "share = \"60%\"\n[[layer.variant]]\nwhen = { child = true }\nlowered = \"20%\"",
        "",
    );
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
fn figures_are_made_from_others() {
    check_layer(
        "deductible = { times = \"25%\" }\ncap = { times = \"25%\" }",
        "",
    );
    check_layer("deductible = { less = 100, at_least = 300 }", "");
    check_layer("deductible = { less = 100 }", "");
    check_layer("share = { times = \"90%\" }", "");
    check_layer("share = { own_times = \"60%\" }", "");
    check_layer(
        "deductible = { times = 2 }",
        "6:layer.deductible.times: 加引号",
    );
    check_layer(
        "deductible = { times = \"110%\" }",
        "6:layer.deductible.times: 0 到 1",
    );
    check_layer(
        "share = { times = \"110%\" }",
        "6:layer.share.times: 0 到 1",
    );
    check_layer(
        "deductible = { less = -1 }",
        "6:layer.deductible.less: 负数",
    );
    check_layer(
        "deductible = { times = \"25%\", at_least = 300 }",
        "6:layer.deductible: times 要单独写",
    );
    check_layer(
        "deductible = { less = 100, at_most = 300 }",
        "6:layer.deductible: less 只能再加一个 at_least",
    );
    check_layer("cap = { less = 100, at_least = 300 }", "");
    check_layer("cap = { plus = 3000 }", "");
    check_layer("cap = { plus = 3000, at_most = 120000 }", "");
    check_layer("deductible = { plus = 100, at_most = 900 }", "");
    check_layer("cap = { plus = -1 }", "6:layer.cap.plus: 负数");
    check_layer(
        "cap = { plus = 3000, at_least = 300 }",
        "6:layer.cap: plus 只能再加一个 at_most",
    );
    check_layer(
        "cap = { plus = 3000, less = 300 }",
        "6:layer.cap: plus 只能再加一个 at_most",
    );
    check_layer(
        "share = { times = \"90%\", plus = \"5%\" }",
        "6:layer.share: 要单独写",
    );
    check_layer(
        "share = { own_times = \"90%\", at_least = \"5%\" }",
        "6:layer.share: 要单独写",
    );
    check_layer(
        "share = { minus = \"10%\" }",
        "6:layer.share.minus: 没有这一项",
    );
    check_layer(
        "parts = [ { base = \"in_scope\", share = \"90%\" }, { base = \"out_of_scope\", share = \"75%\" } ]\n\
         [[layer.variant]]\nwhen = { child = true }\ndeductible = { less = 100 }",
        "9:layer.variant.deductible: 不能有起付线",
    );
}

/// A layer with this share, and a variant for each factor under its condition, from line 7 on.
fn with_factors(share: &str, factors: &[(&str, &str)]) -> String {
    let mut text = format!("share = \"{share}\"\n");
    for (when, factor) in factors {
        text.push_str(&format!(
            "[[layer.variant]]\nwhen = {{ {when} }}\nshare = {{ {factor} }}\n"
        ));
    }
    text
}

#[test]
fn factors_leave_a_share_no_finer_than_a_millionth() {
    let (child, poor) = ("child = true", "group = \"poor\"");
    let (tenth, fine) = ("times = \"90%\"", "own_times = \"62.5%\"");
    check_layer(&with_factors("85%", &[(child, tenth), (poor, fine)]), "");
    check_layer(&with_factors("99.99%", &[(child, "times = \"85%\"")]), "");
    check_layer(
        &with_factors("99.999%", &[(child, "times = \"85%\"")]),
        "9:layer.variant.share.times: 有 5 位，能一起乘上来的 times、own_times 共有 2 位",
    );
    check_layer(
        &with_factors("62.5%", &[(child, tenth), (poor, fine)]),
        "9:layer.variant.share.times: 有 3 位，能一起乘上来的 times、own_times 共有 4 位\n\
         12:layer.variant.share.own_times: 太细",
    );
    // Factors that never hold together are not counted together.
    let (near, far) = ("place = \"same_county\"", "place = \"other_province\"");
    let apart = [(near, fine), (far, fine)];
    check_layer(&with_factors("62.5%", &apart), "");
    let not = [("retired = true", fine), ("not = { retired = true }", fine)];
    check_layer(&with_factors("62.5%", &not), "");
    let all = [("place = \"same_county\", child = true", fine), (far, fine)];
    check_layer(&with_factors("62.5%", &all), "");
    // Nor what lies behind a share that always holds.
    let above = format!(
        "{}[[layer]]\nlayer = \"医疗救助\"\n@\n{}",
        head("u", "乙市", "2020-01-01", "2020-12-31"),
        with_factors("99.99%", &[(child, tenth)])
    );
    let below = |figures: &str| format!("{HEAD}[[layer]]\nlayer = \"医疗救助\"\n@\n{figures}");
    check_all(
        &[&above, &below(&with_factors("62.5%", &[(poor, fine)]))],
        "",
    );
    let only = format!("[[layer.variant]]\nwhen = {{ {poor} }}\nshare = {{ {fine} }}");
    check_all(
        &[&above, &below(&only)],
        "9:layer.variant.share.times: 太细\n8:layer.variant.share.own_times: 太细",
    );
    // Nor what residents' tables say of employees: their share that always holds hides nothing.
    let employees = head("u", "丙县", "2020-01-01", "2020-12-31")
        .replace("id = \"u\"", "id = \"u\", insurance = \"employee\"");
    let fine_share = with_factors("99.999%", &[(child, "times = \"85%\"")]);
    check_all(
        &[
            &below("share = \"60%\""),
            &format!("{employees}[[layer]]\nlayer = \"医疗救助\"\n@\n{fine_share}"),
        ],
        "9:layer.variant.share.times: 太细",
    );
    // Another layer's share may be filled in, as fine as a share can be.
    check_layer(
        "share = { same_as = \"基本医保\" }\n[[layer.variant]]\nwhen = { child = true }\nshare = { times = \"90%\" }",
        "9:layer.variant.share.times: 照另一道",
    );
}

#[test]
fn a_rounding_of_its_own_meets_no_parts() {
    let parts = "parts = [ { base = \"in_scope\", share = \"90%\" }, { base = \"out_of_scope\", share = \"75%\" } ]";
    for rounding in ["down", "half_up", "up"] {
        check_layer(&format!("rounding = \"{rounding}\"\nshare = \"60%\""), "");
    }
    check_layer("rounding = \"none\"", "6:layer.rounding: down、half_up、up");
    check_layer(
        "share = \"60%\"\n[[layer.variant]]\nwhen = { child = true }\nrounding = \"up\"\ncap = 5",
        "9:layer.variant.rounding: 没有这一项",
    );
    check_layer(
        &format!("rounding = \"down\"\n{parts}"),
        "6:layer.rounding: 不能写 rounding",
    );
    check_layer(&format!("rounding = \"half_up\"\n{parts}"), "");
    let above = |figures: &str| {
        format!(
            "{}[[layer]]\nlayer = \"医疗救助\"\n@\n{figures}",
            head("u", "乙市", "2020-01-01", "2020-12-31")
        )
    };
    let below = |figures: &str| format!("{HEAD}[[layer]]\nlayer = \"医疗救助\"\n@\n{figures}");
    let (rounds, settled) = ("rounding = \"down\"", "rounding = \"half_up\"");
    check_all(
        &[&above(rounds), &below(parts)],
        "3:layer: 请加 rounding = \"half_up\"",
    );
    check_all(
        &[&above(rounds), &below(&format!("{settled}\n{parts}"))],
        "",
    );
    check_all(
        &[&above(parts), &below(rounds)],
        "6:layer.rounding: 不能写 rounding",
    );
    let own = format!("{rounds}\nshare = \"60%\"");
    check_all(&[&above(parts), &below(&own)], "");
    check_rule(
        &format!(
            "[[layer]]\nlayer = \"基本医保\"\n@\n{parts}\n[[layer]]\nlayer = \"医疗救助\"\n@\n{rounds}\nshare = {{ same_as = \"基本医保\" }}"
        ),
        "10:layer.rounding: 照另一道",
    );
    check_layer(
        &format!("{rounds}\njoint = true"),
        "3:layer: 请删去里面的数",
    );
}

#[test]
fn names_come_from_the_words() {
    check_when(
        "{ group = \"贫困人囗\" }",
        "6:layer.when.group: 是不是“贫困人口”",
    );
    // Offered is only the name itself, mistyped; else nothing (help: None).
    for other in ["非贫困人口", "五保户", "低保户"] {
        check_when(
            &format!("{{ group = \"{other}\" }}"),
            "6:layer.when.group: 先把它加进词表 None",
        );
    }
    check_when(
        "{ disease = \"2型糖尿病\" }",
        "6:layer.when.disease: 先把它加进词表 None",
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
    check_layer(
        &format!("{parts}\nlowered = {{ between = [\"0%\", \"10%\"] }}"),
        "7:layer.lowered: 两头不再可靠",
    );
    check_layer(&format!("{parts}\nlowered = \"10%\""), "");
    let above = above.replace("deductible = 100", "lowered = \"unknown\"");
    check_all(&[&above, &below], "3:layer: 请加 lowered = \"none\"");
    check_all(&[&above, &format!("{below}\nlowered = \"none\"")], "");
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

/// What is taken of every fact, one a line from line 2 on, in the order of [`OrdinaryFact::all`]:
/// good, but for what is given.
fn ordinary(given: &[(&str, &str)]) -> String {
    let good = |fact: OrdinaryFact| match fact {
        OrdinaryFact::InScope => r#"take = ["100%", "90%", "80%"], words = "全算", truth = "more""#,
        OrdinaryFact::Groups => r#"take = "none", words = "都不是", truth = "less""#,
        OrdinaryFact::Cap => {
            r#"take = "none", care = "inpatient", up_to = 60000, words = "没到", truth = "more""#
        }
        OrdinaryFact::YearDeductible => {
            r#"take = "none", up_to = "10000.00", words = "没到", truth = "less""#
        }
        _ => r#"take = "asked""#,
    };
    let line = |fact: OrdinaryFact| {
        let mut given = given.iter().filter(|(of, _)| *of == fact.word());
        let fields = given.next().map_or(good(fact), |(_, fields)| *fields);
        format!("{{ fact = \"{}\", {fields} }},\n", fact.word())
    };
    let lines: String = OrdinaryFact::all().map(line).collect();
    format!("ordinary = [\n{lines}]")
}

/// One fact written so.
#[track_caller]
fn check_ordinary(fact: &str, fields: &str, expected: &str) {
    check(&ordinary(&[(fact, fields)]), expected);
}

#[test]
fn what_is_taken_is_written_of_every_fact_once() {
    let count = OrdinaryFact::all().count();
    // Facts stand on the lines from the second on.
    let at = |fact| 2 + OrdinaryFact::all().position(|it| it == fact).unwrap();
    let (grade, last) = (at(OrdinaryFact::Grade), count + 1);
    check(&ordinary(&[]), "");
    let without = |fact: &str| {
        let all = ordinary(&[]);
        let lines = all.lines().filter(|line| !line.contains(fact));
        lines.collect::<Vec<_>>().join("\n")
    };
    check(
        &without("\"grade\""),
        &format!("{count}:ordinary: 还有没写的：grade。"),
    );
    let asked = OrdinaryFact::all().skip(4).map(OrdinaryFact::word);
    let asked = asked.collect::<Vec<_>>().join("、");
    check(
        &without("asked"),
        &format!("5:ordinary: 还有没写的：{asked}。"),
    );
    let twice = |fields: &str| {
        let all = ordinary(&[]);
        all.replace("\n]", &format!("\n{{ fact = \"grade\", {fields} }}]"))
    };
    let written = format!("{}:ordinary: 已经写过了", last + 1);
    check(&twice("take = \"asked\""), &written);
    check_all(
        &[
            &ordinary(&[]),
            "[[ordinary]]\nfact = \"grade\"\ntake = \"asked\"",
        ],
        "1:ordinary: 已经写过了",
    );
    // Written wrong is written: it is not told as missing too.
    check_ordinary("grade", "", &format!("{grade}:ordinary.take: 请写 take"));
    check(
        &ordinary(&[]).replace("\"grade\"", "\"grades\""),
        &format!(
            "{grade}:ordinary.fact: grade
         {last}:ordinary: 还有没写的：grade。"
        ),
    );
    check(
        &ordinary(&[]).replace("fact = \"question\",", ""),
        &format!(
            "{}:ordinary.fact: 请写 fact
         {last}:ordinary: 还有没写的：question。",
            at(OrdinaryFact::Question)
        ),
    );
}

#[test]
fn what_turns_the_money_is_asked_and_never_taken() {
    for (line, fact) in (2..).zip(OrdinaryFact::all()) {
        let refused = format!("{line}:ordinary.take: 没有平常的情形，要先问");
        let fields = r#"take = "none", words = "没有", truth = "more""#;
        match fact {
            OrdinaryFact::InScope => {
                check_ordinary(fact.word(), fields, "2:ordinary.take: 一个列表");
            }
            OrdinaryFact::Groups | OrdinaryFact::Is(YesNo::LiableThirdParty) => {
                check_ordinary(fact.word(), fields, "");
            }
            OrdinaryFact::Cap | OrdinaryFact::YearDeductible => {
                let missing = format!("{line}:ordinary.up_to: 请写 up_to");
                check_ordinary(fact.word(), fields, &missing);
            }
            _ => check_ordinary(fact.word(), fields, &refused),
        }
        // Whatever can be taken may be asked instead.
        check_ordinary(fact.word(), r#"take = "asked""#, "");
    }
}

#[test]
fn the_kindest_amount_never_stands_alone() {
    let shares = |take: &str, expected: &str| {
        let fields = format!(r#"take = {take}, words = "全算", truth = "more""#);
        check_ordinary("in_scope", &fields, expected);
    };
    shares(r#"["100%", "99.5%", "0%"]"#, "");
    shares(r#"["100%", "90%"]"#, "2:ordinary.take: 至少写三个");
    shares(r#""100%""#, "2:ordinary.take: 列表");
    for wrong in [
        r#"["90%", "80%", "50%"]"#,
        r#"["100%", "80%", "90%"]"#,
        r#"["100%", "90%", "90%"]"#,
        r#"["50%", "80%", "100%"]"#,
    ] {
        shares(wrong, "2:ordinary.take: 从 \"100%\" 起，从大到小写");
    }
    shares(r#"["100%", "90", "80%"]"#, "2:ordinary.take: 0 到 1");
    shares("[]", "2:ordinary.take: 从 \"100%\" 起");
}

#[test]
fn what_is_taken_says_how_it_is_told() {
    let none = |fact: &str, rest: &str, expected: &str| {
        check_ordinary(fact, &format!("take = \"none\"{rest}"), expected);
    };
    none(
        "groups",
        r#", truth = "less""#,
        "3:ordinary.words: 请写 words",
    );
    none(
        "groups",
        r#", words = "", truth = "less""#,
        "3:ordinary.words: 空的",
    );
    none(
        "groups",
        r#", words = "都不是""#,
        "3:ordinary.truth: 请写 truth",
    );
    none(
        "groups",
        r#", words = "都不是", truth = "fewer""#,
        "3:ordinary.truth: more",
    );
    check_ordinary(
        "groups",
        r#"take = "nothing", words = "都不是", truth = "less""#,
        "3:ordinary.take: 请写 \"none\" 或 \"asked\"",
    );
    none(
        "cap",
        r#", care = "ward", up_to = 60000, words = "没到", truth = "more""#,
        "4:ordinary.care: inpatient",
    );
    none(
        "cap",
        r#", up_to = 600.5, words = "没到", truth = "more""#,
        "4:ordinary.up_to: \"600.5\"",
    );
    none(
        "groups",
        r#", words = "都不是", truth = "less", says = "都不是""#,
        "3:ordinary.says: 没有这一项",
    );
}

#[test]
fn what_is_written_of_a_fact_is_heeded() {
    let care = r#"care = "inpatient""#;
    check_ordinary(
        "groups",
        &format!(r#"take = "none", words = "都不是", truth = "less", {care}, up_to = 5"#),
        "3:ordinary.care: 不起作用
         3:ordinary.up_to: 不起作用",
    );
    check_ordinary(
        "year_deductible",
        &format!(r#"take = "none", words = "没到", truth = "less", up_to = 5, {care}"#),
        "5:ordinary.care: 不起作用",
    );
    check_ordinary(
        "grade",
        r#"take = "asked", words = "二级", truth = "less""#,
        "8:ordinary.words: 不起作用
         8:ordinary.truth: 不起作用",
    );
}

#[test]
fn a_layer_pays_for_everyone_or_not() {
    let layer = |everyone: &str| {
        format!("[[layer_name]]\nid = \"new\"\nname = \"新的\"\neveryone = {everyone}")
    };
    let pays = |everyone: &str| {
        let tables = read(&[&layer(everyone)]).unwrap().tables;
        let found = tables
            .vocabulary
            .layers
            .iter()
            .find(|it| it.name.id == "new");
        found.expect("the layer").everyone
    };
    assert!(pays("true") && !pays("false"));
    check(&layer("\"yes\""), "4:layer_name.everyone: true 或 false");
}

/// A layer of what the hospital bears, with this written on the layer after `layer`.
#[track_caller]
fn check_price(written: &str, expected: &str) {
    let hospital = "[[layer_name]]\nid = \"borne\"\nname = \"医院承担\"\nhospital = true\n";
    let text = format!("{HEAD}{hospital}[[layer]]\nlayer = \"医院承担\"\n@\n{written}");
    check_all(&[&text], expected);
}

#[test]
fn what_the_hospital_bears_has_a_price_and_no_place_in_the_order() {
    check_price("price = 5000", "");
    check_price("price = \"unknown\"", "10:layer.price: 这不是金额");
    check_price(
        "price = 5000\nshare = \"100%\"\ncap = \"none\"",
        "11:layer.share: 只写 price\n12:layer.cap: 只写 price",
    );
    check_price(
        "price = 5000\nbase = \"all\"\nrounding = \"down\"",
        "11:layer.base: 只写 price\n12:layer.rounding: 只写 price",
    );
    check_price(
        "price = 5000\ncap_on = \"cost\"\nceiling = \"90%\"",
        "11:layer.cap_on: 只写 price\n12:layer.ceiling: 只写 price",
    );
    check_price(
        "price = 5000\n[[layer]]\nlayer = \"医疗救助\"\n@\nceiling = \"90%\"",
        "14:layer.ceiling: “医院承担”单独付政策范围外的钱",
    );
    check_price(
        "price = 5000\n[order]\n@\nlayers = [\"医院承担\", \"基本医保\"]",
        "13:order.layers: 不写进先后",
    );
    check(
        &format!("{HEAD}[[layer]]\nlayer = \"基本医保\"\n@\nprice = 5000"),
        "6:layer.price: 写在“医院承担”上",
    );
}

#[test]
fn one_part_has_no_first_self_pay() {
    let one = "parts = [ { base = \"all\", share = \"80%\" } ]";
    check_layer(&format!("deductible = 100\n{one}"), "");
    check_layer(
        &format!("first_self_pay = \"10%\"\n{one}"),
        "6:layer.first_self_pay: 没有先行自付",
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

/// So many pieces of text, one for each number.
fn times(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect()
}

/// A table whose one layer has so many variants, each under a condition of its own; the refusal of
/// what one visit cannot tell apart stands at its head, which ends the first line.
#[track_caller]
fn check_variants(words: &str, most: usize, when: impl Fn(usize) -> String, what: &str) {
    for count in [most, most + 1] {
        let variants = times(count, |i| {
            format!(
                "[[layer.variant]]\nwhen = {{ {} }}\nshare = \"60%\"\n",
                when(i)
            )
        });
        let layer = format!("{HEAD}[[layer]]\nlayer = \"医疗救助\"\n@\n{variants}");
        let refused = format!("1:table: 在丙县就医要分清的规定太多：最多 {most} {what}，请合并");
        let expected = if count > most { &refused } else { "" };
        check_all(&[words, &layer], expected);
    }
}

#[test]
fn one_visit_meets_no_more_than_it_can_tell_apart() {
    let hospitals = times(63, |i| {
        format!("[[hospital]]\nid = \"h{i}\"\nname = \"医院{i}\"\nregion = \"乙市\"\n")
    });
    let named = |i| format!("hospital = \"h{i}\"");
    check_variants(&hospitals, 62, named, "家有自己规定的医疗机构");
    let diseases = times(65, |i| {
        format!("[[disease]]\nid = \"d{i}\"\nname = \"病{i}\"\n")
    });
    let has = |i| format!("disease = \"d{i}\"");
    check_variants(&diseases, 64, has, "份病种名单");
    let open = |i| format!("unclear = \"第 {i} 处\"");
    check_variants("", 64, open, "处文件没有写清的事");
    // Wherever in a condition it stands.
    let nested =
        |i| format!("not = {{ any = [{{ age_at_least = 60 }}, {{ unclear = \"第 {i} 处\" }}] }}");
    check_variants("", 64, nested, "处文件没有写清的事");
    // What a child is no document says: another matter left open.
    let child = |i| match i {
        0 => "child = true".to_owned(),
        i => open(i),
    };
    check_variants("", 64, child, "处文件没有写清的事");
}

#[test]
fn a_province_has_only_so_many_hospitals_with_rules() {
    let words = times(63, |i| {
        format!("[[hospital]]\nid = \"h{i}\"\nname = \"医院{i}\"\nregion = \"乙市\"\n")
    });
    let tables = |count: usize| -> Vec<String> {
        let own = |i| HEAD.replace("place = \"丙县\"", &format!("hospital = \"h{i}\""));
        let own = |i| own(i).replace("id = \"t\"", &format!("id = \"t{i}\""));
        (0..count)
            .map(|i| own(i).replace("id = \"s\"", &format!("id = \"s{i}\"")))
            .collect()
    };
    for (count, expected) in [
        (62, ""),
        (
            63,
            "1:table: 在甲省就医要分清的规定太多：最多 62 家有自己规定的医疗机构",
        ),
    ] {
        let tables = tables(count);
        let mut texts = vec![words.as_str()];
        texts.extend(tables.iter().map(String::as_str));
        check_all(&texts, expected);
    }
    // Those of another province are met elsewhere.
    let far =
        "[[region]]\nid = \"ding\"\nname = \"丁省\"\nlevel = \"province\"\nparent = \"全国\"\n";
    let words = words.replacen("region = \"乙市\"", "region = \"丁省\"", 1);
    let tables = tables(63);
    let mut texts = vec![far, words.as_str()];
    texts.extend(tables.iter().map(String::as_str));
    check_all(&texts, "");
}

#[test]
fn one_place_has_only_so_many_payers_waivers_and_questions() {
    let check_rules = |words: &str, rules: String, expected: &str| {
        check_all(&[words, &format!("{HEAD}{rules}")], expected);
    };
    let names = times(33, |i| {
        format!("[[layer_name]]\nid = \"l{i}\"\nname = \"线{i}\"\n")
    });
    let layers = |count| {
        times(count, |i| {
            format!("[[layer]]\nlayer = \"l{i}\"\n@\nshare = \"60%\"\n")
        })
    };
    check_rules(&names, layers(32), "");
    check_rules(&names, layers(33), "1:table: 最多 32 道保障线");
    let waivers = |count| {
        times(count, |i| {
            format!(
                "[[waiver]]\nid = \"w{i}\"\nname = \"免{i}\"\n@\nshare = \"100%\"\nitems = {{ complete = false, names = [] }}\n"
            )
        })
    };
    check_rules("", waivers(256), "");
    check_rules("", waivers(257), "1:table: 最多 256 条减免");
    let schemes = |count, of: &str| {
        times(count, |i| {
            format!("[[scheme]]\nid = \"s{i}\"\nname = \"救治{i}\"\nbenefit = \"免费\"\n@\n{of}\n")
        })
    };
    check_rules("", schemes(256, "free = \"visit\""), "");
    let free = "1:table: 最多 256 项免费救治";
    check_rules("", schemes(257, "free = \"visit\""), free);
    check_rules("", schemes(257, ""), "");
    // What a list that is not complete leaves out is open.
    let list = |complete: bool| format!("diseases = {{ complete = {complete}, names = [\"dm\"] }}");
    check_rules("", schemes(65, &list(true)), "");
    let open = "1:table: 最多 64 处文件没有写清的事";
    check_rules("", schemes(65, &list(false)), open);
    let questions = |count| {
        let asked = times(count, |i| {
            format!("[[question]]\nid = \"q{i}\"\ntext = \"问{i}\"\nhelp = \"问医生\"\n")
        });
        let variants = times(count, |i| {
            format!("[[layer.variant]]\nwhen = {{ answer = \"q{i}\" }}\nshare = \"60%\"\n")
        });
        format!("{asked}[[layer]]\nlayer = \"医疗救助\"\n@\n{variants}")
    };
    check_rules("", questions(64), "");
    check_rules("", questions(65), "1:table: 最多 64 个 [[question]]");
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
        .vocabulary
        .regions
        .iter()
        .map(|region| region.name.id.as_str())
        .collect();
    assert_eq!(levels, ["nation", "jia", "yi", "bing"]);
    assert_eq!(tables.vocabulary.plans, ["二档"]);
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
        (When::BenefitPlan(vec![0]), Some(Amount::HALF))
    );
    assert_eq!(
        (own.when.clone(), own.figures.cap),
        (When::ALWAYS, Some(Amount::exact(Fen::MAX)))
    );
    assert!(matches!(&own.figures.shares, Some(Shares::Schedule(steps)) if steps.len() == 1));
}

/// A class of bill items, its figures from line 6.
#[track_caller]
fn check_class(name: &str, figures: &str, expected: &str) {
    check_rule(
        &format!("[[class]]\nid = \"c\"\nname = \"{name}\"\n{figures}\n@"),
        expected,
    );
}

#[test]
fn classes_of_bill_items() {
    check_class("乙类", "first_self_pay = \"10%\"", "");
    check_class(
        "乙类",
        "first_self_pay = \"unknown\"\nrounding = \"up\"\nrounded_by = \"sum\"",
        "",
    );
    check_class(
        "放宽",
        "first_self_pay = { between = [\"20%\", \"30%\"] }",
        "",
    );
    check_class("甲类", "first_self_pay = \"0%\"", "");
    check_class("放宽", "", "3:class: 没有写任何数");
    check_class(
        "甲类",
        "first_self_pay = \"10%\"",
        "3:class: 甲类全部进政策范围",
    );
    check_class(
        "丙类",
        "first_self_pay = \"unknown\"",
        "3:class: 丙类全不进",
    );
    check_class("特需", "first_self_pay = \"100%\"", "3:class: 请归入丙类");
    check_class(
        "乙类",
        "first_self_pay = \"10\"",
        "6:class.first_self_pay: 0 到 1",
    );
    check_class(
        "乙类",
        "rounding = \"off\"",
        "6:class.rounding: down、half_up、up",
    );
    check_class(
        "乙类",
        "first_self_pay = \"10%\"\nrounded_by = \"bill\"",
        "7:class.rounded_by: line、sum",
    );
    check_class(
        "乙类",
        "first_self_pay = \"10%\"\nwhen = { child = true }",
        "7:class.when: when",
    );
    let one = "[[class]]\nid = \"a\"\nname = \"乙类\"\nfirst_self_pay = \"10%\"\n@\n";
    let two = "[[class]]\nid = \"b\"\nname = \"乙类\"\nfirst_self_pay = \"20%\"\n@\n";
    check_rule(&format!("{one}{two}"), "8:class: 这一类在这个地方已经写过");
    let split = |span: &str, class: &str| class.replace("\n@", &format!("\n{span}\n@"));
    let (early, late) = (
        split("until = \"2020-06-30\"", one),
        split("from = \"2020-07-01\"", two),
    );
    check_rule(&format!("{early}{late}"), "");
    // Residents and employees each have their own.
    let employees = HEAD
        .replace("id = \"t\"", "id = \"e\"")
        .replace("place =", "insurance = \"employee\", place =")
        .replace("id = \"s\"", "id = \"s2\"");
    let cite = two.replace('@', "cite = { source = \"s2\", at = \"1\" }");
    check_all(
        &[&format!("{HEAD}{one}"), &format!("{employees}{cite}")],
        "",
    );
    let hospital = HEAD.replace("place = \"丙县\"", "hospital = \"乙市医院\"");
    check(&format!("{hospital}{one}"), "3:class: 不能写在医院的表里");
    let reported = HEAD.replace("\"document\"", "\"reported\"");
    check(&format!("{reported}{one}"), "3:class: 请写 \"unknown\"");
    check("[[class]]\nid = \"a\"", "1:class: [table]");
}

/// A class with a share of its own in 基本医保, after rules for that layer.
#[track_caller]
fn check_own_share(first: &str, layer: &str, expected: &str) {
    check_rule(
        &format!(
            "[[class]]\nid = \"c\"\nname = \"半费\"\n{first}\nown_share = {{ layer = \"基本医保\", share = \"50%\" }}\n@\n[[layer]]\nlayer = \"基本医保\"\n@\n{layer}"
        ),
        expected,
    );
}

#[test]
fn shares_of_a_class_in_a_layer() {
    let (whole, plain) = (
        "first_self_pay = \"0%\"",
        "base = \"in_scope\"\nshare = \"80%\"",
    );
    check_own_share(whole, plain, "");
    check_own_share(whole, "share = \"80%\"\nfirst_self_pay = \"0%\"", "");
    check_own_share("first_self_pay = \"30%\"", plain, "");
    check_own_share(
        "",
        plain,
        "3:class: 在同一段写一个确定的 first_self_pay
         3:class: 没有写任何数",
    );
    check_own_share(
        "first_self_pay = \"unknown\"",
        plain,
        "3:class: 在同一段写一个确定的 first_self_pay",
    );
    for layer in [
        "base = \"all\"\nshare = \"80%\"",
        "base = \"year\"\nshare = \"80%\"",
        "share = \"80%\"\nfirst_self_pay = \"10%\"",
        "share = { same_as = \"医疗救助\" }",
        "parts = [ { base = \"in_scope\", share = \"90%\" } ]",
        "base = \"year_cost\"\nshare = \"80%\"",
        "base = \"in_scope\"\ncap = 300\ncap_on = \"cost\"",
    ] {
        check_own_share(
            whole,
            layer,
            "7:class.own_share: 这样的保障线不能有某一类自己的比例",
        );
    }
    let hospital = "[[layer_name]]\nid = \"borne\"\nname = \"医院承担\"\nhospital = true\n";
    let class = "[[class]]\nid = \"c\"\nname = \"半费\"\nfirst_self_pay = \"0%\"\nown_share = { layer = \"基本医保\", share = \"50%\" }\n@\n";
    let price = "[[layer]]\nlayer = \"医院承担\"\n@\nprice = 5000\n";
    check_all(
        &[&format!("{HEAD}{hospital}{class}{price}")],
        "11:class.own_share: 承担的是哪一类的钱没有写",
    );
    check_class(
        "半费",
        "first_self_pay = \"0%\"\nown_share = { layer = \"救助\", share = \"50%\" }",
        "7:class.own_share.layer: 救助",
    );
    check_class(
        "半费",
        "first_self_pay = \"0%\"\nown_share = { layer = \"医疗救助\" }",
        "7:class.own_share.share: 请写 share",
    );
}

#[test]
fn a_document_known_by_name_alone_states_no_figure() {
    let head = HEAD.replace("grade = \"document\"", "grade = \"named\"");
    let check = |rules: &str, expected: &str| check(&format!("{head}{rules}"), expected);
    check("[[layer]]\nlayer = \"基本医保\"\n@", "");
    check(
        "[[procedure]]\nid = \"p\"\nname = \"要文件\"\nkind = \"service\"\ntext = \"问。\"\n@",
        "",
    );
    check(
        "[[layer]]\nlayer = \"基本医保\"\nshare = \"60%\"\n@",
        "3:layer: 这份文件只知道名字",
    );
    check(
        "[[target]]\nid = \"t\"\nname = \"目标\"\nself_pay = \"10%\"\nbase = \"total\"\n@",
        "3:target: 这里的出处只知道名字",
    );
    check_all(
        &[&HEAD.replace("\"document\"", "\"seen\"")],
        "2:source.grade: 这里请写 document、reported、named 中的一个",
    );
}

/// How stays count, from line 3.
#[track_caller]
fn check_stay(text: &str, expected: &str) {
    check_rule(&format!("[stay]\n{text}"), expected);
}

#[test]
fn how_stays_count() {
    for word in ["admission", "settlement"] {
        check_stay(&format!("year_of = \"{word}\"\n@"), "");
    }
    check_stay(
        "year_of = \"entry\"\n@",
        "4:stay.year_of: settlement、admission",
    );
    for days in [60, 90, 366] {
        check_stay(&format!("further_after_days = {days}\n@"), "");
    }
    for days in ["59", "367"] {
        let place = "4:stay.further_after_days: 60 到 366";
        check_stay(&format!("further_after_days = {days}\n@"), place);
    }
    check_stay("@", "3:stay: 什么也没有说");
    check_stay("year_of = \"admission\"", "3:stay.cite: 没有写来源");
    check_stay(
        "year_of = \"admission\"\nname = \"年\"\n@",
        "5:stay.name: 没有这一项",
    );
    let stay = "[stay]\nyear_of = \"admission\"\n@";
    let reported = HEAD.replace("grade = \"document\"", "grade = \"reported\"");
    check_all(&[&format!("{reported}{stay}")], "3:stay: 只能照原文写");
    let hospital = HEAD.replace("place = \"丙县\"", "hospital = \"乙市医院\"");
    check_all(
        &[&format!("{hospital}{stay}")],
        "3:stay: 不能写在医院的表里",
    );
    let other = HEAD.replace("id = \"t\"", "id = \"u\"");
    let twice = [format!("{HEAD}{stay}"), format!("{other}{stay}")];
    let twice: Vec<&str> = twice.iter().map(String::as_str).collect();
    check_all(&twice, "3:stay: 只能有一处");
    let employees = other.replace("from =", "insurance = \"employee\", from =");
    check_all(
        &[&format!("{HEAD}{stay}"), &format!("{employees}{stay}")],
        "",
    );
}
