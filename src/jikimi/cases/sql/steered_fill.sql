-- The triggers give each row the number of its case's body.
UPDATE public.cases_action SET body_id = NULL;
UPDATE public.cases_measure SET body_id = NULL;
