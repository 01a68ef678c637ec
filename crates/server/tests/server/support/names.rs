//! A name server on this machine, whose records a test sets while it answers. UDP only; source: RFC 1035, 4.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// The types of records there are here, by their numbers.
const TYPES: [(&str, u16); 4] = [("A", 1), ("CNAME", 5), ("TXT", 16), ("AAAA", 28)];

/// A name server.
pub struct Names {
    pub address: SocketAddr,
    zone: Arc<Zone>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Zone {
    records: Mutex<HashMap<(String, u16), Vec<String>>>,
    silent: AtomicBool,
    asked: Mutex<Vec<(String, u16)>>,
}

impl Names {
    /// One without any names.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let zone = Arc::new(Zone::default());
        let task = tokio::spawn(serve(socket, zone.clone()));
        Self {
            address,
            zone,
            task,
        }
    }

    /// Sets the records of a type that a name has; none takes them away.
    pub fn set(&self, name: &str, kind: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let mut records = self.zone.records.lock().unwrap();
        records.insert((name.to_owned(), number_of(kind)), values);
    }

    /// Answers nobody until it is told to go on.
    pub fn silence(&self, silent: bool) {
        self.zone.silent.store(silent, Ordering::SeqCst);
    }

    /// How often it was asked for records of a type of a name.
    pub fn asked(&self, name: &str, kind: &str) -> usize {
        let wanted = (name.to_owned(), number_of(kind));
        let asked = self.zone.asked.lock().unwrap();
        asked.iter().filter(|it| **it == wanted).count()
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn number_of(kind: &str) -> u16 {
    let mut types = TYPES.iter();
    types.find(|(name, _)| *name == kind).unwrap().1
}

async fn serve(socket: UdpSocket, zone: Arc<Zone>) {
    let mut bytes = [0; 4096];
    loop {
        let (length, from) = socket.recv_from(&mut bytes).await.unwrap();
        let answer = zone.answer(&bytes[..length]);
        if !zone.silent.load(Ordering::SeqCst) {
            socket.send_to(&answer, from).await.unwrap();
        }
    }
}

impl Zone {
    /// The question once more with the records of its name, and those that its alias leads to.
    fn answer(&self, question: &[u8]) -> Vec<u8> {
        let (mut name, end) = read_name(question);
        let asked = u16::from_be_bytes([question[end], question[end + 1]]);
        self.asked.lock().unwrap().push((name.clone(), asked));
        let records = self.records.lock().unwrap();
        let mut answers = Vec::new();
        // An alias of an alias of an alias leads nowhere here.
        for _ in 0..3 {
            let of = |kind: u16| records.get(&(name.clone(), kind)).into_iter().flatten();
            answers.extend(of(asked).map(|value| record(&name, asked, value)));
            let alias = of(5).next().filter(|_| asked != 5).cloned();
            let Some(alias) = alias else { break };
            answers.push(record(&name, 5, &alias));
            name = alias;
        }
        // What it is, that it is an answer, recursion, no error; one question.
        let mut answer = question[..2].to_vec();
        answer.extend([0x81, 0x80, 0, 1]);
        answer.extend(u16::try_from(answers.len()).unwrap().to_be_bytes());
        answer.extend([0, 0, 0, 0]);
        answer.extend(&question[12..end + 4]);
        answer.extend(answers.concat());
        answer
    }
}

/// The name that is asked for, lower case, and where it ends.
fn read_name(question: &[u8]) -> (String, usize) {
    let (mut labels, mut at) = (Vec::new(), 12);
    while question[at] != 0 {
        let length = usize::from(question[at]);
        let label = &question[at + 1..=at + length];
        labels.push(String::from_utf8(label.to_ascii_lowercase()).unwrap());
        at += length + 1;
    }
    (labels.join("."), at + 1)
}

fn written_name(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes
}

fn record(name: &str, kind: u16, value: &str) -> Vec<u8> {
    let data = match kind {
        5 => written_name(value),
        16 => {
            let length = u8::try_from(value.len()).unwrap();
            [&[length], value.as_bytes()].concat()
        }
        _ => match value.parse().unwrap() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        },
    };
    let mut bytes = written_name(name);
    bytes.extend(kind.to_be_bytes());
    // Of the Internet, for a minute.
    bytes.extend([0, 1, 0, 0, 0, 60]);
    bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(data);
    bytes
}
