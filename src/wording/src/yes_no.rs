//! Words of each yes/no fact: as a question, as a condition, as an answer. Must not know a visit.
use mingbai_policy::YesNo;

/// The words of a fact.
pub(crate) struct FactWords {
    /// The question, as a person is asked it.
    pub question: &'static str,
    /// The help: where the answer can be found.
    pub help: &'static str,
    /// The open fact as a phrase inside a sentence: 有没有转诊.
    pub name: &'static str,
    /// The answers, as buttons say them: yes, no.
    pub answers: [&'static str; 2],
    /// The fact as a condition: that the fact holds, that the fact does not hold.
    pub phrases: [&'static str; 2],
}

/// Returns the words of a fact.
pub(crate) const fn fact_words(fact: YesNo) -> FactWords {
    match fact {
        YesNo::Referred => FactWords {
            question: "办了转诊手续吗？",
            help: "转诊是原来的医院开单子，和自己登记的备案是两回事。开过转诊单，就是办了。",
            name: "有没有转诊",
            answers: ["办了", "没办"],
            phrases: ["办了转诊", "没有转诊"],
        },
        YesNo::Enrolled => FactWords {
            question: "参加了城乡居民医保吗？",
            help: "多叫城乡居民医保，也有人还叫新农合。可以打 12393 查。",
            name: "有没有参保",
            answers: ["参加了", "没参加"],
            phrases: ["已参保", "没有参保"],
        },
        YesNo::PremiumPaid => FactWords {
            question: "保费交了吗，待遇生效了吗？",
            help: "看缴费记录。晚交的要过等待期才能报。",
            name: "有没有缴费",
            answers: ["交了，已生效", "没交，或没生效"],
            phrases: ["正常缴费", "没有正常缴费"],
        },
        YesNo::LiableThirdParty => FactWords {
            question: "有没有别人该赔这笔钱？",
            help: "比如车祸有对方责任，或者是工伤。",
            name: "别人该赔",
            answers: ["有", "没有"],
            phrases: ["有别人该赔", "没有别人该赔"],
        },
        YesNo::Retired => FactWords {
            question: "退休了吗？",
            help: "办了退休手续、在领养老金的职工，就是退休了。",
            name: "有没有退休",
            answers: ["退休了", "没退休"],
            phrases: ["已退休", "没有退休"],
        },
        YesNo::EmergencyAdmission => FactWords {
            question: "是从急诊住进去的吗？",
            help: "先看急诊、再转去住院的，就是。病案首页的“入院途径”写着。",
            name: "是不是急诊入院",
            answers: ["是急诊住进去的", "不是急诊住进去的"],
            phrases: ["急诊入院", "不是急诊入院"],
        },
        YesNo::Transferred => FactWords {
            question: "是从别的医院转过来接着住的吗？",
            help: "那边一出院就转来这家住院，治的是同一场病。出院记录上写着转院。",
            name: "是不是转院来的",
            answers: ["是转院来的", "不是转院来的"],
            phrases: ["转院来的", "不是转院来的"],
        },
    }
}
