//! The engine with all there is, loaded when a chart asks for what few do (keys, certificates, passwords, time zones,
//! TOML), or somebody for a view or the way to Helm.

// What the library exports to JavaScript is all there is.
use periplus_wasm as _;

fn main() {}
