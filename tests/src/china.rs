//! All of China, made up (全国，编造的): 31 provinces, 348 pools (统筹地区), ten years of tables
//! each, as TOML files. Only the size is realistic: every name and figure is invented, says so, and
//! is never shipped. Must not know a shipped place.
use crate::rng::Rng;
use std::fmt::Write as _;

/// The number of provinces.
pub const PROVINCES: usize = 31;
/// The number of pools: the prefectures, and four provinces that are one pool each.
pub const POOLS: usize = 348;
/// The years that have tables.
pub const YEARS: std::ops::RangeInclusive<u16> = 2017..=2026;

/// The number of provinces that are one pool, like the four municipalities.
const ALONE: usize = 4;

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// A poem of the sixth century that repeats no character: each names a made-up place.
const POEM: &str = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜\
金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳\
推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩一体率宾归王鸣凤在竹白驹食场\
化被草木赖及万方盖此身四大五常恭惟鞠养岂敢毁伤女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使\
可覆器欲难量墨悲丝染诗赞羔羊景行维贤克念作圣德建名立形端表正空谷传声虚堂习听祸因恶积福缘善庆尺璧非宝\
寸阴是竞资父事君曰严与敬孝当竭力忠则尽命临深履薄夙兴温似兰斯馨如松之盛川流不息渊澄取映容止若思言辞安定\
笃初诚美慎终宜令荣业所基籍甚无学优登仕摄职从政存以甘棠去而益咏乐殊贵贱礼别尊卑上和下睦夫唱妇随外受傅训\
入奉母仪诸姑伯叔犹比儿孔怀兄弟同气连枝交友投分切磨箴规仁慈隐恻造次弗离节义廉退颠沛匪亏性静情逸心动神疲\
守真志满逐物意移坚持雅操好爵自縻都邑华夏东西二京背邙面洛浮渭据泾宫殿盘郁楼观飞惊图写禽兽画彩仙灵";

/// Diseases of the built-in vocabulary.
const DISEASES: &[&str] = &[
    "食管癌",
    "胃癌",
    "结肠癌",
    "直肠癌",
    "肝癌",
    "肺癌",
    "乳腺癌",
    "宫颈癌",
    "卵巢癌",
    "肾癌",
    "膀胱癌",
    "骨肉瘤",
    "神经母细胞瘤",
    "淋巴瘤",
    "终末期肾病",
    "严重精神障碍",
    "1型糖尿病",
    "甲状腺功能亢进",
    "苯丙酮尿症",
    "尿道下裂",
    "唇腭裂",
    "白内障",
    "地中海贫血",
    "血友病",
    "急性心肌梗死",
    "脑梗死",
    "风湿性心脏病",
    "尘肺",
    "强直性脊柱炎",
    "耐多药结核病",
    "再生障碍性贫血",
    "系统性红斑狼疮",
    "重症肌无力",
    "阿尔茨海默病",
    "类风湿关节炎",
    "冠心病",
];

/// A file: its path below the folder of provinces, and its text.
pub type File = (String, String);

/// A made-up pool.
struct Pool {
    id: String,
    name: String,
    above: String,
}

/// Returns the files of every province; a path begins with the province's id.
pub fn china() -> Vec<File> {
    let mut rng = Rng::new(348);
    let mut characters = POEM.chars();
    let mut files = Vec::new();
    for at in 0..PROVINCES {
        files.extend(province(at, &mut characters, &mut rng));
    }
    files
}

/// Returns the id of a province.
pub fn id(at: usize) -> String {
    format!("made-{:02}", at + 1)
}

/// Returns the name of a province: 甲子, 乙丑 …, the names of years in the sexagenary cycle.
pub fn name(at: usize) -> String {
    let of = |all: &str| all.chars().cycle().nth(at);
    let both: String = of(STEMS).into_iter().chain(of(BRANCHES)).collect();
    format!("{both}{}", if at < ALONE { "市" } else { "省" })
}

