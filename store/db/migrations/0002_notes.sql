-- What a channel has to remember of its platform: which message shows what, which file is still to be fetched.
-- body is the channel's own JSON.

CREATE TABLE notes (
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (channel, name)
){{clustered}};
