//! Collects every text of the page, and counts its sentences. Must not know which lengths are
//! allowed.
use mingbai_engine::{Answer, Assumption, Cash, Question, Range, Verdict, Visit, Warning};
use mingbai_policy::{Day, Fen, GroupId, NumberFact, Tables, YesNo};
use mingbai_wording as words;
use std::fs;
use std::path::Path;

/// A text and its origin.
pub struct Text {
    pub place: String,
    pub text: String,
}

/// Returns every text.
pub fn all(tables: &Tables) -> Vec<Text> {
    let mut all = Vec::new();
    tables_told(tables, &mut all);
    questions(tables, &mut all);
    fixed(tables, &mut all);
    cases(tables, &mut all);
    for folder in [
        "../src/ui/src",
        "../src/visit/src",
        "../src/desk/src",
        "../src/rounds/src",
        "../src/page/src",
        "../src/interview/src",
        "../src/households/src",
    ] {
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut all,
        );
    }
    all
}

/// Returns the names that a list may contain without becoming longer to read.
pub fn names(tables: &Tables) -> Vec<String> {
    let vocabulary = &tables.vocabulary;
    let mut names: Vec<String> = (vocabulary.diseases.iter().map(|it| &it.name.name))
        .chain(vocabulary.items.iter().map(|it| &it.name.name))
        .chain(vocabulary.groups.iter().map(|it| &it.name.name))
        .chain(vocabulary.hospitals.iter().map(|it| &it.name.name))
        .chain(vocabulary.regions.iter().map(|it| &it.name.name))
        .cloned()
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Returns the sentences of a text.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.contains('。') || !line.contains(" × "))
        .flat_map(|line| line.split(['。', '；', '？']))
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Returns the number of characters of a sentence, without listed names after the first.
pub fn length(sentence: &str, names: &[String]) -> usize {
    let mut left = sentence.to_owned();
    for name in names {
        for joint in ["、", " 或 "] {
            left = left.replace(&format!("{joint}{name}"), "");
        }
    }
    left.chars().count()
}

fn put(all: &mut Vec<Text>, place: impl Into<String>, text: impl Into<String>) {
    all.push(Text {
        place: place.into(),
        text: text.into(),
    });
}

fn tables_told(tables: &Tables, all: &mut Vec<Text>) {
    for (at, table) in (0u16..).zip(&tables.tables) {
        put(all, &table.id, &table.name);
        for line in words::table_lines(tables, at)
            .into_iter()
            .chain(words::table_blanks(tables, at))
        {
            put(all, &table.id, line);
        }
        for chapter in words::chapters(tables, at) {
            for rule in chapter.rules {
                let place = format!("{}.{}", table.id, rule.id);
                put(all, &place, rule.name);
                let cases = rule
                    .cases
                    .into_iter()
                    .flat_map(|case| case.when.into_iter().chain(case.says));
                let lines = rule
                    .time
                    .into_iter()
                    .chain(rule.says)
                    .chain(cases)
                    .chain(rule.names);
                for line in lines.chain(rule.caveat.map(str::to_owned)) {
                    put(all, &place, line);
                }
            }
        }
    }
}

fn questions(tables: &Tables, all: &mut Vec<Text>) {
    let groups = (0u16..)
        .zip(&tables.vocabulary.groups)
        .map(|(at, _)| Question::Group(GroupId(at)));
    let own = (0u16..)
        .zip(&tables.questions)
        .map(|(at, _)| Question::Own(at));
    let plain = [
        Question::Hospital,
        Question::Grade,
        Question::Tier,
        Question::Place,
        Question::Care,
        Question::Sex,
        Question::Disease,
        Question::BenefitPlan,
        Question::InScope,
        Question::Items,
        Question::YearToDate,
    ];
    let yes_no = YesNo::ALL.iter().map(|fact| Question::Is(*fact));
    let numbers = NumberFact::ALL.iter().map(|fact| Question::Number(*fact));
    let yes_no = numbers.chain(yes_no);
    for question in plain.into_iter().chain(yes_no).chain(groups).chain(own) {
        put(all, "question", words::question_text(tables, question));
        put(all, "help", words::question_help(tables, question));
        put(all, "fact", words::fact_name(tables, question));
    }
}

