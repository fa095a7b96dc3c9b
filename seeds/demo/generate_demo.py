"""Write the demo data: four sites whose truths are known (docs/demo.md).

Run it from anywhere; the same code always writes the same two files:

    python seeds/demo/generate_demo.py
"""

import csv
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parent
SEED = 20260702
START = datetime(2026, 3, 11)
END = datetime(2026, 7, 1)
BROKEN_WEEK = (datetime(2026, 5, 11), datetime(2026, 5, 18))
LISTS_NAMED = datetime(2026, 5, 1)
CHAT_CLOSED = datetime(2026, 4, 20)
ZERO_UUID = "00000000-0000-0000-0000-000000000000"

# Where a page is, and what the raw table calls its site.
SITES = {
    "fernhill.example": "shop",
    "tidewater.example": "saas",
    "lumen.example": "quiz",
    "dailyreed.example": "publisher_backend",
}

GENERIC_COLUMNS = (
    "id,event,ts,received,loaded,seq,cookie_id,customer_id,visit_id,site,platform,"
    "url,referrer,device,os,browser,country,agent,order_no,amount,currency,"
    "consent_analytics,consent_marketing,props"
).split(",")

WEB_PAGE = "contexts_com_snowplowanalytics_snowplow_web_page_1_0_0"
ACTION = (
    "unstruct_event_com_snowplowanalytics_snowplow_ecommerce"
    "_snowplow_ecommerce_action_1_0_0"
)
TRANSACTION = "contexts_com_snowplowanalytics_snowplow_ecommerce_transaction_1_0_0"
SNOWPLOW_COLUMNS = (
    "app_id,platform,collector_tstamp,dvce_created_tstamp,event,event_id,user_id,"
    "domain_userid,domain_sessionidx,geo_country,page_url,page_title,page_referrer,"
    "page_urlhost,page_urlpath,refr_urlhost,refr_medium,refr_source,mkt_medium,"
    "mkt_source,mkt_term,mkt_content,mkt_campaign,mkt_clickid,mkt_network,se_category,"
    "se_action,se_label,se_property,se_value,useragent,br_family,os_family,dvce_type,"
    "domain_sessionid,derived_tstamp,load_tstamp,event_vendor,event_name"
).split(",") + [WEB_PAGE, ACTION, TRANSACTION]

DEVICES = {
    "desktop": [("Windows", "Chrome"), ("macOS", "Safari"), ("Windows", "Firefox")],
    "mobile": [("iOS", "Safari"), ("Android", "Chrome")],
    "tablet": [("iOS", "Safari")],
}
COUNTRIES = ["DE", "DE", "DE", "FR", "FR", "NL", "AT", "US", "GB"]
ENTRIES = [
    # weight, referrer, query of the landing page
    (30, "", ""),
    (24, "https://www.google.com/", ""),
    (14, "https://www.google.com/", "gclid=Cj0kdemo&utm_source=google&utm_medium=cpc"),
    (8, "", "utm_source=newsletter&utm_medium=email&utm_campaign=spring"),
    (9, "https://www.instagram.com/", "utm_source=instagram&utm_medium=paid_social"),
    (5, "https://www.facebook.com/", ""),
    (4, "https://chatgpt.com/", "utm_source=chatgpt.com"),
    (4, "https://blog.partner.example/", ""),
    (2, "https://partner.example/", "utm_source=partner&utm_medium=affiliate"),
]


