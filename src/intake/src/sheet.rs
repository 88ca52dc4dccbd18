//! Reads a settlement sheet (结算单): field names of the national interface or Chinese labels, each
//! with its amount. As JSON, as lines of names and amounts separated by tabs, commas, colons or
//! blanks, or as a row of names over a row of amounts. Must not know what the engine computes.
//!
//! No line is dropped silently: a line that is not understood is returned by its text, and the rest
//! of the sheet is read all the same.
use crate::error::InputError;
use crate::fold::quote;
use crate::money;
use crate::sheet_json::{self, Said};
use crate::sheet_names::{SheetField, field_of, may_be_money, offer};
use mingbai_engine::{OtherLine, Sheet};
use mingbai_policy::{Fen, Tables, Vocabulary};

/// The most unknown lines named where the sheet is refused.
const NAMED: usize = 3;

/// Reads a sheet. Refuses a sheet without anything to compare, and a line that occurs twice with
/// different amounts.
pub fn read_sheet(tables: &Tables, bytes: &[u8]) -> Result<Sheet, InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = "文字不是 UTF-8 编码。请把文件另存为 UTF-8 再试。";
        return Err(InputError::new("$", message));
    };
    let vocabulary = &tables.vocabulary;
    let parts = if text.trim_start().starts_with('{') {
        from_json(vocabulary, text)?
    } else {
        from_lines(vocabulary, text)
    };
    let mut sheet = Sheet::default();
    let mut out: [Option<(Fen, String)>; 3] = [None, None, None];
    let mut funds: Option<(Fen, String)> = None;
    for part in parts {
        let NamedAmount { name, amount, text } = match part {
            LinePart::Amount(amount) => amount,
            LinePart::Other(line) => {
                sheet.others.push(line);
                continue;
            }
        };
        let twice = || {
            let message = "这一项写了两次，金额不一样。请只留一个。";
            InputError::new(name.clone(), message)
        };
        let place = match field_of(vocabulary, &name) {
            Some(SheetField::Total) => &mut sheet.total,
            Some(SheetField::InScope) => &mut sheet.in_scope,
            Some(SheetField::Deductible) => &mut sheet.deductible,
            Some(SheetField::Pays) => &mut sheet.pays,
            Some(SheetField::Hospital) => &mut sheet.hospital,
            Some(SheetField::Account) => &mut sheet.account,
            Some(SheetField::Family) => &mut sheet.family,
            Some(SheetField::Cash) => &mut sheet.cash,
            Some(SheetField::Out(at)) => {
                let Some(place) = out.get_mut(at) else {
                    continue;
                };
                if place.as_ref().is_some_and(|(known, _)| *known != amount) {
                    return Err(twice());
                }
                *place = Some((amount, text));
                continue;
            }
            Some(SheetField::Layer(layer)) => {
                match sheet.paid.iter().find(|(known, _)| *known == layer) {
                    Some((_, known)) if *known != amount => return Err(twice()),
                    Some(_) => {}
                    None => sheet.paid.push((layer, amount)),
                }
                continue;
            }
            Some(SheetField::Funds) => {
                if funds.as_ref().is_some_and(|(known, _)| *known != amount) {
                    return Err(twice());
                }
                funds = Some((amount, text));
                continue;
            }
            None => {
                let counts = amount > Fen::ZERO && may_be_money(&name);
                let text = match offer(&name) {
                    Some(wanted) => format!("{text}（是{wanted}，就把名字改成“{wanted}”）"),
                    None => text,
                };
                match sheet.others.iter_mut().find(|line| line.text == text) {
                    Some(line) => line.counts |= counts,
                    None => sheet.others.push(OtherLine { text, counts }),
                }
                continue;
            }
        };
        if place.replace(amount).is_some_and(|known| known != amount) {
            return Err(twice());
        }
    }
    settle_scope(&mut sheet, out);
    settle_funds(&mut sheet, funds);
    if sheet.paid.is_empty() && sheet.pays.is_none() {
        let mut message = "结算单上没有各项付了多少，也没有个人负担，没法对。".to_owned();
        let unread = sheet.others.iter().take(NAMED);
        let unread: Vec<String> = unread.map(|line| quote(&line.text)).collect();
        if !unread.is_empty() {
            let more = if sheet.others.len() > NAMED {
                " 等"
            } else {
                ""
            };
            message.push_str(&format!("看不懂的行：{}{more}。", unread.join("、")));
        }
        return Err(InputError::new("$", message));
    }
    Ok(sheet)
}

