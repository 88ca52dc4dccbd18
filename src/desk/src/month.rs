//! 一个月一起算: a table of visits in, the same table with the results out, and a summary.
use crate::state::{State, unread_text};
use crate::worker::{News, Running, start};
use mingbai_batch::{Defaults, Paid};
use mingbai_interview::clerk::read;
use mingbai_interview::clerk::slot::Slot;
use mingbai_platform::files::{File, Pieces};
use mingbai_platform::{Bytes, inputs, spawn};
use mingbai_ui::choices::{Pressed, pressed};
use yew::prelude::*;

const FILE: &str = "month-file";
const TEXT: &str = "month-text";

/// How far it is.
#[derive(Clone, PartialEq, Default)]
enum Stand {
    #[default]
    Nothing,
    At(u32, u32),
    Stopped(u32),
    Wrong(String),
    Done(Vec<String>, u32),
}

/// The table that was given: the last thing done counts.
#[derive(Clone, PartialEq, Default)]
struct Given {
    file: Option<File>,
    /// Something stands in the field for rows.
    rows: bool,
    /// It was put there after the file was chosen.
    rows_last: bool,
}

impl Given {
    /// The file, where it is what counts.
    fn used_file(&self) -> Option<&File> {
        self.file
            .as_ref()
            .filter(|_| !(self.rows && self.rows_last))
    }

    /// Which of both is used, in one sentence.
    fn says(&self) -> String {
        match (&self.file, self.used_file(), self.rows) {
            (None, _, false) => String::new(),
            (None, _, true) => "用贴上的行。".to_owned(),
            (Some(file), Some(_), false) => format!("用文件“{}”。", file.name()),
            (Some(file), Some(_), true) => format!("用文件“{}”，不用贴上的行。", file.name()),
            (Some(file), None, _) => format!("用贴上的行，不用文件“{}”。", file.name()),
        }
    }
}

/// What the part needs.
#[derive(Properties, PartialEq)]
pub struct MonthProps {
    /// What is set for the window holds for rows that do not say.
    pub state: UseReducerHandle<State>,
    /// It is the part on the screen; a table at work goes on unseen.
    pub shown: bool,
    /// Hears what a wipe would take.
    pub holds: Callback<Holds>,
}

/// What a month holds that a wipe would take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Holds {
    /// Nothing that was reckoned, or it was handed on to be saved.
    #[default]
    Nothing,
    /// A table at work.
    Work,
    /// A result that was not saved yet.
    Result,
}

/// Whether a table was chosen or pasted.
pub fn given() -> bool {
    inputs::chosen_file(FILE).is_some() || !inputs::standing_area(TEXT).trim().is_empty()
}

