//! As much of SMTP as a sender needs. Source: RFC 5321.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::Outbox;

/// How long a sender may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Senders at a time.
const AT_ONCE: usize = 32;

/// The longest line, and the longest mail.
const LINE: u64 = 4_096;
const MAIL: usize = 1024 * 1024;

/// Takes mail on a listener for as long as the process runs.
pub(crate) async fn listen(outbox: Outbox, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let outbox = outbox.clone();
                tokio::spawn(async move {
                    if let Err(error) = converse(&outbox, stream).await {
                        tracing::debug!(%error, "a sender of mail went away");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "mail cannot be taken");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn converse(outbox: &Outbox, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 sandbox ESMTP").await?;
    let mut recipients: Vec<String> = Vec::new();
    loop {
        let Some(line) = line(&mut stream).await? else {
            return Ok(());
        };
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb: String = line
            .chars()
            .take(4)
            .collect::<String>()
            .to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-sandbox\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "HELO" | "NOOP" => "250 OK",
            "MAIL" | "RSET" => {
                recipients.clear();
                "250 OK"
            }
            "RCPT" => {
                let address = address(&line);
                match address.split('@').next() {
                    Some("rejected") => "550 5.1.1 No such mailbox",
                    Some("later") => "451 4.3.0 Try again later",
                    _ => {
                        recipients.push(address);
                        "250 OK"
                    }
                }
            }
            "DATA" if recipients.is_empty() => "503 5.5.1 To whom?",
            "DATA" => {
                say(&mut stream, "354 Go on").await?;
                match data(&mut stream).await? {
                    Some(source) => {
                        outbox.take(std::mem::take(&mut recipients), &source);
                        "250 OK"
                    }
                    None => "552 5.3.4 Too long",
                }
            }
            "QUIT" => return say(&mut stream, "221 Bye").await,
            _ => "502 5.5.1 Not known here",
        };
        say(&mut stream, answer).await?;
    }
}

/// The address between angle brackets.
fn address(line: &str) -> String {
    let inner = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}

/// A mail until the line with a single dot; `None` when it is too long.
async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut source = Vec::new();
    loop {
        let Some(line) = line(stream).await? else {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        };
        if line == b".\r\n" {
            return Ok((source.len() <= MAIL).then_some(source));
        }
        if source.len() <= MAIL {
            source.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

/// One line with its end; `None` when the sender hung up.
async fn line(stream: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut limited = stream.take(LINE);
    let read = limited.read_until(b'\n', &mut line);
    tokio::time::timeout(PATIENCE, read).await??;
    if line.is_empty() {
        return Ok(None);
    }
    if line.ends_with(b"\n") {
        Ok(Some(line))
    } else {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

async fn say(stream: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await
}
