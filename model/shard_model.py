"""An exhaustive model of `transact` and `handle` on one partition, with dead letters, duplicates and gaps.

Two nodes, one of which may be a zombie: assignment, acquisition, start, look-up or claim, effect, record and publication are steps of their own, and a
write may be given up and arrive later. What a node recorded and did not publish yet it goes on with: dead letters are published behind the watermark.

    python3 shard_model.py KIND CRASHES MOVES LATE LAPSES [RULE TAKEN AWAY] [LOG]

KIND is transact or handle, the numbers are budgets: crashes, partitions that go from a living node to the other one, writes that are given up and arrive
later, leases that run out or are lost by another message of the same batch, which holds the watermark. Besides, one record may vanish under a later one
with its id (compaction). LOG has the ids by offset, DAD if not given: D becomes a dead letter, A has an effect.

Each of these breaks a rule, and must be found:
  nofence      the store takes writes of an old epoch
  early        transact checks the tenure before its transaction commits, and not in it
  nosequence   a write that comes late changes what its successor wrote
  notoken      handle: the store takes a result under an old token
  nopending    nobody remembers which dead letters are recorded and not published
  nogap        a dead letter whose message vanished is published by nobody
  forgetful    handle: whoever claims after a claim ran out is not told that the handler may have been called
  reacquire    a node that was fenced, and still owns the partition, leaves it alone
  behind       the offset is committed before what is below it is settled
"""
import sys
from typing import NamedTuple, Optional

from walk import put, walk

KIND = sys.argv[1]
CRASHES, MOVES, LATE, LAPSES = map(int, sys.argv[2:6])
BROKEN = next((word for word in sys.argv[6:] if word.islower()), None)
LOG = tuple(next((word for word in sys.argv[6:] if word.isupper()), "DAD"))
IDS = ("A", "D")
END = len(LOG)


class Store(NamedTuple):
    results: tuple = (None, None)  # by id: the offset of the message that it came from
    claims: tuple = (None, None)  # by id: (token, node, ran out)
    token: int = 0
    epoch: int = 0
    sequence: int = 0
    watermark: int = 0
    pending: tuple = ()


class Write(NamedTuple):
    """A record, or with transact a whole transaction."""
    epoch: int
    sequence: int
    offset: Optional[int]  # of the message whose result it is, or None
    token: int
    watermark: int
    pending: tuple
    checked: bool = True


class Node(NamedTuple):
    generation: int
    stage: str = "assigned"
    epoch: int = 0
    sequence: int = 0
    position: int = 0
    token: int = 0
    fetched: bool = False  # the message at the position, before it may have vanished
    committed: int = 0  # when the tenure began
    inherited: tuple = ()
    unpublished: tuple = ()


class World(NamedTuple):
    store: Store = Store()
    committed: int = 0
    owner: Optional[int] = None
    generation: int = 0
    letters: int = 0  # dead letters of D in their topic
    effects: int = 0  # of A: with handle, calls of the handler
    nodes: tuple = (None, None)
    flying: tuple = ()
    vanished: Optional[int] = None
    crashes: int = CRASHES
    moves: int = MOVES
    late: int = LATE
    lapses: int = LAPSES
    bad: Optional[str] = None


def steps(w):
    for n in (0, 1):
        if w.owner != n and (w.owner is None or w.moves):
            moved = w._replace(owner=n, generation=w.generation + 1, moves=w.moves - (w.owner is not None))
            yield f"group: to node {n}", with_node(moved, n, Node(w.generation + 1))
        if w.crashes and w.nodes[n]:
            died = w._replace(crashes=w.crashes - 1, owner=None if w.owner == n else w.owner)
            yield f"node {n} crashes", with_node(died, n, None)
    if w.vanished is None:
        for offset, one in enumerate(LOG):
            if one in LOG[offset + 1:]:
                yield f"compaction removes {offset}", w._replace(vanished=offset)
    for i, one in enumerate(IDS):
        claim = w.store.claims[i]
        if w.lapses and claim and not claim[2]:
            lapsed = w.store._replace(claims=put(w.store.claims, i, (claim[0], claim[1], True)))
            yield f"the claim on {one} runs out", w._replace(store=lapsed, lapses=w.lapses - 1)
    for write in w.flying:
        landed = w._replace(flying=tuple(other for other in w.flying if other != write))
        yield f"a late write arrives: {write}", apply(landed, write)[0]
    for n in (0, 1):
        if w.nodes[n]:
            yield from node_steps(w, n, w.nodes[n])


