//! Prints the made-up county and the visit of one seed of the long run that breaks a law.
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::every_law::{BATCH, every_law};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::seed;

fn main() {
    let mut rng = Rng::new(seed());
    let shipped = rng.coin();
    let tables = match shipped {
        true => mingbai_tables::load().expect("shipped tables"),
        false => made_up_county(&mut rng),
    };
    let homes = match shipped {
        true => Homes::shipped(&tables),
        false => Homes::made_up(&tables),
    };
    for _ in 0..BATCH {
        if let Err(broken) = every_law(&homes, &mut rng, shipped) {
            println!("{:?}\n{}", broken.visit, broken.why);
            if !shipped {
                println!("{:#?}", tables.tables);
            }
            return;
        }
    }
    println!("{BATCH} visits hold every law");
}
