"""Records are neither lost nor doubled by a job that loses a process in the middle of a task."""

import pytest

pytest.importorskip("pyspark")

from conftest import EXAMPLE
from spark_job import command_line
from spark_records import assert_converted, read_lines, read_parquet


def executor(process):
    return [process]


def python_workers(process):
    daemons = process.children()
    return [
        child
        for child in process.children(recursive=True)
        if child not in daemons and "pyspark.daemon" in command_line(child)
    ]


def csdown_stream(process):
    return [child for child in process.children() if "stream" in command_line(child)]


def test_a_killed_executor(start, table, expected, tmp_path):
    job = start("spark-submit", EXAMPLE / "convert.py", table, tmp_path / "out")
    executor_id, task = job.kill_during_a_task(executor)
    totals = job.finish()
    assert_converted(read_parquet(tmp_path / "out"), totals, expected)
    assert executor_id in [event["Executor ID"] for event in job.events("SparkListenerExecutorRemoved")]
    assert_ran_again(job, task, "ExecutorLostFailure")


def test_a_killed_python_worker(start, table, expected, tmp_path):
    job = start("spark-submit", EXAMPLE / "convert.py", table, tmp_path / "out")
    _, task = job.kill_during_a_task(python_workers)
    totals = job.finish()
    assert_converted(read_parquet(tmp_path / "out"), totals, expected)
    assert_ran_again(job, task, "ExceptionFailure")


def test_a_killed_csdown_stream(start, pipe, lines, expected, tmp_path):
    job = start(*pipe(lines, tmp_path / "out"))
    _, task = job.kill_during_a_task(csdown_stream)
    totals = job.finish()
    assert_converted(read_lines(tmp_path / "out"), totals, expected)
    assert_ran_again(job, task, "ExceptionFailure")


def assert_ran_again(job, task, reason):
    """Checks that the task failed for this reason, that nothing else failed, and that another attempt succeeded."""
    ends = list(job.events("SparkListenerTaskEnd"))
    failed = [end for end in ends if end["Task End Reason"]["Reason"] != "Success"]
    assert [(end["Task Info"]["Task ID"], end["Task End Reason"]["Reason"]) for end in failed] == [(task, reason)]
    stage, index = failed[0]["Stage ID"], failed[0]["Task Info"]["Index"]
    attempts = [end for end in ends if (end["Stage ID"], end["Task Info"]["Index"]) == (stage, index)]
    assert sorted(end["Task Info"]["Attempt"] for end in attempts) == [0, 1]