fn fixed(tables: &Tables, all: &mut Vec<Text>) {
    for (term, text) in words::glossary::TERMS {
        put(all, format!("glossary {term}"), *text);
    }
    for text in [
        words::FINAL_WORD,
        words::UNCHECKED,
        words::ASK_WHOM,
        words::ROUNDING,
    ] {
        put(all, "notes", text);
    }
    for text in words::opening::BELOW.into_iter().chain([
        words::opening::PAY.more,
        words::opening::SCHEME.more,
        words::opening::PLACE,
        words::opening::PLACE_HELP,
        words::opening::FIND,
        words::opening::ELSEWHERE,
    ]) {
        put(all, "opening", text);
    }
    for it in [
        Assumption::Resident,
        Assumption::NoThirdParty,
        Assumption::FirstVisit,
        Assumption::NoFarHospital,
        Assumption::NoDisease,
    ] {
        put(all, "assumption", words::assumption(it));
    }
    for it in [
        Warning::NoLocalTable,
        Warning::TablesAsOf(Day::new(2020, 12, 31)),
        Warning::AdmittedUnderOtherTables,
        Warning::Employee,
        Warning::ThirdParty,
        Warning::NoTotal,
        Warning::FundPaidDiffers {
            paid: Fen(123_456),
            ours: Range::exact(Fen(234_567)),
        },
    ] {
        put(all, "warning", words::warning(tables, &it));
    }
    for it in [Verdict::Yes, Verdict::No, Verdict::Unknown] {
        for line in words::cash_lines(Cash {
            deposit: it,
            pay_later: it,
        }) {
            put(all, "cash", line);
        }
    }
}

/// Adds every worked case: its name, its expectations, and its answer.
fn cases(tables: &Tables, all: &mut Vec<Text>) {
    let cases: serde_json::Value = serde_json::from_str(mingbai_tables::CASES).expect("JSON");
    for case in cases.as_array().expect("a list") {
        let name = words::case_title(case["name"].as_str().expect("a name")).to_owned();
        put(all, "case", &name);
        for line in words::expected_lines(&case["expect"]) {
            put(all, &name, line);
        }
        let Ok(visit) = mingbai_intake::read(tables, case["visit"].to_string().as_bytes()) else {
            continue;
        };
        let Ok(answer) = mingbai_engine::answer(tables, &visit) else {
            continue;
        };
        answered(tables, &visit, &answer, &name, all);
    }
}

fn answered(tables: &Tables, visit: &Visit, answer: &Answer, name: &str, all: &mut Vec<Text>) {
    let stated = mingbai_engine::case(tables, visit).expect("a case, or why not");
    let said = words::text(tables, visit, answer, &stated, words::Wording::Patient);
    let told = said.split("【依据】").next().unwrap_or_default();
    put(all, name, without_marks(told));
    if let Some(money) = &answer.money {
        for witness in [&money.low, &money.high] {
            let lines = words::trace_lines_of(tables, answer, witness, words::Wording::Patient);
            put(all, name, lines.join("\n"));
        }
    }
    put(
        all,
        name,
        words::headline(answer).map_or_else(String::new, |it| it.sentence),
    );
    // The plain text folds rules that do not hold; the page unfolds them.
    for line in &answer.schemes {
        put(all, name, words::scheme_reason(tables, line));
        put(all, name, words::scheme_actions(tables, line).join("\n"));
    }
    for line in &answer.waivers {
        put(all, name, words::waiver_reason(tables, line));
    }
    for line in &answer.targets {
        put(all, name, words::target_sentence(tables, line));
    }
}

/// Returns the text without its ` [1][3]`.
fn without_marks(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        left.push_str(before);
        rest = match after.split_once(']') {
            Some((mark, after)) if mark.bytes().all(|it| it.is_ascii_digit()) => after,
            _ => {
                left.push('[');
                after
            }
        };
    }
    left + rest
}

/// Adds the quoted Chinese texts in the page's own files; placeholders count as nothing.
fn sources(folder: &Path, all: &mut Vec<Text>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|it| it.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, all);
            continue;
        }
        let code = fs::read_to_string(&path).expect("text");
        let place = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for line in code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            for text in line.split('"').skip(1).step_by(2) {
                if text
                    .chars()
                    .any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it))
                {
                    put(all, &place, text.replace("\\n", "\n"));
                }
            }
        }
    }
}
