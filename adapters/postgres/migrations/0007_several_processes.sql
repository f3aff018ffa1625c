CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feeds" ADD COLUMN "polls_failed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "host_blocks" ADD COLUMN "holder" uuid;--> statement-breakpoint
ALTER TABLE "host_blocks" ADD COLUMN "line_until" timestamp with time zone;