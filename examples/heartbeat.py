"""Sends beats of a job to Lubdub. Standard library only: copy it next to your own job.

Nothing in here raises or waits for long: a job must not fail because its monitor is away.
"""

import os
import socket
import sys
import time
import uuid
from http.client import HTTPException
from urllib import error, parse, request

TIMEOUT_SECONDS = 5
# After a failed beat, progress is not sent for this long, and steps are sent with one try only: anything
# else would slow the job down. The end of a run or shard is tried six times, for about half a minute.
PAUSE_SECONDS = 15
LAST_TRIES = 6
BEAT_EVERY_SECONDS = 0.5


class Heartbeat:
    """One run of a job: every beat has its run key, and the last output of the job."""

    def __init__(self, run, url=None, **always):
        self.url = (os.environ.get("HEARTBEAT_URL", "") if url is None else url).rstrip("/")
        self.always = {"run": run, "host": socket.gethostname(), **always}
        self.lines = []
        self.quiet_until = 0.0

    def say(self, line):
        """Prints a line, and keeps it for the output of the next beats."""
        print(line, flush=True)
        self.lines = [*self.lines[-199:], line]

    def start(self, **fields):
        self.beat("start", tries=2, **fields)

    def success(self, **fields):
        self.beat("success", tries=LAST_TRIES, **fields)

    def fail(self, **fields):
        self.beat("fail", tries=LAST_TRIES, **fields)

    def part(self, total=None, unit=None, **where):
        """A step or a shard, for `with`: sends its start, its progress, and its end."""
        return Part(self, {"total": total, "unit": unit, **where})

    def beat(self, signal, tries=1, **fields):
        is_quiet = time.monotonic() < self.quiet_until
        if not self.url or (is_quiet and tries == 1):
            return
        if is_quiet and tries < LAST_TRIES:
            tries = 1
        told = {name: value for name, value in {**self.always, **fields}.items() if value is not None}
        # The same key on every try: the beat counts once, even if an answer is lost.
        headers = {"Content-Type": "text/plain; charset=utf-8", "Idempotency-Key": uuid.uuid4().hex}
        query = parse.urlencode(told, errors="replace")
        output = "\n".join(self.lines).encode(errors="replace")
        for attempt in range(tries):
            if attempt:
                time.sleep(min(2**attempt, 10))
            trouble, is_final = _send(f"{self.url}/{signal}?{query}", output, headers)
            if trouble is None:
                return
            if is_final:
                break
        self.quiet_until = time.monotonic() + PAUSE_SECONDS
        print(f"heartbeat: {signal} did not reach Lubdub: {trouble}", file=sys.stderr)


class Part:
    def __init__(self, heartbeat, fields):
        self.heartbeat = heartbeat
        self.fields = fields
        self.done = 0
        self.told = {}
        self.next_beat = 0.0

    def __enter__(self):
        self.heartbeat.start(**self.fields, done=0)
        return self

    def advance(self, count=1, **fields):
        """`count` more are done. Sent at most twice a second, and with the end."""
        self.done += count
        self.told = fields
        now = time.monotonic()
        if now >= self.next_beat:
            self.next_beat = now + BEAT_EVERY_SECONDS
            self.heartbeat.beat("progress", **self.fields, done=self.done, **fields)

    def __exit__(self, kind, problem, _trace):
        # The end of a shard is often the last beat of its process; after the end of a step more beats follow.
        tries = LAST_TRIES if "shard" in self.fields else 3
        told = {**self.fields, **self.told, "done": self.done}
        if kind is None:
            self.heartbeat.beat("success", tries, **told)
        else:
            self.heartbeat.beat("fail", tries, **{**told, "message": f"{kind.__name__}: {problem}"})
        return False


def _send(url, output, headers):
    """What went wrong (None: nothing), and whether trying again is useless."""
    try:
        call = request.Request(url, data=output, headers=headers, method="POST")
        with request.urlopen(call, timeout=TIMEOUT_SECONDS):
            return None, True
    except error.HTTPError as refusal:
        refusal.close()
        return f"status {refusal.code}", refusal.code < 500 and refusal.code != 429
    except (OSError, HTTPException) as trouble:
        return str(trouble), False
    except ValueError as trouble:
        return str(trouble), True
