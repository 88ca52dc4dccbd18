//! A month of visits at once (批量): each row comes to its answer's amounts; bad cells give their
//! reason. Must not know how a row is read.
use mingbai_batch::{Defaults, Paid, Problem, Summary, run};
use mingbai_engine::{Desk, Visit, Year, answer};
use mingbai_policy::{Fen, RegionId, Tables};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;
use std::collections::BTreeMap;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Checks that a desk settles a visit as a fresh desk does, whatever bill it settled before.
fn nothing_stays(tables: &Tables, first: &Visit, visit: &Visit) -> Result<(), String> {
    let settle = |visits: &[&Visit]| {
        let mut desk = Desk::new(tables, visits[0])?;
        let settled = visits.iter().map(|visit| desk.settle(visit));
        settled.last().unwrap_or(Ok(None))
    };
    let (after, fresh) = (settle(&[first, visit]), settle(&[visit]));
    match after == fresh {
        true => Ok(()),
        false => Err(format!("{after:#?}\nand on a fresh desk {fresh:#?}")),
    }
}

fn try_desks(tables: &Tables, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) {
    let lot = Lot::new(tables);
    for _ in 0..count {
        let start = rng.seed();
        let home = rng.of(homes);
        let mut visit = lot.known(rng, home);
        if rng.coin() {
            visit = lot.forget(rng, &visit, false);
        }
        let mut first = lot.known(rng, home);
        first.date = visit.date;
        first.admitted = visit.admitted;
        first.hospital = visit.hospital;
        first.diseases.clone_from(&visit.diseases);
        first.insurance = visit.insurance;
        first.local.clone_from(&visit.local);
        first.scoped.clone_from(&visit.scoped);
        if let Some(mingbai_engine::Hospital::Named(id)) = visit.hospital {
            lot.settle_hospital(&mut first, id, rng);
        }
        if rng.one_in(8) && visit.year == Year::TakenAsFirst {
            visit.year = Year::Unknown;
        }
        if let (Some(bill), true) = (&mut visit.bill, rng.one_in(8)) {
            let most = bill.total.unwrap_or_default();
            let layer = mingbai_policy::LayerId(rng.below(tables.vocabulary.layers.len()) as u16);
            bill.paid.push((layer, lot.amount_up_to(rng, most)));
        }
        if let Err(error) = nothing_stays(tables, &first, &visit) {
            panic!("{error}\nseed {start}\n{visit:#?}\nafter {first:#?}");
        }
    }
}

#[test]
fn a_desk_keeps_nothing_of_the_bill_before() {
    let tables = tables();
    let mut homes: Vec<_> = (0..tables.vocabulary.regions.len() as u16)
        .map(|region| Some(RegionId(region)))
        .collect();
    homes.push(None);
    try_desks(&tables, &homes, runs(700), &mut Rng::new(seed()));
    let mut rng = Rng::new(seed());
    for _ in 0..runs(30).min(2_000) {
        let tables = county(&mut rng, Gaps::Some);
        try_desks(&tables, &[Some(COUNTY)], 20, &mut rng);
    }
}

fn settle(tables: &Tables, input: &[u8]) -> Result<(String, Summary), String> {
    settle_with(tables, Defaults::default(), input)
}

fn settle_with(
    tables: &Tables,
    defaults: Defaults,
    input: &[u8],
) -> Result<(String, Summary), String> {
    let mut out = Vec::new();
    match run(tables, defaults, input, &mut out) {
        Ok(summary) => Ok((String::from_utf8(out).expect("UTF-8"), summary)),
        Err(Problem::Header(message) | Problem::Read(message)) => Err(message),
        Err(Problem::Write(error)) => Err(error.to_string()),
    }
}

