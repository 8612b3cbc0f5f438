"""Measures how many bytes of HTML csdown converts in a second of CPU time, through each of its interfaces.

    python interfaces.py FOLDER --csdown COMMAND --interface python=VENV/bin/python --interface polars=VENV/bin/python …

FOLDER holds pages, one in each file; VENV is an environment with the package csdown, and for an engine also what its
requirements in examples/pipelines list. `--csdown` measures the command. The interpreter that runs this script needs pyarrow.

Each interface converts the pages once, and `--copies` times as many. The difference of the two runs is reported, so that the start of an
engine, which takes some seconds whatever the number of pages, does not count. CPU time and memory are those of all processes that an
interface starts; pages of memory that several share count once. Rounds take turns; the median is printed. Linux only.
"""

import argparse
import ctypes
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PIPELINES = Path(__file__).resolve().parent.parent / "examples" / "pipelines"
PR_SET_CHILD_SUBREAPER = 36

# Runs in the environment of the interface `python`.
CONVERT_MANY = """
import json, sys, csdown
pages = (json.loads(line)["html"] for line in open(sys.argv[1], encoding="utf-8"))
failed = sum(isinstance(result, csdown.ConversionError) for result in csdown.Converter().convert_many(pages))
print(f"{failed} failed", file=sys.stderr)
"""
CONVERT_RECORDS = """
import json, sys, csdown, itertools
lines = open(sys.argv[1], encoding="utf-8")
converter, failed = csdown.Converter(), 0
while batch := [json.loads(line) for line in itertools.islice(lines, 500)]:
    failed += sum(record["error"] is not None for record in converter.convert_records(batch))
print(f"{failed} failed", file=sys.stderr)
"""


@dataclass
class Data:
    """The same pages in the form that each interface reads."""

    folder: Path
    jsonl: Path
    parquet: Path
    pages: int
    bytes: int


@dataclass
class Cost:
    """What a run took: seconds of CPU time and of the clock, and bytes of memory at the peak."""

    cpu: float
    elapsed: float
    memory: int


