"""The keys that do anything, for each kind of prompt: what is bound, and what the footer and the help say of it."""

from __future__ import annotations

from collections.abc import Container
from enum import Enum, auto
from typing import Final, Literal, NamedTuple, TypeAlias

from prompt_toolkit.keys import Keys

from sstc_survey.i18n import gettext, noop
from sstc_survey.prompters.terminal.key_parser import ALT_ENTER


class Key(Enum):
    """What a key asks for, whichever key it was."""

    ENTER = auto()
    BACK = auto()
    SKIP = auto()
    DONT_KNOW = auto()
    REFUSED = auto()
    COMMENT = auto()
    LANGUAGE = auto()
    REFERENCE = auto()
    MORE = auto()
    HELP = auto()
    STOP = auto()
    # No key: the Esc that went back here was the beginning of another one.
    NOT_BACK = auto()


class Binding(NamedTuple):
    """The keys for one thing by their names, the first as the footer writes it, and a letter after Ctrl-X.

    One without a label is not in the footer, where there is no room for what is done once in an interview.
    """

    key: Key
    names: tuple[str, ...]
    label: str
    word: str
    letter: str
    help: str


# Terminals keep some function keys for themselves (F1, F10, F11), so each has a second way with Ctrl-X, which
# nobody edits a line with.
BINDINGS: Final = (
    Binding(Key.BACK, ("escape", "f2"), noop("Esc"), noop("back"), "b", noop("Esc or F2: go back; nothing is lost")),
    Binding(Key.SKIP, ("f3",), "F3", noop("skip"), "s", noop("F3: skip (leave blank)")),
    Binding(Key.DONT_KNOW, ("f8",), "F8", noop("don't know"), "d", noop("F8: don't know")),
    Binding(Key.REFUSED, ("f9",), "F9", noop("refuse"), "r", noop("F9: refused")),
    Binding(Key.COMMENT, ("f4",), "F4", noop("comment"), "c", noop("F4: add a comment")),
    Binding(Key.LANGUAGE, ("f6",), "F6", noop("language"), "l", noop("F6: change the language")),
    Binding(Key.REFERENCE, ("f7",), "", noop("reference"), "n", noop("F7: give or change the reference")),
    Binding(Key.HELP, ("f1",), "F1", noop("help"), "h", noop("F1: show or hide this help")),
    Binding(Key.STOP, ("f10",), "F10", noop("stop"), "q", noop("F10: stop; the draft is saved")),
)
# In a turn of a session: the reference is its own, and what stops a prompt leads to its board.
_OF_SESSION: Final = {
    Key.REFERENCE: Binding(
        Key.MORE, ("f7",), "F7", noop("more"), "p", noop("F7, then a letter: what it does on the board")
    ),
    Key.STOP: Binding(Key.STOP, ("f10",), "F10", noop("board"), "q", noop("F10: the board; everything is kept")),
}
_SESSION_BINDINGS: Final = tuple(_OF_SESSION.get(binding.key, binding) for binding in BINDINGS)
PREFIX: Final = "c-x"
ANY: Final = Keys.Any.value
PASTE: Final = Keys.BracketedPaste.value

PromptKind: TypeAlias = Literal[
    "note",
    "menu",
    "letter",
    "board",
    "select_one",
    "select_multiple",
    "rank",
    "scale",
    "text",
    "multiline",
    "autocomplete",
]


class OwnKeys(NamedTuple):
    """The names of keys that do something on one kind of prompt, and what the help says of them."""

    help: str
    names: tuple[str, ...]


class _Kind(NamedTuple):
    """How the footer names the keys of one kind of prompt, and all keys that it has for itself."""

    labels: tuple[str, ...]
    keys: tuple[OwnKeys, ...]
    # What takes the reply.
    finish: tuple[str, ...] = ("enter", "c-j")


