//! What a link's sender saw: the tables' version and the amounts. Opened later, it tells what changed.
use mingbai_engine::{Answer, Range, Readings};
use mingbai_policy::{Fen, RegionId, Tables};
use mingbai_visit::link;
use mingbai_words::money;
use serde_json::{Value, json};

/// What a page showed when its link was made.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    tables: u32,
    pays: Option<Readings>,
}

impl Shown {
    /// What this page shows now.
    pub fn now(tables: &Tables, place: Option<RegionId>, answer: &Answer) -> Shown {
        let built_in = u32::from_str_radix(mingbai_tables::VERSION, 16).unwrap_or_default();
        let province = place.and_then(|it| tables.province_of(it));
        Shown {
            tables: built_in ^ province.map_or(0, |it| it.mark),
            pays: answer.money.as_ref().map(|money| money.pays),
        }
    }

    /// As it stands in a link: the version, then the ends of the estimate, then of what is
    /// certain where that is not the same.
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
        link::pack(&Value::Array(list))
    }

    /// None where it is not what [`Shown::write`] makes.
    pub fn read(text: &str) -> Option<Shown> {
        let list = link::unpack(text)?;
        let (version, ends) = list.as_array()?.split_first()?;
        let version = u32::try_from(version.as_u64()?).ok()?;
        let ends: Vec<Fen> = ends
            .iter()
            .map(|end| Fen::parse(end.as_str()?).ok())
            .collect::<Option<_>>()?;
        let range = |low, high| Range { low, high };
        let pays = match *ends.as_slice() {
            [] => None,
            [low, high] => Some(Readings {
                certain: range(low, high),
                estimate: range(low, high),
            }),
            [low, high, least, most] => Some(Readings {
                certain: range(least, most),
                estimate: range(low, high),
            }),
            _ => return None,
        };
        Some(Shown {
            tables: version,
            pays,
        })
    }

    /// What has changed since, in sentences; none where the amounts are the same.
    pub fn since(&self, now: &Shown) -> Vec<String> {
        if self.pays == now.pays {
            return Vec::new();
        }
        let why = if self.tables == now.tables {
            "现在算出来"
        } else {
            "政策表更新后"
        };
        let (then, now) = (
            self.pays.map(|it| it.estimate),
            now.pays.map(|it| it.estimate),
        );
        let said = |range: Option<Range>| range.map_or("没有算钱".to_owned(), money::headline);
        if then == now {
            return vec![format!("{why}，能确定的范围和发给您时不一样。")];
        }
        vec![
            format!("发给您的时候是 {}。", said(then)),
            format!("{why}是 {}。", said(now)),
        ]
    }
}
