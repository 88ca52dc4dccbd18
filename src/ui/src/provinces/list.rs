//! The list of provinces that can be fetched (places.txt): their files, and the names of their
//! places, by which they are found.
use mingbai_tables::pinyin::Pinyin;
use std::rc::Rc;

/// A province, and where its tables are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its file, named by its content.
    pub file: String,
    /// How many bytes come over the line.
    pub bytes: u32,
    /// By which the browser checks the file.
    pub integrity: String,
}

/// A place of a province, as far as the search needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spot {
    /// The place's id; addresses carry it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Nothing lies within it that has a name here.
    pub county: bool,
    /// The id of the place that holds it; empty above a province.
    pub above: String,
    /// Its province, as its place in [`List::provinces`].
    pub province: usize,
}

/// All provinces, and all their places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// In the order of their folders.
    pub provinces: Vec<Listed>,
    /// A province's own place first.
    pub spots: Vec<Spot>,
    /// How the names are read, with all that is built in.
    pub readings: Rc<Pinyin>,
}

impl List {
    /// None where the text is not such a list.
    pub fn read(text: &str) -> Option<List> {
        // A file's integrity word may end as the sign between the two does.
        let (rows, readings) = text.split_once("\n=\n")?;
        let mut list = List {
            provinces: Vec::new(),
            spots: Vec::new(),
            // The list is read once and stays as long as the page.
            readings: Rc::new(Pinyin::load().with(readings.to_owned().leak())),
        };
        for row in rows.lines() {
            let mut parts = row.split('\t').map(str::to_owned);
            let mut next = || parts.next();
            if let Some(head) = row.strip_prefix('>') {
                next()?;
                list.provinces.push(Listed {
                    id: head.split('\t').next()?.to_owned(),
                    name: next()?,
                    file: next()?,
                    bytes: next()?.parse().ok()?,
                    integrity: next()?,
                });
            } else {
                let province = list.provinces.len().checked_sub(1)?;
                list.spots.push(Spot {
                    id: next()?,
                    name: next()?,
                    aliases: next()?
                        .split(',')
                        .filter(|it| !it.is_empty())
                        .map(str::to_owned)
                        .collect(),
                    county: next()? == "c",
                    above: next()?,
                    province,
                });
            }
        }
        Some(list)
    }

    /// The province that a place is in, by the place's id or name.
    pub fn holding(&self, place: &str) -> Option<&Listed> {
        let id = self.spots.iter().find(|it| it.id == place);
        let named = || self.spots.iter().find(|it| it.name == place);
        self.provinces.get(id.or_else(named)?.province)
    }

    /// The province of an id.
    pub fn of(&self, id: &str) -> Option<&Listed> {
        self.provinces.iter().find(|it| it.id == id)
    }
}
