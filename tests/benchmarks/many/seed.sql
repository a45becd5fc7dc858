-- bench.accounts people in 24 time zones, each with 40 categories, 200 works (20 open, 10 of them on Today), 10 daily
-- recurring works that are due at the next midnight, 3 labels and 20 changes. bench.at is now, bench.password a hash.
-- Columns that are not named get the default of the model (databases.py). Ids go round the accounts, so that the rows of
-- one person are as far apart on the disk as if all had come at their own times.

CREATE TEMP VIEW moment AS
SELECT current_setting('bench.at')::timestamptz AS at, current_setting('bench.accounts')::bigint AS n;

INSERT INTO accounts_user (id, email, password, name, time_zone, language, week_starts_on, is_superuser, is_staff,
                           is_active, token_version, version, created_at)
SELECT u, 'u' || u || '@example.com', current_setting('bench.password'), 'User ' || u,
       (ARRAY['Pacific/Pago_Pago', 'Pacific/Honolulu', 'America/Anchorage', 'America/Los_Angeles', 'America/Denver',
              'America/Chicago', 'America/New_York', 'America/Halifax', 'America/Sao_Paulo', 'Atlantic/South_Georgia',
              'Atlantic/Azores', 'UTC', 'Europe/Berlin', 'Africa/Cairo', 'Europe/Istanbul', 'Asia/Dubai', 'Asia/Karachi',
              'Asia/Dhaka', 'Asia/Bangkok', 'Asia/Singapore', 'Asia/Seoul', 'Australia/Brisbane', 'Pacific/Guadalcanal',
              'Pacific/Auckland'])[1 + u % 24],
       'en', 'MO', false, false, true, 1, 21, at - interval '400 days'
FROM moment, generate_series(1, n) u;
ANALYZE accounts_user;

-- Of four people in five it is known how much they store; of the others the first write of the day measures it.
INSERT INTO wheelbarrow_usage (user_id, rows, bytes, measured_at)
SELECT u, 260, 10000, at FROM moment, generate_series(1, n) u WHERE u % 5 > 0;

-- The tree of each person: local index i -> level and the parent's index; 1 + 4 + 15 + 20 = 40 nodes. Work j is in node
-- 5 + j % 35, and is open if j % 10 = 0.
CREATE TEMP TABLE shape AS
SELECT i, CASE WHEN i = 0 THEN 0 WHEN i < 5 THEN 1 WHEN i < 20 THEN 2 ELSE 3 END AS level,
       CASE WHEN i = 0 THEN NULL WHEN i < 5 THEN 0 WHEN i < 20 THEN 1 + (i - 5) % 4 ELSE 5 + (i - 20) % 15 END AS parent,
       CASE WHEN i = 0 THEN '2026' ELSE (ARRAY['Garden', 'House', 'Office', 'Travel', 'Health'])[1 + i % 5] || i END AS name,
       (SELECT count(*) FROM generate_series(0, 199) j WHERE 5 + j % 35 = i AND j % 10 > 0) AS finished
FROM generate_series(0, 39) i;

CREATE TEMP TABLE node AS
WITH RECURSIVE tree AS (
    SELECT u, i, level, name, finished, i * n + u AS id, NULL::bigint AS parent_id, '/' || i * n + u AS path,
           jsonb_build_array(jsonb_build_object('id', i * n + u, 'name', name)) AS ancestors
    FROM moment, shape, generate_series(1, n) u WHERE i = 0
    UNION ALL
    SELECT tree.u, s.i, s.level, s.name, s.finished, s.i * n + tree.u, tree.id, tree.path || '/' || s.i * n + tree.u,
           tree.ancestors || jsonb_build_object('id', s.i * n + tree.u, 'name', s.name)
    FROM moment, tree JOIN shape s ON s.parent = tree.i)
SELECT * FROM tree;
ANALYZE node;

INSERT INTO categories_category (id, user_id, parent_id, name, content, path, level, position, finished_works, created_at,
                                 updated_at)
SELECT id, u, parent_id, name, '', path, level, row_number() OVER (PARTITION BY u, parent_id ORDER BY i) - 1, finished,
       at - interval '400 days', at - interval '400 days'
FROM moment, node ORDER BY id;

-- The cursor is on the day that begins at the next midnight of the person.
INSERT INTO works_recurringwork (id, user_id, category_id, title, content, priority, my_job, rule, starts_on, skipped_on,
                                 extra_on, lead_days, catch_up, is_active, next_occurrence_on, next_due_on, missed_on,
                                 settled_on, failure, created_at, updated_at)
