"""Converts a Parquet table of pages to a Parquet table of records with DuckDB.

    python convert_duckdb.py 'pages/*.parquet' records.parquet --errors errors.parquet

The pages need the columns `id` and `html` (VARCHAR or BLOB); `url`, `file_name` and `content_type` are used if they exist, and
all others are passed along. `--previous` takes the records of an earlier run: pages that have not changed since keep theirs.

The function works in any query: call `register`, then `SELECT id, csdown(html, url) FROM …`.
"""

import argparse
import json

import csdown
import duckdb
import pyarrow as pa
import records


def register(db: duckdb.DuckDBPyConnection, converter: csdown.Converter, **how) -> None:
    """Registers `csdown(html, url, file_name, content_type)`, which returns the fields of a record as a struct.

    All but `html` may be omitted or NULL.
    """

    def struct(*page: pa.ChunkedArray) -> pa.StructArray:
        pages = pa.table(page, names=records.PAGE[: len(page)])
        return records.convert_fields(converter, pages, **how).to_struct_array()

    fields = db.from_arrow(records.FIELDS.empty_table())
    record = db.struct_type(dict(zip(fields.columns, fields.types)))
    # "special": a page that is NULL becomes a record with an error, too.
    db.create_function("csdown", struct, None, record, type="arrow", null_handling="special")


def convert(pages: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Returns the records of pages. The inner query calls the function once for all fields."""
    page = [quoted(name) if name in pages.columns else "NULL::VARCHAR" for name in records.PAGE]
    with_record = pages.project(f"*, csdown({', '.join(page)}) AS record")
    return with_record.project(", ".join(columns(pages.columns, ["unnest(record)"])))


def reuse(pages: duckdb.DuckDBPyRelation, previous: duckdb.DuckDBPyRelation) -> tuple:
    """Returns the records of pages that have not changed since an earlier run, and the pages that have."""
    fields = [f"previous.{quoted(name)}" for name in records.FIELDS.names]
    output = ", ".join(columns(pages.columns, fields, table="pages."))
    usable = f"SELECT DISTINCT ON (id, html_sha256) * FROM previous WHERE csdown_version = '{csdown.__version__}'"
    pages, previous = pages.set_alias("pages"), previous.query("previous", usable).set_alias("previous")
    same = "pages.id = previous.id AND sha256(pages.html) = previous.html_sha256"
    return pages.join(previous, same).project(output), pages.join(previous, same, how="anti")


def columns(pages: list[str], fields: list[str], table: str = "") -> list[str]:
    """Returns the columns of records for SELECT: `fields` between those passed along from the pages."""
    first, rest = records.passed_along(pages)
    renamed = [f"{table}{quoted(name)} AS {quoted(output)}" for name, output in rest.items()]
    return [*(table + quoted(name) for name in first), *fields, *renamed]


def quoted(name: str) -> str:
    """Returns a column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def main() -> None:
    parser = argparse.ArgumentParser(description="Convert CSDN pages in Parquet files to records with DuckDB.")
    parser.add_argument("pages", help="Parquet file or glob pattern")
    parser.add_argument("records", help="Parquet file to write")
    parser.add_argument("--errors", help="Parquet file for a copy of the records with an error")
    parser.add_argument("--previous", help="Parquet file of an earlier run with the same options")
    parser.add_argument("--options", type=json.loads, default={}, help='options as JSON: {"tables": "html"}')
    args = parser.parse_args()

    # The converter is parallel itself. A second thread reads and writes files in the meantime.
    db = duckdb.connect(config={"threads": 2})
    pages = db.read_parquet(args.pages)
    register(db, csdown.Converter(**args.options))
    if args.previous:
        kept, changed = reuse(pages, db.read_parquet(args.previous))
        output = kept.union(convert(changed))
    else:
        output = convert(pages)
    output.write_parquet(args.records, compression="zstd")

    written = db.read_parquet(args.records)
    failed = written.filter("error IS NOT NULL")
    if args.errors:
        failed.project("id, html_sha256, error").write_parquet(args.errors)
    print(f"{len(written)} records, {len(failed)} with an error")


if __name__ == "__main__":
    main()
