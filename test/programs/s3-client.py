"""What a user does with a store's own client: s3-client.py ENDPOINT keys|uploads|get KEY FILE|put KEY...|put-file KEY FILE|put-folder FOLDER"""
import json
import pathlib
import sys

import boto3

BUCKET = "backups"
endpoint, action, *args = sys.argv[1:]
client = boto3.client("s3", endpoint_url=endpoint)
if action == "keys":
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    print(json.dumps([of["Key"] for page in pages for of in page.get("Contents", [])]))
elif action == "uploads":
    print(json.dumps([of["Key"] for of in client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])]))
elif action == "get":
    client.download_file(BUCKET, args[0], args[1])
elif action == "put-file":
    client.upload_file(args[1], BUCKET, args[0])
elif action == "put":
    for key in args:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"old")
elif action == "put-folder":
    for file in filter(pathlib.Path.is_file, pathlib.Path(args[0]).rglob("*")):
        client.put_object(Bucket=BUCKET, Key=str(file.relative_to(args[0])), Body=file.read_bytes())
