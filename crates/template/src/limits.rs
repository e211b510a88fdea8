//! What one rendering may cost.

/// Bounds of everything that a template can make grow. They hold for all executions of one [`crate::Executor`]
/// together, except where a field says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes, commands, arguments and fields evaluated.
    pub steps: u64,
    /// Bytes written by templates, those included ones count again.
    pub output: usize,
    /// Work and memory of functions, in bytes or elements, as they charge it.
    pub work: usize,
    /// Executions of templates within templates at one time (`template`, `include`, `tpl`).
    pub depth: usize,
    /// Control structures and parentheses within each other, in one text and, summed, over the templates that
    /// execute at one time. It bounds the native stack.
    pub nesting: usize,
}

impl Default for Limits {
    /// Natively Go's own depth (text/template/exec.go, `maxExecDepth`), for which a stack of 512 MiB is enough. In a
    /// browser the stack is small and can't grow.
    fn default() -> Self {
        let (depth, nesting) = if cfg!(target_family = "wasm") { (400, 1_200) } else { (100_000, 150_000) };
        Self { steps: 50_000_000, output: 256 << 20, work: 1 << 30, depth, nesting }
    }
}
