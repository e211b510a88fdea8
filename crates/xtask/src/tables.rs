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

/// The same of lines with a tab between cells; other lines are passed over. `None`: there is no such line.
pub(crate) fn of_cells(text: &str, header: &[&str]) -> Option<String> {
    let row = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = text.lines().map(row).filter(|row| row.len() == header.len()).collect();
    (!rows.is_empty()).then(|| markdown(header, &rows))
}

/// `document` with what stands between the markers `<!-- name -->` and `<!-- /name -->` replaced.
/// `None`: the document has no such place.
pub(crate) fn replace(document: &str, name: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(&format!("<!-- {name} -->\n"))?;
    let close = format!("<!-- /{name} -->");
    let after = &rest[rest.find(&close)?..];
    Some(format!("{before}<!-- {name} -->\n{table}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{markdown, replace};

    #[test]
    fn a_table_lands_between_its_marks() {
        let table = markdown(&["what", "ms"], &[vec!["a".to_owned(), "1".to_owned()]]);
        let document = replace("x\n<!-- t -->\nold\n<!-- /t -->\ny", "t", &table);
        let want = "x\n<!-- t -->\n| what | ms |\n| --- | ---: |\n| a | 1 |\n<!-- /t -->\ny";
        assert_eq!(document.as_deref(), Some(want));
        assert_eq!(replace("no place", "t", &table), None);
    }
}
