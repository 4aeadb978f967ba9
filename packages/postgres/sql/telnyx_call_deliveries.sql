-- The table of @telnyx-call/postgres, for createPostgresStore and handleOnce: what migrate(pool) runs.
-- id: the delivery's id; with "inbox:" before it, an event that handleOnce has handled.
-- token: who is handling it; NULL: it was handled.
-- expires_at: when the claim ends, or when the event is forgotten. Rows are removed after that.
-- The application's role needs SELECT, INSERT, UPDATE and DELETE.

CREATE TABLE IF NOT EXISTS "telnyx_call_deliveries" (
  id text COLLATE "C" PRIMARY KEY,
  token text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS "telnyx_call_deliveries_expires_at" ON "telnyx_call_deliveries" (expires_at);
