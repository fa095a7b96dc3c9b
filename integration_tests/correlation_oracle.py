"""The correlation models again, in plain Python loops over events; shares no code with them."""

import datetime
import decimal
import math
from collections import defaultdict

SECOND = datetime.timedelta(seconds=1)
LAST = 2**63


class Oracle:
    """Answers by table name, as lists of dicts, from the rows of correlation_worlds."""

    def __init__(self, rows, clock="active"):
        self.rows = rows
        self.clock_name = clock
        self.silent = {row["event_name"] for row in rows["cro_passive_events"]}
        self.passive = self.silent if clock == "active" else set()
        self.sessions = {row["session_key"]: row for row in rows["int_cro__sessions"]}
        self.watermark = rows["int_cro__watermark"][0]["watermark_at"]
        self.events = sorted(
            rows["int_cro__session_events"],
            key=lambda event: (
                event["occurred_at"],
                LAST if event["event_sequence"] is None else event["event_sequence"],
                event["event_key"],
            ),
        )
        self.matches = defaultdict(list)
        for match in rows["int_cro__conversion_events"]:
            self.matches[match["event_key"]].append(match)
        self.clock()
        self.make_units()

    def clock(self):
        self.steps = {}
        for unit, owner in (("session", "session_key"), ("visitor", "visitor_key")):
            last, step = {}, defaultdict(int)
            for event in self.events:
                key = event[owner]
                if event["event_name"] not in self.passive:
                    if key not in last or event["occurred_at"] - last[key] > SECOND:
                        step[key] += 1
                    last[key] = event["occurred_at"]
                self.steps[unit, event["event_key"]] = step[key]

    def event_steps(self):
        return [
            {
                "clock": self.clock_name,
                "event_key": event["event_key"],
                "session_key": event["session_key"],
                "visitor_key": event["visitor_key"],
                "is_active": event["event_name"] not in self.silent,
                "session_number": self.sessions[event["session_key"]]["session_number"],
                "session_step_number": self.steps["session", event["event_key"]],
                "visitor_step_number": self.steps["visitor", event["event_key"]],
            }
            for event in self.events
        ]

    def make_units(self):
        """Events per unit, in order; a visitor who never visited is no unit."""
        found, entry = defaultdict(list), {}
        for event in self.events:
            visited = not self.sessions[event["session_key"]]["is_server_only"]
            found["visitor", event["visitor_key"]].append(event)
            if visited:
                entry.setdefault(("visitor", event["visitor_key"]), event["session_key"])
                entry[("session", event["session_key"])] = event["session_key"]
                found["session", event["session_key"]].append(event)
        self.entry = entry
        self.units = {unit: events for unit, events in found.items() if unit in entry}
        self.segments = defaultdict(list)
        for row in self.rows["int_cro__session_segments"]:
            self.segments[row["session_key"]].append(
                (row["segment_name"], row["segment_value"])
            )

    def unit_rows(self):
        return [
            {
                "unit": unit,
                "unit_key": key,
                "entry_session_key": self.entry[unit, key],
                "device_key": self.sessions[self.entry[unit, key]]["device_key"],
                "started_at": events[0]["occurred_at"],
                "last_event_at": events[-1]["occurred_at"],
                "last_step_number": self.steps[unit, events[-1]["event_key"]],
            }
            for (unit, key), events in self.units.items()
        ]

    def unit_matches(self, kind):
        """Per unit and conversion key: its matches as (time, step, is passive, match)."""
        found = defaultdict(list)
        for (unit, key), events in self.units.items():
            for event in events:
                for match in self.matches[event["event_key"]]:
                    if match["conversion_type"] == kind:
                        found[unit, key, match["conversion_key"]].append(
                            (
                                event["occurred_at"],
                                self.steps[unit, event["event_key"]],
                                event["event_name"] in self.silent,
                                match,
                            )
                        )
        return found

    def first_micros(self):
        for (unit, key, conversion), matches in self.unit_matches("micro").items():
            first_step = matches[0][1]
            yield {
                "unit": unit,
                "clock": self.clock_name,
                "unit_key": key,
                "micro_conversion_key": conversion,
                "first_at": matches[0][0],
                "first_step_number": first_step,
                "is_passive_micro": all(
                    passive for _, step, passive, _ in matches if step == first_step
                ),
                "match_count": len(matches),
            }

    def macros(self):
        values = {
            row["conversion_event_key"]: row["net_value"]
            for row in self.rows["fct_cro__macro_conversions"]
        }
        for (unit, key, conversion), matches in self.unit_matches("macro").items():
            found = [values.get(match["conversion_event_key"]) for *_, match in matches]
            found = [decimal.Decimal(str(value)) for value in found if value is not None]
            yield {
                "unit": unit,
                "clock": self.clock_name,
                "unit_key": key,
                "macro_conversion_key": conversion,
                "first_at": matches[0][0],
                "first_step_number": matches[0][1],
                "match_count": len(matches),
                "net_value": sum(found) if found else None,
            }

    def stage_at(self, unit, key, step, stages):
        """The deepest milestone reached before a step; 0 is none."""
        deepest = 0
        for event in self.units[unit, key]:
            if self.steps[unit, event["event_key"]] < step:
                for match in self.matches[event["event_key"]]:
                    deepest = max(deepest, stages.get(match["conversion_key"], 0))
        return deepest

    def cells(self, comparisons, pairs):
        """Landmark and crude cells by definition: look at every unit, for every question."""
        micros = self.unit_matches("micro")
        macros = self.unit_matches("macro")
        sources = self.sources()
        found = {}
        for unit, landmark, horizon in comparisons:
            for method in ("landmark", "crude"):
                for micro, macro in pairs:
                    self.add_cells(
                        found, (unit, method, landmark, horizon, micro, macro), micros, macros,
                        sources[macro],
                    )
        return [
            {
                **dict(
                    zip(
                        ("unit", "method", "landmark_seconds", "horizon_seconds",
                         "micro_conversion_key", "macro_conversion_key",
                         "segment_name", "segment_value"),
                        key,
                    )
                ),
                **counts,
            }
            for key, counts in found.items()
        ]

    def add_cells(self, found, question, micros, macros, sources):
        unit, method, landmark, horizon, micro, macro = question
        place = self.landmark_place if method == "landmark" else self.crude_place
        for (kind, key), events in self.units.items():
            start = events[0]["occurred_at"]
            if kind != unit or start > self.watermark or self.source(kind, key) not in sources:
                continue
            where = place(
                start,
                landmark * SECOND,
                horizon * SECOND,
                [time for time, *_ in micros.get((kind, key, micro), [])],
                [time for time, *_ in macros.get((kind, key, macro), [])],
            )
            for segment in self.segments[self.entry[kind, key]]:
                counts = found.setdefault(
                    (*question, *segment),
                    dict.fromkeys(
                        ("exposed_converted", "exposed_not", "unexposed_converted",
                         "unexposed_not", "immature_count", "early_converter_count"),
                        0,
                    ),
                )
                counts[where] += 1

    def landmark_place(self, start, landmark, horizon, micro_times, macro_times):
        if start + landmark + horizon > self.watermark:
            return "immature_count"
        if any(time <= start + landmark for time in macro_times):
            return "early_converter_count"
        arm = "exposed" if any(time <= start + landmark for time in micro_times) else "unexposed"
        converted = any(time <= start + landmark + horizon for time in macro_times)
        return f"{arm}_{'converted' if converted else 'not'}"

    def crude_place(self, start, landmark, horizon, micro_times, macro_times):
        """What PostHog publishes: actions after entry and before the goal, or the window's end."""
        end = start + landmark + horizon
        reached = [time for time in macro_times if time <= end and time <= self.watermark]
        until = min(reached) if reached else end
        exposed = any(start < time < until and time <= self.watermark for time in micro_times)
        return f"{'exposed' if exposed else 'unexposed'}_{'converted' if reached else 'not'}"

    # --- The same-step comparison ------------------------------------------------------------

    def step_starts(self, unit, key):
        """The first active event of each step of a unit, by step number."""
        starts = {}
        for event in self.units[unit, key]:
            if event["event_name"] not in self.passive:
                starts.setdefault(self.steps[unit, event["event_key"]], event)
        return starts

    def place(self, unit, event):
        step = self.steps["session", event["event_key"]]
        if unit == "session":
            return step
        number = self.sessions[event["session_key"]]["session_number"] or 0
        return 100 * min(number, 5) + min(step, 16)

    def sources(self):
        """Macro conversion to the sources in which a unit ever reached it."""
        found = defaultdict(set)
        for unit, key, macro in self.unit_matches("macro"):
            found[macro].add(self.source(unit, key))
        return found

    def source(self, unit, key):
        return self.sessions[self.entry[unit, key]]["source_name"]

    def populations(self, unit, key):
        """Who a unit is compared with: type, name, value and whether within segments."""
        if self.clock_name == "all_events":
            return [("all_events_clock", "all", "all", True)]
        start = self.units[unit, key][0]["occurred_at"]
        starts = sorted(
            events[0]["occurred_at"]
            for (kind, _), events in self.units.items()
            if kind == unit and events[0]["occurred_at"] <= self.watermark
        )
        # Of three the second one opens the second half, of four the third.
        earlier = bool(starts) and start < starts[len(starts) // 2]
        device = self.sessions[self.entry[unit, key]]["device_key"]
        halves = {True: "first", False: "second"}
        return [
            *(("segment", *segment, True) for segment in self.segments[self.entry[unit, key]]),
            ("month", "month", start.strftime("%Y-%m-01"), True),
            ("half_of_period", "half_of_period", halves[earlier], True),
            ("half_of_devices", "half_of_devices", halves[device < "8"], True),
            ("without_segments", "all", "all", False),
        ]

    def values(self):
        """Net value of every counted macro conversion."""
        return {
            row["conversion_event_key"]: float(row["net_value"] or 0)
            for row in self.rows["fct_cro__macro_conversions"]
        }

    def same_steps(self, pairs, stages, limits, horizon, gap, segment):
        """Everybody's every step in every population: a question, and what mantel_haenszel reads."""
        micros, macros = self.unit_matches("micro"), self.unit_matches("macro")
        sources, values = self.sources(), self.values()
        for (unit, key), events in self.units.items():
            closed = events[-1]["occurred_at"] + gap * SECOND < self.watermark
            visitor = self.sessions[self.entry[unit, key]]["visitor_key"]
            visitor = visitor if unit == "session" else key
            segment_value = dict(self.segments[self.entry[unit, key]]).get(segment)
            populations = self.populations(unit, key)
            for step, start in self.step_starts(unit, key).items():
                until = start["occurred_at"] + horizon * SECOND
                if step > limits[unit] or not (
                    closed if unit == "session" else until <= self.watermark
                ):
                    continue
                for macro in sorted({macro for _, macro in pairs}):
                    reached = macros.get((unit, key, macro), [])
                    if any(place <= step for _, place, *_ in reached):
                        continue
                    if self.source(unit, key) not in sources[macro]:
                        continue
                    later = [
                        match for time, _, _, match in reached if unit == "session" or time <= until
                    ]
                    converted = bool(later)
                    value = sum(values.get(match["conversion_event_key"], 0.0) for match in later)
                    milestones = stages.get(macro, {})
                    stage = self.stage_at(unit, key, step, milestones)
                    moves_on = any(
                        place == step
                        for micro in milestones
                        for _, place, *_ in micros.get((unit, key, micro), [])
                    )
                    place = f"{self.place(unit, start)}|{stage}"
                    for micro, goal in pairs:
                        places = [place for _, place, *_ in micros.get((unit, key, micro), [])]
                        if goal != macro or any(place < step for place in places):
                            continue
                        exposed = step in places
                        if moves_on and not (exposed and micro in milestones):
                            continue
                        for *population, is_within in populations:
                            stratum = f"{place}|{segment_value if is_within else ''}"
                            question = (unit, *population, micro, macro)
                            will = bool(places) and not exposed
                            yield question, stratum, exposed, converted, visitor, value, will


def mantel_haenszel(steps):
    """Pooled difference and ratio of one question, and how sure they are.

    steps: (stratum, exposed, converted, visitor, value, will do it later),
    the last two of which may be left out. The variances are those of the textbooks for units
    that are compared once, and the squared sums of every visitor's influence for clusters.
    """
    steps = [(*step, 0.0, False)[:6] for step in steps]
    strata = defaultdict(lambda: [0, 0, 0, 0])
    for stratum, exposed, converted, *_ in steps:
        strata[stratum][(0 if exposed else 2) + (0 if converted else 1)] += 1
    strata = {key: cells for key, cells in strata.items() if sum(cells[:2]) and sum(cells[2:])}
    if not strata:
        return None
    top = bottom = weight = ratio_variance = excess = variance = slope = base = 0.0
    expected = [0.0, 0.0]
    for a, b, c, d in strata.values():
        n1, n0, n, m1 = a + b, c + d, a + b + c + d, a + c
        top += a * n0 / n
        bottom += c * n1 / n
        weight += n1 * n0 / n
        ratio_variance += (m1 * n1 * n0 - a * c * n) / n**2
        slope += (n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
        base += (a * (n0 - c) + c * (n1 - a)) / (2 * n)
        expected[0] += n1 * m1 / n
        expected[1] += n0 * m1 / n
        excess += a - n1 * m1 / n
        variance += n1 * n0 * m1 * (n - m1) / (n**2 * (n - 1))
    difference = (top - bottom) / weight
    answer = {
        "strata": strata,
        "cells": [sum(cells[place] for cells in strata.values()) for place in range(4)],
        "expected": expected,
        "risk_exposed": top / weight,
        "risk_unexposed": bottom / weight,
        "difference": difference,
        "ratio": top / bottom if top and bottom else None,
        "chi_square": excess**2 / variance if variance else None,
        "difference_error": math.sqrt(difference * slope + base) / weight,
        "ratio_error": math.sqrt(ratio_variance / (top * bottom)) if top and bottom else None,
    }
    answer.update(clustered_errors(steps, answer, top, weight))
    answer.update(value_difference(steps, strata, weight))
    others = [step for step in steps if step[0] in strata and not step[1]]
    answer["later_share"] = sum(step[5] for step in others) / len(others)
    return answer


def value_difference(steps, strata, weight):
    """The same comparison on value, by its definition: a weighted mean of differences of means."""
    sums = {stratum: [0.0, 0.0] for stratum in strata}
    for stratum, exposed, _, _, value, _ in steps:
        if stratum in strata:
            sums[stratum][0 if exposed else 1] += value
    sizes = {stratum: (a + b, c + d) for stratum, (a, b, c, d) in strata.items()}
    difference = 0.0
    for stratum, (n1, n0) in sizes.items():
        means = sums[stratum][0] / n1 - sums[stratum][1] / n0
        difference += n1 * n0 / (n1 + n0) * means / weight
    pulls = defaultdict(float)
    for stratum, exposed, _, visitor, value, _ in steps:
        if stratum in strata:
            n1, n0 = sizes[stratum]
            base = (sum(sums[stratum]) - difference * n1) / (n1 + n0)
            share = n0 / (n1 + n0) if exposed else -n1 / (n1 + n0)
            pulls[visitor] += share * (value - base - (difference if exposed else 0.0))
    has_value = any(total for pair in sums.values() for total in pair)
    return {
        "value_difference": difference if has_value else None,
        "value_error": math.sqrt(sum(pull**2 for pull in pulls.values())) / weight,
    }


def clustered_errors(steps, answer, top, weight):
    ratio_sums, difference_sums = defaultdict(float), defaultdict(float)
    ratio, difference = answer["ratio"] or 0.0, answer["difference"]
    for stratum, exposed, converted, visitor, *_ in steps:
        if stratum in answer["strata"]:
            a, b, c, d = answer["strata"][stratum]
            n1, n0, n, m1 = a + b, c + d, a + b + c + d, a + c
            rate = m1 / (ratio * n1 + n0)
            other = (m1 - difference * n1) / n
            if exposed:
                ratio_sums[visitor] += n0 / n * (converted - ratio * rate)
                difference_sums[visitor] += n0 / n * (converted - other - difference)
            else:
                ratio_sums[visitor] -= ratio * n1 / n * (converted - rate)
                difference_sums[visitor] -= n1 / n * (converted - other)
    ratio_variance = sum(value**2 for value in ratio_sums.values())
    difference_variance = sum(value**2 for value in difference_sums.values())
    return {
        "clustered_ratio_error": math.sqrt(ratio_variance) / top if answer["ratio"] else None,
        "clustered_difference_error": math.sqrt(difference_variance) / weight,
    }
