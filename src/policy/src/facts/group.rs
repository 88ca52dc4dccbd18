//! What facts are about. Knows no fact.

/// What a fact is about, and with which other facts it is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactGroup {
    /// The person (病人): private, and written inside `person` in the JSON of a visit.
    Person,
    /// The person's insurance (参保缴费).
    Cover,
    /// The hospital and the way there (就医): another hospital may change it.
    Hospital,
    /// The person's earlier visits of the calendar year (今年前面的就诊): each visit has its own.
    Year,
    /// Who else owes the bill (他人该赔). No condition of a table turns on it.
    OtherPayer,
}
