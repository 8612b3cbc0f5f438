"""Converters, results and errors travel between processes."""

import copy
import multiprocessing
import pickle

import csdown
import pytest
from conftest import BODY, NO_ARTICLE, PAGE

OPTIONS = {"hard_break": "backslash", "limits": {"depth": 10}, "rule": [{"name": "a", "selector": ".a", "action": "drop"}]}
PROPERTIES = ["markdown", "metadata", "images", "report", "status", "document", "verification"]


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("options", [{}, OPTIONS, {"front_matter": "yaml"}], ids=["default", "some", "front matter"])
def test_a_converter_is_pickled(options, protocol):
    converter = csdown.Converter(**options)
    for again in (pickle.loads(pickle.dumps(converter, protocol)), copy.copy(converter), copy.deepcopy(converter)):
        assert again.options == converter.options
        assert again.convert(PAGE).record() == converter.convert(PAGE).record()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("page", [PAGE, "# 题\n"], ids=["page", "Markdown"])
def test_a_result_is_pickled(page, protocol):
    result = csdown.Converter().convert(page, verify=True)
    again = pickle.loads(pickle.dumps(result, protocol))
    twice = pickle.loads(pickle.dumps(again, protocol))
    for name in PROPERTIES:
        assert getattr(again, name) == getattr(twice, name) == getattr(result, name)
    assert again.record() == result.record()
    assert (str(again), repr(again)) == (str(result), repr(result))


def test_an_error_is_pickled():
    error = csdown.Converter().convert_many([NO_ARTICLE])[0]
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.code) == (csdown.ConversionError, str(error), "article-not-found")


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_share_a_converter(method):
    # A process that is forked must not need the threads of the one before.
    converter = csdown.Converter(hard_break="backslash")
    converter.convert_many([PAGE] * 10)
    with multiprocessing.get_context(method).Pool(2) as pool:
        results = pool.map(converter.convert, [PAGE] * 4)
        lists = pool.map(converter.convert_many, [[PAGE, NO_ARTICLE]] * 4)
    assert [result.record()["text"] for result in results] == [BODY] * 4
    assert [error.code for _, error in lists] == ["article-not-found"] * 4
