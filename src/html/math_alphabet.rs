//! The mathematical alphabets of Unicode, which MathML Core has instead of `mathvariant`.

/// An alphabet: bold, script and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alphabet {
    /// The capital A; `a` follows 26 characters later.
    latin: u32,
    /// The digit zero.
    digits: Option<u32>,
    /// The capital alpha; small alpha follows 26 characters later.
    greek: Option<u32>,
    /// Letters that Unicode had before the alphabet.
    exceptions: &'static [(char, char)],
}

const SCRIPT: &[(char, char)] = &[
    ('B', 'ℬ'),
    ('E', 'ℰ'),
    ('F', 'ℱ'),
    ('H', 'ℋ'),
    ('I', 'ℐ'),
    ('L', 'ℒ'),
    ('M', 'ℳ'),
    ('R', 'ℛ'),
    ('e', 'ℯ'),
    ('g', 'ℊ'),
    ('o', 'ℴ'),
];
const FRAKTUR: &[(char, char)] = &[('C', 'ℭ'), ('H', 'ℌ'), ('I', 'ℑ'), ('R', 'ℜ'), ('Z', 'ℨ')];
const DOUBLE_STRUCK: &[(char, char)] =
    &[('C', 'ℂ'), ('H', 'ℍ'), ('N', 'ℕ'), ('P', 'ℙ'), ('Q', 'ℚ'), ('R', 'ℝ'), ('Z', 'ℤ')];

/// The Greek signs that follow small omega in each alphabet.
const GREEK_SIGNS: [char; 7] = ['∂', 'ϵ', 'ϑ', 'ϰ', 'ϕ', 'ϱ', 'ϖ'];

impl Alphabet {
    /// Returns the alphabet of a value of `mathvariant`.
    pub(super) fn named(variant: &str) -> Option<Self> {
        let (latin, digits, greek, exceptions): (_, _, _, &[_]) = match variant {
            "bold" => (0x1d400, Some(0x1d7ce), Some(0x1d6a8), &[]),
            "italic" => (0x1d434, None, Some(0x1d6e2), &[('h', 'ℎ')]),
            "bold-italic" => (0x1d468, Some(0x1d7ce), Some(0x1d71c), &[]),
            "script" => (0x1d49c, None, None, SCRIPT),
            "bold-script" => (0x1d4d0, None, None, &[]),
            "fraktur" => (0x1d504, None, None, FRAKTUR),
            "double-struck" => (0x1d538, Some(0x1d7d8), None, DOUBLE_STRUCK),
            "bold-fraktur" => (0x1d56c, None, None, &[]),
            "sans-serif" => (0x1d5a0, Some(0x1d7e2), None, &[]),
            "bold-sans-serif" => (0x1d5d4, Some(0x1d7ec), Some(0x1d756), &[]),
            "sans-serif-italic" => (0x1d608, Some(0x1d7e2), None, &[]),
            "sans-serif-bold-italic" => (0x1d63c, Some(0x1d7ec), Some(0x1d790), &[]),
            "monospace" => (0x1d670, Some(0x1d7f6), None, &[]),
            _ => return None,
        };
        Some(Self { latin, digits, greek, exceptions })
    }

    /// Returns the letter or digit in this alphabet, or `c` itself if the alphabet lacks it.
    pub(super) fn of(self, c: char) -> char {
        if let Some((_, letter)) = self.exceptions.iter().find(|(letter, _)| *letter == c) {
            return *letter;
        }
        let from = |start: Option<u32>, first: char, skipped: u32| {
            start.and_then(|start| char::from_u32(start + skipped + (u32::from(c) - u32::from(first))))
        };
        let letter = match c {
            'A'..='Z' => from(Some(self.latin), 'A', 0),
            'a'..='z' => from(Some(self.latin), 'a', 26),
            '0'..='9' => from(self.digits, '0', 0),
            'Α'..='Ρ' | 'Σ'..='Ω' => from(self.greek, 'Α', 0),
            'α'..='ω' => from(self.greek, 'α', 26),
            _ => {
                let sign = GREEK_SIGNS.iter().position(|sign| *sign == c);
                sign.zip(self.greek)
                    .and_then(|(sign, start)| char::from_u32(start + 51 + u32::try_from(sign).ok()?))
            }
        };
        letter.unwrap_or(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        let of = |variant, text: &str| -> String {
            let alphabet = Alphabet::named(variant).unwrap();
            text.chars().map(|c| alphabet.of(c)).collect()
        };
        assert_eq!(of("bold", "AZaz09αωΩ∂ϖ"), "𝐀𝐙𝐚𝐳𝟎𝟗𝛂𝛚𝛀𝛛𝛡");
        assert_eq!(of("bold-italic", "xθ"), "𝒙𝜽");
        assert_eq!(of("double-struck", "ERk1"), "𝔼ℝ𝕜𝟙");
        assert_eq!(of("script", "LAe"), "ℒ𝒜ℯ");
        assert_eq!(of("fraktur", "gC"), "𝔤ℭ");
        assert_eq!(of("monospace", "a1字+"), "𝚊𝟷字+");
        assert_eq!(Alphabet::named("normal"), None);
    }
}
