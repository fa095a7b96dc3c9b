"""The correlation models again, in plain Python loops over events; shares no code with them."""

import datetime
import decimal
from collections import defaultdict

SECOND = datetime.timedelta(seconds=1)
LAST = 2**63


class Oracle:
    """Answers by table name, as lists of dicts, from the rows of correlation_worlds."""

    def __init__(self, rows):
        self.rows = rows
        self.passive = {row["event_name"] for row in rows["cro_passive_events"]}
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
                "event_key": event["event_key"],
                "session_key": event["session_key"],
                "visitor_key": event["visitor_key"],
                "is_active": event["event_name"] not in self.passive,
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
                                event["event_name"] in self.passive,
                                match,
                            )
                        )
        return found

    def first_micros(self):
        for (unit, key, conversion), matches in self.unit_matches("micro").items():
            first_step = matches[0][1]
            yield {
                "unit": unit,
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
        found = {}
        for unit, landmark, horizon in comparisons:
            for method in ("landmark", "crude"):
                for micro, macro in pairs:
                    self.add_cells(
                        found, (unit, method, landmark, horizon, micro, macro), micros, macros
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

    def add_cells(self, found, question, micros, macros):
        unit, method, landmark, horizon, micro, macro = question
        place = self.landmark_place if method == "landmark" else self.crude_place
        for (kind, key), events in self.units.items():
            start = events[0]["occurred_at"]
            if kind != unit or start > self.watermark:
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
