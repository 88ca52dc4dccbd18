//! What a link's sender saw: the tables' version, what led the result, the range, and the day. Opened
//! later, it tells what changed.
use mingbai_engine::{Answer, Range, Stated, TwoReadings};
use mingbai_intake::{date, link};
use mingbai_policy::{Day, Fen, RegionId, Tables};
use mingbai_wording::{money, split_label};
use serde_json::{Value, json};

/// What a page showed when its link was made.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    tables: u32,
    /// None in links of earlier programs, which led with the range.
    led: Option<Led>,
    pays: Option<TwoReadings>,
    /// The day it was made; none where an earlier program made it.
    day: Option<Day>,
}

/// What led the result.
#[derive(Clone, PartialEq, Debug)]
enum Led {
    /// The case's amounts, each with the in-scope amount it is for where that was open.
    Amounts(Vec<(Option<Fen>, Range)>),
    /// No amount: a blank, or something that had to be said first.
    Nothing,
}

impl Shown {
    /// What this page shows now.
    pub fn now(
        tables: &Tables,
        place: Option<RegionId>,
        answer: &Answer,
        stated: Option<&Stated>,
        today: Day,
    ) -> Shown {
        let built_in = u32::from_str_radix(mingbai_tables::VERSION, 16).unwrap_or_default();
        let province = place.and_then(|it| tables.province_of(it));
        Shown {
            tables: built_in ^ province.map_or(0, |it| it.mark),
            led: stated.map(|stated| Led::of(tables, stated)),
            pays: answer.money.as_ref().map(|money| money.pays),
            day: Some(today),
        }
    }

    /// As it stands in a link: the version, then the ends of the estimate, then of what is
    /// certain where that is not the same, what led, in a list of its own, last the day it was made.
    pub fn write(&self) -> String {
        let mut list = vec![json!(self.tables)];
        let mut range = |range: Range| {
            list.push(range.low.to_string().into());
            list.push(range.high.to_string().into());
        };
        if let Some(pays) = self.pays {
            range(pays.estimate);
            if pays.certain != pays.estimate {
                range(pays.certain);
            }
        }
        list.extend(self.led.as_ref().map(Led::write));
        list.extend(self.day.map(|day| json!(day.to_string())));
        link::pack(&Value::Array(list))
    }

    /// None where it is not what [`Shown::write`] makes, now or earlier.
    pub fn read(text: &str) -> Option<Shown> {
        let list = link::unpack(text)?;
        let (version, rest) = list.as_array()?.split_first()?;
        let version = u32::try_from(version.as_u64()?).ok()?;
        let last = rest.split_last().and_then(|(last, rest)| {
            let day = date::read(last.as_str()?).ok()?;
            Some((day, rest))
        });
        let (day, rest) = last.map_or((None, rest), |(day, rest)| (Some(day), rest));
        let (led, ends) = match rest.split_last() {
            Some((Value::Array(led), ends)) => (Some(Led::read(led)?), ends),
            _ => (None, rest),
        };
        let ends: Vec<Fen> = ends.iter().map(fen).collect::<Option<_>>()?;
        let range = |low, high| Range { low, high };
        let pays = match *ends.as_slice() {
            [] => None,
            [low, high] => Some(TwoReadings {
                certain: range(low, high),
                estimate: range(low, high),
            }),
            [low, high, least, most] => Some(TwoReadings {
                certain: range(least, most),
                estimate: range(low, high),
            }),
            _ => return None,
        };
        Some(Shown {
            tables: version,
            led,
            pays,
            day,
        })
    }

    /// Whose it is and of when: 别人发来的，11月29日算的.
    pub fn whose(&self, today: Day) -> String {
        match self.day {
            None => "别人发来的。".into(),
            Some(day) if day == today => "别人发来的，今天算的。".into(),
            Some(day) if day.year() == today.year() => {
                format!("别人发来的，{}月{}日算的。", day.month(), day.day())
            }
            Some(day) => format!(
                "别人发来的，{}年{}月{}日算的。",
                day.year(),
                day.month(),
                day.day()
            ),
        }
    }

    /// What has changed since, in sentences; none where nothing has. `total` is the bill, which the
    /// link holds as well.
    pub fn since(&self, now: &Shown, total: Option<Fen>) -> Vec<String> {
        let why = if self.tables == now.tables {
            "现在算出来"
        } else {
            "政策表更新后"
        };
        if let (Some(then), Some(led)) = (&self.led, &now.led)
            && then != led
        {
            return vec![
                format!("发给您的时候{}。", then.said(total)),
                format!("{why}{}。", led.said(total)),
            ];
        }
        if self.pays == now.pays {
            return Vec::new();
        }
        let (then, since) = (
            self.pays.map(|it| it.estimate),
            now.pays.map(|it| it.estimate),
        );
        if self.led.is_some() || then == since {
            return vec![format!("{why}，能确定的范围和发给您时不一样。")];
        }
        // A link of an earlier program led with the range.
        let said = |range: Option<Range>| range.map_or("没有算钱".to_owned(), money::headline);
        vec![
            format!("发给您的时候，范围是 {}。", said(then)),
            format!("{why}，范围是 {}。", said(since)),
        ]
    }
}

