"""What the instructions of a stage do to its files, in their order, variables replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.dockerfile.environment import Environment
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.mounts import Mount

WordKind = Literal["path", "url", "git"]


class MainContext(NamedTuple):
    """The context given to the build."""


class NamedContext(NamedTuple):
    """A directory given as ``--build-context``."""

    name: str

    follow_paths: tuple[str, ...] | None
    """What its sync asks for; ``None``: all of it."""


class FromStage(NamedTuple):
    number: int


class FromImage(NamedTuple):
    """An image of a registry, or anything else that cannot be looked into."""

    name: str


class Nothing(NamedTuple):
    """``scratch``."""

    files: None = None
    """It has none. Without a field it would be equal to the main context, as tuples are."""


Origin = MainContext | NamedContext | FromStage | FromImage | Nothing


class Word(NamedTuple):
    """A source as an instruction names it."""

    text: str

    certain: bool
    """False where a base image may set a variable in it."""

    kind: WordKind = "path"


class Document(NamedTuple):
    """A here-document that becomes a file."""

    name: str

    line: int
    """Of the first line of its body."""

    size: int
    """In bytes, as it is written to the image."""

    text: str = ""
    """As it is written to the image."""


class CopyStep(NamedTuple):
    """A ``COPY`` or an ``ADD``."""

    line: int
    """That a builder names when it fails: of the FROM, where a trigger runs."""

    instruction: Instruction
    words: tuple[Word, ...]
    documents: tuple[Document, ...]

    destination: str
    """As expanded: relative or absolute, its slash at the end kept."""

    workdir: str | None
    """``None`` where only a base image knows it."""

    certain: bool
    """Whether the destination hangs on no variable that a base image may set."""

    origin: Origin
    origin_name: str
    """As written behind ``--from=``; empty for the main context."""

    excludes: tuple[str, ...] = ()
    parents: bool = False
    link: bool = False
    chmod: str = ""
    chown: str = ""
    unpack: bool | None = None
    flags: tuple[str, ...] = ()
    """Names of the flags that are set."""

    triggered: bool = False

    @property
    def own_line(self) -> int:
        """Of the instruction itself, even where it is a trigger."""
        return self.instruction.line

    @property
    def is_add(self) -> bool:
        return self.instruction.keyword == "add"

    @property
    def unpacks(self) -> bool:
        """Whether local archives are unpacked."""
        return self.is_add if self.unpack is None else self.unpack


class WorkdirStep(NamedTuple):
    line: int
    instruction: Instruction

    path: str | None
    """Absolute; ``None`` where it hangs on the working directory of a base image."""

    certain: bool
    triggered: bool = False
    user: str = ""
    """Set by USER, who owns what is made."""

    @property
    def own_line(self) -> int:
        return self.instruction.line


class Mounted(NamedTuple):
    """What a RUN sees while it runs."""

    source: Word
    origin: Origin
    target: str


class Attached(NamedTuple):
    """A mount of any type, and what lies behind it."""

    mount: Mount
    origin: Origin


class Setting(NamedTuple):
    """What a command finds beside the files."""

    argv: tuple[str, ...]
    """With the shell in front of a command that is none itself."""

    environment: Environment
    """In the order of the last assignments."""

    workdir: str | None
    user: str
    platform: str
    flags: tuple[tuple[str, str], ...] = ()
    """Name and value of each flag but the mounts."""


class RunStep(NamedTuple):
    line: int
    instruction: Instruction
    attached: tuple[Attached, ...]
    setting: Setting
    triggered: bool = False

    @property
    def mounts(self) -> tuple[Mounted, ...]:
        """Those that show files of a context or a stage."""
        return tuple(
            Mounted(Word(each.source.text, each.source.certain), origin, each.target)
            for each, origin in self.attached
            if each.type == "bind"
        )

    @property
    def own_line(self) -> int:
        return self.instruction.line


BuildStep = CopyStep | WorkdirStep | RunStep


class Configured(NamedTuple):
    """What an instruction says of the image that is none of its files."""

    keyword: str
    values: tuple[str, ...]
    """Variables replaced; of ENV: name, value, name, value, ..."""

    is_json: bool
    flags: tuple[str, ...]
