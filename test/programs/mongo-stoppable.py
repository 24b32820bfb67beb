"""A server that speaks MongoDB's protocol and whose writes can be stopped: mongo-stoppable.py PORT FOLDER NAME USERS [TTL_SECONDS]

SecantusDB has no setUserWriteBlockMode. It is added here as mongod has it (set_user_write_block_mode_command.cpp, user_write_block_mode_op_observer.cpp), in so far as
programs can tell: it waits for open transactions, or for maxTimeMS; the block lies in config.user_writes_critical_sections, and is taken from there at the start;
users with restore or root pass it; TTL indexes do not. $currentOp, of which there is only a stub, tells transactions, stops that wait, and connections; usersInfo
knows users of all databases, and connectionStatus what one may do.
USERS is JSON, as createUser takes them.
"""
import json
import signal
import sys
import threading
import time

import bson
from pymongo import MongoClient
from secantus import commands, rbac
from secantus.server import SecantusDBServer
from secantus.transactions import TxnState

port, folder, name, given, *rest = sys.argv[1:]
handlers = commands._HANDLERS
state = {"blocked": False}
waiting = {}
KEPT = {"admin", "config", "local"}
SECTION = {"_id": "", "blockNewUserShardedDDL": False, "blockUserWrites": True}
WRITES = ["insert", "update", "delete", "findAndModify", "findandmodify", "bulkWrite", "create", "createIndexes", "drop", "dropDatabase", "dropIndexes", "collMod", "renameCollection"]


def may(ctx, action):
    roles = ctx.connection_auth.effective_roles if ctx.connection_auth else []
    return any(role["role"] in ("root", "restore") for role in roles) or rbac.check_privilege(roles, action, cluster=True, role_resolver=ctx.storage.get_role)


def refused(ctx):
    return state["blocked"] and ctx.db_name not in KEPT and not may(ctx, "bypassWriteBlockingMode")


def guarded(handler):
    def write(doc, ctx):
        if refused(ctx):
            return {"ok": 0.0, "errmsg": "User writes blocked", "code": 371, "codeName": "UserWritesBlocked"}
        return handler(doc, ctx)
    return write


def within(command, ctx, database="config"):
    before, ctx.db_name = ctx.db_name, database
    try:
        return raw[next(iter(command))]({**command, "$db": database}, ctx)
    finally:
        ctx.db_name = before


def open_transactions(ctx):
    with ctx.transactions._lock:
        return [one for one in ctx.transactions._txns.values() if one.state is TxnState.IN_PROGRESS]


def block(doc, ctx):
    if not may(ctx, "setUserWriteBlockMode"):
        return {"ok": 0.0, "errmsg": "Unauthorized", "code": 13, "codeName": "Unauthorized"}
    if not doc["global"]:
        within({"delete": "user_writes_critical_sections", "deletes": [{"q": {}, "limit": 0}]}, ctx)
        state["blocked"] = False
        return {"ok": 1.0}
    opid = 1_000_000 + threading.get_ident() % 1_000_000
    deadline = time.time() + doc["maxTimeMS"] / 1000 if doc.get("maxTimeMS") else None
    waiting[opid] = True
    try:
        while open_transactions(ctx):
            if not waiting[opid]:
                return {"ok": 0.0, "errmsg": "operation was interrupted", "code": 11601, "codeName": "Interrupted"}
            if deadline and time.time() > deadline:
                return {"ok": 0.0, "errmsg": "operation exceeded time limit", "code": 50, "codeName": "MaxTimeMSExpired"}
            time.sleep(0.02)
        state["blocked"] = True
        within({"update": "user_writes_critical_sections", "updates": [{"q": {"_id": ""}, "u": SECTION, "upsert": True}]}, ctx)
        return {"ok": 1.0}
    finally:
        del waiting[opid]


def status(doc, ctx):
    return {**raw["serverStatus"](doc, ctx), "repl": {"setName": name, "userWriteBlockMode": 2 if state["blocked"] else 1}}


