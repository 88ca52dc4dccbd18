//! Members that a browser may lack, looked up by name. web-sys calls what is not there and throws.
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Returns a member of an object, where the object has it.
pub fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(of, &name.into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// Returns a function that an object has.
pub fn function(of: &JsValue, name: &str) -> Option<Function> {
    member(of, name)?.dyn_into().ok()
}

/// Returns the value, unless the browser gave `undefined` or `null` in its place.
pub fn there<T: AsRef<JsValue>>(value: T) -> Option<T> {
    let given = value.as_ref();
    (!given.is_undefined() && !given.is_null()).then_some(value)
}
