//! Files in and out (gloo-file): one the person chose is read, one the page made is handed to the
//! browser to be saved.
use gloo_file::futures::{read_as_array_buffer, read_as_text};
use gloo_utils::document;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, TextDecoder, Url};

/// A file the person chose.
#[derive(Clone, PartialEq)]
pub struct File(gloo_file::File);

impl From<web_sys::File> for File {
    fn from(file: web_sys::File) -> File {
        File(file.into())
    }
}

impl File {
    /// Returns the file's name.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Returns how large the file is, in bytes.
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// Reads all of the file's text; none where it cannot be read.
    pub async fn text(&self) -> Option<String> {
        read_as_text(&self.0).await.ok()
    }

    /// Reads all of the file; none where it cannot be read.
    pub async fn bytes(&self) -> Option<Uint8Array> {
        let buffer = read_as_array_buffer(&self.0).await.ok()?;
        Some(Uint8Array::new(&buffer))
    }
}

/// A file in pieces, on its way out. Clones are the same file.
#[derive(Clone, Default)]
pub struct Pieces(Array);

impl Pieces {
    /// Puts a piece at the end.
    pub fn push(&self, bytes: &Uint8Array) {
        self.0.push(bytes);
    }

    /// Hands the file to the browser to be saved; false where it cannot.
    pub fn download(&self, name: &str) -> bool {
        download_parts(name, &self.0)
    }
}

/// Hands a text to the browser to be saved as a file; false where it cannot.
pub fn download(name: &str, text: &str) -> bool {
    download_parts(name, &Array::of1(&JsValue::from_str(text)))
}

fn download_parts(name: &str, parts: &Array) -> bool {
    let Ok(blob) = Blob::new_with_blob_sequence(parts) else {
        return false;
    };
    // Not gloo-file's address, which is taken back: some browsers fetch it only after asking the
    // person.
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return false;
    };
    download_url(name, &url)
}

/// Hands what stands at an address of the page's own to the browser to be saved; false where it
/// cannot.
pub fn download_url(name: &str, url: &str) -> bool {
    let link = document().create_element("a").ok();
    let Some(link) = link.and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok()) else {
        return false;
    };
    link.set_href(url);
    link.set_download(name);
    link.click();
    true
}

/// Reads bytes as a text of this encoding, by the browser's own decoder; none where it has none.
pub fn decoded(label: &str, bytes: &Uint8Array) -> Option<String> {
    let decoder = TextDecoder::new_with_label(label).ok()?;
    decoder.decode_with_buffer_source(bytes).ok()
}
