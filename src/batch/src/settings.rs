//! Facts said once for all rows (定一次): those of the window, for rows that do not say them. Must not know
//! a row.
use crate::cell::{clean, truth};
use crate::columns_read::{Field, Says, says};
use crate::fact;
use crate::title::bare;
use mingbai_engine::{Hospital, Visit};
use mingbai_policy::{Tables, YesNo};
use std::sync::Arc;

/// Facts for rows that do not say them.
#[derive(Clone, Debug, Default)]
pub struct Settings(Arc<[Setting]>);

#[derive(Clone, Debug)]
struct Setting {
    title: String,
    says: Says,
    text: String,
}

impl Settings {
    /// Reads settings, each written as a column's title, `=` and a cell: `险种=城乡居民`.
    ///
    /// # Errors
    ///
    /// When a setting is none, says the same as another, or cannot be read; the text says which.
    pub fn read(tables: &Tables, written: &[String]) -> Result<Settings, String> {
        let mut settings: Vec<Setting> = Vec::new();
        for written in written {
            let (title, text) = written
                .split_once(['=', '＝'])
                .ok_or_else(|| format!("“{written}”看不懂。请写成 列名=值，如 险种=城乡居民。"))?;
            let (title, text) = (bare(title), clean(text));
            let says = says(tables, &title).ok_or_else(|| {
                format!("没有叫“{title}”的列。可以写险种、参保、缴费、等级、级别、就医地、转诊。")
            })?;
            let refuse = |why: String| format!("“{title}”：{why}");
            if text.is_empty() {
                return Err(refuse("没有写值。".to_owned()));
            }
            if settings.iter().any(|it| it.says == says) {
                return Err(refuse("定了两次。请只留一次。".to_owned()));
            }
            fact::check(tables, &says, text).map_err(refuse)?;
            settings.push(Setting {
                text: text.to_owned(),
                title,
                says,
            });
        }
        Ok(Settings(settings.into()))
    }

    /// Returns the sentence that names the settings, if there are any.
    pub fn sentence(&self) -> Option<String> {
        let each = self.0.iter().map(|it| format!("{} {}", it.title, it.text));
        let each: Vec<String> = each.collect();
        (!each.is_empty()).then(|| {
            format!(
                "没有写的行，照定好的：{}。行里自己写了的，照行里的。",
                each.join("、")
            )
        })
    }

    /// Returns what each setting says.
    pub(crate) fn says(&self) -> impl Iterator<Item = &Says> {
        self.0.iter().map(|it| &it.says)
    }

    /// Returns the cell of a setting.
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        self.0.get(at).map(|it| it.text.as_str())
    }
}

/// Returns whether a column of the table's own takes the place of a setting.
pub fn overrules(own: &Says, setting: &Says) -> bool {
    own == setting || matches!((own, setting), (Says::Group(_), Says::Field(Field::Groups)))
}

/// Returns whether a setting contradicts what the row says: a named hospital brings its own grade, level
/// and place, and whoever pays premiums is enrolled.
pub fn contradicts(visit: &Visit, says: &Says, cell: &str) -> bool {
    match says {
        Says::Field(Field::Grade | Field::Tier | Field::Place) => {
            matches!(visit.hospital, Some(Hospital::Named(_)))
        }
        Says::Field(Field::Is(fact)) => {
            let denied = |it: &&YesNo| visit.said[**it] == Some(false);
            let affirmed = |it: &&YesNo| visit.said[**it] == Some(true);
            let (wider, narrower) = (
                |it: &&YesNo| fact.implies() & it.bit() != 0,
                |it: &&YesNo| it.implies() & fact.bit() != 0,
            );
            match truth(cell) {
                Ok(true) => YesNo::ALL.iter().filter(wider).any(|it| denied(&it)),
                _ => YesNo::ALL.iter().filter(narrower).any(|it| affirmed(&it)),
            }
        }
        Says::Group(group) => {
            let bit = 1_u64 << group.0;
            (visit.groups.yes | visit.groups.no) & bit != 0
        }
        _ => false,
    }
}
