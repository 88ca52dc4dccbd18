//! What a page decides without a browser: addresses, which question comes next, what was said in
//! words. Must not know the browser, a screen's markup, arithmetic on money.
pub mod address;
pub mod clerk;
pub mod desk_part;
pub mod door;
pub mod facts;
pub mod flow;
pub mod idle;
pub mod numbers;
pub mod rounds;
pub mod route;
pub mod shown;
pub mod standings;
pub mod text;
pub mod told;
pub mod world;
pub mod yes_no;
