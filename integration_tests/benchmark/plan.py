"""The tracking plan of the benchmark, as tables named like the seeds: no seed is built.

30 definitions, 12 of them with conditions, or as many more as asked for; three funnels.
"""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RAW_RELATION = "analytics.bench_events"
COLUMNS = {
    **{"event_id": "event_id", "event_name": "event_name", "occurred_at": "event_timestamp"},
    **{"received_at": "received_at", "loaded_at": "loaded_at", "anonymous_id": "anonymous_id"},
    **{"user_id": "user_id", "page_url": "page_url", "page_referrer": "referrer"},
    **{"device_category": "device_type", "operating_system": "os", "browser": "browser"},
    **{"country": "country", "user_agent": "user_agent", "order_id": "order_id"},
    **{"revenue": "revenue", "currency": "currency", "properties": "properties"},
}
VARS = {
    "cro__sources": ["generic"],
    "cro__generic_events": RAW_RELATION,
    "cro__generic_source_name": "shop",
    "cro__generic_columns": COLUMNS,
    "cro__min_micro_conversions_per_macro": 0,
    "cro__max_micro_conversions_per_macro": 1000,
}

# The funnel that is compared with other tools.
COMPARED_FUNNEL = "shop_order"
COMPARED_STEPS = ["product_viewed", "product_added", "checkout_started", "order_completed"]
COMPARED_WINDOW_SECONDS = 7 * 86400

# Key to its rules (property, operator, value); the first is on the event's name.
UNCONDITIONAL = [
    *("product_viewed", "product_list_viewed", "filter_applied", "size_selected"),
    *("product_image_zoomed", "reviews_opened", "video_started", "video_completed"),
    *("wishlist_item_added", "product_shared", "coupon_searched", "store_availability_checked"),
    *("size_guide_opened", "product_added", "cart_viewed", "checkout_started"),
    *("order_completed", "account_created"),
]
CONDITIONAL = {
    "page_read": ("page_scrolled", [("percent", "gte", "75")]),
    "search_answered": ("search_performed", [("result_count", "gt", "0")]),
    "video_watched": ("video_progressed", [("percent", "gte", "50")]),
    "shoes_viewed": ("product_viewed", [("category", "equals", "shoes")]),
    "luxury_viewed": (
        "product_viewed",
        [("price", "gte", "150"), ("category", "in", "bags|coats")],
    ),
    "large_item_added": ("product_added", [("price", "gte", "100")]),
    "blog_viewed": ("page_viewed", [("page_path", "starts_with", "/blog")]),
    "help_viewed": (
        "page_viewed",
        [("page_path", "starts_with", "/help"), ("seconds_since_session_start", "gte", "60")],
    ),
    "visitor_returned": ("page_viewed", [("session_number", "equals", "2")]),
    "contest_entered": ("newsletter_signed_up", [("form", "in", "popup|contest")]),
    "newsletter_joined": ("newsletter_signed_up", [("is_valid", "equals", "true")]),
    "large_order_placed": ("order_completed", [("price", "gte", "100")]),
}
MACROS = ["order_completed", "account_created", "newsletter_joined", "large_order_placed"]
MILESTONES = ["cart_viewed", "product_added", "checkout_started"]
PROPERTIES = {
    **{"percent": "number", "result_count": "number", "category": "text", "price": "number"},
    **{"form": "text", "is_valid": "boolean", "quantity": "number", "video_id": "text"},
}
FUNNELS = {
    COMPARED_FUNNEL: ("visitor", COMPARED_WINDOW_SECONDS, COMPARED_STEPS, []),
    "shop_checkout": (
        *("session", None),
        ["product_viewed", "size_selected", "product_added", "order_completed"],
        ["product_viewed", "size_selected", "product_added"],
    ),
    "shop_newsletter": (
        *("visitor", 14 * 86400, ["blog_viewed", "contest_entered", "newsletter_joined"]),
        [],
    ),
}


def narrow_definition(number):
    """One of many definitions that few events meet, each another."""
    kind, place = number % 3, number // 3
    if kind == 0:
        price = [("price", "gte", str(5 + 2 * place)), ("price", "lt", str(7 + 2 * place))]
        return f"price_band_{place}_viewed", "product_viewed", price
    if kind == 1:
        return f"page_{place}_viewed", "page_viewed", [("page_path", "ends_with", f"/{place}")]
    count = [("result_count", "equals", str(place)), ("page_path", "equals", "/search")]
    return f"search_{place}_answered", "search_performed", count


