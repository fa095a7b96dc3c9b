"""Print the first rows of three marts of the demo, and what to read next."""

import os

import duckdb

SCHEMA = "analytics"
ROWS = 5
MARTS = {
    "mart_cro__funnel_performance": (
        "Where do people stop?",
        "select * from {mart}",
    ),
    "mart_cro__micro_conversion_daily": (
        "Which small actions happen, and how often?",
        "select * from {mart}",
    ),
    "mart_cro__micro_macro_estimates": (
        "Which of them go together with the goal?",
        "select * from {mart}",
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
        return f"{value:.4g}"
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
        result = connection.execute(query.format(mart=f"{SCHEMA}.{mart}") + f" limit {ROWS}")
        columns = [item[0] for item in result.description]
        print(f"\n{question}  ({mart})\n{aligned(columns, result.fetchall())}")
    print("\n" + NEXT.format(path=path, schema=SCHEMA))


if __name__ == "__main__":
    main()
