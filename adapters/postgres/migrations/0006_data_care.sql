CREATE TABLE "installation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "reduced_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "items_whole" ON "items" USING btree ("seen_at") WHERE reduced_at is null;--> statement-breakpoint
INSERT INTO "installation" DEFAULT VALUES;
--> statement-breakpoint
-- Of deliveries only a person's retry, and taking it back, is a change worth keeping.
CREATE TRIGGER audit AFTER UPDATE OF state ON deliveries FOR EACH ROW
  WHEN ((OLD.state, NEW.state) IN (('failed', 'pending'), ('pending', 'failed')) AND coalesce(current_setting('storywatch.audit_id', true), '') <> '')
  EXECUTE FUNCTION record_audit_change('id');
