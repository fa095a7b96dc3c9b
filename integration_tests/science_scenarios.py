"""The worlds of the science tests, each with a truth that is known because it was planted."""

import numpy as np
from science_simulator import BUY, DAY, LOOK, MICRO, Action, Journey

LOOKS, CLICKS, BUYS = 0, 1, 2
CART = Action("add_to_cart", "cart", is_milestone=True)
CHECKOUT = Action("start_checkout", "checkout", is_milestone=True)
SCROLL = Action("scroll", "micro")
HEARTBEAT = Action("heartbeat")
PAGE_LEAVE = Action("page_leave")


def visits(
    chance,
    worlds,
    people=250,
    micro=0.2,
    macro=0.15,
    leave=0.2,
    hazard_after=1.0,
    leave_after=None,
    intent_sd=0.0,
    actions=(LOOK, MICRO, BUY),
    beside=None,
    others=0,
):
    """Everybody looks around, clicks, buys or leaves; what a click changes is given.

    Others are micro conversions without effect, which half of the looks are.
    """
    noise = [Action(f"other{number}", f"other{number}") for number in range(others)]
    journey = Journey(chance, [*actions, *noise], worlds)
    everybody = journey.people(people)
    has_clicked = np.zeros(len(everybody), bool)
    intent = np.exp(chance.normal(0, intent_sd, len(everybody)))

    def step(who, number):
        after = has_clicked[who]
        buys = journey.happens(who, macro * intent[who] * np.where(after, hazard_after, 1))
        clicks = journey.happens(who, micro * intent[who]) & ~buys
        action = np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS))
        if others:
            is_other = (action == LOOKS) & journey.happens(who, 0.5)
            action[is_other] = len(actions) + chance.integers(0, others, is_other.sum())
        journey.act(who, action)
        has_clicked[who] |= clicks
        leaving = leave if leave_after is None else np.where(
            has_clicked[who], leave_after, leave
        )
        stays = ~buys & ~journey.happens(who, leaving)
        if beside:
            beside(journey, who, action, stays)
        return stays

    journey.walk(everybody, step)
    return journey


def unequal_observation(chance, worlds, people=200):
    """Two in five buy after a day or so and are seen no more; the others are seen five days."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    everybody = journey.people(people)
    closes_at = journey.now + 5 * DAY
    is_buyer = journey.happens(everybody, 0.4)
    buys_at = journey.now + np.where(is_buyer, chance.exponential(DAY, len(everybody)), np.inf)

    def step(who, number):
        in_time = journey.now[who] < closes_at[who]
        seen = who[in_time]
        buys = journey.now[seen] >= buys_at[seen]
        clicks = journey.happens(seen, 0.25)
        journey.act(seen, np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS)))
        in_time[in_time] = ~buys
        return in_time

    def pause(who):
        passed = chance.exponential(DAY / 1.5, len(who))
        return np.minimum(passed, np.maximum(buys_at[who] - journey.now[who], 0))

    journey.walk(everybody, step, pause)
    return journey


def activity(chance, worlds, shape, people=250):
    """Some are more active than others, in everything they do; each is seen for three days."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    everybody = journey.people(people)
    closes_at = journey.now + 3 * DAY
    pace = chance.gamma(shape, 1 / shape, len(everybody))
    journey.now += chance.exponential(1, len(everybody)) * DAY / (2 * pace + 1e-9)

    def step(who, number):
        in_time = journey.now[who] < closes_at[who]
        seen = who[in_time]
        draw = chance.random(len(seen))
        action = np.where(draw < 0.08, BUYS, np.where(draw < 0.25, CLICKS, LOOKS))
        journey.act(seen, action)
        in_time[in_time] = action != BUYS
        return in_time

    def pause(who):
        return chance.exponential(1, len(who)) * DAY / (2 * pace[who])

    journey.walk(everybody, step, pause)
    return journey


