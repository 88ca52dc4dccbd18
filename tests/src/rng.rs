//! A small source of random numbers: those that a strategy of proptest chose, then splitmix64 from
//! a seed. A failure repeats with the seed in its message; a failure of [`crate::chance::each`] is
//! shrunk too. Must not know visits or tables.

/// The chosen numbers still to be used, and the state that makes more.
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
    /// The chosen numbers, the next one last; they come before those of the state.
    chosen: Vec<u32>,
}

impl Rng {
    /// Makes a source that gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Rng {
        Rng {
            state: seed,
            chosen: Vec::new(),
        }
    }

    /// Makes a source that gives these numbers first; the numbers after them depend on all of them.
    pub fn choosing(chosen: &[u32]) -> Rng {
        let mut rng = Rng::new(0);
        for number in chosen {
            rng.state = (rng.state ^ u64::from(*number)).wrapping_mul(0x0100_0000_01B3);
        }
        rng.chosen = chosen.iter().rev().copied().collect();
        rng
    }

    /// Returns the seed from which a new source would continue.
    pub fn seed(&self) -> u64 {
        self.state
    }

    /// Returns any 64 bits.
    pub fn bits(&mut self) -> u64 {
        if let Some(number) = self.chosen.pop() {
            return number.into();
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % (end as u64).max(1)) as usize
    }

    /// Returns a number in `low..=high`.
    pub fn within(&mut self, low: i64, high: i64) -> i64 {
        low + (self.bits() % ((high - low).max(0) as u64 + 1)) as i64
    }

    /// Returns true once in `n`; a number shrunk to nothing gives false.
    pub fn one_in(&mut self, n: usize) -> bool {
        let shrinks = !self.chosen.is_empty();
        let at = self.below(n);
        if shrinks { at + 1 == n.max(1) } else { at == 0 }
    }

    /// Returns true every other time.
    pub fn coin(&mut self) -> bool {
        self.one_in(2)
    }

    /// Returns one of these; `None` where there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// Returns one of a list that is never empty.
    pub fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_comes_first_and_what_follows_depends_on_it() {
        let mut rng = Rng::choosing(&[7, 0]);
        assert_eq!((rng.bits(), rng.coin()), (7, false));
        let (mut same, mut other) = (Rng::choosing(&[7, 0]), Rng::choosing(&[7, 1]));
        for _ in 0..2 {
            same.bits();
            other.bits();
        }
        let next = rng.bits();
        assert_eq!(same.bits(), next);
        assert_ne!(other.bits(), next);
    }
}
