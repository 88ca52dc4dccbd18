//! Reads a year of visits (一年的账), a JSON list. Must not know what the year comes to.
use crate::error::InputError;
use crate::read::{MAX_BYTES, read};
use mingbai_engine::Visit;
use mingbai_policy::Tables;
use serde_json::Value;

/// The most visits in one year.
const MOST: usize = 366;

/// Reads a list of visits, in the order they were settled.
pub fn read_ledger(tables: &Tables, bytes: &[u8]) -> Result<Vec<Visit>, InputError> {
    let whole = |message: &str| InputError::new("$", message);
    if bytes.len() > MAX_BYTES {
        return Err(whole("内容太长，一次最多 1 MB。"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let visits = match serde_json::from_slice(bytes) {
        Ok(Value::Array(visits)) => visits,
        Ok(_) => return Err(whole("这里要的是一个列表（方括号），里面是一次次就诊。")),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let message = format!("第 {line} 行第 {column} 个字节不合 JSON 的写法。");
            return Err(InputError::new("$", message));
        }
    };
    if visits.is_empty() || visits.len() > MOST {
        return Err(whole("请写 1 到 366 次就诊。"));
    }
    let each = visits.iter().enumerate().map(|(at, visit)| {
        read(tables, visit.to_string().as_bytes()).map_err(|error| {
            let field = match error.field.as_str() {
                "$" => format!("[{at}]"),
                field => format!("[{at}].{field}"),
            };
            InputError::new(field, error.message)
        })
    });
    each.collect()
}
