"""The SQL. A statement has the id of the person as $1; asyncpg prepares it once for each connection."""

from __future__ import annotations

from equal import people

LISTED_CHARACTERS = 500
LABELS = """ARRAY(
    SELECT l.id FROM works_worklabel x JOIN works_label l ON l.id = x.label_id AND l.user_id = x.user_id
    WHERE x.work_id = w.id AND x.user_id = w.user_id AND l.deleted_at IS NULL
)"""
COLUMNS = f"""w.id, w.title, left(w.content, {LISTED_CHARACTERS + 1}), w.current_status, w.priority, w.my_job, w.starts_on,
    w.deadline_on, w.deadline_time, w.started_at, w.end_at, w.occurs_on, w.position, {LABELS}, w.version, w.created_at,
    w.updated_at, w.recurring_work_id, c.path"""
CATEGORY = "categories_category c ON c.id = w.category_id AND c.user_id = w.user_id AND c.deleted_at IS NULL"
RULE = "works_recurringwork r ON r.id = w.recurring_work_id AND r.user_id = w.user_id AND r.deleted_at IS NULL"
LIVE = "w.user_id = $1 AND w.deleted_at IS NULL"
# The branch of the category $2: a range of paths.
BRANCH = """b.user_id = $1 AND b.deleted_at IS NULL
    AND b.path >= (SELECT path FROM categories_category WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL)
    AND b.path < (SELECT path || '0' FROM categories_category WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL)"""

TODAY = f"""
SELECT {COLUMNS}, r.rule, r.starts_on
FROM works_work w LEFT JOIN {CATEGORY} LEFT JOIN {RULE}
WHERE {LIVE} AND w.end_at IS NULL AND coalesce(w.starts_on, '0001-01-01'::date) <= $2 AND NOT EXISTS (
    SELECT FROM categories_category p
    WHERE p.user_id = w.user_id AND p.deleted_at IS NULL AND p.paused_from <= $2
        AND (p.paused_until IS NULL OR p.paused_until >= $2) AND p.path <= c.path AND p.path || '0' > c.path)
ORDER BY
    CASE WHEN w.deadline_on < $2 OR (w.deadline_on = $2 AND w.deadline_time < $3) THEN 0 WHEN w.deadline_on = $2 THEN 1 ELSE 2 END,
    CASE WHEN w.deadline_on <= $2 THEN w.deadline_on END NULLS LAST, w.deadline_time NULLS LAST,
    array_position('{{URGENT,HIGH,MEDIUM,LOW,NONE}}'::varchar[], w.priority), w.deadline_on NULLS LAST, w.position, w.id
"""
FINISHED = f"""
SELECT {COLUMNS}, r.rule, r.starts_on, w.filed_under::text
FROM works_work w LEFT JOIN {CATEGORY} LEFT JOIN {RULE}
WHERE {LIVE} AND w.current_status = 'DONE' AND w.end_at >= $2 AND w.end_at < $3
ORDER BY w.end_at, w.id LIMIT $4 OFFSET $5
"""
COUNT_FINISHED = (
    f"SELECT count(*) FROM works_work w WHERE {LIVE} AND w.current_status = 'DONE' AND w.end_at >= $2 AND w.end_at < $3"
)
IN_BRANCH = f"{LIVE} AND w.category_id = ANY(ARRAY(SELECT b.id FROM categories_category b WHERE {BRANCH}))"
LISTED = f"""
SELECT {COLUMNS}
FROM (SELECT * FROM works_work w WHERE {IN_BRANCH} ORDER BY w.id DESC LIMIT $3 OFFSET $4) w LEFT JOIN {CATEGORY}
ORDER BY w.id DESC
"""
COUNT_LISTED = f"SELECT count(*) FROM works_work w WHERE {IN_BRANCH}"
IS_CATEGORY = "SELECT FROM categories_category WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL"
LINKS = "SELECT id, name, level FROM categories_category WHERE user_id = $1 AND id = ANY($2::bigint[]) AND deleted_at IS NULL"
SUBTREE = f"""
SELECT b.id, b.name, left(b.content, {LISTED_CHARACTERS + 1}), b.path, b.level, b.starts_on, b.ends_on, b.paused_from,
    b.paused_until, b.position, b.version, b.created_at, b.updated_at, p.id
FROM categories_category b
LEFT JOIN categories_category p ON p.id = b.parent_id AND p.user_id = b.user_id AND p.deleted_at IS NULL
WHERE {BRANCH} ORDER BY b.level, b.position, b.id
"""
TREE = """
SELECT id, name, path, level, position, starts_on, ends_on, parent_id, finished_works FROM categories_category
WHERE user_id = $1 AND deleted_at IS NULL ORDER BY level, position, id
"""
TOTALS = f"""
SELECT w.category_id, count(*),
    count(*) FILTER (WHERE w.deadline_on < $2 OR (w.deadline_on = $2 AND w.deadline_time < $3)),
    min(w.deadline_on) FILTER (WHERE w.deadline_on >= $2),
    min(w.deadline_time) FILTER (WHERE w.deadline_on = $2 AND w.deadline_time >= $3)
FROM works_work w WHERE {LIVE} AND w.end_at IS NULL AND w.category_id IS NOT NULL GROUP BY w.category_id
"""

