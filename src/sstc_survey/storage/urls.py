"""Paths that are URLs, and what of one is secret: it is taken out before anything is said or written."""

from __future__ import annotations

import re
from typing import Final

from sstc_survey.problems import Place, Problem, SurveyError, codes

# fsspec has chains of protocols too; none of them is known, but what is secret in one is not shown either.
_URL: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*::)*[A-Za-z][A-Za-z0-9+.-]*://")
_ARGUMENT: Final = re.compile(rf"(?s)(--[a-z-]+=)?({_URL.pattern}.*)")
# A user with a password; one with a / in it leads nowhere, but is as secret.
_USER: Final = re.compile(r"(://)([^/\s]*@|[^/\s:@\[]*:(?!\d*(?:/|\Z))\S*@)")
# Links that are signed have the signature here.
_QUERY: Final = re.compile(r"(?i)(\.jsonl(?:\.zst)?(?:/[^\s?#'\"]*)?)([?#][^\s'\"]*)")

_PACK: Final = re.compile(r"(?i)\.jsonl(?:\.zst)?(?=/|\Z)")

# What was taken out of each URL: the user, and what follows the path.
_secrets: dict[str, tuple[str, str]] = {}


def is_url(path: str) -> bool:
    """Tell whether a path is a URL, whatever it leads to."""
    return "://" in path and _URL.match(path) is not None


def missing(url: str) -> Problem:
    """Say why a URL at which no pack is cannot be read: only packs are."""
    path = url.partition("?")[0]
    return Problem(codes.URL_NOT_PACK if pack_in(path) is None else codes.URL_NOT_FOUND, {}, Place(path))


def pack_in(url: str) -> str | None:
    """Return the URL of the pack that a URL leads to, or into, by its name alone; None where it leads to none."""
    ends = [found.end() for found in _PACK.finditer(url)]
    return url[: ends[-1]] if ends else None


def shown(text: str) -> str:
    """Return a text without what is secret in its URLs."""
    return _QUERY.sub(r"\1", _USER.sub(r"\1", text)) if "://" in text else text


def take_secrets(argument: str) -> str:
    """Return an argument of the command line without what is secret, if it is a URL, and remember that.

    Two URLs that are alike without it raise SurveyError: nobody could tell them apart.
    """
    found = _ARGUMENT.fullmatch(argument)
    if found is None:
        return argument
    option, url = found[1] or "", found[2]
    bare = shown(url)
    if bare != url:
        user, query = _USER.search(url), _QUERY.search(url)
        secret = (user[2] if user else "", query[2] if query else "")
        if _secrets.setdefault(bare, secret) != secret:
            raise SurveyError(Problem(codes.URL_TWICE, {}, Place(bare)))
    return option + bare


def secrets_of(url: str) -> tuple[str, str]:
    """Return the user and the query of a URL, or of one below it, that were taken out of it; mostly there are none."""
    return next((secret for known, secret in _secrets.items() if known == url or known.startswith(f"{url}/")), ("", ""))


def give_secrets(url: str, secret: tuple[str, str]) -> None:
    """Remember what another process has taken out of a URL."""
    _secrets[url] = secret


def whole(url: str) -> str:
    """Return a URL with what is secret: only to open it. Its scheme is in small letters."""
    scheme, _, rest = url.partition("://")
    user, query = secrets_of(url)
    return f"{scheme.lower()}://{user}{rest}{query}"
