"""`convert_ray.py`."""

from __future__ import annotations

import os
import sys

import pytest
from conftest import by_id, expected, written

ray = pytest.importorskip("ray", reason="Ray is not installed")


def test_writes_the_records_of_a_local_conversion(byte_pages, parquet, run, tmp_path):
    import pyarrow.parquet as pq

    output, errors = tmp_path / "records", tmp_path / "errors.parquet"
    printed = run("convert_ray.py", parquet(byte_pages), output, "--errors", errors, "--batch", 64, "--verify")
    records = expected(byte_pages, verify=True)
    assert by_id(written(output)) == records
    failed = [record for record in records if record["error"]]
    assert printed.endswith(f"{len(records)} records, {len(failed)} with an error\n")
    columns = ("id", "html_sha256", "error")
    assert by_id(pq.read_table(errors).to_pylist()) == [{name: record[name] for name in columns} for record in failed]


def test_repeats_a_batch_whose_worker_died(text_pages, parquet, tmp_path, monkeypatch):
    import convert_ray

    died = tmp_path / "died"

    class Dying(convert_ray.Convert):
        def __call__(self, pages):
            if not died.exists():
                died.touch()
                os._exit(1)
            return super().__call__(pages)

    for module in (convert_ray, sys.modules[__name__]):
        ray.cloudpickle.register_pickle_by_value(module)
    monkeypatch.setattr(convert_ray, "Convert", Dying)
    ray.init(num_cpus=2, log_to_driver=False)
    try:
        pages = ray.data.read_parquet(str(parquet(text_pages)))
        convert_ray.to_records(pages, {}, 1, 100).write_parquet(str(tmp_path / "records"))
    finally:
        ray.shutdown()
    assert died.exists()
    assert by_id(written(tmp_path / "records")) == expected(text_pages)
