-- name: timer_add(due, ticket, kind)!
-- A timer; the same one twice is one.
INSERT INTO timers (due, ticket, kind) VALUES (:due, :ticket, :kind) ON CONFLICT (due, ticket, kind) DO NOTHING;

-- name: timer_take(due, ticket, kind)!
-- Remove a timer; the row count says who won.
DELETE FROM timers WHERE due = :due AND ticket = :ticket AND kind = :kind;

-- name: timers_due(now, limit)
-- What is due, the earliest first.
SELECT due, ticket, kind FROM timers WHERE due <= :now ORDER BY due, ticket, kind LIMIT :limit;

-- name: timers_after(due, ticket, kind, limit)
-- What falls due after a timer, in order.
SELECT due, ticket, kind FROM timers WHERE (due, ticket, kind) > (:due, :ticket, :kind)
ORDER BY due, ticket, kind LIMIT :limit;

-- name: timers_next()^
-- What falls due next.
SELECT due, ticket, kind FROM timers ORDER BY due, ticket, kind LIMIT 1;
