"""Broken tracking plans: every one is refused before any mart, with a sentence that says where.

Each case is one mutation of a small plan that passes. The sentence must name the file, the row
and the column, and what it says must be about the fault.
"""

import ast
import csv
import json
import os
import shutil
import subprocess
import sys

import duckdb
import psycopg2
import pytest
from support import ROOT, SCHEMA, DuckDB, dbt, parsed_project

MICRO = "cro_micro_conversions"
MACRO = "cro_macro_conversions"
RULES = "cro_conversion_rules"
FUNNELS = "cro_funnels"
STEPS = "cro_funnel_steps"
PROPERTIES = "cro_properties"
PROBLEMS = "cro__tracking_plan_problems"
STAGED = {
    MICRO: "stg_cro__plan_micro_conversions",
    MACRO: "stg_cro__plan_macro_conversions",
    RULES: "stg_cro__plan_rules",
    FUNNELS: "stg_cro__plan_funnels",
    STEPS: "stg_cro__plan_funnel_steps",
    PROPERTIES: "stg_cro__plan_properties",
}


# --- A plan that passes --------------------------------------------------------------------------


def micro(key, **columns):
    return {
        "micro_conversion_key": key,
        "label": f"Label of {key}",
        "description": f"Description of {key}",
        "action": "does it",
        "context": "on the site",
        "success_criteria": "every time",
        "category": "secondary_action",
        "intent_strength": "low",
        "funnel_stage": "consideration",
        "conversion_group": "on_site_behaviour",
        "frequency_rule": "every_time",
        "cooldown_seconds": "0",
        "min_occurrences": "1",
        "leads_to": "order_placed",
        "is_passive": "false",
        "owner": "web team",
        "status": "active",
        "definition_version": "1",
        "valid_from": "",
        "valid_to": "",
        "value": "",
        "currency": "",
        **columns,
    }


def macro(key, **columns):
    return {
        "macro_conversion_key": key,
        "label": f"Label of {key}",
        "description": f"Description of {key}",
        "action": "does it",
        "context": "on the site",
        "success_criteria": "every time",
        "funnel_stage": "purchase",
        "is_primary": "false",
        "frequency_rule": "every_time",
        "cooldown_seconds": "0",
        "min_occurrences": "1",
        "follows": "",
        "owner": "web team",
        "status": "active",
        "definition_version": "1",
        "valid_from": "",
        "valid_to": "",
        "value": "",
        "currency": "",
        **columns,
    }


def rule(key, property_name, operator, value, version="1", group="1"):
    return {
        "conversion_key": key,
        "definition_version": version,
        "rule_group": group,
        "property": property_name,
        "operator": operator,
        "value": value,
    }


def funnel(key, **columns):
    return {
        "funnel_key": key,
        "label": f"Label of {key}",
        "owner": "web team",
        "status": "active",
        "unit": "session",
        "window_seconds": "",
        "order_mode": "ordered",
        **columns,
    }


def step(key, number, conversion, **columns):
    return {
        "funnel_key": key,
        "step_number": str(number),
        "conversion_key": conversion,
        "is_optional": "false",
        "max_seconds_from_previous": "",
        "hold_property": "",
        **columns,
    }


def declared(name, type_, path=""):
    return {
        "property_name": name,
        "property_type": type_,
        "path": path,
        "description": f"Says the {name}",
    }


def valid_plan():
    keys = ["page_viewed", "price_checked", "video_watched", "item_added", "form_started"]
    return {
        MICRO: [
            *(micro(key) for key in keys if key != "price_checked"),
            micro("price_checked", valid_to="2026-03-01"),
            micro("price_checked", definition_version="2", valid_from="2026-03-01"),
            micro("offer_opened", status="draft", leads_to=""),
        ],
        MACRO: [
            macro("order_placed", is_primary="true", value="25.50", currency="EUR"),
            macro("order_kept", follows="order_placed"),
            macro("order_returned", status="retired", follows="order_kept"),
        ],
        RULES: [
            *(rule(key, "event_name", "equals", key) for key in keys),
            rule("page_viewed", "page_path", "matches", "^/(shop|sale)/[a-z0-9-]+$"),
            rule("page_viewed", "page_host", "matches", "[A-Za-z]"),
            rule("page_viewed", "utm_source", "not_equals", "Partner"),
            rule("page_viewed", "seconds_since_session_start", "gt", "10.5"),
            rule("video_watched", "depth", "gte", "50"),
            rule("item_added", "is_member", "equals", "true"),
            rule("form_started", "event_name", "in", "form_focused | form_opened", group="2"),
            rule("form_started", "size", "exists", "", group="2"),
            rule("price_checked", "event_name", "equals", "price_view", version="2"),
            rule("order_placed", "event_name", "equals", "order"),
            rule("order_kept", "event_name", "equals", "order_kept"),
        ],
        FUNNELS: [
            funnel("checkout"),
            funnel("return_visit", unit="visitor", window_seconds="2592000"),
        ],
        STEPS: [
            step("checkout", 1, "page_viewed", hold_property="size"),
            step("checkout", 2, "item_added", is_optional="true"),
            step("checkout", 3, "order_placed", max_seconds_from_previous="600"),
            step("return_visit", 1, "page_viewed"),
            step("return_visit", 2, "order_placed"),
        ],
        PROPERTIES: [
            declared("depth", "number", "video.depth"),
            declared("is_member", "boolean"),
            declared("size", "text"),
        ],
    }


