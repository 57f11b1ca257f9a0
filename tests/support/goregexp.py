"""Go's regular expressions (regexp/syntax, Perl flags), as far as an ignore pattern can reach them.

A reader of the grammar in docs/semantics, B.4, for the model in model.py.
"""

from __future__ import annotations

from tests.support.goregexp_parts import (
    ALNUM,
    ASSERTIONS,
    CATEGORIES,
    CONTROL,
    DIGITS,
    PERL,
    POSIX,
    Ends,
    Member,
    among,
    either,
    equals,
    in_category,
    in_turn,
    negated_if,
    one,
    repeated,
)


class RegexpError(Exception):
    """Go would not compile it."""


def search(regexp: str, text: str) -> bool:
    """Go's ``regexp.MustCompile(regexp).MatchString(text)``."""
    ends = Reader(regexp).read()
    return any(ends(text, start) for start in range(len(text) + 1))


SIMPLE = {
    "^": ASSERTIONS["A"],
    "$": ASSERTIONS["z"],
    ".": one(lambda char: char != "\n"),
}


class Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def take(self, count: int = 1) -> str:
        taken = self.peek(count)
        if len(taken) < count:
            raise RegexpError("ends too early")
        self.at += count
        return taken

    def read(self) -> Ends:
        whole = self.alternatives()
        if self.peek():
            raise RegexpError("unexpected )")
        return whole

    def alternatives(self) -> Ends:
        choices = [self.sequence()]
        while self.peek() == "|":
            self.take()
            choices.append(self.sequence())
        return either(choices)

    def sequence(self) -> Ends:
        parts: list[Ends] = []
        after_repetition = False
        while self.peek() not in ("", "|", ")"):
            bounds = self.repetition()
            if bounds is None:
                parts += self.atoms()
            elif not parts or after_repetition:
                raise RegexpError("nothing to repeat, or a repetition of a repetition")
            else:
                parts[-1] = repeated(parts[-1], *bounds)
            after_repetition = bounds is not None
        return in_turn(parts)

    def repetition(self) -> tuple[int, int | None] | None:
        char = self.peek()
        if char == "{":
            return self.counted()
        if char and char in "*+?":
            self.take()
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        return None

    def counted(self) -> tuple[int, int | None] | None:
        """``{n}``, ``{n,}`` or ``{n,m}``; None, and nothing taken, where ``{`` is a literal."""
        inside, brace, _ = self.text[self.at + 1 :].partition("}")
        low, comma, high = inside.partition(",")
        if not brace or not is_number(low) or (high and not is_number(high)):
            return None
        self.take(len(inside) + 2)
        least = int(low[:5])
        most = int(high[:5]) if high else None if comma else least
        if max(least, most or 0) > 1000 or (most is not None and least > most):
            raise RegexpError("invalid repeat count")
        return least, most

    def atoms(self) -> list[Ends]:
        """One atom, or the run of literals between ``\\Q`` and ``\\E``."""
        char = self.take()
        if char == "(":
            return [self.group()]
        if char == "[":
            return [one(self.char_class())]
        if char == "\\":
            return self.escape()
        return [SIMPLE.get(char) or one(equals(char))]

    def group(self) -> Ends:
        inside = self.alternatives()
        if self.take() != ")":
            raise RegexpError("missing )")
        return inside

    def escape(self) -> list[Ends]:
        char = self.peek()
        if char in ASSERTIONS:
            self.take()
            return [ASSERTIONS[char]]
        if char == "Q":
            self.take()
            literal, mark, _ = self.text[self.at :].partition("\\E")
            self.take(len(literal + mark))
            return [one(equals(found)) for found in literal]
        return [one(self.set_escape() or equals(self.char_escape()))]

    def set_escape(self) -> Member | None:
        """After a backslash: ``d``, ``s``, ``w``, ``p`` and their negations, or None."""
        kind = self.peek()
        if kind in ("p", "P"):
            return self.unicode_class()
        members = PERL.get(kind.lower())
        if members is None:
            return None
        self.take()
        return negated_if(kind.isupper(), among(members))

    def unicode_class(self) -> Member:
        """General categories and Any; Go also knows scripts, which Python does not."""
        negated = self.take() == "P"
        name = self.take()
        if name == "{":
            name, brace, _ = self.text[self.at :].partition("}")
            self.take(len(name + brace) if brace else len(self.text))
        if name.startswith("^"):
            negated, name = not negated, name[1:]
        if name == "Any":
            return negated_if(negated, lambda _: True)
        if name not in CATEGORIES:
            raise RegexpError("unknown character class")
        return negated_if(negated, lambda char: in_category(char, name))

    def char_escape(self) -> str:
        char = self.take()
        if char in CONTROL:
            return CONTROL[char]
        if char in tuple("01234567"):
            return self.octal(char)
        if char == "x":
            return self.hexadecimal()
        if char.isascii() and char not in ALNUM:
            return char
        raise RegexpError("invalid escape")

    def octal(self, first: str) -> str:
        digits = first
        while len(digits) < 3 and self.peek() in tuple("01234567"):
            digits += self.take()
        if len(digits) == 1 and first != "0":
            raise RegexpError("a reference to a group")
        return chr(int(digits, 8))

    def hexadecimal(self) -> str:
        digits = self.take()
        if digits == "{":
            digits, _, _ = self.text[self.at :].partition("}")
            self.take(len(digits) + 1)
        else:
            digits += self.take()
        if not digits or not set(digits) <= set(POSIX["xdigit"]) or int(digits, 16) > 0x10FFFF:
            raise RegexpError("invalid escape")
        return chr(int(digits, 16))

    def char_class(self) -> Member:
        negated = self.peek() == "^"
        if negated:
            self.take()
        members = [self.class_member()]
        while self.peek() != "]":
            members.append(self.class_member())
        self.take()
        return negated_if(negated, lambda char: any(member(char) for member in members))

    def class_member(self) -> Member:
        if self.peek(2) == "[:" and ":]" in self.text[self.at + 2 :]:
            return self.named_class()
        if self.peek() == "\\":
            self.take()
            if (members := self.set_escape()) is not None:
                return members
            low = self.char_escape()
        else:
            low = self.take()
        if self.peek() != "-" or self.peek(2) in ("-", "-]"):
            return equals(low)
        self.take()
        high = self.take()
        if high == "\\":
            high = self.char_escape()
        if high < low:
            raise RegexpError("invalid range")
        return lambda char: low <= char <= high

    def named_class(self) -> Member:
        name = self.text[self.at + 2 :].partition(":]")[0]
        self.take(len(name) + 4)
        members = POSIX.get(name.removeprefix("^"))
        if members is None:
            raise RegexpError("unknown class name")
        return negated_if(name.startswith("^"), among(members))


def is_number(text: str) -> bool:
    """Decimal digits without a leading zero, as Go wants them between braces."""
    return text != "" and set(text) <= set(DIGITS) and (text == "0" or text[0] != "0")
