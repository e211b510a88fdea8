//! The engine with keys, certificates and the way to Helm, loaded when a chart or the visitor asks for them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve();
}
