//! The engine with keys and certificates, loaded when a chart asks for them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve();
}