def valid_rule_files():
    rule_files = {}
    for path in sorted((ROOT / "seeds" / "rules").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rule_files[path.stem] = list(csv.DictReader(file))
    return rule_files


# --- Mutations -----------------------------------------------------------------------------------


def change(file, number, **columns):
    """Other values in one row of a file."""

    def mutate(plan):
        plan[file][number].update(columns)

    return mutate


def add(file, *rows):
    def mutate(plan):
        plan[file] += rows

    return mutate


def remove(file, *numbers):
    def mutate(plan):
        plan[file] = [row for number, row in enumerate(plan[file]) if number not in numbers]

    return mutate


def empty(file):
    def mutate(plan):
        plan[file] = []

    return mutate


def both(*mutations):
    def mutate(plan):
        for mutation in mutations:
            mutation(plan)

    return mutate


def new_micro(key, **columns):
    """A micro conversion with a rule of its own, so that nothing else is wrong with it."""
    version = columns.get("definition_version", "1")
    return both(
        add(MICRO, micro(key, **columns)),
        add(RULES, rule(key, "event_name", "equals", "thing_done", version=version)),
    )


def overlap(preferred, other, event_name):
    return {
        "preferred_source": preferred,
        "other_source": other,
        "event_name": event_name,
        "match_column": "order_id",
        "max_seconds": "60",
    }


def condition(property_name, operator, value):
    return add(RULES, rule("page_viewed", property_name, operator, value))


# Mutation, file, row, column, and a part of the sentence.
BROKEN = {
    # What must be written.
    "no key": (change(MICRO, 0, micro_conversion_key=""), MICRO, "Label of page_viewed",
               "micro_conversion_key", "empty"),
    "no label": (change(MICRO, 0, label=""), MICRO, "page_viewed", "label", "empty"),
    "blanks as description": (change(MICRO, 0, description="  "), MICRO, "page_viewed",
                              "description", "empty"),
    "no success criteria": (change(MICRO, 0, success_criteria=""), MICRO, "page_viewed",
                            "success_criteria", "empty"),
    "no owner": (change(MICRO, 0, owner=""), MICRO, "page_viewed", "owner", "empty"),
    "no owner of a goal": (change(MACRO, 0, owner=""), MACRO, "order_placed", "owner", "empty"),
    "no owner of a funnel": (change(FUNNELS, 0, owner=""), FUNNELS, "checkout", "owner", "empty"),
    "no status": (change(MICRO, 0, status=""), MICRO, "page_viewed", "status", "empty"),
    "no property type": (change(PROPERTIES, 0, property_type=""), PROPERTIES, "depth",
                         "property_type", "empty"),
    "no operator": (condition("page_path", "", "/x"), RULES, "page_viewed", "operator", "empty"),
    "no property": (condition("", "equals", "/x"), RULES, "page_viewed", "property", "empty"),
    "no rows at all": (both(*(empty(file) for file in STAGED)), MICRO, "the whole file",
                       "micro_conversion_key", "the plan is empty"),
    "no goals": (empty(MACRO), MACRO, "the whole file", "macro_conversion_key",
                 "the plan is empty"),
    # Names.
    "capitals in a key": (new_micro("Cart_Opened"), MICRO, "Cart_Opened", "micro_conversion_key",
                          "not in snake_case"),
    "blank in a key": (new_micro("cart opened"), MICRO, "cart opened", "micro_conversion_key",
                       "not in snake_case"),
    "hyphen in a key": (new_micro("cart-opened"), MICRO, "cart-opened", "micro_conversion_key",
                        "not in snake_case"),
    "one word": (new_micro("opened"), MICRO, "opened", "micro_conversion_key", "one word"),
    "present tense": (new_micro("cart_open"), MICRO, "cart_open", "micro_conversion_key",
                      "past tense"),
    "goal in the present tense": (change(MACRO, 1, macro_conversion_key="order_keep"), MACRO,
                                  "order_keep", "macro_conversion_key", "past tense"),
    "funnel key with a blank": (change(FUNNELS, 1, funnel_key="return visit"), FUNNELS,
                                "return visit", "funnel_key", "not in snake_case"),
    "property named as a column": (add(PROPERTIES, declared("country", "text")), PROPERTIES,
                                   "country", "property_name", "already belongs"),
    "property named as a moment": (add(PROPERTIES, declared("session_number", "number")),
                                   PROPERTIES, "session_number", "property_name",
                                   "already belongs"),
    # Once each.
    "same key and version": (add(MICRO, micro("page_viewed")), MICRO, "page_viewed",
                             "micro_conversion_key", "2 rows"),
    "same version written twice": (add(MICRO, micro("page_viewed", definition_version="01")),
                                   MICRO, "page_viewed", "micro_conversion_key", "2 rows"),
    "micro and macro": (new_micro("order_placed"), MICRO, "order_placed", "micro_conversion_key",
                        "both a micro and a macro"),
    "same funnel": (add(FUNNELS, funnel("checkout")), FUNNELS, "checkout", "funnel_key", "2 rows"),
    "same step": (change(STEPS, 2, step_number="2"), STEPS, "checkout step 2", "step_number",
                  "2 rows"),
    "same property": (add(PROPERTIES, declared("size", "text")), PROPERTIES, "size",
                      "property_name", "2 rows"),
    "same rules": (both(new_micro("cart_opened"), new_micro("bag_opened")), MICRO, "cart_opened",
                   "micro_conversion_key", "same rules"),
    # Validity.
    "versions overlap": (change(MICRO, 4, valid_to="2026-03-02"), MICRO, "price_checked",
                         "valid_from", "valid at the same time"),
    "both versions open": (change(MICRO, 5, valid_from=""), MICRO, "price_checked", "valid_from",
                           "valid at the same time"),
    "valid to before valid from": (change(MICRO, 0, valid_from="2026-02-01",
                                          valid_to="2026-01-31"),
                                   MICRO, "page_viewed", "valid_to", "not after"),
    "valid for no time": (change(MICRO, 0, valid_from="2026-02-01", valid_to="2026-02-01"), MICRO,
                          "page_viewed", "valid_to", "not after"),
    "a day that does not exist": (change(MICRO, 0, valid_from="2026-02-30"), MICRO, "page_viewed",
                                  "valid_from", "no day"),
    "a day in another order": (change(MACRO, 0, valid_to="31.12.2026"), MACRO, "order_placed",
                               "valid_to", "no day"),
    # Closed lists.
    "unknown category": (change(MICRO, 0, category="milestone"), MICRO, "page_viewed", "category",
                         "none of process_milestone, secondary_action"),
    "unknown intent": (change(MICRO, 0, intent_strength="High"), MICRO, "page_viewed",
                       "intent_strength", "none of low"),
    "unknown stage": (change(MACRO, 0, funnel_stage="sale"), MACRO, "order_placed",
                      "funnel_stage", "none of awareness"),
    "unknown group": (change(MICRO, 0, conversion_group="other"), MICRO, "page_viewed",
                      "conversion_group", "none of on_site_behaviour"),
    "unknown frequency": (change(MICRO, 0, frequency_rule="once"), MICRO, "page_viewed",
                          "frequency_rule", "none of every_time"),
    "unknown status": (change(FUNNELS, 0, status="live"), FUNNELS, "checkout", "status",
                       "none of draft"),
    "two statuses": (change(MICRO, 0, status="active|draft"), MICRO, "page_viewed", "status",
                     "none of draft"),
    "unknown unit": (change(FUNNELS, 0, unit="user"), FUNNELS, "checkout", "unit",
                     "none of session"),
    "unknown order": (change(FUNNELS, 0, order_mode="any"), FUNNELS, "checkout", "order_mode",
                      "none of ordered"),
    "unknown operator": (condition("page_path", "like", "/x%"), RULES, "page_viewed", "operator",
                         "is no operator"),
    "unknown operator on the name": (change(RULES, 0, operator="equal"), RULES, "page_viewed",
                                     "operator", "is no operator"),
    "unknown property type": (change(PROPERTIES, 0, property_type="float"), PROPERTIES, "depth",
                              "property_type", "none of text"),
    # Types.
    "version in words": (change(MICRO, 0, definition_version="one"), MICRO, "page_viewed",
                         "definition_version", "not a whole number"),
    "version zero": (both(change(MICRO, 0, definition_version="0")), MICRO, "page_viewed",
                     "definition_version", "less than 1"),
    "version beyond counting": (change(MICRO, 0, definition_version="99999999999"), MICRO,
                                "page_viewed", "definition_version", "more than"),
    "half a second": (change(MICRO, 0, cooldown_seconds="0.5"), MICRO, "page_viewed",
                      "cooldown_seconds", "not a whole number"),
    "negative cooldown": (change(MICRO, 0, cooldown_seconds="-1"), MICRO, "page_viewed",
                          "cooldown_seconds", "less than 0"),
    "no occurrence": (change(MICRO, 0, min_occurrences="0"), MICRO, "page_viewed",
                      "min_occurrences", "less than 1"),
    "occurrence in words": (change(MACRO, 0, min_occurrences="second"), MACRO, "order_placed",
                            "min_occurrences", "not a whole number"),
    "passive or not": (change(MICRO, 0, is_passive="maybe"), MICRO, "page_viewed", "is_passive",
                       "neither true nor false"),
    "primary or not": (change(MACRO, 0, is_primary="main"), MACRO, "order_placed", "is_primary",
                       "neither true nor false"),
    "value with its currency": (change(MACRO, 0, value="25 EUR"), MACRO, "order_placed", "value",
                                "not a number"),
    "value with a comma": (change(MACRO, 0, value="25,50"), MACRO, "order_placed", "value",
                           "not a number"),
    "negative value": (change(MACRO, 0, value="-5"), MACRO, "order_placed", "value",
                       "less than 0"),
    "value without currency": (change(MACRO, 0, currency=""), MACRO, "order_placed", "currency",
                               "no currency"),
    "currency in words": (change(MACRO, 0, currency="euro"), MACRO, "order_placed", "currency",
                          "no currency code"),
    "path with a bracket": (change(PROPERTIES, 0, path="video[0]"), PROPERTIES, "depth", "path",
                            "no path"),
    # References.
    "leads to nothing": (change(MICRO, 0, leads_to="order_paid"), MICRO, "page_viewed",
                         "leads_to", "no macro conversion"),
    "leads to a micro": (change(MICRO, 0, leads_to="item_added"), MICRO, "page_viewed",
                         "leads_to", "no macro conversion"),
    "leads to a draft": (change(MACRO, 0, status="draft"), MICRO, "page_viewed", "leads_to",
                         "no active or diagnostic version"),
    "follows nothing": (change(MACRO, 1, follows="order_paid"), MACRO, "order_kept", "follows",
                        "no macro conversion"),
    "follows a draft": (change(MACRO, 0, status="draft"), MACRO, "order_kept", "follows",
                        "no active or diagnostic version"),
    "follows itself": (change(MACRO, 1, follows="order_kept"), MACRO, "order_kept", "follows",
                       "itself"),
    "follows in a circle": (change(MACRO, 0, follows="order_returned"), MACRO, "order_kept",
                            "follows", "circle"),
    "rule of an unknown key": (add(RULES, rule("cart_opened", "event_name", "equals", "cart")),
                               RULES, "cart_opened", "conversion_key", "no conversion"),
    "rule of an unknown version": (
        add(RULES, rule("page_viewed", "event_name", "equals", "page", version="3")),
        RULES, "page_viewed", "definition_version", "no version 3"),
    "rule of a version in words": (change(RULES, 0, definition_version="first"), RULES,
                                   "page_viewed", "definition_version", "not a whole number"),
    "no rules": (add(MICRO, micro("cart_opened")), MICRO, "cart_opened", "micro_conversion_key",
                 "no rule"),
    # Rule groups.
    "no event in a group": (add(RULES, rule("page_viewed", "page_path", "equals", "/", group="2")),
                            RULES, "page_viewed", "rule_group", "no row on event_name"),
    "two events in a group": (condition("event_name", "equals", "page_open"), RULES,
                              "page_viewed", "rule_group", "more than one row"),
    "an event that starts with": (change(RULES, 0, operator="starts_with"), RULES, "page_viewed",
                                  "rule_group", "another operator"),
    # Conditions.
    "unknown property": (condition("colour", "equals", "red"), RULES, "page_viewed", "property",
                         '"colour" is no property'),
    "no value": (condition("page_path", "equals", ""), RULES, "page_viewed", "value",
                 "has no value"),
    "value for exists": (condition("page_path", "exists", "yes"), RULES, "page_viewed", "value",
                         "takes no value"),
    "greater than a word": (condition("depth", "gt", "half"), RULES, "page_viewed", "value",
                            "not a number"),
    "number equals a word": (condition("depth", "equals", "half"), RULES, "page_viewed", "value",
                             "not a number"),
    "number in words": (condition("depth", "in", "25|half"), RULES, "page_viewed", "value",
                        "not a number"),
    "text greater than": (condition("page_path", "gt", "5"), RULES, "page_viewed", "property",
                          "compares numbers"),
    "number contains": (condition("depth", "contains", "5"), RULES, "page_viewed", "property",
                        "looks into text"),
    "boolean as 1": (condition("is_member", "equals", "1"), RULES, "page_viewed", "value",
                     "neither true nor false"),
    "boolean greater than": (condition("is_member", "gt", "0"), RULES, "page_viewed", "property",
                             "compares numbers"),
    "empty item": (condition("page_path", "in", "/a||/b"), RULES, "page_viewed", "value",
                   "empty item"),
    "list that ends open": (condition("page_path", "not_in", "/a | "), RULES, "page_viewed",
                            "value", "empty item"),
    "measured number equals": (condition("seconds_since_session_start", "equals", "10"), RULES,
                               "page_viewed", "operator", "measured"),
    "65 event names": (change(RULES, 0, operator="in", value="|".join(["page_viewed"] * 65)), RULES,
                       "page_viewed", "value", "more than 64 events"),
    "event name with a blank": (change(RULES, 0, value="Page Viewed"), RULES, "page_viewed",
                                "value", "no event name"),
    "event name that ends in a stroke": (change(RULES, 0, value="page_viewed_"), RULES,
                                         "page_viewed", "value", "no event name"),
    "event name with two strokes": (
        change(RULES, 0, operator="in", value="page_viewed | page__opened"), RULES, "page_viewed",
        "value", "no event name"),
    "two event names behind equals": (change(RULES, 0, value="page_view|page_viewed"), RULES,
                                      "page_viewed", "operator", "is a list"),
    "host in capitals": (condition("page_host", "equals", "Academy.Example"), RULES, "page_viewed",
                         "value", "never spelt \"Academy.Example\""),
    "end of a host in capitals": (condition("referrer_host", "ends_with", ".Example"), RULES,
                                  "page_viewed", "value", "small letters"),
    "platform in capitals": (condition("platform", "in", "web | iOS"), RULES, "page_viewed",
                             "value", "small letters"),
    "device in capitals": (condition("device_category", "not_equals", "Mobile"), RULES,
                           "page_viewed", "value", "small letters"),
    "currency in small letters": (condition("currency", "equals", "eur"), RULES, "page_viewed",
                                  "value", "capitals"),
    "bracket left open": (condition("page_path", "matches", "^/shop/(.*$"), RULES, "page_viewed",
                          "value", "no regular expression"),
    "look ahead": (condition("page_path", "matches", "shop(?=/)"), RULES, "page_viewed", "value",
                   "no regular expression"),
    "back reference": (condition("page_path", "matches", r"(a)\1"), RULES, "page_viewed",
                       "value", "no regular expression"),
    "class of one engine": (condition("page_path", "matches", r"\d+"), RULES, "page_viewed",
                            "value", "no regular expression"),
    "nothing to repeat": (condition("page_path", "matches", "*shop"), RULES, "page_viewed",
                          "value", "no regular expression"),
    "backwards range": (condition("page_path", "matches", "[z-a]"), RULES, "page_viewed", "value",
                        "no regular expression"),
    # Funnels.
    "no steps": (add(FUNNELS, funnel("signup")), FUNNELS, "signup", "funnel_key", "no steps"),
    "one step": (remove(STEPS, 1, 2), STEPS, "checkout", "step_number", "one step"),
    "a gap": (change(STEPS, 2, step_number="4"), STEPS, "checkout", "step_number",
              "without a gap"),
    "starts at two": (remove(STEPS, 3), STEPS, "return_visit", "step_number", "without a gap"),
    "step in words": (change(STEPS, 2, step_number="third"), STEPS, "checkout step third",
                      "step_number", "not a whole number"),
    "step without number": (change(STEPS, 2, step_number=""), STEPS,
                            "checkout step without a number", "step_number", "empty"),
    "first step optional": (change(STEPS, 0, is_optional="true"), STEPS, "checkout step 1",
                            "is_optional", "first step is optional"),
    "thirteen steps": (
        add(STEPS, *(step("checkout", number, "item_added") for number in range(4, 14))),
        STEPS, "checkout", "step_number", "13 steps"),
    "step of an unknown funnel": (add(STEPS, step("signup", 1, "page_viewed")), STEPS,
                                  "signup step 1", "funnel_key", "no funnel"),
    "step of an unknown conversion": (change(STEPS, 1, conversion_key="cart_opened"), STEPS,
                                      "checkout step 2", "conversion_key", "no conversion"),
    "step of a draft": (change(STEPS, 1, conversion_key="offer_opened"), STEPS,
                        "checkout step 2", "conversion_key", "no active or diagnostic version"),
    "step of a retired goal": (change(STEPS, 2, conversion_key="order_returned"), STEPS,
                               "checkout step 3", "conversion_key",
                               "no active or diagnostic version"),
    "visitors without a window": (change(FUNNELS, 1, window_seconds=""), FUNNELS, "return_visit",
                                  "window_seconds", "no end"),
    "sessions with a window": (change(FUNNELS, 0, window_seconds="60"), FUNNELS, "checkout",
                               "window_seconds", "ends with the visit"),
    "window of nothing": (change(FUNNELS, 1, window_seconds="0"), FUNNELS, "return_visit",
                          "window_seconds", "less than 1"),
    "step limit of nothing": (change(STEPS, 2, max_seconds_from_previous="0"), STEPS,
                              "checkout step 3", "max_seconds_from_previous", "less than 1"),
    "unknown held property": (change(STEPS, 0, hold_property="colour"), STEPS, "checkout step 1",
                              "hold_property", "neither a canonical column"),
    "held moment": (change(STEPS, 0, hold_property="session_number"), STEPS, "checkout step 1",
                    "hold_property", "neither a canonical column"),
    "two held properties": (change(STEPS, 2, hold_property="depth"), STEPS, "checkout",
                            "hold_property", "different properties"),
    "held late": (change(STEPS, 4, hold_property="size"), STEPS, "return_visit step 1",
                  "hold_property", "the first step does not"),
    # Rule files.
    "channel by an unknown property": (change("cro_channel_rules", 0, property="country"),
                                       "cro_channel_rules", "rule ", "property", "no property"),
    "channel by an unknown operator": (change("cro_channel_rules", 0, operator="is"),
                                       "cro_channel_rules", "rule ", "operator", "no operator"),
    "channel by a source in capitals": (
        change("cro_channel_rules", 0, property="utm_source", operator="equals", value="Google"),
        "cro_channel_rules", "rule ", "value", "small letters"),
    "channel by a campaign in capitals": (
        change("cro_channel_rules", 0, property="utm_campaign", operator="starts_with", value="X"),
        "cro_channel_rules", "rule ", "value", "small letters"),
    "page type by a host in capitals": (
        change("cro_page_type_rules", 0, property="page_host", operator="equals", value="Shop.Example"),
        "cro_page_type_rules", "rule ", "value", "small letters"),
    "traffic by a host in capitals": (
        change("cro_traffic_rules", 0, property="page_host", operator="contains", value="Test."),
        "cro_traffic_rules", "bot", "value", "small letters"),
    "channel rule without number": (change("cro_channel_rules", 0, rule_number=""),
                                    "cro_channel_rules", "rule without a number", "rule_number",
                                    "empty"),
    "page type with a bad pattern": (
        change("cro_page_type_rules", 0, operator="matches", value="(/"),
        "cro_page_type_rules", "rule ", "value", "no regular expression"),
    "unknown traffic type": (change("cro_traffic_rules", 0, traffic_type="spider"),
                             "cro_traffic_rules", "spider", "traffic_type", "none of bot"),
    "segment named like the values of funnels": (change("cro_segments", 2, segment_name="held_value"),
                                                 "cro_segments", "held_value", "segment_name",
                                                 "belongs to the total, or to the values that funnels hold"),
    "segment by an unknown column": (change("cro_segments", 0, session_column="weather"),
                                     "cro_segments", "", "session_column", "none of channel"),
    "landmark of nothing": (change("cro_landmarks", 0, landmark_seconds="0"), "cro_landmarks", "",
                            "landmark_seconds", "less than 1"),
    "rate in words": (change("cro_exchange_rates", 0, rate="about one"), "cro_exchange_rates", "",
                      "rate", "not a number"),
    "rate of nothing": (change("cro_exchange_rates", 0, rate="0"), "cro_exchange_rates", "",
                        "rate", "less than"),
    "rate to a currency in words": (
        change("cro_exchange_rates", 0, reporting_currency="euro"), "cro_exchange_rates", "",
        "reporting_currency", "no currency code"),
    "two rates at once": (add("cro_exchange_rates", {"currency": "SEK", "rate": "0.09"},
                              {"currency": "SEK", "rate": "0.1"}),
                          "cro_exchange_rates", "SEK", "valid_from", "at the same time"),
    "channel with a bad pattern": (
        change("cro_channel_rules", 0, operator="matches", value="(goo"),
        "cro_channel_rules", "rule ", "value", "no regular expression"),
    "traffic with a bad pattern": (change("cro_traffic_rules", 0, value="[Bb"),
                                   "cro_traffic_rules", "bot", "value", "no regular expression"),
    "alias of two events": (
        add("cro_event_aliases", {"alias": "cart", "event_name": "cart_opened"},
            {"alias": "cart", "event_name": "cart_closed"}),
        "cro_event_aliases", "cart", "event_name", "more than one event name"),
    "alias of an alias": (
        add("cro_event_aliases", {"alias": "cart", "event_name": "cart_shown"},
            {"alias": "cart_shown", "event_name": "cart_opened"}),
        "cro_event_aliases", "cart", "event_name", "an alias too, and nobody follows it to"),
    "alias of another source's alias": (
        add("cro_event_aliases", {"alias": "cart", "event_name": "cart_shown"},
            {"source_name": "shop", "alias": "cart_shown", "event_name": "cart_opened"}),
        "cro_event_aliases", "cart", "event_name", 'in the source "shop"'),
    "trackers preferred to each other": (
        add("cro_source_overlaps", overlap("web", "till", "order"), overlap("till", "web", "")),
        "cro_source_overlaps", "till", "preferred_source", "each preferred to the other"),
    "a tracker preferred to itself": (
        add("cro_source_overlaps", overlap("web", "web", "order")),
        "cro_source_overlaps", "web", "preferred_source", "preferred to itself"),
    "three trackers preferred in a ring": (
        add("cro_source_overlaps", overlap("web", "till", "order"), overlap("till", "app", ""),
            overlap("app", "web", "order")),
        "cro_source_overlaps", "till", "preferred_source", "by way of others, to \"web\""),
    "five trackers preferred in a ring": (
        add("cro_source_overlaps", *[
            overlap(one, other, "order") for one, other in zip("abcde", "bcdea")]),
        "cro_source_overlaps", "a", "preferred_source", "by way of others, to \"e\""),
    "passive event with capitals": (add("cro_passive_events", {"event_name": "Heart Beat"}),
                                    "cro_passive_events", "Heart Beat", "event_name",
                                    "not in snake_case"),
}

# Worth a line at the end of the run, and no reason to stop.
WARNED = {
    "too few micro conversions": (change(MICRO, 0, leads_to=""), MACRO, "order_placed",
                                  "macro_conversion_key", "4 active micro conversions"),
    "no primary goal": (change(MACRO, 0, is_primary="false"), MACRO, "the whole file",
                        "is_primary", "primary"),
    "milestone of every goal": (change(MICRO, 0, category="process_milestone", leads_to=""), MICRO,
                                "page_viewed", "leads_to", "every goal"),
    "no action": (change(MICRO, 0, action=""), MICRO, "page_viewed", "action", "empty"),
    "a rule twice": (condition("seconds_since_session_start", "gt", "10.5"), RULES,
                     "page_viewed", "property", "2 rows"),
    "last step optional": (change(STEPS, 4, is_optional="true"), STEPS, "return_visit step 2",
                           "is_optional", "last step"),
    "compared within no segment": (change("cro_segments", 1, segment_name="device"),
                                   "cro_segments", "device_category", "segment_name",
                                   "no row declares it"),
    "limit at the first step": (change(STEPS, 0, max_seconds_from_previous="60"), STEPS,
                                "checkout step 1", "max_seconds_from_previous", "first step"),
}


# --- The bench -----------------------------------------------------------------------------------


def as_seeded(rows):
    """An empty cell of a CSV file is null in the table that dbt makes of it."""
    return [{name: value or None for name, value in row.items()} for row in rows]


class Bench:
    """A database with the plan's views, where one plan after the other is laid on.

    dbt builds the models once. After that each plan runs the queries that dbt compiled, without
    dbt's own seconds around them: the staged files that changed, the problems and the gate.
    """

    def __init__(self, database, folder):
        self.database = database
        self.sound = {**valid_plan(), **valid_rule_files()}
        self.laid = self.sound
        for file, rows in self.sound.items():
            database.create(file, dict.fromkeys(rows[0], "text"), as_seeded(rows))
        outcome = dbt(
            *("run", "--select", "+dim_cro__funnel_steps", "+dim_cro__funnels"),
            database=database,
            target_path=folder,
        )
        # What the gate refuses must be what dbt would run, so the queries are dbt's own.
        self.queries = {result.node.name: result.node.compiled_code for result in outcome.results}

    def problems(self, mutation):
        """The problem rows of the mutated plan, in the table that the gate reads."""
        plan = {file: [dict(row) for row in rows] for file, rows in self.sound.items()}
        mutation(plan)
        for file, rows in plan.items():
            if self.laid[file] != rows:
                self.lay(file, rows)
        self.laid = plan
        if self.database.target == "duckdb":
            # A hundred joined views of a few rows each take longer to plan well than to read.
            self.database.execute("pragma disable_optimizer")
        self.rebuild(PROBLEMS)
        return self.database.read(PROBLEMS).dicts()

    def lay(self, file, rows):
        self.database.execute(f"delete from {SCHEMA}.{file}")
        if rows:
            columns = list(self.sound[file][0])
            self.database.copy(f"{SCHEMA}.{file}", columns, as_seeded(rows))
        staged = STAGED.get(file, file.replace("cro_", "stg_cro__", 1))
        if staged in self.queries:
            self.rebuild(staged)

    def rebuild(self, model):
        self.database.execute(
            f"delete from {SCHEMA}.{model}; insert into {SCHEMA}.{model} {self.queries[model]}"
        )

    def gate(self):
        """What the warehouse answers to the gate's query: its rows, or its complaint."""
        try:
            return self.database.query(self.queries["cro__tracking_plan_gate"]).rows
        except (duckdb.Error, psycopg2.Error) as complaint:
            return str(complaint)


@pytest.fixture(scope="module")
def benches(new_database, tmp_path_factory):
    made = {}

    def bench(target):
        if target not in made:
            folder = tmp_path_factory.mktemp(f"plans_{target}")
            made[target] = Bench(new_database(target, "plans"), folder)
        return made[target]

    return bench


def said(problems, file, row, column, words, severity):
    """The problems that name this place and say these words."""
    return [
        problem
        for problem in problems
        if problem["file_name"] == f"{file}.csv"
        and (problem["row_key"] or "").startswith(row)
        and problem["column_name"] == column
        and words in problem["problem"]
        and problem["severity"] == severity
    ]


def assert_refused(bench, case):
    mutation, file, row, column, words = BROKEN[case]
    problems = bench.problems(mutation)
    found = said(problems, file, row, column, words, "error")
    assert found, [problem["sentence"] for problem in problems]
    assert found[0]["remedy"].endswith(".")
    errors = [problem["sentence"] for problem in problems if problem["severity"] == "error"]
    complaint = bench.gate()
    assert any(sentence in complaint for sentence in errors), complaint


# --- Tests ---------------------------------------------------------------------------------------


def nothing(plan):
    pass


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_sound_plan_passes_without_a_word(benches, target):
    assert benches(target).problems(nothing) == []
    assert benches(target).gate() == [(1,)]


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plan_is_refused(benches, case):
    assert_refused(benches("duckdb"), case)


# One of each family: the sentences are the same text, the casts and patterns are not.
@pytest.mark.parametrize(
    "case",
    [
        "no key",
        "capitals in a key",
        "both versions open",
        "a day that does not exist",
        "version beyond counting",
        "follows in a circle",
        "bracket left open",
        "alias of another source's alias",
        "path with a bracket",
        "a gap",
        "rate in words",
        "no rows at all",
    ],
)
def test_a_broken_plan_is_refused_on_postgres(benches, case):
    assert_refused(benches("postgres"), case)


@pytest.mark.parametrize("case", WARNED)
def test_a_doubtful_plan_is_only_warned_of(benches, case):
    mutation, file, row, column, words = WARNED[case]
    problems = benches("duckdb").problems(mutation)
    assert said(problems, file, row, column, words, "warning"), problems
    assert {problem["severity"] for problem in problems} == {"warning"}
    assert benches("duckdb").gate() == [(1,)]


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_cause_is_told_before_what_follows_from_it(benches, target):
    problems = benches(target).problems(change(MICRO, 0, status="activ"))
    (cause,) = said(problems, MICRO, "page_viewed", "status", "none of draft", "error")
    assert len(problems) > 1 and min(row["file_name"] for row in problems) < f"{MICRO}.csv"
    assert cause["sentence"] in benches(target).gate()


@pytest.mark.parametrize("case", ["unknown operator", "unknown operator on the name"])
def test_an_unknown_operator_is_told_once(benches, case):
    mutation, _, row, *_ = BROKEN[case]
    problems = benches("duckdb").problems(mutation)
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert [problem["row_key"] for problem in errors] == [row], errors


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    "mutation, remedy",
    [
        (condition("page_host", "in", "Academy.Example | b.example"),
         "Write academy.example|b.example."),
        (condition("currency", "equals", "eur"), "Write EUR."),
        (change(RULES, 0, value="lesson__watched"),
         "Write lesson_watched, as it stands in event_name once it is read."),
        (change(RULES, 0, operator="in", value="course_page_viewed_|Lesson Watched"),
         "Write course_page_viewed|lesson_watched, as it stands in event_name once it is read."),
        (change(RULES, 0, value="_"),
         "Write a name such as pricing_page_view, as it stands in event_name once it is read."),
    ],
)
def test_a_value_that_no_event_has_is_told_with_its_spelling(benches, target, mutation, remedy):
    problems = benches(target).problems(mutation)
    assert [row["remedy"] for row in problems if row["severity"] == "error"] == [remedy]


