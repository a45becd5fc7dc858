-- What set_aside.sql has removed.
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL maintenance_work_mem = '512MB';
DO $$ DECLARE statement text; BEGIN
    FOR statement IN SELECT make FROM set_aside ORDER BY turn, owner, name LOOP EXECUTE statement; END LOOP;
END $$;
