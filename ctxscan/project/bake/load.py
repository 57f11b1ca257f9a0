"""``docker buildx bake``: its command line and files -> builds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.bake.builds import declared_build
from ctxscan.project.bake.compose import ComposeReader
from ctxscan.project.bake.compose_environment import compose_variables
from ctxscan.project.bake.declared import add_definitions
from ctxscan.project.bake.definition.document import LABELS, NESTED, build_document
from ctxscan.project.bake.definition.goparse import go_bool
from ctxscan.project.bake.definition.resolve import resolve_document
from ctxscan.project.bake.discovery import SourceFile, find_files
from ctxscan.project.bake.hcl.bodies import parse_file
from ctxscan.project.bake.hcl.json_bodies import json_body
from ctxscan.project.bake.hcl.json_text import parse_json
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import JsonList
from ctxscan.project.bake.ignored import ignored_parts
from ctxscan.project.bake.limits import TooMuchError
from ctxscan.project.bake.rebase import rebase
from ctxscan.project.bake.remote import is_remote
from ctxscan.project.bake.selection import Selection
from ctxscan.project.bake.settings import parse_settings, parse_variables
from ctxscan.project.bake.targets import Config
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import Value, text, unknown
from ctxscan.project.errors import ProjectError
from ctxscan.project.model import Declarations, UnknownValue
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.project.bake.hcl.syntax import Body
    from ctxscan.project.bake.options import BakeOptions
    from ctxscan.project.reader import Reader

_COMPOSE = (".yml", ".yaml")
_NO_LOOKUP = "BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP"
_RELATIVE = "BUILDX_BAKE_FILE_RELATIVE_PATHS"


def load(options: BakeOptions, environment: Mapping[str, str], reader: Reader) -> Declarations:
    """Raises ProjectError, with file and line, for what bake would refuse."""
    if options.targets and is_remote(options.targets[0]):
        reason = f"the definition is fetched from {options.targets[0]}"
        return Declarations((), unknown=(UnknownValue("definition", reason),))
    try:
        return _Run(options, environment, reader).declarations()
    except RecursionError as error:
        raise TooMuchError("the bake file is nested too deeply") from error


class _Sorted(NamedTuple):
    """Compose files come first, whatever the order on the command line."""

    compose: list[SourceFile]
    bodies: list[Body]


class _Run:
    def __init__(
        self, options: BakeOptions, environment: Mapping[str, str], reader: Reader
    ) -> None:
        self._options = options
        self._environment = environment
        self._reader = reader
        self._overrides = parse_variables(options.variables)
        self._looks_up = go_bool(environment.get(_NO_LOOKUP, "")) is not True
        self._visible = environment if self._looks_up else {}
        """The environment as far as it gives variables a value."""

    def declarations(self) -> Declarations:
        options = self._options
        relative = self._relative_paths()
        files = find_files(options, self._environment, self._reader)
        found = self._sort(files)
        config = Config()
        if found.compose:
            self._compose.add_to(config, found.compose)
        if found.bodies:
            self._add_bodies(config, found.bodies)
        if relative:
            rebase(config)
        selection = self._select(config)
        epoch = self._environment.get("SOURCE_DATE_EPOCH", "")
        inherited = {parent for each in config.targets.values() for parent in each.inherits}
        return Declarations(
            tuple(
                declared_build(each, options.cwd, epoch, inherited=each.name in inherited)
                for each in selection.targets.values()
            ),
            groups={name: tuple(sorted(each)) for name, each in selection.groups.items()},
            files=tuple(file.path for file in files),
            warnings=tuple(sorted(self._compose.warnings)) if found.compose else (),
            ignored=tuple(ignored_parts(found.bodies)),
        )

    def _relative_paths(self) -> bool:
        written = self._environment.get(_RELATIVE, "").strip()
        truth = go_bool(written) if written else False
        if truth is None:
            raise ProjectError(f"{_RELATIVE} must be true or false, not {written}", kind="usage")
        return truth

    @cached_property
    def _compose(self) -> ComposeReader:
        """Made only where it is needed: a faulty ``.env`` does not matter to HCL."""
        cwd, reader = self._options.cwd, self._reader
        return ComposeReader(
            cwd, reader, compose_variables(cwd, self._visible, self._overrides, reader)
        )

    def _sort(self, files: Sequence[SourceFile]) -> _Sorted:
        found = _Sorted([], [])
        for file in files:
            name = file.name.lower()
            if name.endswith(_COMPOSE):
                self._compose.check(file)
                found.compose.append(file)
            elif name.endswith((".json", ".hcl")) or not self._loads(file):
                found.bodies.append(_body(file))
            else:
                found.compose.append(file)
        return found

    def _loads(self, file: SourceFile) -> bool:
        """A file of another name is whatever it can be read as."""
        try:
            self._compose.check(file)
        except ProjectError:
            return False
        return True

    def _add_bodies(self, config: Config, bodies: Sequence[Body]) -> None:
        definitions = resolve_document(
            build_document(bodies), self._lookup, self._builtins(), self._environment.get("HOME")
        )
        add_definitions(config, definitions)

    def _lookup(self, name: str) -> str | None:
        return self._overrides.get(name, self._visible.get(name))

    def _builtins(self) -> dict[str, Value]:
        platform = self._options.local_platform
        reason = "BAKE_LOCAL_PLATFORM is the builder's own"
        return {
            "BAKE_CMD_CONTEXT": text("cwd://"),
            "BAKE_LOCAL_PLATFORM": unknown(reason, STRING) if platform is None else text(platform),
        }

    def _select(self, config: Config) -> Selection:
        lookup = self._environment.get if self._looks_up else None
        selection = Selection(config, parse_settings(self._options.sets, config, lookup))
        selection.select(self._options.targets)
        return selection


def _body(file: SourceFile) -> Body:
    if file.name.endswith(".json"):
        return _json(file)
    try:
        return parse_file(_checked(file), file.name)
    except HclError:
        if file.name.endswith(".hcl"):
            raise
        try:
            return _json(file)
        except HclError:
            pass
        raise


def _json(file: SourceFile) -> Body:
    root = parse_json(_checked(file), file.name)
    if isinstance(root, JsonList):  # legal for HCL, but then bake asks for the attributes
        detail = "A JSON object is required here."
        raise HclError("Incorrect JSON value type", detail, root.place, kind="type")
    return json_body(root, LABELS, NESTED)


def _checked(file: SourceFile) -> str:
    try:
        return file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.data[: error.start].count(b"\n") + 1
        detail = "All input files must be UTF-8 encoded."
        place = Place(file.name, line)
        raise HclError("Invalid character encoding", detail, place, kind="syntax") from error
