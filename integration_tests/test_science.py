"""The correlation models on simulated worlds of known truth: how far off, how often wrong.

Reduced here to what a test run has time for; `make science` runs it at full size and writes the
table of docs/science.md. docs/science.md says what each world is.
"""

import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
import science_scenarios as scenarios
from correlation_oracle import Oracle, mantel_haenszel
from correlation_worlds import make_worlds
from science_simulator import PASSIVE_EVENTS, tables
from scipy import stats
from support import ROOT, SCHEMA, as_table, assert_same_rows
from test_correlation_oracle import DEVIATE, LIMITS, PAIRS, STAGES, VARS

MODELS = [
    *("stg_cro__landmarks", "stg_cro__passive_events"),
    "+mart_cro__micro_macro_correlations,models/correlations",
    "+mart_cro__micro_macro_estimates,models/correlations",
]
# Worlds hold no event outside their plan, and their milestones need no funnel.
NOTHING = [
    *("dim_cro__funnels", "dim_cro__funnel_steps"),
    *("int_cro__candidates", "int_cro__event_values"),
]
FLAGGED = ("predictive", "counter_indicator")
# What is printed, under its heading.
RATIOS = (
    "| World | Unit | Replicates | Mean ratio | Interval holds the truth | Called different"
    " | Landmark | Crude |"
)
TITLES = {
    "Without effect": RATIOS,
    "With effect": "| World | Replicates | Mean ratio | Found | Landmark | Crude |",
    "Many micro conversions": "| World | Runs | False share of the flagged | True ones found"
    " | Noise flagged a run |",
    "Segments": "| World | Replicates | Called dependent on a segment |",
    "Cohorts": "| World | People | Not over | Matured rate | Naive rate | True rate |",
    "Event by event": "| Datasets | Events | Strata compared | Numbers compared |",
}
# Replicates of each kind of world: in `make test`, and in `make science`; so many at a time that
# a build stays below some 2 GB.
REPLICATES = {
    "no effect": (12, 2000),
    "effect": (2, 60),
    "true and noise": (1, 40),
    "noise": (2, 200),
    "segments": (6, 200),
}
PIECES = {"no effect": 8, "effect": 8, "true and noise": 2, "noise": 8, "segments": 8}
# Some worlds last days, others minutes: (landmark, horizon) in seconds.
DAYS, MINUTES = (86400, 345600), (30, 86400)
LASTING_DAYS = {
    *((journey, unit) for journey in scenarios.NO_EFFECT if journey[:3] in ("une", "act")
      for unit in ("session", "visitor")),
    ("propensity changes between visits", "visitor"),
}  # fmt: skip
SIZE_OF_A_BUILD = 1_500_000


@pytest.fixture(scope="module")
def science(request, workshop, tmp_path_factory):
    """Builds worlds, and remembers what to print."""
    size = request.config.getoption("--science")
    study = Study(workshop, tmp_path_factory.mktemp("science"), size)
    yield study
    study.print()


class Study:
    def __init__(self, workshop, folder, size):
        self.workshop = workshop
        self.folder = folder
        self.is_full = size == "full"
        self.said = {title: [] for title in TITLES}
        self.measured = {}
        self.worlds = []

    def rows(self, kind):
        """One row per unit, world and micro conversion, for all worlds of a kind."""
        if kind not in self.measured:
            kinds = [kind] if self.is_full else list(REPLICATES)
            frame = self.measure(self.pieces(kinds))
            for measured in kinds:
                journeys = scenarios.WORLDS[measured]
                self.measured[measured] = frame[frame["journey"].isin(journeys)]
        return self.measured[kind]

    def pieces(self, kinds):
        """Lists of journeys: a few worlds of every sort, then a few more of every sort."""
        for kind in kinds:
            most = REPLICATES[kind][self.is_full]
            for first in range(0, most, PIECES[kind]):
                yield [
                    (
                        name,
                        make(np.random.default_rng([number, first]),
                             min(PIECES[kind], most - first)),
                    )
                    for number, (name, make) in enumerate(scenarios.WORLDS[kind].items())
                ]  # fmt: skip

    def measure(self, pieces):
        frames, waiting = [], []
        for piece in pieces:
            waiting += piece
            # The other methods need no replicates to show how far off they are.
            limit = SIZE_OF_A_BUILD if frames else 0
            if self.is_full and sum(journey.size for _, journey in waiting) > limit:
                frames.append(self.build(waiting, has_shared_pair=not frames))
                waiting = []
        if waiting:
            frames.append(self.build(waiting, has_shared_pair=not frames))
        return pd.concat(frames, ignore_index=True)

    def build(self, journeys, has_few_populations=True, has_shared_pair=False):
        paths, names = tables(journeys, self.folder, has_few_populations=has_few_populations,
                              has_shared_pair=has_shared_pair)  # fmt: skip
        inputs = {
            **paths,
            **{relation: [] for relation in NOTHING},
            "cro_passive_events": [{"event_name": name} for name in PASSIVE_EVENTS],
            "cro_landmarks": landmark_rows() if has_shared_pair else [],
        }
        built = self.workshop.build_models([*MODELS, "--exclude", *paths, *NOTHING], inputs)
        rows = built["mart_cro__micro_macro_correlations"]
        frame = pd.DataFrame(rows.unordered, columns=rows.columns)
        frame = frame[frame["macro_conversion_key"] != "macro_shared"]
        keys = frame["micro_conversion_key"].str.rsplit("_", n=1, expand=True)
        frame["micro"], world = keys[0], keys[1].astype(int)
        frame["journey"] = np.array(names)[world]
        frame["world"] = world + len(self.worlds)
        self.worlds += names
        frame["is_flagged"] = frame["verdict"].isin(FLAGGED)
        for method in ("landmark", "crude"):
            ratios = other_ratios(built, method) if has_shared_pair else {}
            frame[method] = [
                ratios.get(place) for place in zip(frame["unit"], frame["journey"])
            ]
        return frame

    def say(self, title, *cells):
        texts = [f"{cell:.3f}" if isinstance(cell, float) else f"{cell}" for cell in cells]
        if texts not in self.said[title]:
            self.said[title].append(texts)

    def print(self):
        lines = []
        for title, header in TITLES.items():
            if self.said[title]:
                lines += ["", f"### {title}", "", header, "|---" * (header.count("|") - 1) + "|"]
                lines += ["| " + " | ".join(texts) + " |" for texts in self.said[title]]
        (ROOT / "target").mkdir(exist_ok=True)
        path = ROOT / "target" / "science.md"
        path.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
        print("\n".join(lines))


