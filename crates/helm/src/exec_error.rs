//! Helm's way to show what text/template says (pkg/engine/engine.go `reformatExecErrorMsg`, `cleanupParseError`).

use periplus_template::{Error, ErrorKind};

/// A step of the way to where a template failed.
#[derive(PartialEq)]
struct Step {
    location: String,
    executing: String,
    message: String,
}

/// The error of a template as Helm prints it.
pub(crate) fn reformat(error: &Error) -> String {
    if error.kind == ErrorKind::Parse {
        // engine.go keeps what follows the last colon.
        let message = error.message.rsplit(": ").next().unwrap_or(&error.message);
        return format!("parse error at ({}): {message}", error.location());
    }
    if let Some(cause) = error.root_cause().filter(|cause| cause.by_author) {
        return format!("execution error at ({}): {}", error.location(), cause.message);
    }
    steps(error).map_or_else(|| error.to_string(), |steps| steps_text(&steps))
}

/// The error of a template as Helm 3 prints it: Go's own text where Helm 4 lists the steps (`cleanupExecError`).
pub(crate) fn helm3_text(error: &Error) -> String {
    let cleaned = error.kind == ErrorKind::Parse || error.root_cause().is_some_and(|cause| cause.by_author);
    if cleaned { reformat(error) } else { error.to_string() }
}

/// The templates from the outermost to the one that failed; `None` when something else than a template failed
/// in the end, for then Helm shows Go's own text.
fn steps(error: &Error) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut current = Some(error);
    while let Some(error) = current {
        let step = step(error);
        if steps.last() != Some(&step) {
            steps.push(step);
        }
        current = match &error.source {
            None => None,
            Some(source) if !source.message.is_empty() => return None,
            Some(source) => Some(source.source.as_deref()?),
        };
    }
    Some(steps)
}

fn step(error: &Error) -> Step {
    let mut message = error.message.clone();
    if let Some(source) = &error.source {
        // What the next template says begins like this, and is cut off.
        let next = if source.source.is_some() { "template:" } else { "" };
        message = format!("{message}: {}{next}", source.message);
    }
    match error.kind {
        ErrorKind::NotDefined => {
            Step { location: String::new(), executing: String::new(), message: error.to_string() }
        }
        ErrorKind::Parse | ErrorKind::Incomplete => {
            Step { location: error.location(), executing: String::new(), message: cut(&message) }
        }
        ErrorKind::Exec | ErrorKind::Limit => Step {
            location: error.location(),
            executing: format!("executing \"{}\" at <{}>:", error.executing, error.node),
            message: cut(&message),
        },
    }
}

/// Without the text of the next template's error.
fn cut(message: &str) -> String {
    message.split(" template:").next().unwrap_or_default().to_owned()
}

fn steps_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        for (part, end) in [(&step.location, "\n  "), (&step.executing, "\n    "), (&step.message, "\n")] {
            if !part.is_empty() {
                text.push_str(part);
                text.push_str(end);
            }
        }
    }
    text.trim().to_owned()
}