def with_node(w, n, node):
    return w._replace(nodes=put(w.nodes, n, node))


def apply(w, write):
    """What the store does with a write: the world after it, and the answer."""
    s = w.store
    if BROKEN != "nofence" and write.checked and write.epoch != s.epoch:
        return w, "fenced"
    if BROKEN != "nosequence" and write.epoch == s.epoch and write.sequence < s.sequence:
        return w, "fenced"
    written = s._replace(sequence=write.sequence, watermark=write.watermark, pending=write.pending)
    if write.offset is None:
        return w._replace(store=written), "recorded"
    i = IDS.index(LOG[write.offset])
    if s.results[i] is not None:
        own = s.results[i] == write.offset
        # With transact all is rolled back; with handle the watermark alone is not written.
        return (w if KIND == "transact" else w._replace(store=written._replace(watermark=s.watermark))), (
            "recorded" if own and KIND == "handle" else "superseded")
    if KIND == "handle" and (not s.claims[i] or s.claims[i][0] != write.token):
        if BROKEN != "notoken":
            return w._replace(store=written._replace(watermark=s.watermark)), "claim lost"
        w = w._replace(bad="A RESULT UNDER AN OLD TOKEN")
    written = written._replace(results=put(s.results, i, write.offset), claims=put(s.claims, i, None))
    made = KIND == "transact" and LOG[write.offset] == "A"
    return w._replace(store=written, effects=w.effects + made), "recorded"


def node_steps(w, n, node):
    at = f"node {n} @{node.position}:"
    mine = w.owner == n and w.generation == node.generation
    again = Node(node.generation) if mine and BROKEN != "reacquire" else None
    s = w.store
    if node.stage == "assigned":
        won = s._replace(epoch=s.epoch + 1, sequence=0)
        acquired = node._replace(
            stage="acquired", epoch=won.epoch, position=s.watermark, unpublished=s.pending)
        yield f"{at} acquires epoch {won.epoch}", with_node(w._replace(store=won), n, acquired)
    elif node.stage == "acquired":
        start, pending = node.position, node.unpublished
        left = tuple(o for o in pending if w.committed <= o < start)
        inherited = tuple(o for o in pending if o >= start)
        started = node._replace(
            stage="started", sequence=1, committed=w.committed, unpublished=left, inherited=inherited)
        write = Write(node.epoch, 1, None, 0, start, left + inherited)
        yield from writes(w, n, started, write, {"recorded": started, "fenced": again}, f"{at} writes its start")
    elif node.stage == "started":
        yield publication(w, n, node, mine, f"{at} commits its start")
    else:
        if node.unpublished or w.committed < node.position:
            yield publication(w, n, node, mine, f"{at} publishes {node.unpublished}")
        if node.position < END:
            yield from message_steps(w, n, node, again, at)


def publication(w, n, node, mine, label):
    if not mine:
        return f"{label}: fenced by the group", with_node(w, n, None)
    upto = min(node.position + (BROKEN == "behind"), END)
    settled = all(o == w.vanished or w.store.results[IDS.index(LOG[o])] is not None for o in range(upto))
    done = w._replace(
        committed=upto,
        letters=w.letters + len(node.unpublished),
        bad=w.bad if settled else "THE OFFSET PASSES WHAT IS NOT SETTLED")
    return label, with_node(done, n, node._replace(stage="idle", unpublished=()))


