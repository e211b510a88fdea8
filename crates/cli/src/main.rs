//! The `periplus` command: argv and real files into the libraries' calls, exit codes out.

mod colour;
mod completion;
mod diff;
mod disk;
mod failure;
mod flags;
mod host;
mod istio_pack;
mod manifest;
mod migrate;
mod migrate_back;
mod pack;
mod profile;
mod schema;
mod share;
mod tables;
mod tag;
mod template;
mod template_flags;
mod verbs;
mod version;
mod view;

use failure::Failure;

/// Templates may include each other 1000 deep, and each step of that takes native stack. Only what is used is paid for.
/// The limits end what asks for more long before the stack does, which would end without a word.
const STACK: usize = 512 << 20;

fn main() {
    let args: Vec<String> = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    on_large_stack(move || work(&args));
}

/// A thread of that stack would start later, on another core, with an allocator that has seen nothing.
#[cfg(unix)]
fn on_large_stack(work: impl FnOnce()) {
    std::panic::set_hook(Box::new(|_| {
        let failure = Failure::new(format!("a stack of {} MiB can't be had: memory is limited", STACK >> 20));
        std::process::exit(i32::from(failure.report()));
    }));
    stacker::grow(STACK, || {
        drop(std::panic::take_hook());
        work();
    });
}

/// Where memory that is only asked for counts as used, a thread's stack doesn't.
#[cfg(not(unix))]
fn on_large_stack(work: impl FnOnce() + Send + 'static) {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(work);
    if let Err(error) = worker.map(std::thread::JoinHandle::join) {
        std::process::exit(i32::from(Failure::new(format!("can't start a thread: {error}")).report()));
    }
}

/// Does what the command line says. The process ends here: nothing of what it holds needs to be taken down first.
fn work(args: &[String]) {
    keep_memory();
    let code = verbs::run(args).unwrap_or_else(|failure| failure.report());
    std::process::exit(i32::from(code));
}

/// Makes glibc's allocator take memory in large steps, and keep it: a large piece that comes and goes
/// raises its thresholds (malloc(3), `M_MMAP_THRESHOLD`), the next one grows the heap. Nothing of it is touched.
fn keep_memory() {
    for size in [24 << 20, 16 << 20] {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(size)));
    }
}
