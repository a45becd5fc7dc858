-- The content of the peers' seed.sql in Wheelbarrow's tables: the same ids, paths, names, texts and instants.
-- 200 people to measure with (1..200), three whose works grow (201: 2,000, 202: 20,000, 203: 200,000 works).
-- Two settings come from databases.py: bench.at, the instant the peers were filled, and bench.password, a hash of 'pw'.
-- Columns are named one by one; databases.py gives those that are not named the default of the model.

CREATE TEMP VIEW moment AS SELECT current_setting('bench.at')::timestamptz AS at;

INSERT INTO accounts_user (id, email, password, name, time_zone, language, week_starts_on, is_superuser, is_staff,
                           is_active, token_version, created_at)
SELECT u, 'u' || u || '@example.com', current_setting('bench.password'), 'User ' || u, 'UTC', 'en', 'MO', false, false,
       true, 1, at - interval '400 days'
FROM moment, generate_series(1, 203) u;

-- The tree of each person: local index i -> level and the parent's index; 1 + 4 + 16 + 40 + 50 + 39 = 150 nodes.
CREATE TEMP TABLE shape AS
SELECT i,
       CASE WHEN i = 0 THEN 0 WHEN i < 5 THEN 1 WHEN i < 21 THEN 2 WHEN i < 61 THEN 3 WHEN i < 111 THEN 4 ELSE 5 END AS level,
       CASE WHEN i = 0 THEN NULL WHEN i < 5 THEN 0 WHEN i < 21 THEN 1 + ((i - 5) % 4) WHEN i < 61 THEN 5 + ((i - 21) * 7 % 16)
            WHEN i < 111 THEN 21 + ((i - 61) * 11 % 40) ELSE 61 + ((i - 111) * 13 % 50) END AS parent
FROM generate_series(0, 149) i;

CREATE TEMP TABLE node AS
WITH RECURSIVE tree AS (
    SELECT u, i, level, (u - 1) * 150 + i + 1 AS id, NULL::bigint AS parent_id, '/' || ((u - 1) * 150 + i + 1) AS path,
           jsonb_build_array(jsonb_build_object('id', (u - 1) * 150 + i + 1, 'name', 'Category ' || i || ' of user ' || u)) AS ancestors
    FROM shape, generate_series(1, 203) u WHERE i = 0
    UNION ALL
    SELECT tree.u, s.i, s.level, (tree.u - 1) * 150 + s.i + 1, tree.id, tree.path || '/' || ((tree.u - 1) * 150 + s.i + 1),
           tree.ancestors || jsonb_build_object('id', (tree.u - 1) * 150 + s.i + 1, 'name', 'Category ' || s.i || ' of user ' || tree.u)
    FROM tree JOIN shape s ON s.parent = tree.i)
SELECT *, level = 5 AND i % 8 = 0 AS is_dead, row_number() OVER (PARTITION BY u, parent_id ORDER BY i) - 1 AS position FROM tree;
CREATE UNIQUE INDEX ON node (u, i);
ANALYZE node;

-- One deletion for each person has all deleted rows.
INSERT INTO wheelbarrow_deletion (id, user_id, deleted_at, kind, label, counts)
SELECT u, u, at - interval '3 days', 'category', 'Category 112 of user ' || u, '{"categories": 5, "works": 203, "recurring_works": 6}'
FROM moment, generate_series(1, 203) u;

INSERT INTO categories_category (id, user_id, parent_id, name, content, path, level, position, created_at, updated_at,
                                 deleted_at, deletion_id)
SELECT id, u, parent_id, 'Category ' || i || ' of user ' || u, '', path, level, position, at, at,
       CASE WHEN is_dead THEN at - interval '3 days' END, CASE WHEN is_dead THEN u END
FROM moment, node ORDER BY i, u;

-- Each has come to its 7,000th day, so that the 6,666 works it made lie behind it and a scheduler finds nothing due.
INSERT INTO works_recurringwork (id, user_id, category_id, title, content, priority, my_job, rule, starts_on, skipped_on,
                                 extra_on, lead_days, catch_up, is_active, next_occurrence_on, next_due_on, missed_on,
                                 settled_on, failure, created_at, updated_at, deleted_at, deletion_id)
SELECT (u - 1) * 30 + k + 1, u, (u - 1) * 150 + (k * 5 % 110) + 1, 'Recurring ' || k, '', 'NONE', false,
       'FREQ=WEEKLY;INTERVAL=' || (1 + k % 4), '2000-01-03', '[]', '[]', 0, 'latest_only', true,
       date '2000-01-03' + 7 * (1 + k % 4) * 7000, date '2000-01-03' + 7 * (1 + k % 4) * 7000, '[]', '[]', '', at, at,
       CASE WHEN k % 5 = 0 THEN at - interval '10 days' END, CASE WHEN k % 5 = 0 THEN u END
