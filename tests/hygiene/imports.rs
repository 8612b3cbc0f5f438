//! The import graph of the modules in `src/`, computed from the parsed source.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::source::File;

/// A path of names: `["crate_name", "module", "item"]`.
pub(crate) type Names = Vec<String>;

/// The modules of the crate, what each imports, and which external items each names.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// The modules that each module imports from. A re-export is not an import.
    pub(crate) imports: BTreeMap<Names, BTreeSet<Names>>,
    /// The paths into other crates that each module names.
    pub(crate) external: BTreeMap<Names, BTreeSet<Names>>,
}

impl Graph {
    /// Parses `files`. Unit tests are excluded.
    pub(crate) fn new(files: &[File]) -> Self {
        let modules: BTreeMap<Names, Module> = files
            .iter()
            .filter(|file| file.path != "main.rs")
            .map(|file| (file.module.clone(), Module::parse(&file.text)))
            .collect();
        let mut graph = Self::default();
        for (path, module) in &modules {
            let (mut imports, mut external) = (BTreeSet::new(), BTreeSet::new());
            for name in &module.names {
                match absolute(name, path, module) {
                    Some(own) => imports.extend(resolve(&own, &modules, MAX_REEXPORTS)),
                    None => {
                        external.insert(name.clone());
                    }
                }
            }
            imports.remove(path);
            graph.imports.insert(path.clone(), imports);
            graph.external.insert(path.clone(), external);
        }
        graph
    }

    /// Returns the groups of modules that import each other, each sorted.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let reachable: BTreeMap<&Names, BTreeSet<&Names>> =
            self.imports.keys().map(|module| (module, self.reachable(module))).collect();
        let mut groups = BTreeSet::new();
        for (module, others) in &reachable {
            let group: Vec<String> = others
                .iter()
                .filter(|other| reachable[**other].contains(module))
                .map(|other| other.join("::"))
                .collect();
            if !group.is_empty() {
                groups.insert(group);
            }
        }
        groups.into_iter().collect()
    }

    /// Returns every module that `module` imports directly or through others; itself only if it is in a circle.
    fn reachable<'g>(&'g self, module: &Names) -> BTreeSet<&'g Names> {
        let mut found = BTreeSet::new();
        let mut next: Vec<&Names> = self.imports[module].iter().collect();
        while let Some(module) = next.pop() {
            if found.insert(module) {
                next.extend(&self.imports[module]);
            }
        }
        found
    }
}

/// How many re-exports are followed from one name.
const MAX_REEXPORTS: usize = 8;

/// Returns the module of ours that `path` is in, following re-exports.
fn resolve(path: &[String], modules: &BTreeMap<Names, Module>, left: usize) -> Option<Names> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let (module, item) = path.split_at(length);
    let reexport = item.first().and_then(|name| modules[module].reexports.get(name));
    match reexport.and_then(|target| absolute(target, module, &modules[module])) {
        Some(mut target) if left > 0 => {
            target.extend_from_slice(&item[1..]);
            resolve(&target, modules, left - 1)
        }
        _ => Some(module.to_vec()),
    }
}

/// Returns `name`, as `module` at `path` writes it, from the root of the crate; `None` if it is in another crate.
fn absolute(name: &[String], path: &[String], module: &Module) -> Option<Names> {
    let (first, rest) = name.split_first()?;
    let mut full: Names = match first.as_str() {
        "crate" => Vec::new(),
        "self" => path.to_vec(),
        "super" => path[..path.len().checked_sub(1)?].to_vec(),
        _ if module.children.contains(first) => [path, std::slice::from_ref(first)].concat(),
        _ => match module.aliases.get(first) {
            Some(target) if target.first() != Some(first) => {
                return absolute(&[target, rest].concat(), path, module);
            }
            _ => return None,
        },
    };
    let supers = if first == "super" { rest.iter().take_while(|name| *name == "super").count() } else { 0 };
    full.truncate(full.len().checked_sub(supers)?);
    full.extend_from_slice(&rest[supers..]);
    Some(full)
}

