"""`records.py`, and the pages of the tests."""

from __future__ import annotations

import json

import csdown
import pyarrow as pa
import pytest
import records
from conftest import PIPELINES, expected

SCHEMA = PIPELINES.parent.parent / "docs/schema/record.json"


def test_the_fields_are_those_of_the_schema():
    properties = json.loads(SCHEMA.read_text())["properties"]
    assert ["id", "url", *records.FIELDS.names] == list(properties)
    for field in records.FIELDS:
        is_list = properties[field.name].get("type") == "array"
        assert pa.types.is_list(field.type) == is_list, field.name
    warning = json.loads(SCHEMA.read_text())["$defs"]["warning"]["properties"]
    assert [field.name for field in records.FIELDS.field("warnings").type.value_type.fields] == list(warning)


@pytest.mark.parametrize("html", [pa.string(), pa.large_string(), pa.binary()])
@pytest.mark.parametrize("id_type", [pa.int64(), pa.string(), pa.large_string()])
def test_the_schema_of_the_output_is_known_before(text_pages, html, id_type):
    pages = [{"id": str(n) if n % 2 else None, "html": page["html"], "title": n} for n, page in enumerate(text_pages)]
    table = pa.Table.from_pylist(pages)
    for name, type_ in (("id", id_type), ("html", html)):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(type_))
    output = records.convert(csdown.Converter(), table)
    assert output.schema == records.output_schema(table.schema)
    found = output.to_pylist()
    if id_type != pa.int64():
        assert found == expected(pages)
    else:
        assert [record["id"] for record in found] == [n if n % 2 else None for n in range(len(pages))]


def test_no_page_is_a_record_less():
    empty = pa.table({"id": pa.array([], pa.string()), "html": pa.array([], pa.string())})
    assert len(records.convert(csdown.Converter(), empty)) == 0


def test_has_every_kind_of_record(byte_pages):
    records = expected(byte_pages)
    codes = {record["error"]["code"] for record in records if record["error"]}
    assert {"no-content", "not-text", "blocked-captcha"} <= codes
    texts = [record["text"] for record in records if record["text"]]
    assert len(texts) > 500
    assert all(record["updated"] and record["tags"] == ["linux"] for record in records if record["text"])
    for part in ("![", "| --", "```python", "$x_", "1. ", "> "):
        assert any(part in text for text in texts), part
    assert {warning["code"] for record in records for warning in record["warnings"]} >= {"invalid-bytes"}