/// Returns the number of pools in a province: 1, or from 5 to 21.
fn size(at: usize) -> usize {
    if at < ALONE {
        return 1;
    }
    let rest = POOLS - ALONE;
    let provinces = PROVINCES - ALONE;
    // Sizes rise evenly from province to province, and sum to exactly all pools.
    let upto = |n: usize| 5 * n + (rest - 5 * provinces) * n * n / (provinces * provinces);
    upto(at - ALONE + 1) - upto(at - ALONE)
}

fn province(at: usize, characters: &mut std::str::Chars<'_>, rng: &mut Rng) -> Vec<File> {
    let (id, name) = (id(at), name(at));
    let mut place = String::new();
    let mut pools = Vec::new();
    let _ = write!(
        place,
        "# 为测试编造，没有这个地方。\n[[region]]\nid = \"{id}\"\nname = \"{name}\"\nlevel = \"province\"\nparent = \"全国\"\n"
    );
    if at < ALONE {
        let pool = Pool {
            id: id.clone(),
            name: name.clone(),
            above: name.clone(),
        };
        pools.push(pool);
    } else {
        for number in 1..=size(at) {
            let pool = Pool {
                id: format!("{id}-{number:02}"),
                name: format!("{}某市", characters.next().unwrap_or('某')),
                above: name.clone(),
            };
            let _ = write!(
                place,
                "\n[[region]]\nid = \"{}\"\nname = \"{}\"\nlevel = \"prefecture\"\nparent = \"{}\"\n",
                pool.id, pool.name, pool.above
            );
            pools.push(pool);
        }
    }
    // Every third province has a layer of its own (惠民保险).
    let own = at.is_multiple_of(3).then(|| format!("{name}惠民保险"));
    if let Some(own) = &own {
        let _ = write!(
            place,
            "\n[[layer_name]]\nid = \"{id}-own\"\nname = \"{own}\"\n"
        );
    }
    for pool in &pools {
        for (kind, grade, tier) in [
            ("第一", "tertiary", "city"),
            ("第二", "secondary", "county"),
        ] {
            let _ = write!(
                place,
                "\n[[hospital]]\nid = \"{}-{tier}\"\nname = \"{}{kind}人民医院\"\nregion = \"{}\"\ngrade = \"{grade}\"\ntier = \"{tier}\"\n",
                pool.id, pool.name, pool.name
            );
        }
    }
    let mut files = vec![(format!("{id}/place.toml"), place)];
    if let Some(pool) = pools.first() {
        files.push((format!("{id}/hospital.toml"), hospital(&id, pool)));
    }
    for pool in &pools {
        let mut figures = Figures::new(rng);
        for year in YEARS {
            let text = table(pool, year, &figures, own.as_deref(), rng);
            files.push((format!("{id}/{}/{year}.toml", pool.id), text));
            if year == 2024 {
                let text = case(pool, &figures);
                files.push((format!("{id}/{}/cases.toml", pool.id), text));
            }
            figures.next(rng);
        }
    }
    files
}

/// The figures of a pool in one year; most stay as in the year before.
struct Figures {
    /// In yuan, by grade, the lowest first.
    deductibles: [i64; 3],
    /// In hundredths, by grade, the lowest first.
    shares: [i64; 3],
    cap: i64,
    large: i64,
    large_share: i64,
    aid: i64,
    named: usize,
}

impl Figures {
    fn new(rng: &mut Rng) -> Figures {
        let first = rng.within(1, 3) * 100;
        let best = rng.within(80, 92);
        Figures {
            deductibles: [
                first,
                first + rng.within(1, 4) * 100,
                first + rng.within(5, 12) * 100,
            ],
            shares: [best, best - rng.within(3, 10), best - rng.within(12, 25)],
            cap: rng.within(8, 25) * 10_000,
            large: rng.within(8, 18) * 1_000,
            large_share: rng.within(50, 60),
            aid: rng.within(50, 70),
            named: rng.within(21, DISEASES.len() as i64) as usize,
        }
    }

