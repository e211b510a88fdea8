//! Files and folders: the only place that touches the disk.

use crate::failure::{Failure, print_error};
use periplus_helm::{Chart, ChartFile, Error, FileRules, Level, Warning};
use periplus_value::Str;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The reason of an IO error, as Go words it.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        io::ErrorKind::AlreadyExists => "file exists".to_owned(),
        _ => error.to_string(),
    }
}

/// `open x: no such file or directory`
pub(crate) fn failed(operation: &str, path: &Path, error: &io::Error) -> String {
    // Go opens a folder without complaint and fails at reading it.
    let operation = if error.kind() == io::ErrorKind::IsADirectory { "read" } else { operation };
    format!("{operation} {}: {}", path.display(), reason(error))
}

/// A file's bytes, or those of standard input for `-`.
pub(crate) fn read(path: &str) -> Result<Vec<u8>, String> {
    if path.trim() == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| failed("read", Path::new("/dev/stdin"), &error))?;
        return Ok(bytes);
    }
    fs::read(path).map_err(|error| failed("open", Path::new(path), &error))
}

/// A path from the root, without `.` and `..` parts; links stay as they are.
pub(crate) fn absolute(path: &str) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// The files of a chart folder, without those that its `.helmignore` leaves out.
pub(crate) fn chart_folder(folder: &Path) -> Result<Vec<ChartFile>, Failure> {
    let chart_yaml = folder.join("Chart.yaml");
    if let Err(error) = fs::File::open(&chart_yaml) {
        let reason = failed("open", &chart_yaml, &error);
        return Err(Failure::new(format!("unable to detect chart at {}: {reason}", chart_yaml.display())));
    }
    let ignore = folder.join(".helmignore");
    // What it is and whether it is too large is told when it is its turn.
    let is_small = fs::metadata(&ignore).is_ok_and(|info| info.is_file() && info.len() <= MAX_FILE);
    let ignored = if is_small { fs::read(&ignore).ok() } else { None };
    let rules = match FileRules::parse(ignored.as_deref()) {
        Ok(rules) => rules,
        Err(error) => return Err(told_first(&chart_yaml, ignored).unwrap_or_else(|| error.into())),
    };
    let mut walk = Walk { rules, files: Vec::new(), reader: Files::default(), links: 0 };
    walk.folder(folder, "")?;
    Ok(walk.files)
}

/// What is wrong with a chart whose rules are wrong: Helm looks at `Chart.yaml` before.
fn told_first(chart_yaml: &Path, ignored: Option<Vec<u8>>) -> Option<Failure> {
    let file = |path: &str, bytes: Vec<u8>| ChartFile { path: path.to_owned(), bytes: Str::from(bytes) };
    let files = vec![
        file("Chart.yaml", fs::read(chart_yaml).ok()?),
        file(".helmignore", ignored.unwrap_or_default()),
    ];
    Chart::load_logged(files).0.err().map(Failure::from)
}

/// Links to folders may lead back to where they are.
const MAX_LINKS: usize = 1000;
const MAX_FILE: u64 = 5 * 1024 * 1024;

struct Walk {
    rules: FileRules,
    files: Vec<ChartFile>,
    reader: Files,
    links: usize,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| Failure::new(failed("open", folder, &error)))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| Failure::new(failed("readdirent", folder, &error)))?;
            let kind =
                entry.file_type().map_err(|error| Failure::new(failed("lstat", &entry.path(), &error)));
            names.push((entry.file_name().to_string_lossy().into_owned(), kind));
        }
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, kind) in names {
            self.entry(&folder.join(&name), &format!("{prefix}{name}"), kind?)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, name: &str, kind: fs::FileType) -> Result<(), Failure> {
        let mut target = None;
        let kind = if kind.is_symlink() {
            target = Some(self.link(path)?);
            let info = fs::metadata(path).map_err(|error| Failure::new(failed("lstat", path, &error)))?;
            info.file_type()
        } else {
            kind
        };
        // Helm looks at these before it ignores anything (pkg/chart/loader/load.go); the loader ignores them in its turn.
        if !matches!(name, "Chart.yaml" | ".helmignore") && self.rules.ignores(name, kind.is_dir())? {
            return Ok(());
        }
        if kind.is_dir() {
            return self.folder(path, &format!("{name}/"));
        }
        if !kind.is_file() {
            let message = "as it has file mode type bits set";
            return Err(Failure::new(format!("cannot load irregular file {} {message}", path.display())));
        }
        let bytes = self.reader.read(path, MAX_FILE).map_err(|error| {
            Failure::new(format!("error reading {name}: {}", failed("open", path, &error)))
        })?;
        if bytes.len() as u64 > MAX_FILE {
            let base = target
                .as_deref()
                .unwrap_or(path)
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            return Err(Error::FileTooLarge(base, MAX_FILE).into());
        }
        self.files.push(ChartFile { path: name.to_owned(), bytes });
        Ok(())
    }

    /// Links are followed, and told; where one leads.
    fn link(&mut self, path: &Path) -> Result<PathBuf, Failure> {
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(Failure::new(format!("more than {MAX_LINKS} symbolic links in a chart")));
        }
        let resolved = fs::canonicalize(path).map_err(|error| {
            let reason = failed("lstat", &leads_nowhere(path), &error);
            Failure::new(format!("error evaluating symlink {}: {reason}", path.display()))
        })?;
        let message = "found symbolic link in path. Contents of linked file included and used";
        let warning = Warning::new(Level::Info, message)
            .with("path", path.display().to_string())
            .with("resolved", resolved.display().to_string());
        print_error(&format!("{warning}\n"));
        Ok(resolved)
    }
}

