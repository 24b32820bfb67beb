"""What the programs share that look up in an object store which backups there are, when the operator's objects of them are gone.

The answer is a file, which restore.mjs chooses from. The verdict is the exit code; the last line is the pod's termination message, too:

  0  looked up                                  21  the object store refuses the credentials
  1  stopped, or failed otherwise               22  the object store does not answer
 24  the backup that would be taken cannot be restored into this database
 29  several databases have written there, as one that was made anew under the name of the lost one does: name a backup

Variables: DESTINATION, the path of the lost database; BACKUPS_FILE, where the answer goes; RECOVERY_POINT, a time, `latest` or `immediate`; BACKUP, the name of a
backup where one is named; SERIES, the release series of the new database; ENDPOINT of a store that is not the provider's own. Credentials are the providers' own variables.
"""
import datetime
import json
import os
import re
import signal

from object_store import Failure, Stopped, leave, one_line, open_store, stop, verdict

OTHER_SERVER, SEVERAL = 24, 29

MISSING = re.compile(r"NoSuchKey|BlobNotFound")


class LeftOut(Exception):
    """Why something is no backup that could be restored."""


def text(store, key):
    return data(store, key).decode(errors="replace")


def data(store, key):
    try:
        return b"".join(store.read(key))
    except Failure as error:
        if MISSING.search(str(error)):
            raise LeftOut(f"{key.rpartition('/')[2]} is missing") from error
        raise


def left_out(name, why):
    print(f"left out: {name}: {why}", flush=True)


def recovery_point():
    """The moment, in whole seconds as both operators know it; none where everything is wanted that there is."""
    point = os.environ["RECOVERY_POINT"]
    return None if point in ("latest", "immediate") else datetime.datetime.fromisoformat(point.replace("Z", "+00:00")).replace(microsecond=0)


def at(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def require_series(name, version):
    """A server reads the files and the log of its own release series."""
    series = os.environ["SERIES"]
    if not re.match(rf"{re.escape(series)}(\.|$)", version):
        raise Failure(OTHER_SERVER, f"backup {name} was made of a server {version or 'that it does not tell'}, and the new database is of {series}: give version as the lost database had it")


def require_one_database(fitting):
    """The newest backup may be one of an empty database that was made before anybody restored."""
    newest = {}
    for of in sorted(fitting, key=lambda of: of.end):
        if of.database:
            newest[of.database] = of.name
    if len(newest) > 1:
        raise Failure(SEVERAL, f"several databases have written here under one name, and which one is meant cannot be told; the newest backup of each: {', '.join(newest.values())}. "
                      "Name one by BaseBackup.id; what was restored in place counts as another")


def main(look):
    """Writes what `look` finds; it gets the store."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        found = look(open_store())
        with open(os.environ["BACKUPS_FILE"], "w", encoding="utf-8") as file:
            json.dump(found, file)
        code, line = 0, f"{len(found)} backup{'' if len(found) == 1 else 's'} in {os.environ['DESTINATION']}"
    except Stopped:
        code, line = 1, "stopped before the end: the next run begins anew"
    except Failure as error:
        code, line = verdict(error), str(error)
    except Exception as error:
        code, line = 1, f"{type(error).__name__}: {one_line(error)}"
    leave(code, line)
