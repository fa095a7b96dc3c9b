"""A shop's raw event table of any size: Parquet, one folder a load day, the same rows every time.

    python generate.py --rows 1000000 --folder target/benchmark/1000000

Every random choice is a slice of the md5 of a number, so neither threads nor versions change a row.
One day of events is made at a time, so memory does not grow with the size. What it promises, and
integration_tests/test_benchmark.py checks: 18 columns, 25 event names, 1.5 % of ids delivered a
second time up to two days later, 2 % of rows up to three days late, visitors of very unequal size,
some with a login (of which some on two devices), and orders with ids of their own.
"""

import argparse
import datetime
import time
from pathlib import Path

import duckdb

DAYS = 90
FIRST_DAY = datetime.date(2026, 1, 1)
REPEATED_SHARE = 0.015
LATE_SHARE = 0.02
# Events of a session on average: the lengths drawn below, buyers' longer ones among them.
EVENTS_PER_SESSION = 6.065
EVENTS_PER_DEVICE = 12

# What people do when nothing particular is on their mind, in thousandths.
ORDINARY_EVENTS = {
    **{"page_viewed": 310, "page_scrolled": 120, "product_viewed": 190, "cart_viewed": 18},
    **{"product_list_viewed": 90, "search_performed": 45, "filter_applied": 35},
    **{"size_selected": 40, "product_image_zoomed": 28, "reviews_opened": 22},
    **{"video_started": 16, "video_progressed": 24, "video_completed": 8},
    **{"wishlist_item_added": 8, "product_shared": 3, "coupon_searched": 5},
    **{"newsletter_signed_up": 4, "store_availability_checked": 6, "chat_opened": 3},
    **{"account_created": 3, "size_guide_opened": 10, "product_added": 10},
    **{"checkout_started": 2},
}
# These have a place of their own in a session.
EVENT_NAMES = [*ORDINARY_EVENTS, "logged_in", "order_completed"]
LISTS = {
    "ordinary_events": [name for name, weight in ORDINARY_EVENTS.items() for _ in range(weight)],
    "page_types": ["home", "listing", "product", "product", "blog", "help"],
    "categories": ["shoes", "bags", "hats", "coats", "shirts", "socks"],
    "forms": ["footer", "popup", "checkout", "account", "blog", "contest"],
    "sources": ["google", "facebook", "newsletter", "bing", "tiktok"],
    "mediums": ["cpc", "cpc", "email", "social"],
    "referrers": [
        *("https://www.google.com/", "https://www.facebook.com/", "https://t.example/x"),
        "https://news.example.org/article",
    ],
    "devices": ["mobile", "mobile", "desktop", "mobile", "desktop", "tablet"],
    "systems": ["iOS", "Android", "Windows", "Android", "macOS", "iOS"],
    "browsers": ["Safari", "Chrome", "Chrome", "Chrome", "Firefox", "Safari"],
    "countries": ["US", "US", "US", "DE", "GB", "FR", "IN", "BR", "JP", "CA", "NL", "ES"],
}

MACROS = """
-- One half of an md5 as a number of 60 bits.
create or replace macro half(hash_text, number) as
    cast('0x' || substr(hash_text, 1 + 16 * number, 15) as bigint);
-- A number from 0 to size - 1 out of 20 of these bits.
create or replace macro pick(number, bit, size) as
    cast(((number >> bit) & 1048575) % size as bigint);
create or replace macro fraction(number, bit) as ((number >> bit) & 1048575) / 1048576.0;
create or replace macro one_of(choices, number, bit) as
    list_extract(getvariable(choices), 1 + pick(number, bit, len(getvariable(choices))));
"""

