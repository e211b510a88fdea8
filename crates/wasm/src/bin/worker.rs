//! The engine that the page starts with: everything but keys and certificates.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve();
}
