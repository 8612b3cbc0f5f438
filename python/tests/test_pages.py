"""Conversion of one page."""

import json
import pathlib
import threading
import time

import csdown
import pytest
from conftest import BODY, NO_ARTICLE, PAGE, ROOT

INPUTS = sorted((ROOT / "fixtures").glob("**/input.*"))
CASES = [input for input in INPUTS if (input.parent / "expected.md").exists()]


def options_of(case):
    path = case.parent / "options.json"
    return json.loads(path.read_bytes()) if path.exists() else {}


def name(case):
    return str(case.parent.relative_to(ROOT / "fixtures"))


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_fixture_has_the_markdown_of_the_library(case):
    expected = (case.parent / "expected.md").read_text(encoding="utf-8")
    page, options = case.read_bytes(), options_of(case)
    assert csdown.Converter(**options).convert(page, file_name=case.name).markdown == expected
    if not options and case.suffix == ".html":
        assert csdown.convert(page) == expected


def test_there_are_fixtures():
    assert len(CASES) > 300 and sum(not options_of(case) for case in CASES) > 250


@pytest.mark.parametrize(
    "page", [PAGE, PAGE.encode(), PAGE.encode("gbk"), bytearray(PAGE, "utf-8"), memoryview(PAGE.encode("utf-16"))], ids=type
)
def test_text_and_bytes_are_pages(page):
    assert csdown.convert(page, front_matter="none") == BODY


def test_text_is_not_decoded_again():
    page = "<meta charset=gbk><div id=content_views>短</div>"
    assert csdown.convert(page) == "短\n"
    assert csdown.Converter().convert(page, content_type="text/html; charset=gbk").markdown == "短\n"


def test_hints_are_used():
    page = "<meta charset=utf-8><div id=content_views>中文<a href=/b>乙</a></div>".encode("gbk")
    hints = {"content_type": "text/html; charset=gbk", "url": "https://blog.csdn.net/a/article/details/7"}
    result = csdown.Converter(front_matter="none").convert(page, **hints)
    assert result.markdown == "中文[乙](https://blog.csdn.net/b)\n"
    assert result.metadata["id"] == {"value": "7", "from": "source-url"}
    assert result.metadata["source"] == {"value": hints["url"], "from": "request"}
    metadata = csdown.Converter().convert(PAGE, file_name="2024-02-13-136000001.html").metadata
    assert metadata["id"] == {"value": "136000001", "from": "file-name"}


def test_the_name_of_a_file_need_not_be_text():
    assert csdown.Converter().convert("# 题\n", file_name="\udcff.md").report["passed-through"]


def test_a_result_has_all_parts():
    page = "<div id=content_views><h2>一</h2><img src=//a.b/c.png><p>文</p><img></div>"
    result = csdown.Converter().convert(page, verify=True)
    assert result.markdown == str(result) == "## 一\n\n![](https://a.b/c.png)\n\n文\n"
    assert (result.status, result.images) == ("complete", [{"url": "https://a.b/c.png"}])
    assert [warning["code"] for warning in result.report["warnings"]] == ["image-without-source"]
    assert result.document["blocks"][0] == {"heading": {"level": 2, "content": [{"text": "一"}]}}
    assert result.verification["verdict"] == result.record()["verdict"]
    assert csdown.Converter().convert(page).verification is None
    assert "verdict" not in csdown.Converter().convert(page).record()
    assert repr(csdown.Converter().convert(PAGE)) == "<csdown.Result complete: '题'>"


def test_the_text_of_a_record_has_front_matter_if_it_was_asked_for():
    assert csdown.Converter().convert(PAGE).markdown == "---\ntitle: 题\n---\n\n" + BODY
    assert csdown.Converter().convert(PAGE).record()["text"] == BODY
    with_front_matter = csdown.Converter(front_matter="toml").convert(PAGE)
    assert with_front_matter.record()["text"] == with_front_matter.markdown == '+++\ntitle = "题"\n+++\n\n' + BODY


def test_markdown_is_passed_through():
    markdown = "---\ntitle: 题\n---\n\n# 题\n"
    result = csdown.Converter().convert(markdown)
    assert (result.markdown, result.document, result.record()["text"]) == (markdown, None, markdown)


@pytest.mark.parametrize(
    ("page", "code"),
    [(NO_ARTICLE, "article-not-found"), ("", "no-content"), (b"\x89PNG\r\n\x1a\n\0\0", "not-text"), ("\ud800", "not-text")],
)
def test_an_error_has_a_code(page, code):
    for call in (csdown.convert, csdown.Converter().convert, csdown.Converter().verify, csdown.Converter().inspect):
        with pytest.raises(csdown.ConversionError) as raised:
            call(page)
        assert raised.value.code == code
        assert isinstance(raised.value, ValueError) and str(raised.value)


@pytest.mark.parametrize("page", [None, 3, ["<p>"], object()], ids=repr)
def test_another_type_is_a_type_error(page):
    for call in (csdown.convert, csdown.Converter().convert, csdown.Converter().verify, csdown.Converter().inspect):
        with pytest.raises(TypeError, match=f"a page is str or bytes, not {type(page).__name__}"):
            call(page)


def test_the_error_for_a_path_says_what_to_pass():
    with pytest.raises(TypeError, match=r"not \w*Path; pass the contents of the file, such as path.read_bytes\(\)"):
        csdown.convert(pathlib.Path("post.html"))


def test_lost_words_are_found():
    converter = csdown.Converter()
    assert converter.verify(PAGE)["verdict"] == "identical"
    lossy = converter.verify(PAGE, "# 题\n\n前后\n")
    assert lossy["verdict"] == "lossy"
    assert lossy["counts"]["strong"] == {"expected": 1, "kept": 0, "extra": 0}
    assert "重点" in [difference["expected"] for difference in lossy["differences"]]


def test_contents_are_listed():
    inspection = csdown.Converter().inspect(PAGE, url="https://blog.csdn.net/a/article/details/7")
    assert inspection["outline"] == [{"level": 1, "text": "题", "anchor": "题"}]
    assert (inspection["form"], inspection["metadata"]["id"]["value"]) == ("fragment", "7")


def test_other_threads_run_during_a_call(large_page):
    converter, done = csdown.Converter(), threading.Event()
    calls = [
        lambda: csdown.convert(large_page),
        lambda: converter.convert(large_page),
        lambda: converter.verify(large_page),
        lambda: converter.inspect(large_page),
        lambda: converter.convert_many([large_page], 1),
        lambda: converter.convert_records([{"html": large_page}], 1),
    ]

    def run(call):
        call()
        done.set()

    for call in calls:
        done.clear()
        worker, steps = threading.Thread(target=run, args=(call,)), 0
        worker.start()
        while not done.is_set():
            time.sleep(0.002)
            steps += 1
        worker.join()
        # With the interpreter locked there would be one step.
        assert steps > 5


def test_a_deep_page_fits_a_small_stack():
    page = "<div id=content_views>" + "<ul><li>一" * 2_000
    failures = []

    def convert():
        try:
            assert csdown.Converter(limits={"depth": 500}).convert(page, verify=True).markdown.startswith("- 一\n")
        except BaseException as failure:
            failures.append(failure)

    before = threading.stack_size(1 << 20)
    try:
        thread = threading.Thread(target=convert)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert failures == []
