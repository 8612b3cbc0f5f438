"""`convert_duckdb.py`."""

from __future__ import annotations

import json
import re

import csdown
import pytest
from conftest import PIPELINES, by_id, expected, written

DOCS = PIPELINES.parent.parent / "docs"
duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")


@pytest.mark.parametrize("pages", ["byte_pages", "text_pages"])
def test_writes_the_records_of_a_local_conversion(pages, request, parquet, run, tmp_path):
    rows = request.getfixturevalue(pages)
    output, errors = tmp_path / "records.parquet", tmp_path / "errors.parquet"
    printed = run("convert_duckdb.py", parquet(rows), output, "--errors", errors)
    records = expected(rows)
    assert written(output) == records
    failed = [record for record in records if record["error"]]
    assert printed == f"{len(rows)} records, {len(failed)} with an error\n"
    found = duckdb.read_parquet(str(errors)).fetchall()
    assert found == [(record["id"], record["html_sha256"], record["error"]) for record in failed]


def test_passes_options(text_pages, parquet, run, tmp_path):
    output = tmp_path / "records.parquet"
    run("convert_duckdb.py", parquet(text_pages), output, "--verify", "--options", '{"tables": "html"}')
    records = written(output)
    assert records == expected(text_pages, verify=True, tables="html")
    for record, usual in zip(records, expected(text_pages)):
        assert (record["verdict"] is None) == (record["error"] is not None)
        assert record["text"] == usual["text"] or "<table>" in record["text"]


def test_reports_wrong_options(text_pages, parquet, run, tmp_path):
    command = ("convert_duckdb.py", parquet(text_pages), tmp_path / "records.parquet")
    assert "table" in run(*command, "--options", '{"table": "html"}', fails=True)
    for wrong, message in [("tables=html", "'tables=html' is not JSON"), ("[1]", "'[1]' is not an object of options")]:
        assert message in run(*command, "--options", wrong, fails=True)


def test_reports_a_missing_column(text_pages, parquet, run, tmp_path):
    pages = [{"id": page["id"], "content": page["html"]} for page in text_pages[:3]]
    assert "no column `html`, but id, content" in run("convert_duckdb.py", parquet(pages), tmp_path / "r.parquet", fails=True)


