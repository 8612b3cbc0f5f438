"""The examples of the documentation."""

import doctest
import re
import typing

import csdown
import pytest
from conftest import ROOT

PAGES = [ROOT / "docs/python.md", ROOT / "python/README.md"]


def examples(text):
    """Returns the fenced blocks, with blank lines in place of the other lines, so that errors have the right line."""
    kept, inside = [], False
    for line in text.splitlines():
        fence = line.startswith("```")
        kept.append(line if inside and not fence else "")
        inside = not inside and line == "```pycon" if fence else inside
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_examples_of_a_page_run(path):
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    test = parser.get_doctest(examples(path.read_text(encoding="utf-8")), {}, path.name, str(path), 0)
    messages = []
    runner.run(test, out=messages.append)
    assert runner.failures == 0, "".join(messages)
    assert runner.tries > 2


def test_the_example_of_the_readme_runs(capsys):
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Python\n")[2]
    code = chapter.partition("```python\n")[2].partition("```")[0]
    exec(code, {})
    printed = capsys.readouterr().out.strip()
    assert printed and f"# {printed}\n" in code


def test_the_examples_of_the_docstrings_run():
    failures, tries = doctest.testmod(csdown)
    assert failures == 0 and tries == 2


def test_the_page_has_every_option():
    section = PAGES[0].read_text(encoding="utf-8").split("## Options")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)
    values = {name: re.findall(r"`([a-z-]+)`", cell) for name, cell in rows}
    hints, defaults = typing.get_type_hints(csdown.types.Options), csdown.Converter().options
    named = set(values) | set(re.findall(r"`(\w+)`", section.split("are accepted, but")[0].rsplit("\n", 1)[1]))
    assert named == set(hints)
    for name, found in values.items():
        if isinstance(defaults.get(name), str):
            assert found[0] == defaults[name]
            hint = hints[name]
            literal = hint if typing.get_origin(hint) is typing.Literal else typing.get_args(hint)[0]
            assert found == list(typing.get_args(literal)), name
    assert values["limits"] == list(typing.get_type_hints(csdown.types.Limits))


def test_the_page_has_every_name():
    text = PAGES[0].read_text(encoding="utf-8")
    names = [name for name in csdown.__all__ if name not in ("__version__", "Result")]
    names += [name for owner in (csdown.Converter, csdown.Result) for name in dir(owner) if not name.startswith("_")]
    assert [name for name in names if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)] == []