def landmark_rows():
    return [
        {"unit": unit, "landmark_seconds": f"{landmark}", "horizon_seconds": f"{horizon}"}
        for unit in ("session", "visitor")
        for landmark, horizon in (DAYS, MINUTES)
    ]


def other_ratios(built, method):
    """The risk ratio of another method by unit and journey, over the worlds that share a pair."""
    rows = built.database.query(
        "select unit, segment_value, landmark_seconds, estimate"
        f" from {SCHEMA}.mart_cro__micro_macro_estimates"
        f" where method = '{method}' and measure = 'risk_ratio'"
        " and macro_conversion_key = 'macro_shared' and segment_name = 'journey'"
    )
    return {
        (unit, journey): estimate
        for unit, journey, landmark, estimate in rows.unordered
        if landmark == (DAYS if (journey, unit) in LASTING_DAYS else MINUTES)[0]
    }


def summary(rows):
    """What replicates say together; worlds without a ratio are counted, not hidden."""
    found = rows[rows["risk_ratio"].notna()]
    logs = np.log(found["risk_ratio"].astype(float))
    covers = (found["risk_ratio_lower"] <= 1) & (found["risk_ratio_upper"] >= 1)
    return {
        "worlds": len(rows),
        "without ratio": len(rows) - len(found),
        "mean log": logs.mean(),
        "deviation": logs.std(),
        "coverage": covers.mean(),
        "flagged": rows["is_flagged"].mean(),
        "landmark": rows["landmark"].astype(float).mean(),
        "crude": rows["crude"].astype(float).mean(),
    }


# --- No effect --------------------------------------------------------------------------------


@pytest.mark.parametrize("journey, unit", [
    *((journey, "session") for journey in scenarios.NO_EFFECT),
    ("propensity changes between visits", "visitor"),
])  # fmt: skip
def test_nothing_is_read_as_nothing(science, journey, unit):
    """Coverage of .935 to .965 and a mean log ratio within .02; few worlds say less."""
    rows = science.rows("no effect")
    found = summary(rows[(rows["journey"] == journey) & (rows["unit"] == unit)
                         & (rows["micro"] == "micro")])
    science.say(
        "Without effect", journey, unit, found["worlds"], math.exp(found["mean log"]),
        found["coverage"], found["flagged"], found["landmark"], found["crude"],
    )  # fmt: skip
    assert found["without ratio"] <= 0.01 * found["worlds"]
    slack = 0 if science.is_full else 4
    error = math.sqrt(0.05 * 0.95 / found["worlds"])
    assert 0.935 - slack * error <= found["coverage"] <= 0.965 + slack * error
    error = found["deviation"] / math.sqrt(found["worlds"])
    assert abs(found["mean log"]) <= 0.02 + slack * error


def test_other_methods_show_their_bias(science):
    """Unequal activity and stages mislead the methods that look at neither."""
    rows = science.rows("no effect")
    rows = rows[rows["unit"] == "session"].groupby("journey")[["landmark", "crude"]].first()
    assert rows.loc["unequal observation time", "crude"] < 0.7
    assert rows.loc["activity, gamma shape 0.5", "landmark"] > 1.5
    assert rows.loc["stages, micro in checkout", "crude"] > 1.5


