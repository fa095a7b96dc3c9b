"""Campaign parameters of page addresses, against the parser of Python's library."""

import csv
import random
from urllib.parse import parse_qs, urlsplit

from support import ROOT, assert_same_rows

PARAMETERS = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"]
PIECES = ["+", "%20", "spring", "Sale", "50", "ü", "-", "_", ".", "="]


def random_address(chance):
    parameters = [
        f"{name}={''.join(chance.choices(PIECES, k=chance.randint(0, 5)))}"
        for name in chance.sample([*PARAMETERS, "page", "my_utm_source"], k=chance.randint(0, 7))
    ]
    place = chance.choice(["https://shop.example", "https://shop.example/p/1", "/p/1"])
    return place + "?" + "&".join(parameters) + chance.choice(["", "#utm_source=top"])


def test_blanks_of_an_address_are_read_as_blanks(build_models):
    chance = random.Random(17)
    addresses = {str(number): random_address(chance) for number in range(500)}
    rows = [{"event_id": number, "page_url": address} for number, address in addresses.items()]
    parsed = build_models("stg_cro__parsed_events", {"stg_cro__tracker_events": rows})
    expected = []
    for number, address in addresses.items():
        values = parse_qs(urlsplit(address).query)
        known = {name: values.get(name, [""])[0].strip(" ") or None for name in PARAMETERS}
        expected.append({"event_id": number, **{f"known_{name}": known[name] for name in PARAMETERS}})
    assert_same_rows(parsed["stg_cro__parsed_events"], expected)
    found = [row["known_utm_campaign"] for row in expected]
    assert sum(" " in (campaign or "") for campaign in found) > 30 and found.count(None) > 30


def test_a_medium_of_two_words_has_one_channel_however_they_are_joined():
    with (ROOT / "seeds" / "rules" / "cro_channel_rules.csv").open(encoding="utf-8") as file:
        rules = [row["value"].split("|") for row in csv.DictReader(file) if row["property"] == "utm_medium"]
    for media in rules:
        assert {medium.replace("_", " ").replace("-", " ") for medium in media} <= set(media)
