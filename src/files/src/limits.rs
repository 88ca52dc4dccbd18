//! The limits of a file that is not read as a stream. Must not know how a file is read.

/// The most bytes of a file.
pub const BYTES: u64 = 128 << 20;
/// The most bytes of a workbook's parts, unpacked.
pub const UNPACKED: u64 = 256 << 20;
/// The most parts of a workbook.
pub const PARTS: usize = 10_000;
/// The most filled cells.
pub const CELLS: usize = 4_000_000;
/// The most bytes of all cells together.
pub const TEXT: usize = 128 << 20;
/// The most columns: as many as Excel has.
pub const COLUMNS: usize = 16_384;
/// How deep JSON may be nested.
pub const DEPTH: usize = 32;

/// Returns the sentence that refuses a file beyond a limit.
pub fn too_large() -> String {
    "这个文件太大了。请分成几个文件，一个一个算。".to_owned()
}