def test_the_package_knows_how_events_are_spelt(build_models):
    """What staging folds is what the check of conditions takes for folded."""
    mixed = dict.fromkeys(
        ["source_name", "platform", "page_type", "page_title", "screen_name", "app_version",
         "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "click_id",
         "click_id_type", "device_category", "operating_system", "browser", "country", "region",
         "city", "order_id", "currency", "experiment_key", "variant_key", "source_session_id",
         "source_event_name", "anonymous_id", "user_id"],
        "MiXed Words",
    )
    event = {**mixed, "event_id": "1", "page_url": "https://Www.Shop.Example/Cart",
             "page_referrer": "https://Blog.Example/A"}
    events = build_models(
        "stg_cro__parsed_events stg_cro__events",
        {"stg_cro__tracker_events": [event], "stg_cro__event_aliases": [], "stg_cro__junk_ids": [],
         "stg_cro__traffic_values": [], "stg_cro__page_types": []},
    )["stg_cro__events"]
    properties = [*mixed, "event_name", "page_url", "page_host", "page_path", "page_referrer",
                  "referrer_host"]
    conditions = build_models(
        "int_cro__plan_conditions",
        {"stg_cro__plan_rules": [{"property_name": name} for name in properties],
         "stg_cro__plan_properties": [], "stg_cro__channel_rules": [],
         "stg_cro__traffic_rules": [], "stg_cro__page_type_rules": []},
    )["int_cro__plan_conditions"]
    (row,) = events.dicts()
    folded = {
        name: "snake_case" if "_" in row[name] else "lower" if row[name].islower() else "upper"
        for name in properties
        if row[name].islower() or row[name].isupper()
    }
    assert {
        name: spelling
        for name, spelling in zip(conditions.column("property_name"), conditions.column("spelling"))
        if spelling
    } == folded
    assert "country" not in folded and len(folded) == 6


