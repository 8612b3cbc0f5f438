"""Converts a Parquet table of pages to a Parquet table of records with Polars, in batches.

    python convert_polars.py 'pages/*.parquet' records.parquet --errors errors.parquet

The pages need the columns `id` and `html` (String or Binary); `url`, `file_name` and `content_type` are used if they exist, and
all others are passed along.
"""

import argparse

import csdown
import polars as pl
import pyarrow as pa
import records


def to_records(pages: pl.LazyFrame, converter: csdown.Converter, batch: int = 500, **how) -> pl.LazyFrame:
    """Returns the records of pages as a lazy frame, which the streaming engine computes in batches of that many pages."""
    # Without this, a batch is a row group or a part of one: possibly 100,000 pages.
    pl.Config.set_streaming_chunk_size(batch)

    def convert(pages: pl.DataFrame) -> pl.DataFrame:
        return pl.from_arrow(records.convert(converter, pages.to_arrow(), **how))

    # Polars plans with the schema, and checks the result against it.
    empty = pl.DataFrame(schema=pages.collect_schema()).to_arrow()
    schema = pl.from_arrow(records.output_schema(empty.schema).empty_table()).schema
    return pages.map_batches(convert, schema=schema, streamable=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Convert CSDN pages in Parquet files to records with Polars.")
    parser.add_argument("pages", help="Parquet file, folder or glob pattern")
    parser.add_argument("records", help="Parquet file to write")
    parser.add_argument("--errors", help="Parquet file for a copy of the records with an error")
    parser.add_argument("--options", type=records.options, default={}, help='options as JSON: {"tables": "html"}')
    parser.add_argument("--verify", action="store_true", help="compare records with their pages: column `verdict`")
    parser.add_argument("--batch", type=int, default=500, help="pages per batch, which bounds the memory")
    args = parser.parse_args()

    converter = csdown.Converter(**args.options)
    output = to_records(pl.scan_parquet(args.pages), converter, args.batch, verify=args.verify)
    output.sink_parquet(args.records, row_group_size=args.batch, engine="streaming")

    written = pl.scan_parquet(args.records)
    failed = written.filter(pl.col("error").is_not_null()).select("id", "html_sha256", "error").collect()
    if args.errors:
        failed.write_parquet(args.errors)
    total = written.select(pl.len()).collect().item()
    print(f"{total} records, {len(failed)} with an error")


if __name__ == "__main__":
    main()
