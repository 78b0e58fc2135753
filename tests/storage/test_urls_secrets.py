"""What of a URL is secret: nothing of it is in what is left, and all of it is there again to open the URL."""

from __future__ import annotations

import pytest

from sstc_survey.problems import SurveyError
from sstc_survey.storage import urls
from sstc_survey.storage.urls import (
    has_secrets,
    pack_in,
    packs_in,
    shown,
    shown_call,
    take_secrets,
    whole,
    without_ending,
    without_secrets,
)


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "_secrets", {})


# Paths of the command line, what is said of them, and what is opened if it is a pack that is not as it was given.
PATHS: dict[str, tuple[str, str]] = {
    "password": ("https://chea:SECRET@host/a.jsonl", "https://host/a.jsonl"),
    "user": ("https://SECRET@host:80/a@b.jsonl", "https://host:80/a@b.jsonl"),
    "slash": ("https://chea:SEC/RET@host/a.jsonl", "https://host/a.jsonl"),
    "at": ("https://chea:S@SECRET@host/a.jsonl", "https://host/a.jsonl"),
    "question mark": ("https://chea:SEC?RET@host/a.jsonl", "https://host/a.jsonl"),
    "hash": ("https://chea:SEC#RET@host/a.jsonl", "https://host/a.jsonl"),
    "spaces": ("http://us er:SEC RET@host/a.jsonl", "http://host/a.jsonl"),
    "lines": ("http://us\ner:SEC\nRET@host/a.jsonl?a\nSECRET", "http://host/a.jsonl"),
    "query": ("https://host/a.jsonl.zst?X-Signature=SECRET&b=1#top", "https://host/a.jsonl.zst"),
    "fragment": ("https://host/a.jsonl.zst#SECRET?b", "https://host/a.jsonl.zst"),
    "quotes": ("https://host/a.jsonl?a='SECRET'", "https://host/a.jsonl"),
    "space in a query": ("https://host/a.jsonl?a=x y&b=SECRET", "https://host/a.jsonl"),
    "at in a query": ("https://host:80/a.jsonl?b=x@SECRET", "https://host:80/a.jsonl"),
    "both": ("s3://chea:SECRET@bucket/a.jsonl?b=SECRET@x", "s3://bucket/a.jsonl"),
    "name in a query": ("http://host/get?sig=SECRET&f=p.jsonl", "http://host/get"),
    "no path": ("http://host?sig=SECRET&f=p.jsonl", "http://host"),
    "no pack": ("http://host/q.yaml?sig=SECRET", "http://host/q.yaml"),
    "in a pack": ("https://host/a.jsonl/b/c.json?SECRET", "https://host/a.jsonl/b/c.json"),
    "space in a path": ("http://host/a.jsonl/sub folder/x.json?sig=SECRET", "http://host/a.jsonl/sub folder/x.json"),
    "address": ("http://[::1]:80/a@b.jsonl?SECRET", "http://[::1]:80/a@b.jsonl"),
    "address and password": ("http://u:SECRET@[::1]:80/a.jsonl", "http://[::1]:80/a.jsonl"),
    "chain": ("simplecache::https://chea:SECRET@host/a.jsonl?SECRET", "simplecache::https://host/a.jsonl"),
    "capitals": ("HTTPS://chea:SECRET@host/a.JSONL?SECRET", "HTTPS://host/a.JSONL"),
    "underline": ("arrow_hdfs://chea:SECRET@host/a.jsonl", "arrow_hdfs://host/a.jsonl"),
    "gist": ("gist://chea:SECRET@1234/a.jsonl", "gist://1234/a.jsonl"),
    # What is before the @ is no user there.
    "github": ("github://org:repo@/p.jsonl?SECRET", "github://org:repo@/p.jsonl"),
    "github, version": ("github://org:repo@main/p.jsonl", "github://org:repo@main/p.jsonl"),
    "git": ("git://main@folder/p.jsonl", "git://main@folder/p.jsonl"),
    "abfs": ("abfs://box@account.dfs.core.windows.net/p.jsonl", "abfs://box@account.dfs.core.windows.net/p.jsonl"),
    "abfss": ("ABFSS://box@account.net/p.jsonl?SECRET", "ABFSS://box@account.net/p.jsonl"),
    "oci": ("oci://bucket@space/p.jsonl", "oci://bucket@space/p.jsonl"),
    "hf": ("hf://datasets/org/repo@main/p.jsonl", "hf://datasets/org/repo@main/p.jsonl"),
    "arn": ("s3://arn:aws:s3:x:1:accesspoint/name/a@b.jsonl", "s3://arn:aws:s3:x:1:accesspoint/name/a@b.jsonl"),
    "port": ("https://host:80/a@b.jsonl", "https://host:80/a@b.jsonl"),
    # These are no URLs.
    "file": ("answers/chea:@x?a#b.jsonl", "answers/chea:@x?a#b.jsonl"),
    "below a file": ("a/b://c:d@e/f?g.jsonl", "a/b://c:d@e/f?g.jsonl"),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_is_left_without_what_is_secret(name: str) -> None:
    given, wanted = PATHS[name]
    assert take_secrets(given) == without_secrets(given) == wanted
    assert take_secrets(given) == wanted
    if given != wanted and (pack := pack_in(wanted)) is not None:
        assert has_secrets(pack)
        scheme, _, rest = given.partition("://")
        assert whole(pack) == f"{scheme.lower()}://{rest}".replace(wanted.removeprefix(pack) or "\0", "", 1)
    # Taken from what has none, nothing goes.
    assert without_secrets(wanted) == wanted


@pytest.mark.parametrize("name", PATHS)
def test_what_quotes_a_path_is_left_without_what_is_secret(name: str) -> None:
    given, _ = PATHS[name]
    for argument in (given, f"--output={given}", f"-o{given}", f"--{given}"):
        for text in (argument, f"no such option: {argument}", f"invalid value {argument!r} (x)"):
            assert not any(part in shown_call(text, [argument, "x"]) for part in ("SEC", "RET"))


# What libraries say.
TEXTS = [
    ("404, message='Not Found', url='http://host/p.jsonl?sig=SECRET'", "404, message='Not Found', url='http://host/p.jsonl"),
    ("no https://u:SECRET@host/a.jsonl?SECRET here", "no https://host/a.jsonl"),
    ("no https://u:SEC/RET@host/a.jsonl here", "no https://host/a.jsonl here"),
    ("no http://us er:SECRET@host/a.jsonl here", "no http://host/a.jsonl here"),
    ("no http://host/a.jsonl?a=x y&b='SECRET' here", "no http://host/a.jsonl"),
    ("no http://host:80/a.jsonl here", "no http://host:80/a.jsonl here"),
    ("no github://org:repo@/p.jsonl here", "no github://org:repo@/p.jsonl here"),
    ("why? no a@b", "why? no a@b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_texts_of_others_are_left_without_what_may_be_secret(text: str, wanted: str) -> None:
    assert shown(text) == wanted


def test_what_is_known_to_be_secret_is_in_no_text_of_others() -> None:
    take_secrets("ftp://chea:SEC%20RET@host/a.jsonl?sig=OTHER")
    text = shown("login of chea:SEC%20RET failed: 'SEC RET', sig=OTHER")
    assert not any(part in text for part in ("SEC", "RET", "OTHER"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://h/p.jsonl?a=1", "http://h/p.jsonl?a=2"),
        ("http://h/p.jsonl?a=1", "http://h/p.jsonl"),
        ("http://h/p.jsonl", "http://u:x@h/p.jsonl"),
        ("http://h/p.jsonl/a?a=1", "http://h/p.jsonl/b?a=2"),
    ],
)
def test_two_that_are_alike_without_it_are_refused(first: str, second: str) -> None:
    take_secrets(first)
    take_secrets(first)
    with pytest.raises(SurveyError, match="the same but for their passwords"):
        take_secrets(second)


def test_packs_by_their_names() -> None:
    path = "a.jsonl/b.JSONL.zst/c.jsonlx/d.json"
    assert [*packs_in(path)] == ["a.jsonl/b.JSONL.zst", "a.jsonl"]
    assert [pack_in(each) for each in ("a.jsonl", "a.jsonl/", "a.jsonl.x", ".jsonl", "jsonl")] == [
        "a.jsonl", "a.jsonl", None, ".jsonl", None,
    ]  # fmt: skip
    assert [without_ending(each) for each in ("x/a.jsonl.zst", "a.JSONL", "a.jsonl/b")] == ["x/a", "a", "a.jsonl/b"]
