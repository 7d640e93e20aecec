# SPDX-License-Identifier: Apache-2.0
"""PCRE and RE2 patterns as Python ones, as far as they mean the same; else Undocumented.

Both read \\d \\s \\w \\b as ASCII (PCRE without UCP), which Python does not. RE2 ends a text at `$`, PCRE before a
last newline too. Sources: github.com/google/re2/wiki/Syntax, pcre.org pcre2syntax (2026-11).
"""
import functools
import re
import signal


class Undocumented(Exception):
    """The vendor's documentation does not say what the query does here."""


_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}
_SPACE = {"pcre": r" \t\n\x0b\x0c\r", "re2": r" \t\n\x0c\r"}
_WORD = "[A-Za-z0-9_]"
_BOUNDARY = f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))"
_NOT_BOUNDARY = f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))"


class _Reader:
    def __init__(self, text, flavour):
        self.text, self.flavour, self.at, self.out = text, flavour, 0, []
        self.open = [0]  # flag groups to close per open group

    def refuse(self, what):
        raise Undocumented(f"regular expression {self.text!r}: {what} at {self.at}")

    def take(self, count=1):
        part = self.text[self.at:self.at + count]
        if len(part) < count:
            self.refuse("ends in the middle")
        self.at += count
        return part


def _class_of(reader, letter):
    inner = _SPACE[reader.flavour] if letter in "sS" else _CLASSES[letter.lower()]
    return inner


def _code_point(reader):
    if reader.text[reader.at:reader.at + 1] == "{":
        end = reader.text.find("}", reader.at)
        if end < 0:
            reader.refuse("\\x{ without }")
        digits = reader.text[reader.at + 1:end]
        reader.at = end + 1
    else:
        digits = reader.take(2)
    return f"\\U{int(digits, 16):08x}"


def _escape(reader, in_class):
    letter = reader.take()
    if letter == "x":
        return _code_point(reader)
    if letter in "dswDSW":
        inner = _class_of(reader, letter)
        if letter.islower():
            return inner if in_class else f"[{inner}]"
        if in_class:
            reader.refuse("negated class within a class")
        return f"[^{inner}]"
    if letter in "tnrfv":
        return "\\" + letter
    if not in_class and letter in "AzZbB":
        if letter == "Z" and reader.flavour == "re2":
            reader.refuse("\\Z")
        return {"A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)", "b": _BOUNDARY, "B": _NOT_BOUNDARY}[letter]
    if letter.isascii() and letter.isalnum():
        reader.refuse(f"escape \\{letter}")
    return re.escape(letter)


_POSIX = {"alpha": "A-Za-z", "digit": "0-9", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z",
          "xdigit": "0-9A-Fa-f", "space": r" \t\n\x0b\x0c\r", "word": "A-Za-z0-9_"}


def _bracket(reader):
    out = ["["]
    if reader.text[reader.at:reader.at + 1] == "^":
        reader.take()
        out.append("^")
    first = True
    while True:
        letter = reader.take()
        if letter == "]" and not first:
            return "".join(out) + "]"
        first = False
        posix = re.match(r"\[:(\w+):\]", reader.text[reader.at - 1:])
        if letter == "[" and posix:
            reader.at += len(posix.group(0)) - 1
            out.append(_POSIX.get(posix.group(1)) or reader.refuse("POSIX class"))
        elif letter == "\\":
            out.append(_escape(reader, True))
        else:
            out.append("-" if letter == "-" else re.escape(letter))


def _group(reader):
    """After `(`. Flags of a whole group, `(?i)`, become `(?i:`, closed where the group ends."""
    flags = re.match(r"\?([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)])", reader.text[reader.at:])
    around = re.match(r"\?<?[=!]", reader.text[reader.at:])
    if around and reader.flavour == "pcre":
        reader.at += around.end()
        reader.open.append(0)
        return "(" + around.group(0)
    if not flags:
        named = re.match(r"\?P?<[A-Za-z_]\w*>", reader.text[reader.at:])
        if reader.text[reader.at:reader.at + 1] == "?" and not named:
            reader.refuse("group of another kind")
        reader.at += named.end() if named else 0
        reader.open.append(0)
        return "(?:"
    letters, end = flags.groups()
    if not set(letters) <= set("ims-"):
        reader.refuse("flags " + letters)
    at_start = reader.at == 1 or reader.text[:reader.at - 1].endswith(("(", "(?:")) or reader.open[-1]
    reader.at += flags.end()
    if end == ":":
        reader.open.append(0)
        return f"(?{letters}:"
    if not at_start:
        reader.refuse("flags in the middle of a group")
    reader.open[-1] += 1
    return f"(?{letters}:"


def _close(reader):
    if len(reader.open) == 1:
        reader.refuse("unopened )")
    return ")" * (reader.open.pop() + 1)


def translate(pattern, flavour):
    reader = _Reader(pattern, flavour)
    while reader.at < len(pattern):
        letter = reader.take()
        if letter == "\\":
            reader.out.append(_escape(reader, False))
        elif letter == "[" and pattern.startswith("\\s\\S]", reader.at):
            reader.at += 5
            reader.out.append("(?s:.)")
        elif letter == "[":
            reader.out.append(_bracket(reader))
        elif letter == "(":
            reader.out.append(_group(reader))
        elif letter == ")":
            reader.out.append(_close(reader))
        elif letter == "$" and flavour == "re2" and "m" not in "".join(re.findall(r"\(\?([a-z]+)", pattern)):
            reader.out.append(r"\Z")
        else:
            reader.out.append(letter)
    if len(reader.open) != 1:
        reader.refuse("missing )")
    return "".join(reader.out) + ")" * reader.open[0]


@functools.lru_cache(maxsize=4096)
def compiled(pattern, flavour, ignore_case=False):
    """Compiled pattern; Undocumented where this translation does not know the construct."""
    try:
        return re.compile(translate(pattern, flavour), re.IGNORECASE if ignore_case else 0)
    except re.error as problem:
        raise Undocumented(f"regular expression {pattern!r}: {problem}") from problem


_REPEATED_GROUP = re.compile(r"\)[*+{]")


def _give_up(_number, _frame):
    raise Undocumented("a regular expression that backtracks too long here; engines have limits of their own")


def found(pattern, flavour, text, ignore_case=False):
    """Whether the pattern matches anywhere in the text, within a second."""
    ready = compiled(pattern, flavour, ignore_case)
    if not _REPEATED_GROUP.search(pattern):
        return ready.search(text) is not None
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        return ready.search(text) is not None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
