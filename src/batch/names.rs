//! Gives every output of a run a path of its own below the output folder.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::input::Input;
use super::write::slashed;
use crate::options::Profile;
use crate::{Conversion, emit};

/// The file name of a conversion whose input is named `stem`.
pub(super) fn output_name(profile: Profile, conversion: &Conversion, stem: &str) -> String {
    emit::file_name(profile, &conversion.metadata, stem)
}

/// The paths taken, compared without case, as file systems that ignore case do, with the input that has each.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashMap<String, usize>,
    /// The number to try next for a name that is taken: thousands of articles may have one title.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// No path taken but those of inputs that lie in `root` themselves: no other input's output takes their place.
    pub(super) fn reserving(inputs: &[Input], root: &Path) -> Self {
        let mut names = Self::default();
        let Ok(root) = root.canonicalize() else { return names };
        let mut folders: HashMap<&Path, Option<PathBuf>> = HashMap::new();
        for (index, path) in inputs.iter().enumerate().filter_map(|(i, input)| Some((i, input.path()?))) {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { continue };
            let below = folders.entry(parent).or_insert_with(|| {
                let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
                Some(parent.canonicalize().ok()?.strip_prefix(&root).ok()?.to_path_buf())
            });
            if let Some(below) = below {
                names.taken.insert(key(&below.join(name)), index);
            }
        }
        names
    }

    /// The path for the output `name` of input `index` in `folder`. Where another input has it, `-2`, `-3`, … is
    /// added to the name: given the same inputs in the same order, the paths are the same.
    pub(super) fn assign(&mut self, index: usize, folder: &Path, name: &str) -> PathBuf {
        let folder: PathBuf = folder.components().filter(|c| matches!(c, Component::Normal(_))).collect();
        let name = if is_plain_name(name) { name } else { "article.md" };
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "md"));
        let mut path = folder.join(name);
        let number = self.numbers.entry(key(&path)).or_insert(2);
        while *self.taken.entry(key(&path)).or_insert(index) != index {
            path = folder.join(format!("{stem}-{number}.{extension}"));
            *number = number.saturating_add(1);
        }
        path
    }
}

/// Whether `name` is one file name and leads nowhere else.
fn is_plain_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let plain = matches!(components.next(), Some(Component::Normal(first)) if first == name);
    plain && components.next().is_none() && !name.contains(['/', '\\', '\0'])
}

fn key(path: &Path) -> String {
    slashed(path).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_get_a_number() {
        let mut names = Names::default();
        let mut assign = |index, name: &str| slashed(&names.assign(index, Path::new("d"), name));
        assert_eq!(assign(0, "a.md"), "d/a.md");
        assert_eq!(assign(1, "A.md"), "d/A-2.md");
        assert_eq!(assign(2, "a.md"), "d/a-3.md");
        assert_eq!(assign(3, "a-2.md"), "d/a-2-2.md");
        assert_eq!(assign(4, "a.md"), "d/a-4.md");
        for index in 5..50_000 {
            assert_eq!(assign(index, "a.md"), format!("d/a-{index}.md"));
        }
    }

    #[test]
    fn names_never_lead_out() {
        let mut names = Names::default();
        assert_eq!(slashed(&names.assign(0, Path::new("../x/.."), "../../b.md")), "x/article.md");
        assert_eq!(slashed(&names.assign(1, Path::new("/etc"), "..")), "etc/article.md");
        assert_eq!(slashed(&names.assign(2, Path::new(""), "...md")), "...md");
    }
}
