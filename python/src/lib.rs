//! The Python module `csdown._csdown`. `python/package/csdown/__init__.py` re-exports it.

mod command;
mod convert;
mod converter;
mod error;
mod hints;
mod options;
mod page;
mod parallel;
mod record;
mod record_output;
mod result;

use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
mod _csdown {
    #[pymodule_export]
    use super::command::run;
    #[pymodule_export]
    use super::convert::convert;
    #[pymodule_export]
    use super::converter::Converter;
    #[pymodule_export]
    use super::error::ConversionError;
    #[pymodule_export]
    use super::result::Result;

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
