"""Converts CSDN pages with Spark: a table of pages in, Parquet files of records out.

    spark-submit convert.py pages.parquet out

The pages have the columns `id` and `html` (string or binary). `url`, `file_name` and `content_type` help to convert them. All columns but
`html` are copied to the records. Records are written to `out/result=records`; pages that cannot be converted, with the reason in
`error`, to `out/result=errors`. Totals are printed as JSON.
"""

import argparse
import json
from collections.abc import Iterator
from functools import reduce

import csdown
import pyarrow as pa
from pyspark import SparkConf, TaskContext
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StringType, StructField, StructType

# The fields that csdown adds to a page.
RECORD = """
    url STRING, text STRING, title STRING, date STRING, updated STRING, author STRING, user STRING, tags ARRAY<STRING>,
    categories ARRAY<STRING>, license STRING, status STRING, description STRING, kind STRING, article_id STRING,
    canonical STRING, original STRING, images ARRAY<STRUCT<url: STRING, original: STRING>>,
    warnings ARRAY<STRUCT<code: STRING, line: BIGINT, column: BIGINT, bytes: STRUCT<start: BIGINT, end: BIGINT>, detail: STRING>>,
    verdict STRING, html_sha256 STRING, csdown_version STRING, error STRUCT<code: STRING, message: STRING>
"""
# The columns that csdown reads.
PAGE = ["html", "url", "file_name", "content_type"]
# Pages are large: the defaults of 10,000 and 4,096 rows would be gigabytes in each task. spark-submit --conf takes precedence.
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(16 << 20),
    "spark.sql.parquet.columnarReaderBatchSize": "16",
    # Writes records and errors side by side. Otherwise Spark sorts each task's rows by `result` first.
    "spark.sql.maxConcurrentOutputFileWriters": "2",
}
# Parquet measures a row group for the first time after 100 rows, which may be gigabytes, too.
WRITER = {"parquet.block.size": 64 << 20, "parquet.page.size.row.check.min": 8}


def convert(pages: DataFrame, options: dict, verify: bool = False) -> DataFrame:
    """Converts a table of pages to a table of records: `id`, the fields of `RECORD`, and the other columns of the pages."""
    record = StructType.fromDDL(RECORD)
    taken = {"result", *record.names}
    others = [name for name in pages.columns if name not in ("id", "html", "url")]
    copied = [StructField(f"input_{name}" if name.lower() in taken else name, pages.schema[name].dataType) for name in others]
    schema = StructType([pages.schema["id"], *record.fields, *copied])
    columns, arrow_record = schema.names, to_arrow_schema(record)
    read = [name for name in PAGE if name in pages.columns]

    def convert_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        converter = csdown.Converter(**options)
        threads = TaskContext.get().cpus()
        for batch in batches:
            records = converter.convert_records(batch.select(read).to_pylist(), threads=threads, verify=verify)
            added = pa.RecordBatch.from_pylist(records, schema=arrow_record)
            arrays = [batch.column("id"), *added.columns, *batch.select(others).columns]
            yield pa.RecordBatch.from_arrays(arrays, names=columns)

    return pages.mapInArrow(convert_batches, schema)


def changed(pages: DataFrame, outputs: list[str]) -> DataFrame:
    """Returns the pages that this version of csdown has not converted: those without the id and digest of a record in `outputs`."""
    digests = pages.select("id", f.sha2(f.col("html").cast("binary"), 256).alias("html_sha256"))
    text = StringType()
    key = StructType([pages.schema["id"]]).add("html_sha256", text).add("csdown_version", text)
    # One by one: Spark refuses to read several partitioned folders, and the schema allows for empty ones.
    read = [pages.sparkSession.read.schema(key).parquet(output).select(key.names) for output in outputs]
    done = reduce(DataFrame.union, read).where(f.col("csdown_version") == csdown.__version__)
    same = (digests["id"] == done["id"]) & digests["html_sha256"].eqNullSafe(done["html_sha256"])
    changed_ids = digests.join(done, same, "left_anti").select(f.col("id").alias("changed"))
    # Ids are small: only they are sent through the network, never the pages.
    return pages.join(f.broadcast(changed_ids), pages["id"].eqNullSafe(f.col("changed")), "left_semi")


def write(pages: DataFrame, output: str, options: dict, verify: bool) -> dict:
    """Writes the records of the pages and returns the totals, each row counted once even if a task ran twice."""
    read, written = Observation(), Observation()
    pages = pages.observe(read, f.coalesce(f.sum(f.octet_length("html")), f.lit(0)).alias("html_bytes"))
    failed = f.col("error").isNotNull()
    records = convert(pages, options, verify).withColumn("result", f.when(failed, "errors").otherwise("records"))
    records = records.observe(
        written,
        f.count_if(~failed).alias("records"),
        f.count_if(failed).alias("errors"),
        f.count_if(f.col("status").isin("preview", "truncated")).alias("incomplete"),
        f.count_if(f.col("verdict") == "lossy").alias("lossy"),
        f.coalesce(f.sum(f.octet_length("text")), f.lit(0)).alias("text_bytes"),
    )
    records.write.partitionBy("result").options(**WRITER).parquet(output)
    return {**written.get, **read.get}


def options(text: str) -> dict:
    """Parses the value of `--options`, for `argparse`, which prints the message about a wrong one."""
    example = """such as '{"hard_break": "backslash"}'"""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not JSON: {error}; pass an object of options, {example}") from None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text!r} is not an object of options, {example}")
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="the pages: files, folders or patterns that Spark reads")
    parser.add_argument("output", help="the folder to create")
    parser.add_argument("--format", default="parquet", help="parquet, json, orc, … (default: parquet)")
    parser.add_argument("--schema", help="columns of the input, for JSON: 'id STRING, url STRING, html STRING'")
    parser.add_argument("--options", type=options, default={}, help='options as JSON: \'{"hard_break": "backslash"}\'')
    parser.add_argument("--verify", action="store_true", help="compare each record with its page and write the verdict")
    parser.add_argument("--previous", action="append", help="output of an earlier run: convert only new and changed pages")
    args = parser.parse_args()
    csdown.Converter(**args.options)  # Reports a wrong option here instead of in every task.

    conf = SparkConf()
    for name, value in SETTINGS.items():
        conf.setIfMissing(name, value)
    spark = SparkSession.builder.appName("csdown").config(conf=conf).getOrCreate()
    try:
        reader = spark.read.schema(args.schema) if args.schema else spark.read
        pages = reader.format(args.format).load(args.input)
        if args.previous:
            pages = changed(pages, args.previous)
        print(json.dumps(write(pages, args.output, args.options, args.verify)))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
