//! Case files and the one harness that runs them.
