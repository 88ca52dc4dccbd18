//! A link as people receive it: percent-encoded on its way, with text behind it from a chat app or a
//! sentence. Knows how the page writes its addresses; must not know what they mean.
//!
//! The text behind a link begins with a character that no link of the page contains, so cutting loses
//! nothing; characters that could belong to the link are cut only where the checksum says that the rest
//! is whole.
use crate::link::text::{VERSION, unpack};
use std::borrow::Cow;

/// The number of times a link is decoded: each program on its way may encode the text once more.
const ENCODED: usize = 4;

/// The most `-` and `_` cut from behind a link, as in `_link_`.
const MARKS: usize = 4;

/// The first words of the page's addresses.
const OURS: &[&str] = &[
    "pay", "scheme", "policy", "words", "settings", "desk", "visits",
];

/// The file names under which the site serves its page, alone or in another site's frame.
const PAGES: &[&str] = &["index.html", "index", "embed.html", "embed/", "embed"];

/// Returns the fragment as the page wrote it, without any text put behind it. A text that no page
/// can have written is returned unchanged.
pub fn fragment(received: &str) -> Cow<'_, str> {
    let plain = |letter| own(letter) && !matches!(letter, '.' | ',');
    match received.chars().all(plain) && !received.ends_with(['-', '_']) {
        true => Cow::Borrowed(received),
        false => Cow::Owned(cut(received)),
    }
}

/// Does the work of [`fragment`] for a text that something may stand behind.
fn cut(received: &str) -> String {
    let text = decoded(received);
    let end = text.find(|letter: char| !own(letter)).unwrap_or(text.len());
    let (link, behind) = text.split_at(end);
    let link = whole(link);
    let proven = packed(link).is_some_and(|last| unpack(last).is_some());
    match proven || behind.is_empty() || follows(link, behind) {
        true => link.to_owned(),
        false => received.to_owned(),
    }
}

/// Returns the text of the visit in a whole address, in its fragment or alone.
pub fn visit(received: &str) -> String {
    let text = decoded(received);
    let mut parts = text.split(['#', '＃']);
    let first = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let ours = |part: &&&str| {
        OURS.contains(
            &part
                .trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or_default(),
        )
    };
    let part = parts.iter().find(ours).or(parts.first()).unwrap_or(&first);
    let fragment = fragment(part.trim());
    let fragment = fragment.trim_matches('/');
    fragment.split('/').nth(2).unwrap_or(fragment).to_owned()
}

/// Returns the page's own address: without the fragment, without the query that chat apps add, and
/// without the file name, also that of the page for another site's frame (`embed.html`).
pub fn page(address: &str) -> &str {
    let page = address.split(['#', '?']).next().unwrap_or_default();
    let named = |name: &&str| {
        let folder = page.strip_suffix(*name)?;
        folder.ends_with('/').then_some(folder)
    };
    PAGES.iter().find_map(named).unwrap_or(page)
}

/// Says why a text that should be a link cannot be read.
pub fn broken(text: &str) -> &'static str {
    let text = decoded(text);
    let runs = text.split(|letter: char| !coded(letter));
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    let count = |is: fn(&char) -> bool| longest.chars().filter(is).count();
    let (upper, lower) = (
        count(char::is_ascii_uppercase),
        count(char::is_ascii_lowercase),
    );
    // Of 16 letters by chance, hardly one text in ten thousand has a single case.
    match (upper, lower) {
        (0, 16..) => "这个网址里的大写字母都变成了小写，读不出来。",
        (16.., 0) => "这个网址里的小写字母都变成了大写，读不出来。",
        _ => "这个网址不完整，或者被改动过，读不出来。",
    }
}

/// Returns the text with `%2F` and the like read, as often as it was encoded.
fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ENCODED {
        if !text.contains('%') {
            break;
        }
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.as_bytes();
        while let Some((&first, behind)) = rest.split_first() {
            let value = match (first, behind) {
                (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
                _ => None,
            };
            bytes.push(value.map_or(first, |(high, low)| high << 4 | low));
            rest = behind
                .get(if value.is_some() { 2 } else { 0 }..)
                .unwrap_or_default();
        }
        text = Cow::Owned(String::from_utf8_lossy(&bytes).into_owned());
    }
    text
}