/// The part.
#[component]
pub fn Month(props: &MonthProps) -> Html {
    let stand = use_state(Stand::default);
    let running = use_mut_ref(|| None::<Running>);
    let parts = use_mut_ref(Pieces::default);
    let name = use_mut_ref(String::new);
    let given = use_state(Given::default);
    let paid = use_state(Paid::default);
    let fixed = &props.state.window.fixed;
    // The same file chosen again is read again: the browser tells of it only where none stands.
    let onclick = Callback::from(|_: MouseEvent| inputs::fill(FILE, ""));
    let onchange = {
        let given = given.clone();
        Callback::from(move |_: Event| {
            if let Some(file) = inputs::chosen_file(FILE) {
                let file = Some(file);
                let rows_last = false;
                given.set(Given {
                    file,
                    rows_last,
                    ..(*given).clone()
                });
            }
        })
    };
    let oninput = {
        let given = given.clone();
        Callback::from(move |event: InputEvent| {
            let rows = !inputs::typed(&event).trim().is_empty();
            let next = Given {
                rows,
                rows_last: rows,
                ..(*given).clone()
            };
            if next != *given {
                given.set(next);
            }
        })
    };
    let choices = Paid::ALL.map(|(it, name)| {
        let (paid, now) = (paid.clone(), *paid == it);
        Pressed::new(name, now, move || paid.set(it))
    });
    let saved = use_state_eq(|| false);
    {
        let holds = match &*stand {
            Stand::At(..) => Holds::Work,
            Stand::Done(..) if !*saved => Holds::Result,
            _ => Holds::Nothing,
        };
        let hears = props.holds.clone();
        use_effect_with(holds, move |holds| hears.emit(*holds));
    }
    let begin = {
        let (given, paid) = (given.clone(), *paid);
        let saved = saved.clone();
        let (stand, running, parts, name) =
            (stand.clone(), running.clone(), parts.clone(), name.clone());
        let state = props.state.clone();
        Callback::from(move |_: MouseEvent| {
            // What is set for the window, not what is typed for a patient.
            let reading = read::read(&state.world, &state.window.fixed);
            let unread = unread_text(&state.world, &reading, &[Slot::Place, Slot::Date]);
            if let Some(unread) = unread {
                return stand.set(Stand::Wrong(format!("窗口设置里{unread}改好再算。")));
            }
            let defaults = Defaults {
                date: Some(
                    reading
                        .visit
                        .as_ref()
                        .map_or(state.world.today, |it| it.date),
                )
                .filter(|_| state.window.fixed.has(Slot::Date)),
                insured_in: reading.visit.as_ref().map(|it| it.insured_in),
                paid,
            };
            running.take();
            saved.set(false);
            parts.replace(Pieces::default());
            let file = given.used_file().cloned();
            let pasted = inputs::standing_area(TEXT);
            if file.is_none() && pasted.trim().is_empty() {
                return stand.set(Stand::Wrong("先选一个文件，或者贴上几行。".to_owned()));
            }
            name.replace(
                file.as_ref()
                    .map_or("month.csv".to_owned(), |file| file.name()),
            );
            stand.set(Stand::At(0, 0));
            let (stand, running, parts) = (stand.clone(), running.clone(), parts.clone());
            let figures = state.window.figures.texts(&state.world);
            let world = state.world.clone();
            spawn(async move {
                let bytes = match file {
                    Some(file) => file.bytes().await,
                    None => Some(Bytes::from(pasted.as_bytes())),
                };
                let Some(bytes) = bytes else {
                    return stand.set(Stand::Wrong("这个文件读不出来。请再选一次。".to_owned()));
                };
                let tell = Callback::from(move |news: News| match news {
                    News::Rows(rows, part) => stand.set(Stand::At(rows, part)),
                    News::Part(bytes) => {
                        parts.borrow().push(&bytes);
                    }
                    News::Done(lines, memory) => stand.set(Stand::Done(lines, memory)),
                    News::Wrong(why) => stand.set(Stand::Wrong(why)),
                });
                running.replace(Some(start(world, bytes, defaults, figures, tell)));
            });
        })
    };
    let stop = {
        let (stand, running, parts) = (stand.clone(), running.clone(), parts.clone());
        Callback::from(move |_: MouseEvent| {
            running.take();
            parts.replace(Pieces::default());
            if let Stand::At(rows, _) = *stand {
                stand.set(Stand::Stopped(rows));
            }
        })
    };
    let save = {
        let (parts, name, saved) = (parts.clone(), name.clone(), saved.clone());
        Callback::from(move |_: MouseEvent| {
            let name = name.borrow();
            let stem = name
                .rsplit_once('.')
                .map_or(name.as_str(), |(stem, _)| stem);
            saved.set(parts.borrow().download(&format!("{stem}-结果.csv")));
        })
    };
    let busy = matches!(*stand, Stand::At(..));
    let told = match &*stand {
        Stand::Nothing => html! {},
        Stand::At(rows, part) => html! {
            <>
                <progress max="1000" value={part.to_string()} aria-label="算到哪里">{ part.to_string() }</progress>
                <p role="status">{ format!("算了 {rows} 行") }</p>
            </>
        },
        Stand::Stopped(rows) => {
            html! { <p role="status">{ format!("停下了，算到第 {rows} 行。结果没有留。") }</p> }
        }
        Stand::Wrong(why) => html! { <p class="wrong" role="alert">{ why }</p> },
        Stand::Done(lines, memory) => html! {
            <section data-memory={memory.to_string()}>
                <h2>{ "算好了" }</h2>
                <ul class="notes">{ for lines.iter().enumerate().map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul>
                <button type="button" class="go" onclick={save}>{ "存下结果" }</button>
                if *saved { <p class="says" role="status">{ "已经交给浏览器存。没看到文件，再点一次，或换一个浏览器。" }</p> }
                <p class="quiet">{ format!("原来的列都在，结果在后面。用了 {memory} MB 内存。") }</p>
            </section>
        },
    };
    let place = fixed.text(Slot::Place);
    let rest = match (place, fixed.text(Slot::Date)) {
        ("", _) => "每行要写日期和参保地。窗口设置里定好的，可以不写。".to_owned(),
        (place, "") => format!("没写参保地的行，按{place}算。"),
        (place, date) => format!("没写的行，按{place}、{date} 算。"),
    };
    html! {
        <div class="month" hidden={!props.shown}>
            <p>{ "一行一次就诊，第一行写每列是什么。都在这台电脑上算，不上传。" }</p>
            <p>{ rest }</p>
            { for figures_text(&props.state).into_iter().map(|it| html! { <p key={it}>{ it }</p> }) }
            <details class="more">
                <summary>{ "列可以怎么写" }</summary>
                <ul class="notes">
                    <li>{ "写结算接口的字段名，或者中文名，都行。" }</li>
                    <li>{ "要有：总费用，或 medfee_sumamt。" }</li>
                    <li>{ "可以有：日期、参保地、险种、医院、等级、级别、就医地、转诊。" }</li>
                    <li>{ "还可以有：医疗类别、病种、人群、性别、年龄、参保、缴费、档次。" }</li>
                    <li>{ "钱：政策范围内，或全自费、超限价、先行自付三列。" }</li>
                    <li>{ "今年前面的：本年政策范围内自付，本年基本医保这样的列。" }</li>
                    <li>{ "付款的列：医疗救助、hifp_pay 这样的。怎么用，在下面选。" }</li>
                    <li>{ "合计、小计、制表人这样的行不算，算完会写明。" }</li>
                    <li>{ "当地的数：local.惠民保.share 这样的列。" }</li>
                    <li>{ "别的列原样留着。" }</li>
                </ul>
            </details>
            <div class="field">
                <label for={FILE}>{ "选一个 CSV 文件" }</label>
                <input id={FILE} type="file" accept=".csv,.txt,.tsv,.json,.jsonl,.xls,.xlsx,text/csv" {onclick} {onchange} />
            </div>
            <div class="field">
                <label for={TEXT}>{ "或者把表里的行贴在这里，带上第一行" }</label>
                <textarea id={TEXT} rows="4" spellcheck="false" {oninput} />
            </div>
            <p class="source" role="status">{ given.says() }</p>
            <section class="paid-columns">
                <h2>{ "医疗救助这样的付款列，怎么用" }</h2>
                { pressed(choices.into()) }
                <p class="quiet">{ match *paid {
                    Paid::Unsaid => "没选就不用，各道付多少重新算。",
                    Paid::Unused => "各道付多少重新算。",
                    Paid::Taken => "有数的行当作已经付了。写 0 就是付了 0。",
                    Paid::Held => "重新算，和表里不同的添一列写出来。",
                } }</p>
            </section>
            <div class="desk-acts">
                if busy {
                    <button key="stop" type="button" class="tool" onclick={stop}>{ "停下" }</button>
                } else {
                    <button key="go" type="button" class="go" onclick={begin}>{ "开始算" }</button>
                }
            </div>
            { told }
        </div>
    }
}

/// Whether the window's own figures go in.
fn figures_text(state: &State) -> Vec<&'static str> {
    let figures = &state.window.figures;
    let mut said = Vec::new();
    if figures.any(true) {
        said.push("本窗口填写的数，在它们管的就诊里也用上。");
    }
    if figures.any(false) {
        said.push("有填写的数没有说管什么，先不用。到“本窗口填写”里补上。");
    }
    said
}
