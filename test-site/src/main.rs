//! Runs the test site, a local imitation of CSDN for trying `csdown fetch` without the network.
//!
//! ```console
//! $ cargo site 8080 8443
//! ```
//!
//! The arguments are the HTTP and TLS ports; free ports are chosen by default. It prints its addresses, its
//! content and some commands to try, and runs until it is stopped.

#![allow(clippy::print_stdout, reason = "a program")]

use std::net::SocketAddr;

use csdown_test_site::Site;
use csdown_test_site::guide::guide;

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
