-- name: outbox_add(id, person, address, lane, kind, ticket, dedupe, created, not_before, expires, state, attempts, lease, due, held, uncertain, late, error, ref, ended, message)!
-- A message to be sent; the same dedupe key twice is one message.
INSERT INTO outbox (id, person, address, lane, kind, ticket, dedupe, created, not_before, expires, state, attempts,
    lease, due, held, uncertain, late, error, ref, ended, message)
VALUES (:id, :person, :address, :lane, :kind, :ticket, :dedupe, :created, :not_before, :expires, :state, :attempts,
    :lease, :due, :held, :uncertain, :late, :error, :ref, :ended, :message)
ON CONFLICT (dedupe) DO NOTHING;

-- name: outbox_get(id)^
-- A delivery by id.
SELECT id, person, address, lane, kind, message, dedupe, created, ticket, not_before, expires, state, attempts, lease,
    uncertain, late, error, ref, ended
FROM outbox WHERE id = :id;

-- name: outbox_ready(lane, now, after_due, after_id, limit)
-- What is due in a lane, in order, after a place in that order. What waits behind a message in flight is left out; what
-- waits behind one that is to be tried again comes with the moment of that try.
SELECT id, person, address, lane, kind, message, dedupe, created, ticket, not_before, expires, state, attempts, lease,
    uncertain, late, error, ref, ended, due, (
        SELECT MAX(earlier.due) FROM outbox AS earlier
        WHERE earlier.held = 1 AND earlier.address = outbox.address AND earlier.lane = outbox.lane
          AND earlier.id < outbox.id
    ) AS behind
FROM outbox
WHERE lane = :lane AND due <= :now AND (due, id) > (:after_due, :after_id)
  AND NOT EXISTS (
      SELECT 1 FROM outbox AS flying
      WHERE flying.held = 1 AND flying.address = outbox.address AND flying.lane = outbox.lane
        AND flying.id < outbox.id AND flying.state = 'leased'
  )
ORDER BY due, id LIMIT :limit;

-- name: outbox_lease(id, lease)!
-- Take a row for sending.
UPDATE outbox SET state = 'leased', lease = :lease, due = :lease, held = 1, attempts = attempts + 1 WHERE id = :id;

-- name: outbox_defer(id, due)!
-- Look at a row again later, as it waits behind another.
UPDATE outbox SET due = :due WHERE id = :id;

-- name: outbox_put(id, address, not_before, expires, state, attempts, lease, due, held, uncertain, error, ref, ended)!
-- Where a delivery stands now.
UPDATE outbox SET address = :address, not_before = :not_before, expires = :expires, state = :state,
    attempts = :attempts, lease = :lease, due = :due, held = :held, uncertain = :uncertain, error = :error,
    ref = :ref, ended = :ended
WHERE id = :id;

-- name: outbox_next(lane, now)^
-- When a lane has to be looked at next: when the next row is due, unless it waits behind a message in flight.
SELECT due FROM outbox
WHERE lane = :lane AND due IS NOT NULL
  AND (due > :now OR NOT EXISTS (
      SELECT 1 FROM outbox AS flying
      WHERE flying.held = 1 AND flying.address = outbox.address AND flying.lane = outbox.lane
        AND flying.id < outbox.id AND flying.state = 'leased'
  ))
ORDER BY due LIMIT 1;

-- name: outbox_expire(ticket, kind, now)!
-- End a ticket's waiting messages of a kind.
UPDATE outbox SET state = 'expired', due = NULL, held = 0, ended = :now
WHERE ticket = :ticket AND ticket <> 0 AND state = 'waiting' AND kind = :kind;

-- name: outbox_of_ticket(ticket)
-- Everything that was said about a ticket, in order.
SELECT id, person, address, lane, kind, message, dedupe, created, ticket, not_before, expires, state, attempts, lease,
    uncertain, late, error, ref, ended
FROM outbox WHERE ticket = :ticket AND ticket <> 0 ORDER BY id;

-- name: outbox_failed(state, limit)
-- What ended without being sent, the oldest first.
SELECT id, person, address, lane, kind, message, dedupe, created, ticket, not_before, expires, state, attempts, lease,
    uncertain, late, error, ref, ended
FROM outbox
WHERE state = :state AND state <> 'waiting' AND state <> 'leased' AND state <> 'sent'
ORDER BY id LIMIT :limit;

-- name: outbox_under_way(lane, state, limit)
-- What has not ended, in a lane, in order.
SELECT id, person, address, lane, kind, message, dedupe, created, ticket, not_before, expires, state, attempts, lease,
    uncertain, late, error, ref, ended
FROM outbox WHERE lane = :lane AND due IS NOT NULL AND state = :state ORDER BY due, id LIMIT :limit;

-- name: outbox_count_under_way(lane)^
-- How many of a lane have not ended.
SELECT COUNT(*) FROM outbox WHERE lane = :lane AND due IS NOT NULL;

-- name: outbox_count_leased()^
-- How many are being sent.
SELECT COUNT(*) FROM outbox WHERE held = 1 AND state = 'leased';

-- name: outbox_count_failed(state)^
-- How many ended in a way other than being sent.
SELECT COUNT(*) FROM outbox
WHERE state = :state AND state <> 'waiting' AND state <> 'leased' AND state <> 'sent';
