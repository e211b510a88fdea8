//! A web site on this machine that behaves as a release site does, and badly if told so.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Bytes sent at once.
const CHUNK: usize = 4096;

/// What a site serves, and how.
#[derive(Default)]
pub(crate) struct Pages {
    /// Contents by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Paths that are elsewhere.
    pub(crate) redirects: BTreeMap<String, String>,
    /// Paths whose first answer ends after so many bytes.
    pub(crate) cut: BTreeMap<String, usize>,
    /// Paths whose first answer stops after the first chunk, and goes on never.
    pub(crate) stalled: BTreeSet<String>,
    /// A pause after each chunk.
    pub(crate) pause: Duration,
    /// Asks for parts are answered with the whole.
    pub(crate) without_ranges: bool,
}

/// A site that is served until the test ends.
pub(crate) struct Site {
    pub(crate) url: String,
    /// Lines of what was asked for: `GET /x`, `GET /x bytes=10-`.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) fn serve(pages: Pages) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (pages, log) = (Arc::new(Mutex::new(pages)), asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, log) = (pages.clone(), log.clone());
                // A client that hangs up is what some tests are about.
                thread::spawn(move || answer(stream, &pages, &log).unwrap_or(()));
            }
        });
        Self { url, asked }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no thread of ours panics").clone()
    }
}

/// One request; after a proxy's `CONNECT`, the one that comes through.
fn answer(mut stream: TcpStream, pages: &Mutex<Pages>, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = Request::read(&mut reader)?;
    log.lock().expect("no thread of ours panics").push(request.line());
    if request.method == "CONNECT" {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        request = Request::read(&mut reader)?;
        log.lock().expect("no thread of ours panics").push(request.line());
    }
    let reply = Reply::to(&request, &mut pages.lock().expect("no thread of ours panics"));
    stream.write_all(reply.head.as_bytes())?;
    if request.method == "HEAD" {
        return Ok(());
    }
    for chunk in reply.body.chunks(CHUNK) {
        stream.write_all(chunk)?;
        thread::sleep(reply.pause);
        if reply.stalled {
            thread::sleep(Duration::from_hours(1));
        }
    }
    Ok(())
}

struct Request {
    method: String,
    path: String,
    /// `10` of `Range: bytes=10-`.
    from: Option<usize>,
}

impl Request {
    fn read(reader: &mut impl BufRead) -> std::io::Result<Self> {
        let (mut first, mut from) = (String::new(), None);
        reader.read_line(&mut first)?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? <= 2 {
                break;
            }
            let line = line.trim().to_ascii_lowercase();
            if let Some(range) = line.strip_prefix("range: bytes=") {
                from = range.trim_end_matches('-').parse().ok();
            }
        }
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        Ok(Self { method, path, from })
    }

    fn line(&self) -> String {
        let range = self.from.map(|from| format!(" bytes={from}-")).unwrap_or_default();
        format!("{} {}{range}", self.method, self.path)
    }
}

struct Reply {
    head: String,
    body: Vec<u8>,
    stalled: bool,
    pause: Duration,
}

impl Reply {
    fn to(request: &Request, pages: &mut Pages) -> Self {
        let pause = pages.pause;
        let without_body = |head: &str| Self {
            head: format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            body: Vec::new(),
            stalled: false,
            pause,
        };
        if let Some(to) = pages.redirects.get(&request.path) {
            return without_body(&format!("302 Found\r\nLocation: {to}"));
        }
        let Some(file) = pages.files.get(&request.path) else { return without_body("404 Not Found") };
        let from = request.from.filter(|_| !pages.without_ranges).unwrap_or(0);
        if from > 0 && from >= file.len() {
            let head = format!("416 Range Not Satisfiable\r\nContent-Range: bytes */{}", file.len());
            return without_body(&head);
        }
        let mut body = file[from..].to_vec();
        let last = file.len().saturating_sub(1);
        let status = if from == 0 {
            "200 OK".to_owned()
        } else {
            format!("206 Partial Content\r\nContent-Range: bytes {from}-{last}/{}", file.len())
        };
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        if request.method != "HEAD"
            && let Some(at) = pages.cut.remove(&request.path)
        {
            body.truncate(at);
        }
        let stalled = request.method != "HEAD" && pages.stalled.remove(&request.path);
        Self { head, body, stalled, pause }
    }
}
