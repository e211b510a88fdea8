//! Set-up, build, test, serve, bench: what the README's two commands run.

fn main() {}
