"""Paths that are URLs, and what of one is secret: it is taken out before anything is said or written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sstc_survey.problems import Place, Problem, SurveyError, codes

# fsspec has chains of protocols too; none of them is known, but what is secret in one is not shown either.
_URL: Final = re.compile(r"(?:[A-Za-z][\w+.-]*::)*[A-Za-z][\w+.-]*://", re.ASCII)
# What is before the @ is no user here: an organisation, a container, a bucket, a version.
_WITHOUT_USERS: Final = ("abfs", "abfss", "adl", "az", "git", "github", "hf", "oci", "ocilake")
# A user with a password, and one whose password has a character that ends the server: that leads nowhere, but is as
# secret. Addresses of Amazon (arn:aws:…) have colons too.
_USER: Final = re.compile(r"(?s)[^/?#]*@|(?!arn:)[^/?#:@\[]*:(?!\d*(?:[/?#]|\Z)).*@")
# Links that are signed have the signature here.
_QUERY: Final = re.compile(r"(?s)[?#].*")

# In the words of others nobody knows where a URL ends.
_SAID_USER: Final = re.compile(r"([\w+.-]*)(://)([^/?#]*@|(?!arn:)[^/?#\s:@\[]*:(?!\d*(?:[/?#\s]|\Z))\S*@)")
_SAID_QUERY: Final = re.compile(r"(?s)(://[^?#]*)[?#].*")
# What is shorter is in many words.
_SHORTEST: Final = 4

_PACK: Final = re.compile(r"(?i)\.jsonl(?:\.zst)?(?=/|\Z)")

# What was taken out of the URL of each pack: the user, and what follows the path.
_secrets: dict[str, tuple[str, str]] = {}


def is_url(path: str) -> bool:
    """Tell whether a path is a URL, whatever it leads to."""
    return "://" in path and _URL.match(path) is not None


def missing(url: str) -> Problem:
    """Say why a URL at which no pack is cannot be read: only packs are."""
    path = without_secrets(url)
    return Problem(codes.URL_NOT_PACK if pack_in(path) is None else codes.URL_NOT_FOUND, {}, Place(path))


def packs_in(path: str) -> Iterator[str]:
    """Yield the packs that a path leads to, or into, by its name alone: of several, the longest path first."""
    for end in reversed([found.end() for found in _PACK.finditer(path)]):
        yield path[:end]


def pack_in(path: str) -> str | None:
    """Return the first pack that a path leads to, or into, by its name alone; None where it leads to none."""
    return next(packs_in(path), None)


def without_ending(path: str) -> str:
    """Return the path of a pack without what its name ends in; any other path as it is."""
    return _PACK.sub("", path) if pack_in(path) == path else path


def without_secrets(argument: str) -> str:
    """Return an argument of the command line, or a path, without what is secret if it is a URL."""
    return _parts(argument)[0] if is_url(argument) else argument


def _parts(url: str) -> tuple[str, str, str]:
    """Return a URL without what is secret, its user, and what follows its path."""
    scheme, mark, rest = url.partition("://")
    has_user = scheme.lower().rpartition("::")[2] not in _WITHOUT_USERS
    user = found[0] if has_user and (found := _USER.match(rest)) else ""
    rest = rest.removeprefix(user)
    query = found[0] if (found := _QUERY.search(rest)) else ""
    return f"{scheme}{mark}{rest.removesuffix(query)}", user, query


def shown(text: str) -> str:
    """Return what others say, such as an error of a library, without what may be secret in it; rather too little."""
    from urllib.parse import unquote

    for user, query in _secrets.values():
        _, _, password = user.removesuffix("@").partition(":")
        for secret in (user, query, query[1:], password):
            for written in (secret, unquote(secret)):
                text = text.replace(written, "") if len(written) >= _SHORTEST else text
    if "://" not in text:
        return text
    text = _SAID_USER.sub(lambda found: found[0] if found[1].lower() in _WITHOUT_USERS else f"{found[1]}://", text)
    return _SAID_QUERY.sub(r"\1", text)


def shown_call(text: str, arguments: Sequence[str]) -> str:
    """Return a text that may quote arguments of the command line without what is secret in them."""
    for argument in arguments:
        _, mark, rest = argument.partition("://")
        if mark:
            # An option may be before the URL, even one of a letter that follows it without a space.
            url = f"{mark}{rest}"
            bare = f"{mark}{without_secrets(f'x{url}').partition(mark)[2]}"
            for written, said in ((url, bare), (repr(url)[1:-1], repr(bare)[1:-1])):
                text = text.replace(written, said)
    return shown(text)


def take_secrets(path: str) -> str:
    """Return a path of the command line without what is secret, if it is a URL, and remember that.

    Two URLs of a pack that are alike without it raise SurveyError: nobody could tell them apart.
    """
    if not is_url(path):
        return path
    bare, *secret = _parts(path)
    pack = pack_in(bare)
    found = (secret[0], secret[1])
    if pack is not None and _secrets.setdefault(pack, found) != found:
        raise SurveyError(Problem(codes.URL_TWICE, {}, Place(pack)))
    return bare


def secrets_of(url: str) -> tuple[str, str]:
    """Return the user and the query that were taken out of the URL of a pack, or of what is in it; mostly none are."""
    return _secrets.get(pack_in(url) or url, ("", ""))


def has_secrets(url: str) -> bool:
    """Tell whether something was taken out of the URL of a pack."""
    return any(secrets_of(url))


def give_secrets(url: str, secret: tuple[str, str]) -> None:
    """Remember what another process has taken out of the URL of a pack."""
    _secrets[url] = secret


def whole(url: str) -> str:
    """Return the URL of a pack with what is secret: only to open it. Its scheme is in small letters."""
    scheme, _, rest = url.partition("://")
    user, query = secrets_of(url)
    return f"{scheme.lower()}://{user}{rest}{query}"