class Dice(Random):
    """A seeded random source with the few draws that the stories need."""

    def happens(self, probability):
        return self.random() < probability

    def pick(self, weights):
        """One key of a dictionary, by its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def pause(self, seconds):
        """A human pause around the given seconds, never below three."""
        return timedelta(milliseconds=int(1000 * max(3, self.lognormvariate(0, 0.6) * seconds)))

    def moment(self):
        """A moment of the sixteen weeks; evenings are busier than nights."""
        day = START + timedelta(days=self.randrange((END - START).days))
        hour = self.choices(range(24), [1] * 6 + [3] * 4 + [5] * 8 + [7] * 5 + [3])[0]
        return day + timedelta(hours=hour, milliseconds=self.randrange(3_600_000))


class Quota:
    """Lets exactly a share of all who ask pass, to the rounding."""

    def __init__(self):
        self.sums = {}

    def passes(self, name, share):
        before = self.sums.get(name, 0.5)
        self.sums[name] = before + share
        return int(before + share) > int(before)


class Visitor:
    """A device with what the trackers know about it."""

    def __init__(self, dice, cookie, device):
        self.cookie = cookie
        self.device = device
        self.system, self.browser = dice.choice(DEVICES[device])
        self.country = dice.choice(COUNTRIES)
        self.customer = ""
        self.consent = dice.choices(["yes", "", "no"], [80, 12, 8])[0]
        self.sequence = 0


def text(moment):
    return moment.isoformat(timespec="milliseconds")


def batch(moment):
    """The load that takes an event: four a day."""
    hours = moment.hour // 6 * 6 + 6
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hours)


def compact(value):
    return json.dumps(value, separators=(",", ":")) if value else ""


def loaded_later(row, arrived, received, loaded):
    row[received] = arrived.isoformat(timespec="seconds")
    row[loaded] = batch(arrived).isoformat(timespec="seconds")


class GenericTable:
    """The raw table of a tracker of our own invention."""

    def __init__(self, dice):
        self.dice = dice
        self.rows = []

    def add(self, visitor, site, event, moment, path, props=None, **more):
        visitor.sequence += 1
        row = dict.fromkeys(GENERIC_COLUMNS, "")
        row.update(
            id=f"e{len(self.rows) + 1:06d}",
            event=event,
            ts=text(moment),
            cookie_id=visitor.cookie,
            customer_id=visitor.customer,
            site=SITES[site],
            platform="web",
            url=path if path.startswith("http") else f"https://{site}{path}",
            device=visitor.device,
            os=visitor.system,
            browser=visitor.browser,
            country=visitor.country,
            agent=f"{visitor.browser}/{visitor.system}",
            consent_analytics=visitor.consent,
            consent_marketing=visitor.consent,
            props=compact(props),
        )
        row.update(more)
        arrived = moment + timedelta(seconds=self.dice.randrange(1, 20))
        loaded_later(row, arrived, "received", "loaded")
        self.rows.append(row)
        return row

    def add_server(self, customer, site, event, moment, **more):
        """What a back end reports: it knows the customer and no cookie."""
        row = dict.fromkeys(GENERIC_COLUMNS, "")
        row.update(
            id=f"e{len(self.rows) + 1:06d}",
            event=event,
            ts=text(moment),
            customer_id=customer,
            site=SITES[site],
            platform="server",
        )
        row.update(more)
        arrived = moment + timedelta(seconds=self.dice.randrange(1, 20))
        loaded_later(row, arrived, "received", "loaded")
        self.rows.append(row)
        return row


def entry(dice):
    weight_of = {index: weight for index, (weight, _, _) in enumerate(ENTRIES)}
    _, referrer, query = ENTRIES[dice.pick(weight_of)]
    return referrer, f"?{query}" if query else ""


def visits(dice, return_share, mean_days):
    """The start times of one visitor's visits."""
    moment = dice.moment()
    starts = [moment]
    while dice.happens(return_share):
        moment += timedelta(days=0.1 + dice.expovariate(1 / mean_days))
        if moment >= END - timedelta(hours=3):
            break
        starts.append(moment)
    return starts


# --- The online shop ---------------------------------------------------------------------------

SHOP = "fernhill.example"
STAGES = [
    "page_viewed",
    "product_viewed",
    "added_to_cart",
    "checkout_started",
    "shipping_completed",
    "payment_attempted",
    "purchase",
]
# The share of steps that go one stage on, from nothing seen to the payment attempted.
ADVANCE = {
    "desktop": [0.60, 0.19, 0.42, 0.50, 0.55, 0.65],
    "mobile": [0.60, 0.10, 0.34, 0.45, 0.45, 0.60],
    "tablet": [0.60, 0.10, 0.34, 0.45, 0.45, 0.60],
}
LEAVE = 0.14
MOBILE_LEAVES_AFTER_SHIPPING = 0.55
# What an action changes about every later step of the visit.
SIZE_SELECTED = 2.2
COUPON_SEARCHED = 0.56
STORE_CHECKED = {"desktop": 2.2, "mobile": 0.25, "tablet": 0.25}


