//! What is amiss with what is kept.
use crate::book;
use crate::saving::Rescue;
use mingbai_interview::address::VISITS;
use mingbai_interview::world::World;
use mingbai_ui::frame::plain;
use mingbai_ui::shelf::Trouble;
use yew::prelude::*;

/// What to know about keeping: refused, full, cleared by the browser, records that cannot be read;
/// and, where the page has none already, a way to take all of it along.
pub fn troubles(world: Option<&World>) -> Html {
    let (trouble, unreadable) = book::with(|book| (book.trouble, book.unreadable));
    let (rescued, unsaved) = book::with(|book| (book.rescued, book.unsaved()));
    let (elsewhere, none) = book::with(|book| (book.wiped_elsewhere, book.houses.is_empty()));
    let said = trouble.map(|it| match it {
        Trouble::Refused => "这个浏览器不让存东西，关掉页面就没有了。走之前请先导出。",
        Trouble::Full => "这台设备存满了，新改的没有存进去。请先导出，再腾点地方。",
        Trouble::Silent => {
            "这台设备存东西的地方一直没有回应，以前记的可能还没打开。新写的先记在这一页，关掉就没有了。走之前请先导出。"
        }
    });
    let read = || Callback::from(|_: MouseEvent| book::read_of_it());
    html! {
        <>
            if let Some(said) = said { <p class="caveat" role="alert">{ said }</p> }
            if rescued > 0 {
                <div class="caveat" role="alert">
                    <p>{ format!("浏览器把存的各户清掉了。这一页里还有 {rescued} 户，{}", if unsaved == 0 { "已经重新存上。" } else { "还没有重新存上。" }) }</p>
                    <p>{ "怕再丢，就导出一份。要是您自己在浏览器里清的，再到“导出、导入、清除”里清一遍。" }</p>
                    <button type="button" class="step" onclick={read()}>{ "知道了" }</button>
                </div>
            }
            if let Some(world) = world.filter(|_| !none && (said.is_some() || rescued > 0)) {
                <Rescue world={world.clone()} />
            }
            if elsewhere && none {
                <p class="caveat" role="status">{ "在另一个页面里，各户已经清除了。" }</p>
            }
            if unreadable > 0 {
                <p class="caveat" role="alert">{ format!("有 {unreadable} 户的记录读不出来，没有动它。") }</p>
            }
        </>
    }
}

/// Where a household or someone is not, or no longer, in the book.
pub fn nobody() -> Html {
    let open = book::with(|book| book.open);
    let title = if open {
        "没有这一户"
    } else {
        "走访各户"
    };
    let body = html! {
        if open {
            <p>{ "可能已经清掉了，或者记在别的设备上。" }</p>
            <p><a class="step" href={VISITS}>{ "看全部各户" }</a></p>
        } else {
            <p role="status">{ "正在打开记的东西。" }</p>
        }
    };
    plain(title, body)
}
