"""Problems of packs, and of packing and unpacking."""

from __future__ import annotations

from typing import Final

from sstc_survey.problems import Kind, codes

_READ: tuple[Kind, ...] = (
    Kind(
        codes.PACK_NOT_ONE,
        "this is not a pack",
        "name a pack or an answers folder; a batch of replies is for: sstc-survey run QUESTIONNAIRE --replies FILE",
        "The name ends in .jsonl or .jsonl.zst, but the file does not begin as a pack does.",
    ),
    Kind(
        codes.PACK_NEWER,
        "this pack is from a newer version (schema {schema}; this one reads up to {known})",
        "update sstc-survey",
        "The pack uses a schema that this version cannot read.",
    ),
    Kind(
        codes.PACK_CUT,
        "the end of the pack is missing; files read: {count}",
        "copy the pack again, or restore it from a backup",
        "The pack was truncated, or its index is damaged. What is complete is read; what follows is lost.",
    ),
    Kind(
        codes.PACK_FOREIGN,
        "the pack was compressed by another program, in one piece",
        "run zstd -d, and name the .jsonl file",
        "A compressed pack has blocks that can be read one by one. `zstd -d` gives the pack without compression.",
    ),
    Kind(
        codes.PACK_FILE_DAMAGED,
        "the pack is damaged: this file in it cannot be read",
        "copy the pack again, or restore it from a backup",
        "A line of the pack is not what was written. The other files of the pack are read.",
    ),
    Kind(
        codes.PACK_BLOCK_DAMAGED,
        "the pack is damaged: a file with an ID from {first} to {last} cannot be read",
        "copy the pack again, or restore it from a backup",
        "A block of the pack is damaged. Each file that is lost in it is counted.",
    ),
    Kind(
        codes.PACK_OUT_OF_ORDER,
        "the file is out of order in the pack",
        "run sstc-survey pack again on its folders",
        "Files in a pack are in the order of their IDs. A pack that was edited or joined by another program may lack "
        "this order, and then a response could be counted twice.",
    ),
    Kind(
        codes.PACK_READ_ONLY,
        "a pack cannot be changed",
        "to make changes in a folder, run: {command}",
        "A pack is only read. Interviews, edits, deletions and saved options need a folder.",
    ),
)

_WRITTEN: tuple[Kind, ...] = (
    Kind(
        codes.PACK_NAME,
        "the name of a pack ends in .jsonl.zst, or in .jsonl without compression",
        "change the name after --output",
        "The ending decides whether the pack is compressed.",
    ),
    Kind(
        codes.PACK_SOURCE,
        "this is not a folder or a pack",
        "name answers folders, or packs (.jsonl.zst, .jsonl)",
        "`pack` takes whole folders and packs, not single files; `unpack` takes packs.",
    ),
    Kind(
        codes.PACK_NOTHING,
        "there is nothing to pack in {paths}",
        "check the folder",
        "The folders have no responses, and nothing that belongs to them.",
    ),
    Kind(
        codes.OUTPUT_IS_PACK,
        "this is a pack of responses; it would be replaced",
        "choose another file for the output, or delete the pack first",
        "A pack may be all that is left of its responses, so no command replaces one.",
    ),
    Kind(
        codes.UNPACK_DIFFERS,
        "a different file is already there",
        "choose another folder",
        "`unpack` never replaces a file. Files that are the same as in the pack are no problem.",
    ),
    Kind(
        codes.UNPACK_ERASED,
        "response {id} was erased here",
        "choose another folder; to keep it erased, run there: sstc-survey delete {id} --erase",
        "The pack has a response that was erased in this folder. It must not come back.",
    ),
)

_AT_URLS: tuple[Kind, ...] = (
    Kind(
        codes.URL_NOT_FOUND,
        "no pack at this URL",
        "check the address",
        "The server says that it has no such file.",
    ),
    Kind(
        codes.URL_NOT_PACK,
        "only packs can be read at a URL",
        "name a pack: what is before ? or # has to end in .jsonl.zst or .jsonl, as in https://HOST/answers.jsonl.zst; "
        "or download the file",
        "A URL leads to a folder, a questionnaire or another file. Of all files, only packs are read where they are. A "
        "pack is recognised by its path: what follows the first ? or # is taken for a signature, and is never shown.",
    ),
    Kind(
        codes.URL_PROTOCOL,
        'packs are not read with the protocol "{protocol}"',
        "use one such as https, s3, gs or abfs, or download the pack",
        "Packs at URLs are opened with fsspec. It does not know this protocol, or needs more than a URL for it. Chains "
        "of protocols, as in `simplecache::https`, are not read.",
    ),
    Kind(
        codes.URL_PACKAGE,
        "reading {protocol}:// needs a package that is not installed",
        "run: pip install {package}",
        "Most protocols need a package besides fsspec, such as s3fs for s3 and aiohttp for https.",
    ),
    Kind(
        codes.URL_UNREADABLE,
        "cannot read the pack at this URL: {reason}",
        "check the address, the credentials and the connection, and run the command again",
        "A server did not answer, refused, or broke off. Nothing is reported, as the figures would lack what was not "
        "read. A server must support range requests: a pack is read in parts.",
    ),
    Kind(
        codes.URL_REPLACED,
        "the pack at this URL was replaced or removed while it was read",
        "run the command again",
        "The figures would be of two packs. Nothing is reported.",
    ),
    Kind(
        codes.URL_TWICE,
        "two URLs are the same but for their passwords or what follows the question mark",
        "name one of them, or download one of the packs",
        "Passwords and signatures of URLs are never shown or saved, so that two such packs could not be told apart.",
    ),
    Kind(
        codes.URL_OUTPUT,
        "nothing is written to a URL",
        "write to a file, and upload it",
        "An option such as `--output` or `--answers` names a URL. Only packs are read there.",
    ),
    Kind(
        codes.URL_READ_ONLY,
        "a pack cannot be changed",
        "add the password or signature to the URL in this command, and run it: {command}",
        "A pack is only read. Passwords and signatures of URLs are never shown, also not in the command.",
    ),
)

KINDS: Final = _READ + _WRITTEN + _AT_URLS
