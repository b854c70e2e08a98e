#!/usr/bin/env python3
"""An ETL of three steps: orders out of a CSV file, converted and summed up, into an SQLite table.

    HEARTBEAT_URL=http://localhost:4000/api/v1/heartbeat/ldb_... ./etl.py --slow 30

Each step tells when it starts, how far it is, where it could be resumed, and when it ends.
"""

import argparse
import csv
import random
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from heartbeat import Heartbeat

EURO_CENTS = {"EUR": 100.0, "USD": 91.5, "GBP": 117.0, "JPY": 0.61}
COUNTRIES = {"DE": "EUR", "FR": "EUR", "US": "USD", "GB": "GBP", "JP": "JPY"}


def main():
    options = parse_options()
    options.work_dir.mkdir(parents=True, exist_ok=True)
    source = options.work_dir / "orders.csv"
    if not source.exists():
        write_orders(source, options.rows)

    heartbeat = Heartbeat(options.run, attempt=options.attempt)
    # The default signal of `kill` becomes a normal exit, so that the beat is sent.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    heartbeat.start(message=f"reads {source.name}")
    try:
        orders = extract(heartbeat, source, options.slow)
        sales = transform(heartbeat, orders, options.slow)
        load(heartbeat, sales, options.work_dir / "sales.sqlite", options.slow)
    except BaseException as problem:
        for line in traceback.format_exc().splitlines():
            heartbeat.say(line)
        heartbeat.fail(message=f"{type(problem).__name__}: {problem}")
        raise
    heartbeat.success(message=f"{len(orders)} orders, {len(sales)} sums")


def extract(heartbeat, source, slow):
    total = sum(1 for _ in source.open()) - 1
    heartbeat.say(f"extract: {total} orders in {source.name}")
    orders = []
    with heartbeat.part(step="extract", total=total, unit="orders") as step, source.open(newline="") as file:
        for order in csv.DictReader(file):
            orders.append(order)
            step.advance(checkpoint=order["order"])
            rest(slow, total)
    return orders


def transform(heartbeat, orders, slow):
    heartbeat.say(f"transform: {len(orders)} orders into euro, summed up by day and country")
    sales = Counter()
    dropped = 0
    with heartbeat.part(step="transform", total=len(orders), unit="orders") as step:
        for order in orders:
            if order["amount"] == "":
                dropped += 1
            else:
                cents = round(float(order["amount"]) * EURO_CENTS[order["currency"]])
                sales[order["day"], order["country"]] += cents
            step.advance(checkpoint=order["order"], message=f"{dropped} dropped" if dropped else None)
            rest(slow, len(orders))
    heartbeat.say(f"transform: {len(sales)} sums, {dropped} orders without an amount dropped")
    return sales


def load(heartbeat, sales, target, slow):
    heartbeat.say(f"load: {len(sales)} sums into {target.name}")
    with heartbeat.part(step="load", total=len(sales), unit="sums") as step, sqlite3.connect(target) as database:
        database.execute("CREATE TABLE IF NOT EXISTS sales (day, country, cents, PRIMARY KEY (day, country))")
        # Replaces the output of an earlier run: it is safe to run again.
        for (day, country), cents in sorted(sales.items()):
            database.execute("INSERT OR REPLACE INTO sales VALUES (?, ?, ?)", (day, country, cents))
            step.advance(checkpoint=f"{day}/{country}")
            rest(slow, len(sales))


def rest(slow, total):
    if slow:
        time.sleep(slow / total)


def write_orders(source, rows):
    chance = random.Random(7)
    with source.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "day", "country", "currency", "amount"])
        for number in range(1, rows + 1):
            country = chance.choice(list(COUNTRIES))
            amount = "" if chance.random() < 0.01 else f"{chance.uniform(1, 500):.2f}"
            writer.writerow([number, f"2026-11-{chance.randint(1, 30):02}", country, COUNTRIES[country], amount])


def parse_options():
    parser = argparse.ArgumentParser(description="An ETL of three steps that tells Lubdub where it stands.")
    parser.add_argument("--work-dir", type=Path, default=Path("etl-data"), help="where the files are (./etl-data)")
    parser.add_argument("--rows", type=int, default=3000, help="orders to make up when there are none (3000)")
    parser.add_argument("--slow", type=float, default=0, metavar="SECONDS", help="let each step take this long")
    parser.add_argument("--run", default=time.strftime("orders-%Y%m%dT%H%M%SZ", time.gmtime()), help="the run key")
    parser.add_argument("--attempt", type=int, help="which try of this run it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
