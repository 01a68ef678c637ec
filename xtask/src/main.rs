//! `cargo xtask …`: the only entry points of the project. `cargo xtask help` lists them.

mod args;
mod assemble;
mod bench;
mod build;
mod check;
mod digest;
mod http;
mod ladder;
mod npm;
mod project;
mod run;
mod serving;
mod shell;
mod test;
mod tools;

use std::process::ExitCode;

use args::Args;

/// A sentence for the person at the terminal: what failed and what to do.
pub type Failure = String;
/// The result of every task.
pub type Result<T = ()> = std::result::Result<T, Failure>;

const HELP: &str = "\
cargo xtask <command>

  run     build, serve http://localhost:4242 and print links into the portal of each demo customer
            --port <n>     another port (the sandbox takes the next one)
            --reset        begin with fresh demo data
            --dev          unoptimised build, compiles faster     --release   the default
  test    run every test: formatting, Rust, Stripe's SDKs, browser   [filter]   only tests whose name contains it
            --quick        Rust only; says what it left out
  check   leptosfmt, rustfmt, clippy (host and wasm), import directions, style sheets, views, licences
            [name]         only this one, such as `views`          --fix       let the formatters write
  bench   sizes, how long a phone waits, and Lighthouse, against their bars
            [name]         only sizes, timings or lighthouse
  build   the customer's download in dist/ and the server in target/release/portico
            --dev          unoptimised, with names for the profiler
            --force        even when nothing changed
  ladder  the security and reliability figures in full size (long)
            [rows]         only these, such as `6 11`
            --server       only those of the server's own tests
  setup   fetch and build the tools only
  help    this text

Tools are kept in ${XDG_CACHE_HOME:-~/.cache}/portico/tools; logs of long steps in target/xtask/log.
PORTICO_CHROMIUM names the browser to test with when it is not on PATH.";

fn main() -> ExitCode {
    let mut args = Args::from_env();
    let command = args.command();
    let outcome = match command.as_deref() {
        Some("run") => run::run(args),
        Some("test") => test::test(args),
        Some("check") => check::check(args),
        Some("bench") => bench::bench(args),
        Some("build") => build::from_args(args),
        Some("ladder") => ladder::ladder(args),
        Some("setup") => args.finish().and_then(|()| tools::setup()),
        // Trunk's post_build hook; not for people.
        Some("assemble") => args.finish().and_then(|()| assemble::assemble()),
        None | Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("There is no command `{other}`.\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            ExitCode::FAILURE
        }
    }
}
