# What the web channel answers before a message gets as far as the bot.

web-frame-broken = The page sent something that we could not read. Please reload it; your words are kept.
web-try-again = That did not go through. It is tried again; please do not send it twice.
web-too-fast = That was a lot at once. Please wait a few seconds.
web-text-too-long = At most { $limit } characters fit into one message. Please send it in parts.
web-too-many-files = At most { $files } files fit into one message.
web-invitation-unknown = That invitation is not valid, or has been used. Ask for a new one.
web-sign-in = To sign in on this page, choose “I work here” in its menu.
