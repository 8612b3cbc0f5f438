"""`convert_datatrove.py`."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from conftest import by_id, expected, written

pytest.importorskip("datatrove", reason="datatrove is not installed")

KEPT = ("--keep", "input_title:string", "crawl:int64")
PROVENANCE = ("file_path", "warc_date", "warc_offset")


def readable(pages):
    """Returns pages that are not empty. Readers of datatrove skip the others."""
    return [page for page in pages if page["html"]]


def results(output: Path, without=PROVENANCE):
    """Returns what a run wrote: records and errors."""
    found = [by_id(written(output / name)) for name in ("records", "errors")]
    return [[{k: v for k, v in record.items() if k not in without} for record in records] for records in found]


def without(records, *names):
    """Returns records without some fields."""
    return [{name: value for name, value in record.items() if name not in names} for record in records]


def parted(records):
    """Parts records with an error from the others."""
    return [r for r in records if not r["error"]], [r for r in records if r["error"]]


def test_reads_parquet(byte_pages, parquet, run, tmp_path):
    run("convert_datatrove.py", "parquet", parquet(byte_pages).parent, tmp_path, *KEPT)
    records = without(expected(readable(byte_pages)), "content_type")
    assert results(tmp_path) == list(parted(records))


def test_ids_that_are_numbers_become_text(byte_pages, parquet, run, tmp_path):
    pages = [page | {"id": n} for n, page in enumerate(readable(byte_pages)[:30])]
    run("convert_datatrove.py", "parquet", parquet(pages).parent, tmp_path)
    written_ids = [record["id"] for part in results(tmp_path) for record in part]
    assert sorted(written_ids, key=int) == [str(n) for n in range(30)]


def test_reads_json_lines_in_several_tasks(text_pages, run, tmp_path):
    pages = readable(text_pages)
    (tmp_path / "pages").mkdir()
    for part in range(3):
        with gzip.open(tmp_path / f"pages/{part}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(page) + "\n" for page in pages[part::3])
    run("convert_datatrove.py", "jsonl", tmp_path / "pages", tmp_path, *KEPT, "--tasks", 3, "--workers", 2)
    records = without(expected(pages), "content_type")
    assert results(tmp_path) == list(parted(records))
    stats = json.loads((tmp_path / "logs/stats.json").read_text())
    [counts] = [step["stats"] for step in stats if "csdown" in step["name"]]
    failed = [record["error"]["code"] for record in records if record["error"]]
    assert counts["dropped_blocked-captcha"] == failed.count("blocked-captcha") > 0
    assert counts["dropped"] == len(failed)
    assert counts["forwarded"] == len(records) - len(failed)


def test_reads_the_bytes_of_warc_files(byte_pages, run, tmp_path):
    pages = [page | {"url": page["url"] or "https://blog.csdn.net/a/article/details/1"} for page in readable(byte_pages)]
    (tmp_path / "crawl").mkdir()
    with open(tmp_path / "crawl/1.warc.gz", "wb") as file:
        write_warc(file, [{"id": "logo", "url": "https://csdnimg.cn/a.png", "html": b"\x89PNG"}, *pages])
    run("convert_datatrove.py", "warc", tmp_path / "crawl", tmp_path, "--verify")
    records = without(expected(pages, verify=True), "content_type", "input_title", "crawl")
    assert results(tmp_path) == list(parted(records))

    for record in written(tmp_path / "records")[::50]:
        assert record["file_path"] == str(tmp_path / "crawl/1.warc.gz")
        assert page_at(Path(record["file_path"]), record["warc_offset"]) == (record["id"], record["warc_date"])


def test_a_second_run_does_what_failed(text_pages, parquet, run, tmp_path):
    pages = readable(text_pages)
    (tmp_path / "pages").mkdir()
    good, late = (parquet(part) for part in (pages[::2], pages[1::2]))
    good.rename(tmp_path / "pages/0.parquet")
    (tmp_path / "pages/1.parquet").write_bytes(b"cut off")
    command = ("convert_datatrove.py", "parquet", tmp_path / "pages", tmp_path, *KEPT, "--tasks", 2, "--workers", 1)
    run(*command, fails=True)
    [first] = (tmp_path / "records").iterdir()
    before = first.stat().st_mtime_ns

    late.rename(tmp_path / "pages/1.parquet")
    run(*command)
    assert results(tmp_path) == list(parted(without(expected(pages), "content_type")))
    assert first.stat().st_mtime_ns == before


def write_warc(file, pages):
    """Writes responses as a crawler does."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record("1.warc.gz", {"software": "test"}))
    for page in pages:
        headers = [("Content-Type", page.get("content_type") or "text/html")]
        record = writer.create_warc_record(
            page["url"],
            "response",
            payload=io.BytesIO(page["html"]),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Record-ID": page["id"]},
        )
        writer.write_record(record)


def page_at(path: Path, offset: int):
    """Reads the id and the date of the record at an offset."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        file.seek(offset)
        headers = next(iter(ArchiveIterator(file))).rec_headers
        return headers["WARC-Record-ID"], headers["WARC-Date"]