DAY_OF_EVENTS = """
with

sessions as (
    select
        session_number,
        md5('session ' || {day} || ' ' || session_number) as session_text,
        half(session_text, 0) as session_hash,
        half(session_text, 1) as other_hash,
        -- A few devices come all the time, most come once or twice.
        cast(floor({device_count} * pow(fraction(session_hash, 0), 2)) as bigint) as device_number,
        fraction(session_hash, 20) as intent,
        cast(floor(-5.2 * ln(1 - fraction(session_hash, 40))) as integer) as more_events,
        case when intent < 0.05 then 8 else 1 end + more_events as event_count,
        4 + cast(floor(70 * pow(fraction(other_hash, 0), 2)) as integer) as pace,
        -- People sleep at night: two draws, of which the middle is the day.
        cast(
            43200 * (fraction(other_hash, 20) + fraction(other_hash, 40)) as integer
        ) as start_second
    from range({session_count}) as numbers (session_number)
),

devices as (
    select
        sessions.*,
        half(md5('device ' || device_number), 0) as device_hash,
        half(md5('pair ' || (device_number // 2)), 0) as pair_hash,
        case
            -- Two devices of one person.
            when pick(pair_hash, 0, 100) < 4 then 'm' || (device_number // 2)
            when pick(device_hash, 0, 100) < 25 then 'n' || device_number
        end as member_id,
        -- Some are logged in, some log in on the way, some do neither this time.
        case pick(other_hash, 7, 5)
            when 0 then 0 when 1 then 0 when 2 then event_count // 2 else event_count
        end as logged_in_from
    from sessions
),

events as (
    select
        devices.*,
        unnest(range(event_count)) as event_number
    from devices
),

hashes as (
    select
        events.*,
        md5('event ' || {day} || ' ' || session_number || ' ' || event_number) as hash_text,
        half(hash_text, 0) as hash,
        half(hash_text, 1) as hash_2
    from events
),

named as (
    select
        hashes.*,
        case
            when member_id is not null and event_number = logged_in_from and event_number > 0
                then 'logged_in'
            when intent < 0.05 and event_number = event_count // 2 then 'product_added'
            when intent < 0.05 and event_number = event_count * 3 // 4 then 'checkout_started'
            when intent < 0.03 and event_number = event_count - 1 then 'order_completed'
            when intent between 0.05 and 0.15 and event_number = event_count - 1
                then 'product_added'
            else one_of('ordinary_events', hash, 0)
        end as event_name,
        make_timestamp(
            epoch_us(timestamp '{first_day}')
            + ({day} - 1) * 86400000000
            + (start_second + event_number * pace) * 1000000
            + cast(floor(fraction(hash, 20) * 900000) as bigint) * pace
        ) as event_timestamp
    from hashes
),

deliveries as (
    select
        named.*,
        unnest(
            case when fraction(hash_2, 0) < {repeated_share} then [false, true] else [false] end
        ) as is_repeated
    from named
),

received as (
    select
        deliveries.*,
        event_timestamp
        + to_microseconds(200000 + 4 * pick(hash_2, 20, 1000000))
        + to_seconds(case
            when fraction(hash_2, 40) < {late_share} then pick(hash, 40, 259200) else 0
        end)
        + to_seconds(
            case when is_repeated then pick(hash, 13, 172800) else 0 end
        ) as received_at
    from deliveries
)

select
    cast(cast(hash_text as uuid) as varchar) as event_id,
    event_name,
    event_timestamp,
    received_at,
    date_trunc('hour', received_at) + interval 65 minute as loaded_at,
    'd' || lpad(lower(to_hex(device_hash)), 15, '0') as anonymous_id,
    case when event_number >= logged_in_from then member_id end as user_id,
    'https://shop.example/' || case
        when event_name in ('product_viewed', 'size_selected', 'reviews_opened', 'product_added')
            then 'products/' || pick(hash, 25, 2000)
        when event_name = 'product_list_viewed' then 'c/' || one_of('categories', hash, 25)
        when event_name = 'search_performed' then 'search?q=' || pick(hash, 25, 5000)
        when event_name in ('checkout_started', 'order_completed') then 'checkout'
        else one_of('page_types', hash, 25) || '/' || pick(hash, 28, 300)
    end
    || case
        when event_number = 0 and pick(session_hash, 11, 100) < 40
            then
                '?utm_source=' || one_of('sources', session_hash, 13)
                || '&utm_medium=' || one_of('mediums', session_hash, 17)
                || '&utm_campaign=campaign_' || pick(session_hash, 21, 40)
        else ''
    end as page_url,
    case
        when event_number > 0 then 'https://shop.example/' || one_of('page_types', hash, 30)
        when pick(session_hash, 11, 100) < 60 then one_of('referrers', session_hash, 15)
    end as referrer,
    one_of('devices', device_hash, 8) as device_type,
    one_of('systems', device_hash, 8) as os,
    one_of('browsers', device_hash, 8) as browser,
    one_of('countries', device_hash, 12) as country,
    'Mozilla/5.0 (' || os || ') AppleWebKit/537.36 (KHTML, like Gecko) ' || browser || '/'
    || (110 + pick(device_hash, 16, 20)) || '.0 Safari/537.36' as user_agent,
    case when event_name = 'order_completed' then 'o' || {day} || '-' || session_number end
        as order_id,
    case
        when event_name = 'order_completed'
            then cast(5 + pick(hash, 30, 30000) / 100.0 as decimal(12, 2))
    end as revenue,
    case
        when event_name = 'order_completed' then case when country = 'US' then 'USD' else 'EUR' end
    end as currency,
    '{{"page_type":"' || one_of('page_types', hash, 25)
    || '","app_version":"1.' || pick(device_hash, 20, 12) || '"'
    || case event_name
        when 'page_scrolled' then ',"percent":' || 25 * (1 + pick(hash, 33, 4))
        when 'search_performed'
            then
                ',"query":"q' || pick(hash, 25, 5000)
                || '","result_count":' || pick(hash, 36, 80)
        when 'filter_applied'
            then
                ',"filter":"' || one_of('categories', hash, 33)
                || '","position":' || pick(hash, 36, 20)
        when 'video_progressed'
            then
                ',"video_id":"v' || pick(hash, 33, 300)
                || '","percent":' || 10 * (1 + pick(hash, 36, 10))
        when 'newsletter_signed_up'
            then
                ',"form":"' || one_of('forms', hash, 33)
                || '","is_valid":' || (pick(hash, 36, 5) > 0)
        else ''
    end
    || case
        when event_name in (
            'product_viewed', 'product_added', 'wishlist_item_added', 'cart_viewed',
            'size_selected', 'reviews_opened', 'checkout_started', 'order_completed',
            'product_image_zoomed'
        )
            then
                ',"product_id":"p' || pick(hash, 25, 2000)
                || '","category":"' || one_of('categories', hash, 36)
                || '","price":' || cast(5 + pick(hash, 39, 20000) / 100.0 as decimal(9, 2))
                || ',"quantity":' || (1 + pick(hash, 41, 3))
        else ''
    end || '}}' as properties,
    cast(date_diff('day', date '{first_day}', cast(loaded_at as date)) + 1 as integer) as load_day
from received
-- What would arrive after the last day has not arrived.
where load_day <= {days}
order by received_at, event_id
"""


