-- name: inbox_first(channel, event, at)!
-- Note an event; the row count says whether it is new.
INSERT INTO inbox (channel, event, at) VALUES (:channel, :event, :at) ON CONFLICT (channel, event) DO NOTHING;

-- name: inbox_forget(before, limit)!
-- Drop what no platform repeats any more, the oldest first, so much at a time that others get their turn.
DELETE FROM inbox WHERE (channel, event) IN (
    SELECT channel, event FROM inbox WHERE at < :before ORDER BY at LIMIT :limit
);

-- name: draft_get(address)^
-- The conversation that a chat is in.
SELECT body FROM drafts WHERE address = :address;

-- name: draft_put(address, body)!
-- A conversation as it stands.
INSERT INTO drafts (address, body) VALUES (:address, :body)
ON CONFLICT (address) DO UPDATE SET body = excluded.body;

-- name: draft_drop(address)!
-- The end of a conversation.
DELETE FROM drafts WHERE address = :address;

-- name: file_put(id, sha256, name, mime, size, person, created, ticket)!
-- A file's record, new or changed.
INSERT INTO files (id, sha256, name, mime, size, person, created, ticket)
VALUES (:id, :sha256, :name, :mime, :size, :person, :created, :ticket)
ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, name = excluded.name, mime = excluded.mime,
    size = excluded.size, person = excluded.person, created = excluded.created, ticket = excluded.ticket;

-- name: file_get(id)^
-- A file's record by id.
SELECT id, sha256, name, mime, size, person, created, ticket FROM files WHERE id = :id;

-- name: file_attach(id, ticket)!
-- A file belongs to a ticket.
UPDATE files SET ticket = :ticket WHERE id = :id;

-- name: feed_append(address, source, at, body)^
-- One more line, and its number; the same source twice is one line.
INSERT INTO feed (address, seq, source, at, body)
VALUES (:address, COALESCE((SELECT MAX(seq) FROM feed WHERE address = :address), 0) + 1, :source, :at, :body)
ON CONFLICT (address, source) DO NOTHING RETURNING seq;

-- name: feed_since(address, seq, limit)
-- The lines after a number, in order.
SELECT address, seq, source, at, body FROM feed WHERE address = :address AND seq > :seq ORDER BY seq LIMIT :limit;

-- name: feed_last(address)^
-- The number of the last line.
SELECT MAX(seq) FROM feed WHERE address = :address;

-- name: feed_seen(address, seq)!
-- The highest line shown.
INSERT INTO feed_seen (address, seq) VALUES (:address, :seq)
ON CONFLICT (address) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > feed_seen.seq;

-- name: feed_shown(address)^
-- The highest line shown so far.
SELECT seq FROM feed_seen WHERE address = :address;

-- name: session_put(token_hash, address, created, seen)!
-- A session, new or seen again.
INSERT INTO sessions (token_hash, address, created, seen) VALUES (:token_hash, :address, :created, :seen)
ON CONFLICT (token_hash) DO UPDATE SET address = excluded.address, created = excluded.created, seen = excluded.seen;

-- name: session_get(token_hash)^
-- A session by the hash of its token.
SELECT token_hash, address, created, seen FROM sessions WHERE token_hash = :token_hash;

-- name: session_drop(token_hash)!
-- The end of a session.
DELETE FROM sessions WHERE token_hash = :token_hash;