fn hex(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

/// Checks whether addresses of the page contain this character.
fn own(letter: char) -> bool {
    coded(letter) || matches!(letter, '/' | '.' | ',')
}

/// Checks whether the text of a visit can contain this character.
fn coded(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

/// Returns the link without the `-` and `_` behind it that could be letters of the link.
fn whole(text: &str) -> &str {
    let text = text.get(..packed_end(text)).unwrap_or(text);
    // No word of an address ends in a full stop or a comma; after a slash there is no word to end.
    let bare = text.trim_end_matches(['.', ',']);
    let text = if bare.ends_with(coded) { bare } else { text };
    if !text.ends_with(['-', '_']) || !is_of_visit(text) && !text.starts_with(VERSION) {
        return text;
    }
    let Some(last) = packed(text) else {
        // The name of a question ends in a letter.
        return text.trim_end_matches(['-', '_']);
    };
    let marks = last.len() - last.trim_end_matches(['-', '_']).len();
    let cuts = (0..=marks.min(MARKS)).filter_map(|marks| text.get(..text.len() - marks));
    let mut sound = cuts.filter(|cut| packed(cut).is_some_and(|last| unpack(last).is_some()));
    sound.next().unwrap_or(text)
}

/// Returns where a link ends because its packed text is followed by a full stop or a comma.
fn packed_end(text: &str) -> usize {
    let link = text.trim_start_matches('/');
    let mut start = text.len() - link.len();
    for (at, segment) in link.split('/').enumerate() {
        let packed = match at {
            0 => segment.starts_with(VERSION),
            2 | 4 => is_of_visit(link),
            _ => false,
        };
        if let (true, Some(mark)) = (packed, segment.find(['.', ','])) {
            return start + mark;
        }
        start += segment.len() + 1;
    }
    text.len()
}

/// Returns the packed text at the end of a link, which carries a checksum.
fn packed(link: &str) -> Option<&str> {
    let mut segments = link.trim_start_matches('/').split('/');
    let count = segments.clone().count();
    let last = segments.next_back()?;
    let packed = match count {
        1 => last.starts_with(VERSION),
        3 | 5 => is_of_visit(link),
        _ => false,
    };
    packed.then_some(last)
}

fn is_of_visit(link: &str) -> bool {
    let link = link.trim_start_matches('/');
    link.starts_with("pay/") || link.starts_with("scheme/")
}

/// Checks whether chat apps and sentences put text like `behind` behind a link.
fn follows(link: &str, behind: &str) -> bool {
    let first = behind.chars().next().unwrap_or_default();
    if first.is_whitespace() || matches!(first, '?' | '&' | '#') {
        return true;
    }
    // Where a part of the link is foreign from its first character on, that part of the link is lost.
    let lost = match link {
        "" => behind.chars().any(char::is_alphanumeric),
        _ => link.ends_with('/'),
    };
    !lost && first != '%' && !first.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::text::pack;
    use serde_json::json;

    /// Returns links as the page writes them, one of each shape.
    fn links() -> Vec<String> {
        let visit = pack(&json!({"date": "2020-06-01", "insured_in": "都昌县"}));
        let shown = pack(&json!([7, "0.00", "4020.00"]));
        vec![
            format!("pay/result/{visit}"),
            format!("pay/result/{visit}//{shown}"),
            format!("scheme/ask/{visit}/grade,own.lb-drugs-only/{shown}"),
            format!("pay/say.in_scope/{visit}/total"),
            format!("pay/ask/{visit}///a1B2c3"),
            "policy/national-2026/jx".into(),
            "desk/month".into(),
            "words".into(),
            "pay/ask".into(),
        ]
    }

    /// Texts that chat apps, mail programs and sentences put behind a link.
    const BEHIND: &[&str] = &[
        "",
        "&shareTo=weixin",
        "&amp;shareTo=weixin",
        "?from=timeline",
        "?from=singlemessage&isappinstalled=0",
        "#wechat_redirect",
        "?from=timeline#wechat_redirect",
        "。",
        "，你看看",
        "）",
        "（点开）",
        ")",
        ").",
        "]",
        "}",
        ".",
        ",",
        ". ",
        "...",
        "”",
        "\"",
        "'",
        "’",
        ">",
        "</a>",
        "<br>",
        ";",
        "；",
        "!",
        "！",
        "、",
        "】",
        "》",
        " ",
        "\n",
        "\r\n第二行",
        "\u{3000}",
        "\u{200b}",
        "\u{feff}",
        " 你算一下",
        "*",
        "**",
        "|",
        "=",
        "==",
        "`",
        "🙏",
        "\u{fffd}",
    ];

    #[test]
    fn text_behind_a_link_is_cut() {
        for link in links() {
            for behind in BEHIND {
                let received = format!("{link}{behind}");
                assert_eq!(fragment(&received), link, "{received:?}");
            }
        }
    }

    #[test]
    fn the_first_page_opens_with_anything_behind_it_that_is_no_word() {
        for behind in [
            "",
            "&shareTo=weixin",
            "?from=timeline",
            "#wechat_redirect",
            "。",
            "）",
            " ",
            "%20",
            "%3Ffrom=timeline",
        ] {
            assert_eq!(fragment(behind), "", "{behind}");
        }
    }

    #[test]
    fn marks_that_could_be_letters_are_cut_where_the_checksum_says_so() {
        let visit = pack(&json!({"date": "2020-06-01", "insured_in": "都昌县"}));
        for marks in ["_", "__", "-", "--", "_。", "_**", "-_-_"] {
            assert_eq!(
                fragment(&format!("pay/result/{visit}{marks}")),
                format!("pay/result/{visit}")
            );
            assert_eq!(super::visit(&format!("{visit}{marks}")), visit);
        }
        // Packed texts that end in `-` or `_` themselves are left whole.
        let ends = (1..100).flat_map(|count| ["~", "?"].map(|it| pack(&json!(it.repeat(count)))));
        let mut ends = ends.filter(|text| text.ends_with(['-', '_']));
        assert!(ends.clone().count() > 20);
        assert!(ends.all(|text| fragment(&format!("pay/ask/{text}")) == format!("pay/ask/{text}")));
    }

    #[test]
    fn encoded_links_are_decoded() {
        for link in links() {
            let once = link.replace('/', "%2F").replace(',', "%2c");
            let twice = once.replace('%', "%25");
            let most = twice.replace('%', "%2525");
            for received in [once, twice, most] {
                assert_eq!(fragment(&received), link, "{received}");
                assert_eq!(
                    fragment(&format!("{received}%E3%80%82")),
                    link,
                    "{received}"
                );
                assert_eq!(
                    fragment(&format!("{received}%26shareTo%3Dweixin")),
                    link,
                    "{received}"
                );
            }
        }
    }

    #[test]
    fn what_the_page_never_wrote_stays_as_it_is() {
        let visit = pack(&json!({"date": "2020-06-01", "insured_in": "都昌县"}));
        let hurt = visit.replacen('A', "哈", 1);
        for text in [
            "pay/ask/%00%ff",
            "<script>alert(1)</script>",
            "%",
            "100%",
            "pay/ask/哈哈",
            "你好",
            &format!("pay/result/{hurt}"),
        ] {
            let read = fragment(text);
            let part = read.split('/').nth(2).unwrap_or_default();
            assert!(
                read == text || unpack(part).is_none() && !part.is_empty(),
                "{text} as {read}"
            );
        }
    }

    #[test]
    fn a_visit_is_found_in_any_address() {
        let visit = pack(&json!({"date": "2020-06-01", "insured_in": "都昌县"}));
        let route = format!("pay/result/{visit}");
        for received in [
            visit.clone(),
            format!(" {visit}\n"),
            format!("{visit}。"),
            route.clone(),
            format!("#{route}"),
            format!("#/{route}/"),
            format!("https://a.example/x/#{route}"),
            format!("https://a.example/x/?from=timeline#{route}"),
            format!("https://a.example/x/?from=timeline#{route}?from=timeline#wechat_redirect"),
            format!(
                "https://a.example/index.html%23{}",
                route.replace('/', "%2F")
            ),
            format!("https://a.example/%2523{route}#wechat_redirect"),
            format!("https://a.example/＃{route}"),
            format!("看这个：https://a.example/#{route} ，点开就行。"),
        ] {
            assert_eq!(super::visit(&received), visit, "{received}");
        }
    }

    #[test]
    fn the_page_has_one_address() {
        for (address, is) in [
            ("https://a.example/#pay", "https://a.example/"),
            (
                "https://a.example/x/?from=timeline#pay",
                "https://a.example/x/",
            ),
            ("https://a.example/index.html", "https://a.example/"),
            ("https://a.example/index", "https://a.example/"),
            ("https://a.example/x/embed.html#pay", "https://a.example/x/"),
            ("https://a.example/x/embed", "https://a.example/x/"),
            ("https://a.example/x/embed/", "https://a.example/x/"),
            ("https://a.example/my-embed", "https://a.example/my-embed"),
            ("file:///c:/mingbai.html#pay", "file:///c:/mingbai.html"),
        ] {
            assert_eq!(page(address), is, "{address}");
        }
    }

    #[test]
    fn a_changed_case_is_told() {
        let visit = pack(
            &json!({"date": "2020-06-01", "insured_in": "都昌县", "bill": {"total": "50000.00"}}),
        );
        let route = format!("pay/result/{visit}");
        assert!(broken(&route.to_lowercase()).contains("都变成了小写"));
        assert!(broken(&route.to_uppercase()).contains("都变成了大写"));
        assert!(broken(&route).contains("不完整"));
        assert!(broken("pay/say.nothing").contains("不完整"));
    }
}