    fn next(&mut self, rng: &mut Rng) {
        for share in &mut self.shares {
            *share = (*share + rng.within(-1, 1)).min(95);
        }
        self.cap += rng.within(0, 3) * 10_000;
        self.large += rng.within(-5, 10) * 100;
        self.named = (self.named + rng.below(3)).min(DISEASES.len());
    }
}

fn table(pool: &Pool, year: u16, it: &Figures, own: Option<&str>, rng: &mut Rng) -> String {
    let Pool { id, name, above } = pool;
    let source = format!("{id}-{year}-page");
    let cite = |at: &str| format!("cite = {{ source = \"{source}\", at = \"{at}\" }}\n");
    let telephone = rng.within(2_000_000, 8_999_999);
    let mut out = format!(
        "# 为测试编造，没有这个地方。\n[table]\nid = \"{id}-{year}\"\nname = \"{name} {year} 年居民医保（编造）\"\nplace = \"{name}\"\nfrom = \"{year}-01-01\"\nuntil = \"{year}-12-31\"\nchecked = \"unknown\"\nblanks = [\"普通门诊的比例\", \"外省医院怎么报\"]\n\n\
         [[source]]\nid = \"{source}\"\ntitle = \"{above}{name} {year} 年城乡居民医疗保险待遇（为测试编造）\"\nissuer = \"{name}医疗保障局\"\ndate = \"{year}-01-01\"\ngrade = \"reported\"\n\n\
         [[layer]]\nlayer = \"基本医保\"\nwhen = {{ insurance = \"resident\", enrolled = true, premium_paid = true }}\nbase = \"in_scope\"\nfirst_self_pay = \"0%\"\ncap = {}\n{}",
        it.cap,
        cite("第三条")
    );
    for (at, grade) in (0..).zip(["primary", "secondary", "tertiary"]) {
        let _ = write!(
            out,
            "\n[[layer.variant]]\nwhen = {{ care = \"inpatient\", grade = \"{grade}\" }}\ndeductible = {}\nshare = \"{}%\"\n",
            it.deductibles[at], it.shares[at]
        );
    }
    let _ = write!(
        out,
        "\n[[layer]]\nlayer = \"大病保险\"\ndeductible = {}\nshare = \"{}%\"\ncap = {}\ncaveat = \"起付线以上的部分，{name}从次月起按 {} 元算。\"\n{}\
         \n[[layer]]\nlayer = \"医疗救助\"\nwhen = {{ group = [\"低保对象\", \"特困人员\"] }}\nbase = \"in_scope\"\ndeductible = 0\nfirst_self_pay = \"0%\"\nshare = \"{}%\"\ncap = {}\n{}",
        it.large,
        it.large_share,
        it.cap * 2,
        it.large + 200,
        cite("第五条"),
        it.aid,
        it.cap / 4,
        cite("第八条")
    );
    if let Some(own) = own {
        let _ = write!(
            out,
            "\n[[layer]]\nlayer = \"{own}\"\nwhen = {{ group = \"贫困人口\", care = \"inpatient\" }}\nbase = \"all\"\ndeductible = {}\nfirst_self_pay = \"0%\"\nshare = \"30%\"\ncap = 200000\n{}",
            it.large,
            cite("第十条")
        );
    }
    let names: Vec<String> = DISEASES[..it.named]
        .iter()
        .map(|it| format!("\"{it}\""))
        .collect();
    let _ = write!(
        out,
        "\n[[question]]\nid = \"{id}-{year}-fits\"\ntext = \"{name}第一人民医院开了 {year} 年的病情证明吗？\"\nhelp = \"问{name}第一人民医院的医保办\"\n\
         \n[[scheme]]\nid = \"special\"\nname = \"{}种大病专项救治\"\nwhen = {{ group = \"贫困人口\" }}\nbenefit = \"到{name}第一人民医院看，先治疗后付费；医保局 {telephone} 登记。\"\ndesignated = [\"{name}第一人民医院\"]\ndiseases = {{ declared = {}, unit = \"kind\", complete = true, names = [{}] }}\n{}\
         \n[[scheme]]\nid = \"chronic\"\nname = \"{name}门诊慢性病补助\"\nwhen = {{ answer = \"{id}-{year}-fits\" }}\nbenefit = \"一年最多补 {} 元，先办慢性病手册。\"\ndiseases = {{ declared = 5, unit = \"kind\", complete = false, names = [\"高血压\", \"2型糖尿病\", \"冠心病\"] }}\n{}",
        it.named,
        it.named,
        names.join(", "),
        cite("附件一"),
        it.aid * 40,
        cite("附件二")
    );
    let _ = write!(
        out,
        "\n[[procedure]]\nid = \"refer\"\nname = \"转诊\"\nkind = \"referral\"\ntext = \"先去{name}第二人民医院，由它转到第一人民医院。\"\n{}\
         \n[[procedure]]\nid = \"claim\"\nname = \"回来再报\"\nkind = \"claim\"\ntext = \"外地看的，{} 年 3 月以前到{name}医保局报，电话 {telephone}。\"\n{}",
        cite("第十二条"),
        year + 1,
        cite("第十五条")
    );
    out
}

