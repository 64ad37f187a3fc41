"""An exhaustive model of `transact` over a store that goes back while it lives, as an asynchronous replica that takes over: once, by one write.

Effects, results and watermark are one transaction of the store. Two nodes, one partition; the store may go back between any two steps.

    python3 failover_model.py CRASHES MOVES [RULE TAKEN AWAY]

This breaks a rule, and must be found:
  nocompare   a write is not refused where the stored watermark is not the one that was acknowledged last
A tenure is known by a nonce too, since a store that went back issues an epoch twice. That keeps an old tenure's writes out; against the loss the comparison is enough.
"""
import sys
from typing import NamedTuple, Optional

from walk import put, walk

CRASHES, MOVES = map(int, sys.argv[1:3])
BROKEN = sys.argv[3] if len(sys.argv) > 3 else None
END = 3


class Store(NamedTuple):
    effects: tuple = (0,) * END
    watermark: int = 0
    epoch: int = 0
    nonce: int = 0


class Node(NamedTuple):
    generation: int
    stage: str = "assigned"
    epoch: int = 0
    nonce: int = 0
    position: int = 0


class World(NamedTuple):
    store: Store = Store()
    before: Store = Store()
    committed: int = 0
    owner: Optional[int] = None
    generation: int = 0
    nodes: tuple = (None, None)
    crashes: int = CRASHES
    moves: int = MOVES
    failovers: int = 1
    nonces: int = 0


def with_node(w, n, node):
    return w._replace(nodes=put(w.nodes, n, node))


def steps(w):
    for n in (0, 1):
        if w.owner != n and (w.owner is None or w.moves):
            given = w._replace(owner=n, generation=w.generation + 1, moves=w.moves - (w.owner is not None))
            yield f"group: to node {n}", with_node(given, n, Node(w.generation + 1))
        if w.crashes and w.nodes[n]:
            died = w._replace(crashes=w.crashes - 1, owner=None if w.owner == n else w.owner)
            yield f"node {n} crashes", with_node(died, n, None)
    if w.failovers and w.store != w.before:
        yield f"the store goes back to watermark {w.before.watermark}, epoch {w.before.epoch}", w._replace(
            store=w.before, failovers=0)
    for n in (0, 1):
        if w.nodes[n]:
            yield from node_steps(w, n, w.nodes[n])


def node_steps(w, n, node):
    at = f"node {n} @{node.position}:"
    mine = w.owner == n and w.generation == node.generation
    s = w.store
    if node.stage == "assigned":
        won = s._replace(epoch=s.epoch + 1, nonce=w.nonces + 1)
        acquired = node._replace(stage="written", epoch=won.epoch, nonce=won.nonce, position=s.watermark)
        after = w._replace(store=won, before=s, nonces=w.nonces + 1)
        yield f"{at} acquires epoch {won.epoch}, starts at {s.watermark}", with_node(after, n, acquired)
    elif node.stage == "idle" and node.position < END:
        owns = node.epoch == s.epoch and node.nonce == s.nonce
        if owns and (BROKEN == "nocompare" or s.watermark == node.position):
            written = s._replace(effects=put(s.effects, node.position, 1), watermark=node.position + 1)
            after = w._replace(store=written, before=s)
            yield f"{at} commits to the store", with_node(
                after, n, node._replace(stage="written", position=node.position + 1))
        else:
            yield f"{at} refused", with_node(w, n, Node(node.generation) if mine else None)
    elif node.stage == "written":
        if mine:
            yield f"{at} commits its offset", with_node(
                w._replace(committed=node.position), n, node._replace(stage="idle"))
        else:
            yield f"{at} fenced by the group", with_node(w, n, None)


def is_drained(w):
    owner = w.nodes[w.owner] if w.owner is not None else None
    return owner is not None and owner.stage == "idle" and owner.position == END == w.committed


def judge(w):
    # A store that goes back after the last message is found out by the next start.
    if is_drained(w) and w.store.watermark == END and not all(w.store.effects):
        return "EFFECT LOST"
    return None


if __name__ == "__main__":
    walk(World(), steps, judge, is_drained)
