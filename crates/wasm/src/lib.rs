//! The engine for JavaScript: request to response, nothing else.
