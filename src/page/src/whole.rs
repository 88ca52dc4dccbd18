//! 没有网也能用: every province's tables kept on this device, for those who go where no line is.
use mingbai_platform::spawn;
use mingbai_ui::provinces::{self, Ended, List, Listed, Lost};
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// How far it is.
#[derive(Clone, PartialEq)]
enum Stage {
    /// Nothing was asked yet.
    Idle,
    /// The list is on its way.
    Names,
    /// So many bytes are here; the province that came last.
    Going(u32),
    /// It ended so.
    Ended(Ended),
}

/// A stop that the work looks at, and that goes with the page.
#[derive(Default)]
struct Stop(Rc<Cell<bool>>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// The section of the settings.
#[component]
pub fn Whole() -> Html {
    let list = use_state(provinces::at_hand);
    let kept = use_state(|| None::<Vec<String>>);
    let stage = use_state(|| Stage::Idle);
    let stop = use_mut_ref(Stop::default);
    let look = {
        let kept = kept.clone();
        Callback::from(move |()| {
            let kept = kept.clone();
            spawn(async move { kept.set(Some(provinces::kept_files().await)) });
        })
    };
    {
        let (list, look) = (list.clone(), look.clone());
        use_effect_with((), move |()| {
            look.emit(());
            spawn(async move { list.set(provinces::list().await.ok()) });
        });
    }
    let begin = {
        let (list, stage, stop, look) = (list.clone(), stage.clone(), stop.clone(), look.clone());
        Callback::from(move |_: MouseEvent| {
            let (list, stage, look) = (list.clone(), stage.clone(), look.clone());
            let stopped = Rc::new(Cell::new(false));
            stop.replace(Stop(Rc::clone(&stopped)));
            stage.set(Stage::Names);
            spawn(async move {
                let ended = match provinces::list().await {
                    Ok(all) => {
                        list.set(Some(Rc::clone(&all)));
                        let here = Cell::new(0);
                        let tell = |it: &Listed| {
                            here.set(here.get() + it.bytes);
                            stage.set(Stage::Going(here.get()));
                        };
                        provinces::keep(&all.provinces, stopped, tell).await
                    }
                    Err(Lost::Line) => Ended::Line,
                    Err(_) => Ended::Full,
                };
                stage.set(Stage::Ended(ended));
                look.emit(());
            });
        })
    };
    let halt = {
        let stop = stop.clone();
        Callback::from(move |_: MouseEvent| stop.borrow().0.set(true))
    };
    let forget = {
        let (stage, look) = (stage.clone(), look.clone());
        Callback::from(move |_: MouseEvent| {
            let (stage, look) = (stage.clone(), look.clone());
            spawn(async move {
                provinces::forget().await;
                stage.set(Stage::Idle);
                look.emit(());
            });
        })
    };
    let going = matches!(*stage, Stage::Names | Stage::Going(_));
    let counted = list.as_ref().zip(kept.as_ref());
    let counted = counted.map(|(list, kept)| Counted::new(list, kept));
    let some = kept.as_ref().is_some_and(|it| !it.is_empty());
    html! {
        <section class="whole" aria-label="没有网也能用">
            <h2>{ "没有网也能用" }</h2>
            <p>{ "来过一次，这个网站就存在这台设备上。别的省，用到时才取。" }</p>
            { for counted.as_ref().map(|it| html! { <p data-kept={it.kept.to_string()}>{ it.said() }</p> }) }
            if going {
                { bar(&stage, counted.as_ref()) }
                <button type="button" class="tool" onclick={halt}>{ "停下" }</button>
            } else if counted.as_ref().is_none_or(|it| it.kept < it.all) {
                <button type="button" class="tool" onclick={begin}>{ "把全国的政策表都存到这台设备" }</button>
            }
            if some && !going {
                <button type="button" class="tool" onclick={forget}>{ "删掉存的各省政策表" }</button>
            }
            <p class="says" role="status" aria-live="polite">{ match *stage {
                Stage::Ended(ended) => said(ended),
                _ => "",
            } }</p>
        </section>
    }
}

/// What is kept of all.
struct Counted {
    kept: usize,
    all: usize,
    kept_bytes: u32,
    bytes: u32,
}

impl Counted {
    fn new(list: &List, kept: &[String]) -> Counted {
        let there = |it: &&Listed| kept.contains(&it.file);
        let provinces = &list.provinces;
        Counted {
            kept: provinces.iter().filter(there).count(),
            all: provinces.len(),
            kept_bytes: provinces.iter().filter(there).map(|it| it.bytes).sum(),
            bytes: provinces.iter().map(|it| it.bytes).sum(),
        }
    }

    fn said(&self) -> String {
        let thousands = |bytes: u32| bytes.div_ceil(1000);
        let left = thousands(self.bytes.saturating_sub(self.kept_bytes));
        match self.kept {
            kept if kept == self.all => format!("全国别的 {} 个省都存好了。", self.all),
            kept => format!(
                "别的 {} 个省，存了 {kept} 个。其余约 {left} 千字节。",
                self.all
            ),
        }
    }
}

fn bar(stage: &Stage, counted: Option<&Counted>) -> Html {
    let here = match stage {
        Stage::Going(here) => *here,
        _ => 0,
    };
    let all = counted.map_or(1, |it| it.bytes.max(1));
    let part = u64::from(here) * 100 / u64::from(all);
    html! {
        <>
            <progress max={all.to_string()} value={here.to_string()} aria-label="存到哪里">{ format!("{part}%") }</progress>
            <p>{ format!("已经存了 {part}%。") }</p>
        </>
    }
}

fn said(ended: Ended) -> &'static str {
    match ended {
        Ended::All => "都存好了。没有网也能查全国。",
        Ended::Stopped => "停下了。存好的还在，下次接着存。",
        Ended::Line => "没有取全。存好的还在，有网时再点一次，接着存。",
        Ended::Full => "存不进去：地方不够，或者这个浏览器不让存。",
    }
}
