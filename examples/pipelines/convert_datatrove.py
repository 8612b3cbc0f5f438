"""Converts pages in WARC, JSON Lines or Parquet files to Parquet files of records with datatrove.

    python convert_datatrove.py warc crawl/ records/ --tasks 64 --workers 8

Input files are shared among the tasks. The same command, run again, does only the tasks that have not succeeded. Pages that cannot
be converted are counted by error, and written to `records/errors`. `Csdown` works in any pipeline, before filters and deduplication.
"""

import argparse

import csdown
import pyarrow as pa
import records
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter

# `file_path` is set by the readers of datatrove, the others by `PageReader`.
PROVENANCE = [("file_path", pa.string()), ("warc_date", pa.string()), ("warc_offset", pa.int64())]
# Part of the URL of an article. A crawl has images, scripts and other pages, too.
ARTICLE = "/article/details/"


class Csdown(BaseFilter):
    """Replaces HTML by Markdown, and adds the other fields of the record to the metadata. Drops pages with an error.

    A filter rather than an extractor: it has batches and an exclusion writer, and a document's metadata.
    """

    name = "csdown"

    def __init__(self, exclusion_writer=None, batch_size: int = 200, verify: bool = False, **options):
        super().__init__(exclusion_writer, batch_size)
        self.converter, self.verify = csdown.Converter(**options), verify

    def filter_batch(self, batch: list[Document]) -> list:
        pages = [{name: d.metadata.get(name) for name in records.PAGE} | {"html": d.text} for d in batch]
        # One thread, because tasks are processes.
        converted = self.converter.convert_records(pages, threads=1, verify=self.verify)
        return [self.replace(document, record) for document, record in zip(batch, converted)]

    def filter(self, document: Document):
        return self.filter_batch([document])[0]

    def replace(self, document: Document, record: dict):
        """Puts the fields of a record into a document."""
        passed = records.passed_along(list(document.metadata))
        others = {name: document.metadata[key] for key, name in passed.items()}
        fields = {name: record.get(name) for name in ("url", *records.FIELDS.names)}
        document.text = fields.pop("text") or ""
        document.metadata = fields | others
        return (False, record["error"]["code"]) if record["error"] else True


class PageReader(BaseDiskReader):
    """Reads the articles in WARC files as bytes. `WarcReader` guesses their encoding, and skips those where it cannot."""

    name = "articles in WARC files"
    _requires_dependencies = ["warcio"]

    def read_file(self, filepath: str):
        from warcio.archiveiterator import ArchiveIterator

        with self.data_folder.open(filepath, "rb", compression=None) as file:
            responses = ArchiveIterator(file)
            for number, response in enumerate(responses):
                url = response.rec_headers["WARC-Target-URI"]
                if response.rec_type != "response" or ARTICLE not in url:
                    continue
                page = {
                    "text": response.content_stream().read(),
                    "id": response.rec_headers["WARC-Record-ID"],
                    "url": url,
                    "content_type": response.http_headers["Content-Type"],
                    "warc_date": response.rec_headers["WARC-Date"],
                    "warc_offset": responses.get_record_offset(),
                }
                if document := self.get_document_from_dict(page, filepath, number):
                    yield document


def writer(folder: str, keep: list[str]) -> ParquetWriter:
    """Writes records with a fixed schema, to which the metadata in `keep` are added."""

    def row(self, document: Document) -> dict:
        # Ids may be numbers in the input, but are text in datatrove.
        return document.metadata | {"id": str(document.id), "text": document.text or None}

    kept = [(name, pa.type_for_alias(alias)) for name, alias in (column.split(":") for column in keep)]
    columns = [("id", pa.string()), ("url", pa.string()), *records.FIELDS, *PROVENANCE, *kept]
    return ParquetWriter(folder, adapter=row, schema=pa.schema(columns))


READERS = {
    "warc": PageReader,
    "jsonl": lambda folder: JsonlReader(folder, text_key="html"),
    "parquet": lambda folder: ParquetReader(folder, text_key="html"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Convert CSDN pages to records with datatrove.")
    parser.add_argument("format", choices=READERS)
    parser.add_argument("pages", help="folder of input files")
    parser.add_argument("records", help="folder for records, errors and logs")
    parser.add_argument("--keep", nargs="*", default=[], metavar="NAME:TYPE", help="metadata to write: crawl:int64")
    parser.add_argument("--tasks", type=int, default=1, help="number of parts of the work")
    parser.add_argument("--workers", type=int, default=-1, help="processes; as many as tasks by default")
    parser.add_argument("--options", type=records.options, default={}, help='options as JSON: {"tables": "html"}')
    parser.add_argument("--verify", action="store_true", help="compare records with their pages: column `verdict`")
    args = parser.parse_args()

    errors, good = (writer(f"{args.records}/{name}", args.keep) for name in ("errors", "records"))
    step = Csdown(exclusion_writer=errors, verify=args.verify, **args.options)
    pipeline = [READERS[args.format](args.pages), step, good]
    LocalPipelineExecutor(pipeline, args.tasks, args.workers, logging_dir=f"{args.records}/logs").run()


if __name__ == "__main__":
    main()
