//! The engine with all there is, loaded when a chart asks for what few do (keys, certificates, passwords, time zones,
//! TOML), or somebody for a view or the way to Helm.

fn main() {
    #[cfg(target_arch = "wasm32")]
    periplus_wasm::serve::start(periplus_wasm::answer_all);
}
