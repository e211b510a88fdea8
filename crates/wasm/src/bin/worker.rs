//! The engine that the page starts with: everything but keys, certificates and the way to Helm.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve();
}
