-- name: person_get(id)^
-- A person by id.
SELECT body FROM people WHERE id = :id;

-- name: person_put(id, role, body)!
-- A person, new or changed.
INSERT INTO people (id, role, body) VALUES (:id, :role, :body)
ON CONFLICT (id) DO UPDATE SET role = excluded.role, body = excluded.body;

-- name: people_team()
-- Everyone who works tickets, and the rooms of the team; removed ones included.
SELECT body FROM people WHERE role <> 'customer';

-- name: address_get(id)^
-- An address by id.
SELECT id, person, channel, external, seen, blocked FROM addresses WHERE id = :id;

-- name: address_at(channel, external)^
-- The address that a channel knows by its own id of the chat.
SELECT id, person, channel, external, seen, blocked FROM addresses WHERE channel = :channel AND external = :external;

-- name: seat_at(channel, external)^
-- The same, with who sits there, the conversation that they are in, and whether a ticket of theirs awaits an answer:
-- every event begins with it.
SELECT a.id, a.person, a.channel, a.external, a.seen, a.blocked, p.body, d.body,
    EXISTS (SELECT 1 FROM tickets t WHERE t.customer = a.person AND t.status = 'awaiting_customer')
FROM addresses a LEFT JOIN people p ON p.id = a.person LEFT JOIN drafts d ON d.address = a.id
WHERE a.channel = :channel AND a.external = :external;

-- name: addresses_of(person)
-- A person's addresses: a few rows, sorted by who asked.
SELECT id, person, channel, external, seen, blocked FROM addresses WHERE person = :person;

-- name: address_seen(id, person, channel, external, seen, blocked)!
-- An address seen again, or blocked: most changes, and no index is touched.
UPDATE addresses SET seen = :seen, blocked = :blocked
WHERE id = :id AND person = :person AND channel = :channel AND external = :external;

-- name: address_put(id, person, channel, external, seen, blocked)!
-- An address, new or changed.
INSERT INTO addresses (id, person, channel, external, seen, blocked)
VALUES (:id, :person, :channel, :external, :seen, :blocked)
ON CONFLICT (id) DO UPDATE SET person = excluded.person, channel = excluded.channel, external = excluded.external,
    seen = excluded.seen, blocked = excluded.blocked;

-- name: invitation_put(code_hash, person, expires)!
-- An invitation; each works once.
INSERT INTO invitations (code_hash, person, expires) VALUES (:code_hash, :person, :expires);

-- name: invitation_take(code_hash)^
-- Use up an invitation.
DELETE FROM invitations WHERE code_hash = :code_hash RETURNING code_hash, person, expires;
