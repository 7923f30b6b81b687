"""Compile the world of a year from downloaded sources into the small tables that ship."""

from counterpoise.data.compile.column import OutsideCoverage
from counterpoise.data.compile.inputs import MissingInput
from counterpoise.data.compile.world import CompileReport, compile_world

__all__ = ["CompileReport", "MissingInput", "OutsideCoverage", "compile_world"]
