//! What the scripts in `public/` and the program know of each other, by name on the global object;
//! the scripts' side is `public/contract.d.ts`.

/// `opening.js`: has the program draw the page into an element, once nothing can be lost by it.
pub const TAKE: &str = "mingbaiTake";
/// `look.js`: gives the page its look, in words.
pub const LOOK: &str = "mingbaiLook";
/// `boot.js`: where the files of the worker are.
pub const FILES: &str = "mingbaiFiles";
/// Set by the program in a worker, called by `month.js` once the program is there.
pub const MONTH: &str = "mingbaiMonth";
