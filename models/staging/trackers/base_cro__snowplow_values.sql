{{ config(enabled='snowplow' in var('cro__sources'), meta={'rule_scope': 'event_settings'}) }}

with

snowplow_events as (
    select * from {{ ref('base_cro__snowplow_events') }}
),

-- An entity that is no JSON must not stop the build when a value is taken from it.
documents as (
    select
        *,
        case when {{ cro.is_json('entities') }} then entities end as document
    from snowplow_events
),

-- What trackers before the ecommerce entities sent as tr_* columns comes second.
outcomes as (
    select
        *,
        {{ cro.trimmed(cro.json_value('document', "'ecommerce_action.type'")) }} as action_type,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'transaction.0.transaction_id'")) }},
            {{ cro.trimmed(cro.json_value('document', "'refund.0.transaction_id'")) }},
            tr_orderid
        ) as order_id,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'refund.0.refund_amount'")) }},
            {{ cro.trimmed(cro.json_value('document', "'transaction.0.revenue'")) }},
            tr_total
        ) as revenue_text,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'refund.0.currency'")) }},
            {{ cro.trimmed(cro.json_value('document', "'transaction.0.currency'")) }},
            tr_currency
        ) as currency
    from documents
),

-- Warehouses write the keys of an entity as sent (camelCase) or in snake_case.
contexts as (
    select
        *,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.userId'")) }},
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.user_id'")) }}
        ) as client_userid,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.sessionId'")) }},
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.session_id'")) }}
        ) as client_sessionid,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.eventIndex'")) }},
            {{ cro.trimmed(cro.json_value('document', "'client_session.0.event_index'")) }}
        ) as event_index,
        coalesce(
            {{ cro.trimmed(cro.json_value('document', "'spiders_and_robots.0.spiderOrRobot'")) }},
            {{ cro.trimmed(cro.json_value('document', "'spiders_and_robots.0.spider_or_robot'")) }}
        ) as spider_or_robot,
        {{ cro.trimmed(cro.json_value('document', "'ecommerce_page.0.type'")) }} as page_type,
        {{ cro.trimmed(cro.json_value('document', "'screen.0.name'")) }} as screen_name
    from outcomes
),

-- The flat names are those a tracking plan uses on every tracker.
described as (
    select
        *,
        {{ cro.json_object(
            texts={
                'action_name': cro.trimmed(cro.json_value('document', "'ecommerce_action.name'")),
                'product_id': cro.trimmed(cro.json_value('document', "'product.0.id'")),
                'product_name': cro.trimmed(cro.json_value('document', "'product.0.name'")),
                'product_category': cro.trimmed(cro.json_value('document', "'product.0.category'")),
                'product_price': cro.trimmed(cro.json_value('document', "'product.0.price'")),
                'checkout_step': cro.trimmed(cro.json_value('document', "'checkout_step.0.step'")),
                'page_view_id': cro.trimmed(cro.json_value('document', "'web_page.0.id'")),
                'se_category': 'se_category',
                'se_label': 'se_label',
                'se_property': 'se_property',
                'se_value': 'se_value',
            },
            documents={'entities': 'document'},
        ) }} as properties
    from contexts
)

select * from described