# Name in the answer and in the change log, column. What a write may change of a work.
WORK = {
    "title": "title",
    "content": "content",
    "category": "category_id",
    "priority": "priority",
    "my_job": "my_job",
    "current_status": "current_status",
    "starts_on": "starts_on",
    "deadline_on": "deadline_on",
    "deadline_time": "deadline_time",
    "started_at": "started_at",
    "end_at": "end_at",
    "filed_under": "filed_under",
    "filed_path": "filed_path",
    "deadline_moves": "deadline_moves",
    "position": "position",
}
JSON = ("filed_under", "deadline_moves")

LOCK = "SELECT FROM accounts_user WHERE id = $1 FOR NO KEY UPDATE"
USAGE = "wheelbarrow_usage g ON g.user_id = u.id"
USED = "g.rows AS used_rows, g.bytes AS used_bytes, g.measured_at"
# The live category $2, and the position behind its last work.
PLACE = "categories_category p ON p.user_id = u.id AND p.id = $2 AND p.deleted_at IS NULL"
LAST = "(SELECT max(position) FROM works_work WHERE user_id = $1 AND category_id = $2 AND deleted_at IS NULL)"
READ_PLACE = f"""
SELECT {people.COLUMNS}, {USED}, p.path, {LAST} AS last
FROM {people.SOURCE} LEFT JOIN {USAGE} LEFT JOIN {PLACE} WHERE {people.ACTIVE}
"""
# The work $3; what it would be filed under if it were closed now; whether its rule waits for that.
READ_WORK = f"""
SELECT {people.COLUMNS}, {USED}, p.path AS new_path, {LAST} AS last,
    w.id, {", ".join(f"w.{column}{'::text' if column in JSON else ''}" for column in WORK.values())},
    w.recurring_work_id, w.occurs_on, w.version, w.created_at, w.updated_at, c.path, {LABELS} AS labels,
    (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) ORDER BY a.level)::text FROM categories_category a
     WHERE a.user_id = u.id AND a.deleted_at IS NULL
        AND a.id = ANY(string_to_array(substr(c.path, 2), '/')::bigint[])) AS facts,
    r.catch_up
FROM {people.SOURCE} LEFT JOIN {USAGE} LEFT JOIN {PLACE}
LEFT JOIN works_work w ON w.user_id = u.id AND w.id = $3 AND w.deleted_at IS NULL
LEFT JOIN categories_category c ON c.id = w.category_id AND c.user_id = w.user_id AND c.deleted_at IS NULL
LEFT JOIN works_recurringwork r ON r.id = w.recurring_work_id AND r.user_id = w.user_id AND r.deleted_at IS NULL
WHERE {people.ACTIVE}
"""
READ_PARENT = f"""
SELECT {people.COLUMNS}, {USED}, p.path, nextval(pg_get_serial_sequence('categories_category', 'id')) AS new_id,
    (SELECT max(position) FROM categories_category s
     WHERE s.user_id = $1 AND s.parent_id IS NOT DISTINCT FROM $2 AND s.deleted_at IS NULL) AS last,
    EXISTS (SELECT FROM categories_category s WHERE s.user_id = $1 AND s.parent_id IS NOT DISTINCT FROM $2
        AND s.name = $3 AND s.deleted_at IS NULL) AS is_taken
FROM {people.SOURCE} LEFT JOIN {USAGE} LEFT JOIN {PLACE} WHERE {people.ACTIVE}
"""
# $1 person, $2 version, $3 to $5 usage or nulls, $6 instant, $7 request, $8 action, $9 row, $10 before, $11 after.
GUARD = "owner AS (UPDATE accounts_user SET version = version + 1 WHERE id = $1 AND version = $2 RETURNING id, version)"
RESERVE = """used AS (
    INSERT INTO wheelbarrow_usage (user_id, rows, bytes, measured_at)
    SELECT id, $3, $4, $5 FROM owner WHERE $3::bigint IS NOT NULL
    ON CONFLICT (user_id) DO UPDATE SET rows = excluded.rows, bytes = excluded.bytes, measured_at = excluded.measured_at)"""


