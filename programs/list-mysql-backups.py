#!/usr/bin/env python3
"""Looks up which backups of a PerconaXtraDBCluster an object store has, and how far the binary log follows: list-mysql-backups.py

The folders `backups` and `binlogs` below DESTINATION are as Percona's operator 1.20.0 and xbcloud leave them. Of a backup `<CLUSTER>-<time>-full`:

  <backup>/<file>.<number of the chunk>   the chunks, each of xbstream's form; `xtrabackup_info` says when it ended, of which server, and with which GTIDs
  <backup>.sst_info/…                     what the donor says, with the UUID of the cluster
  <backup>.md5                            all chunks, written when they are there: without it the backup is half (xbcloud_put, percona-xtrabackup 8.0 and 8.4)
  <backup>.pitr-not-ready                 a gap in the log was seen while it was the newest (addPitrNotReadyFileToBackup)

and of the log `binlog_<time of its first event>_<number>_<hash>` with `-gtid-set` beside it (cmd/pitr/collector). The operator replays what it finds, with a gap or
without, so that what it found is judged here. CLUSTER is the name of the lost database; for the others see backup_catalog.py.
"""
import datetime
import os
import re
from concurrent.futures import ThreadPoolExecutor

from backup_catalog import at, data, iso, LeftOut, left_out, main, recovery_point, require_one_database, require_series, text
from mysql_archive import intervals, last_event, Malformed, unpacked

CHUNK = ".00000000000000000000"
LOG = re.compile(r"binlog_(\d+)_(?:\d+_)?[0-9a-f]{32}")
GTIDS = "-gtid-set"
UTC = datetime.timezone.utc
# of small objects at once
READERS = 16


class Backup:
    def __init__(self, store, below, name):
        self.store, self.name, self.above = store, name, f"{below}{name}"
        info = file_of(store, self.above, "xtrabackup_info")
        self.end = time(field(info, "end_time"))
        self.version = field(info, "server_version")
        of = re.search(r"GTID of the last change '([^']*)'", info)
        self.gtids = intervals(of.group(1)) if of else {}
        # UUID of the Galera cluster, whose transactions alone are replayed (getBackupTimelineUUID)
        self.database = field(file_of(store, f"{self.above}.sst_info", "sst_info"), "galera-gtid", "=").split(":")[0]

    def require_whole(self):
        chunks = re.findall(r"^[0-9a-f]{32}  (.+)$", text(self.store, f"{self.above}.md5"), re.M)
        missing = set(chunks) - set(self.store.names(f"{self.above}/"))
        if not chunks or missing:
            raise LeftOut(f"{len(missing)} of its {len(chunks)} chunks are missing, {min(missing)} among them" if missing else "its .md5 names no chunk")


def file_of(store, above, path):
    try:
        return unpacked(data(store, f"{above}/{path}{CHUNK}"), path)
    except Malformed as error:
        raise LeftOut(error) from error


def field(of, name, between=" = "):
    value = re.search(rf"^{name}{between}(.*)$", of, re.M)
    if not value:
        raise LeftOut(f"it does not tell its {name}")
    return value.group(1).strip()


def time(value):
    """Servers run in UTC."""
    try:
        return datetime.datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise LeftOut(f"{value} is no time") from None


