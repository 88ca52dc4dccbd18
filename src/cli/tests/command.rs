//! Tests the exit codes and streams of the command. Must not know an amount.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn check(arguments: &[&str], input: &str, code: i32, out: &str, err: &str) {
    let output = run(arguments, input.as_bytes());
    let (stdout, stderr) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    let said = format!("{arguments:?}\n{stdout}\n{stderr}");
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(
        stdout.contains(out) && (!out.is_empty() || stdout.is_empty()),
        "{said}"
    );
    assert!(
        stderr.contains(err) && (!err.is_empty() || stderr.is_empty()),
        "{said}"
    );
}

const VISIT: &str = r#"{"date":"2020-05-10","insured_in":"修水县","bill":{"total":"8000"}}"#;

#[test]
fn an_answer_goes_to_standard_output() {
    check(&["answer"], VISIT, 0, r#""estimate""#, "");
    check(&["answer", "--trace"], VISIT, 0, r#""trace""#, "");
    check(
        &["answer", "--tables", "policies"],
        VISIT,
        0,
        r#""estimate""#,
        "",
    );
    check(
        &["answer", "--text", "--trace"],
        VISIT,
        0,
        "您付得最多时，这样算",
        "",
    );
}

#[test]
fn a_refusal_leaves_standard_output_empty() {
    check(&["answer"], "{", 2, "", r#"{"error":{"field":"$""#);
    check(&["answer", "no-such-file"], "", 2, "", r#""field":"$""#);
    check(
        &["answer"],
        &VISIT.replace("8000", "-1"),
        2,
        "",
        r#""field":"bill.total""#,
    );
    check(
        &["answer", "--tables", "no-such-folder"],
        VISIT,
        1,
        "",
        "没有这个文件夹",
    );
    check(&["schemes", "修睡县"], "", 2, "", "修水县");
    check(
        &["rules", "修水县", "--date", "昨天"],
        "",
        2,
        "",
        r#""field":"date""#,
    );
}

#[test]
fn a_link_is_written_and_read() {
    let made = run(&["link", "--make"], VISIT.as_bytes());
    let text = String::from_utf8(made.stdout).unwrap();
    let text = text.trim();
    assert!(text.len() < 40, "{text}");
    for link in [
        text.to_owned(),
        format!("pay/result/{text}"),
        format!("https://a.example/b/#pay/result/{text}/grade"),
        format!("https://a.example/b/?from=timeline#pay/result/{text}&shareTo=weixin"),
        format!("看：https://a.example/b/#pay%2Fresult%2F{text}?from=timeline#wechat_redirect"),
        format!("https://a.example/b/index.html%23pay/result/{text}）。"),
    ] {
        check(&["link", &link], "", 0, r#""total": "8000.00""#, "");
    }
    check(&["link", &text[..9]], "", 2, "", r##""field":"#""##);
    let changed = format!(
        "https://a.example/#pay/result/{}x。",
        &text[..text.len() - 1]
    );
    check(&["link", &changed], "", 2, "", "不完整，或者被改动过");
    check(&["link", &text.to_lowercase()], "", 2, "", "都变成了小写");
    check(&["link"], "", 2, "", r##""field":"#""##);
}

#[test]
fn tables_are_checked_and_listed() {
    check(&["check"], "", 0, "没有问题", "");
    check(&["check", "no-such-folder"], "", 1, "没有这个文件夹", "");
    check(&["check", "src/cli/src"], "", 1, "没有 .toml 文件", "");
    check(&["check", "policies/jiangxi"], "", 1, "没有共用的词表", "");
    let broken = Folder::new("broken", &[("place.toml", "[[region]\n")]);
    check(&["check", broken.path()], "", 1, "不合 TOML 的写法", "");
    check(&["places"], "", 0, "修水县", "");
    check(
        &["schemes", "修水县", "--date", "2020年5月10日"],
        "",
        0,
        "21种重大疾病专项救治",
        "",
    );
    check(
        &["rules", "修水县", "--date", "2020-05-10"],
        "",
        0,
        "《",
        "",
    );
}

#[test]
fn a_place_without_tables_has_the_nations() {
    // An unknown place is answered with the advice to write 其他, which is accepted.
    for command in ["schemes", "rules"] {
        check(&[command, "火星县"], "", 2, "", "请写“其他”");
        let arguments = [command, "其他", "--date", "2020-05-10"];
        check(&arguments, "", 0, "其他地方，只看全国的，2020-05-10", "");
        let said = run(&arguments, b"").stdout;
        let said = String::from_utf8(said).unwrap();
        assert!(
            !said.contains("修水县") && !said.contains("秀山县"),
            "{said}"
        );
    }
    check(&["rules", "其他"], "", 0, "【", "");
    check(&["schemes", "其他"], "", 0, "不等于没有", "");
}

#[test]
fn what_is_not_understood_is_said_in_chinese() {
    for (arguments, said) in [
        (&["answr"][..], "没有 answr 这个命令。是不是 answer？"),
        (&["answer", "--txt"], "不认识 --txt。是不是 --text？"),
        (&["answer", "a", "b"], "不认识 b。"),
        (&["answer", "--text", "--text"], "--text 只能写一次。"),
        (&["answer", "--text=3"], "--text 后面不能写 3。"),
        (&["schemes"], "还少 <参保地>。"),
        (
            &["schemes", "修水县", "--date"],
            "--date <日期> 后面要写一个值。",
        ),
        (
            &["ledger", "--order", "二"],
            "--order <先后> 后面的 二 读不懂。",
        ),
    ] {
        check(arguments, "", 2, "", said);
        check(arguments, "", 2, "", "加 --help 看全部写法。");
    }
}

#[test]
fn every_command_has_help_with_an_example_in_chinese() {
    let help = |words: &[&str]| String::from_utf8(run(words, b"").stdout).unwrap();
    let listed = help(&["--help"]);
    let (_, listed) = listed.split_once("命令：\n").unwrap();
    let commands = listed
        .lines()
        .map_while(|line| line.split_whitespace().next());
    let mut helps: Vec<String> = commands.map(|command| help(&[command, "--help"])).collect();
    assert_eq!(helps.len(), 15, "{listed}");
    helps.push(help(&["--help"]));
    for text in helps {
        assert!(
            text.contains("例：\n") && text.contains("用法：mingbai"),
            "{text}"
        );
        for theirs in [
            "Usage",
            "Options",
            "OPTIONS",
            "Arguments",
            "Commands",
            "Print",
            "default: ",
        ] {
            assert!(!text.contains(theirs), "{theirs}: {text}");
        }
    }
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(["rules", "修水县"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success());
}

/// A folder of provinces that is removed after the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let root = std::env::temp_dir().join(format!("mingbai-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Folder(root)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const PLACE: &str =
    "[[region]]\nid = \"made\"\nname = \"编造省\"\nlevel = \"province\"\nparent = \"全国\"\n";

#[test]
fn provinces_beside_the_built_in_tables_are_checked_and_written() {
    let good = Folder::new("good", &[("made/place.toml", PLACE)]);
    check(
        &["provinces", good.path(), "--out", good.path()],
        "",
        0,
        "1 个省，1 个地方，0 张政策表",
        "",
    );
    assert!(good.0.join("province-made.bin").is_file());
    let places = std::fs::read_to_string(good.0.join("places.txt")).unwrap();
    assert!(
        places.starts_with(">made\t编造省\nmade\t编造省\t\t\t\n=\n"),
        "{places}"
    );
    let visit = VISIT.replace("修水县", "编造省");
    let made = format!("{}/made", good.path());
    let both = ["answer", "--tables", "policies", "--tables", &made];
    check(&both, &visit, 0, r#""estimate""#, "");
    check(&["answer"], &visit, 2, "", "编造省");
    let word = "[[disease]]\nid = \"made-d\"\nname = \"编造病\"\n";
    let bad = Folder::new(
        "bad",
        &[
            ("a/place.toml", PLACE),
            ("a/word.toml", word),
            ("b/place.toml", "x"),
        ],
    );
    check(&["provinces", bad.path()], "", 1, "made-d", "");
    check(&["provinces", bad.path()], "", 1, "b/place.toml", "");
    check(&["provinces", "/nothing-here"], "", 1, "读不出来", "");
}
