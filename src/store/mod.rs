//! What batch runs, image stores and fetched archives share on disk.
//!
//! Files appear whole or not at all ([`StagedFile`]), outputs never leave their folder and never replace a file that
//! csdown did not write ([`OutputFile`]), and every output gets a unique path ([`OutputNames`]).
//! [`jsonl`] contains JSON Lines files that stay readable if a run is killed. Symbolic links are not followed and pipes
//! not waited for ([`open_regular`]). One run at a time writes to a folder ([`FolderLock`]).

mod article;
mod backup;
mod copy;
#[cfg(feature = "cli")]
mod durability;
mod file_stamp;
mod folder_lock;
mod hash;
pub(crate) mod jsonl;
mod output_file;
mod output_names;
mod paths;
mod regular_file;
mod staged_file;
mod stale;

pub use article::Article;
pub(crate) use backup::{BackupError, back_up};
pub(crate) use copy::copy_below;
#[cfg(feature = "cli")]
pub(crate) use durability::{CAN_SYNC, sync_folder};
pub(crate) use file_stamp::FileStamp;
pub use folder_lock::{FolderLock, LOCK, LockError};
pub(crate) use hash::{Fingerprint, digest, digest_of_file, fingerprint, hex, short_fingerprint};
pub(crate) use output_file::{KnownContents, OutputFile};
pub use output_file::{WriteError, Written};
pub use output_names::{IsOwn, OutputNames};
pub use paths::slashed;
pub(crate) use paths::{
    fold_case, folder_below, folder_of, is_same_file, real_folder, resolve, resolve_parent,
};
#[cfg(feature = "serve")]
pub(crate) use regular_file::file_number;
pub(crate) use regular_file::{is_file_of, kind_of, open_regular, starts_with};
pub use staged_file::StagedFile;
pub(crate) use stale::{remove_stale, remove_stale_below};
