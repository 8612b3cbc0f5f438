"""Converts CSDN article HTML to clean Markdown worth archiving."""

from ._csdown import ConversionError, Converter, Result, __version__, convert

__all__ = ["ConversionError", "Converter", "Result", "__version__", "convert"]
