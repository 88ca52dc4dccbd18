//! Decodes the text of a file into UTF-8: UTF-8 itself, GB18030, UTF-16, each with or without a mark.
//! Must not know what the text says.
//!
//! A byte that is no character becomes U+FFFD, and no other character changes: the row that holds it is
//! refused by name. Without the feature `encodings` the text must be UTF-8 already.
use std::io::{self, Read};

/// The encoding of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextEncoding {
    /// UTF-8, and plain ASCII.
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl TextEncoding {
    /// Returns the name for people.
    pub fn name(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "UTF-8",
            TextEncoding::Gb18030 => "GB18030（GBK）",
            TextEncoding::Utf16Le | TextEncoding::Utf16Be => "UTF-16",
        }
    }
}

/// The byte order mark of UTF-8.
pub const MARK: &[u8] = b"\xef\xbb\xbf";
const CHUNK: usize = 1 << 16;

/// A reader of UTF-8 without a mark.
///
/// Bytes below 128 are equal in UTF-8 and GB18030, so the first chunk with another byte decides.
pub struct Decoded<R> {
    input: R,
    raw: Vec<u8>,
    /// Bytes at the end of the last chunk that are still undecided.
    held: Vec<u8>,
    /// Decoded bytes; those from `at` on are still to be read.
    ready: Vec<u8>,
    at: usize,
    state: State,
    /// Whether the text began with a mark.
    mark: bool,
    begun: bool,
    ended: bool,
}

enum State {
    Open,
    Utf8,
    #[cfg(feature = "encodings")]
    Other(TextEncoding, Box<encoding_rs::Decoder>),
}

impl<R: Read> Decoded<R> {
    /// Reads the first chunk.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn new(input: R) -> io::Result<Decoded<R>> {
        let mut decoded = Decoded {
            input,
            raw: Vec::new(),
            held: Vec::new(),
            ready: Vec::new(),
            at: 0,
            state: State::Open,
            mark: false,
            begun: false,
            ended: false,
        };
        decoded.fill()?;
        Ok(decoded)
    }

    /// Returns the encoding, as far as it is known.
    pub fn encoding(&self) -> TextEncoding {
        match &self.state {
            State::Open | State::Utf8 => TextEncoding::Utf8,
            #[cfg(feature = "encodings")]
            State::Other(encoding, _) => *encoding,
        }
    }

    /// Returns whether the text began with a mark.
    pub fn mark(&self) -> bool {
        self.mark
    }

    /// Returns the decoded bytes that are ready; all of the first chunk after [`Decoded::new`].
    pub fn ready(&self) -> &[u8] {
        self.ready.get(self.at..).unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.raw.append(&mut self.held);
        self.ready.clear();
        self.at = 0;
        let mut input = self.input.by_ref().take(CHUNK as u64);
        self.ended = input.read_to_end(&mut self.raw)? == 0;
        if !self.begun {
            self.begin();
        }
        if matches!(self.state, State::Open) && !self.raw.is_ascii() {
            self.decide();
        }
        self.begun = true;
        match &mut self.state {
            State::Open | State::Utf8 => self.ready.append(&mut self.raw),
            #[cfg(feature = "encodings")]
            State::Other(_, decoder) => {
                let mut text = String::new();
                let most = decoder.max_utf8_buffer_length(self.raw.len());
                text.reserve(most.unwrap_or(CHUNK * 4));
                let (result, _, _) = decoder.decode_to_string(&self.raw, &mut text, self.ended);
                if result == encoding_rs::CoderResult::OutputFull {
                    return Err(io::Error::other("文字解不开"));
                }
                self.ready.extend(text.as_bytes());
            }
        }
        Ok(())
    }

    /// Takes off the mark, and recognizes UTF-16.
    fn begin(&mut self) {
        if self.raw.starts_with(MARK) {
            self.raw.drain(..MARK.len());
            self.mark = true;
            self.state = State::Utf8;
        } else {
            #[cfg(feature = "encodings")]
            if let Some((encoding, mark)) = utf16(&self.raw) {
                self.raw.drain(..mark);
                self.state = other_state(encoding);
            }
        }
    }

    /// Tells UTF-8 from GB18030.
    fn decide(&mut self) {
        self.state = match std::str::from_utf8(&self.raw) {
            Ok(_) => State::Utf8,
            // An incomplete character after nothing but ASCII: the next chunk decides.
            Err(error)
                if error.error_len().is_none()
                    && !self.ended
                    && self.raw.iter().position(|byte| !byte.is_ascii())
                        == Some(error.valid_up_to()) =>
            {
                self.held = self.raw.split_off(error.valid_up_to());
                State::Open
            }
            // A character cut at the end of the chunk is no error.
            Err(error) if error.error_len().is_none() && !self.ended => State::Utf8,
            Err(_) if mostly_utf8(&self.raw) => State::Utf8,
            #[cfg(feature = "encodings")]
            Err(_) => other_state(TextEncoding::Gb18030),
            #[cfg(not(feature = "encodings"))]
            Err(_) => State::Utf8,
        };
    }
}

#[cfg(feature = "encodings")]
fn other_state(encoding: TextEncoding) -> State {
    let decoder = match encoding {
        TextEncoding::Utf16Le => encoding_rs::UTF_16LE,
        TextEncoding::Utf16Be => encoding_rs::UTF_16BE,
        _ => encoding_rs::GB18030,
    };
    let decoder = decoder.new_decoder_without_bom_handling();
    State::Other(encoding, Box::new(decoder))
}

