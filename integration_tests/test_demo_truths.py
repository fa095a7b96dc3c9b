"""The models find in the demo what docs/demo.md says is true in it."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep
from support import ROOT, SCHEMA
from test_demo_generator import JUNK, documented, is_number, read

QUARANTINED = [
    "Dated in the future",
    "Without an event name",
    "Without any id",
    "Without a usable time",
    "Dated 1970",
    "Without a load time",
    "Properties that are no JSON",
    "Amount that is no number",
]
REPEATED = [
    "Exact copies",
    "Same id, received again",
    "Same id, in a later batch",
    "Same id, received first but loaded last",
]


def rows_of(demo, columns, relation):
    return demo.query(f"select {columns} from {SCHEMA}.{relation}").rows


def sessions_with(demo, macro_or_micro, key):
    """Visits with a conversion, and its earliest time in each."""
    relation = f"fct_cro__{macro_or_micro}_conversions"
    first = {}
    for session, name, moment in rows_of(
        demo, f"session_key, {macro_or_micro}_conversion_key, occurred_at", relation
    ):
        if name == key:
            first[session] = min(moment, first.get(session, moment))
    return first


def shop_visits(demo):
    visits = rows_of(
        demo, "session_key, device_category, source_name, is_server_only", "int_cro__sessions"
    )
    return {
        session: device
        for session, device, source, is_server_only in visits
        if source == "shop" and not is_server_only
    }


def crude_ratio(demo, micro, devices=("desktop", "mobile", "tablet")):
    """How much oftener visits with the micro conversion hold an order than visits without."""
    orders = sessions_with(demo, "macro", "order_placed")
    done = sessions_with(demo, "micro", micro)
    cells = Counter(
        (session in done, session in orders)
        for session, device in shop_visits(demo).items()
        if device in devices
    )

    def rate(exposed):
        return cells[exposed, True] / (cells[exposed, True] + cells[exposed, False])

    return rate(True) / rate(False)


def test_every_planted_row_ends_where_the_page_says(demo):
    places = Counter()
    for source, place, reason in rows_of(
        demo, "source_name, ledger_place, ledger_reason", "int_cro__event_ledger"
    ):
        kind = "snowplow" if source == "snowplow" else "generic"
        places[kind] += 1
        places[kind, place] += 1
        places[kind, place, reason] += 1
    for kind, heading in [
        ("generic", "In the generic table"),
        ("snowplow", "In the Snowplow table"),
    ]:
        planted = Counter(documented(heading))
        assert places[kind] == planted["Raw rows"]
        assert places[kind, "quarantined"] == sum(planted[name] for name in QUARANTINED)
        assert places[kind, "duplicate_id"] == sum(planted[name] for name in REPEATED)
        assert places[kind, "excluded", "bot"] == planted["By bots"]
        assert places[kind, "excluded", "internal"] == (
            planted["On the staging host"] + planted["By the test user"]
        )
        assert places[kind, "same_action"] == (
            planted["Subscriptions reported by the billing system too"]
        )


def test_names_are_normalised_and_aliases_applied(demo):
    names = Counter(
        (name, sent)
        for name, sent in rows_of(demo, "event_name, source_event_name", "int_cro__events")
    )
    planted = documented("In the generic table")
    misspelled = planted["Misspelled prodct_viewed, with an alias"]
    assert names["product_viewed", "prodct_viewed"] == misspelled
    unplanned = planted["Misspelled chekout_started, without an alias"]
    assert names["chekout_started", "chekout_started"] == unplanned
    assert names["product_viewed", "Product Viewed"] and names["product_viewed", "productViewed"]
    assert names["added_to_cart", "Added To Cart"]


def test_orders_are_counted_once_and_refunds_are_none(demo):
    events = {}
    for row in read("cro_demo_events.csv"):
        known = row["customer_id"] != "test_user" and is_number(row["amount"] or "x")
        if row["event"] in ("purchase", "refund") and known:
            events[row["id"]] = row
    bought = [row for row in events.values() if row["event"] == "purchase"]
    orders = {row["order_no"] or row["id"] for row in bought}
    refunded = {row["order_no"] for row in events.values() if row["event"] == "refund"}
    found = [
        row
        for row in rows_of(
            demo,
            "macro_conversion_key, is_rate_missing, refunded_value",
            "fct_cro__macro_conversions",
        )
        if row[0] == "order_placed"
    ]
    assert len(found) == len(orders)
    planted = documented("In the generic table")
    missing = [row for row in found if row[1]]
    assert len(missing) == planted["Orders in a currency without a rate"]
    without_rate = {row["order_no"] for row in bought if row["currency"] == "SEK"}
    returned = [row for row in found if row[2]]
    assert len(returned) == len(refunded - without_rate)


def scorecard(demo, macro):
    found = demo.query(
        "select * from analytics.mart_cro__micro_conversion_scorecard"
        f" where macro_conversion_key = '{macro}'"
    )
    return {row["micro_conversion_key"]: row for row in found.dicts()}


def test_the_scorecard_tells_the_planted_truths_apart(demo):
    shop = scorecard(demo, "order_placed")
    verdicts = {
        "size_selected": ("predictive", "promote"),
        "product_image_zoomed": ("inconclusive", "watch"),
        "store_availability_checked": ("depends_on_segment", "watch"),
        "coupon_searched": ("counter_indicator", "watch"),
        "order_survey_answered": ("after_macro", "watch"),
        "gift_card_applied": ("insufficient_data", "watch"),
        "checkout_started": ("structural", "keep"),
    }
    assert {
        key: (shop[key]["verdict"], shop[key]["recommendation"]) for key in verdicts
    } == verdicts
    lift = shop["size_selected"]
    assert lift["is_robust"] and lift["risk_ratio_lower"] > 1.5 and lift["risk_ratio"] < 2.5
    assert lift["association_rank"] < shop["product_image_zoomed"]["association_rank"]
    assert shop["coupon_searched"]["is_reversed"] and not lift["is_reversed"]
    assert lift["associated_value_lower"] > 0
    assert scorecard(demo, "quiz_lead_captured")["question_four_answered"]["verdict"] == "structural"


@pytest.mark.parametrize(
    ("micro", "macro"),
    [("integrations_clicked", "demo_booked"), ("newsletter_joined", "subscription_started")],
)
def test_good_signs_of_small_sites_are_above_one_and_not_yet_sure(demo, micro, macro):
    """A few hundred visits with it: more likely above 1 than not, and said with the care it needs."""
    card = scorecard(demo, macro)[micro]
    assert card["unit"] == "session" and 1 < card["risk_ratio_lower"] < card["risk_ratio"] < 2
    assert card["q_value"] > 0.05
    assert (card["verdict"], card["recommendation"]) == ("inconclusive", "watch")


def test_the_software_site_is_sure_of_its_sign_by_visitor(demo):
    found = demo.query(
        "select verdict, is_robust, risk_ratio from analytics.mart_cro__micro_macro_correlations"
        " where unit = 'visitor' and micro_conversion_key = 'integrations_clicked'"
        " and macro_conversion_key = 'demo_booked'"
    )
    ((verdict, is_robust, ratio),) = found.rows
    assert verdict == "predictive" and is_robust and 1.3 < ratio < 1.9


def test_the_planted_dependence_shows_in_the_segments(demo):
    found = demo.query(
        "select * from analytics.mart_cro__micro_macro_segments where unit = 'session'"
        " and micro_conversion_key = 'store_availability_checked'"
        " and macro_conversion_key = 'order_placed' and segment_name = 'device_category'"
    )
    devices = {row["segment_value"]: row for row in found.dicts()}
    assert devices["desktop"]["risk_ratio_lower"] > 1
    assert devices["mobile"]["risk_ratio_upper"] < 1
    assert devices["mobile"]["difference_p_value"] < 0.01


def test_no_ordinary_candidate_is_called_predictive(demo):
    """Nothing outside the plan changes anything in the demo, so half a dozen finds are chance."""
    found = demo.query(
        "select * from analytics.mart_cro__micro_conversion_candidates where unit = 'session'"
    )
    assert len(found.rows) > 10
    assert sum(row["verdict"] == "predictive" for row in found.dicts()) == 0
    assert all(row["plan_row"].endswith(",draft,1,,,,") for row in found.dicts())


def test_rows_of_candidates_can_be_pasted_into_the_plan_and_switched_on(demos, workshop):
    """Every one, at once, as a marketer would: the plan has no problem with them."""
    found = demos("duckdb").query(
        "select candidate_key, min(plan_row), min(rule_rows)"
        " from analytics.int_cro__candidate_plan_rows group by candidate_key"
    )
    assert len(found.rows) > 10
    pasted = {
        "cro_micro_conversions": [row.replace(",draft,", ",active,") for _, row, _ in found.rows],
        "cro_conversion_rules": [line for *_, rows in found.rows for line in rows.split("\n")],
    }
    seeds = {}
    for path in [*ROOT.glob("seeds/rules/*.csv"), *ROOT.glob("seeds/tracking_plan/*.csv")]:
        lines = path.read_text(encoding="utf-8").splitlines() + pasted.get(path.stem, [])
        rows = [
            {name: value or None for name, value in row.items()} for row in csv.DictReader(lines)
        ]
        seeds[path.stem] = rows
    assert set(pasted) <= set(seeds)
    built = workshop.build_models(
        "+cro__tracking_plan_gate", seeds, vars={"cro__max_micro_conversions_per_macro": 200}
    )
    assert built["cro__tracking_plan_problems"].rows == []


def test_the_true_micro_conversion_goes_with_far_more_orders(demo):
    assert crude_ratio(demo, "size_selected") > 2


def test_the_vanity_action_looks_good_to_a_crude_comparison(demo):
    assert crude_ratio(demo, "product_image_zoomed") > 1.5


def test_the_direction_differs_by_device(demo):
    assert crude_ratio(demo, "store_availability_checked", ["desktop"]) > 1.5
    assert crude_ratio(demo, "store_availability_checked", ["mobile"]) < 0.3


def test_desktop_visitors_make_coupons_look_good(demo):
    assert crude_ratio(demo, "coupon_searched") > 2
    assert crude_ratio(demo, "coupon_searched", ["mobile"]) < 1.2


def test_the_survey_comes_after_the_order(demo):
    orders = sessions_with(demo, "macro", "order_placed")
    answers = sessions_with(demo, "micro", "order_survey_answered")
    assert len(answers) > 100
    assert all(orders[session] < moment for session, moment in answers.items())


def test_reviews_are_missing_for_one_week_only(demo):
    days = Counter(
        day
        for key, day in rows_of(
            demo, "micro_conversion_key, conversion_date", "fct_cro__micro_conversions"
        )
        if key == "reviews_opened"
    )
    broken = [date(2026, 5, day) for day in range(11, 18)]
    sixteen_weeks = [date.fromordinal(date(2026, 3, 11).toordinal() + day) for day in range(112)]
    assert [day for day in sixteen_weeks if not days[day]] == broken


def test_a_changed_definition_counts_by_the_version_of_the_day(demo):
    versions = defaultdict(list)
    for key, version, day in rows_of(
        demo,
        "micro_conversion_key, definition_version, conversion_date",
        "fct_cro__micro_conversions",
    ):
        if key == "product_saved":
            versions[version].append(day)
    assert sorted(versions) == [1, 2]
    assert max(versions[1]) < date(2026, 5, 1) <= min(versions[2])


def test_planned_but_unseen_draft_and_retired_ones_have_no_conversion(demo):
    counted = {row[0] for row in rows_of(demo, "micro_conversion_key", "fct_cro__micro_conversions")}
    planned = {row[0] for row in rows_of(demo, "micro_conversion_key", "dim_cro__micro_conversions")}
    silent = {"gift_card_applied", "product_video_watched", "live_chat_opened"}
    assert silent <= planned
    assert planned - counted == silent
    found = rows_of(demo, "plan_status, event_name", "mart_cro__tracking_plan_reconciliation")
    events = {status: {name for known, name in found if known == status} for status, _ in found}
    assert events["planned_never_seen"] == {"gift_card_applied"}
    assert events["planned_not_counted"] == {"product_video_progressed", "live_chat_opened"}
    # Values of a property that no definition looks at may still be proposed, as for any planned event.
    columns = "event_name, property_name"
    proposed = rows_of(demo, columns, "mart_cro__micro_conversion_candidates")
    names = {name for name, property_name in proposed if property_name is None}
    assert names and not events["planned_not_counted"] & names


def reached(demo, funnel, step):
    """Units of a funnel that reached a step."""
    return {
        unit
        for key, number, unit in rows_of(
            demo, "funnel_key, step_number, unit_key", "fct_cro__funnel_steps"
        )
        if key == funnel and number == step
    }


def test_sales_go_on_as_far_as_the_page_says(demo):
    page = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"of those whose 90 days have passed: (.*?);", page)
    columns = (
        "macro_conversion_key, following_macro_conversion_key, progressed_visitor_count,"
        " matured_visitor_count"
    )
    found = demo.query(
        f"select {columns}, immature_visitor_count from {SCHEMA}.mart_cro__macro_progression"
        " where period_grain = 'all' and segment_name = 'all'"
    ).rows
    progressed = {row[:2]: row[2:4] for row in map(tuple, found)}
    qualified = progressed["demo_booked", "lead_qualified"]
    won = progressed["lead_qualified", "deal_won"]
    assert sentence == (
        f"{qualified[0]} of {qualified[1]} booked demos are qualified,"
        f" {won[0]} of {won[1]} qualified leads won"
    )
    assert all(waiting for *_, waiting in found)


def test_mobile_loses_people_after_shipping(demo):
    devices = shop_visits(demo)
    shipped = Counter(devices[session] for session in reached(demo, "shop_checkout", 5))
    paid = Counter(devices[session] for session in reached(demo, "shop_checkout", 6))
    assert paid["desktop"] / shipped["desktop"] > 0.7
    assert paid["mobile"] / shipped["mobile"] < 0.4


def test_the_quiz_sorts_people(demo):
    leads = set(sessions_with(demo, "macro", "quiz_lead_captured"))
    four = reached(demo, "quiz_lead", 5)
    only_one = reached(demo, "quiz_lead", 2) - reached(demo, "quiz_lead", 3)
    assert abs(len(four & leads) / len(four) - 0.60) < 0.01
    assert abs(len(only_one & leads) / len(only_one) - 0.08) < 0.01


def test_shared_devices_are_not_merged_and_second_devices_are(demo):
    devices, customers = defaultdict(set), defaultdict(set)
    for row in read("cro_demo_events.csv"):
        cookie, customer = row["cookie_id"], row["customer_id"]
        if cookie in JUNK | {""} or customer in JUNK | {"", "test_user"}:
            continue
        devices[cookie].add(customer)
        customers[customer].add(cookie)
    planted = documented("In the generic table")
    shared = {cookie for cookie, known in devices.items() if len(known) > 1}
    assert len(shared) == planted["Devices shared by two customers"]
    visitors = defaultdict(set)
    for customer, visitor in rows_of(demo, "user_id, visitor_key", "dim_cro__visitors"):
        visitors[customer].add(visitor)
    several = [customer for customer, cookies in customers.items() if len(cookies) > 1]
    assert all(len(visitors[customer]) == 1 for customer in several)


def test_trends_are_newcombes_interval_of_clustered_counts(demo):
    """Counted visit by visit in Python; the interval of the difference by statsmodels."""
    ((watermark,),) = rows_of(demo, "cast(watermark_at as date)", "int_cro__watermark")
    days = rows_of(demo, "conversion_key, match_date, is_silent", "mart_cro__tracking_health")
    silent = {(key, day) for key, day, is_silent in days if is_silent}
    converted = set(
        demo.query(
            f"select conversion_number, session_order from {SCHEMA}.int_cro__session_outcomes"
            " where is_converted"
        ).rows
    )
    visits = demo.query(
        "select conversions.conversion_key, conversions.conversion_number, sessions.session_order,"
        " sessions.visitor_number, sessions.entry_date"
        f" from {SCHEMA}.int_cro__eligible_sessions as sessions"
        f" inner join {SCHEMA}.int_cro__conversion_eligibilities as eligibilities"
        " on sessions.eligibility_number = eligibilities.eligibility_number"
        f" inner join {SCHEMA}.int_cro__conversion_numbers as conversions"
        " on eligibilities.conversion_number = conversions.conversion_number"
        f" where conversions.conversion_key in"
        f" (select micro_conversion_key from {SCHEMA}.dim_cro__micro_conversions)"
    ).rows
    counts = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for key, number, order, visitor, day in visits:
        days_ago = (watermark - day).days
        if 1 <= days_ago <= 56 and (key, day) not in silent:
            cell = counts[key, days_ago <= 28][visitor]
            cell[0] += (number, order) in converted
            cell[1] += 1

    columns = "micro_conversion_key, recent_rate, earlier_rate, trend"
    found = rows_of(demo, columns, "int_cro__recent_rates")
    assert {key for key, *_ in found} == {key for key, _ in counts}
    for key, *rates, trend in found:
        effective = []
        for rate, is_recent in zip(rates, (True, False), strict=True):
            cells = counts[key, is_recent].values()
            k, n = (sum(cell[place] for cell in cells) for place in (0, 1))
            assert rate == (pytest.approx(k / n) if n else None)
            if n:
                spread = sum((cell[0] - k / n * cell[1]) ** 2 for cell in cells)
                effect = max(1, spread / (n * k / n * (1 - k / n))) if 0 < k < n else 1
                effective += [k / effect, n / effect]
        if len(effective) < 4:
            assert trend == "unknown"
            continue
        lower, upper = confint_proportions_2indep(*effective, method="newcomb", compare="diff")
        assert trend == ("rising" if lower > 0 else "falling" if upper < 0 else "steady"), key
    assert silent and {"steady"} < {trend for *_, trend in found}
