//! One connection that is kept open and asks again and again, as plain HTTP/1.1.
//! It does as little as it can: it shares the machine with the server.

use anyhow::{Context, Result, ensure};
use base::Seeded;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request as bytes, ready to be sent many times.
#[derive(Clone, Debug)]
pub struct Request(Vec<u8>);

impl Request {
    /// Opens a page, signed in by the browser's cookie when there is a token.
    pub fn get(path: &str, token: Option<&str>) -> Self {
        Self::head("GET", path, token, "").ended(&[])
    }
    /// Sends a form as the page's script does. Without a token, by somebody who needs no account.
    pub fn post(path: &str, token: Option<&str>, form: &str) -> Self {
        let form_token = token
            .map(|token| format!("x-csrf-token: {}\r\n", web::form_token(token, &Seeded::fixed(1))))
            .unwrap_or_default();
        let more = format!(
            "accept: application/json\r\nsec-fetch-site: same-origin\r\n{form_token}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            form.len()
        );
        Self::head("POST", path, token, &more).ended(form.as_bytes())
    }
    /// The same request by somebody who takes packed answers, as every browser does.
    pub fn packed(&self) -> Self {
        let at = self.0.windows(2).position(|w| w == b"\r\n").map_or(0, |at| at + 2);
        let mut bytes = self.0[..at].to_vec();
        bytes.extend(b"accept-encoding: gzip\r\n");
        bytes.extend(&self.0[at..]);
        Self(bytes)
    }

    fn head(method: &str, path: &str, token: Option<&str>, more: &str) -> Self {
        let cookie = token.map(|t| format!("cookie: __Host-klappt={t}\r\n")).unwrap_or_default();
        Self(format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{cookie}{more}").into_bytes())
    }
    fn ended(mut self, body: &[u8]) -> Self {
        self.0.extend(b"\r\n");
        self.0.extend(body);
        self
    }
}

/// An open connection and the last answer that came over it.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    head: Head,
}

/// An answer's first lines, as far as the next one depends on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where the body begins.
    body: usize,
    /// How long the body is; chunked when nobody says.
    length: Option<usize>,
}

/// No page is larger than this.
const MOST_BYTES: usize = 64 * 1024 * 1024;

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server does not take connections")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(256 * 1024), head: Head::default() })
    }

    /// Asks and reads the answer whole; answers its status.
    pub async fn ask(&mut self, request: &Request) -> Result<u16> {
        self.stream.write_all(&request.0).await?;
        self.read.clear();
        let mut head = None;
        loop {
            let count = self.stream.read_buf(&mut self.read).await?;
            ensure!(count > 0, "the server hung up");
            ensure!(self.read.len() < MOST_BYTES, "an answer without an end");
            if head.is_none() {
                head = read_head(&self.read)?;
            }
            let Some(head) = head else { continue };
            let body = &self.read[head.body..];
            let whole = match head.length {
                Some(length) => body.len() >= length,
                None => ends_chunked(body)?,
            };
            if whole {
                self.head = head;
                return Ok(head.status);
            }
        }
    }

    /// The last answer's body as it came over the wire.
    pub fn body(&self) -> &[u8] {
        &self.read[self.head.body..]
    }
    /// The last answer's body as text, for answers sent in one piece.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body()).into_owned()
    }
}

/// Reads status and length once the head is there whole.
fn read_head(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..end]).context("a head that is no text")?;
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|s| s.parse().ok());
    let mut head = Head { status: status.context("no HTTP/1.1")?, body: end + 4, length: None };
    let mut chunked = false;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            head.length = Some(value.trim().parse().context("a length that is no number")?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = value.trim().eq_ignore_ascii_case("chunked");
        }
    }
    ensure!(chunked != head.length.is_some(), "an answer that does not say how long it is");
    Ok(Some(head))
}

/// Whether a chunked body is there whole.
fn ends_chunked(mut body: &[u8]) -> Result<bool> {
    loop {
        let Some(line) = body.windows(2).position(|w| w == b"\r\n") else { return Ok(false) };
        let size =
            std::str::from_utf8(&body[..line]).ok().and_then(|s| usize::from_str_radix(s.trim(), 16).ok());
        let size = size.context("a chunk without a size")?;
        let next = line + 2 + size + 2;
        if body.len() < next {
            return Ok(false);
        }
        if size == 0 {
            return Ok(true);
        }
        body = &body[next..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nok\n";
        assert_eq!(read_head(&bytes[..30]).expect("sound"), None);
        let head = read_head(bytes).expect("sound").expect("whole");
        assert_eq!((head.status, head.length), (200, Some(3)));
        assert_eq!(&bytes[head.body..], b"ok\n");
    }

    #[test]
    fn an_answer_of_unknown_length_or_kind_is_refused() {
        for wrong in [
            &b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\nContent-Length: viel\r\n\r\n",
            b"HTTP/1.1 xx OK\r\nContent-Length: 0\r\n\r\n",
            b"SSH-2.0\r\n\r\n",
        ] {
            assert!(read_head(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_chunked_body_ends_with_the_empty_chunk() {
        let bytes = b"4\r\nWiki\r\nA\r\n0123456789\r\n0\r\n\r\n";
        for end in 0..bytes.len() {
            assert!(!ends_chunked(&bytes[..end]).expect("sound"), "{end}");
        }
        assert!(ends_chunked(bytes).expect("sound"));
        assert!(ends_chunked(b"zz\r\n").is_err());
    }

    #[test]
    fn a_request_for_packed_answers_differs_by_one_line() {
        let plain = Request::get("/land", Some("t"));
        let packed = String::from_utf8(plain.packed().0).expect("text");
        assert_eq!(
            packed.replace("accept-encoding: gzip\r\n", ""),
            String::from_utf8(plain.0).expect("text")
        );
        assert!(packed.starts_with("GET /land HTTP/1.1\r\naccept-encoding: gzip\r\nhost: "));
        assert!(packed.ends_with("\r\ncookie: __Host-klappt=t\r\n\r\n"));
    }
}
