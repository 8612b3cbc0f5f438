//! The `csdown` command: everything it does is in [`csdown::cli`].

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    csdown::cli::main()
}
