//! Finds the article in a page and reads what the page says about it.
//!
//! [`article`] is the way in. The elements around the article are collected once, and its scripts are read once, for
//! the metadata and the status alike.

mod article;
mod article_url;
mod block_page;
mod class_index;
mod js_string;
mod linked_article;
mod list_page;
pub mod metadata;
mod other_page;
mod root;
mod script_variables;
mod status;
mod surroundings;
mod truncation;

pub use article::{Article, article};
#[cfg(feature = "fetch")]
pub(crate) use article_url::is_id;
pub use article_url::{
    article_id_of_file_name, article_id_of_path, article_id_of_url, user_of_url, without_query,
};
pub use linked_article::{LinkedArticle, linked_article};
pub use list_page::listed_articles;
pub use metadata::Metadata;
#[cfg(feature = "fetch")]
pub(crate) use other_page::other_page_of_url;
pub(crate) use root::after;
pub use root::has_article;