def _changing(kind: str, write: str, row: str = "$9::bigint", more: str = "") -> str:
    return f"""
WITH {GUARD}, {RESERVE}, written AS ({write}){more}
INSERT INTO wheelbarrow_change (user_id, at, actor, request_id, token, action, batch, kind, row, before, after)
SELECT owner.id, $6::timestamptz, 'api', $7, '', $8, owner.version, '{kind}', {row}, $10::jsonb, $11::jsonb
FROM owner{", written" if row != "$9::bigint" else ""} RETURNING row
"""


_PLACES = {name: f"${number}" for number, name in enumerate(WORK, start=12)}
_CATEGORIES, _NUMBERS, _FOLDED = (f"${12 + len(WORK) + place}" for place in range(3))
# What is derived from a work: the numbers of finished works, and the text of the search.
DERIVED = f""", counted AS (
    UPDATE categories_category c SET finished_works = finished_works + d.number
    FROM owner, unnest({_CATEGORIES}::bigint[], {_NUMBERS}::bigint[]) AS d (id, number)
    WHERE c.id = d.id AND c.user_id = owner.id
), texted AS (
    INSERT INTO works_worktext (row_id, user_id, folded) SELECT written.id, owner.id, {_FOLDED}::text FROM owner, written
    WHERE {_FOLDED}::text IS NOT NULL ON CONFLICT (row_id) DO UPDATE SET folded = excluded.folded)"""
NOTHING = f"WITH {GUARD} SELECT id FROM owner"
SAVE_WORK = _changing(
    "work",
    f"""UPDATE works_work w SET {", ".join(f"{WORK[name]} = {place}" for name, place in _PLACES.items())},
        version = owner.version, updated_at = $6 FROM owner WHERE w.id = $9 AND w.user_id = owner.id RETURNING w.id""",
    more=DERIVED,
)
INSERT_WORK = _changing(
    "work",
    f"""INSERT INTO works_work (user_id, version, created_at, updated_at, {", ".join(WORK.values())})
        SELECT owner.id, owner.version, $6, $6, {", ".join(_PLACES.values())} FROM owner WHERE $9::bigint IS NULL RETURNING id""",
    "written.id",
    DERIVED,
)
INSERT_CATEGORY = _changing(
    "category",
    """INSERT INTO categories_category (id, user_id, version, created_at, updated_at, name, content, parent_id, path, level,
            position, starts_on, ends_on)
        SELECT $9, owner.id, owner.version, $6, $6, $12, $13, $14, $15, $16, $17, $18, $19 FROM owner""",
)
MEASURE = """
SELECT sum(rows)::bigint AS rows, sum(bytes)::bigint AS bytes FROM (
    SELECT count(*) AS rows, coalesce(sum(octet_length(content)), 0) AS bytes FROM categories_category WHERE user_id = $1
    UNION ALL SELECT count(*), coalesce(sum(octet_length(content)), 0) FROM works_work WHERE user_id = $1
    UNION ALL SELECT count(*), coalesce(sum(octet_length(content)), 0) FROM works_recurringwork WHERE user_id = $1
    UNION ALL SELECT count(*), coalesce(sum(octet_length(content)), 0) FROM works_reportcopy WHERE user_id = $1
    UNION ALL SELECT count(*), 0 FROM works_label WHERE user_id = $1
    UNION ALL SELECT count(*), 0 FROM works_savedview WHERE user_id = $1) counted
"""
