"""A server that speaks MongoDB's protocol and has an oplog (SecantusDB), as a member of a replica set: mongo-member.py PORT FOLDER NAME USERS [OPTION…]

It lacks two commands, which are added as far as programs call them: replSetGetConfig, for the replica set's identifier, and applyOps, by which mongorestore
replays an oplog. USERS is JSON, as createUser takes them. OPTION is
`secondary` (it says so, takes writes all the same), or `lags=SECONDS`.
"""
import datetime
import json
import signal
import sys
import threading

import bson
from pymongo import MongoClient
from secantus import commands
from secantus.server import SecantusDBServer

port, folder, name, users, *options = sys.argv[1:]
given = dict(option.partition("=")[::2] for option in options)
identifier = bson.ObjectId((name.encode().hex() * 12)[:24])
hello = commands._HANDLERS["hello"]


def greet(doc, ctx):
    answer = hello(doc, ctx)
    if "secondary" in given:
        answer.update(isWritablePrimary=False, ismaster=False, secondary=True)
    answer["lastWrite"]["lastWriteDate"] -= datetime.timedelta(seconds=float(given.get("lags", 0)))
    return answer


def config(doc, ctx):
    return {"config": {"_id": name, "settings": {"replicaSetId": identifier}}, "ok": 1.0}


def apply(doc, ctx):
    for op in doc["applyOps"]:
        database, _, collection = op["ns"].partition(".")
        command = {
            "i": lambda: {"update": collection, "updates": [{"q": {"_id": op["o"]["_id"]}, "u": op["o"], "upsert": True}]},
            "d": lambda: {"delete": collection, "deletes": [{"q": op["o"], "limit": 1}]},
            "c": lambda: dict(op["o"]),
        }[op["op"]]()
        ctx.db_name = database
        answer = commands._HANDLERS[next(iter(command))]({**command, "$db": database}, ctx)
        if answer.get("ok") != 1.0:
            return answer
    return {"applied": len(doc["applyOps"]), "results": [True] * len(doc["applyOps"]), "ok": 1.0}


commands._HANDLERS.update(hello=greet, isMaster=greet, ismaster=greet, replSetGetConfig=config, applyOps=apply)
server = SecantusDBServer(port=int(port), storage_path=folder, replica_set_name=name)
server.start()
with MongoClient("127.0.0.1", int(port), directConnection=True) as client:
    for user in json.loads(users):
        client.admin.command(user)
server.require_auth = True
print("ready", flush=True)
stopped = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: stopped.set())
stopped.wait()
server.stop()