/// Computes the amount in scope from 全自费, 超限价 and 先行自付. 先行自付 may include what the rules
/// themselves take off, so that the amount in scope is then open between two bounds.
fn settle_scope(sheet: &mut Sheet, out: [Option<(Fen, String)>; 3]) {
    let amount = |at: usize| out.get(at)?.as_ref().map(|it| it.0);
    let (own, over, first) = (amount(0), amount(1), amount(2));
    let mut used = false;
    if let (Some(total), None, Some(own), Some(over), Some(first)) =
        (sheet.total, sheet.in_scope, own, over, first)
    {
        if own + over + first <= total {
            sheet.in_scope = Some(total - own - over - first);
            used = true;
        } else {
            sheet.others.push(OtherLine {
                text: "全自费、超限价、先行自付加起来比总费用还多".to_owned(),
                counts: true,
            });
        }
    }
    if let (Some(at), Some(first)) = (sheet.in_scope, first.filter(|it| *it > Fen::ZERO)) {
        let rest = sheet.total.map_or(Fen::MAX, |total| {
            total.above(own.unwrap_or_default() + over.unwrap_or_default())
        });
        sheet.in_scope_to = Some((at + first).min(rest).max(at));
    }
    if !used {
        let texts = out.into_iter().flatten().map(|(_, text)| text);
        let lines = texts.map(|text| OtherLine {
            text,
            counts: false,
        });
        sheet.others.extend(lines);
    }
}

/// Holds the sum of all funds (基金支付总额) against the funds whose lines were read. A sum that they come
/// to says that no fund is left out: what else was not understood pays nothing.
fn settle_funds(sheet: &mut Sheet, funds: Option<(Fen, String)>) {
    let Some((sum, text)) = funds else { return };
    let read: Fen = sheet.paid.iter().map(|(_, fen)| *fen).sum();
    if sum == read {
        sheet.others.iter_mut().for_each(|it| it.counts = false);
        let counts = false;
        sheet.others.push(OtherLine { text, counts });
        return;
    }
    let text = format!("{text}（读懂的各项基金加起来是 {read}）");
    sheet.others.push(OtherLine { text, counts: true });
}

/// A name with its amount, and the line that held both.
struct NamedAmount {
    name: String,
    amount: Fen,
    text: String,
}

/// A part of a line: a name with its amount, or a text without a use.
enum LinePart {
    Amount(NamedAmount),
    Other(OtherLine),
}

fn from_json(vocabulary: &Vocabulary, text: &str) -> Result<Vec<LinePart>, InputError> {
    let said = sheet_json::read(text)?.into_iter().map(|it| {
        let Said { name, value, used } = it;
        let text = short(&format!("{name}：{value}"));
        let amount = money::read_typed(&value).ok().filter(|_| used);
        match amount {
            Some(amount) => LinePart::Amount(NamedAmount { name, amount, text }),
            None => {
                let counts = used && field_of(vocabulary, &name).is_some();
                LinePart::Other(OtherLine { text, counts })
            }
        }
    });
    Ok(said.collect())
}

fn from_lines(vocabulary: &Vocabulary, text: &str) -> Vec<LinePart> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut lines = lines.into_iter().filter(|line| !line.is_empty()).peekable();
    let mut parts = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(below) = lines.peek()
            && let Some(pairs) = row_over_row(line, below)
        {
            lines.next();
            parts.extend(pairs);
            continue;
        }
        parts.extend(from_line(vocabulary, line));
    }
    parts
}

