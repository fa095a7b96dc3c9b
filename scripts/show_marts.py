"""Print the first rows of three marts of the demo, and what to read next."""

import os

import duckdb

SCHEMA = "analytics"
MARTS = {
    "mart_cro__funnel_performance": (
        "Where do people stop? The shop's checkout by device, all time",
        """
        select
            step_number as step,
            label,
            segment_value as device,
            unit_count as visits,
            round(100 * step_rate, 1) as "% of step before",
            round(100 * step_rate_lower, 1) || ' to ' || round(100 * step_rate_upper, 1) as "95 %",
            seconds_from_previous_median as "median s"
        from {mart}
        where
            funnel_key = 'shop_checkout'
            and period_grain = 'all'
            and segment_name = 'device_category'
            and segment_value in ('desktop', 'mobile')
            and step_number > 3
        order by step_number, segment_value
        """,
    ),
    "mart_cro__micro_conversion_daily": (
        "Which small actions happen, and how often? All time, most intent first",
        """
        select
            micro_conversion_key as micro_conversion,
            leads_to,
            intent_strength as intent,
            conversion_count as conversions,
            converted_session_count as visits_with_it,
            session_count as visits,
            round(100 * session_rate, 1) as "% of visits",
            round(100 * session_rate_lower, 1) || ' to ' || round(100 * session_rate_upper, 1) as "95 %"
        from {mart}
        where period_grain = 'all' and segment_name = 'all'
        order by
            case intent_strength when 'high' then 1 when 'medium' then 2 else 3 end,
            conversion_count desc,
            micro_conversion_key
        limit 6
        """,
    ),
    "mart_cro__micro_conversion_scorecard": (
        "Which go together with an order, at the same step and stage of the visit, and as other tools say it?",
        """
        select
            scorecard.micro_conversion_key as micro_conversion,
            scorecard.exposed_count as did_it,
            scorecard.risk_ratio as ratio,
            round(scorecard.risk_ratio_lower, 1) || ' to ' || round(scorecard.risk_ratio_upper, 1)
                as "95 %",
            crude.estimate as "crude ratio",
            scorecard.verdict,
            scorecard.recommendation
        from {mart} as scorecard
        inner join {estimates} as crude
            on
                scorecard.unit = crude.unit
                and scorecard.micro_conversion_key = crude.micro_conversion_key
                and scorecard.macro_conversion_key = crude.macro_conversion_key
        where
            scorecard.macro_conversion_key = 'order_placed'
            and scorecard.exposed_count > 0
            and scorecard.verdict not in ('structural', 'no_comparison')
            and crude.measure = 'risk_ratio'
            and crude.method = 'crude'
            and crude.segment_name = 'source_name'
            and crude.segment_value = 'shop'
        order by scorecard.risk_ratio desc, scorecard.micro_conversion_key
        """,
    ),
}
NEXT = """\
All tables are in {path}, schema {schema}. What to read next:
  README.md                          every table, every setting, use in your own project
  docs/add_a_micro_conversion.md     the tracking plan: rows of a CSV file, no SQL
  docs/add_a_tracker.md              point the package at your own events
  make docs                          every column, and how the tables hang together"""


def text(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value)


def aligned(columns, rows):
    cells = [list(columns)] + [[text(value) for value in row] for row in rows]
    widths = [max(len(row[position]) for row in cells) for position in range(len(columns))]
    numeric = [
        all(isinstance(row[position], (int, float, type(None))) for row in rows)
        for position in range(len(columns))
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, numeric)
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join("  " + line for line in lines)


def main():
    path = os.environ.get("CRO_DUCKDB_PATH", "target/cro.duckdb")
    connection = duckdb.connect(path, read_only=True)
    for mart, (question, query) in MARTS.items():
        names = {"mart": f"{SCHEMA}.{mart}", "estimates": f"{SCHEMA}.mart_cro__micro_macro_estimates"}
        result = connection.execute(query.format(**names))
        columns = [item[0] for item in result.description]
        print(f"\n{question} ({mart})\n\n{aligned(columns, result.fetchall())}")
    print("\nAn association: people already set on the goal may simply do more of everything.")
    print("\n" + NEXT.format(path=path, schema=SCHEMA))


if __name__ == "__main__":
    main()
