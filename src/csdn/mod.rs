//! Facts about CSDN, the sites its articles were copied from and the editors they were written in: hosts, parameters,
//! placeholder texts, class names.
//!
//! Data only. [`crate::lower`], [`crate::verify`] and [`crate::fetch`] read the same tables, each with code of its own, so that a fault
//! in either shows as a difference between them while a fact is written down once.

pub(crate) mod code;
pub(crate) mod entities;
pub(crate) mod footnotes;
pub(crate) mod images;
pub(crate) mod links;
pub(crate) mod math;
pub(crate) mod text;
