//! A small vocabulary for the tests. Must not know what a test checks.
use mingbai_policy::vocabulary::{
    Disease, DiseaseSet, Group, Hospital, Item, Layer, Level, Name, Region,
};
use mingbai_policy::{
    DiseaseId, GroupId, ItemId, LayerId, Owner, RegionId, Rule, Share, ShareRange, Span, Table,
    TableQuestion, Tables, TopUp, When,
};

fn name(id: &str, name: &str, aliases: &[&str]) -> Name {
    Name {
        id: id.into(),
        name: name.into(),
        aliases: aliases.iter().map(|a| (*a).into()).collect(),
    }
}

fn rule(id: &str, name: &str) -> Rule {
    Rule {
        id: id.into(),
        name: name.into(),
        span: Span::default(),
        when: When::ALWAYS,
        cites: Vec::new(),
        caveat: None,
    }
}

fn region(id: &str, called: &str, aliases: &[&str], level: Level, parent: Option<u16>) -> Region {
    Region {
        name: name(id, called, aliases),
        level,
        parent: parent.map(RegionId),
    }
}

fn group(id: &str, called: &str, aliases: &[&str], implies: &[u16]) -> Group {
    Group {
        name: name(id, called, aliases),
        implies: implies.iter().map(|g| GroupId(*g)).collect(),
    }
}

fn disease(id: &str, called: &str, aliases: &[&str]) -> Disease {
    Disease {
        name: name(id, called, aliases),
        broader: Vec::new(),
        icd: Vec::new(),
    }
}

fn set(id: &str, called: &str, diseases: &[u16], regions: &[u16]) -> DiseaseSet {
    DiseaseSet {
        name: name(id, called, &[]),
        diseases: diseases.iter().map(|d| DiseaseId(*d)).collect(),
        regions: regions.iter().map(|r| RegionId(*r)).collect(),
    }
}

/// Returns tables of two counties, with a hospital, nested groups, names for several diseases, one table.
pub fn tables() -> Tables {
    let mut tables = Tables::default();
    let vocabulary = &mut tables.vocabulary;
    vocabulary.regions = vec![
        region("cn", "全国", &[], Level::Nation, None),
        region("jx", "江西省", &["江西"], Level::Province, Some(0)),
        region("jiujiang", "九江市", &["九江"], Level::Prefecture, Some(1)),
        region("xiushui", "修水县", &["修水"], Level::County, Some(2)),
        region("cq", "重庆市", &["重庆"], Level::Province, Some(0)),
        region(
            "xiushan",
            "秀山县",
            &["秀山土家族苗族自治县"],
            Level::County,
            Some(4),
        ),
    ];
    vocabulary.hospitals = vec![Hospital {
        name: name("jj1", "九江市第一人民医院", &["市一医院"]),
        region: RegionId(2),
        grade: None,
        tier: None,
    }];
    vocabulary.groups = vec![
        group("needy", "城乡贫困人口", &[], &[]),
        group("filed", "建档立卡贫困人口", &["建档立卡"], &[0]),
        group("dibao", "低保对象", &["低保"], &[0]),
    ];
    vocabulary.diseases = vec![
        disease("htn", "高血压", &[]),
        disease("dm", "糖尿病", &[]),
        disease("t1dm", "1型糖尿病", &["I型糖尿病"]),
        disease("leukemia", "白血病", &[]),
        disease("chd", "先天性心脏病", &["先心病"]),
        disease("breast", "乳腺癌", &[]),
        disease("cervix", "宫颈癌", &["子宫颈癌"]),
    ];
    vocabulary.disease_sets = vec![
        set("liangbing", "两病", &[0, 1], &[5]),
        set("ertong-liangbing", "儿童两病", &[3, 4], &[]),
        set("liangai", "两癌", &[5, 6], &[]),
    ];
    vocabulary.items = vec![
        Item {
            name: name("exam", "检查费", &[]),
            broader: None,
        },
        Item {
            name: name("chest-film", "胸片检查费", &["胸片"]),
            broader: Some(ItemId(0)),
        },
        Item {
            name: name("injection", "注射费", &[]),
            broader: None,
        },
    ];
    let layer = |id: &str, called: &str, aliases: &[&str]| Layer {
        name: name(id, called, aliases),
        field: None,
        own: None,
        everyone: id == "basic",
        hospital: false,
    };
    vocabulary.layers = vec![
        layer("basic", "基本医保", &["城乡居民基本医保"]),
        layer("serious", "大病保险", &[]),
        layer("fund", "兜底基金", &[]),
    ];
    vocabulary.plans = vec!["一档".into(), "二档".into()];
    tables.questions = vec![TableQuestion {
        id: "fits-cataract".into(),
        text: "符合吗？".into(),
        help: String::new(),
    }];
    tables.tables = vec![Table {
        id: "xiushan-2020".into(),
        name: "秀山县 2020 年".into(),
        owner: Owner::Region(RegionId(5)),
        span: Span::default(),
        insurance: None,
        checked: None,
        blanks: Vec::new(),
        order: Vec::new(),
        layers: Vec::new(),
        top_ups: vec![TopUp {
            rule: rule("over-20", "超过20%的部分"),
            follows: None,
            payer: LayerId(2),
            above: Share::ZERO,
            base: mingbai_policy::TopUpBase::Total,
            share: ShareRange::UNKNOWN,
        }],
        waivers: Vec::new(),
        schemes: Vec::new(),
        lists: Vec::new(),
        targets: Vec::new(),
        procedures: Vec::new(),
        classes: Vec::new(),
        stay: None,
    }];
    tables
}