_TYPED: Final = (ANY, PASTE)
_FIND: Final = OwnKeys(
    noop("Letters: show only the choices that have them; Backspace, Ctrl-U: remove them"), ("c-h", "c-u")
)
_MOVE: Final = OwnKeys(
    noop("Left, Right, Home, End, Ctrl-A, Ctrl-E: move; Ctrl-Left, Ctrl-Right: by words"),
    ("left", "right", "home", "end", "c-a", "c-e", "c-left", "c-right"),
)
_DELETE: Final = OwnKeys(
    noop("Backspace, Delete, Ctrl-U, Ctrl-K, Ctrl-W: delete; Ctrl-_: undo"),
    ("c-h", "delete", "c-u", "c-k", "c-w", "c-_"),
)
_IN_LIST: Final = ("up", "down", ANY)
_MORE_IN_LIST: Final = OwnKeys(
    noop("Tab, Shift-Tab, PgUp, PgDn, Home, End: move"), ("tab", "s-tab", "pageup", "pagedown", "home", "end")
)
# Only lists and scales with numbers have this in their footer.
NUMBER_CHOOSES: Final = noop("Number choose")
_DIGITS: Final = OwnKeys(noop("Digits typed in a row are one number"), (ANY,))
_MAY_BE_EMPTY: Final = noop("Enter: accept the text; empty skips")
_MUST_BE_TYPED: Final = noop("Enter: accept the text")
_OWN_KEYS: Final[dict[PromptKind, _Kind]] = {
    "note": _Kind((noop("Enter next"),), ()),
    # A few rows of the program's own: no letters are looked for.
    "menu": _Kind(
        (NUMBER_CHOOSES, noop("Enter next")),
        (
            OwnKeys(noop("Up, Down: move to another line"), _IN_LIST),
            _MORE_IN_LIST,
            OwnKeys(noop("Enter: choose it"), ()),
            _DIGITS,
        ),
    ),
    "letter": _Kind((noop("Letter choose"),), (OwnKeys(noop("Letter: choose it"), (ANY,)),)),
    # Its footer and the rest of its help are its own.
    "board": _Kind(
        (), (OwnKeys(noop("Up, Down, Tab, Shift-Tab: move; Enter: call"), ("up", "down", "tab", "s-tab", ANY)),)
    ),
    "select_one": _Kind(
        (NUMBER_CHOOSES, noop("Enter next")),
        (
            OwnKeys(noop("Up, Down, digit, first letter: move"), _IN_LIST),
            _FIND,
            _MORE_IN_LIST,
            OwnKeys(noop("Enter: choose it"), ()),
            _DIGITS,
        ),
    ),
    "select_multiple": _Kind(
        (noop("Number select"), noop("Space select"), noop("Enter next")),
        (
            OwnKeys(noop("Up, Down, first letter: move"), _IN_LIST),
            _FIND,
            _MORE_IN_LIST,
            OwnKeys(noop("Space or digit: select or deselect"), (ANY,)),
            _DIGITS,
        ),
    ),
    "rank": _Kind(
        (noop("Number rank"), noop("Space rank"), noop("Enter next")),
        (
            OwnKeys(noop("Up, Down, first letter: move"), _IN_LIST),
            _FIND,
            _MORE_IN_LIST,
            OwnKeys(noop("Space or digit: rank next, or unrank"), (ANY,)),
            _DIGITS,
        ),
    ),
    "scale": _Kind(
        (NUMBER_CHOOSES, noop("Enter next")),
        (
            OwnKeys(noop("Number or letter: choose that value"), (ANY,)),
            OwnKeys(noop("Left, Right, Up, Down: choose"), ("left", "right", "up", "down")),
            OwnKeys(noop("Enter: choose it"), ()),
            _DIGITS,
        ),
    ),
    "text": _Kind(
        (noop("Enter next"),),
        (
            OwnKeys(_MAY_BE_EMPTY, _TYPED),
            _MOVE,
            _DELETE,
        ),
    ),
    "multiline": _Kind(
        (noop("F5 next"), noop("Enter new line")),
        (
            OwnKeys(noop("F5, Ctrl-S or Alt-Enter: accept the text"), ("enter", "c-j", *_TYPED)),
            OwnKeys(noop("Up, Down: move to another line"), ("up", "down")),
            _MOVE,
            _DELETE,
        ),
        finish=("f5", "c-s", ALT_ENTER.value),
    ),
    "autocomplete": _Kind(
        (noop("Type to search"), noop("Down list"), noop("Enter next")),
        (
            OwnKeys(noop("Type part of a choice or its code"), _TYPED),
            OwnKeys(noop("Up, Down, Tab, Shift-Tab: go to a match"), ("down", "up", "tab", "s-tab")),
            _MOVE,
            _DELETE,
        ),
    ),
}
_NEXT_PAGE: Final = noop("next page")
_CLOSE: Final = noop("close")
_ALWAYS: Final = noop("Ctrl-L: redraw; Ctrl-Z: suspend; Ctrl-C, Ctrl-D: stop")


def bindings_with(keys: Container[Key]) -> tuple[Binding, ...]:
    """Return what is bound on a prompt where these keys work: in a turn of a session F7 and F10 lead to its board."""
    return _SESSION_BINDINGS if Key.MORE in keys else BINDINGS


def own_names(kind: PromptKind) -> frozenset[str]:
    """Return the names of the keys that a kind of prompt has for itself; no other key may be bound there."""
    return frozenset(name for keys in _OWN_KEYS[kind].keys for name in keys.names)


def finishing_names(kind: PromptKind) -> tuple[str, ...]:
    """Return the names of the keys that take the reply of a kind of prompt."""
    return _OWN_KEYS[kind].finish


def help_only() -> tuple[str, ...]:
    """Return what the footer names where there is no room for more: the key that names the others."""
    return footer_of("note", {Key.HELP})[1:]


def help_keys(*, goes_on: bool) -> tuple[str, ...]:
    """Return what the footer names below the help: the key for its next page, if there is one, and the one to close."""
    turn, close = (gettext(binding.label) for key in (Key.HELP, Key.BACK) for binding in BINDINGS if binding.key is key)
    following = (f"{turn} {gettext(_NEXT_PAGE)}",) if goes_on else ()
    return (*following, f"{close} {gettext(_CLOSE)}")


def footer_of(kind: PromptKind, keys: Container[Key]) -> tuple[str, ...]:
    """Return what the footer names: the keys of a kind of prompt, then those of `keys` that have a label."""
    shown = (binding for binding in bindings_with(keys) if binding.key in keys and binding.label)
    labels = (f"{gettext(binding.label)} {gettext(binding.word)}" for binding in shown)
    return (*map(gettext, _OWN_KEYS[kind].labels), *labels)


def help_of(kind: PromptKind, keys: Container[Key]) -> str:
    """Return the help on the keys of a kind of prompt, and on those of `keys`, one a line."""
    bindings = [binding for binding in bindings_with(keys) if binding.key in keys]
    own = [keys.help for keys in _OWN_KEYS[kind].keys]
    if Key.SKIP not in keys:
        own = [_MUST_BE_TYPED if each == _MAY_BE_EMPTY else each for each in own]
    letters = gettext(", ").join(f"{binding.letter} {gettext(binding.word)}" for binding in bindings)
    lines = map(gettext, (*own, *(binding.help for binding in bindings), _ALWAYS))
    return "\n".join((*lines, gettext("Or Ctrl-X, then: {keys}").format(keys=letters)))
