"""Converts Parquet files of pages to Parquet files of records with Ray Data.

    python convert_ray.py pages/ records/ --errors errors.parquet

The pages need the columns `id` and `html` (string or binary); `url`, `file_name` and `content_type` are used if they exist, and all
others are passed along.
"""

import argparse

import csdown
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import ray
import records

# Ships the module to the workers, which have no copy of the file.
ray.cloudpickle.register_pickle_by_value(records)


class Convert:
    """A worker of the pool. Ray starts it again if its process dies, and repeats the batch."""

    def __init__(self, options: dict, **how):
        self.converter, self.how = csdown.Converter(**options), how

    def __call__(self, pages: pa.Table) -> pa.Table:
        # One thread, because Ray starts a worker for each core.
        return records.convert(self.converter, pages, threads=1, **self.how)


def to_records(pages: ray.data.Dataset, options: dict, workers: int, batch: int = 200, **how) -> ray.data.Dataset:
    """Returns the records of pages."""
    return pages.map_batches(
        Convert,
        fn_constructor_args=[options],
        fn_constructor_kwargs=how,
        batch_size=batch,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
        num_cpus=1,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Convert CSDN pages in Parquet files to records with Ray Data.")
    parser.add_argument("pages", help="Parquet file or folder")
    parser.add_argument("records", help="folder for records, whose contents are deleted")
    parser.add_argument("--errors", help="Parquet file for a copy of the records with an error")
    parser.add_argument("--options", type=records.options, default={}, help='options as JSON: {"tables": "html"}')
    parser.add_argument("--verify", action="store_true", help="compare records with their pages: column `verdict`")
    parser.add_argument("--workers", type=int, help="at most; the cores of the cluster by default")
    parser.add_argument("--batch", type=int, default=200, help="pages per batch")
    args = parser.parse_args()

    ray.init()
    csdown.Converter(**args.options)  # Reports wrong options here, instead of in every worker.
    workers = args.workers or int(ray.cluster_resources()["CPU"])
    pages = ray.data.read_parquet(args.pages)
    output = to_records(pages, args.options, workers, args.batch, verify=args.verify)
    output.write_parquet(args.records, mode="overwrite")

    written = pyarrow.dataset.dataset(args.records)
    failed = written.filter(pa.compute.field("error").is_valid()).to_table(["id", "html_sha256", "error"])
    if args.errors:
        pyarrow.parquet.write_table(failed, args.errors)
    print(f"{written.count_rows()} records, {len(failed)} with an error")


if __name__ == "__main__":
    main()
