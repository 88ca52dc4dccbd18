//! A cache in bounded memory. Must not know its keys or values.
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A cache in two halves: when the new half is full, it replaces the old one.
pub struct Memo<V> {
    new: HashMap<Vec<u8>, V>,
    old: HashMap<Vec<u8>, V>,
    most: usize,
}

impl<V> Memo<V> {
    /// Makes a cache of at most twice `most` entries.
    pub fn new(most: usize) -> Memo<V> {
        Memo {
            new: HashMap::new(),
            old: HashMap::new(),
            most,
        }
    }

    /// Returns the value of a key, computed by `make` on a miss.
    pub fn get<E>(&mut self, key: &[u8], make: impl FnOnce() -> Result<V, E>) -> Result<&mut V, E> {
        if self.new.len() >= self.most && !self.new.contains_key(key) {
            self.old = std::mem::take(&mut self.new);
        }
        match self.new.entry(key.to_vec()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let value = match self.old.remove(key) {
                    Some(value) => value,
                    None => make()?,
                };
                Ok(entry.insert(value))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_is_made_anew() {
        let mut made = 0;
        let mut memo = Memo::new(2);
        for key in [b"a", b"a", b"b", b"c", b"a", b"d", b"a"] {
            let value = memo.get(key, || -> Result<_, ()> {
                made += 1;
                Ok(key[0])
            });
            assert_eq!(value, Ok(&mut key[0].clone()));
        }
        assert_eq!(made, 4);
    }
}
