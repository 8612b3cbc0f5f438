"""Converts a Parquet table of pages to a Parquet table of records with DuckDB.

    python convert_duckdb.py 'pages/*.parquet' records.parquet --errors errors.parquet

The pages need the columns `id` and `html` (VARCHAR or BLOB); `url`, `file_name` and `content_type` are used if they exist, and
all others are passed along. `--previous` takes the records of an earlier run: pages that have not changed since keep theirs.

The function works in any query: call `register`, then `SELECT id, csdown(html, url) FROM …`.
"""

import argparse

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
    """Returns the records of pages."""
    records.check_columns(pages.columns)
    page = [quoted(name) if name in pages.columns else "NULL::VARCHAR" for name in records.PAGE]
    with_record = pages.project(f"*, csdown({', '.join(page)}) AS record")
    return with_record.set_alias("pages").project(output(pages, "record"))


def reuse(pages: duckdb.DuckDBPyRelation, previous: duckdb.DuckDBPyRelation) -> tuple:
    """Returns the records of pages that have not changed since an earlier run, and the pages that have."""
    usable = f"SELECT DISTINCT ON (id, html_sha256) * FROM previous WHERE csdown_version = '{csdown.__version__}'"
    same = "pages.id = previous.id AND sha256(pages.html) = previous.html_sha256"
    pages, previous = pages.set_alias("pages"), previous.query("previous", usable).set_alias("previous")
    return pages.join(previous, same).project(output(pages, "previous")), pages.join(previous, same, how="anti")


def output(pages: duckdb.DuckDBPyRelation, record: str) -> str:
    """Returns the columns of a record for SELECT: those of `record` between those of the pages."""
    types = dict(zip(pages.columns, pages.types))
    columns = []
    for name, field in records.IDENTITY.items():
        if types.get(name, "VARCHAR") == "VARCHAR":
            alternatives = [f"pages.{name}", f"{record}.{field}"] if name in types else [f"{record}.{field}"]
            columns.append(f"coalesce({', '.join(alternatives)}) AS {name}")
        else:
            columns.append(f"pages.{name}")
    columns += [f"{record}.{quoted(name)}" for name in records.FIELDS.names]
    others = records.passed_along(pages.columns).items()
    columns += [f"pages.{quoted(name)} AS {quoted(passed)}" for name, passed in others]
    return ", ".join(columns)


def quoted(name: str) -> str:
    """Returns a column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def main() -> None:
    parser = argparse.ArgumentParser(description="Convert CSDN pages in Parquet files to records with DuckDB.")
    parser.add_argument("pages", help="Parquet file or glob pattern")
    parser.add_argument("records", help="Parquet file to write")
    parser.add_argument("--errors", help="Parquet file for a copy of the records with an error")
    parser.add_argument("--previous", help="Parquet file of an earlier run with the same options")
    parser.add_argument("--options", type=records.options, default={}, help='options as JSON: {"tables": "html"}')
    parser.add_argument("--verify", action="store_true", help="compare records with their pages: column `verdict`")
    args = parser.parse_args()

    # The converter is parallel itself. A second thread reads and writes files in the meantime.
    db = duckdb.connect(config={"threads": 2})
    pages = db.read_parquet(args.pages)
    register(db, csdown.Converter(**args.options), verify=args.verify)
    if args.previous:
        kept, changed = reuse(pages, db.read_parquet(args.previous))
        result = kept.union(convert(changed))
    else:
        result = convert(pages)
    # DuckDB keeps row groups of the output in memory. Its default of 122,880 records would be gigabytes.
    result.write_parquet(args.records, compression="zstd", row_group_size=10_240)

    written = db.read_parquet(args.records)
    failed = written.filter("error IS NOT NULL")
    if args.errors:
        failed.project("id, html_sha256, error").write_parquet(args.errors)
    print(f"{len(written)} records, {len(failed)} with an error")


if __name__ == "__main__":
    main()
