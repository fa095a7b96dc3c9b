"""The type of a page comes from the rule that holds, whatever other rules have its number."""

from support import assert_same_rows


def rule(number, page_type, value):
    return {
        "rule_number": number,
        "page_type": page_type,
        "property_name": "page_path",
        "operator": "starts_with",
        "value": value,
    }


def test_rules_with_one_number_stand_for_themselves(build_models):
    rules = [
        *(rule(10, "cart", "/cart"), rule(10, "blog", "/blog"), rule(10, "article", "/blog")),
        *(rule(20, "late", "/cart"), rule(None, "none", "/")),
    ]
    pages = [{"page_host": "shop", "page_path": path} for path in ("/cart", "/cart", "/blog", "/about")]
    pages.append({"page_host": None, "page_path": "/cart"})
    built = build_models(
        "stg_cro__page_types",
        {"stg_cro__parsed_events": pages, "stg_cro__page_type_rules": rules},
    )
    expected = [
        {"page_host": "shop", "page_path": "/cart", "page_type": "cart"},
        {"page_host": "shop", "page_path": "/blog", "page_type": "article"},
        {"page_host": "", "page_path": "/cart", "page_type": "cart"},
    ]
    assert_same_rows(built["stg_cro__page_types"], expected)
