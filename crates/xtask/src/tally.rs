//! Adding up what test runners counted.

use std::fmt;
use std::ops::AddAssign;

/// Checks that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// One check.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// Takes the counts out of a runner's closing line, any other line changes nothing. Known closings:
    /// `test result: ok. 3 passed; 0 failed; …` (cargo), `3 passed, 0 failed` (conformance), `# pass 3` (node).
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim_start_matches("ℹ ").trim_start_matches("# ");
        if let Some(passed) = number_after(line, "pass ") {
            self.passed += passed;
        } else if let Some(failed) = number_after(line, "fail ") {
            self.failed += failed;
        } else if let Some(tally) = closing(line) {
            *self += tally;
        }
    }
}

fn number_after(line: &str, word: &str) -> Option<u64> {
    line.strip_prefix(word)?.trim().parse().ok()
}

fn closing(line: &str) -> Option<Tally> {
    let counts = match line.strip_prefix("test result: ") {
        Some(rest) => rest.split_once(". ")?.1,
        None => line,
    };
    let (passed, rest) = counts.split_once(" passed")?;
    let failed = rest.trim_start_matches([',', ';', ' ']).split_once(" failed")?.0;
    Some(Tally { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn closings_of_all_runners_are_added_up() {
        let mut tally = Tally::default();
        let lines = [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored",
            "40 passed, 5 failed",
            "ℹ pass 6",
            "# fail 1",
            "the 7 passed cars",
            "pass 98.20 %, exact (error text too) 97.00 %",
        ];
        for line in lines {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 50, failed: 8 });
    }
}
