# What only Telegram shows: its keyboards, its commands, and what the bot says of itself.

telegram-step = { $step }/{ $of }
telegram-star = { $stars } ★
telegram-month = { $month } { $year }
telegram-share-phone = Share my phone number
telegram-thanks = Thank you.
telegram-kind = I can read words, photos, videos, sound recordings, documents, contacts and places. Please send it as one of those.
telegram-file-alone = That file did not come through. Please send it once more.
telegram-file-large = Telegram hands me files of up to { $megabytes } MB only. Larger ones can be sent here: { $link }
telegram-file-gone = Telegram does not have that file any more. Please send it once more.
telegram-not-yet = We are just connecting to Telegram. This page goes on by itself; if it does not, please try again in a minute.
telegram-web = Report it here instead
telegram-description = Tell me what is wrong with a product or a service: I ask what the team needs to know, give you a number, and keep you posted until it is solved. Press Start.
telegram-short-description = After-sales: report a problem, follow it, rate how it was solved.
telegram-command-report = Report a problem
telegram-command-tickets = My reports
telegram-command-status = How a report stands, by its number
telegram-command-language = Speak Chinese with me
telegram-command-help = What the bot can do
telegram-command-queue = My work, by what falls due next
telegram-command-duty = Go on or off duty
