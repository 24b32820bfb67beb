#!/usr/bin/env python3
"""Looks up which backups of a PerconaServerMongoDB an object store has, and how far the oplog follows each: list-mongo-backups.py

What lies below DESTINATION is as Percona Backup for MongoDB 2.12.0 leaves it:

  <time>.pbm.json                               what the backup is, and whether it came to its end (pbm/backup/types.go)
  <time>/<replica set>/metadata.json            its collections, each a file beside it
  <time>/<replica set>/oplog/<from>.<to>.<compression>   the oplog of the time in which it was made, in pieces (FormatChunkName)
  pbmPitr/<replica set>/<day>/<from>.<to>.oplog.<compression>   pieces of the oplog (FormatChunkFilepath)

REPLICA_SET is the name of the lost database's, which the new one has, too; for the others see backup_catalog.py.
"""
import datetime
import json
import os
import re

from backup_catalog import at, iso, LeftOut, left_out, main, recovery_point, require_one_database, require_series, text

META = ".pbm.json"
STAMP = r"(\d{14})-(\d+)"
PIECE = re.compile(rf"(?:\d{{8}}/)?{STAMP}\.{STAMP}\.oplog(?:\..+)?")
OWN_PIECE = re.compile(rf"{STAMP}\.{STAMP}(?:\.[a-z0-9]+)?")
SUFFIXES = {"gzip": ".gz", "pgzip": ".gz", "lz4": ".lz4", "snappy": ".snappy", "s2": ".s2", "zstd": ".zst"}


class Backup:
    def __init__(self, store, above, names, file):
        self.name = file[:-len(META)]
        of = told(text(store, f"{above}{file}"), file)
        if of.get("status") != "done":
            raise LeftOut(f"it is {of.get('status')}")
        if of.get("type") != "logical":
            raise LeftOut(f"it is {of.get('type')}, and only logical ones can be restored without the key of the lost volumes")
        if of.get("nss"):
            raise LeftOut(f"it holds {', '.join(of['nss'])} alone")
        sets = [each.get("name") for each in of.get("replsets") or []]
        if sets != [os.environ["REPLICA_SET"]]:
            raise LeftOut(f"it is of the replica sets {', '.join(map(str, sets)) or '(none)'}, and not of {os.environ['REPLICA_SET']}")
        self.begin, self.end = ((of[which]["T"], of[which]["I"]) for which in ("first_write_ts", "last_write_ts"))
        self.version = of.get("mongodb_version", "")
        self.require_whole(store, above, names, SUFFIXES.get(of.get("compression"), ""))

    def require_whole(self, store, above, names, suffix):
        """What the agents look at themselves before they restore, and skip a backup for (checkLogicalBackupDataFiles); of its oplog they look for a piece, and not for each."""
        folder = f"{self.name}/{os.environ['REPLICA_SET']}"
        if f"{folder}/metadata.json" not in names:
            raise LeftOut("its metadata.json is missing")
        oplog = spans(OWN_PIECE, [of[len(f"{folder}/oplog/"):] for of in names if of.startswith(f"{folder}/oplog/")])
        if not oplog:
            raise LeftOut("its oplog is missing")
        if reach(self.begin, oplog) < self.end:
            raise LeftOut(f"its oplog ends or has a hole after {iso(at(reach(self.begin, oplog)[0]))}, before its end at {iso(at(self.end[0]))}")
        collections = told(text(store, f"{above}{folder}/metadata.json"), "metadata.json").get("namespaces") or []
        # made with a replica set, and never restored (ExcludeFromRestore in pbm/snapshot/restore.go)
        version = next((of for of in collections if (of["db"], of["collection"]) == ("admin", "system.version")), {})
        self.database = json.loads(version.get("metadata") or "{}").get("uuid")
        files = {f"{folder}/{of['db']}.{of['collection'].removeprefix('system.buckets.')}{suffix}" for of in collections if number(of.get("size", 0))}
        missing = files - names
        if missing:
            raise LeftOut(f"{len(missing)} of its {len(files)} collections are missing, {min(missing)} among them")


def told(said, file):
    try:
        return json.loads(said)
    except ValueError:
        raise LeftOut(f"{file} cannot be read") from None


def number(of):
    """Extended JSON has numbers as `{"$numberLong": "5"}`."""
    return int(next(iter(of.values()))) if isinstance(of, dict) else of


def spans(pattern, names):
    """From where to where each piece of an oplog goes."""
    found = filter(None, map(pattern.fullmatch, names))
    return sorted(((seconds(match.group(1)), int(match.group(2))), (seconds(match.group(3)), int(match.group(4)))) for match in found)


def seconds(stamp):
    return int(datetime.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=datetime.timezone.utc).timestamp())


def reach(moment, oplog):
    """How far an oplog goes on from a moment without a gap."""
    reached = moment
    for start, end in oplog:
        if start > reached:
            break
        reached = max(reached, end)
    return reached


def look(store):
    above, until, named = f"{store.root}/".lstrip("/"), recovery_point(), os.environ.get("BACKUP")
    names, backups = set(store.names(above)), []
    for file in sorted(of for of in names if of.endswith(META) and "/" not in of):
        try:
            backups.append(Backup(store, above, names, file))
        except LeftOut as error:
            left_out(file[:-len(META)], error)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            left_out(file[:-len(META)], f"it is not as Percona Backup for MongoDB 2.12.0 describes one ({type(error).__name__}: {error})")
    # the one that restore.mjs takes
    fitting = [of for of in backups if (not named or of.name == named) and (until is None or at(of.end[0]) < until)]
    require_one_database(fitting)
    if fitting:
        newest = max(fitting, key=lambda of: of.end)
        require_series(newest.name, newest.version)
    oplog = spans(PIECE, store.names(f"{above}pbmPitr/{os.environ['REPLICA_SET']}/"))
    return [{
        "name": of.name,
        "lastWriteAt": iso(at(of.end[0])),
        "latestRestorableTime": iso(at(reach(of.end, oplog)[0])),
        "gap": any(start > reach(of.end, oplog) for start, _ in oplog),
    } for of in backups]


if __name__ == "__main__":
    main(look)
