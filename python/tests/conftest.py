"""What the tests share."""

import pathlib
import subprocess
import sys
import time

import csdown
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "<h1 class=title-article>题</h1><div id=content_views><p>前<strong>重点：</strong>后</p></div>"
BODY = "# 题\n\n前**重点**：后\n"
NO_ARTICLE = "<html><title>x</title><body>x</body></html>"


@pytest.fixture
def page():
    """A page with a title."""
    return PAGE


@pytest.fixture(scope="session")
def large_page():
    """A page that takes a tenth of a second or more, however the package was built."""
    paragraphs = 1_000
    while True:
        page = f"<div id=content_views>{'<p>甲<b>乙</b>丙<i>丁</i>，<a href=//a.b/c>链接</a></p>' * paragraphs}</div>"
        start = time.perf_counter()
        csdown.convert(page)
        if time.perf_counter() - start > 0.1:
            return page
        paragraphs *= 2


@pytest.fixture(scope="session")
def command():
    """Runs `python -m csdown`."""

    def run(*arguments, **options):
        options = {"capture_output": True, "timeout": 120, **options}
        return subprocess.run([sys.executable, "-m", "csdown", *arguments], **options)

    return run
