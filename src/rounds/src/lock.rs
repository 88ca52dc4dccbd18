//! Locking the households' file with a passphrase, in the words of the file.
use mingbai_households::{ROUNDS, Seal};
use mingbai_platform::crypto::{self, Lock};
pub use mingbai_platform::crypto::{random, there};

/// Returns how the content under a seal is locked; `header` is what stands before it.
fn how<'a>(seal: &'a Seal, header: &'a str) -> Lock<'a> {
    Lock {
        rounds: seal.rounds,
        salt: &seal.salt,
        iv: &seal.iv,
        header: header.as_bytes(),
    }
}

/// Locks a content; none where the browser cannot.
pub async fn lock(passphrase: &str, content: &[u8]) -> Option<(Seal, Vec<u8>)> {
    let seal = Seal {
        rounds: ROUNDS,
        salt: random(16)?,
        iv: random(12)?,
    };
    let header = seal.header();
    let locked = crypto::lock(passphrase, how(&seal, &header), content).await?;
    Some((seal, locked))
}

/// Opens what was locked; none where the passphrase is another.
pub async fn unlock(passphrase: &str, seal: &Seal, locked: &[u8]) -> Option<Vec<u8>> {
    crypto::unlock(passphrase, how(seal, &seal.header()), locked).await
}
