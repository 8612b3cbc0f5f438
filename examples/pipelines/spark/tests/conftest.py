"""What the tests of the Spark examples share. Spark itself is imported by the fixtures: tests are collected without it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from spark_pages import pages

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.register_assert_rewrite("spark_records")

PAGES = 2_000
FILES = 40
EXAMPLE = Path(__file__).parent.parent


def _missing() -> str | None:
    if os.environ.get("CSDOWN_ENGINES") != "1":
        return "set CSDOWN_ENGINES=1 to run the tests with Spark"
    for module in ("csdown", "pandas", "psutil", "pyarrow", "pyspark"):
        if importlib.util.find_spec(module) is None:
            return f"the Python package {module} is not installed"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "Java is not installed"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = _missing()
    for item in items:
        if missing and {"start", "session"} & set(getattr(item, "fixturenames", [])):
            item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable]:
    """Starts Spark applications, and kills those that a failed test leaves."""
    from spark_job import Job

    jobs = []

    def start_job(program: str, *arguments: object, **master: str) -> Job:
        folder = tmp_path / f"job{len(jobs)}"
        folder.mkdir()
        jobs.append(Job(folder, program, *map(str, arguments), **master))
        return jobs[-1]

    yield start_job
    for job in jobs:
        job.end()


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[SparkSession]:
    """A session of Spark in this process."""
    from pyspark.sql import SparkSession

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {"spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1"}
    session = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def pipe() -> Callable:
    """Returns the arguments that run `pipe.scala` with the command that CSDOWN_COMMAND names, or that of the Python package."""
    command = os.environ.get("CSDOWN_COMMAND") or shutil.which("csdown", path=Path(sys.executable).parent)
    if command is None:
        pytest.skip("the command csdown is not installed")

    def arguments(pages: Path, output: Path, **settings: str) -> list:
        values = {
            "spark.csdown.input": pages,
            "spark.csdown.output": output,
            "spark.csdown.fields": "id STRING, input_title STRING, crawled BIGINT",
            **settings,
        }
        options = [part for name, value in values.items() for part in ("--conf", f"{name}={value}")]
        return ["spark-shell", "--files", command, *options, "-i", EXAMPLE / "pipe.scala"]

    return arguments


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as Parquet files."""
    from spark_records import write_parquet

    folder = tmp_path_factory.mktemp("table")
    for number, rows in enumerate(_parts()):
        write_parquet(rows, folder / f"{number:02}.parquet")
    return folder


@pytest.fixture(scope="session")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as JSON Lines. One file is empty: so is its partition."""
    from spark_records import write_lines

    folder = tmp_path_factory.mktemp("lines")
    (folder / "empty.jsonl").touch()
    for number, rows in enumerate(_parts()):
        write_lines(rows, folder / f"{number:02}.jsonl")
    return folder


@pytest.fixture(scope="session")
def expected() -> list[dict]:
    """The records of the pages, converted by this process."""
    import csdown

    return csdown.Converter().convert_records(pages(PAGES))


def _parts() -> Iterator[list[dict]]:
    rows = pages(PAGES)
    return (rows[number::FILES] for number in range(FILES))
