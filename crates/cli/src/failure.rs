//! How a command fails: the message first, then our own help.

use std::io::{self, IoSlice, Write};

/// What is printed on standard error, and the exit code.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// Without its leading `Error: `.
    message: String,
    help: Vec<String>,
    code: u8,
}

impl Failure {
    /// A failure with exit code 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), code: 1 }
    }

    /// Adds a line of help, which follows the original's words and is never among them.
    #[must_use]
    pub(crate) fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }

    /// Prints the failure; the exit code.
    pub(crate) fn report(&self) -> u8 {
        let mut text = format!("Error: {}\n", self.message);
        for line in &self.help {
            text.push_str(&format!("help: {line}\n"));
        }
        print_error(&text);
        self.code
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

/// Writes to standard error; there is nobody to tell when that fails. What a chart or a file says may be in it: nothing
/// of that reaches a terminal as a command (GHSA-c38g-469g-cmgx).
pub(crate) fn print_error(text: &str) {
    let shown = |(at, c): (usize, char)| match c {
        '\n' | '\t' => true,
        '\r' => text[at + 1..].starts_with('\n'),
        c => !c.is_control(),
    };
    let text: String = text.char_indices().filter(|place| shown(*place)).map(|(_, c)| c).collect();
    io::stderr().write_all(text.as_bytes()).unwrap_or(());
}

/// Writes to standard output. A reader that went away is no failure.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    print_pieces(&[bytes])
}

/// Writes a text that is in pieces to standard output, many of them at once.
pub(crate) fn print_pieces(pieces: &[impl AsRef<[u8]>]) -> Result<(), Failure> {
    let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece.as_ref())).collect();
    let mut out = io::stdout().lock();
    match write_all(&mut out, &mut slices).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("writing to standard output: {}", crate::disk::reason(&error))))
        }
        _ => Ok(()),
    }
}

fn write_all(out: &mut impl Write, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    // Without empty ones in front.
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match out.write_vectored(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
