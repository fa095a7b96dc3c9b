"""Histories as hypothesis strategies, so that one that fails shrinks to a few rows.

A history is worlds of raw rows, each with ids of its own, and what is run after a batch. Hypothesis draws few
worlds, as a draw has a limited size; many more, which do not shrink, come from a seed.
"""

import datetime
import random

from hypothesis import strategies
from incremental_histories import CHOICES, DAY, START, random_batches, raw_row

BATCH_COUNT = 4
ODD_VALUES = [
    *[{}] * 30,
    *({"ts": str(START + 90 * DAY)}, {"ts": None}, {"ts": "soon"}, {"loaded": None}, {"loaded": "later"}),
]


def some_of(names, max_size):
    """A few of these raw columns, with values."""
    return strategies.lists(
        strategies.sampled_from(names).flatmap(
            lambda name: strategies.tuples(strategies.just(name), strategies.sampled_from(CHOICES[name]))
        ),
        max_size=max_size,
    ).map(dict)


# Rows of a world are alike but for a few columns; what stands first in CHOICES is the simplest.
habits = strategies.fixed_dictionaries(
    {name: strategies.sampled_from(choices) for name, choices in CHOICES.items()}
)
copies = strategies.fixed_dictionaries(
    {
        # Most worlds are quiet in most batches, so that a run has something to leave alone.
        "own_batch": strategies.sampled_from([0, 0, 1]),
        "is_elsewhere": strategies.sampled_from([False] * 9 + [True]),
        "loads_ago": strategies.sampled_from([0, 0, 0, 1, 5]),
        "changes": some_of(["browser", "person", "device", "delay", "props"], 1),
        "odd": strategies.sampled_from(ODD_VALUES),
    }
)
events = strategies.fixed_dictionaries(
    {
        "changes": some_of(list(CHOICES), 5),
        "id": strategies.sampled_from([None, "e0", "e1", "e2", "e3", "e4", "e5"]),
        "copies": strategies.lists(copies, min_size=1, max_size=3),
    }
)
worlds = strategies.fixed_dictionaries(
    {
        "habits": habits,
        "batches": strategies.lists(strategies.integers(0, BATCH_COUNT - 1), min_size=2, max_size=2),
        "events": strategies.lists(events, min_size=1, max_size=5),
    }
)


def sent_row(world, number, event, copy):
    """One raw row, and the batch that it comes in."""
    values = {**world["habits"], **event["changes"], "id": event["id"]}
    if copy is not event["copies"][0]:
        values |= copy["changes"]
    at = START + values.pop("day") * DAY + datetime.timedelta(seconds=values.pop("seconds"))
    delay = values.pop("delay")
    values["received"] = None if delay is None else str(at + datetime.timedelta(seconds=delay))
    batch = BATCH_COUNT - 1 if copy["is_elsewhere"] else world["batches"][copy["own_batch"]]
    load = max(0, batch - copy["loads_ago"])
    return batch, {**raw_row(number, at, START + (60 + load) * DAY, **values), **copy["odd"]}


def batches_of(worlds, order, seeded_worlds, seed):
    """The rows of each batch: as they were made, or in an order that a number names."""
    batches = random_batches(seeded_worlds, BATCH_COUNT, seed)
    # The seeded worlds are numbered from 0.
    for number, world in enumerate(worlds, start=1000):
        for event in world["events"]:
            for copy in event["copies"]:
                batch, row = sent_row(world, number, event, copy)
                batches[batch].append(row)
    if order:
        for rows in batches:
            random.Random(order).shuffle(rows)
    return batches


def runs(names):
    """What is run after a batch: everything, a part of the graph, a part anew, or a killed run."""
    parts = strategies.sets(strategies.sampled_from(names), min_size=1)
    return strategies.one_of(
        strategies.just({}),
        strategies.fixed_dictionaries({"models": parts}),
        strategies.fixed_dictionaries({"models": parts, "kind": strategies.just("full")}),
        strategies.fixed_dictionaries({"sent_count": strategies.integers(0, 4 * len(names))}),
    )


def histories(names):
    """Worlds, the order of rows, and what is run after the batches between the first and the last."""
    return strategies.fixed_dictionaries(
        {
            "worlds": strategies.lists(worlds, min_size=1, max_size=5),
            # A failure that needs none of them shrinks to none.
            "seeded_worlds": strategies.sampled_from([0, 40]),
            "seed": strategies.integers(0, 2**32),
            "order": strategies.integers(0, 9),
            "runs": strategies.lists(runs(names), min_size=BATCH_COUNT - 2, max_size=BATCH_COUNT - 2),
        }
    )
