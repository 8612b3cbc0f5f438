"""Tables of pages and records: writing, reading and comparing them."""

import base64
import gzip
import json
from pathlib import Path

import pyarrow as pa
from pyarrow import dataset, parquet

PAGE = pa.schema(
    {"id": pa.string(), "url": pa.string(), "title": pa.string(), "crawled": pa.int64(), "html": pa.binary()}
)


def write_parquet(rows: list[dict], path: Path) -> None:
    """Writes pages as a Parquet file."""
    parquet.write_table(pa.Table.from_pylist(rows, PAGE), path)


def write_lines(rows: list[dict], path: Path) -> None:
    """Writes pages as records for `csdown stream`."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(_without_bytes(row), ensure_ascii=False) + "\n")


def _without_bytes(row: dict) -> dict:
    if not isinstance(row["html"], bytes):
        return row
    rest = {name: value for name, value in row.items() if name != "html"}
    try:
        return rest | {"html": row["html"].decode()}
    except UnicodeDecodeError:
        return rest | {"base64": base64.b64encode(row["html"]).decode()}


def read_parquet(output: Path) -> tuple[list[dict], list[dict]]:
    """Returns the records and the errors of `convert.py`."""
    rows = dataset.dataset(output, partitioning="hive").to_table().to_pylist()
    results = [row.pop("result") for row in rows]
    assert set(results) <= {"records", "errors"}
    return tuple([row for row, found in zip(rows, results) if found == name] for name in ("records", "errors"))


def read_lines(output: Path) -> tuple[list[dict], list[dict]]:
    """Returns the records and the errors of `pipe.scala`; all of them are among the lines, too."""
    rows = [json.loads(line) for path in output.glob("lines/part-*.gz") for line in gzip.open(path, "rt", encoding="utf-8")]
    errors = [json.loads(line) for path in output.glob("errors/part-*.json") for line in path.open(encoding="utf-8")]
    failed = [row for row in rows if row["error"] is not None]
    assert_same(errors, failed)
    return [row for row in rows if row["error"] is None], errors


def columns(output: Path) -> list[tuple[str, pa.DataType]]:
    """Returns the names and types of the columns that `convert.py` wrote."""
    return [(field.name, field.type) for field in dataset.dataset(output, partitioning="hive").schema if field.name != "result"]


def assert_same(found: list[dict], expected: list[dict]) -> None:
    """Compares records by value, in any order. A table has null for an optional field that is absent from a record."""
    found, expected = (sorted(map(_comparable, rows), key=lambda row: row["id"]) for rows in (found, expected))
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    for one, other in zip(found, expected):
        assert one == other


def assert_converted(found: tuple[list[dict], list[dict]], totals: dict, expected: list[dict]) -> None:
    """Compares the records, the errors and the totals of a job with the records of this process."""
    records, errors = ([row for row in expected if (row["error"] is None) == wanted] for wanted in (True, False))
    assert records and errors
    assert_same(found[0], records)
    assert_same(found[1], errors)
    assert totals["records"] == len(records)
    assert totals["errors"] == len(errors)
    assert totals["incomplete"] == sum(row["status"] in ("preview", "truncated") for row in records)
    assert totals["text_bytes"] == sum(len(row["text"].encode()) for row in records)


def _comparable(record: dict) -> dict:
    record = _without_nulls(record)
    if record.get("error", {}).get("code") == "invalid-record":
        del record["error"]["message"]  # `csdown stream` names the line.
    return record


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