# --- Many micro conversions -------------------------------------------------------------------


def test_few_false_discoveries_among_many(science):
    """10 true, 90 noise, 10 milestones: at most 7 % false, at least 80 % of the true found."""
    rows = science.rows("true and noise")
    rows = rows[rows["unit"] == "session"]
    is_true = rows["micro"].str.startswith("true")
    is_milestone = rows["micro"].str.startswith("milestone")
    assert set(rows[is_milestone]["verdict"]) == {"structural"}
    runs = rows["world"].nunique()
    by_run = (~is_true)[rows["is_flagged"]].groupby(rows["world"])
    false_share = float(by_run.mean().sum()) / runs
    found = float((rows[is_true]["verdict"] == "predictive").mean())
    science.say("Many micro conversions", "10 true, 90 noise, 10 milestones", runs, false_share,
                found, by_run.sum().sum() / runs)  # fmt: skip
    assert false_share <= (0.07 if science.is_full else 0.3)
    assert found >= 0.8


def test_noise_alone_is_rarely_flagged(science):
    """100 noise micro conversions: at most .05 flagged per run."""
    rows = science.rows("noise")
    rows = rows[rows["unit"] == "session"]
    runs = rows["world"].nunique()
    flagged = rows["is_flagged"].sum() / runs
    science.say("Many micro conversions", "100 noise", runs, "", "", flagged)
    assert flagged <= (0.05 if science.is_full else 0.5)


# --- Effects ----------------------------------------------------------------------------------


def effect(science, journey):
    rows = science.rows("effect")
    rows = rows[(rows["journey"] == journey) & (rows["unit"] == "session")]
    rows = rows[rows["micro"] == "micro"]
    found = summary(rows)
    power = float(((rows["verdict"] == "predictive") & (rows["q_value"] < 0.05)).mean())
    science.say("With effect", journey, len(rows), math.exp(found["mean log"]), power,
                found["landmark"], found["crude"])  # fmt: skip
    return rows, found, power


@pytest.mark.parametrize("journey", ["hazard doubled", "leaving halved"])
def test_true_effects_are_found(science, journey):
    """Power of at least 80 % at q < .05 among ten micro conversions, from 3,000 sessions."""
    *_, power = effect(science, journey)
    assert power >= 0.8


def test_intent_stays_and_is_said(science):
    """What people are set on stays in the number: 1.2 to 1.3, and the row says so."""
    rows, found, _ = effect(science, "latent intent")
    slack = 0 if science.is_full else 4 * found["deviation"] / math.sqrt(len(rows))
    assert math.log(1.2) - slack <= found["mean log"] <= math.log(1.3) + slack
    assert rows["is_flagged"].any()
    for row in rows[rows["is_flagged"]].to_dict("records"):
        assert "people already set on" in row["sentence"]
        assert "Only an experiment" in row["sentence"]
        ratio = row["risk_ratio"]
        assert math.isclose(row["e_value"], ratio + math.sqrt(ratio * (ratio - 1)))


# --- Verdicts ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(science):
    """One world of each kind, with every half, month and segment compared by itself."""
    chance = np.random.default_rng(3)
    journeys = [(name, make(chance, 1)) for name, (make, *_) in scenarios.VERDICTS.items()]
    return science.build(journeys, has_few_populations=False)


@pytest.mark.parametrize("journey", scenarios.VERDICTS)
def test_planted_verdicts(verdicts, journey):
    _, micro, verdict = scenarios.VERDICTS[journey]
    rows = verdicts[(verdicts["journey"] == journey) & (verdicts["micro"] == micro)]
    assert set(rows["unit"]) == {"session", "visitor"}
    assert set(rows["verdict"]) <= set(verdict)


def test_planted_reversal(verdicts):
    is_reversed = verdicts["is_reversed"] & (verdicts["micro"] == "micro")
    assert set(verdicts[is_reversed]["journey"]) == {"reversal"}
    assert is_reversed.sum() == 2


def test_equal_segments_are_not_told_apart(science):
    """200 worlds with one effect in every segment: at most 2 % depend on the segment."""
    rows = science.rows("segments")
    rows = rows[rows["unit"] == "session"]
    share = float((rows["verdict"] == "depends_on_segment").mean())
    science.say("Segments", "the same effect in four segments", len(rows), share)
    assert share <= 0.02


# --- Cohorts that are not over ----------------------------------------------------------------


