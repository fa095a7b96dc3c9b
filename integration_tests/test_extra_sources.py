"""A model of somebody else in the adapter shape, united with the trackers of the package."""

from support import assert_same_rows

# A seed of the package stands for the model, for a ref needs a node.
MODEL = "cro_demo_events"
VARS = {"cro__sources": [], "cro__extra_sources": [MODEL]}


def unite(build_models, types, **options):
    row = {name: f"some {name}" for name, type_ in types.items() if type_ == "VARCHAR"}
    rows = [{**row, "revenue": 12, "is_bot": False}, {**row, "page_url": None, "is_internal": True}]
    inputs = {MODEL: (types, rows)}
    return build_models("stg_cro__tracker_events", inputs, vars=VARS, **options)


def test_columns_are_read_by_name_and_none_may_be_missing(build_models, workshop):
    types = workshop.columns("stg_cro__tracker_events")
    united = unite(build_models, types)["stg_cro__tracker_events"]
    assert united.columns == list(types)
    assert united.column("user_id") == ["some user_id"] * 2

    # anonymous_id stands in the place of user_id, and so on, and a column is not of the shape.
    other_order = {**dict(reversed(types.items())), "note": "VARCHAR"}
    assert_same_rows(unite(build_models, other_order)["stg_cro__tracker_events"], united)

    without_user = {name: type_ for name, type_ in types.items() if name != "user_id"}
    outcome = unite(build_models, without_user, must_succeed=False).outcome
    assert not outcome.success
    assert "user_id" in outcome.text()
