#!/usr/bin/env python3
"""A nightly ETL that uses only four keys of Lubdub, each a URL with one meaning.

    export HEARTBEAT_BASE=http://localhost:4000/api/v1/heartbeat/
    export EXTRACT_START_KEY=ldb_... TRANSFORM_SUCCESS_KEY=ldb_... LOAD_COMPLETE_KEY=ldb_... ETL_FAILURE_KEY=ldb_...
    ./etl-keys.py

It has no run keys: a new start of `extract` is the next night.
"""

import argparse
import json
import os
import sys
import time
import urllib.request

BASE = os.environ["HEARTBEAT_BASE"]


def main():
    options = parse_options()
    time.sleep(options.wait)
    try:
        send_heartbeat("EXTRACT_START_KEY", status="start", message="the night begins")
        orders = list(range(options.rows))
        time.sleep(options.slow)
        if options.hang:
            print("transform hangs", flush=True)
            time.sleep(3600)
        sums = transform(orders)
        send_heartbeat("TRANSFORM_SUCCESS_KEY", message=f"{len(sums)} sums")
        time.sleep(options.slow)
        print(f"loaded {len(sums)} sums")
        send_heartbeat("LOAD_COMPLETE_KEY", message="all is loaded")
    except Exception as problem:
        send_heartbeat("ETL_FAILURE_KEY", status="fail", message=f"ETL failed: {problem}")
        raise


def transform(orders):
    sums = {}
    for order in orders:
        sums[order % 7] = sums.get(order % 7, 0) + order
    return sums


def send_heartbeat(key, status="success", message=None):
    body = json.dumps({"status": status, "message": message}).encode()
    request = urllib.request.Request(
        BASE + os.environ[key], data=body, headers={"content-type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except OSError as problem:
        # The job continues whether Lubdub answers or not.
        print(f"{key}: {problem}", file=sys.stderr)


def parse_options():
    parser = argparse.ArgumentParser(description="An ETL of three steps with a key for each.")
    parser.add_argument("--rows", type=int, default=3000, help="orders to make up (3000)")
    parser.add_argument("--slow", type=float, default=0, metavar="SECONDS", help="let extract and load take this long")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="wait for the source before all this")
    parser.add_argument("--hang", action="store_true", help="hang in transform, as a query without a limit does")
    return parser.parse_args()


if __name__ == "__main__":
    main()
