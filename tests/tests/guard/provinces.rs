//! A province is one more folder: read with the built-in tables, or fetched as a file and joined to
//! them, it gives the same answers, whatever else was joined before. Must not know how a province
//! is packed.
use mingbai_engine::Visit;
use mingbai_intake::{link, moved, read, write};
use mingbai_policy::author::{Authored, read_files, read_folder};
use mingbai_policy::province::{CutError, JoinError, Province, cut};
use mingbai_policy::{RegionId, Tables, pack};
use mingbai_tables::spell;
use mingbai_tests::china;
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;
use serde_json::{Value, json};
use std::path::Path;

/// A municipality, a small province with a layer of its own, and one without.
const TRIED: [usize; 3] = [1, 6, 10];

fn built_in() -> Authored {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");
    read_folder(Path::new(folder)).expect("the shipped tables")
}

fn shipped_files() -> Vec<(String, String)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies"));
    mingbai_policy::author::paths_below(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            (path.display().to_string(), text)
        })
        .collect()
}

/// Reads the shipped tables and these files as one.
fn with_shipped(files: Vec<(String, String)>) -> Authored {
    let mut all = shipped_files();
    all.extend(files);
    read_files(&all).unwrap_or_else(|problems| panic!("{problems}"))
}

fn made_up(at: usize) -> Vec<(String, String)> {
    let folder = format!("{}/", china::id(at));
    let files = china::china().into_iter();
    files
        .filter(|(path, _)| path.starts_with(&folder))
        .collect()
}

fn cut_out(base: &Tables, whole: &Tables, id: &str) -> Result<Province, Vec<CutError>> {
    cut(base, whole, id, |vocabulary| spell::lines(vocabulary, ""))
}

fn packed(base: &Tables, whole: &Tables, id: &str) -> Vec<u8> {
    let province = cut_out(base, whole, id).expect("a province");
    pack::encode_province(&province).expect("packs")
}

fn joined(tables: &Tables, bytes: &[u8]) -> Result<Tables, JoinError> {
    let (province, mark) = pack::decode_province(bytes)?;
    tables.with(province, mark)
}

/// Returns the answer to a visit's JSON, here and at other hospitals.
fn answered(tables: &Tables, visit: &Value) -> Result<Value, String> {
    let text = visit.to_string();
    let visit = read(tables, text.as_bytes()).map_err(|error| error.to_string())?;
    let answer = mingbai_engine::answer(tables, &visit).map_err(|_| "对不上".to_owned())?;
    let stated = mingbai_engine::case(tables, &visit).map_err(|_| "对不上".to_owned())?;
    let away = mingbai_engine::compare(tables, &visit).map_err(|_| "对不上".to_owned())?;
    Ok(json!([
        mingbai_wording::json(tables, &visit, &answer, &stated),
        mingbai_wording::compare_json(tables, &visit, &away, &[]),
    ]))
}

/// Tries a law on random visits of people insured in a province, half of them with half of the
/// facts known.
fn on_visits(tables: &Tables, count: usize, mut law: impl FnMut(&Visit)) {
    let lot = Lot::new(tables);
    let first = tables.joined.last().expect("a province").regions;
    let own = first..tables.vocabulary.regions.len();
    let homes: Vec<RegionId> = own.map(|at| RegionId(at as u16)).collect();
    let mut rng = Rng::new(seed());
    for _ in 0..count {
        let home = Some(rng.of(&homes));
        let known = lot.known(&mut rng, home);
        let visit = match rng.coin() {
            true => known,
            false => lot.forget(&mut rng, &known, true),
        };
        law(&visit);
    }
}

