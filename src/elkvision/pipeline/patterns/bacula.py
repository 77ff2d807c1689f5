"""Bacula: what the director, the storage and the file daemons write while they back up."""

from typing import Final

from elkvision.pipeline.patterns.tables import known

_PARTS: Final = {
    "BACULA_VOLUME": "%{USER}",
    "BACULA_DEVICE": "%{USER}",
    "BACULA_DEVICEPATH": "%{UNIXPATH}",
    "BACULA_CAPACITY": "%{INT}{1,3}(?:,%{INT}{3})*",
    "BACULA_VERSION": "%{USER}",
    "BACULA_JOB": "%{USER}",
}


def _quoted(pattern: str) -> str:
    return f'"{pattern}"'


def _messages(field: dict[str, str], *, ecs: bool) -> dict[str, str]:
    """The messages by what they say; `field` names what is captured ("" where nothing is)."""

    def of(pattern: str, role: str) -> str:
        return known(pattern, field[role]) if field.get(role) else f"%{{{pattern}}}"

    volume, device = of("BACULA_VOLUME", "volume"), of("BACULA_DEVICE", "device")
    path, error = of("BACULA_DEVICEPATH", "path"), of("GREEDYDATA", "error")
    full = "%{MONTHDAY}-%{MONTH}-%{YEAR} %{HOUR}:%{MINUTE}"
    moment = of("BACULA_TIMESTAMP", "moment") if ecs else full
    fatal = "Fatal [eE]rror" if ecs else "Fatal error"
    host = "%{IPORHOST:[client][address]}:%{POSINT:[client][port]:int}" if ecs else "%{HOSTNAME}:%{POSINT}"
    peer = f"(?:Client: {of('BACULA_HOST', 'client')}|Storage daemon) on {host}"
    wrote_on = device if ecs else "%{BACULA_DEVICE}"
    written = f'"?{volume}"?' if ecs else _quoted(volume)
    directory = '"?%{DATA:[file][path]}"?' if ecs else "%{DATA}"
    return {
        "MAX_CAPACITY": (
            f"User defined maximum volume capacity {of('BACULA_CAPACITY', 'max_capacity')} exceeded "
            rf"on device {_quoted(device)} \({path}\)" + (".?" if ecs else "")
        ),
        "END_VOLUME": (
            f"End of medium on Volume {_quoted(volume)} Bytes={of('BACULA_CAPACITY', 'bytes')} "
            f"Blocks={of('BACULA_CAPACITY', 'blocks')} at {moment}."
        ),
        "NEW_VOLUME": f"Created new Volume {_quoted(volume)} in catalog.",
        "NEW_LABEL": rf"Labeled new Volume {_quoted(volume)} on {'(?:file )?' if ecs else ''}device {_quoted(device)} \({path}\).",
        "WROTE_LABEL": rf"Wrote label to prelabeled Volume {_quoted(volume)} on device {_quoted(wrote_on)} \({path}\)",
        "NEW_MOUNT": rf"New volume {_quoted(volume)} mounted on device {_quoted(device)} \({path}\) at {moment}.",
        "NOOPEN": rf"\s*Cannot open %{{DATA}}: ERR={error}",
        "NOOPENDIR": rf"\s*Could not open directory {directory}: ERR={error}",
        "NOSTAT": rf"\s*Could not stat {of('DATA', 'file')}: ERR={error}",
        "NOJOBS": f"There are no more Jobs associated with Volume {_quoted(volume)}. Marking it purged.",
        "ALL_RECORDS_PRUNED": (
            f"{'.*?' if ecs else ''}All records pruned from Volume {_quoted(volume)}; marking it {_quoted('Purged')}"
        ),
        "BEGIN_PRUNE_JOBS": "Begin pruning Jobs older than %{INT} month %{INT} days .",
        "BEGIN_PRUNE_FILES": "Begin pruning Files.",
        "PRUNED_JOBS": f"Pruned %{{INT}} Jobs* for client {of('BACULA_HOST', 'client')} from catalog.",
        "PRUNED_FILES": f"Pruned Files from %{{INT}} Jobs* for client {of('BACULA_HOST', 'client')} from catalog.",
        "ENDPRUNE": "End auto prune.",
        "STARTJOB": f"Start Backup JobId %{{INT}}, Job={of('BACULA_JOB', 'job')}",
        "STARTRESTORE": f"Start Restore Job {of('BACULA_JOB', 'job')}",
        "USEDEVICE": f"Using Device {_quoted(device)}",
        "DIFF_FS": rf"\s{'*' if ecs else '+'}%{{UNIXPATH}} is a different filesystem. Will not descend from %{{UNIXPATH}} into it.",
        "JOBEND": f"Job write elapsed time = {of('DATA', 'elapsed')}, Transfer rate = %{{NUMBER}} [KMG]? Bytes/second",
        "NOPRUNE_JOBS": "No Jobs found to prune.",
        "NOPRUNE_FILES": "No Files found to prune.",
        "VOLUME_PREVWRITTEN": f"Volume {written} previously written, moving to end of data.",
        "READYAPPEND": f"Ready to append to end of Volume {_quoted(volume)} size={of('INT', 'size')}",
        "CANCELLING": f"Cancelling duplicate JobId={of('INT', 'cancelled')}.",
        "MARKCANCEL": f"JobId {of('INT', 'marked')}, Job {of('BACULA_JOB', 'job')} marked to be canceled.",
        "CLIENT_RBJ": f"shell command: run ClientRunBeforeJob {_quoted(of('GREEDYDATA', 'command'))}",
        "VSS": "(?:Generate )?VSS (?:Writer)?",
        "MAXSTART": f"{fatal}: Job canceled because max start delay time exceeded.",
        "DUPLICATE": f"{fatal}: JobId {of('INT', 'duplicate')} already running. Duplicate job not allowed.",
        "NOJOBSTAT": f"{fatal}: No Job status returned from FD.",
        "FATAL_CONN": f"{fatal}: bsock.c:133 Unable to connect to {peer}. ERR={error}",
        "NO_CONNECT": f"Warning: bsock.c:127 Could not connect to {peer}. ERR={error}",
        "NO_AUTH": (
            "Fatal error: Unable to authenticate with File daemon at "
            + ('"?%{IPORHOST:[client][address]}(?::%{POSINT:[client][port]:int})?"?' if ecs else "%{DATA}")
            + ". Possible causes:"
        ),
        "NOSUIT": "No prior or suitable Full backup found in catalog. Doing FULL backup.",
        "JOB": r"(?:Error: )?Bacula %{BACULA_HOST} %{BACULA_VERSION} \(%{BACULA_VERSION}\):",
        "NOPRIOR": "No prior Full backup Job record found.",
    }


