"""Conversion of records."""

import base64
import collections
import datetime
import gzip
import json
import types

import csdown
import pytest
from conftest import BODY, NO_ARTICLE, PAGE

URL = "https://blog.csdn.net/a/article/details/7"
GZIPPED = base64.b64encode(gzip.compress(PAGE.encode("gbk"))).decode()

# Records that can be written as JSON.
RECORDS = [
    {"id": 7, "html": PAGE, "title": "x", "n": [1.5, None, {"a": []}], "file_name": "1.html"},
    {"id": None, "url": URL, "html": "<div id=content_views><p>文</p><img></div>", "input_title": 1, "title": 2},
    {"id": "甲", "base64": GZIPPED, "content_type": "text/html; charset=gbk", "verdict": "x"},
    {"base64": base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0").decode()},
    {"id": 8, "html": NO_ARTICLE},
    {"id": 9, "html": "\ud83d" + PAGE, "url": [URL]},
    {"id": 10, "html": None, "base64": None},
    {"html": PAGE, "base64": GZIPPED},
    {"html": PAGE, "error": "x", "id": {"b": 1}},
    {"html": ""},
    {"html": "# 题\n\n文\n", "file_name": "题.md"},
    {"code": 200, "data": {"title": "题", "article_id": "7", "content": "<div id=content_views>文</div>"}},
    {"code": 200, "data": {"title": "题"}},
    {"code": 200, "data": {"title": "题", "markdowncontent": "# 文\n", "content": ""}, "lang": "zh"},
    {"id": 11, "title": "题", "markdowncontent": "", "content": "<p>文", "tags": "甲,乙", "html": None},
    {"id": 12, "title": "题", "markdowncontent": None, "content": ""},
]


def without_words(record):
    """Removes what a message says about the place of a record, and the digest of a response, which has no bytes in Python."""
    if record["error"] and record["error"]["code"] in ("invalid-record", "not-a-page"):
        record = {**record, "error": record["error"]["code"]}
    is_response = "code" in record or record["id"] in (11, 12)
    return {**record, "html_sha256": None} if is_response else record


def test_records_are_those_of_the_command(command):
    for verify in (False, True):
        lines = "".join(json.dumps(record) + "\n" for record in RECORDS)
        output = command("stream", *["--verify"] * verify, input=lines.encode())
        expected = [json.loads(line) for line in output.stdout.splitlines()]
        records = csdown.Converter().convert_records(RECORDS, verify=verify)
        assert [without_words(record) for record in records] == [without_words(record) for record in expected]
        assert [list(record) for record in records] == [list(record) for record in expected]
        assert len(records) == len(RECORDS)
        assert json.loads(json.dumps(records)) == records


def test_the_digest_is_that_of_the_page():
    text, binary, compressed = csdown.Converter().convert_records(
        [{"html": PAGE}, {"html": PAGE.encode("gbk")}, {"base64": GZIPPED}]
    )
    assert text["html_sha256"] != binary["html_sha256"] == compressed["html_sha256"]
    assert text["html_sha256"] == csdown.Converter().convert(PAGE).record()["html_sha256"]
    failed = csdown.Converter().convert_records([{"html": NO_ARTICLE}])[0]
    assert failed["error"]["code"] == "article-not-found" and len(failed["html_sha256"]) == 64


def test_other_fields_are_the_same_objects():
    thing, read_only = object(), types.MappingProxyType({"html": PAGE, "x": 1})
    record = {"html": PAGE, "thing": thing, 5: "five", "text": thing}
    outputs = csdown.Converter().convert_records([record, read_only, collections.ChainMap({"html": PAGE})])
    assert outputs[0]["thing"] is thing and outputs[0]["input_text"] is thing and outputs[0][5] == "five"
    assert [output["text"] for output in outputs] == [BODY] * 3
    # The record itself stays as it was.
    assert record == {"html": PAGE, "thing": thing, 5: "five", "text": thing}


def test_wrong_records_are_records_with_an_error():
    records = [3, None, {"html": 5, "id": 1}, {"html": PAGE, "file_name": 3}, {"path": "a.html"}, {"base64": b"x"}]
    outputs = csdown.Converter().convert_records(records)
    messages = [
        "a record is a mapping, not int",
        "a record is a mapping, not NoneType",
        "html: a page is str or bytes, not int",
        "file_name: int is not text",
        "path: only csdown stream reads files; pass their content as html",
        "base64: bytes is not text",
    ]
    assert [output["error"]["message"] for output in outputs] == messages
    assert {output["error"]["code"] for output in outputs} == {"invalid-record"}
    assert (outputs[2]["id"], outputs[4]["path"]) == (1, "a.html")


def test_a_response_may_have_fields_that_json_does_not_have():
    taken = datetime.datetime.now(tz=datetime.timezone.utc)
    response = {"taken": taken, "data": {"title": "题", "markdowncontent": "文", "content": ""}}
    record, bare, wrong = csdown.Converter().convert_records(
        [response, {"taken": taken, **response["data"]}, {"data": {"content": taken}}]
    )
    assert (record["text"], record["title"], record["taken"], "data" in record) == ("文\n", "题", taken, False)
    assert (bare["text"], bare["input_title"], bare["taken"]) == ("文\n", "题", taken)
    assert wrong["error"]["code"] == "invalid-record" and wrong["error"]["message"].startswith("data: ")
    assert wrong["data"] == {"content": taken}


def test_one_record_is_not_an_iterable_of_records():
    for record in ({"html": PAGE}, types.MappingProxyType({"html": PAGE}), PAGE):
        with pytest.raises(TypeError, match="in a list"):
            csdown.Converter().convert_records(record)


def test_nan_is_a_missing_value():
    nan = float("nan")
    records = [{"html": PAGE, "url": nan, "file_name": nan, "content_type": nan, "base64": nan}, {"id": nan, "html": nan}]
    good, bad = csdown.Converter().convert_records(records)
    assert good["text"] == BODY
    assert bad["error"]["message"] == "no page: html and base64 are missing, None or NaN"


def test_front_matter_is_written_if_it_was_asked_for():
    text = csdown.Converter(front_matter="yaml").convert_records([{"html": PAGE}])[0]["text"]
    assert text == "---\ntitle: 题\n---\n\n" + BODY
