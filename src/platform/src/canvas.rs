//! A canvas that a picture is drawn on, in pixels.
use gloo_utils::document;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A canvas and its pen.
pub struct Canvas {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
}

impl Canvas {
    /// Makes a canvas that stands on no page; none where this browser cannot draw.
    pub fn new() -> Option<Canvas> {
        let canvas = document().create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        let pen = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Canvas { canvas, pen })
    }

    /// Gives the canvas a new size. It is empty then, and the pen has no font.
    pub fn resize(&self, width: u32, height: u32) {
        self.canvas.set_width(width);
        self.canvas.set_height(height);
    }

    /// Fills a rectangle.
    pub fn fill(&self, colour: &str, x: i32, y: i32, width: i32, height: i32) {
        let [x, y, width, height] = [x, y, width, height].map(f64::from);
        self.pen.set_fill_style_str(colour);
        self.pen.fill_rect(x, y, width, height);
    }

    /// Takes the font and the colour of the texts that follow.
    pub fn set_font(&self, font: &str, colour: &str) {
        self.pen.set_font(font);
        self.pen.set_fill_style_str(colour);
    }

    /// Writes a text, the foot of its letters at `y`; none where the browser refuses.
    pub fn write(&self, text: &str, x: i32, y: i32) -> Option<()> {
        self.pen.fill_text(text, f64::from(x), f64::from(y)).ok()
    }

    /// Returns whether a text is no wider than so many pixels.
    pub fn fits(&self, text: &str, width: i32) -> bool {
        let measured = self.pen.measure_text(text);
        measured.is_ok_and(|it| it.width() <= f64::from(width))
    }

    /// Returns the picture as a `data:` address (PNG); none where the browser gives none.
    pub fn png(&self) -> Option<String> {
        self.canvas.to_data_url_with_type("image/png").ok()
    }
}
