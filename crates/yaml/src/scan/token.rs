//! What the scanner hands to the parser.

use crate::error::Mark;
use std::borrow::Cow;

/// Bytes of the text, or new ones where escapes or folding changed them.
pub(crate) type Text<'a> = Cow<'a, [u8]>;

/// A token with its place.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

/// The tokens of YAML.
#[derive(Debug)]
pub(crate) enum TokenKind<'a> {
    StreamEnd,
    Version(u8, u8),
    /// `%TAG handle prefix`
    TagDirective(Text<'a>, Text<'a>),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(Text<'a>),
    Anchor(Text<'a>),
    /// handle and suffix
    Tag(Text<'a>, Text<'a>),
    /// The text, and whether it was plain (neither quoted nor a block)
    Scalar(Text<'a>, bool),
}

impl TokenKind<'_> {
    /// Whether no content of a document can start here.
    pub(crate) fn ends_document(&self) -> bool {
        matches!(
            self,
            Self::Version(..)
                | Self::TagDirective(..)
                | Self::DocumentStart
                | Self::DocumentEnd
                | Self::StreamEnd
        )
    }
}

/// Text that is a slice of the source as long as it can be.
pub(crate) struct TextBuilder {
    start: usize,
    owned: Option<Vec<u8>>,
}

impl TextBuilder {
    /// An empty text that starts here.
    pub(crate) fn new(start: usize) -> Self {
        Self { start, owned: None }
    }

    /// The text so far as bytes that can grow; `end` is where the slice ends.
    pub(crate) fn own(&mut self, source: &[u8], end: usize) -> &mut Vec<u8> {
        let start = self.start;
        self.owned.get_or_insert_with(|| source[start..end].to_vec())
    }

    /// Appends source bytes; free while everything is one slice.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        if let Some(owned) = &mut self.owned {
            owned.extend_from_slice(bytes);
        }
    }

    /// The text; `end` is where the slice ends.
    pub(crate) fn finish(self, source: &[u8], end: usize) -> Text<'_> {
        match self.owned {
            Some(owned) => Cow::Owned(owned),
            None => Cow::Borrowed(&source[self.start..end.max(self.start)]),
        }
    }
}
