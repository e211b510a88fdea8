//! Errors and warnings of the engine as what the page shows.

use crate::wire::{Problem, Severity};

/// A problem of the input as a whole, without a place.
pub(crate) fn error(message: &dyn ToString) -> Problem {
    Problem::error(message.to_string())
}

/// A Helm error of a release, where it happened.
pub(crate) fn helm(error_: &periplus_helm::Error, release: &str) -> Problem {
    let at = error_.position();
    Problem {
        release: release.to_owned(),
        file: at.as_ref().map(|p| p.file.clone()).unwrap_or_default(),
        line: at.as_ref().map_or(0, |p| count(p.line)),
        column: at.map_or(0, |p| count(p.column)),
        ..error(&error_)
    }
}

/// The same problem; the file that stands in the editor goes by no name.
pub(crate) fn in_editor(problem: Problem, file: &str) -> Problem {
    if problem.file == file { Problem { file: String::new(), ..problem } } else { problem }
}

/// A line that Helm logs about a release.
pub(crate) fn helm_warning(warning: &periplus_helm::Warning, release: &str) -> Problem {
    let details = warning.attributes.iter().map(|(key, value)| format!(" {key}={value}"));
    let message = warning.message.clone() + &details.collect::<String>();
    Problem { severity: Severity::Warning, release: release.to_owned(), ..error(&message) }
}

/// istioctl's error, where the user can fix it.
pub(crate) fn istio(error_: &periplus_istio::Error) -> Problem {
    let message = [vec![error_.to_string()], error_.help.clone()].concat().join("\n");
    placed(error(&message), error_.place.as_ref(), error_.component)
}

/// istioctl's warning.
pub(crate) fn istio_warning(warning: &periplus_istio::Warning) -> Problem {
    let problem = Problem { severity: Severity::Warning, ..error(&warning.message) };
    placed(problem, warning.place.as_ref(), None)
}

/// Adds the place; the text in the editor is the request's only file and goes by no name.
fn placed(problem: Problem, place: Option<&periplus_istio::Place>, component: Option<&str>) -> Problem {
    Problem {
        release: component.unwrap_or_default().to_owned(),
        file: place.map(|p| p.file.clone()).unwrap_or_default(),
        line: place.map_or(0, |p| count(p.line)),
        column: place.map_or(0, |p| count(p.column)),
        ..problem
    }
}

/// A number of lines or characters.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