def _all(messages: dict[str, str], line: str) -> dict[str, str]:
    choices = "|".join(f"%{{BACULA_LOG_{name}}}" for name in messages)
    return _PARTS | {f"BACULA_LOG_{name}": text for name, text in messages.items()} | {
        "BACULA_LOG": f"{line}(?:{choices})",
        "BACULA_LOGLINE": "%{BACULA_LOG}",
    }  # fmt: skip


LEGACY: Final = _all(
    _messages(
        {
            "volume": "volume", "device": "device", "client": "client", "job": "job", "error": "berror",
            "elapsed": "elapsed", "command": "runjob", "duplicate": "duplicate",
        },
        ecs=False,
    ),
    "%{BACULA_TIMESTAMP:bts} %{BACULA_HOST:hostname}(?: JobId %{INT:jobid})?:? ",
) | {
    "BACULA_TIMESTAMP": "%{MONTHDAY}-%{MONTH} %{HOUR}:%{MINUTE}",
    "BACULA_HOST": "[a-zA-Z0-9-]+",
}  # fmt: skip

ECS: Final = _all(
    _messages(
        {
            "volume": "[bacula][volume][name]", "device": "[bacula][volume][device]", "path": "[bacula][volume][path]",
            "max_capacity": "[bacula][volume][max_capacity]", "bytes": "[bacula][volume][bytes]",
            "blocks": "[bacula][volume][blocks]", "size": "[bacula][volume][size]:int", "moment": "[bacula][timestamp]",
            "client": "[bacula][client][name]", "job": "[bacula][job][name]", "marked": "[bacula][job][id]",
            "cancelled": "[bacula][job][other_id]", "duplicate": "[bacula][job][other_id]",
            "elapsed": "[bacula][job][elapsed_time]", "command": "[bacula][job][client_run_before_command]",
            "error": "[error][message]", "file": "[file][path]",
        },
        ecs=True,
    ),
    "%{BACULA_TIMESTAMP:timestamp} %{BACULA_HOST:[host][hostname]}(?: JobId %{INT:[bacula][job][id]})?:? ",
) | {
    "BACULA_TIMESTAMP": "%{MONTHDAY}-%{MONTH}(?:-%{YEAR})? %{HOUR}:%{MINUTE}",
    "BACULA_HOST": "%{HOSTNAME}",
}  # fmt: skip
