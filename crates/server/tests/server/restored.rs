//! What was acknowledged is there: after the program was killed, and in a copy that is restored elsewhere.

use std::collections::HashSet;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use portico_server::config::Database;
use serde_json::Value;
use sqlx::Connection;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::support::postgres::{self, Direct};
use crate::support::program::{self, Program};
use crate::support::{World, report, size};

/// Writers at the same time.
const LANES: usize = 8;

/// Merchants' servers that make links at a program as fast as it answers, until it does not.
struct Writers {
    acknowledged: Arc<Mutex<Vec<String>>>,
    news: Arc<Notify>,
    lanes: JoinSet<()>,
}

impl Writers {
    fn begin(world: &World, program: &Program, customer: &str) -> Self {
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let news = Arc::new(Notify::new());
        let mut lanes = JoinSet::new();
        let call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&format!("customer={customer}"));
        for _ in 0..LANES {
            let (call, port) = (call.clone(), program.port);
            let (acknowledged, news) = (acknowledged.clone(), news.clone());
            lanes.spawn(async move {
                let http = client();
                while let Ok(answer) = call.clone().send_to(&http, port).await {
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    let id = answer.json()["id"].as_str().unwrap().to_owned();
                    acknowledged.lock().unwrap().push(id);
                    news.notify_one();
                }
            });
        }
        Self {
            acknowledged,
            news,
            lanes,
        }
    }

    /// The ids of all sessions that were acknowledged so far.
    fn so_far(&self) -> HashSet<String> {
        self.acknowledged.lock().unwrap().iter().cloned().collect()
    }

    /// Waits until so many were.
    async fn reach(&self, count: usize) {
        while self.acknowledged.lock().unwrap().len() < count {
            self.news.notified().await;
        }
    }

    /// The ids of all that were, once the program is gone.
    async fn ids(mut self) -> HashSet<String> {
        while let Some(lane) = self.lanes.join_next().await {
            lane.unwrap();
        }
        self.so_far()
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .build()
        .unwrap()
}

/// How many of the sessions a program does not know. The newest are listed first.
async fn missing(world: &World, program: &Program, mut wanted: HashSet<String>) -> usize {
    let http = client();
    let mut after = String::new();
    while !wanted.is_empty() {
        let path = format!("/v1/portico/sessions?limit=100{after}");
        let call = world.merchant_call(0, "GET", &path);
        let page = call.send_to(&http, program.port).await.unwrap().json();
        let ids = page["data"].as_array().unwrap().iter();
        let ids: Vec<_> = ids.map(|it| it["id"].as_str().unwrap()).collect();
        for id in &ids {
            wanted.remove(*id);
        }
        match (ids.last(), &page["has_more"]) {
            (Some(last), Value::Bool(true)) => after = format!("&starting_after={last}"),
            _ => break,
        }
    }
    wanted.len()
}

/// What `SQLite` finds when it looks at every page.
async fn integrity(world: &World) -> String {
    let Direct::Sqlite(mut connection) = Direct::to(world).await else {
        panic!("the store is SQLite");
    };
    let verdict = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    verdict
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_20_killed_again_and_again_loses_nothing() {
    let kills = size(5, 500);
    let world = World::on(None).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let (mut acknowledged, mut lost, mut whole) = (0, 0, 0);
    let mut program = Program::beside(&world);
    for kill in 0..kills {
        let writers = Writers::begin(&world, &program, &customer);
        // At another moment each time; 100 on average.
        writers.reach(40 + kill * 37 % 121).await;
        program.kill();
        let ids = writers.ids().await;
        acknowledged += ids.len();
        program = Program::beside(&world);
        lost += missing(&world, &program, ids).await;
        whole += usize::from(integrity(&world).await == "ok");
    }
    report(
        20,
        "killed under writes, SQLite",
        "0 lost, whole each time",
        &format!(
            "{kills} kills, {acknowledged} writes acknowledged: {lost} lost, {whole} times whole"
        ),
        lost == 0 && whole == kills,
    );
    assert!(acknowledged >= kills * 40, "it was written to");
}

/// Takes a copy under load with `copy`, which restores it, too, and looks there for all that was acknowledged before.
async fn check_copy(store: &str, world: &World, copy: impl FnOnce() -> Program) {
    let (customer, _) = world.subscriber(0, 1).await;
    let mut program = Program::beside(world);
    let writers = Writers::begin(world, &program, &customer);
    writers.reach(size(300, 30_000)).await;
    let acknowledged = writers.so_far();
    let began = Instant::now();
    let restored = copy();
    let took = began.elapsed();
    let meanwhile = writers.so_far().len() - acknowledged.len();
    program.kill();
    writers.ids().await;
    let count = acknowledged.len();
    let lost = missing(world, &restored, acknowledged).await;
    report(
        20,
        &format!("copied under load and restored elsewhere, {store}"),
        "all that was acknowledged before",
        &format!(
            "{count} writes acknowledged before: {lost} missing; {meanwhile} acknowledged during the {:.1} s of copying and \
             restoring",
            took.as_secs_f64()
        ),
        lost == 0 && meanwhile > 0,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_20_a_backup_under_load_is_restored_elsewhere() {
    let world = World::on(None).await;
    let elsewhere = world.folder.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    check_copy("SQLite", &world, || {
        let file = elsewhere.join("portico.db");
        let mut backup = Command::new(program::PATH);
        backup
            .arg("backup")
            .arg(&file)
            .arg("--data")
            .arg(&world.config.data);
        backup.arg("--config").arg(program::configure(&world));
        succeed(backup.env_remove("DATABASE_URL"));
        Program::on_store(&world, &elsewhere, None)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_20_a_dump_under_load_is_restored_elsewhere() {
    let (Some(mut dump), Some(mut restore)) = (
        postgres::program("pg_dump"),
        postgres::program("pg_restore"),
    ) else {
        println!("PostgreSQL's own programs for copies are not installed: nothing was tried");
        return;
    };
    let world = World::on(Some(postgres::database().await)).await;
    let target: Database = postgres::database().await;
    let file = world.folder.path().join("portico.dump");
    let source = postgres::url(world.config.database.as_ref().unwrap());
    check_copy("PostgreSQL", &world, || {
        succeed(
            dump.args(["--format=custom", "--dbname", &source, "--file"])
                .arg(&file),
        );
        succeed(
            restore
                .args(["--dbname", &postgres::url(&target)])
                .arg(&file),
        );
        Program::on_store(
            &world,
            &world.folder.path().join("elsewhere"),
            Some(&target),
        )
    })
    .await;
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}