fn fen(value: &Value) -> Option<Fen> {
    Fen::parse(value.as_str()?).ok()
}

impl Led {
    fn of(tables: &Tables, stated: &Stated) -> Led {
        let Stated::Case(case) = stated else {
            return Led::Nothing;
        };
        // As many as lead, and only where they do.
        let leads = mingbai_wording::lead(tables, stated).amounts.len();
        let points = case.points.iter().filter(|it| it.named).take(leads);
        let amounts: Vec<_> = points.map(|it| (it.in_scope, it.pays)).collect();
        match amounts.is_empty() {
            true => Led::Nothing,
            false => Led::Amounts(amounts),
        }
    }

    /// Three to an amount: what is in scope, or nothing; the least and the most.
    fn write(&self) -> Value {
        let Led::Amounts(amounts) = self else {
            return json!([]);
        };
        let all = amounts.iter().flat_map(|(in_scope, pays)| {
            [
                json!(in_scope.map(|fen| fen.to_string())),
                json!(pays.low.to_string()),
                json!(pays.high.to_string()),
            ]
        });
        Value::Array(all.collect())
    }

    fn read(list: &[Value]) -> Option<Led> {
        if list.is_empty() {
            return Some(Led::Nothing);
        }
        let amounts = list.chunks(3).map(|three| {
            let [in_scope, low, high] = three else {
                return None;
            };
            let in_scope = match in_scope {
                Value::Null => None,
                some => Some(fen(some)?),
            };
            let (low, high) = (fen(low)?, fen(high)?);
            Some((in_scope, Range { low, high }))
        });
        Some(Led::Amounts(amounts.collect::<Option<_>>()?))
    }

    /// None of the amounts is told without what it is for.
    fn said(&self, total: Option<Fen>) -> String {
        let Led::Amounts(amounts) = self else {
            return "，还说不出一个数".to_owned();
        };
        let one = |(at, (in_scope, pays)): (usize, &(Option<Fen>, Range))| {
            let amount = money::headline(*pays);
            let label = in_scope.map(|fen| split_label(total, fen));
            match (at, label) {
                (_, None) => amount,
                (0, Some(label)) => format!("{amount}（{label}）"),
                (_, Some(label)) => format!("{label} {amount}"),
            }
        };
        let all: Vec<String> = amounts.iter().enumerate().map(one).collect();
        format!("是 {}", all.join("；"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Led, Shown};
    use mingbai_engine::{Range, TwoReadings};
    use mingbai_policy::Fen;

    const WHOLE: Option<Fen> = Some(Fen(1_850_000));

    fn shown(led: Option<Led>, high: i64) -> Shown {
        let range = Range {
            low: Fen(0),
            high: Fen(high),
        };
        Shown {
            tables: 7,
            led,
            pays: Some(TwoReadings {
                certain: range,
                estimate: range,
            }),
            day: None,
        }
    }

    fn amounts(all: &[(Option<i64>, i64)]) -> Option<Led> {
        let one =
            |(in_scope, pays): &(Option<i64>, i64)| (in_scope.map(Fen), Range::exact(Fen(*pays)));
        Some(Led::Amounts(all.iter().map(one).collect()))
    }

    #[track_caller]
    fn check(then: &Shown, now: &Shown, said: &[&str]) {
        let read = Shown::read(&then.write());
        assert_eq!(read.as_ref(), Some(then), "it is read as it was written");
        assert_eq!(then.since(now, WHOLE), said);
    }

    #[test]
    fn what_led_when_it_was_sent_is_told_with_what_it_was_for() {
        let three = amounts(&[
            (Some(1_850_000), 402_000),
            (Some(1_665_000), 550_000),
            (Some(1_480_000), 698_000),
        ]);
        let one = amounts(&[(None, 522_000)]);
        check(&shown(three.clone(), 9), &shown(three.clone(), 9), &[]);
        check(
            &shown(three.clone(), 9),
            &shown(one.clone(), 9),
            &[
                "发给您的时候是 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外 ¥6,980。",
                "现在算出来是 ¥5,220。",
            ],
        );
        check(
            &shown(Some(Led::Nothing), 9),
            &shown(one.clone(), 9),
            &["发给您的时候，还说不出一个数。", "现在算出来是 ¥5,220。"],
        );
        check(
            &shown(one.clone(), 9),
            &shown(one, 10),
            &["现在算出来，能确定的范围和发给您时不一样。"],
        );
    }

    #[test]
    fn a_link_of_an_earlier_program_still_opens() {
        let old = |high| shown(None, high);
        check(&old(900), &old(900), &[]);
        check(
            &old(900),
            &shown(amounts(&[(None, 522_000)]), 1_000),
            &[
                "发给您的时候，范围是 ¥0 到 ¥9。",
                "现在算出来，范围是 ¥0 到 ¥10。",
            ],
        );
    }
}
