//! `cargo xtask run`: build, serve, print links.

mod configuration;
pub mod links;

use std::{
    fs,
    io::{self, BufRead, IsTerminal},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Instant,
};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    project,
    serving::{GLANCE, Serving},
    shell::{clock, say},
};

/// The demo merchant's secret key. The sandbox takes any test key; this is the one that is seeded.
pub const DEMO_KEY: &str = "sk_test_portico";

/// `cargo xtask run`.
pub fn run(mut args: Args) -> Result {
    let started = Instant::now();
    let profile = Profile::from_args(&mut args)?;
    let reset = args.switch("--reset");
    let port = match args.option("--port")? {
        None => 4242,
        Some(text) => match text.parse::<u16>() {
            Ok(port @ 1024..=65534) => port,
            _ => {
                return Err(format!(
                    "--port {text}: a port is a number from 1024 to 65534."
                ));
            }
        },
    };
    args.finish()?;

    // Before the build, so that nobody waits for minutes to hear it.
    for (port, what) in [(port, "The portal"), (port + 1, "The sandbox")] {
        free(port).map_err(|error| {
            format!(
                "{what} needs port {port}, and it cannot be used ({error}).\n\
                 Stop the program that listens there, or choose another: cargo xtask run --port <n>"
            )
        })?;
    }
    build::client(profile)?;
    let server = build::server(profile)?;

    let data = project::root().join("target/demo");
    if reset && data.exists() {
        fs::remove_dir_all(&data)
            .map_err(|error| format!("The demo data cannot be removed: {error}."))?;
        say("▸ fresh demo data");
    }
    fs::create_dir_all(&data)
        .map_err(|error| format!("{} cannot be created: {error}.", project::shown(&data)))?;

    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .map_err(|error| format!("Signals cannot be caught: {error}."))?;
    }
    let mut serving = Serving::start(&server, port, &data)?;
    if !serving.wait_until_ready(port, &stop)? {
        return serving.stop();
    }
    say(&format!("▸ ready after {}\n", clock(started.elapsed())));
    let login = configuration::set_up(port)?;
    links::print(port, &data)?;
    if let Some(login) = login {
        say(&format!(
            "Or sign in with the address of a customer: {login}\nThe code is mailed to http://localhost:{}/outbox\n",
            port + 1
        ));
    }
    watch(serving, port, &data, &stop)
}

fn free(port: u16) -> io::Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop)
}

/// Waits for Ctrl-C, prints fresh links on Enter, and notices when the server ends by itserving.
fn watch(mut serving: Serving, port: u16, data: &Path, stop: &AtomicBool) -> Result {
    let interactive = io::stdin().is_terminal();
    say(if interactive {
        "Enter: fresh links    Ctrl-C: stop"
    } else {
        "Stop it with Ctrl-C, or by ending this process."
    });
    let (send, lines) = mpsc::channel();
    if interactive {
        thread::spawn(move || {
            let lines = io::stdin().lock().lines();
            for _ in lines.map_while(io::Result::ok) {
                if send.send(()).is_err() {
                    break;
                }
            }
        });
    }
    loop {
        if stop.load(Ordering::Relaxed) {
            return serving.stop();
        }
        if let Some(status) = serving.ended()? {
            return Err(serving.with_log(format!("The server ended by itself ({status}).")));
        }
        if lines.try_recv().is_ok() {
            links::print(port, data)?;
        }
        thread::sleep(GLANCE);
    }
}
