-- name: ticket_get(id)^
-- A ticket by id.
SELECT body FROM tickets WHERE id = :id;

-- name: ticket_numbered(number)^
-- A ticket by the number that people quote.
SELECT body FROM tickets WHERE number = :number;

-- name: ticket_new(id, number, customer, status, priority, opened, owner, lead, body)!
-- A new ticket.
INSERT INTO tickets (id, number, customer, status, priority, opened, owner, lead, body)
VALUES (:id, :number, :customer, :status, :priority, :opened, :owner, :lead, :body);

-- name: ticket_body(id, customer, status, priority, owner, lead, body)!
-- A ticket of which nothing that is searched has changed: most changes, and half the price, as no index is touched.
UPDATE tickets SET body = :body
WHERE id = :id AND customer = :customer AND status = :status AND priority = :priority AND owner = :owner
  AND lead = :lead;

-- name: ticket_change(id, customer, status, priority, owner, lead, body)!
-- A ticket as it stands now.
UPDATE tickets SET customer = :customer, status = :status, priority = :priority, owner = :owner, lead = :lead,
    body = :body
WHERE id = :id;

-- name: tickets_of_customer(customer, limit)
-- A customer's tickets, the newest first.
SELECT body FROM tickets WHERE customer = :customer ORDER BY id DESC LIMIT :limit;

-- name: tickets_queue(status, limit)
-- Tickets in a status, the most pressing and then the oldest first.
SELECT priority, opened, id, body FROM tickets
WHERE status = :status AND status <> 'archived' AND status <> 'cancelled' AND status <> 'merged'
ORDER BY priority, opened, id LIMIT :limit;

-- name: tickets_owned(person, status, limit)
-- A person's tickets in a status, the most pressing first.
SELECT priority, opened, id, body FROM tickets
WHERE owner = :person AND owner <> 0
  AND status = :status AND status <> 'archived' AND status <> 'cancelled' AND status <> 'merged'
ORDER BY priority, opened, id LIMIT :limit;

-- name: tickets_led(person, status, limit)
-- The tickets in a status whose second handling a person leads.
SELECT priority, opened, id, body FROM tickets
WHERE lead = :person AND lead <> 0
  AND status = :status AND status <> 'archived' AND status <> 'cancelled' AND status <> 'merged'
ORDER BY priority, opened, id LIMIT :limit;

-- name: tickets_newest(limit)
-- The tickets reported last.
SELECT body FROM tickets ORDER BY id DESC LIMIT :limit;

-- name: history_of(ticket)
-- A ticket's whole history in order.
SELECT ticket, seq, at, author_kind, author, action, status, data, previous, hash
FROM history WHERE ticket = :ticket ORDER BY seq;

-- name: history_append(ticket, seq, at, author_kind, author, action, status, data, previous, hash)!
-- One more entry. There is no statement that changes or removes one.
INSERT INTO history (ticket, seq, at, author_kind, author, action, status, data, previous, hash)
VALUES (:ticket, :seq, :at, :author_kind, :author, :action, :status, :data, :previous, :hash);

-- name: serial_next(period, start)^
-- The next serial of a period.
INSERT INTO serials (period, last) VALUES (:period, :start)
ON CONFLICT (period) DO UPDATE SET last = serials.last + 1 RETURNING last;
