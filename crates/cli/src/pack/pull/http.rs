//! Requests: small texts at once, large files into a file that grows.

use super::progress::Progress;
use crate::disk;
use crate::failure::Failure;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;
use ureq::http::{Response, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// Most bytes of a digest, an index or a chart.
const MAX_TEXT: u64 = 64 << 20;

/// Most bytes of a release download; those of 2026 have 40 MB.
const MAX_FILE: u64 = 1 << 30;

/// Speaks HTTP. The system's certificates count, and proxies of the environment.
pub(super) struct Client {
    agent: Agent,
}

/// The answer to a request for a file's rest.
enum Answer {
    /// From the start, with its length if it is told.
    Whole(Body, Option<u64>),
    /// From where the file ends.
    Rest(Body, u64),
    /// There is nothing after where the file ends.
    Nothing,
}

impl Client {
    /// For URLs of one site. A site with https is never left for one without.
    pub(super) fn new(url: &str, timeout: Duration) -> Result<Self, Failure> {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .https_only(url.starts_with("https:"))
            .http_status_as_error(false)
            .tls_config(tls)
            .user_agent(concat!("periplus/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_per_read(Some(timeout))
            .build();
        Ok(Self { agent: config.new_agent() })
    }

    /// A small file's text; `None`: there is none.
    pub(super) fn text(&self, url: &str) -> Result<Option<String>, Failure> {
        Ok(self.bytes(url)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// A small file; `None`: there is none.
    pub(super) fn bytes(&self, url: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut response = self.agent.get(url).call().map_err(|error| failed(url, &error))?;
        match response.status() {
            StatusCode::OK => {
                let body = response.body_mut().with_config().limit(MAX_TEXT).read_to_vec();
                body.map(Some).map_err(|error| failed(url, &error))
            }
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(refused(url, status)),
        }
    }

    /// Whether there is such a file.
    pub(super) fn is_there(&self, url: &str) -> bool {
        self.agent.head(url).call().is_ok_and(|response| response.status().is_success())
    }

    /// Downloads into a file, going on at its end. What came before an error stays there.
    pub(super) fn download(&self, url: &str, to: &Path) -> Result<(), Failure> {
        let disk = |error: &io::Error| Failure::new(disk::failed("write", to, error));
        let have = to.metadata().map_or(0, |found| found.len());
        let (body, start, total) = match self.ask(url, have)? {
            Answer::Nothing => return Ok(()),
            Answer::Rest(body, rest) => (body, have, Some(have + rest)),
            Answer::Whole(body, length) => (body, 0, length),
        };
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(start == 0).append(start > 0);
        let mut file = options.open(to).map_err(|error| disk(&error))?;
        if total.is_some_and(|total| total > MAX_FILE) {
            return Err(Failure::new(format!("{url}: more than {MAX_FILE} bytes")));
        }
        let mut progress = Progress::new(start, total);
        let copied = copy(&mut body.into_reader(), &mut file, &mut progress, MAX_FILE - start);
        progress.end();
        let end = match copied {
            Ok(bytes) => start + bytes,
            Err(CopyError::Write(error)) => return Err(disk(&error)),
            Err(CopyError::TooLong) => {
                return Err(Failure::new(format!("{url}: more than {MAX_FILE} bytes")));
            }
            Err(CopyError::Read(error)) => return Err(broken(url, &error.to_string(), to, total)),
        };
        if total.is_some_and(|total| end < total) {
            return Err(broken(url, "the connection ended", to, total));
        }
        file.sync_all().map_err(|error| disk(&error))
    }

    fn ask(&self, url: &str, have: u64) -> Result<Answer, Failure> {
        let request = self.agent.get(url);
        let request =
            if have > 0 { request.header(header::RANGE, format!("bytes={have}-")) } else { request };
        let response = request.call().map_err(|error| failed(url, &error))?;
        let length = number(&response, header::CONTENT_LENGTH, |text| text);
        match response.status() {
            StatusCode::PARTIAL_CONTENT if have > 0 => {
                let from = number(&response, header::CONTENT_RANGE, |text| {
                    text.trim_start_matches("bytes ").split('-').next().unwrap_or_default()
                });
                match (from, length) {
                    (Some(from), Some(length)) if from == have => {
                        Ok(Answer::Rest(response.into_body(), length))
                    }
                    // Not the part that was asked for.
                    _ => self.ask(url, 0),
                }
            }
            StatusCode::OK => Ok(Answer::Whole(response.into_body(), length)),
            StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
                let whole = number(&response, header::CONTENT_RANGE, |text| {
                    text.rsplit('/').next().unwrap_or_default()
                });
                if whole == Some(have) { Ok(Answer::Nothing) } else { self.ask(url, 0) }
            }
            status => Err(refused(url, status)),
        }
    }
}

fn number(response: &Response<Body>, name: header::HeaderName, part: impl Fn(&str) -> &str) -> Option<u64> {
    part(response.headers().get(name)?.to_str().ok()?).trim().parse().ok()
}

enum CopyError {
    Read(io::Error),
    Write(io::Error),
    TooLong,
}

fn copy(from: &mut dyn Read, to: &mut File, progress: &mut Progress, most: u64) -> Result<u64, CopyError> {
    let mut buffer = vec![0; 64 << 10];
    let mut copied = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok(copied),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(CopyError::Read(error)),
        };
        copied += read as u64;
        if copied > most {
            return Err(CopyError::TooLong);
        }
        to.write_all(&buffer[..read]).map_err(CopyError::Write)?;
        progress.add(read as u64);
    }
}

fn failed(url: &str, error: &ureq::Error) -> Failure {
    let failure = Failure::new(format!("{url}: {error}"));
    match error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::Io(_) => failure
            .help("without a way to the site: fetch the archive elsewhere, and give it by --from")
            .help("a proxy is taken from HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"),
        _ => failure,
    }
}

fn refused(url: &str, status: StatusCode) -> Failure {
    Failure::new(format!("{url}: {status}"))
}

fn broken(url: &str, why: &str, to: &Path, total: Option<u64>) -> Failure {
    let have = to.metadata().map_or(0, |found| found.len());
    let of = total.map_or(String::new(), |total| format!(" of {total}"));
    Failure::new(format!("{url}: {why} after {have}{of} bytes")).help("the same command goes on from there")
}