#[test]
fn read_whole_or_joined_every_visit_is_answered_the_same() {
    let base = built_in();
    for at in TRIED {
        let whole = with_shipped(made_up(at));
        let bytes = packed(&base.tables, &whole.tables, &china::id(at));
        let joined = joined(&base.tables, &bytes).expect("fits");
        assert_ne!(joined.tables.len(), base.tables.tables.len());
        for case in &whole.cases {
            let [one, other] = [&whole.tables, &joined].map(|it| answered(it, &case.visit));
            assert_eq!(one, other, "{}", case.name);
        }
        on_visits(&joined, runs(150), |visit| {
            let json = write(&joined, visit);
            let [one, other] = [&whole.tables, &joined].map(|it| answered(it, &json));
            assert_eq!(one, other, "{json}");
        });
    }
}

#[test]
fn other_provinces_that_were_joined_change_no_answer_and_no_link() {
    let base = built_in();
    let packs = TRIED.map(|at| {
        packed(
            &base.tables,
            &with_shipped(made_up(at)).tables,
            &china::id(at),
        )
    });
    let all = |order: [usize; 3]| {
        let join = |tables: Tables, at: usize| joined(&tables, &packs[at]).expect("fits");
        order.into_iter().fold(base.tables.clone(), join)
    };
    let one = joined(&base.tables, &packs[1]).expect("fits");
    let several = [all([0, 1, 2]), all([2, 1, 0])];
    // The assumption about far hospitals, and the effect of naming one, depend on the other provinces
    // that are joined: both are left out of the comparison.
    let far = |mut answer: Value| {
        for at in ["/0/assumptions", "/0/left"] {
            if let Some(all) = answer.pointer_mut(at) {
                *all = Value::Null;
            }
        }
        answer
    };
    on_visits(&one, runs(150), |visit| {
        let text = link::write(&one, visit);
        let json = write(&one, visit);
        let alone = answered(&one, &json).map(far);
        for tables in &several {
            let again = link::read(tables, &text).expect("the same words");
            assert_eq!(link::write(tables, &again), text);
            assert_eq!(answered(tables, &json).map(far), alone, "{json}");
        }
    });
    for case in &base.cases {
        let alone = answered(&base.tables, &case.visit).map(far);
        assert_eq!(
            answered(&several[0], &case.visit).map(far),
            alone,
            "{}",
            case.name
        );
    }
}

#[test]
fn a_place_of_a_province_is_its_id_in_a_link() {
    let base = built_in();
    let bytes = packed(
        &base.tables,
        &with_shipped(made_up(6)).tables,
        &china::id(6),
    );
    let tables = joined(&base.tables, &bytes).expect("fits");
    let visit = json!({ "date": "2024-06-01", "insured_in": format!("{}-01", china::id(6)),
        "hospital": format!("{}-01-city", china::id(6)) });
    let read_in = read(&tables, visit.to_string().as_bytes()).expect("read");
    assert_eq!(write(&tables, &read_in), visit);
    // In another place, facts that only this province knows are dropped.
    let left = moved(&tables, &read_in, None);
    assert_eq!(left.hospital, None);
    let stays = moved(&tables, &read_in, Some(&china::id(6)));
    assert_eq!(stays, read_in);
}

#[test]
fn a_damaged_province_is_refused_and_one_for_other_tables_too() {
    let base = built_in();
    let bytes = packed(
        &base.tables,
        &with_shipped(made_up(1)).tables,
        &china::id(1),
    );
    let mut rng = Rng::new(seed());
    for _ in 0..runs(400) {
        let mut hurt = bytes.clone();
        let at = rng.below(hurt.len());
        match rng.coin() {
            true => hurt[at] ^= 1 << rng.below(8),
            false => hurt.truncate(at),
        }
        assert_eq!(joined(&base.tables, &hurt), Err(JoinError::Damaged), "{at}");
    }
    let mut foreign = base.tables.clone();
    foreign
        .vocabulary
        .diseases
        .retain(|it| it.name.name != "食管癌");
    assert!(matches!(
        joined(&foreign, &bytes),
        Err(JoinError::Foreign(_))
    ));
    let once = joined(&base.tables, &bytes).expect("fits");
    assert_eq!(joined(&once, &bytes), Err(JoinError::Twice(china::id(1))));
}

