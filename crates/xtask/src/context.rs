//! Where things are: the repository, its neighbours, the folders that git ignores.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::process::Failure;

/// Folders with a `package.json` whose packages the build and the browser tests use.
pub(crate) const NPM_FOLDERS: &[&str] = &["web", "tests/browser"];

/// The places every step works with. Paths are absolute.
pub(crate) struct Context {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Where programs print to that run beside others.
    pub(crate) log: Option<File>,
}

impl Context {
    /// Finds the repository from the place of this crate, so that any working folder will do.
    pub(crate) fn find() -> Result<Self, Failure> {
        let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start =
            here.map_or_else(env::current_dir, Ok).map_err(|why| Failure::new("working folder", why))?;
        let root = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
        let root = root.ok_or_else(|| Failure::new("no repository here", start.display()))?;
        Ok(Self { root: root.to_path_buf(), log: None })
    }

    /// The same for a step that runs beside others, and the file that its programs print to.
    pub(crate) fn aside(&self, step: &str) -> (Self, PathBuf) {
        let path = self.scratch().join(format!("{}.log", step.replace(' ', "-")));
        // Without the file they print as others do.
        let log = fs::create_dir_all(self.scratch()).and_then(|()| File::create(&path)).ok();
        (Self { root: self.root.clone(), log }, path)
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Recorded runs and official charts, where a machine has them beside the repository.
    pub(crate) fn shared(&self) -> Option<PathBuf> {
        let folder = self.root.parent()?.join("shared");
        folder.is_dir().then_some(folder)
    }

    /// Scratch space and stamps of this program.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.path("target/xtask")
    }

    /// The release build of the command.
    pub(crate) fn periplus(&self) -> PathBuf {
        self.path("target/release").join(format!("periplus{}", env::consts::EXE_SUFFIX))
    }

    /// `PATH` with our own tool folders in front: what a step that calls npm's or cargo's tools needs.
    pub(crate) fn tool_path(&self) -> OsString {
        let own = self.tool_folders();
        let inherited = env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(env::split_paths(&inherited));
        env::join_paths(all).unwrap_or(inherited)
    }

    /// A program on [`Self::tool_path`].
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.tool_path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
    }

    fn tool_folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.path(".tools/bin"), self.path(".tools/helm/kubectl")];
        folders.extend(NPM_FOLDERS.iter().map(|npm| self.path(npm).join("node_modules/.bin")));
        folders.extend(cargo_bin());
        folders
    }
}

fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")))?;
    Some(home.join("bin"))
}