def stages(chance, worlds, micro, people=200):
    """Browse, cart, checkout, purchase; micro is its share of the events of each stage."""
    journey = Journey(chance, [LOOK, MICRO, BUY, CART, CHECKOUT], worlds)
    everybody = journey.people(people)
    stage = np.zeros(len(everybody), int)
    milestones = np.array([3, 4, BUYS])

    def step(who, number):
        at = stage[who]
        advances = journey.happens(who, np.array([0.25, 0.3, 0.4])[at])
        clicks = journey.happens(who, np.array(micro)[at])
        action = np.where(advances, milestones[at], np.where(clicks, CLICKS, LOOKS))
        journey.act(who, action)
        stage[who] += advances
        return (action != BUYS) & ~journey.happens(who, 0.08)

    journey.walk(everybody, step)
    return journey


def changing_visits(chance, worlds, people=170):
    """Some come back; how eager they buy, and how often they click, depends on the visit."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    world = np.repeat(np.arange(worlds), people)
    visitor = np.arange(len(world))
    opens_at = chance.uniform(0, 20 * DAY, len(world))
    eagerness = chance.gamma(2, 0.5, len(world))
    has_bought = np.zeros(len(world), bool)
    for number, macro in enumerate([0.06, 0.15, 0.2, 0.1, 0.25], start=1):
        kind = "new" if number == 1 else "returning"
        sessions = journey.visits(
            world[visitor], visitor, opens_at[visitor], number, visitor_type=kind,
            customer_type=np.where(has_bought[visitor], "before", "not before"),
        )  # fmt: skip
        visitor_of = lookup(sessions, visitor)
        click = 0.3 if number == 1 else 0.2

        def step(who, _):
            buys = journey.happens(who, macro * eagerness[visitor_of(who)])
            clicks = journey.happens(who, click)
            journey.act(who, np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS)))
            has_bought[visitor_of(who)] |= buys
            return ~buys & ~journey.happens(who, 0.2)

        journey.walk(sessions, step)
        opens_at[visitor] = journey.now[sessions] + chance.uniform(0.2, 2, len(visitor)) * DAY
        visitor = visitor[chance.random(len(visitor)) < 0.55]
    return journey


def lookup(sessions, visitor):
    """Sessions that were opened together, to whose they are."""
    return lambda who: visitor[who - sessions[0]]


def scrolls(journey, who, action, stays):
    """A passive micro conversion some time after an active event."""
    scrolling = who[journey.happens(who, 0.2)]
    journey.act(scrolling, CLICKS, after=1.7)


def companions(journey, who, action, stays):
    """A click sends two or three more events within the second."""
    clicking = who[action == CLICKS]
    journey.act(clicking, LOOKS, after=0.2)
    journey.act(clicking, LOOKS, after=0.5)
    journey.act(clicking[journey.happens(clicking, 0.5)], LOOKS, after=0.9)


def automatic(journey, who, action, stays):
    """A page that sends a sign of life while it is open, and says when it is left."""
    journey.act(who[journey.happens(who, 0.4)], 3, after=1.5)
    journey.act(who[stays & journey.happens(who, 0.2)], 3, after=2.5)
    journey.act(who[~stays & (action != BUYS)], 4, after=2)


NO_EFFECT = {
    "unequal observation time": unequal_observation,
    "activity, gamma shape 1": lambda chance, worlds: activity(chance, worlds, 1.0),
    "activity, gamma shape 0.5": lambda chance, worlds: activity(chance, worlds, 0.5),
    "20 % leave after each event": visits,
    "stages, micro in any": lambda chance, worlds: stages(chance, worlds, [0.25] * 3),
    "stages, micro while browsing": lambda chance, worlds: stages(chance, worlds, [0.25, 0, 0]),
    "stages, micro in the cart": lambda chance, worlds: stages(chance, worlds, [0, 0.3, 0]),
    "stages, micro in checkout": lambda chance, worlds: stages(chance, worlds, [0, 0, 0.4]),
    "propensity changes between visits": changing_visits,
    "passive micro conversion": lambda chance, worlds: visits(
        chance, worlds, micro=0, actions=(LOOK, SCROLL, BUY), beside=scrolls
    ),
    "companion events": lambda chance, worlds: visits(chance, worlds, beside=companions),
    "heartbeats and page leaves": lambda chance, worlds: visits(
        chance, worlds, actions=(LOOK, MICRO, BUY, HEARTBEAT, PAGE_LEAVE), beside=automatic
    ),
}


def many_micros(
    chance,
    worlds,
    true=10,
    noise=90,
    milestones=10,
    people=4000,
    effect=3.0,
    macro=0.015,
    share=0.5,
):
    """Many things to do: after a true one people buy more often, after the noise they do not.

    Each milestone reached makes buying more likely, as the steps of a checkout do.
    """
    names = [f"true{number}" for number in range(true)]
    names += [f"noise{number}" for number in range(noise)]
    actions = [LOOK, BUY, *(Action(name, name) for name in names)]
    actions += [
        Action(f"milestone{number}", f"milestone{number}", is_milestone=True)
        for number in range(milestones)
    ]
    journey = Journey(chance, actions, worlds)
    everybody = journey.people(people)
    done = np.zeros((len(everybody), true), bool)
    stage = np.zeros(len(everybody), int)

    def step(who, number):
        eager = effect ** done[who].sum(axis=1) * (1 + 0.3 * stage[who])
        buys = journey.happens(who, np.minimum(macro * eager, 0.9))
        advances = ~buys & journey.happens(who, 0.06) & (stage[who] < milestones)
        # The other events are in no plan.
        micro = chance.integers(0, round(len(names) / share), len(who))
        is_micro = ~buys & ~advances & (micro < len(names))
        action = np.where(buys, 1, np.where(is_micro, 2 + micro, 0))
        action[advances] = 2 + len(names) + stage[who[advances]]
        journey.act(who, action)
        stage[who] += advances
        is_true = is_micro & (micro < true)
        done[who[is_true], micro[is_true]] = True
        return ~buys & ~journey.happens(who, 0.12)

    journey.walk(everybody, step)
    return journey


def goal_companion(chance, worlds, people=1500, before=None, after=None):
    """An action that comes a few seconds before every purchase, or follows on it."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    everybody = journey.people(people)
    has_bought = np.zeros(len(everybody), bool)

    def step(who, number):
        buys = journey.happens(who, 0.06) & ~has_bought[who]
        clicks = journey.happens(who, np.where(has_bought[who], 0.4 if after else 0.0, 0.0))
        if before:
            journey.act(who[buys], CLICKS)
            journey.now[who[buys]] += before
        journey.act(who, np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS)))
        has_bought[who] |= buys
        return ~journey.happens(who, 0.2)

    journey.walk(everybody, step)
    return journey


