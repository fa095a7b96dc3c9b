"""The demo data is what its generator writes, and holds the dirt that docs/demo.md lists."""

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "seeds" / "demo"
FILES = ["cro_demo_events.csv", "cro_demo_snowplow_events.csv"]
JUNK = {"undefined", "0", "none", "(not set)", "00000000-0000-0000-0000-000000000000"}
BOT_WORDS = ("Googlebot", "bingbot", "HeadlessChrome")
STAFF = {"test_user"}


def read(name):
    with open(DEMO / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def time_of(value):
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def distinct(rows):
    return list({tuple(row.values()): row for row in rows}.values())


def repeats(rows, key, received, loaded):
    """Further deliveries of one event, by what differs from the one loaded first."""
    deliveries = defaultdict(list)
    for row in distinct(rows):
        deliveries[row[key]].append(row)
    kinds = defaultdict(int)
    for same in deliveries.values():
        first, *others = sorted(same, key=lambda row: (row[loaded], row[received]))
        for other in others:
            if other[received] == first[received]:
                kinds["later batch"] += 1
            elif other[received] < first[received]:
                kinds["received first, loaded last"] += 1
            else:
                kinds["received again"] += 1
    return kinds


def is_json(value):
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def is_number(value):
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) is not None


def owners(rows, key, value):
    """How many keys are seen with several values, junk left out."""
    seen = defaultdict(set)
    for row in rows:
        if row[key] not in JUNK | {""} and row[value] not in JUNK | STAFF | {""}:
            seen[row[key]].add(row[value])
    return sum(len(values) > 1 for values in seen.values())


def visits_over_midnight(rows):
    """Visits cut after half an hour without an event, that end on another day."""
    times = defaultdict(set)
    for row in rows:
        times[row["cookie_id"]].add(row["ts"])
    count = 0
    for values in times.values():
        ordered = sorted(datetime.fromisoformat(value) for value in values)
        start = before = ordered[0]
        for moment in ordered[1:] + [datetime.max]:
            if moment - before > timedelta(minutes=30):
                count += start.date() != before.date()
                start = moment
            before = moment
    return count


def ties(rows, has_sequence):
    """Pairs of different events of one device at one time."""
    events = defaultdict(set)
    for row in rows:
        if row["cookie_id"] not in JUNK | {""} and bool(row["seq"]) == has_sequence:
            events[(row["cookie_id"], row["ts"])].add(row["id"])
    return sum(len(ids) - 1 for ids in events.values())


