//! The national codes of areas (GB/T 2260), as the settlement record's `insu_admdvs` writes them. Must not
//! know the tables.

/// The code of an area, and the id of the place.
const AREAS: &[(&str, &str)] = &[
    ("360000", "jiangxi"),
    ("360400", "jiujiang"),
    ("360402", "lianxi"),
    ("360423", "wuning"),
    ("360424", "xiushui"),
    ("360426", "dean"),
    ("360428", "duchang"),
    ("360481", "ruichang"),
    ("360900", "yichun"),
    ("360902", "yuanzhou"),
    ("360982", "zhangshu"),
    ("410000", "henan"),
    ("411000", "xuchang"),
    ("411003", "jianan"),
    ("411082", "changge"),
    ("411500", "xinyang"),
    ("411522", "guangshan"),
    ("411525", "gushi"),
    ("411527", "huaibin"),
    ("411528", "xixian"),
    ("500000", "chongqing"),
    ("500241", "xiushan"),
    ("510000", "sichuan"),
    ("510800", "guangyuan"),
    ("510812", "chaotian"),
];

/// Returns the id of the place with this code; codes of streets and villages, which are longer and end in
/// zeros, count as the area's.
pub fn place(code: &str) -> Option<&'static str> {
    let (area, rest) = code.split_at_checked(6)?;
    if !rest.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let known = AREAS.iter().find(|(known, _)| *known == area);
    known.map(|(_, id)| *id)
}

/// Returns the codes and the ids of all places that have one.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    AREAS.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_place() {
        assert_eq!(place("360424"), Some("xiushui"));
        assert_eq!(place("360424000000"), Some("xiushui"));
        for code in ["360425", "36042", "360424001", "修水县"] {
            assert_eq!(place(code), None, "{code}");
        }
    }
}
