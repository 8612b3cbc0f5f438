//! Footnotes: how editors and sites name and mark them.

/// How a system names a note and the references to it.
#[derive(Debug)]
pub(crate) struct NoteNames {
    /// How the name of a note starts.
    pub(crate) note: &'static str,
    /// How the name of a reference starts.
    pub(crate) reference: &'static str,
    /// Whether the author chose what follows.
    pub(crate) is_label: bool,
}

const fn names(note: &'static str, reference: &'static str, is_label: bool) -> NoteNames {
    NoteNames { note, reference, is_label }
}

/// The known systems: GitHub, Markdown editors, Word, wikis, Asciidoctor, Typora. The first that matches counts.
pub(crate) const NOTE_NAMES: [NoteNames; 10] = [
    names("user-content-fn-", "user-content-fnref-", true),
    names("fn:", "fnref:", true),
    names("fn-", "fnref-", true),
    names("fn_", "fnref_", true),
    names("fn", "fnref", true),
    names("_ftn", "_ftnref", false),
    names("_edn", "_ednref", false),
    names("cite_note-", "cite_ref-", false),
    names("_footnotedef_", "_footnoteref_", false),
    names("dfref-footnote-", "ref-footnote-", true),
];

/// Classes of lists that hold nothing but notes.
pub(crate) const NOTE_LIST_CLASSES: [&str; 5] =
    ["footnotes", "footnotes-list", "references", "reflist", "ReferenceList"];

/// The longest text of a link back that is an arrow or a number, in characters: `↩`, `[1.0]`.
pub(crate) const MAX_BACKLINK_LENGTH: usize = 6;

/// How the text of other links back starts.
pub(crate) const BACKLINK_WORDS: [&str; 7] = ["返回", "跳回", "跳转", "回到", "back", "return", "jump"];

/// The longest text of a reference in characters.
pub(crate) const MAX_MARKER_LENGTH: usize = 12;

/// Words in front of the number of a reference: `[注1]`.
pub(crate) const MARKER_WORDS: [&str; 6] = ["注释", "脚注", "注", "註", "note", "Note"];

/// Signs that serve as numbers.
pub(crate) const MARKER_SIGNS: &str = "*†‡§①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

/// Brackets around the number of a note or a reference.
pub(crate) const OPENING_BRACKETS: &[char] = &['[', '(', '（', '【', '〔', '［'];
/// Their partners.
pub(crate) const CLOSING_BRACKETS: &[char] = &[']', ')', '）', '】', '〕', '］'];

/// What stands between the number of a note and its text.
pub(crate) const NUMBER_ENDS: &[char] = &['.', '、', ':', '：', '．'];