def generic_counts(rows):
    again = repeats(rows, "id", "received", "loaded")
    # The file is sorted by load, so this keeps the delivery that came first.
    events = list({row["id"]: row for row in reversed(rows)}.values())
    shop = [row for row in events if row["site"] == "shop"]
    sound = [
        row
        for row in shop
        if row["cookie_id"][:1] == "c" and row["event"].strip() and time_of(row["ts"])
    ]
    purchases = [row for row in sound if row["event"] == "purchase"]
    server = [row for row in shop if row["platform"] == "server" and row["event"] == "purchase"]
    orders = [row["order_no"] for row in purchases if row["order_no"]]

    def count(condition, of=events):
        return sum(1 for row in of if condition(row))

    def future(row):
        happened, received = time_of(row["ts"]), time_of(row["received"])
        return bool(happened and received and happened > received + timedelta(hours=1))

    def late(row):
        happened, loaded = time_of(row["ts"]), time_of(row["loaded"])
        delay = loaded - happened if happened and loaded else timedelta(0)
        return timedelta(days=2) <= delay < timedelta(days=7)

    return {
        "Raw rows": len(rows),
        "Exact copies": len(rows) - len(distinct(rows)),
        "Same id, received again": again["received again"],
        "Same id, in a later batch": again["later batch"],
        "Same id, received first but loaded last": again["received first, loaded last"],
        "Loaded two to seven days late": count(late),
        "Dated in the future": count(future),
        "Without an event name": count(lambda row: not row["event"].strip()),
        "Without any id": count(
            lambda row: {row["cookie_id"], row["customer_id"]} <= JUNK | {""}
        ),
        "Without a usable time": count(lambda row: time_of(row["ts"]) is None),
        "Dated 1970": count(lambda row: row["ts"].startswith("1970")),
        "Without a load time": count(lambda row: not row["loaded"]),
        "Properties that are no JSON": count(
            lambda row: row["props"] and not is_json(row["props"])
        ),
        "Amount that is no number": count(
            lambda row: row["amount"] and not is_number(row["amount"])
        ),
        "Misspelled prodct_viewed, with an alias": count(
            lambda row: row["event"] == "prodct_viewed"
        ),
        "Misspelled chekout_started, without an alias": count(
            lambda row: row["event"] == "chekout_started"
        ),
        "Written Product Viewed, productViewed or Added To Cart": count(
            lambda row: row["event"] in ("Product Viewed", "productViewed", "Added To Cart")
        ),
        "Not in the plan: delivery_costs_viewed, size_guide_opened, terms_opened": count(
            lambda row: row["event"]
            in ("delivery_costs_viewed", "size_guide_opened", "terms_opened")
        ),
        "Junk customer id on a sound device": count(
            lambda row: row["customer_id"] in JUNK and row["cookie_id"] not in JUNK
        ),
        "Junk device id with a customer": count(
            lambda row: row["cookie_id"] in JUNK and row["customer_id"] not in JUNK
        ),
        "By bots": count(lambda row: any(word in row["agent"] for word in BOT_WORDS)),
        "On the staging host": count(lambda row: "staging." in row["url"]),
        "By the test user": count(lambda row: row["customer_id"] in STAFF),
        "Devices shared by two customers": owners(shop, "cookie_id", "customer_id"),
        "Customers seen on two devices": owners(shop, "customer_id", "cookie_id"),
        "Visits over midnight": visits_over_midnight(sound),
        "Ties with a sequence": ties(sound, True),
        "Ties without a sequence": ties([row for row in events if row["site"] == "saas"], False),
        "Analytics consent not recorded": count(
            lambda row: row["platform"] == "web" and not row["consent_analytics"]
        ),
        "Analytics consent refused": count(lambda row: row["consent_analytics"] == "no"),
        "Refunds": count(lambda row: row["event"] == "refund"),
        "Purchases of the shop's pages without an order number": len(purchases) - len(orders),
        "Confirmation pages loaded again": len(orders) - len(set(orders)),
        "Purchases reported by the server too": sum(
            row["order_no"] in set(orders) for row in server
        ),
        "Orders in a currency without a rate": len(
            {row["order_no"] or row["id"] for row in purchases if row["currency"] == "SEK"}
        ),
        "Subscriptions reported by the billing system too": count(
            lambda row: row["site"] == "publisher_backend"
        ),
        "Planned gift_card_applied": count(lambda row: row["event"] == "gift_card_applied"),
        "reviews_opened from 11 to 17 May": count(
            lambda row: row["event"] == "reviews_opened"
            and "2026-05-11" <= row["ts"][:10] <= "2026-05-17"
        ),
    }


def snowplow_counts(rows):
    again = repeats(rows, "event_id", "collector_tstamp", "load_tstamp")
    events = list({row["event_id"]: row for row in rows}.values())

    def count(condition):
        return sum(1 for row in events if condition(row))

    def future(row):
        happened, received = time_of(row["derived_tstamp"]), time_of(row["collector_tstamp"])
        return bool(happened) and happened > received + timedelta(hours=1)

    return {
        "Raw rows": len(rows),
        "Exact copies": len(rows) - len(distinct(rows)),
        "Same id, received again": again["received again"],
        "Same id, in a later batch": again["later batch"],
        "Dated in the future": count(future),
        "Without an event name": count(lambda row: not row["event_name"]),
        "Without any id": count(lambda row: not row["domain_userid"] and not row["user_id"]),
        "Without a usable time": count(lambda row: time_of(row["derived_tstamp"]) is None),
        "Without a visit id": count(lambda row: not row["domain_sessionid"]),
        "By bots": count(lambda row: any(word in row["useragent"] for word in BOT_WORDS)),
    }


def documented(heading):
    """What a table of docs/demo.md says: its first column and its number of rows."""
    page = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    section = page.split(f"### {heading}\n")[1].split("\n#")[0]
    cells = re.findall(r"^\| (.+?) \| ([0-9,]+) \|", section, re.MULTILINE)
    return {label.replace("`", ""): int(number.replace(",", "")) for label, number in cells}


@pytest.mark.parametrize("name", FILES)
def test_generator_writes_the_committed_files(name, tmp_path):
    subprocess.run([sys.executable, DEMO / "generate_demo.py", tmp_path], check=True)
    assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes()


def test_dirt_of_the_generic_table_is_as_documented():
    assert generic_counts(read(FILES[0])) == documented("In the generic table")


def test_dirt_of_the_snowplow_table_is_as_documented():
    assert snowplow_counts(read(FILES[1])) == documented("In the Snowplow table")
