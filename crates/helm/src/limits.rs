//! How much an input may ask for.

/// Upper bounds of everything a chart, an archive or a values file can make grow. `Default` is what the command line uses.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of an archive's contents in all (Helm: 100 MiB).
    pub archive_total: u64,
    /// Bytes of one file (Helm: 5 MiB).
    pub archive_file: u64,
    /// Bytes that unpacking may give, folders, links and what isn't kept among them.
    pub archive_stream: u64,
    /// Entries of an archive.
    pub archive_entries: usize,
    /// Charts inside charts.
    pub chart_depth: usize,
    /// Documents of a render.
    pub documents: usize,
    /// What holding values against schemas may cost, about in nanoseconds.
    pub schema: usize,
    /// What templates may cost.
    pub template: periplus_template::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_total: 100 * 1024 * 1024,
            archive_file: 5 * 1024 * 1024,
            archive_stream: 512 * 1024 * 1024,
            archive_entries: 100_000,
            chart_depth: 64,
            documents: 100_000,
            schema: 250_000_000,
            template: periplus_template::Limits::default(),
        }
    }
}
