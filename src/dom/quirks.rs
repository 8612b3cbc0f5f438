//! Quirks-mode detection from the doctype, as in the standard's *initial* insertion mode. In quirks mode, a table does
//! not close an open paragraph.

/// Whether a doctype selects quirks mode. `rest` is the text between `<!DOCTYPE` and `>`.
pub(super) fn is_quirky(rest: &str) -> bool {
    let rest = rest.trim_ascii().to_ascii_lowercase();
    let (name, rest) = rest.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((&rest, ""));
    if name != "html" {
        return true;
    }
    let rest = rest.trim_ascii_start();
    if rest.is_empty() {
        return false;
    }
    if let Some(rest) = rest.strip_prefix("public") {
        let Some((public, rest)) = quoted(rest) else { return true };
        // Anything but a system identifier selects quirks mode.
        let system = if rest.trim_ascii_start().is_empty() { Some(None) } else { quoted(rest).map(Some) };
        system.is_none_or(|system| is_old(public, system.map(|(system, _)| system)))
    } else {
        let system = rest.strip_prefix("system").and_then(quoted);
        system.is_none_or(|(system, _)| system == OLD_SYSTEM)
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.get(1..)?.split_once(quote)
}

fn is_old(public: &str, system: Option<&str>) -> bool {
    let begins = |list: &[&str]| list.iter().any(|prefix| public.starts_with(prefix));
    OLD.contains(&public)
        || system == Some(OLD_SYSTEM)
        || begins(OLD_PREFIXES)
        || (system.is_none() && begins(OLD_WITHOUT_SYSTEM))
}

const OLD_SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

const OLD: &[&str] = &["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

const OLD_WITHOUT_SYSTEM: &[&str] =
    &["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

const OLD_PREFIXES: &[&str] = &[
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];

#[cfg(test)]
mod tests {
    use super::is_quirky;

    #[test]
    fn old_doctypes_select_quirks_mode() {
        let transitional = "html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"";
        let malformed = ["html public", "html PUBLIC ''x", "html PUBLIC '' 'x", "html SYSTEM 'x", "html x"];
        for old in ["", "svg", transitional].into_iter().chain(malformed) {
            assert!(is_quirky(old), "{old}");
        }
        let strict = "html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'";
        let compatible = "html SYSTEM 'about:legacy-compat'";
        for new in ["html", " HTML ", compatible, strict, "html PUBLIC '' ", "html PUBLIC '' 'x' y"] {
            assert!(!is_quirky(new), "{new}");
        }
    }
}
