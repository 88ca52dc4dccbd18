//! How long nobody has done anything at the window, and when what was typed goes. Knows no browser:
//! it is told what two clocks say.
//!
//! The clock on the wall can be set, and a machine that sleeps may stop the other one. So the time
//! between two looks is the longer of what the two say, and never less than the steady one's: a
//! wall clock set back holds nothing up. One that jumps ahead, by being set or by a sleep, cannot
//! be told from time that passed; so whatever passes, the warning comes first and stands its whole
//! time by the steady clock.

/// Milliseconds of the two clocks of a browser.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clocks {
    /// Never set; may stop while the machine sleeps.
    pub steady: i64,
    /// Goes on in sleep; may be set.
    pub wall: i64,
}

/// So long the warning stands at most, in milliseconds.
const WARNING: i64 = 60_000;

/// What is to be done at a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// It is to be said that so many seconds are left.
    Warn(i64),
    /// It goes.
    Wipe,
}

/// How long nobody has done anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Idle {
    seen: Clocks,
    passed: i64,
    /// Since when the warning stands, by the steady clock.
    warned: Option<i64>,
}

impl Idle {
    /// Someone did something just now.
    pub fn new(now: Clocks) -> Idle {
        Idle {
            seen: now,
            passed: 0,
            warned: None,
        }
    }

    /// Looks at the clocks; it goes after `most` milliseconds, never for none.
    pub fn look(&mut self, now: Clocks, most: i64) -> Next {
        let steady = (now.steady - self.seen.steady).max(0);
        let wall = now.wall - self.seen.wall;
        self.seen = now;
        self.passed = self.passed.saturating_add(steady.max(wall));
        let warning = WARNING.min(most / 2);
        if most <= 0 || self.passed < most - warning {
            return Next::Nothing;
        }
        let since = *self.warned.get_or_insert(now.steady);
        let left = warning - (now.steady - since);
        if left > 0 {
            Next::Warn((left + 999) / 1_000)
        } else {
            Next::Wipe
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Clocks, Idle, Next};

    const TEN: i64 = 600_000;

    /// Looks at the clocks after each step (seconds of the steady and of the wall clock) and says
    /// what came of it.
    fn check(most: i64, steps: &[(i64, i64, Next)]) {
        let mut now = Clocks {
            steady: 5,
            wall: 1_800_000_000_000,
        };
        let mut idle = Idle::new(now);
        for (at, (steady, wall, next)) in steps.iter().enumerate() {
            now.steady += steady * 1_000;
            now.wall += wall * 1_000;
            assert_eq!(idle.look(now, most), *next, "{at}: {steps:?}");
        }
    }

    #[test]
    fn warns_a_minute_before_and_then_goes() {
        let steps = [
            (539, 539, Next::Nothing),
            (1, 1, Next::Warn(60)),
            (30, 30, Next::Warn(30)),
            (29, 29, Next::Warn(1)),
            (1, 1, Next::Wipe),
        ];
        check(TEN, &steps);
    }

    #[test]
    fn half_of_a_minute_is_warning() {
        check(
            60_000,
            &[
                (29, 29, Next::Nothing),
                (1, 1, Next::Warn(30)),
                (30, 30, Next::Wipe),
            ],
        );
    }

    #[test]
    fn a_clock_set_back_holds_nothing_up() {
        let steps = [
            (300, 300, Next::Nothing),
            (2, -36_000, Next::Nothing),
            (238, 238, Next::Warn(60)),
            (2, -36_000, Next::Warn(58)),
            (58, 58, Next::Wipe),
        ];
        check(TEN, &steps);
    }

    #[test]
    fn a_clock_set_ahead_warns_first() {
        check(
            TEN,
            &[
                (2, 86_400, Next::Warn(60)),
                (2, 86_400, Next::Warn(58)),
                (58, 58, Next::Wipe),
            ],
        );
    }

    #[test]
    fn sleep_counts_whether_the_steady_clock_stops_or_not() {
        check(TEN, &[(0, 30_000, Next::Warn(60)), (60, 60, Next::Wipe)]);
        check(
            TEN,
            &[(30_000, 30_000, Next::Warn(60)), (60, 60, Next::Wipe)],
        );
    }

    #[test]
    fn never_is_never() {
        check(0, &[(30_000, 30_000, Next::Nothing)]);
    }
}
