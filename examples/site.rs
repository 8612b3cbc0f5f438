//! A stand-in for CSDN on this machine, to try `csdown fetch` on without the network.
//!
//! ```console
//! $ cargo run --example site -- 8080 8443
//! ```
//!
//! The ports are those of HTTP and of TLS; without them the system chooses. It prints where it listens, what it has
//! and commands to try, and serves until it is stopped.

#![allow(clippy::print_stdout, reason = "a program")]

#[path = "../tests/site/mod.rs"]
mod site;

use std::net::SocketAddr;

use site::Site;
use site::guide::guide;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut ports = std::env::args().skip(1);
    let mut address = || {
        let port = ports.next().map_or(Ok(0), |port| port.parse::<u16>());
        port.map(|port| SocketAddr::from(([127, 0, 0, 1], port)))
    };
    let site = Site::start_at(address()?, address()?)?;
    println!("http://{}\nhttps://{}\nauthority: {}\n", site.plain(), site.secure(), site.ca_file().display());
    println!("{}", guide(&site));
    loop {
        std::thread::park();
    }
}
