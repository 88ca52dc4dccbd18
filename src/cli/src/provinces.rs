//! Provinces (省) outside the built-in tables: one folder each, checked together with the built-in
//! ones, cut out and packed into the files that the page fetches. Must not know the page.
use crate::cases;
use mingbai_policy::author::{Authored, read_folders};
use mingbai_policy::province::{Province, cut};
use mingbai_policy::vocabulary::{Level, Region};
use mingbai_policy::{Tables, pack};
use mingbai_tables::spell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A province, packed.
struct PackedProvince {
    province: Province,
    bytes: Vec<u8>,
}

/// All provinces, checked, in the order of their folders.
pub struct Provinces {
    base: Tables,
    all: Vec<PackedProvince>,
    cases: usize,
}

/// Reads every folder of `dir` together with `base`.
///
/// # Errors
///
/// Every problem of every province, at once.
pub fn read(base: &Path, dir: &Path) -> Result<Provinces, String> {
    let built_in = read_folders(&[base]).map_err(|problems| problems.graphical())?;
    let mut wrong = String::new();
    let (mut all, mut cases) = (Vec::new(), 0);
    for folder in folders(dir)? {
        match check_province(&built_in, base, &folder) {
            Ok((packed, count)) => {
                all.push(packed);
                cases += count;
            }
            Err(why) => wrong.push_str(&why),
        }
    }
    wrong.extend(together(&built_in.tables, &all).err());
    if wrong.is_empty() {
        let base = built_in.tables;
        Ok(Provinces { base, all, cases })
    } else {
        Err(wrong)
    }
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error| format!("文件夹 {} 读不出来：{error}\n", dir.display());
    let entries = fs::read_dir(dir).map_err(unreadable)?;
    let mut all: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    all.sort();
    match all.is_empty() {
        true => Err(format!(
            "{} 里没有文件夹：一个省要一个文件夹\n",
            dir.display()
        )),
        false => Ok(all),
    }
}

/// Checks one province against the built-in tables and runs its worked cases on the packed bytes.
fn check_province(
    built_in: &Authored,
    base: &Path,
    folder: &Path,
) -> Result<(PackedProvince, usize), String> {
    let whole = read_folders(&[base, folder]).map_err(|problems| problems.graphical())?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.chars().all(sound) {
        return Err(format!(
            "文件夹“{name}”的名字会写进网址，请只用小写字母、数字和 -\n"
        ));
    }
    let told = |why: String| format!("{name}：{why}\n");
    let readings = |vocabulary: &_| spell::lines(vocabulary, "");
    let province = cut(&built_in.tables, &whole.tables, &name, readings).map_err(|all| {
        all.iter()
            .map(|why| told(why.to_string()))
            .collect::<String>()
    })?;
    let bytes = pack::encode_province(&province).map_err(|error| told(error.to_string()))?;
    let (read, mark) = pack::decode_province(&bytes).map_err(|error| told(error.to_string()))?;
    let tables = built_in.tables.with(read.clone(), mark);
    let tables = tables.map_err(|error| told(error.to_string()))?;
    let own: Vec<_> = whole
        .cases
        .iter()
        .filter(|case| !is_built_in(built_in, case))
        .collect();
    let wrong: String = own
        .iter()
        .filter_map(|case| {
            let why = cases::run(&tables, case).err()?;
            Some(told(format!(
                "算例不符：{}（{}）{why}",
                case.name, case.file
            )))
        })
        .collect();
    if wrong.is_empty() {
        let province = read;
        Ok((PackedProvince { province, bytes }, own.len()))
    } else {
        Err(wrong)
    }
}

fn is_built_in(built_in: &Authored, case: &mingbai_policy::author::Case) -> bool {
    built_in
        .cases
        .iter()
        .any(|it| it.name == case.name && it.visit == case.visit)
}

/// Refuses an id or a layer's name that two provinces give.
fn together(base: &Tables, all: &[PackedProvince]) -> Result<(), String> {
    let mut tables = base.clone();
    for (at, PackedProvince { province, .. }) in (0..).zip(all) {
        tables = tables
            .with(province.clone(), at)
            .map_err(|error| format!("{}：{error}各省的代号不能一样\n", province.id))?;
    }
    // Links hold layers by name, so names must be unique too.
    let mut names = BTreeSet::new();
    for layer in &tables.vocabulary.layers {
        for name in layer.name.aliases.iter().chain([&layer.name.name]) {
            if !names.insert(name) {
                return Err(format!("保障线“{name}”有两个省写了，请改名\n"));
            }
        }
    }
    Ok(())
}

impl Provinces {
    /// Returns a sentence with the counts.
    pub fn summary(&self) -> String {
        let tables: usize = self.all.iter().map(|it| it.province.tables.len()).sum();
        format!(
            "没有问题：{} 个省，{} 个地方，{tables} 张政策表，{} 个算例。\n",
            self.all.len(),
            self.all
                .iter()
                .map(|it| it.province.regions.len())
                .sum::<usize>(),
            self.cases
        )
    }

    /// Writes `province-<id>.bin` for each province, and `places.txt`, the names to search by.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn write(&self, out: &Path) -> std::io::Result<()> {
        fs::create_dir_all(out)?;
        for PackedProvince { province, bytes } in &self.all {
            fs::write(out.join(format!("province-{}.bin", province.id)), bytes)?;
        }
        fs::write(out.join("places.txt"), self.places())
    }

    /// Returns the text of `places.txt`: a line `>id name` for each province, below it one line for
    /// each place (id, name, aliases, level, id of the parent); after a line `=` the pronunciations.
    fn places(&self) -> String {
        let mut text = String::new();
        let mut all = mingbai_policy::Vocabulary::default();
        for PackedProvince { province, .. } in &self.all {
            text.push_str(&format!(">{}\t{}\n", province.id, province.name));
            for region in &province.regions {
                text.push_str(&line(&self.base, province, region));
                all.regions.push(region.clone());
            }
        }
        text.push_str("=\n");
        text.push_str(&spell::lines(&all, ""));
        text
    }
}

fn line(base: &Tables, province: &Province, region: &Region) -> String {
    let taken = &province.taken.regions;
    let above = region.parent.map(|it| it.index()).and_then(|at| {
        let own = || Some(&province.regions.get(at - taken.len())?.name.id);
        taken.get(at).or_else(own)
    });
    // The only place above a province is the nation.
    let nation = |id: &&String| {
        let mut regions = base.vocabulary.regions.iter();
        !regions.any(|it| it.name.id == **id && it.level == Level::Nation)
    };
    let level = match region.level {
        Level::County => "c",
        Level::Prefecture => "p",
        _ => "",
    };
    let above = above.filter(nation).map_or("", String::as_str);
    let name = &region.name;
    format!(
        "{}\t{}\t{}\t{level}\t{above}\n",
        name.id,
        name.name,
        name.aliases.join(",")
    )
}