/// Bytes with a correct sum and any content are refused or joined, and never panic.
#[test]
fn no_bytes_panic() {
    let base = built_in();
    let bytes = packed(
        &base.tables,
        &with_shipped(made_up(1)).tables,
        &china::id(1),
    );
    let mut rng = Rng::new(seed());
    for _ in 0..runs(2_000) {
        let mut inside = bytes[8..].to_vec();
        for _ in 0..=rng.below(4) {
            let at = rng.below(inside.len());
            inside[at] = rng.bits() as u8;
        }
        let mut hurt = b"mbp8".to_vec();
        hurt.extend(pack::mark(&inside).to_be_bytes());
        hurt.extend(inside);
        let _ = joined(&base.tables, &hurt);
    }
}

/// The base's own bytes do not know of provinces, and a province's bytes do not change with the
/// base's figures: stored files stay valid.
#[test]
fn a_change_of_the_built_in_figures_leaves_a_province_as_it_is() {
    let base = built_in();
    let before = packed(
        &base.tables,
        &with_shipped(made_up(6)).tables,
        &china::id(6),
    );
    let mut files = shipped_files();
    for (path, text) in &mut files {
        if path.ends_with("henan/resident.toml") {
            *text = text.replacen("deductible = 200", "deductible = 201", 1);
        }
    }
    files.retain(|(path, _)| !path.ends_with("cases.toml"));
    let changed = read_files(&files).expect("sound");
    assert_ne!(pack::encode(&changed.tables), pack::encode(&base.tables));
    files.extend(made_up(6));
    let whole = read_files(&files).expect("sound");
    assert_eq!(
        packed(&changed.tables, &whole.tables, &china::id(6)),
        before
    );
}

fn refused(text: &str) -> Vec<CutError> {
    let base = built_in();
    let whole = with_shipped(vec![("made/one.toml".to_owned(), text.to_owned())]);
    cut_out(&base.tables, &whole.tables, "made").expect_err("refused")
}

const PLACE: &str = r#"
[[region]]
id = "made"
name = "甲子省"
level = "province"
parent = "全国"
"#;

fn table(owner: &str) -> String {
    format!(
        r#"
[table]
id = "made-2024"
name = "编造"
{owner}
from = "2024-01-01"
checked = "unknown"
"#
    )
}

#[test]
fn what_would_reach_beyond_the_province_is_refused() {
    let word = format!("{PLACE}\n[[disease]]\nid = \"made-d\"\nname = \"编造病\"\n");
    assert_eq!(refused(&word), [CutError::Word("made-d".into())]);
    assert_eq!(
        refused("[[layer_name]]\nid = \"made-l\"\nname = \"编造保险\"\n"),
        [CutError::NotOne(Vec::new())]
    );
    let two = format!(
        "{PLACE}{}",
        PLACE.replace("made", "made2").replace("甲子", "乙丑")
    );
    assert_eq!(
        refused(&two),
        [CutError::NotOne(vec!["甲子省".into(), "乙丑省".into()])]
    );
    let elsewhere = format!("{PLACE}{}", table("place = \"光山县\""));
    assert_eq!(
        refused(&elsewhere),
        [CutError::Elsewhere("made-2024".into())]
    );
    let hospital = "[[region]]\nid = \"made\"\nname = \"某市\"\nlevel = \"prefecture\"\nparent = \"江西省\"\n[[hospital]]\nid = \"made-h\"\nname = \"某医院\"\nregion = \"某市\"\n";
    let hospital = format!("{hospital}{}", table("hospital = \"某医院\""));
    assert_eq!(refused(&hospital), [CutError::Hospital("made-2024".into())]);
    let set = format!(
        "{PLACE}\n[[disease_set]]\nid = \"made-s\"\nname = \"三病\"\ndiseases = [\"高血压\", \"冠心病\"]\n"
    );
    assert_eq!(refused(&set), [CutError::Set("三病".into())]);
}
