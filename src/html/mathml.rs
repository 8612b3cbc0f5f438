//! Reads the MathML that KaTeX writes and writes it anew, from allowlists of elements and attributes.
//!
//! Browsers know MathML Core, which lacks some attributes of KaTeX: alphabets become characters of Unicode, alignments
//! and lines of tables classes.

use xml::attribute::OwnedAttribute;
use xml::reader::{ParserConfig, XmlEvent};

use super::characters::{push_attribute, push_escaped};
use super::math_alphabet::Alphabet;

/// The colour of commands that KaTeX does not trust. A formula with one is refused.
pub(super) const ERROR_COLOR: &str = "#010203";

/// How deep the elements of a formula nest at most, as browsers give up at 512 within a page.
const MAX_DEPTH: usize = 200;

/// Elements with elements inside.
const CONTAINERS: [&str; 18] = [
    "menclose",
    "mfrac",
    "mmultiscripts",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtd",
    "mtr",
    "munder",
    "munderover",
];

/// Elements with text inside, and those without anything.
const TOKENS: [&str; 6] = ["mi", "mn", "mo", "ms", "mspace", "mtext"];

/// What an attribute may hold.
#[derive(Clone, Copy)]
enum Value {
    Boolean,
    Color,
    Integer,
    Length,
    Notation,
}

/// The attributes, in the order in which they are written.
const ATTRIBUTES: [(&str, Value); 22] = [
    ("accent", Value::Boolean),
    ("accentunder", Value::Boolean),
    ("depth", Value::Length),
    ("displaystyle", Value::Boolean),
    ("fence", Value::Boolean),
    ("height", Value::Length),
    ("largeop", Value::Boolean),
    ("linethickness", Value::Length),
    ("lspace", Value::Length),
    ("mathbackground", Value::Color),
    ("mathcolor", Value::Color),
    ("mathsize", Value::Length),
    ("maxsize", Value::Length),
    ("minsize", Value::Length),
    ("movablelimits", Value::Boolean),
    ("notation", Value::Notation),
    ("rspace", Value::Length),
    ("scriptlevel", Value::Integer),
    ("separator", Value::Boolean),
    ("stretchy", Value::Boolean),
    ("voffset", Value::Length),
    ("width", Value::Length),
];

/// A formula in MathML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MathMl(String);

