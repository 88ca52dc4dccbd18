//! The card as a picture (PNG), drawn line by line on a canvas: black on white, large letters, and
//! beside each name the code of that person's answers.
use mingbai_households::Card;
use mingbai_platform::canvas::Canvas;
use mingbai_ui::qr::{QUIET, bars, code};
use qrcodegen::QrCode;

/// A column: as wide as a phone's screen is sharp.
const WIDTH: u32 = 1080;
const MARGIN: i32 = 60;
const FONT: &str = "\"PingFang SC\", \"HarmonyOS Sans SC\", \"MiSans\", \"Noto Sans CJK SC\", \"Microsoft YaHei\", sans-serif";
/// Pixels to a square of a code: whole, so that its edges are sharp.
const SQUARE: i32 = 6;
/// A column higher than this goes on beside itself: readers of codes take no larger picture.
const TALLEST: i32 = 3800;
/// No more points than every phone can draw.
const MOST: i32 = 4096 * 4096;

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

/// What stands where.
#[derive(Default)]
struct Drawing {
    /// A line and the foot of its letters.
    lines: Vec<(String, Style, i32)>,
    /// A line across, above each person and above the foot.
    rules: Vec<i32>,
    /// A code and its top.
    codes: Vec<(QrCode, i32)>,
    /// Where each person begins, and the foot: none of them is cut in two by a column's end.
    starts: Vec<i32>,
    /// Where the next line begins.
    y: i32,
    /// Down to here a code stands on the right, so far from the edge.
    beside: (i32, i32),
}

/// The picture as a `data:` address; none where this browser cannot draw, or not so much. `links`
/// are those of the card's people.
pub fn draw(card: &Card, links: &[Option<String>]) -> Option<String> {
    let canvas = Canvas::new()?;
    let drawing = laid_out(card, links, &canvas);
    let column = i32::try_from(WIDTH).ok()?;
    let (moves, bottom) = columns(&drawing.starts, drawing.y);
    // What stands at this height of one long column: so far to the right, so far up.
    let moved = |y: i32| {
        let block = drawing.starts.iter().rposition(|start| *start <= y);
        let (at, up) = block
            .and_then(|it| moves.get(it))
            .copied()
            .unwrap_or((0, 0));
        (at * column, y - up)
    };
    let wide = (moves.last().map_or(0, |it| it.0) + 1) * column;
    let height = bottom + MARGIN;
    if wide.checked_mul(height)? > MOST {
        return None;
    }
    canvas.resize(u32::try_from(wide).ok()?, u32::try_from(height).ok()?);
    canvas.fill("#ffffff", 0, 0, wide, height);
    for y in &drawing.rules {
        let (x, y) = moved(*y);
        canvas.fill("#c9d0cc", x + MARGIN, y, column - 2 * MARGIN, 3);
    }
    for (text, style, y) in &drawing.lines {
        set(&canvas, *style);
        let (x, y) = moved(*y);
        canvas.write(text, x + MARGIN + style.indent, y)?;
    }
    for (code, top) in &drawing.codes {
        let (x, top) = moved(*top);
        let left = x + column - MARGIN - side(code) + QUIET * SQUARE;
        for (x, y, run) in bars(code) {
            let (x, y) = (left + x * SQUARE, top + (QUIET + y) * SQUARE);
            canvas.fill("#000000", x, y, run * SQUARE, SQUARE);
        }
    }
    canvas.png()
}

/// As few columns as keep each no higher than a picture may be, and about as high as one another:
/// in which column each block stands and how far up it moves, and where the highest ends.
fn columns(starts: &[i32], end: i32) -> (Vec<(i32, i32)>, i32) {
    let top = starts.first().copied().unwrap_or(end);
    let ends = starts.iter().skip(1).copied().chain([end]);
    let blocks: Vec<(i32, i32)> = starts.iter().copied().zip(ends).collect();
    let set = |floor: i32| {
        let (mut column, mut up, mut bottom) = (0, 0, top);
        let mut moves = Vec::new();
        for (start, end) in &blocks {
            if end - up > floor && start - up > top {
                (column, up) = (column + 1, start - top);
            }
            bottom = bottom.max(end - up);
            moves.push((column, up));
        }
        (moves, bottom)
    };
    let count = |moves: &[(i32, i32)]| moves.last().map_or(0, |it| it.0);
    let floor = TALLEST - MARGIN;
    let widest = set(floor);
    let even = (top..floor).step_by(20).map(set);
    let mut even = even.filter(|it| count(&it.0) <= count(&widest.0));
    even.next().unwrap_or(widest)
}

/// How wide a code is, with the white round it.
fn side(code: &QrCode) -> i32 {
    (code.size() + 2 * QUIET) * SQUARE
}

fn set(canvas: &Canvas, style: Style) {
    let weight = if style.bold { "bold" } else { "normal" };
    let font = format!("{weight} {}px {FONT}", style.size);
    canvas.set_font(&font, style.colour);
}

/// Every line, broken where it would leave the picture or run into a code.
fn laid_out(card: &Card, links: &[Option<String>], canvas: &Canvas) -> Drawing {
    let mut all = Drawing {
        y: MARGIN,
        ..Drawing::default()
    };
    all.text(canvas, &card.title, TITLE);
    let links = links.iter().map(Option::as_deref);
    for (person, link) in card.people.iter().zip(links.chain(std::iter::repeat(None))) {
        all.starts.push(all.y);
        all.rules.push(all.y + NAME.before / 2);
        if let Some(code) = link.and_then(code) {
            let top = all.y + NAME.before;
            all.beside = (top + side(&code), side(&code));
            all.codes.push((code, top));
        }
        all.text(canvas, &person.name, NAME);
        for (title, lines) in &person.chapters {
            all.text(canvas, title, CHAPTER);
            for line in lines {
                all.text(canvas, line, LINE);
            }
        }
        all.y = all.y.max(all.beside.0);
    }
    all.starts.push(all.y);
    all.rules.push(all.y + NAME.before / 2);
    for (at, line) in card.foot.iter().enumerate() {
        let before = if at == 0 { NAME.before } else { FOOT.before };
        all.text(canvas, line, Style { before, ..FOOT });
    }
    all
}

impl Drawing {
    /// Breaks a text by measuring, never before a mark that ends something.
    fn text(&mut self, canvas: &Canvas, text: &str, style: Style) {
        set(canvas, style);
        let mut style = style;
        let mut line = String::new();
        for c in text.chars() {
            line.push(c);
            let closes = matches!(c, '。' | '，' | '、' | '：' | '）' | '”' | '；');
            if !closes && !self.fits(canvas, &line, style) && line.chars().count() > 1 {
                line.pop();
                self.line(std::mem::take(&mut line), style);
                style.before = 0;
                line.push(c);
            }
        }
        self.line(line, style);
    }

    fn fits(&self, canvas: &Canvas, line: &str, style: Style) -> bool {
        let (down_to, taken) = self.beside;
        let taken = if self.y + style.before < down_to {
            taken
        } else {
            0
        };
        let room = i32::try_from(WIDTH).unwrap_or(0) - 2 * MARGIN - style.indent - taken;
        canvas.fits(line, room)
    }

    fn line(&mut self, text: String, style: Style) {
        self.y += style.before + style.size;
        self.lines.push((text, style, self.y));
        self.y += style.size / 2;
    }
}
