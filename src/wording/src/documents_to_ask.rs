//! The documents that hold figures an answer lacks, known by name alone, and what to ask for in each.
//! Must not know what the figures would change.
use crate::layers::shown_name;
use mingbai_engine::Answer;
use mingbai_policy::{CiteId, LayerId, Tables};

/// A document known by name, that a layer with a missing figure points at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentToAsk {
    /// The cite that names the document.
    pub cite: CiteId,
    /// The layer that lacks a figure.
    pub layer: LayerId,
    /// The name of the layer.
    pub name: String,
    /// The sentence that names the document and the figures to ask for.
    pub text: String,
}

/// Returns the documents to ask for, in the order of payment, each place of a document once.
pub fn documents_to_ask(tables: &Tables, answer: &Answer) -> Vec<DocumentToAsk> {
    let mut found: Vec<DocumentToAsk> = Vec::new();
    for line in answer.layers.iter().filter(|line| line.blank) {
        for id in &line.cites {
            let cite = tables.cites.get(usize::from(id.0));
            let Some(cite) = cite.filter(|it| it.named) else {
                continue;
            };
            if found.iter().any(|it| it.cite == *id) {
                continue;
            }
            let name = shown_name(tables, line).to_owned();
            let said = [&cite.issuer, &cite.date];
            let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
            let by = match said.is_empty() {
                true => String::new(),
                false => format!("{}。", said.join("，")),
            };
            let text = format!(
                "{name}的数要看《{}》。{by}里面的数没有拿到，问医保局要这份文件。要看的是：{}。",
                cite.title, cite.place
            );
            found.push(DocumentToAsk {
                cite: *id,
                layer: line.layer,
                name,
                text,
            });
        }
    }
    found
}