class Shop:
    def __init__(self, dice, table):
        self.dice = dice
        self.table = table
        self.order_number = 100000

    def event(self, visitor, name, moment, path, props=None, **more):
        return self.table.add(
            visitor, SHOP, name, moment, path, props, seq=str(visitor.sequence + 1), **more
        )

    def other_action(self, stage, step, device):
        """What else people do; none of it is the next stage."""
        weights = {"page_viewed": 3.0, "delivery_costs_viewed": 1.0}
        if stage <= 2:
            weights.update(
                product_viewed=2.0 if stage else 0.0,
                size_selected=1.3 if stage else 0.0,
                reviews_opened=1.1 if stage else 0.0,
                store_availability_checked=1.0 if stage else 0.0,
                wishlist_added=0.6 if stage else 0.0,
                size_guide_opened=0.4 if stage else 0.0,
                product_video_progressed=0.3 if stage else 0.0,
                search_performed=0.8,
            )
        else:
            weights["terms_opened"] = 0.8
        if stage:
            weights["coupon_searched"] = 2.2 if device == "desktop" else 0.12
        # Only long visits get to this one, and it changes nothing.
        if step >= 6 and stage:
            weights["product_image_zoomed"] = 2.5
        return self.dice.pick(weights)

    def visit(self, visitor, start):
        dice = self.dice
        device = visitor.device
        referrer, query = entry(dice)
        stage, pace, moment = 0, 1.0, start
        done = set()
        product = f"p{dice.randrange(100, 160)}"
        for step in range(1, 46):
            if step > 1:
                leave = LEAVE
                if stage == 4 and device != "desktop":
                    leave = MOBILE_LEAVES_AFTER_SHIPPING
                if dice.happens(leave):
                    break
                before, moment = moment, moment + dice.pause(45)
            share = min(0.9, ADVANCE[device][stage] * pace)
            if dice.happens(0.45 if step == 1 else share):
                stage += 1
                name = STAGES[stage]
            else:
                name = self.other_action(stage, step, device) if step > 1 else "page_viewed"
            if name == "product_viewed":
                product = f"p{dice.randrange(100, 160)}"
            path, props = self.page_of(name, stage, product, moment)
            if step == 1:
                path += query
            if name == "purchase":
                # Some shops write both in one millisecond; the sequence tells them apart.
                moment = before if dice.happens(0.06) else moment
                self.purchase(visitor, moment, product)
                return
            if name == "shipping_completed" and dice.happens(0.8):
                visitor.customer = visitor.customer or f"u{visitor.cookie[1:]}"
            if name == "reviews_opened" and BROKEN_WEEK[0] <= moment < BROKEN_WEEK[1]:
                continue
            self.event(
                visitor, name, moment, path, props, referrer=referrer if step == 1 else ""
            )
            if name == "size_selected" and name not in done:
                pace *= SIZE_SELECTED
            elif name == "coupon_searched" and name not in done:
                pace *= COUPON_SEARCHED
            elif name == "store_availability_checked" and name not in done:
                pace *= STORE_CHECKED[device]
            done.add(name)
            if name == "product_viewed" and dice.happens(0.12):
                depth = {"product_id": product, "percent": dice.choice([25, 50, 75, 100])}
                scrolled = moment + timedelta(seconds=2)
                self.event(visitor, "scroll_depth_reached", scrolled, path, depth)
        if dice.happens(0.15):
            self.event(visitor, "page_left", moment + timedelta(seconds=2), path)

    def page_of(self, name, stage, product, moment):
        dice = self.dice
        page = f"/products/{product}"
        if stage >= 3:
            page = "/checkout"
        elif stage == 2 and name not in ("product_viewed", "size_selected"):
            page = "/cart"
        if name == "page_viewed":
            if stage < 2:
                page = dice.choice(["/", "/category/coats", "/category/shoes"])
            return page, None
        if name == "product_viewed":
            return f"/products/{product}", {"product_id": product}
        if name == "size_selected":
            return page, {"product_id": product, "size": dice.choice("SML")}
        if name == "added_to_cart":
            return f"/products/{product}", {"product_id": product, "quantity": 1}
        if name == "search_performed":
            found = dice.choice([0, 3, 8, 21])
            return "/search", {"search": {"term": "coat", "result_count": found}}
        if name == "product_video_progressed":
            return page, {"video": {"name": "lookbook", "percent": dice.choice([25, 50, 100])}}
        if name == "wishlist_added":
            props = {"product_id": product}
            if moment >= LISTS_NAMED and dice.happens(0.7):
                props["list_name"] = "favourites"
            return page, props
        return page, None

    def purchase(self, visitor, moment, product):
        dice = self.dice
        self.order_number += 1
        order = f"F-{self.order_number}"
        amount = f"{min(400, dice.lognormvariate(4.2, 0.5)):.2f}"
        currency = dice.choices(["EUR", "USD", "GBP", "SEK"], [87, 7, 5, 1])[0]
        # A page that forgets the order number: nothing tells its reloads apart.
        if dice.happens(0.03):
            order = ""
        outcome = dict(order_no=order, amount=amount, currency=currency)
        page = "/checkout/confirmation"
        self.event(visitor, "purchase", moment, page, {"product_id": product}, **outcome)
        if order and visitor.customer and dice.happens(0.7):
            seen = moment + timedelta(seconds=2)
            self.table.add_server(visitor.customer, SHOP, "purchase", seen, **outcome)
        if order and dice.happens(0.06):
            again = moment + timedelta(seconds=dice.randrange(60, 600))
            self.event(visitor, "purchase", again, page, {"product_id": product}, **outcome)
        if dice.happens(0.45):
            answered = moment + dice.pause(25)
            self.event(visitor, "order_survey_answered", answered, page, {"score": 4})
        returned = moment + timedelta(days=dice.randrange(3, 20), hours=3)
        if order and visitor.customer and dice.happens(0.08) and returned < END:
            outcome["amount"] = f"-{amount}"
            self.table.add_server(visitor.customer, SHOP, "refund", returned, **outcome)

    def run(self, visitor_count):
        dice = self.dice
        devices = {"desktop": 36, "mobile": 58, "tablet": 6}
        for number in range(1, visitor_count + 1):
            visitor = Visitor(dice, f"c{number:05d}", dice.pick(devices))
            for index, start in enumerate(visits(dice, 0.28, 9)):
                # Someone else of the household logs in on the same device.
                if index and visitor.customer and dice.happens(0.12):
                    visitor.customer = f"u{number:05d}b"
                if dice.happens(0.01):
                    start = start.replace(hour=23, minute=57)
                self.visit(visitor, start)
                if start < CHAT_CLOSED and dice.happens(0.03):
                    self.event(visitor, "live_chat_opened", start + timedelta(seconds=8), "/")
            if visitor.customer and dice.happens(0.15):
                self.visit_on_second_device(visitor, number)

    def visit_on_second_device(self, visitor, number):
        other = "mobile" if visitor.device == "desktop" else "desktop"
        second = Visitor(self.dice, f"c{number + 50000:05d}", other)
        second.customer = visitor.customer
        self.visit(second, self.dice.moment())