def test_converts_again_only_what_has_changed(byte_pages, parquet, run, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    first, second, marked = (tmp_path / name for name in ("first.parquet", "second.parquet", "marked.parquet"))
    run("convert_duckdb.py", parquet(byte_pages), first)
    # Marks show which records were taken over. A doubled record must not double its page.
    table = pq.read_table(first)
    texts = pa.array([text and f"marked {text}" for text in table["text"].to_pylist()])
    table = table.set_column(table.column_names.index("text"), "text", texts)
    pq.write_table(pa.concat_tables([table, table.slice(0, 10)]), marked)

    pages = [page | {"crawl": 9} for page in byte_pages[:-5]]
    for page in pages[::40]:
        page["html"] = (page["html"] or b"") + b"<p>x</p>"
    run("convert_duckdb.py", parquet(pages), second, "--previous", marked)
    records = expected(pages)
    for n, record in enumerate(records):
        if n % 40 and record["text"]:
            record["text"] = f"marked {record['text']}"
    assert by_id(written(second)) == records


def test_the_function_works_in_any_query(text_pages):
    import convert_duckdb

    db = duckdb.connect()
    convert_duckdb.register(db, csdown.Converter(), threads=1)
    html = text_pages[0]["html"]
    row = db.execute("SELECT csdown(?).title, csdown(NULL).error.code, csdown(?, NULL).text", [html, html]).fetchone()
    [record, bad] = expected([text_pages[0], {"html": None}])
    assert row == (record["title"], bad["error"]["code"], record["text"])


def test_the_queries_of_the_guide_run(byte_pages, parquet, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("convert_duckdb.py", parquet(byte_pages), "records.parquet")
    changed = [page | {"html": b"<p>new</p>"} for page in byte_pages[:9]]
    (tmp_path / "pages").mkdir()
    parquet(changed + byte_pages[9:]).rename("pages/0.parquet")

    guide = (PIPELINES / "README.md").read_text()
    articles, copy = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    whole = [(r["id"], r["text"]) for r in expected(byte_pages) if not r["error"] and r["status"] == "complete"]
    assert duckdb.sql(articles).fetchall() == whole
    duckdb.execute(copy.replace("'0.1.0'", f"'{csdown.__version__}'"))
    empty = [page["id"] for page in byte_pages[9:] if page["html"] is None]
    ids = [id for (id,) in duckdb.sql("SELECT id FROM 'changed.parquet' ORDER BY id").fetchall()]
    assert ids == [page["id"] for page in changed] + empty


def test_a_page_is_converted_once(text_pages, parquet, tmp_path):
    import convert_duckdb

    class Counting:
        def __init__(self):
            self.pages = 0

        def convert_records(self, pages, **how):
            self.pages += len(pages)
            return csdown.Converter().convert_records(pages, **how)

    db, converter = duckdb.connect(), Counting()
    convert_duckdb.register(db, converter)
    output = tmp_path / "records.parquet"
    convert_duckdb.convert(db.read_parquet(str(parquet(text_pages)))).write_parquet(str(output))
    assert converter.pages == len(text_pages)
    assert written(output) == expected(text_pages)


def test_ids_may_be_numbers_and_urls_absent(text_pages, parquet, run, tmp_path):
    pages = [{"html": page["html"], "id": n, "input_title": "x", "title": "y"} for n, page in enumerate(text_pages)]
    run("convert_duckdb.py", parquet(pages), tmp_path / "records.parquet")
    assert written(tmp_path / "records.parquet") == expected(pages)


def test_the_queries_of_the_documentation_run(text_pages, parquet, monkeypatch, tmp_path):
    from records import FIELDS

    def blocks(page):
        return re.findall(r"```sql\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)

    monkeypatch.chdir(tmp_path)
    # The errors come after many lines without one, from which DuckDB would guess the types.
    wanted = sorted(expected(text_pages), key=lambda record: record["error"] is not None)
    lines = [json.dumps(record) + "\n" for record in wanted]
    (tmp_path / "records.jsonl").write_text("".join(lines), encoding="utf-8")
    (to_parquet,) = blocks("records.md")
    duckdb.sql(to_parquet.replace("BIGINT", "VARCHAR", 1))
    names = ["id", "url", *FIELDS.names]
    found = duckdb.read_parquet("records.parquet")
    assert found.columns == names
    assert found.fetchall() == [tuple(record[name] for name in names) for record in wanted]

    parquet(text_pages).rename(tmp_path / "pages.parquet")
    for view in ("pages", "records"):
        duckdb.sql(f"CREATE OR REPLACE VIEW {view} AS FROM '{view}.parquet'")
    without_page = {page["id"] for page in text_pages if page["html"] is None}
    changed, articles = (duckdb.sql(query).fetchall() for query in blocks("scale.md"))
    assert {page[0] for page in changed} == without_page
    assert 0 < len(articles) < len(text_pages)
    whole, write_changed = blocks("../examples/pipelines/README.md")
    assert len(duckdb.sql(whole).fetchall()) == sum(record["status"] == "complete" for record in wanted)
    duckdb.sql(write_changed.replace("pages/*.parquet", "pages.parquet"))
    assert {page[0] for page in duckdb.read_parquet("changed.parquet").fetchall()} == without_page
    card = (DOCS / "data-card.md").read_text(encoding="utf-8").replace("\n  ", " ")
    queries = re.findall(r"\{(SELECT [^:}]*)[:}]", card)
    assert len(queries) > 8
    for query in queries:
        assert duckdb.sql(query).fetchall(), query
