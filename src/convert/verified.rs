//! Conversion and comparison in one.

use super::conversion::Conversion;
use super::converter::Converter;
use super::draft::Draft;
use crate::dom::{self, Dom};
use crate::error::Result;
use crate::extract::{self, Article};
use crate::input::{Hints, InputForm, Source};
use crate::report::{Status, WarningCode};
use crate::verify::{self, Verification};

impl Converter {
    /// Converts bytes and compares the Markdown with the article, as described in [`crate::verify`].
    ///
    /// ```
    /// use csdown::{Converter, Hints, verify::Verdict};
    /// let page = "<div id=content_views><p>前<b>重点</b></p></div>".as_bytes();
    /// let (conversion, verification) = Converter::default().convert_verified(page, &Hints::default())?;
    /// assert_eq!((conversion.markdown.as_str(), verification.verdict), ("前**重点**\n", Verdict::Identical));
    /// # Ok::<(), csdown::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn convert_verified(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<(Conversion, Verification)> {
        let (draft, verification) = self.draft_verified(bytes, hints)?;
        Ok((draft.finish()?, verification))
    }

    /// Parses an article like [`Self::draft`], and compares its Markdown, with the original image URLs, with the
    /// article.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn draft_verified(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<(Draft<'_>, Verification)> {
        let source = self.source(bytes, hints)?;
        if source.form == InputForm::Markdown {
            if source.editor.is_some() {
                let text = source.text.to_string();
                let mut draft = self.pass_through(source, hints)?;
                let verification = verify::verify_markdown(&text, draft.markdown()?, self.options());
                return Ok((draft, verification));
            }
            let verification = verify::verify_markdown(&source.text, &source.text, self.options());
            return Ok((self.pass_through(source, hints)?, verification));
        }
        if source.form == InputForm::Written {
            let mut draft = self.draft_written(&source, hints);
            let verification = self.verify_written(&source, hints, draft.markdown()?);
            return Ok((draft, verification));
        }
        if source.form == InputForm::Mixed {
            let mut draft = self.draft_mixed(&source, hints)?;
            let verification = self.verify_mixed(&source, hints, draft.markdown()?)?;
            return Ok((draft, verification));
        }
        let page = self.page(&source, hints)?;
        let article = extract::article(&page, &source, hints)?;
        let mut draft = self.draft_article(&page, article.clone(), &source);
        let verification = self.verify_page(&page, &article, &source, hints, draft.markdown()?);
        Ok((draft, verification))
    }

    /// Compares `markdown` with the article in `bytes`, as described in [`crate::verify`].
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn verify(&self, bytes: &[u8], hints: &Hints<'_>, markdown: &str) -> Result<Verification> {
        self.verify_with_status(bytes, hints, markdown).map(|(verification, _)| verification)
    }

    /// Compares like [`Self::verify`], and returns how much of the article the input contains.
    pub(crate) fn verify_with_status(
        &self,
        bytes: &[u8],
        hints: &Hints<'_>,
        markdown: &str,
    ) -> Result<(Verification, Status)> {
        let source = self.source(bytes, hints)?;
        let is_cut = source.warnings.iter().any(|warning| warning.code == WarningCode::Truncated);
        let status = if is_cut { Status::Truncated } else { Status::Complete };
        match source.form {
            InputForm::Markdown => {
                return Ok((verify::verify_markdown(&source.text, markdown, self.options()), status));
            }
            InputForm::Mixed => return Ok((self.verify_mixed(&source, hints, markdown)?, status)),
            InputForm::Written => {
                let status = self.draft_written(&source, hints).report().status;
                return Ok((self.verify_written(&source, hints, markdown), status));
            }
            InputForm::Page | InputForm::Fragment => {}
        }
        let page = self.page(&source, hints)?;
        let article = extract::article(&page, &source, hints)?;
        let verification = self.verify_page(&page, &article, &source, hints, markdown);
        let status = if verification.found_nothing() { Status::Truncated } else { status };
        Ok((verification, article.status.max(status)))
    }

    /// Compares `markdown` with the article in `page`, in the tree that html5ever builds if it builds another one.
    fn verify_page(
        &self,
        page: &Dom,
        article: &Article<'_>,
        source: &Source<'_>,
        hints: &Hints<'_>,
        markdown: &str,
    ) -> Verification {
        let verify = |article: &Article<'_>| verify::verify(article, self.rules(), markdown, self.options());
        let of_other_tree = |other: Dom| Ok(verify(&extract::article(&other, source, hints)?));
        match self.other_tree(page, source, hints).and_then(|other| other.map(of_other_tree).transpose()) {
            Ok(verification) => verification.unwrap_or_else(|| verify(article)),
            Err(error) => verify(article).without_second_parser(error.to_string()),
        }
    }

    /// Parses the page again with html5ever, and returns the tree if it is another one.
    pub(super) fn other_tree(
        &self,
        page: &Dom,
        source: &Source<'_>,
        hints: &Hints<'_>,
    ) -> Result<Option<Dom>> {
        let mut other = dom::html5ever::parse_again(page, &self.options().limits)?;
        self.restore(&mut other, source, hints);
        if other.is_same_tree(page) {
            return Ok(None);
        }
        other.adopt_locations(page);
        Ok(Some(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Verdict;

    const PAGE: &str = "<div id=content_views><h2>标题</h2><p>前<b>重点</b>后，<i>斜</i>与<code>x</code>。</p>\
        <ul><li>一</li><li>二<ol><li>三</li></ol></li></ul><blockquote><p>引用</p></blockquote>\
        <pre><code class=language-c>int a;\nint b;</code></pre>\
        <table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>\
        <p><a href=https://a.b/c>链接</a><img src=https://a.b/d.png></p><p>完</p></div>";

    /// The tags and texts of [`PAGE`] within the article.
    fn tokens() -> Vec<&'static str> {
        let ends = PAGE.match_indices(['<', '>']).map(|(at, c)| at + usize::from(c == ">"));
        let mut starts: Vec<usize> = ends.collect();
        starts.dedup();
        let tokens = starts
            .windows(2)
            .map(|pair| PAGE.get(pair[0]..pair[1]).unwrap())
            .filter(|token| !token.is_empty());
        tokens.skip(1).collect()
    }

    /// Pages that differ in one token: it is lost, or stands in the place of the next one.
    fn misread() -> Vec<String> {
        let (tokens, root) = (tokens(), "<div id=content_views>");
        let mut pages = Vec::new();
        for at in 0..tokens.len() {
            let mut lost = tokens.clone();
            lost.remove(at);
            pages.push(format!("{root}{}</div>", lost.concat()));
            let mut swapped = tokens.clone();
            swapped.swap(at, (at + 1) % tokens.len());
            pages.push(format!("{root}{}</div>", swapped.concat()));
        }
        pages
    }

    /// A parser that misreads the page gives the converter and the comparison the same wrong tree. Only html5ever's
    /// shows it.
    #[test]
    fn faults_of_the_parser_are_found() {
        let (converter, hints) = (Converter::default(), Hints::default());
        let source = converter.source(PAGE.as_bytes(), &hints).unwrap();
        let right = converter.convert(PAGE).unwrap().markdown;
        let mut seeded = 0;
        for page in misread() {
            let tree = converter.page(&converter.source(page.as_bytes(), &hints).unwrap(), &hints).unwrap();
            let tree = tree.claiming_text(PAGE);
            let article = extract::article(&tree, &source, &hints).unwrap();
            let markdown =
                converter.draft_article(&tree, article.clone(), &source).finish().unwrap().markdown;
            let by_itself = verify::verify(&article, converter.rules(), &markdown, converter.options());
            // Which blocks belong to an item, after its first line, is not compared; see `docs/report.md`.
            let words = |markdown: &str| markdown.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let is_same = words(&markdown) == words(&right);
            if is_same || by_itself.verdict == Verdict::Lossy {
                continue;
            }
            seeded += 1;
            let verification = converter.verify_page(&tree, &article, &source, &hints, &markdown);
            assert_eq!(verification.verdict, Verdict::Lossy, "{page}\n{markdown}");
        }
        assert!(seeded > 60, "only {seeded} faults changed the Markdown");
    }

    #[test]
    fn a_page_that_html5ever_cannot_parse_is_compared_with_our_tree() {
        let page = format!("<div id=content_views>{}文", "<div>".repeat(2_000));
        let (_, verification) =
            Converter::default().convert_verified(page.as_bytes(), &Hints::default()).unwrap();
        let reason = verification.single_parser.as_deref();
        assert_eq!(reason, Some("depth limit exceeded: more than 600"));
        assert_ne!(verification.verdict, Verdict::Lossy);
    }
}