# --- The software site -------------------------------------------------------------------------

SAAS = "tidewater.example"
SAAS_STAGES = [
    "page_viewed",
    "demo_form_started",
    "calendar_shown",
    "slot_selected",
    "demo_booked",
]
SAAS_ADVANCE = [0.05, 0.50, 0.60, 0.75]
INTEGRATIONS_CLICKED = 2.6
SAAS_PAGES = {
    "/": 3,
    "/pricing": 3,
    "/features": 2,
    "/customers/harbour-logistics": 1,
    "/security": 1,
    "/docs": 1,
}


class SoftwareSite:
    def __init__(self, dice, table):
        self.dice = dice
        self.table = table
        self.bookings = 0

    def visit(self, visitor, start, state):
        dice = self.dice
        referrer, query = entry(dice)
        moment = start
        for step in range(1, 31):
            if step > 1:
                if dice.happens(0.20):
                    return
                before, moment = moment, moment + dice.pause(50)
            share = min(0.9, SAAS_ADVANCE[state["stage"]] * state["pace"])
            name, path, props = self.other_action()
            if step > 1 and dice.happens(share):
                state["stage"] += 1
                name, path, props = SAAS_STAGES[state["stage"]], "/demo", None
                visitor.customer = visitor.customer or f"b{visitor.cookie[1:]}"
                # This tracker has no sequence, so equal times stay a tie.
                if name == "calendar_shown" and dice.happens(0.1):
                    moment = before
            self.table.add(
                visitor,
                SAAS,
                name,
                moment,
                path + query if step == 1 else path,
                props,
                referrer=referrer if step == 1 else "",
            )
            if props and props.get("link", {}).get("area") == "body" and not state["seen"]:
                state["seen"] = True
                state["pace"] *= INTEGRATIONS_CLICKED
            if name == "demo_form_started" and dice.happens(0.25):
                self.table.add(
                    visitor,
                    SAAS,
                    "form_error_shown",
                    moment + timedelta(seconds=6),
                    path,
                    {"form_name": "demo_request"},
                )
            if name == "demo_booked":
                self.sell(visitor.customer, moment)
                state["stage"], state["pace"] = 0, 0.0
                return

    def other_action(self):
        dice = self.dice
        name = dice.pick(
            {
                "page_viewed": 6,
                "link_clicked": 1.6,
                "video_progressed": 0.7,
                "docs_searched": 0.5,
            }
        )
        if name == "link_clicked":
            area = dice.choice(["body", "body", "body", "footer"])
            return name, "/pricing", {"link": {"target": "integrations", "area": area}}
        if name == "video_progressed":
            percent = dice.choice([25, 50, 75, 100])
            return name, "/tour", {"video": {"name": "tour-2026", "percent": percent}}
        if name == "docs_searched":
            found = dice.choice([True, True, False])
            return name, "/docs", {"search": {"term": "export", "has_results": found}}
        return name, dice.pick(SAAS_PAGES), None

    def sell(self, customer, booked):
        """Sales reports from its own system: no cookie, days later."""
        dice = self.dice
        self.bookings += 1
        qualified = booked + timedelta(days=dice.uniform(1, 6))
        if not dice.happens(0.6) or qualified >= END:
            return
        self.table.add_server(customer, SAAS, "lead_qualified", qualified)
        won = qualified + timedelta(days=dice.uniform(7, 25))
        if not dice.happens(0.45) or won >= END:
            return
        self.table.add_server(
            customer,
            SAAS,
            "deal_won",
            won,
            order_no=f"D-{2000 + self.bookings}",
            amount=str(dice.randrange(24, 120) * 100),
            currency="EUR",
        )

    def run(self, visitor_count):
        dice = self.dice
        devices = {"desktop": 75, "mobile": 25}
        for number in range(1, visitor_count + 1):
            visitor = Visitor(dice, f"s{number:05d}", dice.pick(devices))
            state = {"stage": 0, "pace": 1.0, "seen": False}
            for start in visits(dice, 0.45, 4):
                self.visit(visitor, start, state)


