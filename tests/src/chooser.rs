//! Decides what a world leaves open, the same way each time it is asked the same thing.
use crate::rng::Rng;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// How to decide what is not decided yet.
#[derive(Clone, Debug)]
pub enum Mood {
    /// Whatever helps most; conditions hold.
    Generous,
    /// Whatever helps least; conditions do not hold.
    Stingy,
    /// By lot.
    Random(Rng),
}

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// A condition holds, or does not.
    Holds(bool),
    /// A figure: its least, its most, and what is taken.
    Figure(i64, i64, i64),
}

/// Decisions by what they are about.
pub type Decisions = BTreeMap<String, Decision>;

/// Takes unknown figures within their bounds, and open conditions as yes or no.
#[derive(Clone, Debug)]
pub struct Chooser {
    mood: Mood,
    /// What was decided, or given.
    pub made: Decisions,
    /// A figure was open.
    pub figures: bool,
    /// A condition, or what an item is, was open.
    pub conditions: bool,
}

impl Chooser {
    /// Nothing decided yet.
    pub fn new(mood: Mood) -> Chooser {
        Chooser::given(Decisions::new(), mood)
    }

    /// So much decided; the rest by mood.
    pub fn given(made: Decisions, mood: Mood) -> Chooser {
        Chooser {
            mood,
            made,
            figures: false,
            conditions: false,
        }
    }

    fn helps(mood: &mut Mood) -> bool {
        match mood {
            Mood::Generous => true,
            Mood::Stingy => false,
            Mood::Random(rng) => rng.coin(),
        }
    }

    /// A figure between its least and its most: one of these two, unless another was given.
    pub fn figure(
        &mut self,
        key: impl FnOnce() -> String,
        (least, most): (i64, i64),
        more_helps: bool,
    ) -> i64 {
        self.figures = true;
        self.within(key(), (least, most), more_helps)
    }

    /// A payment of which nothing is known but that it is at most this.
    pub fn payment(&mut self, key: impl FnOnce() -> String, most: i64) -> i64 {
        self.conditions = true;
        self.within(key(), (0, most), true)
    }

    fn within(&mut self, key: String, (least, most): (i64, i64), more_helps: bool) -> i64 {
        let taken = match self.made.get(&key) {
            Some(Decision::Figure(0, before, taken)) if taken == before => most,
            Some(Decision::Figure(.., taken)) => (*taken).clamp(least, most),
            _ if Chooser::helps(&mut self.mood) == more_helps => most,
            _ => least,
        };
        self.made.insert(key, Decision::Figure(least, most, taken));
        taken
    }

    /// Whether an open matter is taken as yes.
    pub fn open(&mut self, key: impl FnOnce() -> String) -> bool {
        self.conditions = true;
        let mood = &mut self.mood;
        let made = self
            .made
            .entry(key())
            .or_insert_with(|| Decision::Holds(Chooser::helps(mood)));
        *made == Decision::Holds(true)
    }

    /// Yes and no stand; unknown is decided.
    pub fn decide(&mut self, truth: Truth, key: impl FnOnce() -> String) -> bool {
        match truth {
            Truth::Yes => true,
            Truth::No => false,
            Truth::Unknown => self.open(key),
        }
    }
}
