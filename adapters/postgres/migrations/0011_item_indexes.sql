CREATE INDEX "items_waiting" ON "items" USING btree ("announce" desc,coalesce("published_at", "seen_at"),"seq") WHERE classified_at is null;--> statement-breakpoint
CREATE INDEX "items_feed_published" ON "items" USING btree ("feed_id","published_at");--> statement-breakpoint
CREATE INDEX "items_time" ON "items" USING btree (coalesce("published_at", "seen_at"));--> statement-breakpoint
DROP INDEX "items_unclassified";--> statement-breakpoint
DROP INDEX "items_feed_seen";--> statement-breakpoint
DROP INDEX "items_published";