/// Returns the result cells of each row, by title.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let titles = reader.headers().expect("titles").clone();
    reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            assert_eq!(row.len(), titles.len(), "{row:?}");
            titles
                .iter()
                .map(str::to_owned)
                .zip(row.iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

const KNOWN: &str =
    "insurance,医院,grade,级别,就医地,转诊,care,病种,人群,性别,年龄,参保,缴费,第三方责任";
const FACTS: &str = "居民,其他,三级甲等,市级,本市外县,是,普通住院,无,都不是,男,45岁,是,1,否";

#[test]
fn a_row_is_settled_as_its_visit_is() {
    let tables = tables();
    let table = format!(
        "日期,参保地,medfee_sumamt,inscp_scp_amt,{KNOWN},备注\n2026/3/5,修水县,\"20,000.00\",16000,{FACTS},甲\n"
    );
    let (text, summary) = settle(&tables, table.as_bytes()).expect("settled");
    let found = rows(&text);
    assert_eq!(found[0]["错误"], "");
    assert_eq!(found[0]["备注"], "甲");
    let json = r#"{ "date": "2026-03-05", "insured_in": "修水县", "insurance": "resident",
        "hospital": "其他", "grade": "tertiary", "tier": "city", "place": "same_prefecture",
        "referred": true, "care": "inpatient", "disease": [], "enrolled": true,
        "premium_paid": true, "liable_third_party": false,
        "person": { "groups": "none", "sex": "male", "age": 45 },
        "bill": { "total": "20000.00", "in_scope": "16000.00" } }"#;
    let visit = mingbai_intake::read(&tables, json.as_bytes()).expect("a visit");
    let pays = answer(&tables, &visit)
        .expect("an answer")
        .money
        .expect("money")
        .pays;
    assert_eq!(found[0]["自付下限"], pays.estimate.low.to_string());
    assert_eq!(found[0]["自付上限"], pays.estimate.high.to_string());
    assert_eq!(found[0]["确定自付下限"], pays.certain.low.to_string());
    assert_eq!(found[0]["确定自付上限"], pays.certain.high.to_string());
    assert_eq!((summary.settled, summary.refused), (1, 0));
    assert_eq!(summary.unread, ["备注"]);
    assert_eq!(summary.billed.0, 2_000_000);
}

#[test]
fn a_row_says_what_was_paid_before_a_transfer() {
    let tables = crate::stays::every_ninety_days();
    let titles = "日期,参保地,总费用,政策范围内,转院来的,住院天数,第几次住院,转院前起付线";
    let row = |paid: &str| format!("2030-06-01,新设县,2300,2300,是,5,1,{paid},{FACTS}\n");
    let rows_in = [row("400"), row("1300.00"), row("")].concat();
    let table = format!("{titles},{KNOWN}\n{rows_in}");
    let (text, summary) = settle(&tables, table.as_bytes()).expect("settled");
    assert!(summary.unread.is_empty(), "{:?}", summary.unread);
    let found = rows(&text);
    let pays = |at: usize| {
        let row: &BTreeMap<String, String> = &found[at];
        [row["自付下限"].as_str(), row["自付上限"].as_str()]
    };
    // 900 of 1,300 are left to pay, then nothing; unsaid, any part may be.
    assert_eq!(pays(0), ["1180.00"; 2]);
    assert_eq!(pays(1), ["460.00"; 2]);
    assert_eq!(pays(2), ["460.00", "1500.00"]);
}

