"""The package installed in a project of somebody else, who edits none of its files."""

import copy
import decimal

import pytest
import yaml
from conftest import TARGETS
from dbt.contracts.files import FileHash
from incremental_histories import BOOKKEEPING, NOT_COMPARED
from support import ROOT, assert_same_rows, dbt

CONSUMER = ROOT / "integration_tests" / "consumer_project"
MARTS = "academy_conversions"
RULES = [
    "channel_rules",
    "event_aliases",
    "traffic_rules",
    "junk_ids",
    "exchange_rates",
    "passive_events",
    "segments",
    "landmarks",
    "past_tense_words",
    "page_type_rules",
    "source_overlaps",
]
# With the project's own vars, every var of the package differs from its default. The order of
# the sources differs too, because there are only two.
EVERY_OTHER_VAR = {
    **{f"cro__{name}": f"{{{{ ref('academy', 'own_{name}') }}}}" for name in RULES},
    "cro__sources": ["snowplow", "generic"],
    "cro__snowplow_events": "{{ ref('academy', 'raw_blog_events') }}",
    "cro__snowplow_source_name": "blog",
    "cro__snowplow_columns": {"load_tstamp": "loaded"},
    "cro__snowplow_entities": {},
    "cro__identifying_columns": ["source_event_name", "occurred_at", "anonymous_id", "user_id"],
    "cro__reporting_time_zone": "Asia/Tokyo",
    "cro__reporting_currency": "CHF",
    "cro__as_of": "2026-06-01 00:00:00",
    "cro__live_source_days": 3,
    "cro__future_tolerance_seconds": 60,
    "cro__session_gap_seconds": 600,
    "cro__user_namespaces": {"phone": "telephone system"},
    "cro__order_namespaces": {"academy": "bookings", "phone": "bookings"},
    "cro__exclude_bots": False,
    "cro__exclude_internal": False,
    "cro__require_analytics_consent": True,
    "cro__test_whole_tables": True,
    "cro__with_analyses": False,
    "cro__max_micro_conversions_per_macro": 3,
    "cro__max_funnel_steps": 3,
    "cro__step_seconds": 5,
    "cro__stratum_segments": ["arrival"],
    "cro__max_session_steps": 10,
    "cro__max_visitor_steps": 20,
    "cro__visitor_horizon_seconds": 86400,
    "cro__min_exposed_units": 2,
    "cro__min_conversions": 2,
    "cro__min_expected_conversions": 1,
    "cro__max_q_value": 0.2,
    "cro__useful_ratio_above": 1.5,
    "cro__useful_ratio_below": 0.7,
    "cro__min_candidate_visitors": 2,
    "cro__max_candidate_values": 3,
    "cro__progression_horizon_days": 5,
    "cro__silent_min_median": 2,
    "cro__silent_max_chance": 0.2,
}
GROWING = ["increments", "events", "visitors", "conversions", "funnels"]
VARIANTS = {"own_plan": {}, "every_var_changed": EVERY_OTHER_VAR}
# Unit tests bring their own rows: what can still make one fail here is a var, and each differs.
# Tables that equal those of another database, as these must, pass its tests too.
EXCLUDED = {
    ("own_plan", "duckdb"): ["unit_test"],
    ("own_plan", "postgres"): ["unit_test", "test"],
    ("every_var_changed", "duckdb"): [],
}


@pytest.fixture(scope="module")
def academies(new_database, tmp_path_factory):
    """A function: the consumer project built with a variant of the vars on a target, once."""
    built = {}
    dbt("deps", project_dir=CONSUMER)

    def academy(variant, target):
        if (variant, target) not in built:
            database = new_database(target, f"academy_{variant}")
            options = {
                **{"database": database, "project_dir": CONSUMER, "vars": VARIANTS[variant]},
                "target_path": tmp_path_factory.mktemp(f"academy_{variant}_{target}"),
            }
            database.manifest = dbt("parse", **options).value
            dbt(
                "build",
                *(f"--exclude-resource-type={kind}" for kind in EXCLUDED[variant, target]),
                manifest=database.manifest,
                **options,
            )
            built[variant, target] = database
        return built[variant, target]

    return academy


@pytest.fixture(params=TARGETS)
def academy(request, academies):
    return academies("own_plan", request.param)


def test_the_variant_changes_every_var():
    def read(path):
        return yaml.safe_load((path / "dbt_project.yml").read_text())["vars"]["cro"]

    package = read(ROOT)
    # A warehouse has one name for a type, and any other is refused.
    of_the_warehouse = {"cro__type_text", "cro__type_double", "cro__type_amount", "cro__type_timestamp"}
    changed = {**read(CONSUMER), **EVERY_OTHER_VAR}
    assert set(changed) - set(package) == set()
    unchanged = {name for name in package if changed.get(name, package[name]) == package[name]}
    assert unchanged == of_the_warehouse


