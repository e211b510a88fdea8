//! A static file server for the built page, with the headers the page is written for.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use crate::context::Context;
use crate::page;
use crate::process::Failure;
use crate::steps;

const PORT: u16 = 8080;

/// Sent with every file: no inline script, no other host, wasm allowed.
const HEADERS: &str = "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     object-src 'none'; base-uri 'none'; form-action 'none'\r\n\
     X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-cache\r\n";

/// File name ending → MIME type. `application/wasm` lets the browser compile while it loads.
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("tgz", "application/gzip"),
    ("gz", "application/gzip"),
    ("yaml", "text/plain; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
];

/// `cargo xtask serve`.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    if !words.iter().any(|word| word == "--no-build") {
        let summary = steps::run(context, page::TABLES)?;
        if !summary.is_complete() {
            return Ok(summary.close());
        }
    }
    let port = port(words)?;
    let listener = bind(port).map_err(|why| Failure::new("no port to serve on", why))?;
    let address = listener.local_addr().map_err(|why| Failure::new("address", why))?;
    println!("http://{address}/   (Ctrl+C ends it)");
    accept(&listener, &page::folder(context).into());
    Ok(ExitCode::SUCCESS)
}

/// Serves `folder` from another thread for as long as this program runs.
pub(crate) fn in_background(folder: PathBuf) -> Result<SocketAddr, Failure> {
    let started =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (address, listener) = started.map_err(|why| Failure::new("serving the page", why))?;
    thread::spawn(move || accept(&listener, &folder.into()));
    Ok(address)
}

fn port(words: &[String]) -> Result<Option<u16>, Failure> {
    let Some(at) = words.iter().position(|word| word == "--port") else { return Ok(None) };
    let word = words.get(at + 1).map_or("", String::as_str);
    word.parse().map(Some).map_err(|why| Failure::new(format_args!("--port {word}"), why))
}

/// The port asked for, or the usual one, or any that is free.
fn bind(port: Option<u16>) -> io::Result<TcpListener> {
    let at = |port| TcpListener::bind(("127.0.0.1", port));
    port.map_or_else(|| at(PORT).or_else(|_| at(0)), at)
}

fn accept(listener: &TcpListener, folder: &Arc<Path>) {
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(folder);
        thread::spawn(move || {
            // The browser went away: nobody is left to tell.
            answer(&stream, &folder).ok();
        });
    }
}

fn answer(stream: &TcpStream, folder: &Path) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The connection is closed after the answer, so the headers must have been read.
    for header in lines.by_ref() {
        if header?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method != "GET" && method != "HEAD" {
        return respond(stream, "405 Method Not Allowed", "text/plain", b"", true);
    }
    match find(folder, target).and_then(|path| Some((kind(&path), fs::read(path).ok()?))) {
        Some((kind, bytes)) => respond(stream, "200 OK", kind, &bytes, method == "GET"),
        None => respond(stream, "404 Not Found", "text/plain", b"not found\n", method == "GET"),
    }
}

/// The file for a request's target; nothing outside the folder.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let name = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(name);
    let plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
    let path = folder.join(inside);
    let path = if path.is_dir() { path.join("index.html") } else { path };
    (plain && path.is_file()).then_some(path)
}

fn kind(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

fn respond(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8], with_body: bool) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{HEADERS}Connection: close\r\n\r\n"
    )?;
    if with_body { stream.write_all(body) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{find, kind};
    use std::path::Path;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(find(folder, "/Cargo.toml?v=1"), Some(folder.join("Cargo.toml")));
        for target in
            ["/src", "/../cli/Cargo.toml", "/src/../Cargo.toml", "//etc/hosts", "Cargo.toml", "/none", ""]
        {
            assert_eq!(find(folder, target), None, "{target}");
        }
    }

    #[test]
    fn wasm_has_its_own_type() {
        assert_eq!(kind(Path::new("a/app_bg.wasm")), "application/wasm");
        assert_eq!(kind(Path::new("LICENSE")), "application/octet-stream");
    }
}