/// Rows of 修水县, most with one bad cell: the error names the row and the column, and what to do.
#[test]
fn bad_cells_say_row_and_column_and_stop_nobody() {
    let tables = tables();
    let table = "日期,参保地,总费用,政策范围内,年龄,低保对象,医疗类别\n\
        2026-03-05,修水县,8000,7000,45,否,住院\n\
        2026-02-30,修水县,8000,7000,45,否,住院\n\
        2026-03-05,修木县,8000,7000,45,否,住院\n\
        2026-03-05,修水县,八千,7000,45,否,住院\n\
        2026-03-05,修水县,-8000,7000,45,否,住院\n\
        2026-03-05,修水县,8000,9000,45,否,住院\n\
        2026-03-05,修水县,8000,7000,四十,否,住院\n\
        2026-03-05,修水县,8000,7000,45,也许,住院\n\
        2026-03-05,修水县,8000,7000,45,否,串门\n\
        2026-03-05,修水县,,7000,45,否,住院\n\
        2026-03-05,修水县,8000,7000,45,否,住院,多,一格\n\
        ,,,,,,\n\
        =\"2026-03-05\",=\"修水县\",=\"8000\",\"7,000.00 \",45,否,\"住院\"\n\
        2026-03-05\n\
        \"2026年3月5日\",修水县,￥8000元,7000,45,,住院\n";
    let (text, summary) = settle(&tables, table.as_bytes()).expect("settled");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let titles = reader.headers().expect("titles").clone();
    let errors: Vec<String> = reader
        .records()
        .map(|row| {
            row.expect("a row")
                .iter()
                .next_back()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let wanted = [
        "",
        "第 3 行，“日期”",
        "第 4 行，“参保地”",
        "第 5 行，“总费用”",
        "第 6 行，“总费用”",
        "第 7 行，“政策范围内”",
        "第 8 行，“年龄”",
        "第 9 行，“低保对象”",
        "第 10 行，“医疗类别”",
        "第 11 行，“总费用”",
        "第 12 行：",
        "",
        "",
        "第 15 行，“参保地”",
        "",
    ];
    assert_eq!(errors.len(), wanted.len(), "{errors:#?}");
    for (error, wanted) in errors.iter().zip(wanted) {
        let right = if wanted.is_empty() {
            error.is_empty()
        } else {
            error.starts_with(wanted)
        };
        assert!(right, "{error:?} is not {wanted:?}");
    }
    assert_eq!((summary.settled, summary.refused), (3, 11));
    assert_eq!(titles.get(0), Some("日期"));
    assert!(
        summary
            .lines(&tables)
            .iter()
            .all(|line| !line.contains('！'))
    );
}

#[test]
fn what_office_programs_write_is_read_and_no_formula_is_written() {
    let tables = tables();
    let plain = "日期,参保地,总费用,备注\n2026-03-05,修水县,8000,\"两\n行\"\n";
    let (wanted, _) = settle(&tables, plain.as_bytes()).expect("settled");
    for other in [
        plain.replace('\n', "\r\n").replace("两\r\n行", "两\n行"),
        plain.replace(',', "\t"),
        plain.replace(',', ";"),
        format!("sep=;\n{}", plain.replace(',', ";")),
        format!("\u{feff}{plain}"),
    ] {
        let (text, summary) = settle(&tables, other.as_bytes()).expect("settled");
        assert_eq!(summary.settled, 1, "{other}");
        assert_eq!(text.starts_with('\u{feff}'), other.starts_with('\u{feff}'));
        let same = text
            .trim_start_matches('\u{feff}')
            .replace(['\t', ';'], ",");
        assert_eq!(same, wanted, "{other}");
    }
    let nasty = "日期,参保地,总费用,备注,=标题\n2026-03-05,修水县,8000,=1+1,-5\n2026-03-05,修水县,8000,\"@a,b\",-5+1\n2026-03-05,修水县,=1+1,+3,\t甲\n";
    let (text, _) = settle(&tables, nasty.as_bytes()).expect("settled");
    for row in csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
    {
        for cell in &row.expect("a row") {
            let number = cell.trim_start_matches(['-', '+']).parse::<u32>().is_ok();
            assert!(
                number || !cell.starts_with(['=', '+', '-', '@', '\t']),
                "{cell:?}"
            );
        }
    }
    assert!(
        text.contains(",'=1+1,-5,") && text.contains("'@a,b") && text.contains(",+3,'\t甲"),
        "{text}"
    );
}

#[test]
fn a_header_that_says_too_little_or_one_thing_twice_is_refused() {
    let tables = tables();
    for (table, said) in [
        ("", "空"),
        ("参保地,总费用\n", "日期"),
        ("日期,总费用\n", "参保地"),
        ("日期,参保地\n", "总费用"),
        ("日期,参保地,总费用,medfee_sumamt\n", "同一件事"),
    ] {
        let error = settle(&tables, table.as_bytes()).expect_err("refused");
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn amounts_out_of_scope_make_the_amount_in_scope() {
    let tables = tables();
    let table = "date,insured_in,medfee_sumamt,fulamt_ownpay_amt,overlmt_selfpay,preselfpay_amt,hifp_pay,年内大病保险\n2026-03-05,修水县,100.00,10,5.5,4.5,60,0\n2026-03-05,修水县,100.00,90,5.5,4.51,,\n";
    let taken = Defaults {
        paid: Paid::Taken,
        ..Defaults::default()
    };
    let (text, summary) = settle_with(&tables, taken, table.as_bytes()).expect("settled");
    let found = rows(&text);
    assert_eq!(found[0]["基本医保付下限"], "60.00");
    assert!(Fen::parse(&found[0]["自付上限"]).expect("an amount") <= Fen(4_000));
    assert!(found[1]["错误"].contains("比总费用还多"), "{text}");
    assert_eq!((summary.settled, summary.refused), (1, 1));
}

#[test]
fn no_bytes_stop_the_table() {
    let tables = tables();
    let mut rng = Rng::new(seed());
    let header =
        "日期,参保地,总费用,政策范围内,人群,病种,年龄,基本医保,年内大病保险,local.基本医保.share";
    let pieces: Vec<&[u8]> = vec![
        b"2026-03-05",
        "修水县".as_bytes(),
        b"8000",
        b"=1+1",
        b"\"",
        b"\"\"",
        b",",
        b"\n",
        b"\r\n",
        b"\xff\xfe",
        "只有低保对象".as_bytes(),
        "无".as_bytes(),
        b"70%",
        b"99999999999999999999",
        b"-",
        b"0.001",
        b"\0",
        b"'",
        "两病".as_bytes(),
        "其他".as_bytes(),
        b"1e9",
        b"\t",
        "１２万".as_bytes(),
        b"200",
        b"unknown",
    ];
    for _ in 0..runs(2_000) {
        let mut table = header.as_bytes().to_vec();
        table.push(b'\n');
        for _ in 0..rng.below(60) {
            table.extend(rng.of(&pieces));
            if rng.coin() {
                table.push(b',');
            }
        }
        let mut out = Vec::new();
        let summary = run(&tables, Defaults::default(), table.as_slice(), &mut out);
        assert!(summary.is_ok(), "{}", String::from_utf8_lossy(&table));
    }
}