# --- The quiz ----------------------------------------------------------------------------------

QUIZ = "lumen.example"
GOES_ON = [0.92, 0.72, 0.78, 0.82, 0.86]
# The share of leads among those whose last answer was to this question.
LEAD_SHARE = [0.03, 0.08, 0.18, 0.32, 0.50, 0.62]


class QuizSite:
    def __init__(self, dice, table):
        self.dice = dice
        self.table = table
        self.quota = Quota()

    def visit(self, visitor, start, visit_id):
        dice = self.dice
        referrer, query = entry(dice)

        def add(name, moment, path, props=None, **more):
            self.table.add(visitor, QUIZ, name, moment, path, props, visit_id=visit_id, **more)

        moment = start
        add("page_viewed", moment, f"/{query}", referrer=referrer)
        if dice.happens(0.2):
            return
        moment += dice.pause(20)
        add("quiz_started", moment, "/quiz")
        answered = 0
        while answered < 5 and dice.happens(GOES_ON[answered]):
            answered += 1
            if dice.happens(0.12):
                moment += dice.pause(10)
                add("quiz_hint_opened", moment, "/quiz")
            moment += dice.pause(20)
            add("question_answered", moment, "/quiz", {"question_number": answered})
        if not self.quota.passes(answered, LEAD_SHARE[answered]):
            return
        visitor.customer = f"q{visitor.cookie[1:]}"
        moment += dice.pause(30)
        if answered == 5:
            add("lead_captured", moment, "/quiz/result")
        else:
            add("page_viewed", moment, "/contact")
            moment += dice.pause(40)
            add("lead_form_sent", moment, "/contact", {"form_name": "quiz"})

    def run(self, visitor_count):
        dice = self.dice
        for number in range(1, visitor_count + 1):
            visitor = Visitor(dice, f"q{number:05d}", dice.pick({"desktop": 40, "mobile": 60}))
            self.visit(visitor, dice.moment(), f"v{number:05d}")


# --- The publisher -----------------------------------------------------------------------------

PUBLISHER = "dailyreed.example"
NEWSLETTER_JOINED = 3.0
PUBLISHER_STAGES = ["page_view", "paywall_shown", "plan_select", "subscription_started"]
PUBLISHER_ADVANCE = [0.16, 0.10, 0.45]


