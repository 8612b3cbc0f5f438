"""`convert_polars.py`."""

from __future__ import annotations

import pytest
from conftest import expected, written

pl = pytest.importorskip("polars", reason="Polars is not installed")


@pytest.mark.parametrize("pages", ["byte_pages", "text_pages"])
def test_writes_the_records_of_a_local_conversion(pages, request, parquet, run, tmp_path):
    rows = request.getfixturevalue(pages)
    output, errors = tmp_path / "records.parquet", tmp_path / "errors.parquet"
    printed = run("convert_polars.py", parquet(rows), output, "--errors", errors, "--verify")
    records = expected(rows, verify=True)
    assert written(output) == records
    failed = [record for record in records if record["error"]]
    assert printed == f"{len(rows)} records, {len(failed)} with an error\n"
    found = pl.read_parquet(errors).rows()
    assert found == [(record["id"], record["html_sha256"], record["error"]) for record in failed]


def test_converts_in_batches_of_the_given_size(text_pages, tmp_path):
    import convert_polars
    import csdown

    class Counting:
        def __init__(self):
            self.sizes = []

        def convert_records(self, pages, **how):
            self.sizes.append(len(pages))
            return csdown.Converter().convert_records(pages, **how)

    # One row group, so that it is the batch size that splits it.
    pages, output, converter = tmp_path / "pages.parquet", tmp_path / "records.parquet", Counting()
    frame = pl.DataFrame(text_pages)
    frame.write_parquet(pages, row_group_size=len(frame))
    convert_polars.to_records(pl.scan_parquet(pages), converter, batch=50).sink_parquet(output)
    assert sum(converter.sizes) == len(text_pages)
    assert max(converter.sizes) <= 60
