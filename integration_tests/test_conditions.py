"""The operators of rule rows equal a second writing of them in Python, on both databases."""

import random
import re
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support import dbt

OPERATORS = [
    "equals", "not_equals", "in", "not_in", "contains", "starts_with", "ends_with", "matches",
    "gt", "gte", "lt", "lte", "exists", "not_exists",
]
NUMBER = re.compile(r"[+-]?[0-9]{1,100}(\.[0-9]{0,100})?([eE][+-]?[0-9]{1,2})?")
PATTERNS = ["^a", "b$", "a.b", "[0-9]+", "(a|B)1?", "^(/|a).*$", "[^a ]", "-{2}", "[.]", r"\.", "é"]


# --- The second writing --------------------------------------------------------------------------


def text_of(value):
    """Trimmed of blanks; an empty text says nothing."""
    return (value or "").strip(" ") or None


def number_of(text):
    return float(text) if NUMBER.fullmatch(text) else None


def compare(text, operator, value):
    """Both sides are there; the operator is one that needs both."""
    if operator in ("in", "not_in"):
        items = [item.strip(" ") for item in value.split("|")]
        is_listed = "|" not in text and text in items
        return is_listed if operator == "in" else not is_listed
    if operator in ("gt", "gte", "lt", "lte"):
        left, right = number_of(text), number_of(value)
        if left is None or right is None:
            return False
        return {
            "gt": left > right, "gte": left >= right, "lt": left < right, "lte": left <= right,
        }[operator]
    if operator == "matches":
        return re.search(value, text) is not None
    return {
        "equals": text == value,
        "not_equals": text != value,
        "contains": value in text,
        "starts_with": text.startswith(value),
        "ends_with": text.endswith(value),
    }.get(operator, False)


def holds(property_value, operator, value):
    text, value = text_of(property_value), text_of(value)
    if operator == "exists":
        return text is not None
    if operator == "not_exists":
        return text is None
    if text is None or value is None or operator is None:
        return False
    return compare(text, operator, value)


# --- The macro on a database ---------------------------------------------------------------------


class Cases:
    """A table of cases in a database, and a macro compiled for it."""

    def __init__(self, database, folder):
        self.database = database
        # One compilation for both: parsing the project is what takes time.
        both = (
            "{{ cro.condition_holds('property_value', 'operator', 'value') }}"
            "{{ '\n;\n' }}{{ cro.is_common_pattern('value') }}"
        )
        outcome = dbt("compile", "--inline", both, database=database, target_path=folder)
        holds_sql, is_common_sql = outcome.results[0].node.compiled_code.split("\n;\n")
        self.sql = {"holds": holds_sql, "is_common": is_common_sql}

    def ask(self, name, cases):
        """The macro's answer to each case, in order."""
        rows = [
            dict(zip(("number", "property_value", "operator", "value"), (number, *case)))
            for number, case in enumerate(cases)
        ]
        types = {"number": "bigint", "property_value": "varchar", "operator": "varchar",
                 "value": "varchar"}
        self.database.create("cases", types, rows)
        table = self.database.query(f"select number, {self.sql[name]} from analytics.cases")
        return [answer for _, answer in sorted(table.rows)]


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def cases(request, new_database, tmp_path_factory):
    database = new_database(request.param, "conditions")
    return Cases(database, tmp_path_factory.mktemp("conditions"))


# --- What is drawn -------------------------------------------------------------------------------

texts = st.one_of(
    st.none(),
    st.text("aAbB01 .|-+eE/%_é,'", max_size=6),
    st.sampled_from(["a", "ab", "true", "10", "9", "-1.50", "1e1", "a|b", "10.", ".5", "NaN"]),
    st.floats(-1e6, 1e6).map(repr),
    st.integers(-20, 20).map(str),
)
lists = st.lists(texts.map(lambda text: text or ""), max_size=4).map(" | ".join)
a_case = st.one_of(
    st.tuples(texts, st.sampled_from(OPERATORS).filter(lambda name: name != "matches"), texts),
    st.tuples(texts, st.sampled_from(["in", "not_in"]), lists),
    st.tuples(texts, st.just("matches"), st.sampled_from([*PATTERNS, None])),
    st.tuples(texts, st.sampled_from([None, "", "like", "EQUALS"]), texts),
)


