//! Tables in Markdown, and their places in a document.

/// A table with its header; every row has the header's length.
pub(crate) fn markdown(header: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let rule = header.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }).collect();
    let mut text = line(header.to_vec()) + &line(rule);
    for row in rows {
        text += &line(row.iter().map(String::as_str).collect());
    }
    text
}

/// `document` with what stands between the markers `<!-- name -->` and `<!-- /name -->` replaced.
/// `None`: the document has no such place.
pub(crate) fn replace(document: &str, name: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(&format!("<!-- {name} -->\n"))?;
    let close = format!("<!-- /{name} -->");
    let after = &rest[rest.find(&close)?..];
    Some(format!("{before}<!-- {name} -->\n{table}{after}"))
}
