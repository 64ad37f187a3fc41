"""An exhaustive model of `transform` (docs/protocol.md): two nodes, two partitions, one id in both of them.

It walks every interleaving of assignment, find, process, record, commit, watermark flush, crash, zombie and rewind, and
stops at the first state in which an id's outputs were published twice, or all offsets are committed and one was not published.

    python3 transform_model.py FENCING REWINDS CRASHES MOVES [unsafe] [MUTATION]

FENCING is atomic (the store refuses a record under an old epoch) or checked (it may let one through).
"unsafe" also rewinds in the one window that the protocol does not cover: a crash between the Kafka commit and the next
watermark write, and a rewind before any node has started again. MUTATION breaks one rule and must be found:
nowm (no watermark), nosource (publish for any coordinates), keepown (a loser publishes its own outputs).
"""
import sys
from collections import deque

LOG = {0: ("X", "Y"), 1: ("X",)}  # partition -> ids by offset
IDS = sorted({i for ids in LOG.values() for i in ids})
FENCING, REWINDS, CRASHES, MOVES = sys.argv[1], *map(int, sys.argv[2:5])
UNSAFE, MUTATION = "unsafe" in sys.argv[5:], sys.argv[-1]


def put(t, i, v):
    return t[:i] + (v,) + t[i + 1:]


# results by id: (partition, offset, value) | watermark, epoch, committed offset, owner by partition | outputs published by id
# | per node and partition: (epoch, position, stage, value, watermark to flush) | budgets | values made so far
START = (tuple(None for _ in IDS), (0, 0), (0, 0), (0, 0), (None, None), tuple(() for _ in IDS),
         ((None, None), (None, None)), REWINDS, CRASHES, MOVES, 0)


def steps(s):
    results, wm, epoch, committed, owner, published, nodes, rewinds, crashes, moves, made = s
    for p in LOG:
        for n in (0, 1):
            if owner[p] != n and (owner[p] is None or moves > 0):
                start = committed[p] if MUTATION == "nowm" else max(wm[p], committed[p])
                tenure = (epoch[p] + 1, start, "idle", None, start)
                yield (f"partition {p} to node {n}",
                       (results, wm, put(epoch, p, epoch[p] + 1), committed, put(owner, p, n), published,
                        put(nodes, n, put(nodes[n], p, tenure)), rewinds, crashes, moves - (owner[p] is not None), made))
        if rewinds and owner[p] is None and committed[p] and (UNSAFE or wm[p] >= committed[p]):
            yield (f"rewind partition {p}", (results, wm, epoch, put(committed, p, 0), owner, published, nodes,
                                             rewinds - 1, crashes, moves, made))
    for n in (0, 1):
        if crashes and any(nodes[n]):
            yield (f"node {n} crashes", (results, wm, epoch, committed, tuple(None if o == n else o for o in owner),
                                         published, put(nodes, n, (None, None)), rewinds, crashes - 1, moves, made))
        for p in LOG:
            if nodes[n][p] is not None:
                yield from node_steps(s, n, p)


def node_steps(s, n, p):
    results, wm, epoch, committed, owner, published, nodes, rewinds, crashes, moves, made = s
    mine, pos, stage, value, flush = nodes[n][p]
    at = f"node {n}, {p}@{pos}:"

    def then(local, results=results, wm=wm, committed=committed, published=published, made=made):
        return (results, wm, epoch, committed, owner, published, put(nodes, n, put(nodes[n], p, local)),
                rewinds, crashes, moves, made)

    if flush > wm[p] and mine == epoch[p]:
        yield f"{at} watermark {flush}", then(nodes[n][p], wm=put(wm, p, flush))
    if stage == "idle" and pos < len(LOG[p]):
        stored = results[IDS.index(LOG[p][pos])]
        if stored is None:
            yield f"{at} find: absent", then((mine, pos, "absent", None, flush))
        else:
            same = stored[:2] == (p, pos) or MUTATION == "nosource"
            yield f"{at} find: done", then((mine, pos, "decided", stored[2] if same else "skip", flush))
    elif stage == "absent":
        yield f"{at} process", then((mine, pos, "processed", made + 1, flush), made=min(made + 1, 6))
    elif stage == "processed":
        i = IDS.index(LOG[p][pos])
        if FENCING == "atomic" and mine != epoch[p]:
            yield f"{at} fenced by the store", then(None)
        elif results[i] is None:
            yield f"{at} record {value}", then((mine, pos, "decided", value, flush), results=put(results, i, (p, pos, value)))
        else:
            winner = results[i][2] if results[i][:2] == (p, pos) else "skip"
            yield f"{at} superseded", then((mine, pos, "decided", value if MUTATION == "keepown" else winner, flush))
    elif stage == "decided":
        if owner[p] != n or mine != epoch[p]:
            yield f"{at} fenced by the group", then(None)
        else:
            i = IDS.index(LOG[p][pos])
            out = published if value == "skip" else put(published, i, published[i] + (value,))
            yield (f"{at} commit offset, publish {value}",
                   then((mine, pos + 1, "idle", None, pos + 1), committed=put(committed, p, pos + 1), published=out))


def main():
    seen, queue = {START: None}, deque([START])
    while queue:
        s = queue.popleft()
        drained = s[3] == tuple(len(LOG[p]) for p in LOG)
        if any(len(out) > 1 or drained and not out for out in s[5]):
            trace = []
            while seen[s]:
                s, label = seen[s]
                trace.append(label)
            sys.exit("BROKEN after\n  " + "\n  ".join(reversed(trace)))
        for label, t in steps(s):
            if t not in seen:
                seen[t] = (s, label)
                queue.append(t)
    print(f"{len(seen):,} states, every id published exactly once")


main()
