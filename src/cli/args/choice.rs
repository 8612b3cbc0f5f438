//! The parser of an option with a fixed set of values.

use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Builds the parser of an option type, with its values and their descriptions.
macro_rules! choice {
    ($name:ident) => {
        crate::cli::args::choice::parser::<$name>(
            $name::ALL.iter().map(|value| (value.as_str(), value.description())),
        )
    };
}
pub(crate) use choice;

pub(crate) fn parser<T>(
    values: impl Iterator<Item = (&'static str, &'static str)>,
) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    let help = |text: &str| text.trim_end_matches('.').replace('`', "");
    let values = values.map(|(name, description)| PossibleValue::new(name).help(help(description)));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<T>())
}
