"""Conversion of many pages."""

import _thread
import gc
import signal
import sqlite3
import subprocess
import sys
import threading

import csdown
import pytest
from conftest import BODY, NO_ARTICLE, PAGE


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
    with pytest.raises(TypeError, match="not iterable"):
        csdown.Converter().convert_many(3)


@pytest.mark.parametrize("page", [PAGE, PAGE.encode()])
def test_one_page_is_not_an_iterable_of_pages(page):
    # The characters of a str would be pages otherwise.
    with pytest.raises(TypeError, match="use `convert`"):
        csdown.Converter().convert_many(page)


@pytest.mark.parametrize(("threads", "error"), [(0, ValueError), (-2, ValueError), (5_000, ValueError), ("2", TypeError), (1.5, TypeError)])
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


def test_pages_are_taken_on_the_calling_thread():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE pages (html TEXT)")
    connection.executemany("INSERT INTO pages VALUES (?)", [(PAGE,)] * 100)
    # A cursor raises an exception on any other thread.
    cursor = connection.execute("SELECT html FROM pages")
    results = csdown.Converter().convert_many(html for (html,) in cursor)
    assert [result.status for result in results] == ["complete"] * 100
    taken_on = []
    csdown.Converter().convert_many(taken_on.append(threading.get_ident()) or PAGE for _ in range(3))
    assert taken_on == [_thread.get_ident()] * 3


class CountedPage(bytes):
    """Bytes that know how many of them there are."""

    alive = 0
    most = 0

    def __new__(cls, *arguments):
        page = super().__new__(cls, *arguments)
        cls.alive += 1
        cls.most = max(cls.most, cls.alive)
        return page

    def __del__(self):
        type(self).alive -= 1


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("as_records", [False, True])
def test_pages_are_taken_as_they_are_needed(as_records, threads):
    CountedPage.most = 0
    # Not all 2,000 pages are in memory at once, but those of the window: 32 for each thread.
    pages = (CountedPage(PAGE, "utf-8") for _ in range(2_000))
    if as_records:
        csdown.Converter().convert_records(({"html": page} for page in pages), threads)
    else:
        csdown.Converter().convert_many(pages, threads)
    gc.collect()
    assert CountedPage.alive == 0
    assert 0 < CountedPage.most <= (5 if threads == 1 else threads * 32 + 50)


def test_the_bytes_of_pages_in_progress_are_bounded():
    # Scripts take memory before the conversion, and nothing after it: 20 pages of 8 MiB.
    script = f"<div id=content_views>文</div><script>{'x' * (8 << 20)}</script>".encode()
    CountedPage.most = 0
    results = csdown.Converter().convert_many((CountedPage(script) for _ in range(20)), 2)
    assert {result.markdown for result in results} == {"文\n"}
    assert CountedPage.most <= 64 // 8 + 4


INTERRUPTED = """
import csdown, sys, time
PAGE = "<div id=content_views>" + "<p>文<b>字</b></p>" * 2_000
def pages():
    while True:
        yield PAGE
def blocking():
    yield PAGE
    print("ready", flush=True)
    time.sleep(600)
def finite():
    yield from [PAGE * 8] * 60
    print("ready", flush=True)
def endless():
    print("ready", flush=True)
    yield from pages()
try:
    csdown.Converter().convert_many({iterable}(), {threads})
except KeyboardInterrupt:
    sys.exit(42)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a console")
@pytest.mark.parametrize(("iterable", "threads"), [("endless", 1), ("endless", 2), ("blocking", 2), ("finite", 2)])
def test_ctrl_c_ends_a_call(iterable, threads):
    program = INTERRUPTED.replace("{iterable}", iterable).replace("{threads}", str(threads))
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    # Pages that are being converted are finished, which takes a while in a package that is not optimised.
    assert process.wait(60) == 42
    process.stdout.close()
