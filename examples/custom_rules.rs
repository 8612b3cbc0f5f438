//! Custom rules as data and as code, for markup that csdown does not know yet.
//!
//! `cargo run --example custom_rules`

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "an example")]

use csdown::options::Action;
use csdown::rules::{Disposition, Element, Kind};
use csdown::{Converter, Error, Options};

const PAGE: &str = r#"<div id="content_views">
<p>正文。</p>
<div class="vote-2030"><p>这篇对你有用吗？</p></div>
<div class="tip"><p>先备份。</p></div>
<p><span data-mood="angry">别这样</span><span data-mood="calm">，这样。</span></p>
</div>"#;

fn main() -> Result<(), Error> {
    // As data, like the `[[rule]]` entries of csdown.toml.
    let options = Options::default().with_rule("vote", "div[class^=vote-]", Action::Drop).with_rule(
        "tip",
        ".tip:not(.inline)",
        Action::Quote,
    );
    // As code, for what no selector can express. It takes precedence.
    let converter = Converter::new(options)?.with_classifier(mood);

    let conversion = converter.convert(PAGE)?;
    print!("{}", conversion.markdown);
    for (rule, removed) in &conversion.report.removed {
        println!("[{rule}: {} elements, {} characters]", removed.elements, removed.characters);
    }
    assert_eq!(conversion.markdown, "正文。\n\n> 先备份。\n\n**别这样**，这样。\n");
    assert_eq!(conversion.report.removed["vote"].elements, 1);
    Ok(())
}

/// Makes long moods bold.
fn mood(element: Element<'_>) -> Option<Disposition<'static>> {
    let mood = element.attribute("data-mood")?;
    Some(if mood.len() > 4 { Disposition::Lower(Kind::Strong) } else { Disposition::Unwrap })
}