def definitions(count):
    """Key to the event's name and the conditions of so many definitions."""
    found = {key: (key, []) for key in UNCONDITIONAL} | CONDITIONAL
    for number in range(count - len(found)):
        key, event_name, conditions = narrow_definition(number)
        found[key] = (event_name, conditions)
    return found


def described(number, key):
    frequencies = ["every_time", "once_per_session", "once_per_visitor", "once_per_day"]
    steps = [step for _, _, steps, _ in FUNNELS.values() for step in steps]
    return {
        **{"label": key, "description": "A description", "action": "does it", "context": "shop"},
        **{"success_criteria": "every time", "owner": "shop team", "status": "active"},
        **{"definition_version": "1", "frequency_rule": frequencies[number % 4]},
        # Funnels are compared with tools that know no bursts.
        "cooldown_seconds": "600" if number % 5 == 4 and key not in steps else None,
    }


def plan_tables(count=30, funnels=tuple(FUNNELS)):
    """Relation to its rows, as dicts of text."""
    micros, macros, rules = [], [], []
    for number, (key, (event_name, conditions)) in enumerate(definitions(count).items()):
        row = described(number, key)
        if key in MACROS:
            is_primary = str(key == "order_completed").lower()
            macros.append({**row, "macro_conversion_key": key, "is_primary": is_primary})
            macros[-1] |= {"funnel_stage": "purchase", "frequency_rule": "every_time"}
        else:
            category = "process_milestone" if key in MILESTONES else "secondary_action"
            micros.append({**row, "micro_conversion_key": key, "category": category})
            micros[-1] |= {"intent_strength": "medium", "funnel_stage": "intent"}
            micros[-1] |= {"conversion_group": "on_site_behaviour", "is_passive": "false"}
            micros[-1] |= {"leads_to": MACROS[number % 2 if number < 30 else 0]}
        for property_name, operator, value in [("event_name", "equals", event_name), *conditions]:
            rules.append(
                {
                    **{"conversion_key": key, "definition_version": "1", "rule_group": "1"},
                    **{"property": property_name, "operator": operator, "value": value},
                }
            )
    funnel_rows, step_rows = [], []
    for key in funnels:
        unit, window, steps, held = FUNNELS[key]
        funnel_rows.append(
            {
                **{"funnel_key": key, "label": key, "owner": "shop team", "status": "active"},
                **{"unit": unit, "window_seconds": window and str(window)},
                "order_mode": "ordered",
            }
        )
        step_rows += [
            {
                **{"funnel_key": key, "step_number": str(number), "conversion_key": step},
                **{"is_optional": "false", "hold_property": "category" if step in held else None},
            }
            for number, step in enumerate(steps, 1)
        ]
    return {
        "cro_micro_conversions": micros,
        "cro_macro_conversions": macros,
        "cro_conversion_rules": rules,
        "cro_funnels": funnel_rows,
        "cro_funnel_steps": step_rows,
        "cro_properties": [
            {"property_name": name, "property_type": type_, "path": name, "description": "A key."}
            for name, type_ in PROPERTIES.items()
        ],
    }


def write_plan(connection, count=30, funnels=tuple(FUNNELS)):
    """The plan and the rule rows that ship with the package, as tables of text."""
    own = plan_tables(count, funnels)
    connection.execute("create schema if not exists analytics")
    for path in sorted(ROOT.glob("seeds/*/*.csv")):
        if path.parent.name not in ("rules", "tracking_plan"):
            continue
        with path.open(encoding="utf-8", newline="") as file:
            columns, *rows = csv.reader(file)
        if path.stem in own:
            rows = [[row.get(name) for name in columns] for row in own[path.stem]]
        rows = [[value or None for value in row] for row in rows]
        relation = f"analytics.{path.stem}"
        names = ", ".join(f'"{name}" varchar' for name in columns)
        connection.execute(f"create or replace table {relation} ({names})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"insert into {relation} values ({marks})", rows)