def some_all_first(chance, worlds, people=1500):
    """On one kind of device everybody does it first of all, on the other nobody does."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    device = np.where(chance.random(people * worlds) < 0.5, "phone", "desktop")
    everybody = journey.people(people, device_category=device)

    def step(who, number):
        buys = journey.happens(who, 0.06) & (number > 0)
        clicks = (device[who] == "phone") & (number == 0)
        journey.act(who, np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS)))
        return ~buys & ~journey.happens(who, 0.2)

    journey.walk(everybody, step)
    return journey


def segmented(chance, worlds, shares, people, micro, macro, hazard_after):
    """Each value of a segment has its share of people, clicks, purchases, and its effect."""
    journey = Journey(chance, [LOOK, MICRO, BUY], worlds)
    values = chance.choice(len(shares), people * worlds, p=shares)
    micro, macro, hazard_after = (
        np.broadcast_to(given, len(shares))[values] for given in (micro, macro, hazard_after)
    )
    device = np.array([f"device {value}" for value in range(len(shares))])[values]
    everybody = journey.people(people, device_category=device)
    has_clicked = np.zeros(len(everybody), bool)

    def step(who, number):
        buys = journey.happens(
            who, macro[who] * np.where(has_clicked[who], hazard_after[who], 1)
        )
        clicks = journey.happens(who, micro[who]) & ~buys
        journey.act(who, np.where(buys, BUYS, np.where(clicks, CLICKS, LOOKS)))
        has_clicked[who] |= clicks
        return ~buys & ~journey.happens(who, 0.2)

    journey.walk(everybody, step)
    return journey


def milestone_path(chance, worlds):
    return stages(chance, worlds, [0.1] * 3, people=500)


def late_buyers(chance, people, share=0.2, mean_days=4, horizon_days=14, arrival_days=30):
    """A share buys within the horizon; many came too lately to have done so yet."""
    journey = Journey(chance, [LOOK, MICRO, BUY], 1)
    opens_at = chance.uniform(0, arrival_days * DAY, people)
    everybody = journey.visits(np.zeros(people, int), np.arange(people), opens_at)
    journey.act(everybody, np.where(journey.happens(everybody, 0.3), CLICKS, LOOKS))
    buyers = everybody[journey.happens(everybody, share)]
    # An exponential time that is known to end within the horizon.
    whole = 1 - np.exp(-horizon_days / mean_days)
    days = -mean_days * np.log(1 - whole * chance.random(len(buyers)))
    journey.act(buyers, BUYS, after=days * DAY)
    return journey


EFFECTS = {
    "hazard doubled": lambda chance, worlds: visits(
        chance, worlds, people=3000, micro=0.1, macro=0.03, hazard_after=2, others=9
    ),
    "leaving halved": lambda chance, worlds: visits(
        chance, worlds, people=3000, micro=0.1, macro=0.03, leave=0.3, leave_after=0.15, others=9
    ),
    # Of rare actions, a ratio of exp(.5 * .5) = 1.28 would be read.
    "latent intent": lambda chance, worlds: visits(
        chance, worlds, people=4000, micro=0.05, macro=0.03, intent_sd=0.5
    ),
}


def noise(chance, worlds):
    return many_micros(chance, worlds, true=0, noise=100, milestones=0, people=1500, macro=0.03,
                       share=0.9)  # fmt: skip


def same_everywhere(chance, worlds):
    return segmented(chance, worlds, [0.25] * 4, 1500, 0.2, 0.1, 1.8)


WORLDS = {
    "no effect": NO_EFFECT,
    "effect": EFFECTS,
    "true and noise": {"10 true, 90 noise, 10 milestones": many_micros},
    "noise": {"100 noise": noise},
    "segments": {"the same effect in four segments": same_everywhere},
}

# The planted micro conversion of each world, and what may be said of it.
VERDICTS = {
    "after the goal": (
        lambda *given: goal_companion(*given, after=True), "micro", ["after_macro"]
    ),
    "in the goal's step": (
        lambda *given: goal_companion(*given, before=0.5), "micro", ["after_macro", "coincident"]
    ),
    "just before the goal": (
        lambda *given: goal_companion(*given, before=3), "micro", ["coincident"]
    ),
    "milestone": (milestone_path, "cart", ["structural"]),
    "nobody to compare": (some_all_first, "micro", ["no_comparison"]),
    "small cells": (
        lambda *given: visits(*given, people=120, micro=0.05), "micro", ["insufficient_data"]
    ),
    "dependence on a segment": (
        lambda *given: segmented(*given, [0.5, 0.5], 3000, 0.2, 0.1, [2.5, 0.3]),
        "micro", ["depends_on_segment"],
    ),
    "reversal": (
        lambda *given: segmented(*given, [0.5, 0.5], 4000, [0.05, 0.35], [0.02, 0.25], 0.5),
        "micro", ["counter_indicator"],
    ),
    "same in every segment": (same_everywhere, "micro", ["predictive"]),
}  # fmt: skip
