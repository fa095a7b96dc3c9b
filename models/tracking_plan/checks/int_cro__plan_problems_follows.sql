with

stg_cro__plan_macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
),

follows as (
    select
        macro_conversion_key,
        follows
    from stg_cro__plan_macro_conversions
    where follows is not null
    group by macro_conversion_key, follows
),

two_back as (
    select
        follows.macro_conversion_key,
        earlier.follows
    from follows
    inner join follows as earlier
        on follows.follows = earlier.macro_conversion_key
    group by follows.macro_conversion_key, earlier.follows
),

four_back as (
    select
        two_back.macro_conversion_key,
        earlier.follows
    from two_back
    inner join two_back as earlier
        on two_back.follows = earlier.macro_conversion_key
    group by two_back.macro_conversion_key, earlier.follows
),

eight_back as (
    select
        four_back.macro_conversion_key,
        earlier.follows
    from four_back
    inner join four_back as earlier
        on four_back.follows = earlier.macro_conversion_key
    group by four_back.macro_conversion_key, earlier.follows
),

-- Nobody plans nine goals one after another, so a chain that long goes round in a circle.
endless_keys as (
    select macro_conversion_key
    from eight_back
    group by macro_conversion_key
),

problems as (
    select
        plan.file_name,
        plan.macro_conversion_key as row_key,
        plan.definition_version_text as definition_version,
        {{ cro.text_literal('follows') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        case
            when plan.follows = plan.macro_conversion_key then 'the conversion follows itself.'
            else 'following "' || plan.follows || '" back leads round in a circle.'
        end as problem,
        {{ cro.text_literal(
            'Name the macro conversion that comes before this one, or leave the column empty.'
        ) }} as remedy
    from stg_cro__plan_macro_conversions as plan
    left join endless_keys
        on plan.macro_conversion_key = endless_keys.macro_conversion_key
    where
        plan.follows is not null
        and (
            plan.follows = plan.macro_conversion_key
            or endless_keys.macro_conversion_key is not null
        )
)

select * from problems
