-- Without indexes and foreign keys while rows are inserted; made again, they check every row.
CREATE TEMP TABLE set_aside AS
WITH filled AS (
    SELECT unnest(ARRAY['categories_category', 'works_recurringwork', 'works_work', 'works_worktext', 'works_label',
                        'works_worklabel', 'wheelbarrow_change']::regclass[]) AS oid)
SELECT CASE contype WHEN 'f' THEN 3 ELSE 1 END AS turn, conrelid::regclass AS owner, conname AS name,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make,
       format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS remove
FROM pg_constraint
WHERE contype IN ('u', 'f') AND (conrelid IN (TABLE filled) OR confrelid IN (TABLE filled))
UNION ALL
SELECT 2, i.indrelid::regclass, c.relname, pg_get_indexdef(i.indexrelid), format('DROP INDEX %s', i.indexrelid::regclass)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN (TABLE filled) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype = 'u');
DO $$ DECLARE statement text; BEGIN
    FOR statement IN SELECT remove FROM set_aside ORDER BY turn DESC LOOP EXECUTE statement; END LOOP;
END $$;
