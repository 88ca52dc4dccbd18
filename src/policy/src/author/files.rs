//! The files below a folder, with their texts. Must not know what is in them.
use std::fs;
use std::path::{Path, PathBuf};

/// Returns every file and folder below a folder, the folder itself included, sorted.
pub fn paths_below(dir: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter();
    entries
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Pairs of name and text.
pub(super) type Texts = Vec<(String, String)>;

/// Collects the files below a folder, and the messages about unreadable files by position.
pub(super) fn folder(
    dir: &Path,
    name: &Path,
    files: &mut Texts,
    unread: &mut Vec<(usize, String)>,
) {
    let before = files.len();
    let is_table = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
            && path.is_file()
    };
    for path in paths_below(dir).into_iter().filter(is_table) {
        let name = name
            .join(path.strip_prefix(dir).unwrap_or(&path))
            .display()
            .to_string()
            .replace('\\', "/");
        let text = match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                unread.push((
                    files.len(),
                    "文件不是 UTF-8 编码，请另存为 UTF-8".to_string(),
                ));
                String::new()
            }
            Err(error) => {
                unread.push((
                    files.len(),
                    format!("文件读不出来，请检查它在不在、有没有权限（{error}）"),
                ));
                String::new()
            }
        };
        files.push((name, text));
    }
    if files.len() == before {
        files.push((dir.display().to_string(), String::new()));
        let message = if dir.is_dir() {
            "文件夹里没有 .toml 文件，请检查路径"
        } else {
            "没有这个文件夹，请检查路径"
        };
        unread.push((before, message.to_string()));
    }
}
