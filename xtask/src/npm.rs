//! Node's package manager, kept quiet and without install scripts.

use std::process::Command;

use crate::shell;

/// `npm` without its update notice.
pub fn npm() -> Command {
    let mut command = shell::program("npm");
    command
        .env("NPM_CONFIG_UPDATE_NOTIFIER", "false")
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}