fn hospital(id: &str, pool: &Pool) -> String {
    format!(
        "# 为测试编造，没有这家医院。\n[table]\nid = \"{id}-hospital\"\nname = \"{0}第一人民医院的减免（编造）\"\nhospital = \"{0}第一人民医院\"\nfrom = \"2017-01-01\"\nchecked = \"unknown\"\n\n\
         [[source]]\nid = \"{id}-hospital-page\"\ntitle = \"{0}第一人民医院通知（为测试编造）\"\nissuer = \"unknown\"\ndate = \"2017-01-01\"\ngrade = \"reported\"\n\n\
         [[waiver]]\nid = \"two-free\"\nname = \"两免\"\nwhen = {{ group = \"贫困人口\", care = \"inpatient\" }}\nitems = {{ declared = 2, complete = true, names = [\"注射费\", \"换药费\"] }}\nshare = \"100%\"\nby_hospital = true\ncite = {{ source = \"{id}-hospital-page\", at = \"第一条\" }}\n",
        pool.name
    )
}

/// Writes a worked case: a bill of 10,000 yuan in a hospital of the third grade.
fn case(pool: &Pool, it: &Figures) -> String {
    let pays = (10_000 - it.deductibles[2]) * it.shares[2] / 100;
    format!(
        "[[case]]\nname = \"{0}：三级医院住院一万\"\n[case.visit]\ndate = \"2024-06-01\"\ninsured_in = \"{0}\"\ncare = \"inpatient\"\ngrade = \"tertiary\"\nplace = \"same_prefecture\"\nenrolled = true\npremium_paid = true\n[case.visit.bill]\ntotal = \"10000\"\nin_scope = \"10000\"\n[case.expect]\nlayers = [ {{ name = \"基本医保\", estimate = {{ low = \"{pays}.00\", high = \"{pays}.00\" }} }} ]\n",
        pool.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_348_pools_of_different_names_and_ten_years_of_each() {
        let pools: usize = (0..PROVINCES).map(size).sum();
        assert_eq!(pools, POOLS);
        let characters: BTreeSet<char> = POEM.chars().take(POOLS).collect();
        assert_eq!(characters.len(), POOLS);
        let names: BTreeSet<String> = (0..PROVINCES).map(name).collect();
        assert_eq!(names.len(), PROVINCES);
        let years = |path: &str| path.ends_with("/2017.toml") || path.ends_with("/2026.toml");
        let files = china();
        assert_eq!(
            files.iter().filter(|(path, _)| years(path)).count(),
            2 * POOLS
        );
        assert_eq!(files, china());
    }
}
