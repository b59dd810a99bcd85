//! The `biform` command.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use biform::cli::{Terminal, run};

/// A run allocates many small values and ends; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let wants_colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let colour = wants_colour && io::stderr().is_terminal() && io::stdout().is_terminal();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut err = io::stderr().lock();
    let mut terminal =
        Terminal { out: &mut out, err: &mut err, colour, unicode: io::stderr().is_terminal(), width: 100 };
    let code = run(std::env::args_os(), &mut terminal);
    match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::from(code),
    }
}