def test_its_own_tables_are_counted(academy):
    conversions = academy.query(
        "select macro_conversion_key, count(*) as conversion_count"
        f" from {MARTS}.fct_cro__macro_conversions group by macro_conversion_key"
    )
    # B-1 to B-4 on the site, the first of them sent twice, and two by telephone.
    assert_same_rows(
        conversions, [{"macro_conversion_key": "course_booked", "conversion_count": 6}]
    )
    lessons = academy.query(
        f"select count(*) as lesson_count from {MARTS}.fct_cro__micro_conversions"
        " where micro_conversion_key = 'lesson_previewed'"
    )
    assert_same_rows(lessons, [{"lesson_count": 3}])


def test_a_model_of_its_own_extends_a_mart(academy):
    extended = academy.read("micro_conversions_by_team", schema="academy")
    mart = academy.read("mart_cro__micro_conversion_daily", schema=MARTS)
    assert mart.rows
    assert_same_rows(extended.without("team"), mart)


def test_its_own_stg_events_stays_its_own(academy):
    columns = academy.read("stg_events", schema="academy").columns
    assert columns == ["academy_event_id", "note"]


def test_its_plan_and_rules_are_text(academy):
    """As the README says, column by column: dbt would guess, and go on with its first guess."""
    types = {
        (table, column): kind
        for table, column, kind in academy.query(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = 'academy'"
        ).rows
    }
    cells = {place: kind for place, kind in types.items() if place[0].startswith(("plan_", "own_"))}
    assert set(cells.values()) <= {"VARCHAR", "text"} and len(cells) > 70
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    settings = yaml.safe_load(readme[readme.index("seeds:\n  my_project:") :].split("```")[0])
    named = {
        name.replace("my_", "cro_"): list(seed["+column_types"])
        for name, seed in settings["seeds"]["my_project"]["plan"].items()
        if name.startswith("my_")
    }
    assert named == {
        path.stem: path.read_text(encoding="utf-8").splitlines()[0].split(",")
        for path in (ROOT / "seeds" / "tracking_plan").glob("*.csv")
    }


def test_no_demo_data_is_installed(academy):
    installed = academy.relations(MARTS) + academy.relations("academy")
    assert [name for name in installed if "demo" in name] == []
    assert "cro_micro_conversions" not in installed


def test_it_passes_with_every_var_changed(academies):
    value = academies("every_var_changed", "duckdb").query(
        f"select order_id, gross_value from {MARTS}.fct_cro__macro_conversions"
    )
    # In francs, without the telephone booking that the site had reported too.
    assert_same_rows(
        value,
        [
            {"order_id": "B-1", "gross_value": decimal.Decimal("114.0000")},
            {"order_id": "B-2", "gross_value": decimal.Decimal("77.2800")},
            {"order_id": "B-3", "gross_value": decimal.Decimal("87.1200")},
            {"order_id": "B-4", "gross_value": decimal.Decimal("190.0000")},
            {"order_id": "P-1", "gross_value": decimal.Decimal("240.0000")},
        ],
    )


def test_rows_that_come_later_are_taken_in(academies, new_database, tmp_path):
    """The installed package finds its own strategies, and its tables equal a full refresh."""
    database = new_database("duckdb", "growing_academy")
    database.copy_of(academies("own_plan", "duckdb"))
    models = ["stg_cro__page_types", "stg_cro__traffic_values"]
    models += [f"cro.{name}" for name in GROWING]

    manifest = academies("own_plan", "duckdb").manifest

    def tables(*arguments):
        dbt(
            *("run", "--select", *models, *arguments),
            database=database,
            project_dir=CONSUMER,
            target_path=tmp_path,
            manifest=manifest,
        )
        names = [name for name in database.relations(MARTS) if not name.startswith("mart_")]
        read = {name: database.read(name, MARTS) for name in names if name not in BOOKKEEPING}
        return {name: table.without(*NOT_COMPARED) for name, table in read.items()}

    # A guest of the site logs in, and books once more what was booked before.
    database.execute(
        "insert into academy.raw_app_events select * replace ("
        """id + 9000 as id, '2027-01-01 12:00:00' as "Loaded At", 'm-new' as member"""
        ") from academy.raw_app_events limit 5"
    )
    grown, fresh = tables(), tables("--full-refresh")
    assert grown.keys() == fresh.keys() and len(fresh) > 50
    for name, table in fresh.items():
        assert_same_rows(grown[name], table, name=name)
    assert "m-new" in fresh["dim_cro__visitors"].column("user_id")

    # Another text of a model that the package reads is another rule.
    manifest = copy.deepcopy(manifest)
    bookings = manifest.nodes["model.academy.phone_bookings"]
    bookings.raw_code = bookings.raw_code.replace("cast(price as", "cast(10 * price as")
    bookings.checksum = FileHash.from_contents(bookings.raw_code)
    manifest.build_flat_graph()
    models += ["phone_bookings", "cro.staging"]
    values = {
        row["order_id"]: row["gross_value"]
        for row in tables()["fct_cro__macro_conversions"].dicts()
    }
    assert values["P-1"] == 2500


def test_both_databases_agree(academies):
    left, right = (academies("own_plan", target) for target in TARGETS)
    names = [name for name in left.relations(MARTS) if name.startswith(("dim_", "fct_", "mart_"))]
    assert names
    for name in names:
        assert_same_rows(left.read(name, MARTS), right.read(name, MARTS), name=name)
