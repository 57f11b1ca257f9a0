"""The format of commands that find something."""

from enum import StrEnum
from typing import Annotated

from ctxscan.cli.line.declared import option
from ctxscan.render.formats import FORMATS

FindingsFormat = StrEnum("FindingsFormat", ["text", "json", *FORMATS])  # type: ignore[misc] # one table names them
FindingsFormatOption = Annotated[FindingsFormat, option("Format.", "--format")]
AS_TEXT = FindingsFormat("text")
