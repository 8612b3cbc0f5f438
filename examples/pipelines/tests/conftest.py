"""Files of pages, and the records that csdown makes of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import csdown
import pytest
from pages import Page, as_text, pages

PIPELINES = Path(__file__).parent.parent
sys.path.insert(0, str(PIPELINES))

Record = dict[str, Any]
COUNT = 700


@pytest.fixture(scope="session")
def byte_pages() -> list[Page]:
    """Pages as bytes, some of which are not UTF-8, and some of which are no articles."""
    return pages(COUNT)


@pytest.fixture(scope="session")
def text_pages(byte_pages: list[Page]) -> list[Page]:
    """Those pages that can be strings."""
    return [page for page in map(as_text, byte_pages) if page is not None]


@pytest.fixture(scope="session")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Page]], Path]:
    """Writes pages to a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def write(rows: list[Page]) -> Path:
        path = tmp_path_factory.mktemp("pages") / "pages.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=100)
        return path

    return write


@pytest.fixture(scope="session")
def run() -> Callable[..., str]:
    """Runs a pipeline as its user would, and returns what it prints."""

    def run(script: str, *arguments: object, fails: bool = False) -> str:
        command = [sys.executable, PIPELINES / script, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert (done.returncode != 0) == fails, done.stderr[-3000:]
        return done.stderr if fails else done.stdout

    return run


def expected(rows: Iterable[Page], verify: bool = False, **options: Any) -> list[Record]:
    """Returns the records of a local conversion, completed with the fields that Arrow adds."""
    records = csdown.Converter(**options).convert_records(rows, verify=verify)
    for record in records:
        record.setdefault("verdict", None)
        for image in record["images"]:
            image.setdefault("original", None)
    return records


def written(path: Path) -> list[Record]:
    """Returns the rows of Parquet files after checking that their columns are those of `records.FIELDS`."""
    import pyarrow.parquet as pq
    import records

    table = pq.read_table(path)
    for field in records.FIELDS:
        assert plain(table.schema.field(field.name).type) == plain(field.type), field.name
    return table.to_pylist()


def plain(type_: Any) -> Any:
    """Returns an Arrow type without what does not matter: the size of its offsets and the name of a list's items."""
    import pyarrow.types as t

    if t.is_struct(type_):
        return [(field.name, plain(field.type)) for field in type_.fields]
    if t.is_list(type_) or t.is_large_list(type_):
        return ("list", plain(type_.value_type))
    return "string" if t.is_large_string(type_) else str(type_)


def by_id(records: Iterable[Record]) -> list[Record]:
    """Returns records in the order of their ids."""
    return sorted(records, key=lambda record: record["id"])