impl MathMl {
    /// Reads what KaTeX wrote for the formula `tex`. `None` if there is anything that it should not write.
    pub(super) fn read(markup: &str, tex: &str, is_displayed: bool) -> Option<Self> {
        let mut config = ParserConfig::new().cdata_to_characters(true).whitespace_to_characters(true);
        config.max_entity_expansion_length = 0;
        config.max_entity_expansion_depth = 0;
        config.max_attribute_length = markup.len();
        config.max_data_length = markup.len();
        let mut formula = Formula::default();
        formula.start(tex, is_displayed);
        for event in config.create_reader(markup.as_bytes()) {
            match event.ok()? {
                XmlEvent::StartElement { name, attributes, .. } => {
                    formula.start_element(&name.local_name, &attributes)?;
                }
                XmlEvent::EndElement { name } => formula.end_element(&name.local_name),
                XmlEvent::Characters(text) => formula.text(&text),
                _ => {}
            }
        }
        formula.end(tex);
        Some(Self(formula.xml))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A table that is being written.
#[derive(Default)]
struct Layout {
    /// The alignment of each column.
    alignments: Vec<String>,
    /// Whether there are lines between columns and between rows.
    lines: [Vec<bool>; 2],
    /// The number of rows, and that of cells in the last one.
    position: [usize; 2],
}

/// Writes what is allowed of the elements that it receives.
#[derive(Default)]
struct Formula {
    xml: String,
    /// The number of open elements.
    depth: usize,
    /// The open tables.
    tables: Vec<Layout>,
    /// The number of open elements that are dropped with their content.
    dropped: usize,
    /// The number of open elements within a token, which has text alone.
    in_token: usize,
    /// The alphabet of the open token.
    alphabet: Option<Alphabet>,
}

impl Formula {
    fn start(&mut self, tex: &str, is_displayed: bool) {
        self.xml.push_str("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"");
        if is_displayed {
            self.xml.push_str(" display=\"block\"");
        }
        self.xml.push_str(" alttext=\"");
        push_attribute(&mut self.xml, tex);
        self.xml.push_str("\"><semantics><mrow>");
    }

    fn end(&mut self, tex: &str) {
        self.xml.push_str("</mrow><annotation encoding=\"application/x-tex\">");
        push_escaped(&mut self.xml, tex);
        self.xml.push_str("</annotation></semantics></math>");
    }

    /// Writes a start tag. `None` if the element is not allowed, or not so deep.
    fn start_element(&mut self, name: &str, attributes: &[OwnedAttribute]) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let find = |name| attribute(attributes, name);
        // KaTeX pads the rows of numbered equations with empty cells.
        let is_padding = name == "mtd" && matches!(find("class"), Some("mtr-glue" | "mml-eqn-num"));
        if self.dropped > 0 || name == "annotation" || is_padding {
            self.dropped += 1;
            return Some(());
        }
        if self.in_token > 0 {
            self.in_token += 1;
            return Some(());
        }
        if matches!(name, "span" | "math" | "semantics") {
            return Some(());
        }
        if find("mathcolor") == Some(ERROR_COLOR) {
            return None;
        }
        let name = known(name)?;
        self.xml.extend(["<", name]);
        match name {
            "mtable" => self.tables.push(Layout::new(find)),
            "mtr" => self.tables.last_mut()?.start_row(),
            "mtd" => {
                let classes = self.tables.last_mut()?.start_cell();
                if !classes.is_empty() {
                    self.xml.extend([" class=\"", &classes.join(" "), "\""]);
                }
            }
            _ => {}
        }
        for (name, value) in ATTRIBUTES {
            if let Some(text) = find(name).filter(|text| value.allows(text)) {
                self.xml.extend([" ", name, "=\"", text, "\""]);
            }
        }
        if TOKENS.contains(&name) {
            self.in_token = 1;
            self.start_token(name, find("mathvariant"));
        }
        self.xml.push('>');
        Some(())
    }

    fn start_token(&mut self, name: &str, variant: Option<&str>) {
        self.alphabet = None;
        match variant {
            Some("normal") if name == "mi" => self.xml.push_str(" mathvariant=\"normal\""),
            // Words stay words.
            Some(variant @ ("bold" | "italic" | "bold-italic" | "monospace")) if name == "mtext" => {
                self.xml.extend([" class=\"", variant, "\""]);
            }
            Some(variant) => self.alphabet = Alphabet::named(variant),
            None => {}
        }
    }

    fn end_element(&mut self, name: &str) {
        self.depth -= 1;
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        self.in_token = self.in_token.saturating_sub(1);
        if self.in_token > 0 {
            return;
        }
        if name == "mtable" {
            self.tables.pop();
        }
        if let Some(name) = known(name) {
            self.xml.extend(["</", name, ">"]);
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropped > 0 || self.in_token == 0 {
            return;
        }
        match self.alphabet {
            Some(alphabet) => {
                let text: String = text.chars().map(|c| alphabet.of(c)).collect();
                push_escaped(&mut self.xml, &text);
            }
            None => push_escaped(&mut self.xml, text),
        }
    }
}

impl Layout {
    fn new<'a>(find: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let words = |name| find(name).unwrap_or_default().split_whitespace();
        let lines = |name| words(name).map(|line| line != "none").collect();
        Self {
            alignments: words("columnalign").map(str::to_owned).collect(),
            lines: [lines("columnlines"), lines("rowlines")],
            position: [0, 0],
        }
    }

    fn start_row(&mut self) {
        self.position = [self.position[0] + 1, 0];
    }

    /// Returns the classes of the next cell of the row.
    fn start_cell(&mut self) -> Vec<&'static str> {
        let [rows, column] = self.position;
        self.position[1] += 1;
        let alignment = self.alignments.get(column).or(self.alignments.last()).map(String::as_str);
        let mut classes = Vec::new();
        classes.extend(match alignment {
            Some("left") => Some("left"),
            Some("right") => Some("right"),
            _ => None,
        });
        let [columns_lines, rows_lines] = &self.lines;
        let has_line = |lines: &[bool], before: Option<usize>| {
            before.and_then(|before| lines.get(before).or(lines.last())) == Some(&true)
        };
        if has_line(columns_lines, column.checked_sub(1)) {
            classes.push("line-left");
        }
        if has_line(rows_lines, rows.checked_sub(2)) {
            classes.push("line-top");
        }
        classes
    }
}

impl Value {
    fn allows(self, text: &str) -> bool {
        match self {
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Integer => {
                let digits = text.trim_start_matches(['+', '-']);
                digits.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit())
            }
            Self::Color => {
                let digits = text.strip_prefix('#').unwrap_or(text);
                (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_alphanumeric())
            }
            Self::Length => is_length(text),
            Self::Notation => text.bytes().all(|b| b.is_ascii_lowercase() || b == b' '),
        }
    }
}

