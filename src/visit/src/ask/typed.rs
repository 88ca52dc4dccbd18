//! What is typed as an answer: the fields, how they are read, where they lead.
use mingbai_engine::Visit;
use mingbai_intake::money;
use mingbai_interview::flow;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::{Fen, LayerId};
use mingbai_ui::fields::{Field, Kind, Refusal};

/// Where an answer leads.
pub fn to(scene: &Scene, fact: Fact, visit: Visit) -> String {
    scene.address(&flow::told(&scene.route, fact, visit))
}

/// A field with nothing under it.
pub fn field(id: &str, label: impl Into<String>, kind: Kind, initial: String) -> Field {
    Field {
        id: id.into(),
        label: label.into(),
        initial,
        kind,
        help: "",
    }
}

/// Where the visit leads, unless it contradicts itself.
pub fn checked(scene: &Scene, fact: Fact, visit: Visit, at: usize) -> Result<String, Refusal> {
    match &*scene.world.answer(&visit) {
        Err(error) => Err((at, error.message.clone())),
        Ok(_) => Ok(to(scene, fact, visit)),
    }
}

/// An amount as it stands in a field.
pub fn shown(fen: Option<Fen>) -> String {
    fen.map(mingbai_wording::money::short).unwrap_or_default()
}

/// Amounts of several lines; an empty line is left out.
pub fn amounts(values: &[String]) -> Result<Vec<Option<Fen>>, Refusal> {
    let read = |(at, text): (usize, &String)| match text.trim() {
        "" => Ok(None),
        text => money::read_typed(text)
            .map(Some)
            .map_err(|error| (at, error.to_string())),
    };
    values.iter().enumerate().map(read).collect()
}

/// The layers of the answer so far, each once.
pub fn layers(scene: &Scene) -> Vec<LayerId> {
    let mut all: Vec<LayerId> = Vec::new();
    for line in scene
        .good()
        .map(|it| it.layers.as_slice())
        .unwrap_or_default()
    {
        if !all.contains(&line.layer) {
            all.push(line.layer);
        }
    }
    all
}