/// Reads a row of names over a row of as many amounts; a name over an empty cell has no amount.
fn row_over_row(names: &str, amounts: &str) -> Option<Vec<LinePart>> {
    let split = |line: &str, grouped: bool| -> Vec<String> {
        if line.contains('\t') {
            line.split('\t')
                .map(|cell| cell.trim().to_owned())
                .collect()
        } else {
            parts_of(line, grouped)
        }
    };
    let names = split(names, true);
    // Commas group thousands or separate amounts: whichever gives as many amounts as names.
    let fitting = [true, false].map(|grouped| split(amounts, grouped));
    let amounts = fitting.into_iter().find(|it| it.len() == names.len())?;
    if names.len() < 2 {
        return None;
    }
    let named = names.iter().all(|name| amount_of(name).is_none());
    let amounts: Option<Vec<Option<Fen>>> = amounts
        .iter()
        .map(|cell| match cell.as_str() {
            "" => Some(None),
            cell => amount_of(cell).map(Some),
        })
        .collect();
    let amounts = amounts.filter(|all| named && all.iter().any(Option::is_some))?;
    let pairs = names.into_iter().zip(amounts).map(|(name, amount)| {
        let name = bare(&name).to_owned();
        match amount {
            Some(amount) => {
                let text = short(&format!("{name}：{amount}"));
                LinePart::Amount(NamedAmount { name, amount, text })
            }
            None => LinePart::Other(OtherLine {
                text: name,
                counts: false,
            }),
        }
    });
    Some(pairs.collect())
}

/// Reads a line of names, each before its amount. A line with an amount that has no name is not used
/// at all; words behind the last amount are returned as another line.
fn from_line(vocabulary: &Vocabulary, line: &str) -> Vec<LinePart> {
    let mut pairs = Vec::new();
    let (mut name, mut left) = (String::new(), false);
    let mut amounts = false;
    let tokens = tokens(line);
    for token in &tokens {
        match amount_of(token) {
            Some(amount) => {
                amounts |= amount > Fen::ZERO;
                if name.is_empty() {
                    left = true;
                    continue;
                }
                let name = bare(&std::mem::take(&mut name)).to_owned();
                let text = short(line);
                pairs.push(LinePart::Amount(NamedAmount { name, amount, text }));
            }
            None => name.push_str(token),
        }
    }
    if left || pairs.is_empty() {
        // A known name with an unreadable amount may hide money; a name with nothing behind does not.
        let known = tokens
            .first()
            .and_then(|first| field_of(vocabulary, bare(first)));
        let counts = amounts || known.is_some() && tokens.len() > 1;
        let text = short(line);
        return vec![LinePart::Other(OtherLine { text, counts })];
    }
    if !name.is_empty() {
        let text = short(&name);
        let counts = false;
        pairs.push(LinePart::Other(OtherLine { text, counts }));
    }
    pairs
}

/// Splits a line at tabs, commas, semicolons, colons, bars, equals signs and blanks. Commas within an
/// amount and colons within a time split nothing; quotation marks hold together, and so do an amount
/// and its 元.
fn tokens(line: &str) -> Vec<String> {
    parts_of(line, true)
}

/// Splits a line; where `grouped`, commas between thousands are part of an amount.
fn parts_of(line: &str, grouped: bool) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for cell in line.split('\t') {
        let whole = cell.trim();
        if amount_of(whole).is_some() {
            tokens.push(whole.to_owned());
            continue;
        }
        let chars: Vec<char> = cell.chars().collect();
        let digit = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(|c| c.is_numeric())
        };
        let (mut token, mut quoted) = (String::new(), false);
        let mut parts: Vec<String> = Vec::new();
        for (at, c) in chars.iter().enumerate() {
            let between = digit(at.checked_sub(1)) && digit(Some(at + 1));
            let parts_here = match c {
                '"' => {
                    quoted = !quoted;
                    continue;
                }
                _ if quoted => false,
                ':' | '：' => !between,
                ',' | '，' => {
                    !(grouped && between && !token.contains('.') && thousands(&chars, at))
                }
                '\u{feff}' => true,
                ';' | '；' | '|' | '｜' | '=' | '＝' => true,
                c => c.is_whitespace(),
            };
            if parts_here {
                parts.push(std::mem::take(&mut token));
            } else {
                token.push(*c);
            }
        }
        parts.push(token);
        for part in parts {
            let part = part.trim().trim_end_matches('。');
            let unit = matches!(part, "元" | "元整" | "圆");
            match tokens.last_mut() {
                _ if part.is_empty() => {}
                Some(last) if unit && amount_of(last).is_some() => {}
                Some(last) if matches!(last.as_str(), "¥" | "￥") => last.push_str(part),
                _ => tokens.push(part.to_owned()),
            }
        }
    }
    tokens
}

