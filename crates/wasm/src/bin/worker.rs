//! The engine that the page starts with: what a render needs, without what few charts ask for.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve::start(periplus_wasm::answer);
}