# The message names the case, so a shorter list around it would say no more.
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.lists(a_case, min_size=200, max_size=400))
def test_conditions_equal_a_second_writing(cases, drawn):
    wrong = [
        (case, answer)
        for case, answer in zip(drawn, cases.ask("holds", drawn))
        if answer is not holds(*case)
    ]
    assert wrong == []


def test_conditions_at_their_edges(cases):
    expected = {
        ("a|b", "in", "a|b"): False,
        ("a|b", "not_in", "a|b"): True,
        ("b", "in", " a |b| c "): True,
        ("B", "in", "a|b"): False,
        (None, "not_in", "a"): False,
        (None, "not_equals", "a"): False,
        ("  ", "exists", None): False,
        ("  ", "not_exists", None): True,
        ("a", "not_exists", "a"): False,
        ("10", "gt", "9"): True,
        ("10", "equals", "10.0"): False,
        ("x", "lt", "1"): False,
        ("1", "lt", "x"): False,
        ("a_c", "contains", "%"): False,
        ("abc", "starts_with", "abcd"): False,
        ("abc", "ends_with", "abc"): True,
        ("xabcx", "matches", "abc"): True,
        ("a", "sounds_like", "a"): False,
        ("a|b", "not_in", None): False,
    }
    assert dict(zip(expected, cases.ask("holds", list(expected)))) == expected


# --- Regular expressions -------------------------------------------------------------------------

COMMON = [
    "/pricing", "^/pricing(/.*)?$", "a|b", "(^|/)pricing($|[?])", "[a-z0-9_-]+@x[.]com", r"\.html$",
    "a{2,3}", "(ab){2}", "[^/]+", "v[0-9]{1,2}", "[-a]", r"\\", r"\[a\]",
]
NOT_COMMON = [
    "", "(", "[", "a)", "a{", "a\\", "*a", "a**", "a+?", "^*", "{2}", "a{3,2}", "a{1000}",
    "(a{99}){99}", "x{,3}", "()", "[]", "[^]", "[z-a]", "[[:alpha:]]", "((a))", "a||b", "|a", "a|",
    "(?i)a", "a(?=b)", "(?:a)", r"\d", r"\b", r"(a)\1",
]


def test_patterns_that_are_common(cases):
    drawn = [(None, None, pattern) for pattern in COMMON]
    assert cases.ask("is_common", drawn) == [True] * len(COMMON)


def test_patterns_that_are_not_common(cases):
    drawn = [(None, None, pattern) for pattern in NOT_COMMON]
    assert cases.ask("is_common", drawn) == [False] * len(NOT_COMMON)


def test_common_patterns_never_stop_a_warehouse_and_match_alike(cases):
    signs = [*"ab19-/. ^$|?*+()[]{}\\,_"]
    pieces = ["[a-z]", "(a|b)", "{2}", "{1,3}", r"\.", "[^/]", ".*", "(^|a)", "(^)*", "a{9,99}"]
    draw = random.Random(20260101)
    patterns = sorted(
        {
            "".join(draw.choice(signs + pieces) for _ in range(draw.randint(1, 7))).strip(" ")
            for _ in range(4000)
        }
    )
    judged = cases.ask("is_common", [(None, None, pattern) for pattern in patterns])
    common = [pattern for pattern, is_common in zip(patterns, judged) if is_common]
    assert len(common) > 300
    texts_searched = ["a", "ab", "a-b", "/a.b", "b9_", "aab (", "{2}", "[9", "$^"]
    drawn = [(text, "matches", pattern) for pattern in common for text in texts_searched]
    answers = cases.ask("holds", drawn)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        for (text, _, pattern), answer in zip(drawn, answers):
            assert answer is (re.search(pattern, text) is not None), (pattern, text)