/// Reads files by way of memory that is there already, and asks for the size of large ones alone: the end of the
/// others tells.
struct Files(Box<[u8]>);

/// Files of fewer bytes are small.
const SMALL: usize = 32 << 10;
/// As many bytes of a file may be made room for before they are there.
const AT_ONCE: u64 = 64 << 20;

impl Default for Files {
    fn default() -> Self {
        Self(vec![0; SMALL].into())
    }
}

impl Files {
    /// A file's bytes, but one more than `most` at most.
    fn read(&mut self, path: &Path, most: u64) -> io::Result<Str> {
        let mut file = fs::File::open(path)?;
        let mut length = 0;
        while length < SMALL {
            match file.read(&mut self.0[length..]) {
                Ok(0) => return Ok(Str::from(&self.0[..length])),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let told = file.metadata()?.len();
        if (SMALL as u64..=AT_ONCE.min(most)).contains(&told) {
            if let Some(text) = large(&mut file, &self.0, told as usize) {
                return Ok(text);
            }
            file.seek(SeekFrom::Start(SMALL as u64))?;
        }
        let mut bytes = self.0.to_vec();
        file.take((most - SMALL as u64).saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The bytes of a file after its first ones, in one piece; `None` if their number is not the one that was told.
fn large(file: &mut fs::File, first: &[u8], length: usize) -> Option<Str> {
    let mut done = Ok(());
    let text = Str::filled(length, 0, |bytes| {
        let (start, rest) = bytes.split_at_mut(first.len());
        start.copy_from_slice(first);
        done = file.read_exact(rest);
    });
    (done.is_ok() && file.read(&mut [0]).ok()? == 0).then_some(text)
}

/// The first part of a path that isn't there once links are followed (path/filepath/symlink.go).
fn leads_nowhere(path: &Path) -> PathBuf {
    let mut at = PathBuf::new();
    let mut left: Vec<PathBuf> = path.iter().rev().map(PathBuf::from).collect();
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == Path::new("..") {
            at.pop();
            continue;
        }
        at.push(&part);
        let Ok(link) = fs::read_link(&at) else {
            if fs::symlink_metadata(&at).is_err() {
                break;
            }
            continue;
        };
        links += 1;
        if links > MAX_LINKS {
            break;
        }
        at.pop();
        left.extend(link.iter().rev().map(PathBuf::from));
    }
    at
}

/// Writes a file anew or at the end of what is there; folders are made as needed.
pub(crate) fn write(path: &Path, text: &[u8], append: bool) -> Result<(), Failure> {
    let fail = |operation: &str, at: &Path, error: &io::Error| Failure::new(failed(operation, at, error));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| fail("mkdir", folder, &error))?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).append(append).truncate(!append);
    let mut file = options.open(path).map_err(|error| fail("open", path, &error))?;
    io::Write::write_all(&mut file, text).map_err(|error| fail("write", path, &error))
}

/// All files below a folder, with their paths under another name; nothing for a folder that isn't there.
pub(crate) fn tree(folder: &Path, name: &str, files: &mut Vec<(String, Str)>) -> Result<(), Failure> {
    branch(folder, name, &mut Files::default(), files)
}

fn branch(
    folder: &Path,
    name: &str,
    reader: &mut Files,
    files: &mut Vec<(String, Str)>,
) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry.map_err(|error| Failure::new(failed("readdirent", folder, &error)))?;
        let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(|error| Failure::new(failed("lstat", &entry.path(), &error)))?;
        let path = entry.path();
        if kind.is_dir() {
            branch(&path, &inner, reader, files)?;
        } else {
            let bytes = reader.read(&path, u64::MAX);
            let bytes = bytes.map_err(|error| Failure::new(failed("open", &path, &error)))?;
            files.push((inner, bytes));
        }
    }
    Ok(())
}

/// A new folder for output that nobody gave a place.
pub(crate) fn temporary_folder(prefix: &str) -> Result<PathBuf, Failure> {
    let root = std::env::temp_dir();
    let start = u64::from(std::process::id());
    let free =
        (0..1000).map(|n| root.join(format!("{prefix}{}", start * 1000 + n))).find(|path| !path.exists());
    let path =
        free.ok_or_else(|| Failure::new(format!("no free name for a folder in {}", root.display())))?;
    fs::create_dir_all(&path).map_err(|error| Failure::new(failed("mkdir", &path, &error)))?;
    Ok(path)
}

/// Lets everybody run a file.
pub(crate) fn make_executable(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(path, mode).map_err(|error| Failure::new(failed("chmod", path, &error)))?;
    }
    Ok(())
}