def test_a_bad_pattern_does_not_stop_the_events_before_the_plan_is_read(build_models):
    bad, good = {"operator": "matches", "value": "(/"}, {"operator": "matches", "value": "^/a$"}
    page = {"property": "page_path", "page_type": "article"}
    built = build_models(
        "stg_cro__channel_rules stg_cro__page_type_rules stg_cro__traffic_rules"
        " stg_cro__page_types stg_cro__traffic_values int_cro__entry_channels",
        {
            "cro_channel_rules": [
                {"rule_number": "1", "channel": "Paid", "property": "utm_source", **bad},
            ],
            "cro_page_type_rules": [
                {"rule_number": "1", **page, **bad},
                {"rule_number": "2", **page, **good},
            ],
            "cro_traffic_rules": [{"traffic_type": "bot", "property": "user_agent", **bad}],
            "stg_cro__parsed_events": [
                {"event_id": "1", "page_path": "/a", "user_agent": "(/"},
                {"event_id": "2", "page_path": "(/", "user_agent": "/"},
            ],
            "int_cro__session_entries": [{"session_key": "1", "utm_source": "(/"}],
        },
    )
    assert built["stg_cro__page_types"].column("page_path") == ["/a"]
    assert built["stg_cro__traffic_values"].rows == []
    assert "Paid" not in built["int_cro__entry_channels"].column("channel")


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_columns_that_may_be_left_out(new_database, tmp_path, target):
    left_out = {
        "frequency_rule", "cooldown_seconds", "min_occurrences", "is_passive",
        "definition_version", "valid_from", "valid_to", "value", "currency", "order_mode",
        "rule_group", "is_optional", "max_seconds_from_previous", "path",
    }
    plan = valid_plan()
    plan[MICRO] = [row for row in plan[MICRO] if row["definition_version"] == "1"]
    plan[RULES] = [
        row
        for row in plan[RULES]
        if (row["definition_version"], row["rule_group"]) == ("1", "1")
    ]
    database = new_database(target, "short_plans")
    for file, rows in {**valid_rule_files(), **plan}.items():
        if file in plan:
            # A rule's value is no option, a conversion's is.
            names = set(rows[0]) - left_out | ({"value"} if file == RULES else set())
            rows = [{name: row[name] for name in row if name in names} for row in rows]
        database.create(file, dict.fromkeys(rows[0], "text"), as_seeded(rows))
    dbt(
        *("run", "--select", "+dim_cro__funnel_steps", "+dim_cro__funnels"),
        database=database,
        target_path=tmp_path,
    )
    assert database.read(PROBLEMS).rows == []
    for definition in database.read("dim_cro__micro_conversions").dicts():
        assert definition["definition_version"] == 1
        assert definition["frequency_rule"] == "every_time"
        assert definition["cooldown_seconds"] == 0
        assert definition["min_occurrences"] == 1
        assert definition["is_passive"] is False
        assert str(definition["valid_from"]) == "1900-01-01 00:00:00"
        assert str(definition["valid_to"]) == "9999-01-01 00:00:00"


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_misspelt_header_is_warned_of(new_database, tmp_path, target):
    database = new_database(target, "headers")
    names = {
        MICRO: {"cooldown_seconds": "cooldown_second"},
        STEPS: {"is_optional": "optional", "hold_property": "own_note"},
        "cro_traffic_rules": {"value": "values"},
    }
    for file, rows in {**valid_plan(), **valid_rule_files()}.items():
        renamed = names.get(file, {})
        rows = [{renamed.get(name, name): row[name] for name in row} for row in rows]
        database.create(file, dict.fromkeys(rows[0], "text"), as_seeded(rows))
    dbt(*("run", "--select", f"+{PROBLEMS}"), database=database, target_path=tmp_path)
    headers = {
        row["column_name"]: row
        for row in database.read(PROBLEMS).dicts()
        if row["row_key"] == "the header"
    }
    assert set(headers) == {"cooldown_second", "optional", "values"}
    assert headers["cooldown_second"]["sentence"] == (
        "cro_micro_conversions.csv, the header, column cooldown_second: nothing reads a column of"
        " this name. Remedy: Correct the name where it stands for one that is missing"
        " (cooldown_seconds). A column of your own begins with own_, such as own_cooldown_second."
    )
    assert "(hold_property, is_optional)" in headers["optional"]["remedy"]
    assert headers["values"]["severity"] == "warning"


