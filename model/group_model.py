"""An exhaustive model of `transform` with the group in detail: assignment, acquisition, the read of the committed offset and the start are steps of their own.

Two nodes, two partitions, and an id that is in both. Kafka fences members of the group and their generation; the store fences tenures. Steps of two nodes come in any
order, so acquisitions can reach the store in another one than the group's.

    python3 group_model.py REWINDS CRASHES MOVES [compact] [RULE TAKEN AWAY]

With "compact" a record vanishes under a later one with its id. Each of these breaks a rule, and must be found:
  reacquire   a node that was fenced by the store, and still owns the partition, leaves it alone
  live        a transaction outlives the callback that gives its partition up: a living member's commit is taken, whoever owns the partition
  nogap       (compact) a recorded result whose message vanished is published by nobody
  nostart     (rewinds) the start is not written down before work begins
"""
import sys
from typing import NamedTuple, Optional

from walk import put, walk

REWINDS, CRASHES, MOVES = map(int, sys.argv[1:4])
COMPACT = "compact" in sys.argv[4:]
BROKEN = next((word for word in sys.argv[4:] if word != "compact"), None)
LOG = (("X", "X"), ("X",)) if COMPACT else (("X", "Y"), ("X",))
IDS = sorted({one for log in LOG for one in log})
MOST_VALUES = 6


class Lane(NamedTuple):
    """A partition on a node."""
    generation: int
    stage: str = "assigned"
    epoch: int = 0
    position: int = 0
    value: object = None
    settled: int = 0


class World(NamedTuple):
    results: tuple = (None,) * len(IDS)  # by id: (partition, offset, value)
    watermark: tuple = (0, 0)
    epoch: tuple = (0, 0)
    committed: tuple = (0, 0)
    owner: tuple = (None, None)
    generation: tuple = (0, 0)
    published: tuple = ((),) * len(IDS)
    lanes: tuple = ((None, None), (None, None))  # by node and partition
    vanished: Optional[tuple] = None
    rewinds: int = REWINDS
    crashes: int = CRASHES
    moves: int = MOVES
    made: int = 0


def with_lane(w, n, p, lane):
    return w._replace(lanes=put(w.lanes, n, put(w.lanes[n], p, lane)))


def steps(w):
    for p, log in enumerate(LOG):
        for n in (0, 1):
            if w.owner[p] != n and (w.owner[p] is None or w.moves):
                generation = w.generation[p] + 1
                given = w._replace(
                    owner=put(w.owner, p, n),
                    generation=put(w.generation, p, generation),
                    moves=w.moves - (w.owner[p] is not None))
                yield f"group: partition {p} to node {n}", with_lane(given, n, p, Lane(generation))
        if w.rewinds and w.owner[p] is None and w.committed[p] and w.watermark[p] >= w.committed[p]:
            yield f"rewind of partition {p}", w._replace(committed=put(w.committed, p, 0), rewinds=w.rewinds - 1)
        if COMPACT and not w.vanished:
            for offset, one in enumerate(log):
                if one in log[offset + 1:]:
                    yield f"compaction removes {p}@{offset}", w._replace(vanished=(p, offset))
    for n in (0, 1):
        if w.crashes and any(w.lanes[n]):
            yield f"node {n} crashes", w._replace(
                owner=tuple(None if owner == n else owner for owner in w.owner),
                lanes=put(w.lanes, n, (None, None)),
                crashes=w.crashes - 1)
        for p in range(len(LOG)):
            if w.lanes[n][p]:
                yield from lane_steps(w, n, p, w.lanes[n][p])


