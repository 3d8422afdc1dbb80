//! The keys of access tokens while the server runs: a thread looks whether there are new ones.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use api::auth::jwt::{KeyRing, SigningKeys};

/// How often it looks.
const LOOK_TIME: Duration = Duration::from_secs(2);

/// Looks until it is dropped.
#[derive(Debug)]
pub struct Keeper {
    _running: Sender<()>,
}

/// Keeps `ring` as the files in `dir` are. Keys that cannot be read leave it as it is.
pub fn keep(ring: Arc<KeyRing>, dir: PathBuf) -> std::io::Result<Keeper> {
    let (running, stopped) = mpsc::channel();
    let work = move || {
        while stopped.recv_timeout(LOOK_TIME) == Err(RecvTimeoutError::Timeout) {
            match SigningKeys::read(&dir) {
                Ok(Some(keys)) => ring.replace(keys),
                Ok(None) => tracing::warn!("the signing key is gone"),
                Err(error) => tracing::warn!(error.chain = %error, "the keys cannot be read"),
            }
        }
    };
    std::thread::Builder::new().name("keys".to_owned()).spawn(work)?;
    Ok(Keeper { _running: running })
}
