ALTER TABLE "deliveries" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "refresh_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deliveries_refresh" ON "deliveries" USING btree ("refresh_at") WHERE refresh_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_story" ON "deliveries" USING btree ("story_id") WHERE kind = 'post';