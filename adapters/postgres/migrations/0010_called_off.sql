ALTER TABLE "deliveries" ADD COLUMN "shown_at" timestamp with time zone;--> statement-breakpoint
-- What a change called off is put back with the change.
CREATE TRIGGER audit_called_off AFTER UPDATE OF state ON deliveries FOR EACH ROW
  WHEN ((OLD.state, NEW.state) IN (('pending', 'cancelled'), ('cancelled', 'pending')) AND coalesce(current_setting('storywatch.audit_id', true), '') <> '')
  EXECUTE FUNCTION record_audit_change('id');
