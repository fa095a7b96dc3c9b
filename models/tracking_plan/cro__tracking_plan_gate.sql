select 1 as is_plan_valid
