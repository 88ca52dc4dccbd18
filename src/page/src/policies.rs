//! Every policy table, by place and time.
use mingbai_interview::address;
use mingbai_interview::world::World;
use mingbai_policy::{HospitalId, Owner, RegionId, Table, Vocabulary};
use mingbai_ui::frame::plain;
use mingbai_wording::{span_rank, span_state, span_text};
use yew::prelude::*;

/// The list of tables: a place's own first, then its hospitals', then the places inside it.
pub fn page(world: &World) -> Html {
    let vocabulary = &world.tables.vocabulary;
    let mut groups = Vec::new();
    for (at, region) in (0u16..).zip(&vocabulary.regions) {
        if region.parent.is_none() {
            place(world, RegionId(at), &mut groups);
        }
    }
    let body = html! {
        <>
            <p>{ "这里是收进来的全部政策。不用答题，点开就能看。" }</p>
            { for groups }
            <p><a class="step" href={address::WORDS}>{ "看不懂的词，这里有解释" }</a></p>
        </>
    };
    plain("政策", body)
}

fn place(world: &World, region: RegionId, groups: &mut Vec<Html>) {
    let vocabulary = &world.tables.vocabulary;
    let mut rows = of(world, Owner::Region(region));
    for (at, hospital) in (0u16..).zip(&vocabulary.hospitals) {
        if hospital.region == region {
            rows.extend(of(world, Owner::Hospital(HospitalId(at))));
        }
    }
    if !rows.is_empty() {
        groups.push(html! {
            <section key={region.0} class="tables">
                <h2>{ path(vocabulary, region) }</h2>
                <ul class="facts">{ for rows }</ul>
            </section>
        });
    }
    for (at, inner) in (0u16..).zip(&vocabulary.regions) {
        if inner.parent == Some(region) {
            place(world, RegionId(at), groups);
        }
    }
}

/// The owner's tables: those of today first, the earliest first.
fn of(world: &World, owner: Owner) -> Vec<Html> {
    let mut all: Vec<(usize, &Table)> = world
        .tables
        .tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.owner == owner)
        .collect();
    all.sort_by_key(|(_, table)| (span_rank(table.span, world.today), table.span.from));
    let row = |(at, table): (usize, &Table)| {
        let time = span_text(table.span).unwrap_or_else(|| "起止没有写".into());
        let time = format!("{}，{time}", span_state(table.span, world.today));
        html! {
            <li key={at}><a class="fact" href={address::policy(&world.tables, at)}>
                <span>{ &table.name }</span><span class="quiet">{ time }</span>
            </a></li>
        }
    };
    all.into_iter().map(row).collect()
}

/// `江西省 · 九江市 · 濂溪区`, without the nation.
fn path(vocabulary: &Vocabulary, region: RegionId) -> String {
    let mut names: Vec<&str> = vocabulary
        .lineage(region)
        .filter_map(|it| vocabulary.regions.get(it.index()))
        .filter(|it| {
            it.parent.is_some() || it.name.id == vocabulary.regions[region.index()].name.id
        })
        .map(|it| it.name.name.as_str())
        .collect();
    names.reverse();
    names.join(" · ")
}