def lane_steps(w, n, p, lane):
    at = f"node {n} {p}@{lane.position}:"
    mine = w.owner[p] == n and w.generation[p] == lane.generation
    again = Lane(lane.generation) if mine and BROKEN != "reacquire" else None
    fenced = lane.epoch != w.epoch[p]
    if lane.stage == "assigned":
        epoch = w.epoch[p] + 1
        acquired = lane._replace(stage="acquired", epoch=epoch, value=w.watermark[p])
        yield f"{at} acquires epoch {epoch}", with_lane(w._replace(epoch=put(w.epoch, p, epoch)), n, p, acquired)
    elif lane.stage == "acquired":
        start = max(lane.value, w.committed[p])
        yield f"{at} reads the committed offset, starts at {start}", with_lane(
            w, n, p, lane._replace(stage="read", position=start, value=None, settled=start))
    elif lane.stage == "read":
        if fenced:
            yield f"{at} fenced at its start", with_lane(w, n, p, again)
        else:
            written = w if BROKEN == "nostart" else w._replace(watermark=put(w.watermark, p, lane.position))
            stage = "idle" if BROKEN == "nostart" else "written"
            yield f"{at} writes its start to the store", with_lane(written, n, p, lane._replace(stage=stage))
    elif lane.stage == "written":
        if mine:
            started = w._replace(committed=put(w.committed, p, lane.position))
            yield f"{at} commits its start", with_lane(started, n, p, lane._replace(stage="idle"))
        else:
            yield f"{at} fenced by the group", with_lane(w, n, p, None)
    else:
        if lane.settled > w.watermark[p] and not fenced:
            yield f"{at} watermark {lane.settled}", w._replace(watermark=put(w.watermark, p, lane.settled))
        yield from message_steps(w, n, p, lane, mine, again, at)


def message_steps(w, n, p, lane, mine, again, at):
    if lane.stage == "idle" and lane.position == len(LOG[p]):
        return
    i = IDS.index(LOG[p][lane.position])
    result, here = w.results[i], (p, lane.position)
    own = result[2] if result and result[:2] == here else None
    if lane.stage == "idle" and w.vanished == here:
        value = None if BROKEN == "nogap" else own
        yield f"{at} a gap", with_lane(w, n, p, lane._replace(stage="decided", value=value))
    elif lane.stage == "idle" and result:
        yield f"{at} done already", with_lane(w, n, p, lane._replace(stage="decided", value=own))
    elif lane.stage == "idle":
        yield f"{at} absent", with_lane(w, n, p, lane._replace(stage="absent"))
    elif lane.stage == "absent":
        made = min(w.made + 1, MOST_VALUES)
        yield f"{at} handles", with_lane(w._replace(made=made), n, p, lane._replace(stage="handled", value=made))
    elif lane.stage == "handled" and lane.epoch != w.epoch[p]:
        yield f"{at} fenced by the store", with_lane(w, n, p, again)
    elif lane.stage == "handled" and not result:
        recorded = w._replace(results=put(w.results, i, (*here, lane.value)))
        yield f"{at} records {lane.value}", with_lane(recorded, n, p, lane._replace(stage="decided"))
    elif lane.stage == "handled":
        yield f"{at} superseded", with_lane(w, n, p, lane._replace(stage="decided", value=own))
    elif mine or BROKEN == "live":
        outputs = w.published[i] + (() if lane.value is None else (lane.value,))
        after = lane.position + 1
        offset = max(w.committed[p], after) if BROKEN == "live" else after
        done = w._replace(committed=put(w.committed, p, offset), published=put(w.published, i, outputs))
        yield f"{at} Kafka commit, publishes {lane.value}", with_lane(
            done, n, p, lane._replace(stage="idle", position=after, value=None, settled=after))
    else:
        yield f"{at} fenced by the group", with_lane(w, n, p, None)


def is_drained(w):
    return w.committed == tuple(len(log) for log in LOG)


def judge(w):
    if any(len(outputs) > 1 for outputs in w.published):
        return "PUBLISHED TWICE"
    if is_drained(w) and not all(w.published):
        return "LOST"
    return None


if __name__ == "__main__":
    walk(World(), steps, judge, is_drained)
