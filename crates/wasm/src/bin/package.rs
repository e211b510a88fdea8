//! The engine of the npm package: all of it, asked by calls instead of messages.

// What the library exports to JavaScript is all there is.
use periplus_wasm as _;

fn main() {}