# What a loader writes is in every row, and says nothing about it.
@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_empty_rows_are_no_rows(new_database, tmp_path, target):
    database = new_database(target, "empty_rows")
    files = {**valid_plan(), **valid_rule_files()}
    for file, rows in files.items():
        columns = [*rows[0], "_row", "own_note"]
        rows = [*rows, {}, dict.fromkeys(rows[0], "  ")]
        rows = [{**row, "_row": str(number), "own_note": "x"} for number, row in enumerate(rows)]
        database.create(file, dict.fromkeys(columns, "text"), as_seeded(rows))
    files.pop("cro_plan_columns")
    staged = {file: STAGED.get(file, file.replace("cro_", "stg_cro__", 1)) for file in files}
    dbt(
        *("run", "--select", f"+{PROBLEMS}", *staged.values()),
        database=database,
        target_path=tmp_path,
    )
    assert database.read(PROBLEMS).rows == []
    # An empty id stands for the word null, which is listed.
    kept = {file: len(database.read(model).rows) for file, model in staged.items()}
    assert kept == {file: len(rows) for file, rows in files.items()}


def header_of(file, rows, separator):
    """The columns and the rows of a file that is read by another separator than its own."""
    name = separator.join(rows[0])
    return name, [{name: separator.join(row.values())} for row in rows]


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_file_with_other_separators_is_told_first(new_database, tmp_path, target):
    database = new_database(target, "separators")
    separators = {MICRO: ";", "cro_traffic_rules": "\t"}
    files = {**valid_plan(), **valid_rule_files()}
    files[FUNNELS][0]["owner"] = ""
    for file, rows in files.items():
        columns = list(rows[0])
        if file in separators:
            name, rows = header_of(file, rows, separators[file])
            columns = [name]
        database.create(file, dict.fromkeys(columns, "text"), as_seeded(rows))
    outcome = dbt(
        *("run", "--select", f"+{PROBLEMS}", "cro__tracking_plan_gate"),
        database=database,
        target_path=tmp_path,
        must_succeed=False,
    )
    problems = database.read(PROBLEMS).dicts()
    first = [row for row in problems if row["check_number"] == 1]
    assert [(row["file_name"], row["row_key"], row["severity"]) for row in first] == [
        (f"{MICRO}.csv", "the header", "error"), ("cro_traffic_rules.csv", "the header", "error"),
    ]
    assert {row["problem"] for row in first} == {
        "the file has none of its columns, as with another separator than the comma."
    }
    assert first[1]["column_name"] == "traffic_type\tproperty\toperator\tvalue"
    # No cell of either file is told as empty.
    assert not [
        row
        for row in problems
        if row["check_number"] == 2 and row["file_name"] != f"{FUNNELS}.csv"
    ]
    assert first[0]["sentence"] in outcome.text()