FROM moment, generate_series(1, 203) u, generate_series(0, 29) k ORDER BY k, u;

-- The peers' rows first, in their words and their order, which is the order of their ids.
CREATE TEMP TABLE peer_work AS
SELECT row_number() OVER (ORDER BY j, u) AS id, u, j,
       CASE WHEN j BETWEEN 40 AND 47 THEN (ARRAY[112, 120, 128, 136, 144])[j % 5 + 1]
            WHEN j < 40 THEN 21 + (j * 7 % 90) ELSE 5 + (j * 31 % 106) END AS i,
       CASE WHEN j % 5 < 3 THEN j % 30 END AS k,
       CASE WHEN j < 48 THEN at - make_interval(mins => 30 + j * 37)
            WHEN j % 10 < 6 THEN at - make_interval(secs => 3600 * 12 + ((j * 7919) % n)::float8 / n * 365 * 86400)
            ELSE at + make_interval(hours => 24 + j % 5000) END AS start_at,
       CASE WHEN j >= 48 AND j % 10 < 6
            THEN at - make_interval(secs => 3600 * 12 + ((j * 7919) % n)::float8 / n * 365 * 86400 - 3600 * (1 + j % 7)) END AS end_at,
       CASE WHEN j BETWEEN 40 AND 47 THEN at - interval '3 days'  -- live in the peers, in a deleted category: shown nowhere
            WHEN j >= 48 AND j % 10 = 9 THEN at - interval '1 day' END AS deleted_at,
       at - interval '400 days' AS created_at
FROM moment,
     (SELECT u, CASE WHEN u <= 201 THEN 2000 WHEN u = 202 THEN 20000 ELSE 200000 END AS n FROM generate_series(1, 203) u) q,
     LATERAL generate_series(0, n - 1) j;

-- A work of a deleted rule keeps its key aside. Work j is the (j / 30)th that its rule made.
INSERT INTO works_work (id, user_id, category_id, recurring_work_id, recurring_work_in_trash_id, occurs_on, title, content,
                        current_status, priority, my_job, starts_on, end_at, filed_under, filed_path, deadline_moves,
                        position, created_at, updated_at, deleted_at, deletion_id)
SELECT w.id, w.u, node.id,
       CASE WHEN k % 5 > 0 THEN (w.u - 1) * 30 + k + 1 END, CASE WHEN k % 5 = 0 THEN (w.u - 1) * 30 + k + 1 END,
       CASE WHEN k IS NOT NULL THEN date '2000-01-03' + 7 * (1 + k % 4) * (j / 30) END,
       'Work number ' || j || ' of user ' || w.u, 'A short note about work ' || j || ', long enough to be real.',
       CASE WHEN end_at IS NULL THEN 'TODO' ELSE 'DONE' END, 'NONE', false, (start_at AT TIME ZONE 'UTC')::date, end_at,
       CASE WHEN end_at IS NULL THEN '[]' ELSE node.ancestors END, CASE WHEN end_at IS NULL THEN '' ELSE node.path END, '[]',
       row_number() OVER (PARTITION BY node.id ORDER BY j) - 1, created_at, coalesce(end_at, created_at),
       deleted_at, CASE WHEN deleted_at IS NOT NULL THEN w.u END
FROM peer_work w JOIN node ON node.u = w.u AND node.i = w.i ORDER BY w.id;

-- What the search has of them; their letters are ASCII.
INSERT INTO works_worktext (row_id, user_id, folded)
SELECT id, user_id, lower(title) || E'\x1f' || lower(content) FROM works_work ORDER BY id;

UPDATE categories_category c SET finished_works = w.number
FROM (SELECT category_id, count(*) AS number FROM works_work
      WHERE deleted_at IS NULL AND current_status = 'DONE' GROUP BY category_id) w WHERE w.category_id = c.id;

SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), 1000), setval(pg_get_serial_sequence('categories_category', 'id'), 100000),
       setval(pg_get_serial_sequence('works_recurringwork', 'id'), 100000), setval(pg_get_serial_sequence('wheelbarrow_deletion', 'id'), 1000),
       setval(pg_get_serial_sequence('works_work', 'id'), (SELECT max(id) FROM works_work)),
       -- So that the id of a new row in an answer is mistaken for no other number.
       setval(pg_get_serial_sequence('wheelbarrow_change', 'id'), 10000000);
