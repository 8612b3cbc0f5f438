"""Converts CSDN (blog.csdn.net) article HTML to clean Markdown worth archiving.

>>> import csdown
>>> csdown.convert("<div id=content_views><h2>安装</h2><p>前<strong>重点：</strong>后</p></div>")
'## 安装\\n\\n前**重点**：后\\n'

`convert` converts one page. A `Converter` has options, metadata, many pages on several threads, and records of a table.
`ConversionError` says why a page cannot be converted. `csdown.types` has the types of options and results.
"""

from . import types
from ._csdown import ConversionError, Converter, Result, __version__, convert

__all__ = ["ConversionError", "Converter", "Result", "__version__", "convert", "types"]
