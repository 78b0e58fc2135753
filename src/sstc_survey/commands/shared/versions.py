"""The versions of a questionnaire that responses have: the one to read them by, with its copy, and the others."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sstc_survey.commands.shared.account import Account, UsedVersion
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load_bytes, load_copy
from sstc_survey.engine.form import Form, form_of
from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import COPIES_FOLDER
from sstc_survey.storage.copies import read_copy

if TYPE_CHECKING:
    from sstc_survey.exports.codebook.versions import OtherVersion


def main_version(collector: Account[Any], paths: Sequence[str], command: str = "summarize") -> UsedVersion:
    """Return the version that most responses have, or raise the problem that they are to different questionnaires.

    `command` is the one that reads those of a single questionnaire.
    """
    main = {
        name: max(versions.values(), key=lambda version: version.rank) for name, versions in collector.versions.items()
    }
    if len(main) == 1:
        return next(iter(main.values()))
    folders = collector.folders
    apart = sum(map(len, folders.values())) == len(set().union(*folders.values()))
    commands = []
    for name, version in sorted(main.items()):
        copy = os.path.join(version.folder, COPIES_FOLDER, f"{version.reference.sha256}.yaml")
        arguments = sorted(folders[name]) if apart else [*paths, "--questionnaire", copy]
        commands.append(shlex.join(["sstc-survey", command, *arguments]))
    details = {
        "count": len(collector.counts),
        "ids": ", ".join(f"{name} ({count})" for name, count in sorted(collector.counts.items())),
        "commands": "; ".join(commands),
    }
    raise SurveyError(Problem(codes.SUMMARY_SEVERAL_QUESTIONNAIRES, details))


def load_version(version: UsedVersion) -> LoadedQuestionnaire:
    """Return a version of the questionnaire from the copy saved with its newest response."""
    reference = version.reference
    copy = read_copy(version.folder, reference.sha256)
    if isinstance(copy, Problem):
        details = {
            "id": reference.id,
            "version": reference.version,
            "reason": copy.fault,
            "file": f"{COPIES_FOLDER}/{reference.sha256}.yaml",
        }
        raise SurveyError(Problem(codes.SUMMARY_NO_QUESTIONNAIRE, details, Place(version.folder)))
    return load_bytes(copy, f"{reference.id} {reference.version}", kept=True)


def other_versions(
    account: Account[Any], loaded: LoadedQuestionnaire, *, has_simulated: bool
) -> Iterator[OtherVersion]:
    """Yield the other versions that responses which count were made with, those that most have first."""
    # A summary has no use for it.
    from sstc_survey.exports.codebook.versions import OtherVersion

    used = account.versions.get(loaded.questionnaire.id, {})
    main = loaded.reference.sha256
    for sha256, version in sorted(used.items(), key=lambda item: item[1].rank, reverse=True):
        count = version.tallied + (version.simulated if has_simulated else 0)
        if sha256 != main and count:
            yield OtherVersion(name=version.reference.version, count=count, form=_form(version))


def _form(version: UsedVersion) -> Form | None:
    try:
        return form_of(load_copy(version.folder, version.reference).questionnaire)
    except SurveyError:
        return None
