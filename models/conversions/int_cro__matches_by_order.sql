{{ config(materialized = 'view') }}

with

matches as (
    select * from {{ ref('int_cro__matches_in_context') }}
),

-- Money given back on an order is no second conversion.
without_refunds as (
    select
        *,
        case
            when conversion_type = 'macro' and revenue < 0 then 'refund'
        end as refund_place,
        row_number() over (
            partition by
                conversion_key,
                order_namespace,
                order_id,
                case when conversion_type = 'macro' and revenue < 0 then 1 else 0 end
            order by {{ cro.event_order() }}
        ) as order_arrival_number
    from matches
),

matches_by_order as (
    select
        *,
        case
            when refund_place is not null then refund_place
            when
                conversion_type = 'macro'
                and order_id is not null
                and order_arrival_number > 1
                then 'duplicate_order'
        end as order_place
    from without_refunds
)

select * from matches_by_order
