//! The `csdown` command.

fn main() {}