def raw_columns():
    """What the raw table has, without the folder it lies in."""
    return [
        *("event_id", "event_name", "event_timestamp", "received_at", "loaded_at"),
        *("anonymous_id", "user_id", "page_url", "referrer", "device_type", "os", "browser"),
        *("country", "user_agent", "order_id", "revenue", "currency", "properties"),
    ]


def generate(rows, folder, days=DAYS, threads=2, memory_limit="2GB", say=lambda line: None):
    """Write about so many raw rows into folder/load_day=N/*.parquet; true if it had to be done."""
    folder = Path(folder)
    done = folder / "done.txt"
    wanted = f"{rows} rows over {days} days\n"
    if done.exists() and done.read_text() == wanted:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"threads": threads, "memory_limit": memory_limit})
    connection.execute(MACROS)
    connection.execute(f"set temp_directory = '{folder / 'spill'}'")
    for name, values in LISTS.items():
        connection.execute(f"set variable {name} = {values}")
    sessions = rows / (1 + REPEATED_SHARE) / EVENTS_PER_SESSION / days
    started = time.monotonic()
    for day in range(1, days + 1):
        # A weekly wave, in which the last day is an ordinary one.
        weight = 1 + 0.2 * ((day + 4) % 7 - 3) / 3
        query = DAY_OF_EVENTS.format(
            day=day,
            days=days,
            first_day=FIRST_DAY,
            session_count=round(sessions * weight),
            device_count=max(2, rows // EVENTS_PER_DEVICE),
            repeated_share=REPEATED_SHARE,
            late_share=LATE_SHARE,
        )
        connection.execute(
            f"copy ({query}) to '{folder}' (format parquet, compression zstd, overwrite_or_ignore, "
            f"partition_by (load_day), filename_pattern 'events_of_{day}_{{i}}')"
        )
        if day % 10 == 0:
            say(f"{day} of {days} days, {time.monotonic() - started:.0f} s")
    connection.close()
    done.write_text(wanted)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    generate(given.rows, given.folder, given.days, say=print)