class Publisher:
    def __init__(self, dice):
        self.dice = dice
        self.rows = []
        self.subscriptions = []

    def uuid(self):
        return f"{self.dice.getrandbits(32):08x}-0000-4000-8000-{len(self.rows):012x}"

    def event(self, visitor, name, moment, path, session, **more):
        is_page = name in ("page_view", "page_ping")
        event_id = self.uuid()
        row = dict.fromkeys(SNOWPLOW_COLUMNS, "")
        row.update(
            app_id="dailyreed",
            platform="web",
            event=name if is_page else "unstruct",
            event_id=event_id,
            event_vendor="com.snowplowanalytics.snowplow" if is_page else "example.dailyreed",
            event_name=name,
            derived_tstamp=moment.isoformat(" ", "milliseconds"),
            dvce_created_tstamp=moment.isoformat(" ", "milliseconds"),
            user_id=visitor.customer,
            domain_userid=visitor.cookie,
            domain_sessionid=session[0],
            domain_sessionidx=str(session[1]),
            page_url=f"https://{PUBLISHER}{path}",
            page_urlhost=PUBLISHER,
            page_urlpath=path.split("?")[0],
            page_title=path.split("?")[0].strip("/").replace("-", " ").title() or "Home",
            useragent=f"{visitor.browser}/{visitor.system}",
            br_family=visitor.browser,
            os_family=visitor.system,
            dvce_type={"desktop": "Computer", "tablet": "Tablet"}.get(visitor.device, "Mobile"),
            geo_country=visitor.country,
        )
        if is_page:
            row[WEB_PAGE] = compact([{"id": f"w-{visitor.cookie}-{session[1]}{path[-3:]}"}])
        row.update(more)
        self.arrive(row, moment + timedelta(seconds=self.dice.randrange(1, 20)))
        self.rows.append(row)
        return row

    def arrive(self, row, arrived):
        row["collector_tstamp"] = arrived.isoformat(" ", "seconds")
        row["load_tstamp"] = batch(arrived).isoformat(" ", "seconds")

    def origin(self):
        referrer, query = entry(self.dice)
        more = {"page_referrer": referrer}
        if referrer:
            host = referrer.split("/")[2]
            more.update(refr_urlhost=host, refr_medium="unknown")
            if "google" in host:
                more.update(refr_medium="search", refr_source="Google")
        for part in query.strip("?").split("&") if query else []:
            key, value = part.split("=")
            column = {
                "utm_source": "mkt_source",
                "utm_medium": "mkt_medium",
                "utm_campaign": "mkt_campaign",
                "gclid": "mkt_clickid",
            }[key]
            more[column] = value
            if key == "gclid":
                more["mkt_network"] = "Google"
        return query, more

    def visit(self, visitor, start, session, state):
        dice = self.dice
        query, origin = self.origin()
        moment = start
        for step in range(1, 31):
            if step > 1:
                if dice.happens(0.22):
                    return
                moment += dice.pause(60)
            stage = state["stage"]
            name, path = self.other_action()
            share = min(0.9, PUBLISHER_ADVANCE[stage] * (state["pace"] if stage else 1))
            if step > 1 and dice.happens(share):
                stage += 1
                name = PUBLISHER_STAGES[stage]
                path = "/subscribe" if stage > 1 else path
            more = origin if step == 1 else {}
            if step == 1:
                name, path = "page_view", path + query
            state["stage"] = stage
            if name == "subscription_started":
                self.subscribe(visitor, moment, session)
                state["stage"], state["pace"] = 1, 0.0
                return
            if name == "newsletter_signup" and not state["joined"]:
                state["joined"] = True
                state["pace"] *= NEWSLETTER_JOINED
            if name == "article_shared":
                more = {"event": "struct", "event_name": "event", "se_category": "article"}
                more.update(se_action="article_shared", se_label=path)
                more["event_vendor"] = "com.google.analytics"
            self.event(visitor, name, moment, path, session, **more)
            if name == "page_view" and dice.happens(0.3):
                ping = moment + timedelta(seconds=20)
                self.event(visitor, "page_ping", ping, path, session)
                moment = ping

    def other_action(self):
        dice = self.dice
        article = f"/articles/story-{dice.randrange(1, 90)}"
        name = dice.pick(
            {
                "page_view": 6,
                "newsletter_signup": 0.8,
                "subscriber_benefits_click": 0.8,
                "article_shared": 0.6,
                "comment_post": 0.6,
            }
        )
        if name == "page_view":
            return name, dice.choice([article, article, article, "/", "/news"])
        return name, article

    def subscribe(self, visitor, moment, session):
        number = 5001 + len(self.subscriptions)
        order = f"S-{number}"
        visitor.customer = visitor.customer or f"r{visitor.cookie[1:]}"
        bought = {"transaction_id": order, "revenue": 9.9, "currency": "EUR"}
        self.event(
            visitor,
            "subscription_started",
            moment,
            "/subscribe",
            session,
            **{TRANSACTION: compact([bought])},
        )
        self.subscriptions.append((visitor.customer, order, moment))

    def report_subscriptions(self, table):
        """The billing system reports most subscriptions a second time."""
        for customer, order, moment in self.subscriptions:
            if self.dice.happens(0.8):
                table.add_server(
                    customer,
                    PUBLISHER,
                    "subscription_started",
                    moment + timedelta(seconds=3),
                    order_no=order,
                    amount="9.90",
                    currency="EUR",
                )

    def run(self, visitor_count):
        dice = self.dice
        devices = {"desktop": 45, "mobile": 50, "tablet": 5}
        for number in range(1, visitor_count + 1):
            visitor = Visitor(dice, f"d{number:05d}", dice.pick(devices))
            state = {"stage": 0, "pace": 1.0, "joined": False}
            for index, start in enumerate(visits(dice, 0.5, 4), 1):
                self.visit(visitor, start, (f"{visitor.cookie}-{index}", index), state)