/// Checks whether a comma separates thousands: exactly three digits follow, at most three precede.
fn thousands(chars: &[char], comma: usize) -> bool {
    let after = chars.iter().skip(comma + 1);
    let digits = after.take_while(|c| c.is_numeric()).count();
    let before = chars.iter().take(comma).rev();
    let head = before.take_while(|c| c.is_numeric()).count();
    digits == 3 && head <= 3
}

fn amount_of(token: &str) -> Option<Fen> {
    money::read_typed(token).ok()
}

/// Returns a name without its unit.
fn bare(name: &str) -> &str {
    let name = name.trim();
    ["（元）", "(元)", "（元)", "(元）"]
        .iter()
        .find_map(|unit| name.strip_suffix(unit))
        .unwrap_or(name)
        .trim_end()
}

/// Cuts a line to a length that fits a message.
fn short(line: &str) -> String {
    const LONGEST: usize = 40;
    let plain = line.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut text: String = plain.take(LONGEST).collect();
    if line.chars().count() > LONGEST {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingbai_policy::LayerId;

    fn tables() -> Tables {
        let mut vocabulary = Vocabulary::default();
        vocabulary.layers.push(mingbai_policy::vocabulary::Layer {
            name: mingbai_policy::vocabulary::Name {
                id: "basic".to_owned(),
                name: "基本医保".to_owned(),
                aliases: Vec::new(),
            },
            field: Some("hifp_pay".to_owned()),
            own: None,
            everyone: false,
            hospital: false,
        });
        Tables {
            vocabulary,
            ..Tables::default()
        }
    }

    #[test]
    fn a_sheet_has_several_spellings() {
        let tables = tables();
        let wanted = Sheet {
            total: Some(Fen(100_000)),
            paid: vec![(LayerId(0), Fen(60_050))],
            pays: Some(Fen(39_950)),
            ..Sheet::default()
        };
        for text in [
            r#"{ "medfee_sumamt": 1000, "hifp_pay": "600.50", "psn_part_amt": 399.5 }"#,
            "medfee_sumamt\t1000.00\nhifp_pay\t600.50\npsn_part_amt\t399.50\n",
            "总费用\t基本医保支付\t个人负担\n1,000.00\t600.50\t399.50\n",
            "总费用\t统筹基金支出\t个人负担\n1,000.00\t600.50\t399.50\n",
            "总费用,统筹基金支出,个人负担\n\"1,000.00\",600.50,399.50\n",
            "总费用,个人负担,基本医保\n1000.00,399.50,600.50\n",
            "总费用：1000\n基本医疗保险统筹基金支出：600.50\n个人负担：399.5\n",
            "总费用,1000\n基本医保,600.50\n个人负担,399.5\n",
            "总费用,1,000.00\n基本医保,600.50\n个人负担,399.5\n",
            "总费用，１，０００.００元\n基本医保，600.50\n个人负担，399.5 元\n",
            "总费用：1000 元\n基本医保：￥ 600.50\n个人负担:399.5元。\n",
            "总费用（元） 1000\n基本医保(元)=600.50\n个人负担\u{3000}399.5\n",
            "总费用 1000元，基本医保 600.50元；个人负担 399.5元\n",
            "总费用\t1000\t基本医保\t600.50\n个人负担\t399.5\t\t\n",
            "总费用：1000\n个人负担：399.5\n基本医保 600.50\n总费用：1000.00\n",
        ] {
            assert_eq!(
                read_sheet(&tables, text.as_bytes()),
                Ok(wanted.clone()),
                "{text}"
            );
        }
        for (text, field) in [
            ("总费用\t1000\n", "$"),
            ("天书\t1\n", "$"),
            ("hifp_pay\t1\n基本医保\t2\n", "基本医保"),
            ("hifp_pay\t-1\n", "$"),
            ("{ \"hifp_pay\": 1, \"hifp_pay\": 2 }", "hifp_pay"),
            ("{ \"hifp_pay\": 1", "$"),
        ] {
            let refused = read_sheet(&tables, text.as_bytes());
            assert_eq!(
                refused.map_err(|error| error.field),
                Err(field.to_owned()),
                "{text}"
            );
        }
        let refused = read_sheet(&tables, "天书\t1\n".as_bytes());
        assert!(refused.is_err_and(|error| error.message.contains("天书")));
    }

    #[test]
    fn purses_have_several_spellings() {
        let tables = tables();
        for (account, family, cash, hospital) in [
            (
                "acct_pay",
                "acct_mulaid_pay",
                "psn_cash_pay",
                "hosp_part_amt",
            ),
            ("个人账户支付", "家庭共济", "现金支付", "医院负担"),
            (
                "个人账户支出",
                "个人账户共济支付金额",
                "cash_payamt",
                "医院负担金额",
            ),
        ] {
            let text = format!(
                "个人负担：399.5\n{account}：100\n{family}：20\n{cash}：279.5\n{hospital}：0\n"
            );
            let sheet = read_sheet(&tables, text.as_bytes()).expect("a sheet");
            let found = [sheet.account, sheet.family, sheet.cash, sheet.hospital];
            let fen = [10_000, 2_000, 27_950, 0].map(|it| Some(Fen(it)));
            assert_eq!((found, sheet.others), (fen, Vec::new()), "{text}");
        }
    }

    /// Reads each line together with a good one: the unknown line is returned with whether it may hold
    /// money.
    #[test]
    fn a_line_that_is_not_understood_stops_nobody_and_is_told() {
        let tables = tables();
        for (line, counts) in [
            ("姓名", false),
            ("姓名：张三", false),
            ("结算时间：2026-03-05 10:20:30", false),
            ("结算时间 2026年3月5日", false),
            ("身份证 360424199001011234", false),
            ("医疗救助天书,120", true),
            ("天书：1", true),
            ("天书：0", false),
            ("基本医保 约六百", true),
            ("基本医保 -600", true),
            ("基本医保 1 200 元", true),
            ("总费用", false),
            ("总费用\t", false),
        ] {
            let text = format!("{line}\n个人负担：399.5\n");
            let sheet = read_sheet(&tables, text.as_bytes()).expect(line);
            assert_eq!(sheet.pays, Some(Fen(39_950)), "{line}");
            assert!(sheet.paid.is_empty() && sheet.total.is_none(), "{line}");
            let told: Vec<(&str, bool)> = sheet
                .others
                .iter()
                .map(|line| (line.text.as_str(), line.counts))
                .collect();
            assert_eq!(told, [(line.trim(), counts)]);
        }
        let sheet =
            read_sheet(&tables, "总费用 1000 备注自费药\n个人负担 1".as_bytes()).expect("a sheet");
        assert_eq!((sheet.total, sheet.others.len()), (Some(Fen(100_000)), 1));
    }

    /// Checks a sheet's least amount in scope, and the most where 先行自付 leaves the amount open.
    #[test]
    fn first_self_pay_leaves_the_amount_in_scope_open() {
        let tables = tables();
        for (text, least, most) in [
            ("总费用 1000\n政策范围内 800", 800, None),
            ("总费用 1000\n政策范围内 800\n先行自付 0", 800, None),
            ("总费用 1000\n政策范围内 800\n先行自付 100", 800, Some(900)),
            ("总费用 1000\n政策范围内 800\n先行自付 300", 800, Some(1000)),
            (
                "总费用 1000\n政策范围内 800\n全自费 120\n先行自付 100",
                800,
                Some(880),
            ),
            (
                "总费用 1000\n全自费 50\n超限价 50\n先行自付 100",
                800,
                Some(900),
            ),
        ] {
            let text = format!("{text}\n个人负担 1");
            let sheet = read_sheet(&tables, text.as_bytes()).expect("a sheet");
            let yuan = |fen: Option<Fen>| fen.map(|fen| fen.0 / 100);
            assert_eq!(
                (yuan(sheet.in_scope), yuan(sheet.in_scope_to)),
                (Some(least), most),
                "{text}"
            );
        }
        let text = "总费用 1000\n全自费 500\n超限价 500\n先行自付 100\n个人负担 1";
        let sheet = read_sheet(&tables, text.as_bytes()).expect("a sheet");
        assert!(sheet.in_scope.is_none() && sheet.others.iter().any(|line| line.counts));
    }
}
