//! Stands between client and fake on a real socket, and breaks single requests in the ways networks and servers do.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

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
    /// A successful answer of more bytes than anybody wants.
    Huge,
    /// The request arrives twice.
    Duplicate,
}

#[derive(Clone)]
pub struct Proxy {
    port: u16,
    script: Arc<Mutex<VecDeque<Fault>>>,
    requests: Arc<AtomicUsize>,
}

impl Proxy {
    pub async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            script: Arc::default(),
            requests: Arc::default(),
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
        self.script.lock().unwrap().extend(faults);
    }

    /// Requests that reached the proxy.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// One request per connection.
    async fn serve(&self, mut stream: TcpStream, router: Router) -> Option<()> {
        let request = read(&mut stream).await?;
        self.requests.fetch_add(1, Ordering::SeqCst);
        let fault = self.script.lock().unwrap().pop_front();
        let ask = |request| ask(router.clone(), request);
        match fault.unwrap_or(Fault::None) {
            Fault::None => {
                let answer = ask(request).await;
                stream.write_all(&answer).await.ok()?;
            }
            Fault::Reset => reset(&stream),
            Fault::ResetAfter => {
                ask(request).await;
                reset(&stream);
            }
            Fault::Hang => wait_for_close(&mut stream).await,
            Fault::Slow => {
                let answer = ask(request).await;
                stream.write_all(&answer[..answer.len() - 10]).await.ok()?;
                wait_for_close(&mut stream).await;
            }
            Fault::Half => {
                let answer = ask(request).await;
                stream.write_all(&answer[..answer.len() - 10]).await.ok()?;
            }
            Fault::Status(status, headers) => {
                stream.write_all(&error(status, headers)).await.ok()?;
            }
            Fault::StatusAfter(status, headers) => {
                ask(request).await;
                stream.write_all(&error(status, headers)).await.ok()?;
            }
            Fault::WrongJson => stream.write_all(&http(200, "", b"<html>")).await.ok()?,
            Fault::Rename(field) => {
                let answer = String::from_utf8(ask(request).await).unwrap();
                let renamed = "x".repeat(field.len());
                let answer = answer.replacen(&format!("\"{field}\""), &format!("\"{renamed}\""), 1);
                stream.write_all(answer.as_bytes()).await.ok()?;
            }
            Fault::Huge => {
                let body = vec![b' '; super::LARGEST_ANSWER + 1];
                stream.write_all(&http(200, "", &body)).await.ok()?;
            }
            Fault::Duplicate => {
                ask(again(&request)).await;
                let answer = ask(request).await;
                stream.write_all(&answer).await.ok()?;
            }
        }
        Some(())
    }
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

async fn ask(router: Router, request: Parsed) -> Vec<u8> {
    let response: Response<Body> = router.oneshot(request.map(Body::from)).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    http(head.status.as_u16(), "request-id: req_fake\r\n", &body)
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
