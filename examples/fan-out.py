#!/usr/bin/env python3
"""3,000 documents, packed by 8 workers at once. Every worker sends its own progress and its own end.

    HEARTBEAT_URL=http://localhost:4000/api/v1/heartbeat/ldb_... ./fan-out.py

The monitor has `endsOn: shards`: the run ends with the last worker, and nobody has to wait for all of them to say so.
The queues are of very different lengths, so the first worker is done long before the last; one sees each of them end.
"""

import argparse
import multiprocessing
import random
import sys
import time
import zipfile
from pathlib import Path

from heartbeat import Heartbeat

QUEUES = [747, 512, 433, 375, 320, 268, 197, 148]
WORDS = "batch beat chunk clock crawl drain index merge pack queue shard sort split store token worker".split()


def main():
    options = parse_options()
    options.work_dir.mkdir(parents=True, exist_ok=True)
    Heartbeat(options.run).start(shards=len(QUEUES), message=f"{sum(QUEUES)} documents in {len(QUEUES)} queues")
    workers = [
        multiprocessing.Process(target=work, args=(options, shard, length)) for shard, length in enumerate(QUEUES, 1)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.exit(1 if any(worker.exitcode for worker in workers) else 0)


def work(options, shard, length):
    heartbeat = Heartbeat(options.run, shards=len(QUEUES))
    archive = options.work_dir / f"documents-{shard}.zip"
    with (
        heartbeat.part(shard=shard, total=length, unit="documents") as part,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        for number in range(1, length + 1):
            if shard == options.break_shard and number > length / 2:
                raise RuntimeError(f"document {number} cannot be read")
            pack.writestr(f"{shard}-{number:04}.txt", write_document(shard, number))
            part.advance(checkpoint=number)
            time.sleep(1 / options.rate)
    print(f"shard {shard}: {length} documents in {archive}", flush=True)


def write_document(shard, number):
    chance = random.Random(f"{shard}/{number}")
    return " ".join(chance.choices(WORDS, k=400))


def parse_options():
    parser = argparse.ArgumentParser(description="A fan-out over 8 workers that each tell Lubdub how they stand.")
    parser.add_argument("--work-dir", type=Path, default=Path("fan-out-data"), help="where the archives go")
    parser.add_argument("--rate", type=float, default=30, help="documents a worker packs in a second (30)")
    parser.add_argument("--break-shard", type=int, help="let the worker of this shard fail half way")
    parser.add_argument("--run", default=time.strftime("documents-%Y%m%dT%H%M%SZ", time.gmtime()), help="the run key")
    return parser.parse_args()


if __name__ == "__main__":
    main()