def prepare(source: Path, copies: int, target: Path) -> Data:
    """Writes `copies` of the pages in `source`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted(path for path in source.rglob("*") if path.is_file())
    texts = [path.read_bytes().decode("utf-8", "replace") for path in files]
    folder = target / "pages"
    schema = pa.schema([("id", pa.string()), ("html", pa.string())])
    data = Data(folder, target / "pages.jsonl", target / "parquet", len(texts) * copies, 0)
    data.parquet.mkdir(parents=True)
    with open(data.jsonl, "w", encoding="utf-8") as jsonl:
        for copy in range(copies):
            (folder / str(copy)).mkdir(parents=True)
            rows = []
            for path, text in zip(files, texts):
                name = f"{copy}-{path.name}"
                (folder / str(copy) / path.name).write_text(text, encoding="utf-8", newline="")
                rows.append({"id": name, "html": text})
                jsonl.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
                data.bytes += len(text.encode())
            table = pa.Table.from_pylist(rows, schema=schema)
            pq.write_table(table, data.parquet / f"{copy}.parquet", row_group_size=500)
    return data


def interfaces(args: argparse.Namespace) -> dict:
    """Returns the command of each interface, as a function of the data and the output folder."""
    found = {}
    if args.csdown:
        # It exits with 1 if pages are incomplete.
        csdown = ["sh", "-c", '"$@" || test $? -eq 1', "sh", args.csdown]
        stream = [args.csdown, "stream", "-q", "--exit-zero"]
        found["convert"] = lambda data, out: [*csdown, "convert", data.folder, "-q", "-o", out / "md"]
        found["convert --format jsonl"] = lambda data, out: [
            *csdown, "convert", data.folder, "-q", "--format", "jsonl", "-o", out / "records.jsonl"
        ]
        found["stream"] = lambda data, out: [*stream, data.jsonl]
        found["stream --verify"] = lambda data, out: [*stream, "--verify", data.jsonl]
    for name, python in (interface.split("=", 1) for interface in args.interface):
        found |= of_environment(name, python)
    return found


def of_environment(name: str, python: str) -> dict:
    """Returns the interfaces of an environment."""
    script = lambda file: [python, PIPELINES / file]
    return {
        "python": {
            "Converter.convert_many": lambda data, out: [python, "-c", CONVERT_MANY, data.jsonl],
            "Converter.convert_records": lambda data, out: [python, "-c", CONVERT_RECORDS, data.jsonl],
        },
        "duckdb": {"DuckDB": lambda data, out: [*script("convert_duckdb.py"), data.parquet / "*.parquet", out / "r.parquet"]},
        "polars": {"Polars": lambda data, out: [*script("convert_polars.py"), data.parquet / "*.parquet", out / "r.parquet"]},
        "datatrove": {
            "datatrove": lambda data, out: [
                *script("convert_datatrove.py"), "parquet", data.parquet, out / "records", "--tasks", "4", "--workers", "2"
            ]
        },
        "ray": {"Ray Data": lambda data, out: [*script("convert_ray.py"), data.parquet, out / "records"]},
        "spark": {
            "Spark": lambda data, out: [
                "env", f"PYSPARK_PYTHON={python}", "SPARK_LOCAL_IP=127.0.0.1",
                *script("spark/convert.py"), data.parquet, out / "records",
            ]
        },
    }[name]


class Processes(threading.Thread):
    """Watches all processes that this one starts, until they have ended.

    Engines leave some to themselves, so that the CPU time of children, as the system counts it, is not all.
    """

    INTERVAL = 0.1
    TICKS = os.sysconf("SC_CLK_TCK")

    def __init__(self):
        super().__init__(daemon=True)
        self.cpu, self.memory, self.ended = {}, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(self.INTERVAL):
            memory = 0
            for process in descendants(os.getpid()):
                try:
                    # The name, in parentheses, may have spaces.
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    shares = re.search(r"^Pss:\s+(\d+)", (process / "smaps_rollup").read_text(), re.M)
                except (OSError, ProcessLookupError):
                    continue
                start = fields[19]
                self.cpu[process.name, start] = (int(fields[11]) + int(fields[12])) / self.TICKS
                memory += int(shares[1]) * 1024 if shares else 0
            self.memory = max(self.memory, memory)


def descendants(parent: int) -> list:
    """Returns the folders in /proc of all processes below a process."""
    children = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(process)
    found, left = [], [parent]
    while left:
        below = children.get(left.pop(), [])
        found += below
        left += [int(process.name) for process in below]
    return found


def run(command: list) -> Cost:
    """Runs a command, waits for all processes that it started, and returns what they took."""
    processes = Processes()
    processes.start()
    started = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=log)
        process.wait()
        elapsed = time.monotonic() - started
        if process.returncode:
            log.seek(0)
            sys.exit(f"{command} failed:\n{log.read().decode(errors='replace')[-2000:]}")
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    processes.ended.set()
    processes.join()
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The one misses processes that nobody waits for, the other the last moments of each.
    cpu = max(waited.ru_utime + waited.ru_stime, sum(processes.cpu.values()))
    return Cost(cpu, elapsed, max(processes.memory, waited.ru_maxrss * 1024))


def measured(command: list) -> Cost:
    """Measures in a process of its own, which has no other children."""
    measure = [sys.executable, __file__, "--measure", *(str(part) for part in command)]
    result = subprocess.run(measure, stdout=subprocess.PIPE, check=True)
    return Cost(**json.loads(result.stdout))


def measure(command: list) -> None:
    """Runs a command and prints what it took."""
    # Processes that outlive their parent become children of this one, and count.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    print(json.dumps(vars(run(command))))


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        return measure(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the pages")
    parser.add_argument("--csdown", help="the command csdown")
    parser.add_argument("--interface", action="append", default=[], metavar="NAME=PYTHON", help="python, duckdb, polars, …")
    parser.add_argument("--copies", type=int, default=8, help="pages of the large run, as a multiple of the small one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, help="folder for the data, by default a temporary one")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.scratch) as scratch:
        scratch = Path(scratch)
        small = prepare(args.folder, 1, scratch / "small")
        large = prepare(args.folder, args.copies, scratch / "large")
        megabytes, pages = (large.bytes - small.bytes) / 1e6, large.pages - small.pages
        costs = {name: [] for name in interfaces(args)}
        for _ in range(args.rounds):
            for name, command in interfaces(args).items():
                pair = []
                for data in (small, large):
                    out = scratch / "out"
                    shutil.rmtree(out, ignore_errors=True)
                    out.mkdir()
                    pair.append(measured(command(data, out)))
                costs[name].append(pair)
        print(f"{pages} pages, {megabytes:.0f} MB of HTML, median of {args.rounds} rounds\n")
        print("| interface | MB per core-second | pages per core-second | elapsed s | start s | memory MB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name, pairs in costs.items():
            cpu = statistics.median(large.cpu - small.cpu for small, large in pairs)
            elapsed = statistics.median(large.elapsed - small.elapsed for small, large in pairs)
            start = statistics.median(small.elapsed for small, _ in pairs)
            memory = max(large.memory for _, large in pairs) / 1e6
            print(f"| {name} | {megabytes / cpu:.1f} | {pages / cpu:.0f} | {elapsed:.1f} | {start:.1f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
