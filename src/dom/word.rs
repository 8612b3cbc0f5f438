//! Eight bytes at once: most texts and most tags of a page end within them, for which a search need not be called.

/// The number of bytes of a word.
pub(super) const WORD: usize = size_of::<u64>();

/// Eight bytes of a page, and NULs after its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word(u64);

impl Word {
    /// The word at `start` of `page`.
    #[inline]
    pub(super) fn at(page: &[u8], start: usize) -> Self {
        match page.get(start..).and_then(<[u8]>::first_chunk) {
            Some(word) => Self(u64::from_le_bytes(*word)),
            None => Self::at_end(page.get(start..).unwrap_or_default()),
        }
    }

    #[cold]
    fn at_end(bytes: &[u8]) -> Self {
        Self(bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)))
    }

    /// The position of the first byte that is one of `needles`.
    #[inline]
    pub(super) fn find<const N: usize>(self, needles: [u8; N]) -> Option<usize> {
        const LOW_BITS: u64 = u64::from_le_bytes([1; WORD]);
        const HIGH_BITS: u64 = LOW_BITS << 7;
        let mut found = 0;
        for needle in needles {
            let difference = self.0 ^ (LOW_BITS * u64::from(needle));
            // Sets the high bit of a byte that is 0. Its borrow may set those of later bytes, which do not matter.
            found |= difference.wrapping_sub(LOW_BITS) & !difference & HIGH_BITS;
        }
        (found != 0).then(|| found.trailing_zeros() as usize / 8)
    }

    /// The first `count` bytes as a number.
    #[inline]
    pub(super) const fn first(self, count: usize) -> u64 {
        if count < WORD { self.0 & ((1 << (8 * count)) - 1) } else { self.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_bytes_is_found() {
        let needles = [b'<', b'&', 0];
        let bytes = [0, 1, b'%', b'&', b'\'', b';', b'<', b'=', 0x7f, 0x80, 0xbc, 0xff];
        for (one, other) in (0..WORD).flat_map(|one| (0..WORD).map(move |other| (one, other))) {
            for (first, second) in bytes.iter().flat_map(|first| bytes.map(|second| (*first, second))) {
                let mut text = [b'a'; WORD];
                (text[one], text[other]) = (first, second);
                let position = text.iter().position(|byte| needles.contains(byte));
                assert_eq!(Word::at(&text, 0).find(needles), position, "{text:?}");
            }
        }
    }

    #[test]
    fn nuls_follow_the_end() {
        let page = b"123456789";
        assert_eq!(Word::at(page, 0).find([0]), None);
        assert_eq!(Word::at(page, 2).find([0]), Some(7));
        assert_eq!(Word::at(page, 9).find([b'<', 0]), Some(0));
        assert_eq!(Word::at(page, 10).find([0]), Some(0));
        assert_eq!(Word::at(page, 0).first(3), Word::at(b"123", 0).first(9));
        assert_ne!(Word::at(page, 0).first(4), Word::at(b"123", 0).first(9));
    }
}
