-- Steps of watching, run by the guard functions of watching.sql, which see every case; as they are
-- no functions of the guard's own right, the planner can take them apart.

-- Whether the words of a report's result and of what police did say that somebody was booked. Words
-- that only sound like it are taken out first.
CREATE FUNCTION cases_is_booked(told text, sounds_like text, means text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(replace(told, ' ', ''), sounds_like, '', 'g') ~ means
$$;

-- The last day of so many months after a day, as Art. 160 of the Civil Act counts.
CREATE FUNCTION cases_months_after(day date, months integer) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT (day + make_interval(months => months))::date
$$;

-- The day, in Korea, on which each report of a case came in, and whether it was booked.
CREATE FUNCTION cases_report_days(which uuid, kinds text[], sounds_like text, means text)
RETURNS TABLE (day date, received_at timestamptz, is_booked boolean)
LANGUAGE sql STABLE AS $$
    SELECT (r.received_at AT TIME ZONE 'Asia/Seoul')::date, r.received_at,
           public.cases_is_booked(r.result || ' ' || r.actions_taken, sounds_like, means)
      FROM public.cases_casereport r
     WHERE r.case_id = which AND (kinds IS NULL OR r.kind = ANY (kinds))
$$;

-- What the rules of grades need to know of a case, counted as of a day.
CREATE FUNCTION cases_counts(
    which uuid, today date, report_kinds text[], dispatch_months integer, booking_months integer,
    urgent_codes text[], urgent_months integer, sounds_like text, means text
) RETURNS TABLE (dispatches bigint, bookings bigint, urgent bigint, latest date)
LANGUAGE sql STABLE AS $$
    WITH urgent AS (
        SELECT (m.started_at AT TIME ZONE 'Asia/Seoul')::date AS day FROM public.cases_measure m
         WHERE m.case_id = which AND m.code = ANY (urgent_codes)
    ), told AS (
        SELECT r.day, r.is_booked
          FROM public.cases_report_days(which, report_kinds, sounds_like, means) r
         WHERE r.day <= today
    )
    SELECT count(*) FILTER (WHERE public.cases_months_after(t.day, dispatch_months) >= today),
           count(*) FILTER (WHERE t.is_booked
                              AND public.cases_months_after(t.day, booking_months) >= today),
           (SELECT count(*) FROM urgent u WHERE u.day <= today
               AND public.cases_months_after(u.day, urgent_months) >= today),
           greatest(max(t.day), (SELECT max(u.day) FROM urgent u WHERE u.day <= today))
      FROM told t
$$;

-- The highest grade of a scheme that each open case has reached, unless it is registered so already.
CREATE FUNCTION cases_grades_reached(rules jsonb, today date, only_case uuid)
RETURNS TABLE (
    case_id uuid, grade text, rule text, dispatches bigint, bookings bigint, urgent bigint,
    latest date, rank integer, is_registered boolean
)
LANGUAGE sql STABLE AS $$
    WITH rule AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(rules) AS r (
            scheme text, grade text, rank integer, rule text, case_kinds text[],
            report_kinds text[], dispatches integer, dispatch_months integer, bookings integer,
            booking_months integer, urgent_measures integer, urgent_codes text[],
            urgent_months integer, sounds_like text, means text)
    ), reached AS (
        SELECT DISTINCT ON (c.id, r.scheme) c.id, r.scheme, r.grade, r.rank, r.rule,
               f.dispatches, f.bookings, f.urgent, f.latest
          FROM public.cases_case c JOIN rule r ON c.kind = ANY (r.case_kinds)
         CROSS JOIN LATERAL public.cases_counts(c.id, today, r.report_kinds, r.dispatch_months,
                r.booking_months, r.urgent_codes, r.urgent_months, r.sounds_like, r.means) f
         WHERE c.stage NOT IN ('closed', 'declined') AND (only_case IS NULL OR c.id = only_case)
           AND (EXISTS (SELECT FROM public.cases_casereport p WHERE p.case_id = c.id)
                OR EXISTS (SELECT FROM public.cases_measure m WHERE m.case_id = c.id))
           AND (f.dispatches >= r.dispatches OR f.bookings >= r.bookings
                OR (r.urgent_measures > 0 AND f.urgent >= r.urgent_measures))
         ORDER BY c.id, r.scheme, r.rank DESC
    )
    SELECT e.id, e.grade, e.rule, e.dispatches, e.bookings, e.urgent, e.latest, e.rank,
           g.id IS NOT NULL
      FROM reached e
      LEFT JOIN public.cases_registration g
        ON g.case_id = e.id AND g.scheme = e.scheme AND g.ended_on IS NULL
     WHERE g.id IS NULL OR e.rank > (SELECT max(r.rank) FROM rule r
                                      WHERE r.scheme = e.scheme AND r.grade = g.grade)
$$;

-- Facts that may ask for more: a repeat, a report while registered, contacts missed or in vain.
-- counted: how many; latest: the newest day among them.
CREATE FUNCTION cases_facts_of(
    which uuid, today date, counts text, within_months integer, repeat_months integer,
    only_crimes boolean, sounds_like text, means text
) RETURNS TABLE (counted bigint, latest date)
LANGUAGE sql STABLE AS $$
    WITH referral AS (
        SELECT greatest(max(n.nominated_at), c.opened_at) AS at
          FROM public.cases_case c LEFT JOIN public.cases_nomination n ON n.case_id = c.id
         WHERE c.id = which GROUP BY c.opened_at
    ), happened AS (
        SELECT r.day FROM referral f
          JOIN public.cases_report_days(which, NULL, sounds_like, means) r
            ON r.received_at > f.at AND (r.is_booked OR NOT only_crimes)
           AND public.cases_months_after((f.at AT TIME ZONE 'Asia/Seoul')::date, repeat_months)
               >= r.day
         WHERE counts = 'repeat'
        UNION ALL
        SELECT r.day FROM public.cases_registration g
          JOIN public.cases_report_days(which, NULL, sounds_like, means) r
            ON r.received_at > g.registered_at
         WHERE counts = 'since_registration' AND g.case_id = which AND g.ended_on IS NULL
        UNION ALL
        SELECT m.due_on FROM public.cases_monitoringcontact m
         WHERE m.case_id = which AND m.ended_at IS NOT NULL
           AND ((counts = 'missed' AND m.outcome = 'missed')
                OR (counts = 'not_reached' AND m.outcome IN ('not_reached', 'refused')))
    )
    SELECT count(*), max(h.day) FROM happened h
     WHERE h.day <= today
       AND (within_months IS NULL OR public.cases_months_after(h.day, within_months) >= today)
$$;