def users(doc, ctx):
    arg = doc.get("usersInfo")
    if isinstance(arg, dict) and arg.get("forAllDBs"):
        return {"users": [{key: one[key] for key in ("user", "db", "roles")} for one in ctx.storage.list_users()], "ok": 1.0}
    return raw["usersInfo"](doc, ctx)


def connection(doc, ctx):
    answer = raw["connectionStatus"](doc, ctx)
    privileges = answer["authInfo"]["authenticatedUserPrivileges"]
    for role in ctx.connection_auth.effective_roles if ctx.connection_auth else []:
        own = ctx.storage.get_role(role["db"], role["role"])
        privileges += own["privileges"] if own else [{"resource": {"db": role["db"], "collection": ""}, "actions": sorted(rbac.BUILT_IN_ROLES[role["role"]].actions)}]
    return answer


def kill(doc, ctx):
    if doc["op"] in waiting:
        waiting[doc["op"]] = False
    return {"info": "attempting to kill op", "ok": 1.0}


def ops(doc, ctx):
    stage = (doc.get("pipeline") or [{}])[0].get("$currentOp")
    if stage is None:
        return raw["aggregate"](doc, ctx)
    own = ctx.connection_auth.authenticated_principals if ctx.connection_auth else []
    found = [{"type": "op", "active": True, "opid": opid, "command": {"setUserWriteBlockMode": 1, "global": True}, "ns": "admin.$cmd"} for opid in list(waiting)]
    if stage.get("idleSessions", True):
        found += [{"type": "idleSession", "lsid": one.lsid_doc, "transaction": {"parameters": {"txnNumber": one.txn_number}}, "active": False} for one in open_transactions(ctx)]
    for one in ctx.connections.snapshot():
        user, _, database = (one.user or "").partition("@")
        if stage.get("idleConnections") and (stage.get("allUsers") or (database, user) in own):
            app = (one.client_metadata or {}).get("application", {}).get("name", "")
            found.append({"type": "idleConn", "active": False, "appName": app, "client": "%s:%s" % one.peer_addr, "effectiveUsers": [{"user": user, "db": database}] if user else []})
    # what follows a stage is not asked here
    return {"cursor": {"id": bson.Int64(0), "ns": "admin.$cmd.aggregate", "firstBatch": found}, "ok": 1.0}


resource, check = commands._resource_for_command, commands.check_privilege


def resource_of(command, doc, database):
    stage = (doc.get("pipeline") or [{}])[0].get("$currentOp") if command == "aggregate" else None
    return resource(command, doc, database) if stage is None else ("$all" if stage.get("allUsers") else "$own", False)


# who sees operations of others needs inprog, and for his own nothing
def checked(roles, action, *, target_db=None, **rest):
    if target_db == "$own":
        return True
    return check(roles, "inprog", **{**rest, "cluster": True}) if target_db == "$all" else check(roles, action, target_db=target_db, **rest)


commands._resource_for_command, commands.check_privilege = resource_of, checked
raw = dict(handlers)
handlers.update({write: guarded(handlers[write]) for write in WRITES if write in handlers})
handlers.update(setUserWriteBlockMode=block, serverStatus=status, killOp=kill, aggregate=ops, usersInfo=users, connectionStatus=connection)
server = SecantusDBServer(port=int(port), storage_path=folder, replica_set_name=name, ttl_sweep_seconds=float(rest[0]) if rest else 60.0)
prune = server.storage.prune_ttl
server.storage.prune_ttl = lambda *args, **kwargs: 0 if state["blocked"] else prune(*args, **kwargs)
server.start()
with MongoClient("127.0.0.1", int(port), directConnection=True) as client:
    for user in json.loads(given):
        if not client.admin.command({"usersInfo": user["createUser"]})["users"]:
            client.admin.command(user)
    state["blocked"] = client.config.user_writes_critical_sections.find_one({"blockUserWrites": True}) is not None
server.require_auth = True
print("ready", flush=True)
stopped = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: stopped.set())
stopped.wait()
server.stop()