class Log:
    """The pieces of the binary log that the operator replays after a backup."""

    def __init__(self, store, above, backup, until):
        self.store, self.above, self.backup, self.until = store, above, backup, until
        names = set(store.names(f"{above}binlog_"))
        self.pieces = self.replayed([of for of in (f"binlog_{of}" for of in names if f"{of}{GTIDS}" in names) if LOG.fullmatch(of)])

    def replayed(self, names):
        """From the one that ends last down to the first that reaches back into the backup, in the order of their ends (setBinlogs in cmd/pitr/recoverer)."""
        with ThreadPoolExecutor(READERS) as pool:
            self.sets = [intervals(of) for of in pool.map(lambda name: text(self.store, f"{self.above}{name}{GTIDS}"), names)]
        ends = [(max(last for _, last in of[self.backup.database]), name, of) for name, of in zip(names, self.sets) if self.backup.database in of]
        taken = []
        for _, name, of in sorted(ends, key=lambda piece: piece[:2], reverse=True):
            taken.insert(0, (name, of))
            if meet(of, self.backup.gtids):
                break
        return taken

    def hole(self):
        """What is passed over up to the moment, in words; also of the transactions of a source that the cluster follows."""
        reached = {self.backup.database: 0, **{uuid: max(last for _, last in of) for uuid, of in self.backup.gtids.items()}}
        before = None
        for name, sets in self.pieces:
            for uuid, first, last in [(uuid, *of) for uuid, found in sets.items() for of in sorted(found)]:
                if first > reached.get(uuid, first) + 1:
                    return self.passed_over(f"{uuid}:{reached[uuid] + 1}-{first - 1}", before)
                reached[uuid] = max(reached.get(uuid, 0), last)
            before = name
        for uuid, last in [(uuid, last) for sets in self.sets for uuid in reached.keys() & sets.keys() for _, last in sets[uuid]]:
            if last > reached[uuid]:
                return self.passed_over(f"{uuid}:{reached[uuid] + 1}-{last}", before)
        return None

    def passed_over(self, gtids, before):
        """A log that goes on to the moment has no hole up to it."""
        whole = self.last_event(before) if before else self.backup.end
        if self.until and whole >= self.until:
            return None
        return (f"transactions {gtids} would not be replayed, no binary log that is there has them in its turn. The log is whole up to {iso(whole)}: "
                "RecoveryPoint.time can name that moment. When the database never had them, docs/restoring.md (code 28 for a hole) says how to go on over it")

    def reach(self):
        """Time of the last event that is there."""
        return self.last_event(self.pieces[-1][0]) if self.pieces else None

    def last_event(self, name):
        return at(last_event(self.store.read(f"{self.above}{name}")) or int(LOG.fullmatch(name).group(1)))


def meet(some, others):
    """Whether two sets have a transaction in common."""
    return any(first <= end and start <= last for uuid, found in some.items() for first, last in found for start, end in others.get(uuid, []))


def backups_in(store, below):
    """Backups by their names, and which of them were the newest when the operator saw a gap."""
    cluster = re.escape(os.environ["CLUSTER"])
    level = store.level(below)
    gaps = {of[:-len(".pitr-not-ready")] for of in level if of.endswith(".pitr-not-ready")}
    found = []
    for match in filter(None, (re.fullmatch(rf"({cluster}-\d{{4}}-\d\d-\d\d-\d\d:\d\d:\d\d-full)/", of) for of in sorted(level))):
        name = match.group(1)
        try:
            if f"{name}.md5" not in level:
                raise LeftOut("it is half, without the .md5 that is written at its end")
            found.append(Backup(store, below, name))
        except LeftOut as error:
            left_out(name, error)
    return found, gaps


def taken(backups, until):
    """The one that restore.mjs takes, when it is whole; without those that would be taken and are not."""
    named = os.environ.get("BACKUP")
    fitting = [of for of in backups if (not named or of.name == named) and (until is None or of.end <= until)]
    require_one_database(fitting)
    for backup in sorted(fitting, key=lambda of: of.end, reverse=True):
        try:
            backup.require_whole()
            require_series(backup.name, backup.version)
            return backup, backups
        except LeftOut as error:
            left_out(backup.name, error)
            backups = [of for of in backups if of is not backup]
    return None, backups


def look(store):
    above, until = f"{store.root}/".lstrip("/"), recovery_point()
    backups, gaps = backups_in(store, f"{above}backups/")
    backup, backups = taken(backups, until)
    # where a gap is, the collector does not say: up to a moment, the log itself is looked at
    told = {of.name: {"completed": iso(of.end), **({"conditions": [not_ready("the operator found a gap")]} if of.name in gaps and until is None else {})} for of in backups}
    if backup and os.environ["RECOVERY_POINT"] != "immediate":
        log = Log(store, f"{above}binlogs/", backup, until)
        hole, reach = log.hole(), log.reach()
        if hole:
            told[backup.name]["conditions"] = [not_ready(hole)]
        if reach:
            told[backup.name]["latestRestorableTime"] = iso(reach)
    return [{"name": name, **of} for name, of in told.items()]


def not_ready(words):
    return {"type": "PITRReady", "status": "False", "message": words}


if __name__ == "__main__":
    main(look)
