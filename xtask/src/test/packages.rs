//! Debian packages the tests need: three browsers with what drives and shows them, and Python's `venv` for the
//! protocol client. Present ones are left alone, so a machine that has them needs no root.

use std::path::Path;

use crate::command::Run;
use crate::failure::{Failure, Outcome};
use crate::repo::Repo;

/// Waits for another apt on the machine instead of failing.
const APT: [&str; 6] =
    ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=1200"];

/// Where Debian's packages put their programs. WebKitGTK's small browser comes with its driver.
const PROGRAMS: [(&str, &str); 5] = [
    (super::CHROMIUM, "chromium"),
    ("/usr/bin/chromedriver", "chromium-driver"),
    ("/usr/bin/firefox-esr", "firefox-esr"),
    ("/usr/bin/WebKitWebDriver", "webkit2gtk-driver"),
    ("/usr/bin/Xvfb", "xvfb"),
];

pub(super) fn install(repo: &Repo) -> Outcome {
    let missing = missing(repo);
    if missing.is_empty() {
        println!("    the browsers and python3-venv are there");
        return Ok(());
    }
    println!("    missing: {}", missing.join(", "));
    let known = missing.iter().all(|name| repo.command("apt-cache").args(["show", name]).succeeds());
    if known && install_now(repo, &missing).is_ok() {
        return Ok(());
    }
    // The package lists are missing or too old to fetch from.
    apt(repo)?.arg("update").show().map_err(|failure| with_advice(failure, &missing))?;
    install_now(repo, &missing).map_err(|failure| with_advice(failure, &missing))
}

fn missing(repo: &Repo) -> Vec<&'static str> {
    let mut missing: Vec<&'static str> =
        PROGRAMS.iter().filter(|(path, _)| !Path::new(path).exists()).map(|(_, package)| *package).collect();
    if !repo.command("python3").args(["-c", "import venv, ensurepip"]).succeeds() {
        missing.push("python3-venv");
    }
    missing
}

fn install_now(repo: &Repo, packages: &[&str]) -> Outcome {
    apt(repo)?.args(["install", "-y", "--no-install-recommends"]).args(packages).show()
}

/// apt-get as root: directly, or through a sudo that asks nothing.
fn apt(repo: &Repo) -> Outcome<Run> {
    let root = repo.command("id").arg("-u").capture()?.trim() == "0";
    let run = if root { repo.command(APT[0]) } else { repo.command("sudo").args(["-n", APT[0]]) };
    Ok(run.args(&APT[1..]))
}

fn with_advice(failure: Failure, packages: &[&str]) -> Failure {
    let advice = format!("as root, run `apt-get install {}`, then run this again", packages.join(" "));
    Failure::Broken(format!("{failure}\n    {advice}"))
}