def as_a_spreadsheet_saves(path, separator=","):
    """Rewrite a CSV file with a byte order mark, other line ends, and rows that were once filled in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows += [[""] * len(rows[0])] * 3
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)


# The header with the other separator has none of the columns whose types the project names.
@pytest.mark.filterwarnings("ignore:.*does not match the name of any column")
def test_a_plan_from_a_spreadsheet(new_database, tmp_path):
    consumer = ROOT / "integration_tests" / "consumer_project"
    project = tmp_path / "academy"
    shutil.copytree(consumer, project, ignore=shutil.ignore_patterns("target", "logs", "dbt_packages"))
    (project / "packages.yml").write_text(f"packages:\n  - local: {ROOT}\n")
    plan_files = sorted(project.glob("seeds/plan/*.csv"))
    for path in plan_files:
        as_a_spreadsheet_saves(path)
    database = new_database("duckdb", "spreadsheet")
    options = {"database": database, "project_dir": project, "target_path": tmp_path / "target"}
    dbt("deps", project_dir=project)
    options["manifest"] = dbt("parse", **options).value
    command = ["build", "--full-refresh", "--select", f"+{PROBLEMS}", "cro__tracking_plan_gate"]
    command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
    dbt(*command, **options)
    assert database.read(PROBLEMS, schema="academy_conversions").rows == []
    steps = database.read("stg_cro__plan_funnel_steps", schema="academy_conversions")
    with (consumer / "seeds" / "plan" / "plan_funnel_steps.csv").open(encoding="utf-8") as file:
        assert len(steps.rows) == len(list(csv.DictReader(file)))

    as_a_spreadsheet_saves(project / "seeds" / "plan" / "plan_funnels.csv", ";")
    refused = dbt(*command, must_succeed=False, **options).text()
    assert (
        "plan_funnels.csv, the header, column funnel_key;label;owner;status;unit;window_seconds: the file has"
        " none of its columns, as with another separator than the comma. Remedy: Save it as CSV with commas,"
        " in UTF-8, with the names of the columns in the first line." in refused
    )


def test_the_package_knows_the_columns_of_its_files():
    with (ROOT / "seeds" / "rules" / "cro_plan_columns.csv").open(encoding="utf-8") as file:
        known = {}
        for row in csv.DictReader(file):
            known.setdefault(row["plan_part"], []).append(row["column_name"])
    headers = {}
    for path in [*ROOT.glob("seeds/tracking_plan/*.csv"), *ROOT.glob("seeds/rules/*.csv")]:
        part = path.stem.removeprefix("cro_").replace("conversion_rules", "rules")
        headers[part] = sorted(path.read_text(encoding="utf-8").splitlines()[0].split(","))
    # What describes the files is none of them.
    headers.pop("plan_columns")
    assert {part: sorted(names) for part, names in known.items()} == headers
    # A query cannot be built from the rows of a table, so a macro holds them once more.
    macro = (ROOT / "macros" / "plan" / "filled_rows.sql").read_text(encoding="utf-8")
    parts = ast.literal_eval(macro.split("return(")[1].split("[plan_part]")[0])
    known.pop("junk_ids")
    assert parts == known


def test_every_mart_comes_after_the_gate(tmp_path):
    manifest = parsed_project(DuckDB(tmp_path))
    parents = {
        name: list(node.depends_on.nodes)
        for name, node in manifest.nodes.items()
        if node.resource_type == "model"
    }

    def ancestors(name):
        found = set()
        waiting = [name]
        while waiting:
            for parent in parents.get(waiting.pop(), []):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    ungated = [
        name
        for name in parents
        if name.startswith("model.cro.mart_")
        and "model.cro.cro__tracking_plan_gate" not in ancestors(name)
    ]
    assert ungated == []


# --- As a user runs it ---------------------------------------------------------------------------


def command_line(project, command, database_path):
    finished = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", command]
        + ["--project-dir", str(project), "--profiles-dir", str(project)],
        env={
            **os.environ,
            "CRO_DUCKDB_PATH": str(database_path),
            "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.returncode, finished.stdout


@pytest.fixture(scope="module")
def broken_project(tmp_path_factory):
    """The project as it is cloned, with a few demo events and 25 faults in its plan."""
    project = tmp_path_factory.mktemp("broken") / "cro"
    shutil.copytree(
        ROOT,
        project,
        ignore=shutil.ignore_patterns(".git", "target", "logs", "integration_tests", ".venv*"),
    )
    for path in (project / "seeds" / "demo").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[:50]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    path = project / "seeds" / "tracking_plan" / f"{MICRO}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:25]:
        row["owner"] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return project, sorted(row["micro_conversion_key"] for row in rows[:25])


def test_build_and_run_stop_before_any_mart(broken_project, tmp_path):
    project, keys = broken_project
    path = tmp_path / "broken.duckdb"
    sentence = (
        f"{MICRO}.csv, {keys[0]}, version 1, column owner: the column is empty. "
        "Remedy: Write the person or team who answers for this conversion."
    )
    for command in ["build", "run"]:
        code, output = command_line(project, command, path)
        assert code == 1, output
        assert f"Could not convert string '{sentence}'" in output
        printed = [line for line in output.splitlines() if "  error: " in line]
        assert len(printed) == 20, output
        assert printed[0].endswith(sentence)
        assert "Tracking plan: 25 errors" in output
        assert "and 5 more" in output

        results = json.loads((project / "target" / "run_results.json").read_text())
        status = {row["unique_id"]: row["status"] for row in results["results"]}
        marts = [name for name in status if name.startswith("model.cro.mart_")]
        assert marts
        assert {status[name] for name in marts} == {"skipped"}
