//! Pictures beside the Markdown: a folder that holds each picture once, under a name made of its bytes.
//!
//! [`PictureStore`] is the folder, [`Pictures`] what fills it with the pictures of an article. What a picture is, is told
//! by its bytes (`kind.rs`), not by its name or by what a server says; a drawing that holds anything but a drawing is none
//! (`drawing.rs`). Nothing in a picture is run or followed. [`RemotePictures`] is what gets pictures from the network.

mod drawing;
mod failure;
mod gather;
mod kind;
mod ledger;
mod link;
mod restore;
mod saved;
mod store;

use std::fmt::Debug;

pub use failure::PictureFailure;
pub use gather::{FailedPicture, PictureAccount, Pictures};
pub use kind::PictureKind;
pub use ledger::PICTURES;
#[cfg(feature = "fetch")]
pub(crate) use link::relative;
pub(super) use restore::restore;
pub(super) use saved::SavedPage;
pub use store::{Kept, PictureLimits, PictureSource, PictureStore, StagedPicture};

/// A picture that is wanted from the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its address.
    pub url: String,
    /// The address with a watermark, where `url` is without: asked for when there is nothing at `url`.
    pub original: Option<String>,
}

/// Gets pictures from the network.
pub trait RemotePictures: Debug + Send + Sync {
    /// Puts what is `wanted` into `store` and gives what became of each, in the same order. Called on a thread that may
    /// wait, once for all pictures of an article.
    fn get(&self, wanted: &[Wanted], store: &PictureStore) -> Vec<Result<Kept, PictureFailure>>;
}
