"""Compares the throughput of the Python package with that of the Rust library.

    cargo build --release --package csdown-python --example throughput
    maturin build --release, and install the wheel
    python python/tests/throughput.py FOLDER [target/release/examples/throughput] [ROUNDS]

In each round, all files of the folder are converted by both, in turns, on one thread. Printed are the medians of megabytes
per second of CPU time, and the ratio. The CPU time of Rust is that of a run with two passes less that of one without.
"""

import pathlib
import resource
import statistics
import subprocess
import sys
import time

import csdown

PASSES = 2


def seconds_of_children(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds_of(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def main(folder, program="target/release/examples/throughput", rounds=9):
    pages = [path.read_bytes() for path in sorted(pathlib.Path(folder).iterdir())]
    texts = [page.decode("utf-8", "replace") for page in pages]
    records = [{"id": number, "html": page} for number, page in enumerate(pages)]
    megabytes = sum(map(len, pages)) / 1e6
    converter = csdown.Converter()
    calls = {
        "Rust library": lambda: None,
        "convert_many(bytes)": lambda: converter.convert_many(pages, threads=1),
        "convert_many(str)": lambda: converter.convert_many(texts, threads=1),
        "convert_records": lambda: converter.convert_records(records, threads=1),
        "convert": lambda: [converter.convert(page) for page in pages if page not in bad],
    }
    bad = {page for page, result in zip(pages, converter.convert_many(pages)) if isinstance(result, Exception)}
    seconds = {name: [] for name in calls}
    for _ in range(int(rounds)):
        for name, call in calls.items():
            if name == "Rust library":
                passes = [seconds_of_children(program, folder, str(count)) for count in (PASSES, 0)]
                seconds[name].append((passes[0] - passes[1]) / PASSES)
            else:
                seconds[name].append(seconds_of(call))
    print(f"{len(pages)} pages, {megabytes:.1f} MB, {rounds} rounds")
    for name, each in seconds.items():
        ratio = statistics.median(rust / other for rust, other in zip(seconds["Rust library"], each))
        print(f"{name:20} {megabytes / statistics.median(each):6.1f} MB/s  {ratio:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