# --- Dirt --------------------------------------------------------------------------------------

BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "HeadlessChrome/126.0",
]
JUNK = ["undefined", "0", "none", "(not set)", ZERO_UUID]
UNUSABLE_TIMES = ["", "yesterday", "2026-13-45T10:00:00", "1777777777"]
LONG_AGO = "1970-01-01T00:00:00"


class GenericDirt:
    """What real tables hold besides sound rows; docs/demo.md counts it."""

    def __init__(self, dice, table):
        self.dice = dice
        self.table = table
        self.sound = [row for row in table.rows if row["site"] == "shop" and row["cookie_id"]]
        dice.shuffle(self.sound)

    def take(self, count, event=None, without=None):
        """Sound rows that no other dirt uses."""
        taken = []
        for row in self.sound:
            fits = (event is None or row["event"] == event) and not (without and row[without])
            if fits and len(taken) < count:
                taken.append(row)
        chosen = {row["id"] for row in taken}
        self.sound = [row for row in self.sound if row["id"] not in chosen]
        return taken

    def stray(self, count, event="page_viewed", **more):
        """New rows on devices of their own."""
        rows = []
        for _ in range(count):
            number = len(self.table.rows)
            visitor = Visitor(self.dice, f"x{number:05d}", "desktop")
            moment = self.dice.moment()
            rows.append(self.table.add(visitor, SHOP, event, moment, "/", **more))
        return rows

    def repeat(self):
        dice, rows = self.dice, self.table.rows
        rows.extend(dict(row) for row in self.take(120))
        for row in self.take(60):
            received = datetime.fromisoformat(row["received"])
            again = dict(row)
            loaded_later(
                again, received + timedelta(seconds=dice.randrange(5, 300)), "received", "loaded"
            )
            rows.append(again)
        for row in self.take(40):
            loaded = datetime.fromisoformat(row["loaded"])
            again = dict(row, loaded=(loaded + timedelta(days=dice.randrange(1, 4))).isoformat())
            rows.append(again)
        # The batch that comes later holds the row that was received first.
        for row in self.take(10):
            received = datetime.fromisoformat(row["received"])
            loaded = datetime.fromisoformat(row["loaded"])
            rows.append(dict(row, loaded=(loaded + timedelta(days=1)).isoformat()))
            row["received"] = (received + timedelta(seconds=90)).isoformat()

    def delay(self):
        for row in self.take(150):
            happened = datetime.fromisoformat(row["ts"])
            late = happened + timedelta(days=self.dice.randrange(2, 7))
            loaded_later(row, late.replace(microsecond=0), "received", "loaded")

    def misspell(self):
        for event, spelling, count in [
            ("product_viewed", "prodct_viewed", 30),
            ("product_viewed", "Product Viewed", 60),
            ("product_viewed", "productViewed", 30),
            ("added_to_cart", "Added To Cart", 25),
            ("checkout_started", "chekout_started", 8),
        ]:
            for row in self.take(count, event):
                row["event"] = spelling

    def spoil(self):
        """Rows that cannot be used, whatever is done."""
        for row in self.stray(20):
            moment = datetime.fromisoformat(row["ts"])
            row["ts"] = text(moment + timedelta(hours=self.dice.randrange(2, 9000)))
        self.stray(13, event="")
        self.stray(2, event="   ")
        for row in self.stray(18):
            row["cookie_id"] = ""
        for row in self.stray(5):
            row["cookie_id"] = row["customer_id"] = self.dice.choice(JUNK)
        for index, row in enumerate(self.stray(12)):
            row["ts"] = UNUSABLE_TIMES[index % len(UNUSABLE_TIMES)]
        for row in self.stray(4):
            row["ts"] = LONG_AGO
        for row in self.stray(3):
            row["loaded"] = ""
        for row in self.stray(10):
            row["props"] = '{"product_id": '
        for index, row in enumerate(self.stray(6, event="purchase", currency="EUR")):
            row["order_no"] = f"F-9000{index}"
            row["amount"] = ["12,50", "free", "EUR 40"][index % 3]

    def confuse_ids(self):
        for index, row in enumerate(self.take(60, without="customer_id")):
            row["customer_id"] = JUNK[index % len(JUNK)]
        known = sorted({row["customer_id"] for row in self.sound if row["customer_id"][:1] == "u"})
        for row in self.stray(10):
            row["cookie_id"] = "undefined"
            row["customer_id"] = self.dice.choice(known)

    def send_bots_and_staff(self):
        for index in range(50):
            visitor = Visitor(self.dice, f"z{index:05d}", "desktop")
            moment = self.dice.moment()
            for step in range(6):
                self.table.add(
                    visitor,
                    SHOP,
                    "product_viewed" if step else "page_viewed",
                    moment + timedelta(seconds=2 * step),
                    f"/products/p{100 + step}" if step else "/",
                    {"product_id": f"p{100 + step}"} if step else None,
                    agent=BOTS[index % len(BOTS)],
                )
        for row in self.stray(60):
            row["url"] = f"https://staging.{SHOP}/"
        self.stray(30, customer_id="test_user")
        for index, row in enumerate(self.stray(4, event="purchase", customer_id="test_user")):
            row.update(order_no=f"F-TEST{index}", amount="1.00", currency="EUR")

    def run(self):
        self.misspell()
        self.delay()
        self.confuse_ids()
        self.repeat()
        self.spoil()
        self.send_bots_and_staff()