def test_immature_cohort(science, workshop, tmp_path):
    """20 % buy within 14 days; a third of the people has not been seen that long."""
    people = 100_000
    journey = scenarios.late_buyers(np.random.default_rng(5), people)
    paths, _ = tables([("late", journey)], tmp_path, watermark="2026-04-01")
    landmark = {"unit": "visitor", "landmark_seconds": "0", "horizon_seconds": f"{14 * 86400}"}
    inputs = {
        **paths,
        **{relation: [] for relation in NOTHING},
        "cro_landmarks": [landmark],
        "cro_passive_events": [],
    }
    models = [
        *("stg_cro__landmarks", "stg_cro__passive_events"),
        "+int_cro__micro_macro_cells,models/correlations",
    ]
    built = workshop.build_models(models, inputs)
    cells = {cell["method"]: cell for cell in built["int_cro__micro_macro_cells"].dicts()}
    cell = cells["landmark"]
    converted = cell["exposed_converted"] + cell["unexposed_converted"]
    matured = converted + cell["exposed_not"] + cell["unexposed_not"]
    assert matured + cell["immature_count"] + cell["early_converter_count"] == people
    crude = cells["crude"]
    naive = (crude["exposed_converted"] + crude["unexposed_converted"]) / people
    science.say("Cohorts", "people who came in the last 30 days", people,
                cell["immature_count"], converted / matured, naive, 0.2)  # fmt: skip
    assert abs(converted / matured - 0.2) <= 0.005
    assert abs(naive - 0.2) > 0.02


# --- Event by event ---------------------------------------------------------------------------


class Worlds(Oracle):
    """Every world of the segment "world" is compared by itself."""

    def populations(self, unit, key):
        segments = self.segments[self.entry[unit, key]]
        return [("segment", *segment, True) for segment in segments if segment[0] == "world"]


def test_many_small_datasets_event_by_event(science, workshop):
    """Stages, segments, ties, bursts, passive events, several visits: equal in each dataset."""
    count, largest = (1000, 30) if science.is_full else (20, 60)
    rows = make_worlds(count, seed=23, largest=largest)
    built = workshop.build_models(
        [
            *("stg_cro__landmarks", "stg_cro__passive_events"),
            "+int_cro__same_step_measures,models/correlations",
        ],
        rows,
        vars=VARS,
    )
    population_keys = {
        (row["unit"], row["population_value"]): row["population_key"]
        for row in built["int_cro__populations"].dicts()
        if row["population_type"] == "segment" and row["population_name"] == "world"
    }
    questions = defaultdict(list)
    for question, *step in Worlds(rows).same_steps(
        sorted(PAIRS), STAGES, LIMITS, horizon=15, gap=20, segment="device_category"
    ):
        questions[question].append(step)
    rows, left_out, strata_count, supported_count = [], set(), 0, 0
    for (unit, _, _, world, micro, macro), steps in questions.items():
        found = mantel_haenszel(steps)
        # Support begins at 5, and a sum of fractions that is 5 may come out on either side.
        if found is None or abs(min(found["expected"]) - 5) < 1e-9:
            left_out.add((population_keys[unit, world], micro, macro))
            continue
        strata_count += len(found["strata"])
        supported = min(found["expected"]) >= 5
        supported_count += supported
        names = ("exposed_converted", "exposed_not", "unexposed_converted", "unexposed_not")
        rows.append(
            {
                "population_key": population_keys[unit, world],
                "action_key": micro,
                "macro_conversion_key": macro,
                "stratum_count": len(found["strata"]),
                **dict(zip(names, found["cells"])),
                **(numbers(found) if supported else dict.fromkeys(NUMBERS)),
            }
        )
    built_rows = [
        row
        for row in built["int_cro__same_step_measures"].dicts()
        if row["population_key"] in population_keys.values() and row["stratum_count"]
        and (row["population_key"], row["action_key"], row["macro_conversion_key"])
        not in left_out
    ]
    assert supported_count > 1
    science.say("Event by event", count, len(built["int_cro__session_events"].rows), strata_count,
                supported_count)  # fmt: skip
    assert_same_rows(as_table(built_rows), rows)


NUMBERS = (
    *("risk_exposed", "risk_unexposed", "risk_difference", "risk_difference_lower"),
    *("risk_difference_upper", "risk_ratio", "risk_ratio_lower", "risk_ratio_upper", "p_value"),
)


def numbers(found):
    """What a supported question must say."""
    width = DEVIATE * found["clustered_difference_error"]
    error = found["clustered_ratio_error"] if found["ratio"] else None
    return dict(
        zip(
            NUMBERS,
            (
                found["risk_exposed"],
                found["risk_unexposed"],
                found["difference"],
                found["difference"] - width,
                found["difference"] + width,
                found["ratio"],
                found["ratio"] and found["ratio"] / math.exp(DEVIATE * error),
                found["ratio"] and found["ratio"] * math.exp(DEVIATE * error),
                float(stats.chi2.sf(found["chi_square"], 1)),
            ),
        )
    )