SELECT k * n + id, id, (5 + k) * n + id, 'Recurring ' || k, '', 'NONE', false, 'FREQ=DAILY', today - 30, '[]', '[]', 0,
       'latest_only', true, today + 1, today + 1, '[]', '[]', '', at - interval '30 days', at - interval '30 days'
FROM moment, (SELECT id, (at AT TIME ZONE time_zone)::date AS today FROM moment, accounts_user) people,
     generate_series(0, 9) k ORDER BY k, id;

INSERT INTO works_work (id, user_id, category_id, title, content, current_status, priority, my_job, starts_on, deadline_on,
                        end_at, filed_under, filed_path, deadline_moves, position, created_at, updated_at)
SELECT j * n + u, u, node.id,
       (ARRAY['Call', 'Write to', 'Pay', 'Repair', 'Order', 'Plan', 'Check', 'Clean', 'Read', 'Book', 'Measure'])[1 + j % 11]
       || ' ' || (ARRAY['the plumber', 'the roof', 'the invoice', 'the report', 'the dentist', 'the seeds', 'the trip',
                        'the contract', 'the bicycle', 'the library', 'the heating', 'the garden', 'the lecture'])[1 + j % 13]
       || ' ' || j,
       CASE WHEN j % 3 = 0 THEN 'A short note about work ' || j || ', long enough to be real: ask for the price and the day.'
            ELSE '' END,
       CASE WHEN j % 10 = 0 THEN 'TODO' ELSE 'DONE' END, (ARRAY['NONE', 'NONE', 'NONE', 'HIGH'])[1 + j % 4], false,
       CASE WHEN j % 20 = 0 THEN at::date - j / 20 - 1 WHEN j % 10 = 0 THEN at::date + j + 2 END,
       CASE WHEN j % 60 = 0 THEN at::date - 1 WHEN j % 10 = 0 THEN at::date + j + 5 END,
       ended, CASE WHEN j % 10 = 0 THEN '[]' ELSE ancestors END, CASE WHEN j % 10 = 0 THEN '' ELSE path END, '[]', j / 35,
       at - interval '400 days', coalesce(ended, at - interval '400 days')
FROM moment, node JOIN generate_series(0, 199) j ON 5 + j % 35 = i,
     LATERAL (SELECT CASE WHEN j % 10 > 0 THEN at - make_interval(hours => 24 * (200 - j) + u::int % 24) END AS ended) e
ORDER BY j, u;

INSERT INTO works_worktext (row_id, user_id, folded)
SELECT id, user_id, lower(title) || E'\x1f' || lower(content) FROM works_work ORDER BY id;

INSERT INTO works_label (id, user_id, name, name_key, colour, position, created_at, updated_at)
SELECT l * n + u, u, name, name, colour, l, at, at
FROM moment, generate_series(1, n) u, (VALUES (0, 'phone', 'red'), (1, 'home', 'green'), (2, 'errand', 'blue')) v (l, name, colour);
INSERT INTO works_worklabel (id, user_id, work_id, label_id)
SELECT k * n + u, u, k * 10 * n + u, k % 3 * n + u FROM moment, generate_series(1, n) u, generate_series(0, 19) k ORDER BY k, u;

-- The works that were finished last.
INSERT INTO wheelbarrow_change (id, user_id, at, actor, request_id, action, batch, kind, row, before, after)
SELECT k * n + w.user_id, w.user_id, w.end_at, 'api', '', 'finished', k + 2, 'work', w.id,
       '{"end_at": null, "filed_path": "", "filed_under": [], "current_status": "TODO"}',
       jsonb_build_object('end_at', w.end_at, 'filed_path', w.filed_path, 'filed_under', w.filed_under, 'current_status', 'DONE')
FROM moment, generate_series(0, 19) k, LATERAL (SELECT 178 + k + (k + 7) / 9 AS j) number, works_work w
WHERE w.id > j * n AND w.id <= (j + 1) * n ORDER BY k, w.user_id;

DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['accounts_user', 'categories_category', 'works_recurringwork', 'works_work', 'works_label',
                                'works_worklabel', 'wheelbarrow_change'] LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), (SELECT max(id) FROM %I))', name, name);
    END LOOP;
END $$;
