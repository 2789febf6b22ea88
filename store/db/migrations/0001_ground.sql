-- Everything the first version keeps. Moments are UTC milliseconds, JSON is text, hashes are hexadecimal, 0 is nobody.
-- {{id}}: the type of a key that is a number. {{clustered}}: the rows lie in the order of their key.
-- A partial index names its rows with =, <> and AND: SQLite builds a list anew for each row that an IN has to judge.

CREATE TABLE people (
    id {{id}} PRIMARY KEY,
    role TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX people_team ON people (role) WHERE role <> 'customer';

CREATE TABLE addresses (
    id {{id}} PRIMARY KEY,
    person BIGINT NOT NULL,
    channel TEXT NOT NULL,
    external TEXT NOT NULL,
    seen BIGINT NOT NULL,
    blocked INTEGER NOT NULL,
    UNIQUE (channel, external)
);
CREATE INDEX addresses_person ON addresses (person);

CREATE TABLE invitations (
    code_hash TEXT PRIMARY KEY,
    person BIGINT NOT NULL,
    expires BIGINT NOT NULL
){{clustered}};

-- The columns beside the body are what is searched; the body is the whole ticket. An ended ticket is in no queue.
CREATE TABLE tickets (
    id {{id}} PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer BIGINT NOT NULL,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    opened BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    lead BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX tickets_customer ON tickets (customer);
CREATE INDEX tickets_queue ON tickets (status, priority, opened)
WHERE status <> 'archived' AND status <> 'cancelled' AND status <> 'merged';
CREATE INDEX tickets_owner ON tickets (owner, status, priority, opened)
WHERE owner <> 0 AND status <> 'archived' AND status <> 'cancelled' AND status <> 'merged';
CREATE INDEX tickets_lead ON tickets (lead, status, priority, opened)
WHERE lead <> 0 AND status <> 'archived' AND status <> 'cancelled' AND status <> 'merged';

CREATE TABLE history (
    ticket BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    author_kind TEXT NOT NULL,
    author BIGINT,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (ticket, seq)
){{clustered}};

CREATE TABLE serials (
    period TEXT PRIMARY KEY,
    last BIGINT NOT NULL
){{clustered}};

CREATE TABLE timers (
    due BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (due, ticket, kind)
){{clustered}};

CREATE TABLE inbox (
    channel TEXT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (channel, event)
){{clustered}};
CREATE INDEX inbox_at ON inbox (at);

-- due: when somebody has to look at the row, as long as it has not ended: to send it, to end it because it expired, or
-- because its lease ran out. held: whether later rows of the same chat and lane have to wait for this one.
CREATE TABLE outbox (
    id {{id}} PRIMARY KEY,
    person BIGINT NOT NULL,
    address BIGINT NOT NULL,
    lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ticket BIGINT NOT NULL,
    dedupe TEXT NOT NULL UNIQUE,
    created BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    expires BIGINT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    lease BIGINT NOT NULL,
    due BIGINT,
    held INTEGER NOT NULL,
    uncertain INTEGER NOT NULL,
    late INTEGER NOT NULL,
    error TEXT NOT NULL,
    ref TEXT NOT NULL,
    ended BIGINT,
    message TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (lane, due) WHERE due IS NOT NULL;
CREATE INDEX outbox_held ON outbox (address, lane) WHERE held = 1;
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket <> 0;
CREATE INDEX outbox_failed ON outbox (state) WHERE state <> 'waiting' AND state <> 'leased' AND state <> 'sent';

CREATE TABLE drafts (
    address {{id}} PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE files (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    person BIGINT NOT NULL,
    created BIGINT NOT NULL,
    ticket BIGINT NOT NULL
){{clustered}};

CREATE TABLE feed (
    address BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (address, seq)
){{clustered}};
CREATE UNIQUE INDEX feed_source ON feed (address, source);

CREATE TABLE feed_seen (
    address {{id}} PRIMARY KEY,
    seq BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    address BIGINT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL
){{clustered}};