def message_steps(w, n, node, again, at):
    """The way of the message at the node's position, from its look-up to its record."""
    s, o, one = w.store, node.position, LOG[node.position]
    i = IDS.index(one)
    result = s.results[i]
    own = result == o and one == "D" and o >= node.committed
    if node.stage == "idle" and o == w.vanished and not node.fetched:
        publishes = own and o in node.inherited and BROKEN != "nogap"
        yield from settle(w, n, node, again, None, publishes, f"{at} a gap")
    elif node.stage == "idle" and result is not None:
        yield from settle(w, n, node, again, None, own, f"{at} done already")
    elif node.stage == "idle" and KIND == "transact":
        yield f"{at} absent", with_node(w, n, node._replace(stage="absent", fetched=True))
    elif node.stage == "idle":
        claim = s.claims[i]
        if not claim or claim[2] or claim[1] == (n, node.epoch):
            token = s.token + 1
            told = bool(claim) and BROKEN != "forgetful"
            claimed = s._replace(claims=put(s.claims, i, (token, (n, node.epoch), False)), token=token)
            stage = "claimed, told" if told else "claimed"
            yield f"{at} claims {one}, token {token}", with_node(
                w._replace(store=claimed), n, node._replace(stage=stage, token=token, fetched=True))
        else:
            # Leases end by themselves, whatever is left of the budget for living holders.
            alive = w.nodes[claim[1][0]] and w.nodes[claim[1][0]].epoch == claim[1][1]
            if not alive:
                lapsed = s._replace(claims=put(s.claims, i, (claim[0], claim[1], True)))
                yield f"the claim on {one} of who is gone runs out", w._replace(store=lapsed)
    elif node.stage.startswith("claimed"):
        untold = one == "A" and w.effects and node.stage == "claimed" and node.token == s.token
        called = w._replace(
            effects=min(2, w.effects + (one == "A")),
            bad="A HANDLER IS NOT TOLD THAT IT WAS CALLED BEFORE" if untold else w.bad)
        yield f"{at} handles {one}", with_node(called, n, node._replace(stage="handled"))
    elif node.stage == "absent" and BROKEN == "early":
        if node.epoch == s.epoch:
            yield f"{at} checks the tenure", with_node(w, n, node._replace(stage="checked"))
        else:
            yield f"{at} fenced", with_node(w, n, again)
    else:
        yield from settle(w, n, node, again, o, one == "D", f"{at} records {one}")
        if KIND == "handle" and w.lapses and one == "D":
            less = w._replace(lapses=w.lapses - 1)
            yield from settle(less, n, node, again, o, True, f"{at} records {one}, and another claim is lost", held=True)


def settle(w, n, node, again, offset, publishes, label, held=False):
    """Writes a result, or only how far the shard is; where the watermark is held, the message is looked up again."""
    o = node.position
    unpublished = node.unpublished + ((o,) if publishes else ())
    later = tuple(p for p in node.inherited if p > o)
    pending = () if BROKEN == "nopending" else unpublished + later
    upto = o if held else o + 1
    write = Write(node.epoch, node.sequence + 1, offset, node.token, upto, pending, node.stage != "checked")
    done = node._replace(
        stage="idle", sequence=write.sequence, position=o + 1, fetched=False, unpublished=unpublished, inherited=later)
    retry = node._replace(stage="idle", sequence=write.sequence)
    if held:
        done = retry._replace(inherited=tuple(sorted({o, *node.inherited})))
    answers = {"recorded": done, "superseded": retry, "claim lost": retry, "fenced": again}
    yield from writes(w, n, node._replace(sequence=write.sequence), write, answers, label)


def writes(w, n, unknown, write, answers, label):
    """A write that is answered, or given up and on its way."""
    after, answer = apply(w, write)
    yield f"{label}: {answer}", with_node(after, n, answers[answer])
    if w.late:
        given_up = w._replace(late=w.late - 1, flying=w.flying + (write,))
        if unknown.stage == "started":
            unknown = unknown._replace(stage="assigned")
        elif KIND == "transact":
            unknown = unknown._replace(stage="idle")
        yield f"{label}: no answer", with_node(given_up, n, unknown)


def is_drained(w):
    owner = w.nodes[w.owner] if w.owner is not None else None
    return (owner is not None and owner.stage == "idle" and owner.position == END and w.committed == END
            and not owner.unpublished and owner.generation == w.generation)


def judge(w):
    if w.bad:
        return w.bad
    if w.letters > 1:
        return "DEAD LETTER TWICE"
    if KIND == "transact" and w.effects > 1:
        return "EFFECT TWICE"
    if is_drained(w):
        if None in w.store.results:
            return "MESSAGE LOST"
        if not w.letters:
            return "DEAD LETTER LOST"
        if not w.effects:
            return "EFFECT LOST"
    return None


if __name__ == "__main__":
    walk(World(), steps, judge, is_drained)
