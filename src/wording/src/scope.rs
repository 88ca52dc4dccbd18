//! The visits that a figure from the person's own office holds for, in words. Checks no scope.
use crate::money;
use crate::questions::value_label;
use mingbai_engine::{LocalFigure, LocalRule, Scope, Value};
use mingbai_policy::{Care, Day, Fen, Grade, Insurance, Span, Tables};

/// Returns the scope of a figure: `住院、二级医院、固始县、2026 年`.
pub fn scope_text(tables: &Tables, scope: &Scope) -> String {
    let care = of(scope.care, Scope::ANY.care, Care::ALL, Care::bit, |it| {
        value_label(tables, Value::Care(it))
    });
    let grade = of(
        scope.grade,
        Scope::ANY.grade,
        Grade::ALL,
        Grade::bit,
        |it| value_label(tables, Value::Grade(it)),
    );
    let place = scope
        .place
        .and_then(|id| tables.vocabulary.regions.get(id.index()));
    let place = place.map(|it| match scope.within {
        true => format!("{}和下面的县", it.name.name),
        false => it.name.name.clone(),
    });
    let employees = scope.insurance == Insurance::Employee;
    let parts = [
        employees.then(|| "职工医保".to_owned()),
        care,
        grade.map(|it| format!("{it}医院")),
        place,
        days_text(scope.span),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("、")
}

/// Returns the days of a figure: `2026 年`; `None` where it holds on all days.
pub fn days_text(span: Span) -> Option<String> {
    let year = |from: Day, until: Day| {
        let whole = Day::new(from.year(), 1, 1) == from && Day::new(from.year(), 12, 31) == until;
        whole.then(|| format!("{} 年", from.year()))
    };
    Some(match (span.from, span.until) {
        (None, None) => return None,
        (Some(from), None) => format!("{from} 起"),
        (None, Some(until)) => format!("到 {until}"),
        (Some(from), Some(until)) => {
            year(from, until).unwrap_or_else(|| format!("{from} 到 {until}"))
        }
    })
}

/// Returns the names of the values whose bits are set; `None` where all are.
fn of<T: Copy>(
    bits: u8,
    every: u8,
    all: &[T],
    bit: fn(T) -> u8,
    name: impl Fn(T) -> String,
) -> Option<String> {
    let named = all.iter().filter(|it| bits & bit(**it) != 0);
    let named: Vec<String> = named.map(|it| name(*it)).collect();
    (bits & every != every).then(|| named.join("或"))
}

/// Returns a figure with its name: `起付线 400 元`. `None` for a rule that is no layer.
pub fn figure_text(rule: LocalRule, figure: LocalFigure) -> Option<String> {
    let LocalRule::Layer(_) = rule else {
        return None;
    };
    Some(match figure {
        LocalFigure::Deductible(Fen::MAX) => "没到起付线".into(),
        LocalFigure::Cap(Fen::MAX) => "没到封顶线".into(),
        LocalFigure::Deductible(fen) => format!("起付线 {} 元", money::short(fen)),
        LocalFigure::Share(share) => format!("报 {share}"),
        LocalFigure::Cap(fen) => format!("一年最多付 {} 元", money::short(fen)),
        LocalFigure::FirstSelfPay(share) => format!("先行自付 {share}"),
    })
}
