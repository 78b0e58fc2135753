"""Problems of work that is divided among processes, or sent to a cluster."""

from __future__ import annotations

from sstc_survey.problems import Kind, Severity, codes

KINDS: tuple[Kind, ...] = (
    Kind(
        codes.JOBS_NUMBER,
        'invalid number of processes "{jobs}"',
        "give a number from 1 to {most}, or auto for one a core",
        "`--jobs` takes how many processes read the files.",
    ),
    Kind(
        codes.WORKER_LOST,
        "a process that was reading files ended unexpectedly; {count} are read again: {files}",
        "",
        "With `--jobs`, one of the processes was killed, perhaps because memory ran out. What it was reading, and what "
        "was waiting for it, is read again, once.",
        Severity.WARNING,
    ),
    Kind(
        codes.WORKER_DIED,
        "the process that reads these files ended unexpectedly, twice: {files}",
        "run the command again without --jobs; if memory ran out, use fewer processes",
        "A process was killed each time it read these files. Nothing is reported, as the figures would lack them.",
    ),
    Kind(
        codes.CLUSTER_ADDRESS,
        'invalid address of a scheduler "{address}"',
        "give it as tcp://HOST:PORT, as the scheduler prints it when it starts",
        "`--executor` takes the address of a Dask scheduler.",
    ),
    Kind(
        codes.CLUSTER_UNREACHABLE,
        "no Dask scheduler answers at {address}: {reason}",
        "check the address, and whether the scheduler is running and can be reached from here",
        "What `--executor` names is not the address of a running Dask scheduler, or a firewall is in between.",
    ),
    Kind(
        codes.CLUSTER_WITHOUT_WORKERS,
        "the scheduler at {address} has no workers",
        "start some: dask worker {address}",
        "A Dask scheduler does no work by itself.",
    ),
    Kind(
        codes.CLUSTER_VERSION,
        "{worker} has {found}, and this is sstc-survey {wanted}",
        'run on every worker: pip install "sstc-survey=={wanted}"',
        "All figures come from one version of the program; another one may count or reject otherwise.",
    ),
    Kind(
        codes.CLUSTER_PATH,
        "{worker} cannot read {path}: {reason}",
        "put the responses where every worker can read them under the same path, such as a network share",
        "Workers read the files themselves. A path that is only on this machine does not help them.",
    ),
    Kind(
        codes.CLUSTER_URL,
        "{worker} cannot read {path}: {reason}",
        "give every worker the packages for it, access and credentials",
        "Workers read packs at URLs themselves. What only this machine can open does not help them.",
    ),
    Kind(
        codes.CLUSTER_FAILED,
        "the cluster did not complete the work: {reason}",
        "check the messages of the scheduler and the workers, and run the command again",
        "Dask repeats what is lost with a worker several times, and then gives up. Nothing is reported, as the figures "
        "would lack these files.",
    ),
    Kind(
        codes.CLUSTER_LOST,
        "{count} lost during the work; Dask did that part again",
        "",
        "Workers of a cluster may come and go. The figures are whole.",
        Severity.WARNING,
    ),
)
