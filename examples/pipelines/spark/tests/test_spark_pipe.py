"""`pipe.scala` gives the records of a local run, in a locale without Chinese, too."""

import re

import pytest

pytest.importorskip("pyspark")

from conftest import EXAMPLE
from spark_job import LOCAL_CLUSTER
from spark_records import assert_converted, read_lines


@pytest.mark.parametrize("master", [LOCAL_CLUSTER, "local[2]"])
def test_the_records_are_those_of_a_local_run(start, pipe, lines, expected, tmp_path, monkeypatch, master):
    monkeypatch.setenv("LC_ALL", "C")
    totals = start(*pipe(lines, tmp_path / "out"), master=master).finish()
    assert_converted(read_lines(tmp_path / "out"), totals, expected)


def test_a_wrong_argument_fails_the_job(start, pipe, lines, tmp_path):
    job = start(*pipe(lines, tmp_path / "out", **{"spark.csdown.arguments": "--no-such-option"}), master="local[2]")
    assert "--no-such-option" in job.fail()
    assert not (tmp_path / "out" / "lines" / "_SUCCESS").exists()


def test_both_examples_have_the_same_fields():
    python, scala = (re.search('"""(\\s+url STRING.*?)"""', (EXAMPLE / name).read_text(), re.DOTALL)[1] for name in ("convert.py", "pipe.scala"))
    assert python == scala
