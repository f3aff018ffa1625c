CREATE TABLE "assignments" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"story_id" uuid NOT NULL,
	"state" text NOT NULL,
	"score" double precision NOT NULL,
	"runner_up_id" uuid,
	"runner_up_score" double precision,
	"margin" double precision NOT NULL,
	"reasons" jsonb NOT NULL,
	"assigned_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"place" text NOT NULL,
	"action" text NOT NULL,
	"undone_by" uuid,
	"undoes" uuid,
	CONSTRAINT "audit_seq_unique" UNIQUE("seq")
);
--> statement-breakpoint
CREATE TABLE "audit_changes" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"audit_id" uuid NOT NULL,
	"table_name" text NOT NULL,
	"row_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"platform" text NOT NULL,
	"space_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"name" text,
	"settings" jsonb NOT NULL,
	"digest" jsonb,
	"digest_due_at" timestamp with time zone,
	"last_digest_at" timestamp with time zone NOT NULL,
	"dead_reason" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "channels_place" UNIQUE("platform","space_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"key" text NOT NULL,
	"channel_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"story_id" uuid,
	"message" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"message_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"not_before" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"retry_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	CONSTRAINT "deliveries_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "feeds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"url" text NOT NULL,
	"title" text NOT NULL,
	"site_url" text,
	"folder" text,
	"language" text,
	"state" text NOT NULL,
	"state_reason" text,
	"pinned_interval_ms" bigint,
	"credentials" text,
	"created_at" timestamp with time zone NOT NULL,
	"next_due_at" timestamp with time zone NOT NULL,
	"last_checked_at" timestamp with time zone,
	"last_read_at" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"failure_cause" text,
	"failure_message" text,
	"validators_url" text,
	"etag" text,
	"last_modified" text,
	"body_hash" text,
	"asked_interval_ms" bigint,
	"skip_hours" jsonb,
	"skip_days" jsonb,
	"moved_to" text,
	"moved_count" integer DEFAULT 0 NOT NULL,
	"polls" integer DEFAULT 0 NOT NULL,
	"polls_unchanged" integer DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"enqueued_until" timestamp with time zone,
	"lease_until" timestamp with time zone,
	CONSTRAINT "feeds_url_unique" UNIQUE("url")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"muted" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "follows_once" UNIQUE("channel_id","kind","target")
);
--> statement-breakpoint
CREATE TABLE "host_blocks" (
	"host" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"feed_id" uuid NOT NULL,
	"key" text NOT NULL,
	"title" text NOT NULL,
	"link" text,
	"text" text NOT NULL,
	"published_at" timestamp with time zone,
	"updated_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	"language" text,
	"details" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	"announce" boolean NOT NULL,
	"classified_at" timestamp with time zone,
	CONSTRAINT "items_seq_unique" UNIQUE("seq"),
	CONSTRAINT "items_feed_key" UNIQUE("feed_id","key")
);
--> statement-breakpoint
CREATE TABLE "phase_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"story_id" uuid NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejections" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"item_id" uuid NOT NULL,
	"story_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "rejections_item_story" UNIQUE("item_id","story_id")
);
--> statement-breakpoint
CREATE TABLE "stories" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"topic" text NOT NULL,
	"title" text NOT NULL,
	"aliases" jsonb NOT NULL,
	"entities" jsonb NOT NULL,
	"seeds" jsonb NOT NULL,
	"started_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"phase" text NOT NULL,
	"phase_since" timestamp with time zone NOT NULL,
	"last_item_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"merged_into" uuid,
	"removed_at" timestamp with time zone,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "terminal_messages" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"nonce" text NOT NULL,
	"space_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"message" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "terminal_messages_nonce_unique" UNIQUE("nonce")
);
--> statement-breakpoint
CREATE TABLE "topics" (
	"slug" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_feed_id_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."feeds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "phase_changes" ADD CONSTRAINT "phase_changes_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejections" ADD CONSTRAINT "rejections_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejections" ADD CONSTRAINT "rejections_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_topic_topics_slug_fk" FOREIGN KEY ("topic") REFERENCES "public"."topics"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignments_story" ON "assignments" USING btree ("story_id","assigned_at");--> statement-breakpoint
CREATE INDEX "audit_changes_audit" ON "audit_changes" USING btree ("audit_id");--> statement-breakpoint
CREATE INDEX "deliveries_pending" ON "deliveries" USING btree ("created_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "deliveries_channel" ON "deliveries" USING btree ("channel_id","created_at");--> statement-breakpoint
CREATE INDEX "feeds_due" ON "feeds" USING btree ("next_due_at") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "follows_target" ON "follows" USING btree ("kind","target");--> statement-breakpoint
CREATE INDEX "items_unclassified" ON "items" USING btree ("seq") WHERE classified_at is null;--> statement-breakpoint
CREATE INDEX "items_feed_seen" ON "items" USING btree ("feed_id","seen_at");--> statement-breakpoint
CREATE INDEX "items_published" ON "items" USING btree ("published_at");--> statement-breakpoint
CREATE INDEX "phase_changes_story" ON "phase_changes" USING btree ("story_id","at");--> statement-breakpoint
CREATE INDEX "stories_revision" ON "stories" USING btree ("revision");--> statement-breakpoint
CREATE UNIQUE INDEX "stories_slug" ON "stories" USING btree ("slug") WHERE merged_into is null and removed_at is null;