/// What one file names.
#[derive(Debug, Default)]
struct Module {
    /// The modules it declares.
    children: BTreeSet<String>,
    /// The names it imports or re-exports, each with its path.
    aliases: BTreeMap<String, Names>,
    /// The names it re-exports, each with its path.
    reexports: BTreeMap<String, Names>,
    /// Every path it imports or writes, but for re-exports.
    names: BTreeSet<Names>,
}

impl Module {
    fn parse(text: &str) -> Self {
        let mut module = Self::default();
        module.visit_file(&syn::parse_file(text).unwrap());
        module
    }

    fn import(&mut self, tree: &syn::UseTree, before: &[String], is_reexport: bool) {
        let joined = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &joined(&path.ident), is_reexport),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, before, is_reexport));
            }
            syn::UseTree::Glob(_) => drop(self.names.insert(before.to_vec())),
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.alias(before.last().cloned().unwrap_or_default(), before.to_vec(), is_reexport);
            }
            syn::UseTree::Name(name) => self.alias(name.ident.to_string(), joined(&name.ident), is_reexport),
            syn::UseTree::Rename(rename) => {
                self.alias(rename.rename.to_string(), joined(&rename.ident), is_reexport);
            }
        }
    }

    fn alias(&mut self, alias: String, path: Names, is_reexport: bool) {
        if is_reexport {
            self.reexports.insert(alias.clone(), path.clone());
        } else {
            self.names.insert(path.clone());
        }
        self.aliases.insert(alias, path);
    }

    /// Collects the paths in the tokens of a macro call.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Names::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.name(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.name(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.name(path);
    }

    fn name(&mut self, path: Names) {
        if path.len() > 1 {
            self.names.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_test = item.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        });
        if !is_test {
            self.children.insert(item.ident.to_string());
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_reexport = !matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &[], is_reexport);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.name(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(files: &[(&str, &str)]) -> Graph {
        let files: Vec<File> = files.iter().map(|(path, text)| File::new(path, (*text).to_owned())).collect();
        Graph::new(&files)
    }

    #[test]
    fn finds_circles_through_imports_paths_macros_and_reexports() {
        for (name, b) in [
            ("an import", "use super::a::{self, Item as Other};"),
            ("a path", "fn f() -> crate::a::Item { todo!() }"),
            ("a macro", "fn f() { println!(\"{:?}\", [crate::a::Item::new()]) }"),
            ("a re-export", "use crate::Item;"),
            ("a glob", "use super::a::*;"),
            ("an imported module", "use crate::a; fn f() { a::f() }"),
        ] {
            let files = [
                ("lib.rs", "mod a; mod b; pub use a::Item;"),
                ("a.rs", "use crate::b::f; pub struct Item;"),
                ("b.rs", b),
            ];
            assert_eq!(graph(&files).circles(), [["a", "b"]], "{name}");
        }
    }

    #[test]
    fn a_child_that_imports_from_its_parent_is_a_circle_if_the_parent_calls_it() {
        let parent = "mod child; pub struct Item; fn f() { child::g() }";
        let files = [("lib.rs", "mod a;"), ("a/mod.rs", parent), ("a/child.rs", "use super::Item;")];
        assert_eq!(graph(&files).circles(), [["a", "a::child"]]);
    }

    #[test]
    fn tests_reexports_and_visibilities_are_no_imports() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            (
                "a.rs",
                "pub use crate::b::Item; pub(in crate::b) fn f() {} #[cfg(test)] mod tests { use crate::b; }",
            ),
            ("b.rs", "use crate::a::f; /// [`crate::b`]\npub struct Item;"),
        ];
        let graph = graph(&files);
        assert!(graph.circles().is_empty());
        assert_eq!(graph.imports[&vec!["b".to_owned()]].len(), 1);
    }
}
