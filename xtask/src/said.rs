//! What a program says while it runs: shown as it comes, and its end kept.

use std::collections::VecDeque;
use std::io::{self, PipeReader, Read as _, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much of the end is kept.
pub(crate) const SAID_BYTES_MAX: usize = 16 * 1_024;
/// How long a program that has ended may leave its output open, as the children it left do.
const CLOSING_MAX: Duration = Duration::from_secs(5);

/// The end of what a program said, on both of its outputs.
#[derive(Debug, Default)]
pub(crate) struct Said(VecDeque<u8>);

impl Said {
    /// The text, at most `bytes_max` of it, from the beginning of a line.
    pub(crate) fn end(&self, bytes_max: usize) -> String {
        let from = self.0.len().saturating_sub(bytes_max);
        let bytes: Vec<u8> = self.0.range(from..).copied().collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.split_once('\n') {
            Some((_, whole)) if from > 0 => whole.to_owned(),
            Some(_) | None => text,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
        let over = self.0.len().saturating_sub(SAID_BYTES_MAX);
        self.0.drain(..over);
    }
}

/// Runs a program to its end; what it says is passed on as it comes.
pub(crate) fn hear(command: &mut Command) -> io::Result<(ExitStatus, Said)> {
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let child = command.spawn();
    // ours are the last writers but for the program's own
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child?;
    let said = Arc::new(Mutex::new(Said::default()));
    let (open, closed) = mpsc::channel::<()>();
    let heard = Arc::clone(&said);
    thread::spawn(move || {
        pass_on(reader, &heard);
        drop(open);
    });
    let status = child.wait()?;
    // nothing is ever sent: it is closed when all was heard
    let _closed: Result<(), RecvTimeoutError> = closed.recv_timeout(CLOSING_MAX);
    let said = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, said))
}

/// Copies a pipe to standard error, and its end to `said`, until either has no other end.
fn pass_on(mut reader: PipeReader, said: &Mutex<Said>) {
    let mut buffer = [0; 8 * 1_024];
    loop {
        let chunk = match reader.read(&mut buffer) {
            Ok(0) => return,
            Ok(len) => buffer.get(..len).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        if io::stderr().write_all(chunk).is_err() {
            return;
        }
        said.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_outputs_are_heard_in_order() {
        let (status, said) =
            hear(&mut shell("echo one; echo two >&2; echo three; exit 3")).unwrap();
        assert_eq!(status.code(), Some(3));
        assert_eq!(said.end(SAID_BYTES_MAX), "one\ntwo\nthree\n");
    }

    #[test]
    fn end_is_bounded_and_begins_with_a_line() {
        let (_, said) = hear(&mut shell("seq 1 100000")).unwrap();
        assert_eq!(said.0.len(), SAID_BYTES_MAX);
        assert_eq!(said.end(15), "99999\n100000\n");
    }

    #[test]
    fn program_that_is_not_there_is_an_error() {
        assert!(hear(&mut Command::new("no-such-program-here")).is_err());
    }
}
