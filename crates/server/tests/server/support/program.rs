//! The program itself, as a child process with the embedded engine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portico_server::config::Database;

use super::{World, postgres, site};

/// Where cargo put it.
pub const PATH: &str = env!("CARGO_BIN_EXE_portico");

/// What a portal and an engine of the tests sign webhooks with.
const WEBHOOK_SECRET: &str = "whsec_of_the_tests";

/// A running program. Dropped, it is killed.
pub struct Program {
    child: Child,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    started: Instant,
    /// Where the portal listens, or the engine that runs alone.
    pub port: u16,
    /// Where the embedded engine listens.
    pub sandbox_port: u16,
}

/// Ports nobody listens on, for a portal and an engine beside it.
pub struct Ports {
    pub portal: u16,
    pub engine: u16,
    /// Where the engine takes mail.
    pub mail: u16,
}

impl Ports {
    /// Three that are free, and that nobody else is given.
    ///
    /// A port that the system had named was sometimes taken before the program could open it, by another test that was
    /// named the same, or by the near end of a connection. So they are counted up, below those the system gives out.
    pub fn free() -> Self {
        let [portal, engine, mail] = [(); 3].map(|()| free_port());
        Self {
            portal,
            engine,
            mail,
        }
    }
}

/// Below where Linux begins to give them out by itself.
const PORTS: std::ops::Range<u32> = 20_000..32_000;

fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Test runs beside this one begin elsewhere.
    let begin = std::process::id().wrapping_mul(97);
    let span = PORTS.end - PORTS.start;
    loop {
        let count = NEXT.fetch_add(1, Ordering::SeqCst);
        let port = PORTS.start + begin.wrapping_add(count) % span;
        let port = u16::try_from(port).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// What it answered.
pub struct Reply {
    pub status: u16,
    pub headers: String,
    pub body: String,
    /// The body of what is no text.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// A header's value, empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self
            .headers
            .lines()
            .filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
}

impl Program {
    /// Starts it with the embedded engine and waits until it is ready.
    pub fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_with(folder, &[], variables)
    }

    /// Starts it with more arguments and waits until it is ready.
    pub fn start_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        site::write(&folder.join("dist"));
        let ports = Ports::free();
        let mut command = command(folder, &folder.join("data"), ports.portal);
        command
            .arg("--sandbox")
            .args(["--sandbox-port", &ports.engine.to_string()])
            .args(arguments)
            .envs(variables.iter().copied());
        Self::launch(command, ports.portal, ports.engine)
    }

    /// Starts the embedded engine alone, and waits until it is ready.
    pub fn engine(folder: &Path, ports: &Ports, arguments: &[&str]) -> Self {
        let mut command = Command::new(PATH);
        command
            .args(["sandbox", "--port", &ports.engine.to_string()])
            .args(["--smtp-port", &ports.mail.to_string()])
            .arg("--data")
            .arg(folder.join("engine"))
            .args(arguments)
            .env("PORTICO_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env_remove("PORTICO_LOG");
        Self::launch(command, ports.engine, ports.engine)
    }

    /// Starts a portal with the text of a configuration file, and waits until it is ready.
    pub fn configured(folder: &Path, ports: &Ports, configuration: &str) -> Self {
        site::write(&folder.join("dist"));
        let file = folder.join("portico.toml");
        std::fs::write(&file, configuration).unwrap();
        let mut command = command(folder, &folder.join("data"), ports.portal);
        command
            .arg("--config")
            .arg(file)
            .env("PORTICO_WEBHOOK_SECRET", WEBHOOK_SECRET);
        Self::launch(command, ports.portal, ports.engine)
    }

    /// Starts another server of the world's merchants, beside the world's own and on its database.
    pub fn beside(world: &World) -> Self {
        Self::on_store(world, &world.config.data, world.config.database.as_ref())
    }

    /// Starts a server of the world's merchants on another store.
    pub fn on_store(world: &World, data: &Path, database: Option<&Database>) -> Self {
        let ports = Ports::free();
        let mut command = command(world.folder.path(), data, ports.portal);
        command.arg("--config").arg(configure(world));
        if let Some(database) = database {
            command.env("DATABASE_URL", postgres::url(database));
        }
        Self::launch(command, ports.portal, ports.engine)
    }

    fn launch(mut command: Command, port: u16, sandbox_port: u16) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let ready = lines.find(|line| line.contains("ready"));
        assert!(ready.is_some(), "it never became ready");
        // The rest must be read as it comes, or the program would wait for us.
        let kept = log.clone();
        let reader = std::thread::spawn(move || {
            for line in lines {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let reader = Some(reader);
        let started = Instant::now();
        Self {
            child,
            log,
            reader,
            started,
            port,
            sandbox_port,
        }
    }

    /// Sends a request on a connection of its own.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        ask(self.port, method, path, headers, body).unwrap()
    }

    /// The status of a `GET`; `None` when nobody answers.
    pub fn get(&self, path: &str) -> Option<u16> {
        ask(self.port, "GET", path, &[], "").map(|reply| reply.status)
    }

    /// Ends it at once, as when the machine loses power.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Stops it and returns everything it wrote since it was ready.
    pub fn stop(&mut self) -> String {
        self.terminate();
        assert!(self.wait().success());
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.log.lock().unwrap().clone()
    }

    /// How long ago it became ready.
    pub fn ran_for(&self) -> Duration {
        self.started.elapsed()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What every start has in common. What the tests' own environment says is not meant for it.
fn command(folder: &Path, data: &Path, port: u16) -> Command {
    let mut command = Command::new(PATH);
    command
        .args(["serve", "--port", &port.to_string()])
        .args(["--address", "127.0.0.1"])
        .arg("--data")
        .arg(data)
        .arg("--dist")
        .arg(folder.join("dist"))
        .env_remove("PORTICO_LOG")
        .env_remove("DATABASE_URL");
    command
}

/// Writes the world's configuration to a file, for the program and its commands.
pub fn configure(world: &World) -> PathBuf {
    let file = world.folder.path().join("portico.toml");
    std::fs::write(&file, configuration(world)).unwrap();
    file
}

fn configuration(world: &World) -> String {
    let accounts = world.accounts.iter().map(|account| {
        format!(
            "[[account]]\nid = {:?}\nname = {:?}\nsecret_key = {:?}\npublishable_key = {:?}\npublic_url = {:?}\n\
             upstream = {:?}\nupstream_per_second = {}\ndefault_return_url = \"https://acme.test/account\"\n",
            account.id,
            account.name,
            account.secret_key.expose(),
            account.publishable_key,
            account.public_url.origin,
            account.upstream,
            account.upstream_limits.per_second,
        )
    });
    accounts.collect()
}

/// Sends a request to any port of this machine.
pub fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Reply> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let bytes = answer.split_off(end + 4);
    let head = String::from_utf8(answer).ok()?;
    Some(Reply {
        status: head.split(' ').nth(1)?.parse().ok()?,
        headers: head.trim_end().replace("\r\n", "\n"),
        body: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    })
}
