"""A program whose types mypy checks. It does not run."""

from __future__ import annotations

from typing import Iterator

import csdown
from csdown.types import Options, Record


def pages() -> Iterator[bytes]:
    yield b"<p>"


options: Options = {"hard_break": "backslash", "limits": {"bytes": 1000}}
converter = csdown.Converter(**options)
markdown: str = csdown.convert("<p>", front_matter={"format": "toml", "draft": True})
result = converter.convert(b"<p>", url="https://a.b", verify=True)
title: str = result.metadata["title"]["value"]
passed_through: bool = result.report["passed-through"]
lines: list[int | None] = [warning["line"] for warning in result.report["warnings"]]
fields: str | None = result.record()["article_id"]
verdict: str = converter.verify("<p>", "x")["verdict"]
anchors: list[str] = [heading["anchor"] for heading in converter.inspect("<p>")["outline"]]

for item in converter.convert_many(pages(), threads=2):
    if isinstance(item, csdown.ConversionError):
        print(item.code)
    else:
        print(item.markdown)

records: list[Record] = converter.convert_records([{"id": 1, "html": "<p>"}], verify=True)
for record in records:
    if record["error"] is not None:
        print(record["error"]["code"], record["id"])

csdown.Converter(hard_break="x")  # type: ignore[arg-type]
csdown.Converter(hard_brake="spaces")  # type: ignore[call-arg]
csdown.convert(3)  # type: ignore[arg-type]
converter.convert("<p>", "https://a.b")  # type: ignore[call-arg]
print(records[0]["titel"])  # type: ignore[typeddict-item]
