//! The `periplus` command: argv and real files into the libraries' calls, exit codes out.

fn main() {}