class SnowplowDirt:
    def __init__(self, dice, publisher):
        self.dice = dice
        self.publisher = publisher
        self.sound = list(publisher.rows)
        dice.shuffle(self.sound)

    def take(self, count):
        taken, self.sound = self.sound[:count], self.sound[count:]
        return taken

    def stray(self, count, **more):
        rows = []
        for _ in range(count):
            number = len(self.publisher.rows)
            visitor = Visitor(self.dice, f"y{number:05d}", "desktop")
            session = (f"{visitor.cookie}-1", 1)
            moment = self.dice.moment()
            rows.append(self.publisher.event(visitor, "page_view", moment, "/", session, **more))
        return rows

    def run(self):
        rows = self.publisher.rows
        rows.extend(dict(row) for row in self.take(40))
        for row in self.take(20):
            again = dict(row)
            collected = datetime.fromisoformat(row["collector_tstamp"])
            self.publisher.arrive(again, collected + timedelta(seconds=self.dice.randrange(5, 90)))
            rows.append(again)
        for row in self.take(10):
            loaded = datetime.fromisoformat(row["load_tstamp"]) + timedelta(days=2)
            rows.append(dict(row, load_tstamp=loaded.isoformat(" ")))
        for row in self.take(30):
            row["domain_sessionid"] = ""
        for row in self.stray(6):
            row["domain_userid"] = ""
        for row in self.stray(4, event="", event_name=""):
            row[WEB_PAGE] = ""
        for row in self.stray(4):
            row["derived_tstamp"] = "n/a"
        for row in self.stray(5):
            moment = datetime.fromisoformat(row["derived_tstamp"]) + timedelta(days=30)
            row["derived_tstamp"] = moment.isoformat(" ", "milliseconds")
        self.stray(60, useragent=BOTS[0])


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(folder=FOLDER):
    table = GenericTable(Dice(SEED))
    Shop(Dice(SEED + 1), table).run(2500)
    SoftwareSite(Dice(SEED + 2), table).run(600)
    QuizSite(Dice(SEED + 3), table).run(780)
    publisher = Publisher(Dice(SEED + 4))
    publisher.run(500)
    publisher.report_subscriptions(table)
    GenericDirt(Dice(SEED + 5), table).run()
    SnowplowDirt(Dice(SEED + 6), publisher).run()
    table.rows.sort(key=lambda row: (row["loaded"], row["id"]))
    publisher.rows.sort(key=lambda row: (row["load_tstamp"], row["event_id"]))
    write(Path(folder) / "cro_demo_events.csv", GENERIC_COLUMNS, table.rows)
    write(Path(folder) / "cro_demo_snowplow_events.csv", SNOWPLOW_COLUMNS, publisher.rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
