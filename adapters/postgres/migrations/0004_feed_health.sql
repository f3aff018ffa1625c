ALTER TABLE "deliveries" ADD COLUMN "feed_id" uuid;--> statement-breakpoint
ALTER TABLE "feeds" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "feeds" ADD COLUMN "silent_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "retitled" integer DEFAULT 0 NOT NULL;