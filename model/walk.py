"""Walks every interleaving of a model, breadth first, up to the shortest trace that ends in a bad state."""
import sys
from collections import deque


def walk(start, steps, judge, is_done):
    """steps(state) yields (label, state); judge(state) says what is bad in a state, or None; a state that is not done and has no steps is stuck."""
    seen, queue = {start: None}, deque([start])
    while queue:
        state = queue.popleft()
        bad = judge(state)
        if bad:
            tell(bad, seen, state)
        moves = 0
        for label, after in steps(state):
            moves += 1
            if after not in seen:
                seen[after] = (state, label)
                queue.append(after)
        if not moves and not is_done(state):
            tell("STUCK", seen, state)
    print(f"{len(seen):,} states, good")


def tell(bad, seen, state):
    """Prints the way to a state, and ends the program."""
    trace = []
    while seen[state]:
        state, label = seen[state]
        trace.append(label)
    print(f"{bad}: {len(trace)} steps\n  " + "\n  ".join(reversed(trace)))
    sys.exit(1)


def put(items, at, value):
    return items[:at] + (value,) + items[at + 1:]
