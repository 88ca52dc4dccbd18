//! Prints the made-up county and the visits of one seed of the long run.
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::seed;
use mingbai_tests::{case_laws, laws};

fn main() {
    let mut rng = Rng::new(seed());
    if rng.coin() {
        println!("shipped");
        return;
    }
    let tables = made_up_county(&mut rng);
    let homes = Homes::made_up(&tables);
    for _ in 0..20 {
        let lot = &homes.lot;
        let known = homes.known_with_lines(&mut rng);
        if let Err(error) = laws::agrees(lot, &known, &mut rng) {
            println!("KNOWN {known:?}\n{error}");
            println!("{:#?}", tables.tables);
            return;
        }
        let visit = &homes.open(&mut rng, known.clone());
        let asked = laws::Asked::new(lot, visit);
        let all = laws::sound(&asked, &mut rng, 1)
            .and_then(|()| laws::tight(&asked, &mut rng))
            .and_then(|()| {
                if visit.bill.iter().any(|bill| bill.items.len() > 1) {
                    laws::items_commute(&asked)?;
                }
                case_laws::holds(lot, visit, &known, &mut rng)
            });
        if let Err(error) = all {
            println!("OPEN {visit:?}\n{error}");
            println!("{:#?}", tables.tables);
            return;
        }
        if rng.one_in(500) {
            let _ = laws::searched(&asked, &mut rng, 3);
        }
    }
}
