"""All functions of bake, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.functions.csvs import CSV_FUNCTIONS
from ctxscan.project.bake.functions.encodings import ENCODING_FUNCTIONS
from ctxscan.project.bake.functions.formatting import FORMAT_FUNCTIONS
from ctxscan.project.bake.functions.impure import impure_functions
from ctxscan.project.bake.functions.jsons import JSON_FUNCTIONS
from ctxscan.project.bake.functions.mappings import MAPPING_FUNCTIONS
from ctxscan.project.bake.functions.networks import NETWORK_FUNCTIONS
from ctxscan.project.bake.functions.numbers import NUMBER_FUNCTIONS
from ctxscan.project.bake.functions.regexes import REGEX_FUNCTIONS
from ctxscan.project.bake.functions.sequences import SEQUENCE_FUNCTIONS
from ctxscan.project.bake.functions.sets import SET_FUNCTIONS
from ctxscan.project.bake.functions.special import SPECIAL_FUNCTIONS
from ctxscan.project.bake.functions.text import TEXT_FUNCTIONS
from ctxscan.project.bake.functions.times import TIME_FUNCTIONS
from ctxscan.project.bake.functions.versions import VERSION_FUNCTIONS

if TYPE_CHECKING:
    from ctxscan.project.bake.evaluation.function import Function


def library(home: str | None) -> dict[str, Function]:
    return {
        **CSV_FUNCTIONS,
        **ENCODING_FUNCTIONS,
        **FORMAT_FUNCTIONS,
        **JSON_FUNCTIONS,
        **MAPPING_FUNCTIONS,
        **NETWORK_FUNCTIONS,
        **NUMBER_FUNCTIONS,
        **REGEX_FUNCTIONS,
        **SEQUENCE_FUNCTIONS,
        **SET_FUNCTIONS,
        **SPECIAL_FUNCTIONS,
        **TEXT_FUNCTIONS,
        **TIME_FUNCTIONS,
        **VERSION_FUNCTIONS,
        **impure_functions(home),
    }