/// Whether `text` is a length that a formula may have.
fn is_length(text: &str) -> bool {
    let Some(unit) = text.find(|c: char| c.is_ascii_alphabetic() || c == '%') else { return false };
    let (number, unit) = text.split_at(unit);
    let max = match unit {
        "em" | "ex" => 20.0,
        "px" | "pt" | "%" => 400.0,
        _ => return false,
    };
    number.parse::<f64>().is_ok_and(|number| number.abs() <= max)
}

/// Returns the name of an element that is allowed.
fn known(name: &str) -> Option<&'static str> {
    CONTAINERS.iter().chain(&TOKENS).chain(&["mtable"]).find(|known| **known == name).copied()
}

fn attribute<'a>(attributes: &'a [OwnedAttribute], name: &str) -> Option<&'a str> {
    let is_named = |attribute: &&OwnedAttribute| attribute.name.local_name == name;
    attributes.iter().find(is_named).map(|attribute| attribute.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the content of the formula.
    fn read(markup: &str) -> Option<String> {
        let formula =
            MathMl::read(&format!("<span><math><semantics>{markup}</semantics></math></span>"), "", true)?;
        let (_, content) = formula.0.split_once("<semantics><mrow>")?;
        Some(content.split_once("</mrow><annotation")?.0.to_owned())
    }

    #[test]
    fn only_known_elements_and_attributes_are_written() {
        assert_eq!(
            read(
                "<mo style=\"color:red\" onclick=\"x\" stretchy=\"true\" lspace=\"99em\" href=\"x\">&lt;</mo>"
            ),
            Some("<mo stretchy=\"true\">&lt;</mo>".to_owned())
        );
        assert_eq!(read("<script>x</script>"), None);
        assert_eq!(read("<mglyph src=\"x\"/>"), None);
        assert_eq!(read("<mi>x"), None);
        assert_eq!(read(&("<mrow>".repeat(MAX_DEPTH) + &"</mrow>".repeat(MAX_DEPTH))), None);
        assert_eq!(read("<mstyle mathcolor=\"#010203\"><mtext>\\href</mtext></mstyle>"), None);
    }

    #[test]
    fn tokens_have_text_alone() {
        assert_eq!(read("<mo><mi>arg</mi><mo>min</mo></mo>"), Some("<mo>argmin</mo>".to_owned()));
        assert_eq!(read("<mspace width=\"1em\"/>"), Some("<mspace width=\"1em\"></mspace>".to_owned()));
    }

    #[test]
    fn alphabets_become_characters() {
        assert_eq!(read("<mi mathvariant=\"double-struck\">R</mi>"), Some("<mi>ℝ</mi>".to_owned()));
        let upright = "<mi mathvariant=\"normal\">d</mi>";
        assert_eq!(read(upright).as_deref(), Some(upright));
        assert_eq!(
            read("<mtext mathvariant=\"bold\">a 字</mtext>"),
            Some("<mtext class=\"bold\">a 字</mtext>".to_owned())
        );
    }

    #[test]
    fn layouts_of_tables_become_classes() {
        let row = "<mtr><mtd class=\"mtr-glue\"></mtd><mtd></mtd><mtd></mtd></mtr>";
        let table = format!(
            "<mtable columnalign=\"right left\" columnlines=\"solid\" rowlines=\"none\">{row}</mtable>"
        );
        assert_eq!(
            read(&table),
            Some(
                "<mtable><mtr><mtd class=\"right\"></mtd><mtd class=\"left line-left\"></mtd></mtr></mtable>"
                    .to_owned()
            )
        );
    }
}