/// Checks whether the text is UTF-8 with some bad bytes: Chinese characters of UTF-8 (three bytes each)
/// are hardly ever found in GB18030 by chance.
fn mostly_utf8(bytes: &[u8]) -> bool {
    // A whole heading of UTF-8 decides, whatever follows.
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.find(|line| !line.is_ascii());
    let first = first.and_then(|line| std::str::from_utf8(line).ok());
    if first.is_some_and(|line| line.chars().filter(|c| c.len_utf8() > 2).count() > 2) {
        return true;
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Recognizes UTF-16; returns the length of the mark too.
fn utf16(raw: &[u8]) -> Option<(TextEncoding, usize)> {
    match raw {
        [0xff, 0xfe, ..] => Some((TextEncoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((TextEncoding::Utf16Be, 2)),
        raw => unmarked_utf16(raw).map(|it| (it, 0)),
    }
}

/// Returns the encoding of a whole text, for a caller that decodes the text itself.
pub fn of_whole(bytes: &[u8]) -> TextEncoding {
    if bytes.starts_with(MARK) {
        return TextEncoding::Utf8;
    }
    match utf16(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) => TextEncoding::Utf8,
        None => TextEncoding::Gb18030,
    }
}

/// Recognizes UTF-16 without a mark: commas, digits and line ends are half zeros, all on one side.
fn unmarked_utf16(raw: &[u8]) -> Option<TextEncoding> {
    let pairs = raw.len() / 2;
    let mut zeros = [0, 0];
    for pair in raw.chunks_exact(2) {
        for (count, byte) in zeros.iter_mut().zip(pair) {
            *count += usize::from(*byte == 0);
        }
    }
    let [high, low] = zeros;
    // Chinese characters of UTF-8 among a few zero bytes are no UTF-16.
    if mostly_utf8(raw) {
        return None;
    }
    if pairs >= 4 && low * 8 > pairs && high * 16 < low {
        Some(TextEncoding::Utf16Le)
    } else if pairs >= 4 && high * 8 > pairs && low * 16 < high {
        Some(TextEncoding::Utf16Be)
    } else {
        None
    }
}

/// Returns the sentence that refuses Big5 where the raw bytes read as Big5 give the words of a traditional
/// heading, and as GB18030 do not.
///
/// Nothing else tells the two apart: nearly all bytes are characters in both.
#[cfg(feature = "encodings")]
pub fn big5(head: &[u8]) -> Option<String> {
    let words =
        |text: &str, words: &[&str]| words.iter().filter(|word| text.contains(*word)).count();
    let (text, _, broken) = encoding_rs::BIG5.decode(head);
    let traditional = words(
        &text,
        &[
            "費用", "日期", "參保", "醫", "金額", "結算", "總", "姓名", "自付", "病種",
        ],
    );
    let (text, _, _) = encoding_rs::GB18030.decode(head);
    let simplified = words(
        &text,
        &[
            "费用", "日期", "参保", "医", "金额", "结算", "总", "姓名", "自付", "病种",
        ],
    );
    let cut = head.len() < CHUNK;
    (traditional >= 2 && simplified < traditional && !(broken && cut)).then(|| {
        "这个文件是繁体字编码（Big5），读不准。请用 Excel 打开，另存为 xlsx 或 UTF-8 的 CSV 再试。"
            .to_owned()
    })
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(all(test, feature = "encodings"))]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030};

    fn check(bytes: &[u8], text: &str, encoding: TextEncoding) {
        let mut read = String::new();
        let mut decoded = Decoded::new(bytes).expect("text");
        decoded.read_to_string(&mut read).expect("text");
        assert_eq!(read, text);
        assert_eq!(decoded.encoding(), encoding);
        assert_eq!(of_whole(bytes), encoding);
    }

    #[test]
    fn every_encoding_comes_out_as_utf8() {
        let text = "日期,总费用\n二〇二六,㐂\n";
        check(text.as_bytes(), text, TextEncoding::Utf8);
        check(&[MARK, text.as_bytes()].concat(), text, TextEncoding::Utf8);
        check(b"a,b\n1,2\n", "a,b\n1,2\n", TextEncoding::Utf8);
        check(b"", "", TextEncoding::Utf8);
        let (bytes, _, _) = GB18030.encode(text);
        check(&bytes, text, TextEncoding::Gb18030);
        let units = || text.encode_utf16();
        let le: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        check(&le, text, TextEncoding::Utf16Le);
        check(&be, text, TextEncoding::Utf16Be);
        check(&[b"\xff\xfe", &*le].concat(), text, TextEncoding::Utf16Le);
        check(&[b"\xfe\xff", &*be].concat(), text, TextEncoding::Utf16Be);
        // A character across the edge of a chunk.
        let long = "a".repeat(CHUNK - 1) + "总费用";
        check(long.as_bytes(), &long, TextEncoding::Utf8);
        let (bytes, _, _) = GB18030.encode(&long);
        check(&bytes, &long, TextEncoding::Gb18030);
    }

    #[test]
    fn a_bad_byte_changes_no_other_character() {
        let bytes = [b"\xff".as_slice(), "姓名,总费用\n".as_bytes()].concat();
        let mut read = Vec::new();
        let mut decoded = Decoded::new(&*bytes).expect("text");
        decoded.read_to_end(&mut read).expect("text");
        assert_eq!(read, bytes);
        let (good, _, _) = GB18030.encode("姓名,总费用\n甲,1\n");
        let bytes = [&*good, b"\xff,2\n"].concat();
        check(
            &bytes,
            "姓名,总费用\n甲,1\n\u{fffd},2\n",
            TextEncoding::Gb18030,
        );
    }

    #[test]
    fn big5_is_refused_and_gb18030_is_not() {
        let (bytes, _, _) = BIG5.encode("日期,總費用,參保地\n");
        assert!(big5(&bytes).is_some_and(|it| it.contains("Big5")));
        let (bytes, _, _) = GB18030.encode("日期,总费用,参保地\n");
        assert_eq!(big5(&bytes), None);
    }
}
