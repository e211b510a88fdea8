//! Colours of a terminal, or none.

/// What marks text up: escape codes for a terminal, or nothing at all.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    coloured: bool,
}

/// What a piece of text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Heading,
    Place,
    Old,
    New,
    Plain,
    Faint,
}

impl Palette {
    /// Plain text.
    pub const PLAIN: Self = Self { coloured: false };
    /// Escape codes (ANSI SGR), in the terminal's own colours.
    pub const COLOURED: Self = Self { coloured: true };

    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Heading => "1",
            Ink::Place => "36",
            Ink::Old => "31",
            Ink::New => "32",
            Ink::Faint => "2",
            Ink::Plain => "",
        };
        if self.coloured && !code.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
