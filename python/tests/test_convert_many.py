"""Conversion of many pages and records."""

import csdown
import pytest

PAGE = "<h1 class=title-article>题</h1><div id=content_views><p>前<strong>重点：</strong>后</p></div>"
BODY = "# 题\n\n前**重点**：后\n"
NO_ARTICLE = "<html><title>x</title><body>x</body></html>"


def test_errors_are_results_in_their_place():
    pages = [PAGE, None, PAGE.encode("gbk"), 3, "\ud800", NO_ARTICLE, bytearray(PAGE, "utf-8"), memoryview(b""), PAGE]
    results = csdown.Converter(front_matter="none").convert_many(pages)
    outcomes = [getattr(result, "code", None) or result.markdown for result in results]
    expected = [BODY, "invalid-record", BODY, "invalid-record", "not-text", "article-not-found", BODY, "no-content", BODY]
    assert outcomes == expected
    assert all(isinstance(result, (csdown.Result, csdown.ConversionError)) for result in results)


def test_an_exception_of_the_iterable_is_raised():
    def pages():
        yield PAGE
        raise KeyError("the cursor is closed")

    with pytest.raises(KeyError, match="the cursor is closed"):
        csdown.Converter().convert_many(pages())


@pytest.mark.parametrize(("threads", "error"), [(0, ValueError), (-2, ValueError), ("2", TypeError), (1.5, TypeError)])
def test_threads_are_checked(threads, error):
    with pytest.raises(error):
        csdown.Converter().convert_many([], threads)
    with pytest.raises(error):
        csdown.Converter().convert_records([], threads=threads)


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_results_keep_the_order_of_the_pages(threads):
    pages = (PAGE.replace("重点", "重" * (997 * n % 1000 + 1)) for n in range(300))
    results = csdown.Converter(front_matter="none").convert_many(pages, threads)
    lengths = [len(result.markdown) - len(BODY) + 1 for result in results]
    assert lengths == [997 * n % 1000 for n in range(300)]


def test_the_names_of_records_are_those_of_the_command():
    records = [{"id": 7, "html": PAGE, "title": "x", "rating": None, "file_name": "1.html"}, {"id": 8}, 9]
    first, second, third = csdown.Converter().convert_records(records)
    assert (first["id"], first["title"], first["input_title"], first["file_name"]) == (7, "题", "x", "1.html")
    assert (first["text"], first["error"], "rating" in first, "html" in first) == (BODY, None, True, False)
    assert (second["id"], second["text"], second["error"]["code"]) == (8, None, "invalid-record")
    assert third["error"]["message"] == "a record is a mapping, not int"
