//! Decodes text of office programs on Windows: UTF-8, or undeclared GB18030. Must not know what the
//! text says.
use encoding_rs::{CoderResult, Decoder, GB18030};
use std::io::{self, Read};

const MARK: &[u8] = b"\xef\xbb\xbf";
const CHUNK: usize = 1 << 16;

/// A reader that yields UTF-8 and decodes GB18030 where needed.
///
/// Bytes below 128 are equal in both, so the first byte above decides.
pub struct Utf8<R> {
    input: R,
    raw: Vec<u8>,
    /// Bytes at the end of the last chunk that are still undecided.
    held: Vec<u8>,
    /// Decoded bytes; those from `at` on are still to be read.
    ready: Vec<u8>,
    at: usize,
    kind: Encoding,
    begun: bool,
    ended: bool,
}

enum Encoding {
    Open,
    Utf8,
    Gb(Box<Decoder>),
}

impl<R: Read> Utf8<R> {
    pub fn new(input: R) -> Utf8<R> {
        Utf8 {
            input,
            raw: Vec::new(),
            held: Vec::new(),
            ready: Vec::new(),
            at: 0,
            kind: Encoding::Open,
            begun: false,
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.raw.append(&mut self.held);
        self.ready.clear();
        self.at = 0;
        let read = self
            .input
            .by_ref()
            .take(CHUNK as u64)
            .read_to_end(&mut self.raw)?;
        self.ended = read == 0;
        if matches!(self.kind, Encoding::Open) && !self.raw.is_ascii() {
            self.kind = match std::str::from_utf8(&self.raw) {
                Ok(_) => Encoding::Utf8,
                // An incomplete character after nothing but ASCII: the next chunk decides.
                Err(error)
                    if error.error_len().is_none()
                        && !self.ended
                        && self.raw.iter().position(|byte| !byte.is_ascii())
                            == Some(error.valid_up_to()) =>
                {
                    self.held = self.raw.split_off(error.valid_up_to());
                    Encoding::Open
                }
                // A character cut at the end of the chunk is no error.
                Err(error) if error.error_len().is_none() && !self.ended => Encoding::Utf8,
                Err(_) => Encoding::Gb(Box::new(GB18030.new_decoder_without_bom_handling())),
            };
            if matches!(self.kind, Encoding::Gb(_)) && !self.begun {
                // Office programs read UTF-8 back only with a byte order mark.
                self.ready.extend(MARK);
            }
        }
        self.begun = true;
        match &mut self.kind {
            Encoding::Open | Encoding::Utf8 => self.ready.append(&mut self.raw),
            Encoding::Gb(decoder) => {
                let mut text = String::new();
                let most = decoder.max_utf8_buffer_length(self.raw.len());
                text.reserve(most.unwrap_or(CHUNK * 4));
                let (result, _, _) = decoder.decode_to_string(&self.raw, &mut text, self.ended);
                if result == CoderResult::OutputFull {
                    return Err(io::Error::other("解不开 GB18030 的文字"));
                }
                self.ready.extend(text.as_bytes());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str) {
        let mut read = String::new();
        Utf8::new(bytes).read_to_string(&mut read).expect("text");
        assert_eq!(read, text);
    }

    #[test]
    fn both_encodings_come_out_as_utf8() {
        check("日期,总费用\n".as_bytes(), "日期,总费用\n");
        check(b"a,b\n1,2\n", "a,b\n1,2\n");
        let (bytes, _, _) = GB18030.encode("日期,总费用\n二〇二六,㐂\n");
        check(&bytes, "\u{feff}日期,总费用\n二〇二六,㐂\n");
        check(b"", "");
        // A character across the edge of a chunk, in both encodings.
        let long = "a".repeat(CHUNK - 1) + "总费用";
        check(long.as_bytes(), &long);
        let (bytes, _, _) = GB18030.encode(&long);
        let mut read = String::new();
        Utf8::new(&*bytes).read_to_string(&mut read).expect("text");
        assert!(
            read.ends_with("总费用") || read.ends_with("总费用\n"),
            "{}",
            &read[CHUNK - 4..]
        );
    }
}
