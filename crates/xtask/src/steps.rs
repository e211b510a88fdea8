//! Steps as data: a table of them runs in order, each tells its name and its time, each only when it is needed. What
//! keeps one core busy for minutes can run beside others.

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::context::Context;
use crate::process::Failure;
use crate::tally::Tally;

/// One thing to do. `needs` names earlier steps without which this one makes no sense.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) needs: &'static [&'static str],
    pub(crate) needed: fn(&Context) -> Need,
    pub(crate) run: fn(&Context) -> Result<Tally, Failure>,
}

/// Whether a step has anything to do here.
pub(crate) enum Need {
    /// It has.
    Run,
    /// It is done already: by what.
    Done(String),
    /// It can't be done on this machine: why. Told loudly, at its place and at the end.
    Skip(String),
}

enum Outcome {
    Ran(Tally),
    Done(String),
    Skipped(String),
    Failed(Failure),
}

/// Names of steps on which others can't build.
type Broken = Mutex<Vec<&'static str>>;

struct Record {
    name: &'static str,
    time: Duration,
    outcome: Outcome,
}

/// What came of a run.
pub(crate) struct Summary {
    /// All counts; a step that failed is one failed check.
    pub(crate) tally: Tally,
    complete: bool,
}

impl Summary {
    /// Whether every step was done: none failed, none was skipped.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }

    /// The exit code of a command that ran these steps: skipped steps are told, not failed.
    pub(crate) fn close(self) -> ExitCode {
        ExitCode::from(u8::from(self.tally.failed > 0))
    }
}

/// Steps that run one after the other, and beside them, also one after the other, those that none of the first needs.
pub(crate) struct Stage<'t> {
    pub(crate) tables: &'t [&'t [Step]],
    /// What their programs print is told in one piece, once each ended.
    pub(crate) beside: &'t [&'t [Step]],
}

/// Runs every step of the tables in order, also after one failed, and closes with a table of the times.
pub(crate) fn run(context: &Context, tables: &[&[Step]]) -> Result<Summary, Failure> {
    run_only(context, &[Stage { tables, beside: &[] }], &[])
}

/// The same for stages, and of these for the steps named in `only`; all of them when it is empty.
pub(crate) fn run_only(context: &Context, stages: &[Stage], only: &[&str]) -> Result<Summary, Failure> {
    let all = || stages.iter().flat_map(|stage| stage.tables.iter().chain(stage.beside)).copied().flatten();
    if let Some(name) = only.iter().find(|name| all().all(|step| step.name != **name)) {
        return Err(Failure::new(
            format_args!("no step `{name}`"),
            all().map(|s| s.name).collect::<Vec<_>>().join(", "),
        ));
    }
    let start = Instant::now();
    let (mut records, broken) = (Vec::new(), Mutex::default());
    for stage in stages {
        let [shown, beside] = [stage.tables, stage.beside].map(|tables| chosen(tables, only));
        records.extend(run_stage(context, &shown, &beside, &broken));
    }
    close(context, &records, only.is_empty().then(|| start.elapsed()))
}

fn chosen<'t>(tables: &[&'t [Step]], only: &[&str]) -> Vec<&'t Step> {
    let is_chosen = |step: &&Step| only.is_empty() || only.contains(&step.name);
    tables.iter().copied().flatten().filter(is_chosen).collect()
}

fn run_stage(context: &Context, shown: &[&Step], beside: &[&Step], broken: &Broken) -> Vec<Record> {
    // What is alone can be shown as it comes.
    let (shown, beside) = if shown.is_empty() { (beside, shown) } else { (shown, beside) };
    let (tell, told) = mpsc::channel();
    let mut records = Vec::new();
    thread::scope(|scope| {
        scope.spawn(move || run_beside(context, beside, broken, &tell));
        for step in shown {
            println!("── {}", step.name);
            let record = perform(context, step, broken);
            println!("── {}\n", record.line());
            records.push(record);
            records.extend(told.try_iter().map(show_ended));
        }
        records.extend(told.iter().map(show_ended));
    });
    records
}

