//! The options for images saved beside the Markdown.

use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "fetch")]
use tokio::runtime::Runtime;

use super::choice::choice;
#[cfg(feature = "fetch")]
use super::network::{NetworkArgs, client, runtime};
use super::parse::{set, whole};
use crate::Options;
use crate::assets::{IMAGE_FOLDER, ImageLimits, ImageLocalizer, ImageStore, ImageUrls, RemoteImages};
#[cfg(feature = "fetch")]
use crate::assets::{ImageError, ImageRequest, StoredImage};
use crate::batch::Destination;
use crate::cli::error::CliError;
use crate::cli::named_stream::check_not_stream;
#[cfg(feature = "fetch")]
use crate::fetch::{FetchOptions, NetworkImages};
use crate::options::{ArticleLayout, Diagrams};
use crate::store::folder_of;

/// Which images are saved, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct ImageArgs {
    /// Save images in this folder, each once, and link to them from the Markdown
    #[arg(long, value_name = "FOLDER", help_heading = "Images")]
    assets: Option<PathBuf>,
    /// Do not check whether images that are already saved have changed
    #[arg(long, help_heading = "Images")]
    assets_only_missing: bool,
    #[command(flatten)]
    links: LinkArgs,
    /// Maximum images saved per article; the rest keep their URL [default: 1000]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Images")]
    max_images: Option<usize>,
}

/// How the Markdown links to saved images.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// URL of the --assets folder, as in /images [default: where the tool of the profile serves it, or a relative path]
    #[arg(long, value_name = "PREFIX", requires = "assets", help_heading = "Images")]
    assets_url: Option<String>,
    /// How the output folder is laid out; with folder, images are saved with each article, unless --assets is given
    #[arg(long, value_name = "LAYOUT", value_parser = choice!(ArticleLayout), help_heading = "Images")]
    layout: Option<ArticleLayout>,
}

impl LinkArgs {
    /// Overrides `options` with the options that were given.
    pub(crate) fn apply(&self, options: &mut Options) {
        set(&mut options.layout, self.layout);
        if self.assets_url.is_some() {
            options.assets_url.clone_from(&self.assets_url);
        }
    }
}

/// Where images are saved, and how the Markdown links to them.
#[derive(Debug)]
pub(crate) struct SavedImages {
    pub(crate) folder: PathBuf,
    pub(crate) urls: ImageUrls,
}

impl SavedImages {
    /// Returns where the images of Markdown in `output` are saved: in `assets`, or else in the output folder if the
    /// articles have folders of their own. Then diagrams are images too, unless another mode was chosen.
    pub(crate) fn find(
        assets: Option<&Path>,
        output: &Destination,
        options: &mut Options,
    ) -> Result<Option<Self>, CliError> {
        let saved = match (assets, output) {
            (Some(folder), output) => {
                Self { folder: folder.to_path_buf(), urls: urls(folder, output, options)? }
            }
            (None, Destination::Folder(output)) if options.layout == ArticleLayout::Folder => {
                Self { folder: output.join(IMAGE_FOLDER), urls: ImageUrls::Beside }
            }
            (None, _) => return Ok(None),
        };
        if options.diagrams == Diagrams::Auto {
            options.diagrams = Diagrams::Image;
        }
        Ok(Some(saved))
    }

    /// Opens the folder.
    pub(crate) fn open(&self, limits: ImageLimits) -> Result<ImageStore, CliError> {
        check_not_stream("--assets", &self.folder, "a folder")?;
        let folder = self.folder.display();
        if self.folder.is_file() {
            return Err(CliError::usage(format!("{folder} is a file; --assets needs a folder")));
        }
        ImageStore::open(&self.folder, limits)
            .map_err(|error| CliError::usage(format!("cannot open the images in {folder}: {error}")))
    }
}

/// Returns the URLs of images that are saved in `folder`.
fn urls(folder: &Path, output: &Destination, options: &Options) -> Result<ImageUrls, CliError> {
    if let Some(url) = &options.assets_url {
        return Ok(ImageUrls::Below(url.clone()));
    }
    let output = match output {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(file) => Some(folder_of(file)),
        Destination::Caller => None,
    };
    ImageUrls::served(options.profile, folder, output)
        .map_err(|error| CliError::usage(format!("{error}, or name its URL with --assets-url")))
}

impl ImageArgs {
    /// Returns where images are saved, if they are, and adapts `options`.
    pub(crate) fn apply(
        &self,
        output: &Destination,
        options: &mut Options,
    ) -> Result<Option<SavedImages>, CliError> {
        self.links.apply(options);
        let saved = SavedImages::find(self.assets.as_deref(), output, options)?;
        let unused = [
            (self.assets_only_missing, "--assets-only-missing"),
            (self.max_images.is_some(), "--max-images"),
        ];
        match unused.iter().find(|(is_given, _)| *is_given && saved.is_none()) {
            Some((_, name)) => Err(CliError::usage(format!(
                "{name} needs --assets FOLDER, or --layout folder and -o FOLDER"
            ))),
            None => Ok(saved),
        }
    }

    /// Returns the layout of the output folder, if it was given.
    pub(crate) const fn layout(&self) -> Option<ArticleLayout> {
        self.links.layout
    }

    /// Opens the folder of `saved` for images of at most `max_bytes`. `remote` downloads images.
    pub(crate) fn open(
        &self,
        saved: &SavedImages,
        max_bytes: u64,
        remote: Option<Arc<dyn RemoteImages>>,
    ) -> Result<ImageLocalizer, CliError> {
        let max_images = self.max_images.unwrap_or(ImageLimits::MAX_IMAGES);
        let store = saved.open(ImageLimits { max_bytes, max_images, ..ImageLimits::default() })?;
        let images = ImageLocalizer::new(store).urls(saved.urls.clone());
        Ok(images.remote(remote).only_missing(self.assets_only_missing))
    }

    /// As [`Self::open`], with a network client for images only.
    #[cfg(feature = "fetch")]
    pub(crate) fn open_with_network(
        &self,
        saved: &SavedImages,
        network: &NetworkArgs,
        mut options: FetchOptions,
    ) -> Result<ImageLocalizer, CliError> {
        network.apply(&mut options)?;
        self.open(saved, options.max_image, Some(Arc::new(Downloads::new(&options)?)))
    }
}

/// Downloads images on a runtime of its own, which stops with the run.
#[cfg(feature = "fetch")]
#[derive(Debug)]
struct Downloads {
    images: NetworkImages,
    _runtime: Runtime,
}

#[cfg(feature = "fetch")]
impl Downloads {
    fn new(options: &FetchOptions) -> Result<Self, CliError> {
        let (client, runtime) = (client(options)?, runtime()?);
        Ok(Self { images: NetworkImages::new(client, runtime.handle().clone()), _runtime: runtime })
    }
}

#[cfg(feature = "fetch")]
impl RemoteImages for Downloads {
    fn download(
        &self,
        requests: &[ImageRequest],
        store: &ImageStore,
    ) -> Vec<Result<StoredImage, ImageError>> {
        self.images.download(requests, store)
    }
}
