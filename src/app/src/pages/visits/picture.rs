//! The card as a picture (PNG), drawn line by line on a canvas: black on white, large letters.
use mingbai_households::Card;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Pen, HtmlCanvasElement};

/// As wide as a phone's screen is sharp.
const WIDTH: u32 = 1080;
const MARGIN: i32 = 60;
const FONT: &str = "\"PingFang SC\", \"HarmonyOS Sans SC\", \"MiSans\", \"Noto Sans CJK SC\", \"Microsoft YaHei\", sans-serif";
/// More than any card needs, and no more than every phone can draw.
const TALLEST: i32 = 8000;

/// How a line looks.
#[derive(Clone, Copy)]
struct Style {
    size: i32,
    bold: bool,
    colour: &'static str,
    /// White above it.
    before: i32,
    indent: i32,
}

const TITLE: Style = Style {
    size: 64,
    bold: true,
    colour: "#14524a",
    before: 0,
    indent: 0,
};
const NAME: Style = Style {
    size: 52,
    bold: true,
    colour: "#1b2422",
    before: 48,
    indent: 0,
};
const CHAPTER: Style = Style {
    size: 40,
    bold: true,
    colour: "#14524a",
    before: 20,
    indent: 0,
};
const LINE: Style = Style {
    size: 38,
    bold: false,
    colour: "#1b2422",
    before: 4,
    indent: 40,
};
const FOOT: Style = Style {
    size: 36,
    bold: true,
    colour: "#1b2422",
    before: 16,
    indent: 0,
};

/// The picture as a `data:` address; none where this browser cannot draw.
pub fn draw(card: &Card) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(WIDTH);
    let pen: Pen = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let lines = laid_out(card, &pen);
    let high = |(_, style): &(String, Style)| style.before + style.size * 3 / 2;
    let height = (2 * MARGIN + lines.iter().map(high).sum::<i32>()).min(TALLEST);
    // A new size wipes the canvas and the pen's font.
    canvas.set_height(u32::try_from(height).ok()?);
    pen.set_fill_style_str("#ffffff");
    pen.fill_rect(0.0, 0.0, f64::from(WIDTH), f64::from(height));
    pen.set_text_baseline("alphabetic");
    let mut y = MARGIN;
    for (text, style) in lines {
        if style.before == NAME.before {
            pen.set_fill_style_str("#c9d0cc");
            let wide = i32::try_from(WIDTH).ok()? - 2 * MARGIN;
            pen.fill_rect(
                f64::from(MARGIN),
                f64::from(y + style.before / 2),
                f64::from(wide),
                3.0,
            );
        }
        y += style.before + style.size;
        set(&pen, style);
        let x = f64::from(MARGIN + style.indent);
        pen.fill_text(&text, x, f64::from(y)).ok()?;
        y += style.size / 2;
    }
    canvas.to_data_url_with_type("image/png").ok()
}

fn set(pen: &Pen, style: Style) {
    let weight = if style.bold { "bold" } else { "normal" };
    pen.set_font(&format!("{weight} {}px {FONT}", style.size));
    pen.set_fill_style_str(style.colour);
}

/// Every line, broken where it would leave the picture.
fn laid_out(card: &Card, pen: &Pen) -> Vec<(String, Style)> {
    let mut all = Vec::new();
    broken(pen, &card.title, TITLE, &mut all);
    for person in &card.people {
        broken(pen, &person.name, NAME, &mut all);
        for (title, lines) in &person.chapters {
            broken(pen, title, CHAPTER, &mut all);
            for line in lines {
                broken(pen, line, LINE, &mut all);
            }
        }
    }
    for (at, line) in card.foot.iter().enumerate() {
        let before = if at == 0 { NAME.before } else { FOOT.before };
        broken(pen, line, Style { before, ..FOOT }, &mut all);
    }
    all
}

/// Breaks a text by measuring, never before a mark that ends something.
fn broken(pen: &Pen, text: &str, style: Style, all: &mut Vec<(String, Style)>) {
    set(pen, style);
    let room = i32::try_from(WIDTH).unwrap_or(0) - 2 * MARGIN - style.indent;
    let fits = |line: &str| {
        pen.measure_text(line)
            .is_ok_and(|it| it.width() <= f64::from(room))
    };
    let mut style = style;
    let mut line = String::new();
    for c in text.chars() {
        line.push(c);
        let closes = matches!(c, '。' | '，' | '、' | '：' | '）' | '”' | '；');
        if !closes && !fits(&line) && line.chars().count() > 1 {
            line.pop();
            all.push((std::mem::take(&mut line), style));
            style.before = 0;
            line.push(c);
        }
    }
    all.push((line, style));
}
