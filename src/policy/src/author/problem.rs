//! Problems in the files authors write: where they are, how they print. Must not know what the
//! files mean.
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
    SourceSpan,
};
use std::{cell::RefCell, fmt, io::IsTerminal, ops::Range, sync::Arc};

/// One mistake in a table, with its place and what to do about it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file, by the name that was given to the reader.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The key with its sections, dotted (`layer.variant.share`); empty for the file itself.
    pub key: String,
    /// A sentence that says what the author should do.
    pub message: String,
    /// Further help: the nearest known names.
    pub help: Option<String>,
    /// The range in the file, in bytes.
    pub span: Range<usize>,
    source: Arc<NamedSource<String>>,
}

/// Prints one line: `file:line:col: key: message`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}: {}",
            self.file, self.line, self.column, self.key, self.message
        )?;
        match &self.help {
            Some(help) => write!(f, "（{help}）"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The view of a problem for miette, which prints key and message above the lines of the file.
#[derive(Debug)]
struct Report<'a>(&'a Problem);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.key.is_empty() {
            f.write_str(&self.0.message)
        } else {
            write!(f, "{}: {}", self.0.key, self.0.message)
        }
    }
}

impl std::error::Error for Report<'_> {}

impl Diagnostic for Report<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0
            .help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.0.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = SourceSpan::new(self.0.span.start.into(), self.0.span.len());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            Some("这里".into()),
            span,
        ))))
    }
}

/// Every mistake found, by file and line.
#[derive(Clone, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Returns the problems in order; never empty.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Returns the number of problems.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the problems with the lines of the files around them; in colour only where standard error
    /// is a terminal.
    pub fn graphical(&self) -> String {
        let theme = if std::io::stderr().is_terminal() {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false);
        let mut page = String::new();
        for problem in &self.0 {
            if handler.render_report(&mut page, &Report(problem)).is_err() {
                page.push_str(&format!("{problem}\n"));
            }
        }
        page.push_str(&format!("共 {} 处要改。\n", self.0.len()));
        page
    }
}

/// Prints one line for each problem.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|problem| writeln!(f, "{problem}"))
    }
}

impl std::error::Error for Problems {}

/// Collects problems while the files are read.
pub(super) struct Sink {
    files: Vec<Arc<NamedSource<String>>>,
    problems: RefCell<Vec<Problem>>,
}

impl Sink {
    pub(super) fn new(files: &[(String, String)]) -> Sink {
        let files = files
            .iter()
            .map(|(name, text)| {
                Arc::new(NamedSource::new(name, text.clone()).with_language("toml"))
            })
            .collect();
        Sink {
            files,
            problems: RefCell::default(),
        }
    }

    /// Returns whether nothing was reported.
    pub(super) fn is_empty(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    pub(super) fn report(
        &self,
        file: usize,
        span: Range<usize>,
        key: &str,
        message: String,
        help: Option<String>,
    ) {
        let Some(source) = self.files.get(file) else {
            return;
        };
        let text = source.inner();
        let edge = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = edge(span.start);
        let span = start..edge(span.end).max(start);
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.problems.borrow_mut().push(Problem {
            file: source.name().to_string(),
            line: before.matches('\n').count() + 1,
            column: before
                .get(line_start..)
                .map_or(1, |head| head.chars().count() + 1),
            key: key.to_string(),
            message,
            help,
            span,
            source: source.clone(),
        });
    }

    /// Returns the problems, sorted by file and place; `Ok` where there are none.
    pub(super) fn finish(self) -> Result<(), Problems> {
        let mut problems = self.problems.into_inner();
        problems.sort_by(|a, b| {
            (&a.file, a.span.start, &a.key, &a.message).cmp(&(
                &b.file,
                b.span.start,
                &b.key,
                &b.message,
            ))
        });
        problems.dedup_by(|a, b| {
            (&a.file, a.span.start, &a.key, &a.message)
                == (&b.file, b.span.start, &b.key, &b.message)
        });
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }
}
