"""`convert.py` gives the records of a local run, whatever the master and the format of the pages."""

import json

import pytest

pytest.importorskip("pyspark")

import csdown
from conftest import EXAMPLE, PAGES
from spark_job import LOCAL_CLUSTER
from spark_pages import pages
from spark_records import PAGE, assert_converted, assert_same, columns, read_parquet, write_lines, write_parquet

CONVERT = EXAMPLE / "convert.py"


@pytest.mark.parametrize("master", [LOCAL_CLUSTER, "local[2]"])
def test_the_records_are_those_of_a_local_run(start, table, expected, tmp_path, master):
    output = tmp_path / "out"
    totals = start("spark-submit", CONVERT, table, output, master=master).finish()
    assert_converted(read_parquet(output), totals, expected)
    assert totals["html_bytes"] == sum(len(page["html"] or b"") for page in pages(PAGES))


def test_the_columns_are_those_of_the_other_pipelines(start, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(EXAMPLE.parent)
    from records import output_schema

    write_parquet(pages(20), tmp_path / "pages.parquet")
    start("spark-submit", CONVERT, tmp_path / "pages.parquet", tmp_path / "out", master="local[1]").finish()
    assert columns(tmp_path / "out") == [(field.name, field.type) for field in output_schema(PAGE)]


def test_json_options_and_verdicts(start, tmp_path):
    rows = [row for row in pages(100) if row["html"] is not None]
    rows = [row | {"html": row["html"].decode(errors="replace")} for row in rows]
    write_lines(rows, tmp_path / "pages.jsonl")
    options = {"hard_break": "backslash", "toc": "keep"}
    schema = "id STRING, url STRING, title STRING, crawled INT, html STRING"
    arguments = ["--format", "json", "--schema", schema, "--options", json.dumps(options), "--verify"]
    output = tmp_path / "out"
    totals = start("spark-submit", CONVERT, *arguments, tmp_path / "pages.jsonl", output, master="local[2]").finish()
    expected = csdown.Converter(**options).convert_records(rows, verify=True)
    assert any(row.get("verdict") for row in expected)
    assert_converted(read_parquet(output), totals, expected)
    assert totals["lossy"] == sum(row.get("verdict") == "lossy" for row in expected)


def test_only_new_and_changed_pages_are_converted_again(start, tmp_path):
    rows = pages(100)
    first, second = tmp_path / "first", tmp_path / "second"
    write_parquet(rows[:95], tmp_path / "pages.parquet")
    start("spark-submit", CONVERT, tmp_path / "pages.parquet", first, master="local[2]").finish()
    rows[10]["html"] = rows[10]["html"].replace(b"</h1>", "，修订</h1>".encode())
    write_parquet(rows, tmp_path / "pages.parquet")
    again = ["--previous", first, tmp_path / "pages.parquet", second]
    start("spark-submit", CONVERT, *again, master="local[2]").finish()
    changed = [rows[10], *rows[95:]]
    assert_same(sum(read_parquet(second), []), csdown.Converter().convert_records(changed))
    nothing = ["--previous", first, "--previous", second, tmp_path / "pages.parquet", tmp_path / "third"]
    totals = start("spark-submit", CONVERT, *nothing, master="local[2]").finish()
    assert set(totals.values()) == {0}


def test_a_wrong_option_is_reported_before_spark_starts(start, table, tmp_path):
    arguments = ["--options", '{"hard_brake": "spaces"}', table, tmp_path / "out"]
    job = start("spark-submit", CONVERT, *arguments, master="local[2]")
    assert "TypeError" in job.fail()
    assert not list(job.events_folder.iterdir())
