//! Stands between client and fake on a real socket, and breaks single requests in the ways networks and servers do.

#![allow(
    dead_code,
    reason = "the server's tests include it, too, and each uses its own part"
)]

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// The longest answer that a client in a test reads, in bytes. A longer one is on its way here in no time.
pub const LARGEST_ANSWER: usize = 256 * 1024;

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The connection breaks before the request has an effect.
    Reset,
    /// The connection breaks after the effect, before the answer.
    ResetAfter,
    /// No answer, and the connection stays open.
    Hang,
    /// The answer starts and then comes too slowly to wait for.
    Slow,
    /// Half of the answer, then the connection ends.
    Half,
    /// An error of this status before any effect, with these header lines.
    Status(u16, &'static str),
    /// The same after the effect.
    StatusAfter(u16, &'static str),
    /// A successful answer that is not JSON.
    WrongJson,
    /// A successful answer whose first field called so has another name.
    Rename(&'static str),
    /// A successful answer in which every text of the field called so is one that nobody knows.
    Unheard(&'static str),
    /// A successful answer of more bytes than anybody wants.
    Huge,
    /// An answer by a clock that is so many seconds ahead.
    Skewed(i64),
    /// The request arrives twice.
    Duplicate,
    /// A reading is answered as it was before the last change.
    Stale,
}

/// A request that reached the proxy: when, and its method and path.
pub type Seen = (Instant, String);

#[derive(Clone)]
pub struct Proxy {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: VecDeque<Fault>,
    otherwise: Option<Fault>,
    seen: Vec<Seen>,
    /// Answers to readings since the last change, and those before it.
    answers: [HashMap<String, Answer>; 2],
}

impl Proxy {
    pub async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
        };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (proxy, router) = (accepting.clone(), router.clone());
                tokio::spawn(async move { proxy.serve(stream, router).await });
            }
        });
        proxy
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state().script.extend(faults);
    }

    /// What was to happen to further requests does not.
    pub fn calm(&self) {
        self.state().script.clear();
    }

    /// What happens to requests that the script says nothing of.
    pub fn otherwise(&self, fault: Option<Fault>) {
        self.state().otherwise = fault;
    }

    /// How many requests reached the proxy.
    pub fn requests(&self) -> usize {
        self.state().seen.len()
    }

    /// The requests that reached the proxy.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// One request per connection.
    async fn serve(&self, mut stream: TcpStream, router: Router) -> Option<()> {
        let request = read(&mut stream).await?;
        let fault = {
            let mut state = self.state();
            let line = format!("{} {}", request.method(), request.uri().path());
            state.seen.push((Instant::now(), line));
            state.script.pop_front().or(state.otherwise)
        };
        let ask = |request| self.ask(router.clone(), request);
        match fault.unwrap_or(Fault::None) {
            Fault::None => {
                let answer = ask(request).await.bytes();
                stream.write_all(&answer).await.ok()?;
            }
            Fault::Reset => reset(&stream),
            Fault::ResetAfter => {
                ask(request).await;
                reset(&stream);
            }
            Fault::Hang => wait_for_close(&mut stream).await,
            Fault::Slow => {
                let answer = ask(request).await.bytes();
                stream.write_all(&answer[..answer.len() - 10]).await.ok()?;
                wait_for_close(&mut stream).await;
            }
            Fault::Half => {
                let answer = ask(request).await.bytes();
                stream.write_all(&answer[..answer.len() - 10]).await.ok()?;
            }
            Fault::Status(status, headers) => {
                stream.write_all(&error(status, headers)).await.ok()?;
            }
            Fault::StatusAfter(status, headers) => {
                ask(request).await;
                stream.write_all(&error(status, headers)).await.ok()?;
            }
            Fault::WrongJson => {
                ask(request).await;
                stream.write_all(&http(200, "", b"<html>")).await.ok()?;
            }
            Fault::Rename(field) => {
                let answer = ask(request).await.edited(|body| {
                    let renamed = "x".repeat(field.len());
                    body.replacen(&format!("\"{field}\""), &format!("\"{renamed}\""), 1)
                });
                stream.write_all(&answer.bytes()).await.ok()?;
            }
            Fault::Unheard(field) => {
                let start = format!("\"{field}\":\"");
                let unheard = format!("{start}unheard_of_");
                let answer = ask(request).await;
                let answer = answer.edited(|body| body.replace(&start, &unheard));
                stream.write_all(&answer.bytes()).await.ok()?;
            }
            Fault::Huge => {
                ask(request).await;
                let body = vec![b' '; LARGEST_ANSWER + 1];
                stream.write_all(&http(200, "", &body)).await.ok()?;
            }
            Fault::Skewed(seconds) => {
                let answer = ask(request).await.edited(|body| skewed(body, seconds));
                stream.write_all(&answer.bytes()).await.ok()?;
            }
            Fault::Duplicate => {
                ask(again(&request)).await;
                let answer = ask(request).await.bytes();
                stream.write_all(&answer).await.ok()?;
            }
            Fault::Stale => {
                let before = self.state().answers[1].get(&key(&request)).cloned();
                let answer = match before {
                    Some(before) => before,
                    None => ask(request).await,
                };
                stream.write_all(&answer.bytes()).await.ok()?;
            }
        }
        Some(())
    }

    async fn ask(&self, router: Router, request: Parsed) -> Answer {
        let (is_reading, key) = (request.method() == "GET", key(&request));
        let answer = ask(router, request).await;
        let mut state = self.state();
        if is_reading {
            state.answers[0].insert(key, answer.clone());
        } else {
            let [since, before] = &mut state.answers;
            before.extend(since.drain());
        }
        answer
    }
}

/// What upstream answered.
#[derive(Clone)]
struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn edited(self, edit: impl FnOnce(&str) -> String) -> Self {
        let body = edit(&self.body);
        Self { body, ..self }
    }

    fn bytes(&self) -> Vec<u8> {
        http(
            self.status,
            "request-id: req_fake\r\n",
            self.body.as_bytes(),
        )
    }
}

fn key(request: &Parsed) -> String {
    request.uri().to_string()
}

/// Every instant at which something was created, moved.
fn skewed(body: &str, seconds: i64) -> String {
    let mut parts = body.split("\"created\":");
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let at: i64 = part[..end].parse().unwrap_or(0);
        moved.push_str(&format!("\"created\":{}{}", at + seconds, &part[end..]));
    }
    moved
}

type Parsed = Request<Vec<u8>>;

async fn read(stream: &mut TcpStream) -> Option<Parsed> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let mut request = Request::builder().method(words.next()?).uri(words.next()?);
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap();
        }
        request = request.header(name, value);
    }
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(request.body(body).unwrap())
}

fn again(request: &Parsed) -> Parsed {
    let mut copy = Request::new(request.body().clone());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

async fn ask(router: Router, request: Parsed) -> Answer {
    let response: Response<Body> = router.oneshot(request.map(Body::from)).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: head.status.as_u16(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

fn error(status: u16, headers: &str) -> Vec<u8> {
    http(
        status,
        headers,
        br#"{"error":{"type":"api_error","message":"fault"}}"#,
    )
}

fn http(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut answer = format!(
        "HTTP/1.1 {status} Any\r\ncontent-type: application/json\r\nconnection: close\r\n\
         {headers}content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// Closing with lingering off sends RST instead of FIN.
fn reset(stream: &TcpStream) {
    stream.set_zero_linger().unwrap();
}

async fn wait_for_close(stream: &mut TcpStream) {
    let mut byte = [0];
    let _ = stream.read(&mut byte).await;
}
