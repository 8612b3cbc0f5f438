"""A running Spark application: its processes, its status and, when it has ended, its events."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pyspark

LOCAL_CLUSTER = "local-cluster[2,1,1024]"
BACKEND = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
SECONDS = 900
SHORT_JOB = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Job:
    """`spark-submit` or `spark-shell`, with two executors unless there is another master."""

    def __init__(self, folder: Path, program: str, *arguments: str, master: str = LOCAL_CLUSTER):
        self.events_folder = folder / "events"
        self.events_folder.mkdir()
        self.log = folder / "log.txt"
        self.port = _free_port()
        configuration = {
            "spark.driver.host": "127.0.0.1",
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": self.events_folder.as_uri(),
            "spark.eventLog.rolling.enabled": "false",
            "spark.eventLog.compress": "false",
            "spark.ui.port": str(self.port),
            "spark.ui.liveUpdate.period": "0",
            # Starts sooner; these jobs are too short for the compiler and the collector to pay off.
            "spark.driver.defaultJavaOptions": SHORT_JOB,
            "spark.executor.defaultJavaOptions": SHORT_JOB,
            # One task for each file, so that there are tasks to lose.
            "spark.sql.files.openCostInBytes": str(128 << 20),
        }
        home = _spark_home(folder)
        options = [part for name, value in configuration.items() for part in ("--conf", f"{name}={value}")]
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [home / "bin" / program, "--master", master, *options, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder,
                env=environment,
                text=True,
            )

    def finish(self) -> dict:
        """Waits for the end and returns the totals that the job prints."""
        output, _ = self.process.communicate(timeout=SECONDS)
        assert self.process.returncode == 0, self._end_of_log()
        return json.loads(output.splitlines()[-1])

    def fail(self) -> str:
        """Waits for a job that has to fail and returns its output: spark-submit adds the errors of Python to stdout."""
        output, _ = self.process.communicate(timeout=SECONDS)
        assert self.process.returncode == 1
        return output + self.log.read_text()

    def end(self) -> None:
        """Kills what is still running."""
        if self.process.poll() is None:
            for process in [*psutil.Process(self.process.pid).children(recursive=True), self.process]:
                process.kill()
        self.process.wait()

    def running_tasks(self) -> dict[str, int]:
        """Returns the id of the running task of each executor that has finished a task before."""
        experienced = {executor["id"] for executor in self._status("executors") if executor["completedTasks"]}
        return {
            task["executorId"]: task["taskId"]
            for stage in self._status("stages?status=active")
            for task in self._status(f"stages/{stage['stageId']}/{stage['attemptId']}/taskList?status=running")
            if task["executorId"] in experienced
        }

    def executor(self, executor_id: str) -> psutil.Process:
        """Returns the process of an executor."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            arguments = command_line(process)
            if BACKEND in arguments and arguments[arguments.index("--executor-id") + 1] == executor_id:
                return process
        raise LookupError(f"executor {executor_id} has no process")

    def kill_during_a_task(self, victims: Callable[[psutil.Process], list[psutil.Process]]) -> tuple[str, int]:
        """Kills the processes that `victims` finds for an executor in the middle of a task. Returns the executor and the task.

        The processes are frozen first. If the task is then still running, it cannot end before the processes are killed.
        """
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"ended before a task was hit: {self._end_of_log()}"
            for executor_id, task in self.running_tasks().items():
                frozen = _freeze(victims(self.executor(executor_id)))
                time.sleep(1)  # For news that are under way.
                if frozen and self.running_tasks().get(executor_id) == task:
                    for process in frozen:
                        process.kill()
                    return executor_id, task
                for process in frozen:
                    process.resume()
            time.sleep(0.02)
        raise TimeoutError("no task was running")

    def events(self, name: str) -> Iterator[dict]:
        """Returns the events of a kind, from the log of a job that has ended."""
        (path,) = self.events_folder.iterdir()
        for line in path.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == name:
                yield event

    def _end_of_log(self) -> str:
        return self.log.read_text()[-5000:]

    def _status(self, path: str) -> list:
        api = f"http://127.0.0.1:{self.port}/api/v1/applications"
        try:
            (application,) = _json(api)
            return _json(f"{api}/{application['id']}/{path}")
        except (OSError, ValueError):  # Not started yet, or a stage that has just ended.
            return []


def command_line(process: psutil.Process) -> list[str]:
    """Returns the arguments of a process, or none if it has ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _json(url: str) -> list:
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)


def _freeze(processes: list[psutil.Process]) -> list[psutil.Process]:
    frozen = []
    for process in processes:
        try:
            process.suspend()
            frozen.append(process)
        except psutil.NoSuchProcess:
            pass
    return frozen


def _spark_home(folder: Path) -> Path:
    """Makes a Spark folder of links, because a local cluster writes the logs of its executors to the folder of Spark."""
    home = folder / "spark"
    home.mkdir()
    for path in Path(pyspark.__file__).parent.iterdir():
        if path.name != "work":
            (home / path.name).symlink_to(path)
    return home


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
