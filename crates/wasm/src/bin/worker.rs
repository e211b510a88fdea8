//! The engine that the page starts with: what a render needs, without what few charts ask for.

// What the library exports to JavaScript is all there is.
use periplus_wasm as _;

fn main() {}
