//! A `PostgreSQL` server of the tests' own: started when the first test wants it, gone when the tests are.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use portico_server::config::Database;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, PgConnection, SqliteConnection};

use super::World;

/// Runs the server until its own input ends, which it does with the process that holds the other end, however that dies.
/// What is lost when the machine stops is not worth waiting for.
const KEEP: &str = r#"
"$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c max_connections=300 \
    -c shared_buffers=32MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off &
exec 2> /dev/null
read -r _
kill -QUIT $!
wait $!
rm -rf "$2"
"#;

/// A running server. It is never dropped: the tests' process ends, and with it the shell's input.
struct Server {
    folder: PathBuf,
    _keeper: Child,
}

/// A database of one test, empty.
pub async fn database() -> Database {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(Server::start);
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let options = server.options().database("postgres");
    let mut connection = options.connect().await.unwrap();
    connection
        .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    Database::parse(&server.url(&name)).unwrap()
}

/// The database that tests on `PostgreSQL` are to use, when they are.
pub async fn chosen() -> Option<Database> {
    match std::env::var("PORTICO_TEST_STORE") {
        Ok(name) if name == "postgres" => Some(database().await),
        Ok(name) => panic!("PORTICO_TEST_STORE is postgres or not set, and not {name:?}"),
        Err(_) => None,
    }
}

/// One of `PostgreSQL`'s own programs; `None` where only the server is installed.
pub fn program(name: &str) -> Option<Command> {
    let file = programs().join(name);
    file.is_file().then(|| Command::new(file))
}

/// The URL of a database, for a program.
pub fn url(database: &Database) -> String {
    let folder = database.options().get_socket().unwrap().display();
    let name = database.options().get_database().unwrap();
    format!("postgres:///{name}?host={folder}&user=postgres")
}

/// The server's database, past the server.
pub enum Direct {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Direct {
    /// Connects to it.
    pub async fn to(world: &World) -> Self {
        match &world.config.database {
            Some(database) => Self::Postgres(database.options().connect().await.unwrap()),
            None => {
                let file = world.config.data.join("portico.db");
                let options = SqliteConnectOptions::new().filename(file);
                Self::Sqlite(options.connect().await.unwrap())
            }
        }
    }
}

impl Server {
    fn start() -> Self {
        let programs = programs();
        let folder = super::folder::base().join(format!("portico-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let user = user();
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let as_user = |mut command: Command| {
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command.current_dir(&folder).env("LC_ALL", "C");
            command
        };
        let mut initdb = as_user(Command::new(programs.join("initdb")));
        let output = initdb
            .arg("-D")
            .arg(folder.join("data"))
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let mut keeper = as_user(Command::new("sh"))
            .args(["-c", KEEP, "sh"])
            .args([&programs, &folder])
            // A key pressed to end the tests must not end the shell before it has cleaned up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(keeper.stderr.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let mut said = Vec::new();
        let ready = lines.find(|line| {
            said.push(line.clone());
            line.contains("ready to accept connections")
        });
        assert!(ready.is_some(), "PostgreSQL did not start: {said:#?}");
        // The rest must be read as it comes, or the server would wait for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            folder,
            _keeper: keeper,
        }
    }

    fn url(&self, name: &str) -> String {
        format!(
            "postgres:///{name}?host={}&user=postgres",
            self.folder.display()
        )
    }

    fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.folder)
            .username("postgres")
    }
}

/// The folder with `postgres` and `initdb`: the one that `cargo xtask test` found, else the newest of Debian's, else the
/// one on PATH.
fn programs() -> PathBuf {
    if let Some(named) = std::env::var_os("PORTICO_POSTGRES") {
        return named.into();
    }
    let has_both = |folder: &PathBuf| {
        ["postgres", "initdb"]
            .iter()
            .all(|it| folder.join(it).is_file())
    };
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let versions = versions.filter_map(|entry| {
        let folder = entry.unwrap().path();
        let version: u32 = folder.file_name()?.to_str()?.parse().ok()?;
        Some((version, folder.join("bin")))
    });
    let newest = versions.filter(|(_, folder)| has_both(folder)).max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest
        .map(|(_, folder)| folder)
        .or_else(|| std::env::split_paths(&path).find(has_both))
        .expect("PostgreSQL is not installed: `cargo xtask test` does that, or says how")
}

/// Whom the server runs as: it refuses to be root. `None` when we are not.
fn user() -> Option<(u32, u32)> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let own = lines.find_map(|line| line.strip_prefix("Uid:"))?;
    if own.split_whitespace().nth(1) != Some("0") {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let mut entries = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    let entry = entries.find(|entry| entry[0] == "postgres");
    let entry =
        entry.expect("PostgreSQL refuses to run as root, and there is no user \"postgres\"");
    Some((entry[2].parse().unwrap(), entry[3].parse().unwrap()))
}
