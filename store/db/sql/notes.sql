-- name: note_get(channel, name)^
-- What a channel noted under a name.
SELECT body FROM notes WHERE channel = :channel AND name = :name;

-- name: note_put(channel, name, body)!
-- A note, new or changed.
INSERT INTO notes (channel, name, body) VALUES (:channel, :name, :body)
ON CONFLICT (channel, name) DO UPDATE SET body = excluded.body;

-- name: note_drop(channel, name)!
-- The end of a note.
DELETE FROM notes WHERE channel = :channel AND name = :name;

-- name: note_between(channel, first, last, limit)
-- The notes whose names lie between two, in order.
SELECT name, body FROM notes WHERE channel = :channel AND name >= :first AND name < :last ORDER BY name LIMIT :limit;

-- name: note_count(channel, first, last)^
-- How many notes have names between two.
SELECT COUNT(*) FROM notes WHERE channel = :channel AND name >= :first AND name < :last;
