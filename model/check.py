"""Runs the models, whole and with a rule taken away, and compares what they say with what they must say. Ends with 1 if one differs."""
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

GOOD = "good"
CASES = [
    ("transform_model.py checked 0 1 1", "exactly once"),
    ("transform_model.py checked 1 1 1 nowm", "BROKEN"),
    ("transform_model.py checked 1 1 1 nosource", "BROKEN"),
    ("transform_model.py checked 1 1 1 keepown", "BROKEN"),
    ("group_model.py 0 0 1", GOOD),
    ("group_model.py 1 1 0", GOOD),
    ("group_model.py 0 1 0 compact", GOOD),
    ("group_model.py 0 0 1 reacquire", "STUCK"),
    ("group_model.py 0 0 1 live", "PUBLISHED TWICE"),
    ("group_model.py 0 1 0 compact nogap", "LOST"),
    ("group_model.py 1 1 0 nostart", "STUCK"),
    ("shard_model.py transact 1 1 0 0", GOOD),
    ("shard_model.py transact 0 1 1 0", GOOD),
    ("shard_model.py handle 1 1 0 0", GOOD),
    ("shard_model.py handle 1 0 1 1", GOOD),
    ("shard_model.py handle 0 1 0 1", GOOD),
    ("shard_model.py transact 1 1 0 0 nofence", "DEAD LETTER LOST"),
    ("shard_model.py handle 0 1 0 0 nofence", "DEAD LETTER LOST"),
    ("shard_model.py transact 0 1 1 0 early", "DEAD LETTER LOST"),
    ("shard_model.py handle 1 0 1 0 nosequence ADD", "DEAD LETTER LOST"),
    ("shard_model.py handle 0 1 0 1 notoken", "A RESULT UNDER AN OLD TOKEN"),
    ("shard_model.py transact 1 0 0 0 nopending", "DEAD LETTER LOST"),
    ("shard_model.py handle 1 0 0 0 nopending", "DEAD LETTER LOST"),
    ("shard_model.py handle 1 0 0 1 nogap", "DEAD LETTER LOST"),
    ("shard_model.py handle 1 0 0 0 forgetful", "A HANDLER IS NOT TOLD"),
    ("shard_model.py transact 0 1 0 0 reacquire", "STUCK"),
    ("shard_model.py handle 0 0 0 0 behind", "THE OFFSET PASSES"),
    ("failover_model.py 1 1", GOOD),
    ("failover_model.py 1 1 nocompare", "EFFECT LOST"),
]
# Larger budgets, for half an hour: python3 check.py long
LONG = [
    ("transform_model.py atomic 1 1 1", "exactly once"),
    ("group_model.py 1 1 1", GOOD),
    ("group_model.py 1 1 1 compact", GOOD),
    ("shard_model.py transact 1 1 1 0", GOOD),
    ("shard_model.py handle 1 1 0 1", GOOD),
    ("shard_model.py handle 0 1 1 1", GOOD),
    ("shard_model.py handle 1 1 1 0", GOOD),
]


def run(case):
    command, expected = case
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command.split()],
        cwd=os.path.dirname(os.path.abspath(__file__)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True)
    said = done.stdout.splitlines()[0] if done.stdout else ""
    # An interpreter's own failure is none of a model's.
    fits = expected in done.stdout and "Traceback" not in done.stdout
    print(f"{'as expected' if fits else 'NOT ' + expected:12} {time.monotonic() - began:6.1f} s  {command}: {said}", flush=True)
    return fits


if __name__ == "__main__":
    cases = CASES + (LONG if "long" in sys.argv[1:] else [])
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(run, cases))
    sys.exit(0 if all(results) else 1)