/// Each record goes to `tell` with what was printed meanwhile.
fn run_beside(context: &Context, steps: &[&Step], broken: &Broken, tell: &Sender<(Record, String)>) {
    for step in steps {
        let (aside, log) = context.aside(step.name);
        let record = perform(&aside, step, broken);
        let said = fs::read(log).unwrap_or_default();
        // Whoever hears it waits for the last one.
        tell.send((record, String::from_utf8_lossy(&said).into_owned())).ok();
    }
}

fn show_ended((record, said): (Record, String)) -> Record {
    println!("── {}, beside others\n{said}── {}\n", record.name, record.line());
    record
}

fn perform(context: &Context, step: &Step, broken: &Broken) -> Record {
    let start = Instant::now();
    let outcome = outcome(context, step, broken);
    if !outcome.is_usable() {
        lock(broken).push(step.name);
    }
    Record { name: step.name, time: start.elapsed(), outcome }
}

fn outcome(context: &Context, step: &Step, broken: &Broken) -> Outcome {
    let missing = lock(broken).iter().find(|name| step.needs.contains(name)).copied();
    if let Some(name) = missing {
        return Outcome::Skipped(format!("without: {name}"));
    }
    match (step.needed)(context) {
        Need::Done(by) => Outcome::Done(by),
        Need::Skip(why) => Outcome::Skipped(why),
        Need::Run => (step.run)(context).map_or_else(Outcome::Failed, Outcome::Ran),
    }
}

/// A list of names is whole also after a panic.
fn lock(broken: &Broken) -> MutexGuard<'_, Vec<&'static str>> {
    broken.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `time` is that of a whole run.
fn close(context: &Context, records: &[Record], time: Option<Duration>) -> Result<Summary, Failure> {
    println!("── all steps");
    let mut sum = Tally::default();
    let mut kept = String::new();
    for record in records {
        println!("   {}", record.line());
        sum += record.outcome.tally();
        if let Outcome::Ran(_) = record.outcome {
            writeln!(kept, "{}\t{:.1}", record.name, record.time.as_secs_f64()).ok();
        }
    }
    if let Some(time) = time {
        println!("   {:24} {:7.1} s, some at the same time", "all", time.as_secs_f64());
    }
    keep_times(context, &kept)?;
    Ok(Summary { tally: sum, complete: records.iter().all(|record| record.outcome.is_usable()) })
}

/// Where [`keep_times`] keeps them: lines `step<TAB>seconds` in the scratch folder.
pub(crate) const TIMES: &str = "times.tsv";

/// Later runs overwrite the time of a step only when it ran: the file holds the last time each step took.
fn keep_times(context: &Context, new: &str) -> Result<(), Failure> {
    let file = context.scratch().join(TIMES);
    let name = |line: &str| line.split('\t').next().map(str::to_owned);
    let old = fs::read_to_string(&file).unwrap_or_default();
    let stays = old.lines().filter(|line| !new.lines().any(|newer| name(newer) == name(line)));
    let text: String = stays.chain(new.lines()).fold(String::new(), |text, line| text + line + "\n");
    let written = fs::create_dir_all(context.scratch()).and_then(|()| fs::write(&file, text));
    written.map_err(|why| Failure::new(file.display(), why))
}

impl Outcome {
    fn is_usable(&self) -> bool {
        matches!(self, Self::Ran(Tally { failed: 0, .. }) | Self::Done(_))
    }

    fn tally(&self) -> Tally {
        match self {
            Self::Ran(tally) => *tally,
            Self::Failed(_) => Tally::one(false),
            Self::Done(_) | Self::Skipped(_) => Tally::default(),
        }
    }
}

impl Record {
    fn line(&self) -> String {
        let seconds = self.time.as_secs_f64();
        let state = match &self.outcome {
            Outcome::Ran(tally) if tally.failed > 0 => format!("FAILED, {tally}"),
            Outcome::Ran(tally) if tally.passed > 0 => format!("ok, {tally}"),
            Outcome::Ran(_) => "ok".to_owned(),
            Outcome::Done(by) => format!("already done: {by}"),
            Outcome::Skipped(why) => format!("SKIPPED: {why}"),
            Outcome::Failed(failure) => format!("FAILED: {failure}"),
        };
        format!("{:24} {seconds:7.1} s  {state}", self.name)
    }
}
