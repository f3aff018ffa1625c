CREATE SEQUENCE story_revision;
--> statement-breakpoint
-- Records each row change of a transaction that names an audit entry in storywatch.audit_id. The argument is the key column.
CREATE FUNCTION record_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  row_after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
  INSERT INTO audit_changes (audit_id, table_name, row_id, before, after)
  VALUES (
    current_setting('storywatch.audit_id')::uuid,
    TG_TABLE_NAME,
    coalesce(row_after, row_before) ->> TG_ARGV[0],
    row_before,
    row_after
  );
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON feeds FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('id');
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON stories FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('id');
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON assignments FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('item_id');
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON rejections FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('id');
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON channels FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('id');
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON follows FOR EACH ROW
  WHEN (coalesce(current_setting('storywatch.audit_id', true), '') <> '') EXECUTE FUNCTION record_audit_change('id');
