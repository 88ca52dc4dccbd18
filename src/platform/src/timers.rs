//! Waiting (gloo-timers): for the browser, for a time, for a painted frame; and every wait's end.
use gloo_timers::callback::{Interval, Timeout};
use gloo_timers::future::TimeoutFuture;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Lets the browser do what is pending: input events, painting.
pub async fn rest() {
    wait(0).await;
}

/// Waits for so many milliseconds.
pub async fn wait(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}

/// Returns what `work` gives; none where it gives nothing within so many milliseconds.
pub async fn within<T>(work: impl Future<Output = T>, milliseconds: u32) -> Option<T> {
    let mut work = pin!(work);
    let mut end = TimeoutFuture::new(milliseconds);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(given) => Poll::Ready(Some(given)),
        Poll::Pending => Pin::new(&mut end).poll(context).map(|()| None),
    })
    .await
}

/// Calls back every so many milliseconds until the value is dropped.
#[must_use = "dropped, it stops"]
pub struct Repeating {
    _interval: Interval,
}

/// Calls back every so many milliseconds.
pub fn every(milliseconds: u32, call: impl Fn() + 'static) -> Repeating {
    Repeating {
        _interval: Interval::new(milliseconds, call),
    }
}

/// Calls back once the page has been painted as it is now, and so many milliseconds after.
pub fn after_paint(milliseconds: u32, call: impl FnOnce() + 'static) {
    let painting = Closure::once_into_js(move || {
        // The frame is painted when this returns; a timer waits for that.
        Timeout::new(milliseconds, call).forget();
    });
    // A page in the background is not painted; the call comes when the page is looked at.
    let _ = gloo_utils::window().request_animation_frame(painting.unchecked_ref());
}
