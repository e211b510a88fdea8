//! Template text with Sprig's functions: parsed, and executed within small limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use periplus_fuzz::{host, template_limits, timed};
use periplus_template::{Executor, Functions, MissingKey, Options, Set, Untraced};
use periplus_value::Value;
use std::rc::Rc;

/// What the dot holds: a value of each sort.
const VALUES: &str = "s: text\nn: 7\nf: 2.5\nb: true\nz: null\nl: [b, a, 3]\nm: {k: {x: 1}, j: []}\n";

thread_local! {
    static SET: Set = Set::new(Functions::new(periplus_sprig::functions(Rc::new(host()))));
}

fuzz_target!(|text: &[u8]| timed(|| {
    let limits = template_limits();
    let mut set = SET.with(Set::clone);
    if set.parse("case", text, &limits).map_err(|error| error.to_string()).is_err() {
        return;
    }
    let dot = periplus_yaml::parse(VALUES.as_bytes()).unwrap_or_default();
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
    let mut tracer = Untraced;
    let mut executor = Executor::new(&set, &options, &mut tracer);
    let done = executor.execute("case", Value::clone(&dot)).map_err(|error| error.to_string());
    if let Ok(text) = done {
        assert!(text.len() <= limits.output, "more than the limit allows");
    }
}));
