//! A single text with Helm's functions and more, outside of any chart: templates that other programs execute at run time.

use crate::reread::Reread;
use crate::{Error, Limits, Written, funcs};
use periplus_sprig::Host;
use periplus_template::{Executor, Function, Functions, MissingKey, Options, Set, Untraced};
use periplus_value::Value;
use std::rc::Rc;

/// Executes a template with Sprig's and Helm's functions and those given. Missing keys are what `text/template` makes of
/// them by default. `name` is what errors call it.
pub fn execute_text(
    name: &str,
    template: &str,
    dot: Value,
    functions: &[Function],
    host: &Rc<dyn Host>,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let in_file = |reason| Error::Template { file: name.to_owned(), reason };
    let known = funcs::functions(host, &Written::default(), &Reread::default());
    let mut set = Set::new(Functions::new(known.iter().chain(functions).cloned()));
    set.parse(name, template, &limits.template).map_err(in_file)?;
    let options = Options { missing_key: MissingKey::Invalid, root: name.into(), limits: limits.template };
    Executor::new(&set, &options, &mut Untraced)
        .execute(name, dot)
        .map(|text| text.as_bytes().to_vec())
        .map_err(in_file)
}
