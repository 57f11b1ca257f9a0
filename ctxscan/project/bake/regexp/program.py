"""A tree -> a program for the machine (Go, regexp/syntax/compile.go)."""

from __future__ import annotations

from functools import lru_cache

from ctxscan.golang.character_class import BadRegexpError
from ctxscan.project.bake.regexp.tree import (
    Anchor,
    Choice,
    Group,
    One,
    Repeat,
    Sequence,
    Tree,
    TreeParser,
)
from ctxscan.tuples import NamedTuple

MOST_INSTRUCTIONS = 5000


class Fork(NamedTuple):
    """Two ways on; the first is tried first."""

    first: int
    second: int


class Save(NamedTuple):
    """The present position is a limit of a group."""

    slot: int


class Match(NamedTuple):
    pass


Instruction = One | Anchor | Fork | Save | Match


class Program(NamedTuple):
    instructions: tuple[Instruction, ...]
    """What is no Fork goes on with the next one."""

    names: tuple[str, ...]
    """Of the groups."""


@lru_cache(maxsize=64)
def compile_go(source: str) -> Program:
    """Raises BadRegexpError where Go's ``regexp.Compile`` fails, or the program is too long."""
    parser = TreeParser(source)
    tree = parser.parse()
    maker = _Maker()
    maker.add(Group(0, tree))
    maker.put(Match())
    return Program(tuple(maker.instructions), tuple(parser.names))


class _Maker:
    def __init__(self) -> None:
        self.instructions: list[Instruction] = []

    def put(self, instruction: Instruction) -> int:
        if len(self.instructions) >= MOST_INSTRUCTIONS:
            raise BadRegexpError
        self.instructions.append(instruction)
        return len(self.instructions) - 1

    def add(self, tree: Tree) -> None:
        if isinstance(tree, One | Anchor):
            self.put(tree)
        elif isinstance(tree, Sequence):
            for part in tree.parts:
                self.add(part)
        elif isinstance(tree, Group):
            self.put(Save(2 * tree.number))
            self.add(tree.inner)
            self.put(Save(2 * tree.number + 1))
        elif isinstance(tree, Choice):
            self._choice(tree)
        else:
            self._repeat(tree)

    def _choice(self, tree: Choice) -> None:
        jumps: list[int] = []
        for option in tree.options[:-1]:
            fork = self.put(Fork(0, 0))
            self.add(option)
            jumps.append(self.put(Fork(0, 0)))
            self.instructions[fork] = Fork(fork + 1, len(self.instructions))
        self.add(tree.options[-1])
        for jump in jumps:
            self.instructions[jump] = Fork(len(self.instructions), len(self.instructions))

    def _repeat(self, tree: Repeat) -> None:
        for _ in range(tree.least):
            self.add(tree.inner)
        if tree.most is None:
            fork = self.put(Fork(0, 0))
            self.add(tree.inner)
            self.put(Fork(fork, fork))
            self._set(fork, len(self.instructions), greedy=tree.greedy)
            return
        forks: list[int] = []
        for _ in range(tree.most - tree.least):
            forks.append(self.put(Fork(0, 0)))
            self.add(tree.inner)
        for fork in forks:
            self._set(fork, len(self.instructions), greedy=tree.greedy)

    def _set(self, fork: int, end: int, *, greedy: bool) -> None:
        self.instructions[fork] = Fork(fork + 1, end) if greedy else Fork(end, fork + 1)
