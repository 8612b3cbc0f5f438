from typing import Any, Iterable, Mapping, final

from typing_extensions import Unpack

from . import types

__all__ = ["ConversionError", "Converter", "Result", "__version__", "convert", "run"]

__version__: str

class ConversionError(ValueError):
    code: str

@final
class Result:
    @property
    def markdown(self) -> str: ...
    @property
    def metadata(self) -> types.Metadata: ...
    @property
    def images(self) -> list[types.Image]: ...
    @property
    def report(self) -> types.Report: ...
    @property
    def status(self) -> types.Status: ...
    @property
    def document(self) -> types.Document | None: ...
    @property
    def verification(self) -> types.Verification | None: ...
    def record(self) -> types.Fields: ...

@final
class Converter:
    def __new__(cls, **options: Unpack[types.Options]) -> Converter: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], types.Options]: ...
    @property
    def options(self) -> types.Options: ...
    def convert(
        self,
        page: types.Page,
        *,
        url: str | None = None,
        file_name: str | None = None,
        content_type: str | None = None,
        verify: bool = False,
    ) -> Result: ...
    def convert_many(
        self, pages: Iterable[types.Page | None], threads: int | None = None
    ) -> list[Result | ConversionError]: ...
    def convert_records(
        self, records: Iterable[Mapping[str, Any]], threads: int | None = None, *, verify: bool = False
    ) -> list[types.Record]: ...
    def verify(
        self,
        page: types.Page,
        markdown: str | None = None,
        *,
        url: str | None = None,
        file_name: str | None = None,
        content_type: str | None = None,
    ) -> types.Verification: ...
    def inspect(
        self,
        page: types.Page,
        *,
        url: str | None = None,
        file_name: str | None = None,
        content_type: str | None = None,
    ) -> types.Inspection: ...

def convert(page: types.Page, **options: Unpack[types.Options]) -> str: ...
def run(arguments: list[str]) -> int: ...
