//! Writes the made-up provinces below a folder: `cargo run -p mingbai-tests --example china -- DIR`.
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let to = env::args().nth(1);
    let to = to.ok_or_else(|| io::Error::other("写到哪个文件夹？"))?;
    for (path, text) in mingbai_tests::china::china() {
        let path = Path::new(&to).join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        fs::write(path, text)?;
    }
    Ok(())
}
