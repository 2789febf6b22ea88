# The words of the chat page itself. The server hands them to the page, which puts in their values.

page-lang = en
page-title = After-sales service
page-needs-script = This chat needs JavaScript. Please allow it for this page, or phone us.

## Header and connection

page-skip = Skip to what you write
page-menu = Menu
page-go-on = Go on in { $name }
page-close = Close
page-dismiss = Dismiss
page-online = Online
page-connecting = Connecting …
page-offline = No connection
page-offline-words = No connection at the moment. Keep writing: it is kept here and sent as soon as we are connected again.
page-not-now = That did not go through. Please try again in a moment.
page-sound = Sound when it rings
page-sound-on = Sound is on
page-sound-off = Sound is off

## Greeting

page-hello = Hello! How can we help?
page-hello-words = Tell us what is wrong and we stay with you until it is solved. You get a number, and news at least every 24 hours.
page-hello-team = Hello { $name }
page-hello-team-words = Here is your desk. New reports ring here with a card.
page-quick = What you can begin

## Transcript

page-log = Conversation
page-you = You
page-desk = Service
page-earlier = Show earlier messages
page-new = New
page-newer = { $count } new
page-to-end = To the newest message
page-today = Today
page-yesterday = Yesterday
page-sending = Sending …
page-ringing = Ringing
page-late = Late
page-pressed = chosen
page-picture = Picture { $name }
page-kilobytes = { $size } KB
page-megabytes = { $size } MB

## Questions

page-progress = Progress of the questions
page-step = Question { $step } of { $of }
page-review = Last look before it is sent
page-to-form = Fill in as a form
page-stars = Rating from one to five stars
page-of-five = { $stars } of 5 stars
page-day = Day
page-time = Time of day
page-answer = OK
page-drop-here = Drop photos or files here, or choose them.
page-choose-files = Choose files
page-take-photo = Take a photo

## Writing

page-words = Your message
page-write = Write a message …
page-write-answer = Write your answer …
page-write-or-press = Choose, or write …
page-write-phone = Phone number …
page-write-number = Number …
page-write-day = { $day }, or “yesterday”
page-send = Send
page-attach = Add photos or files
page-files = Files to be sent
page-drop = Drop the files here to add them
page-count = { $count } of { $limit } characters
page-too-long = That is { $count } characters; at most { $limit } fit into one message. Please send it in parts.
page-after-upload = It is sent as soon as the files are uploaded.

## Files

page-file = File
page-file-empty = That file is empty.
page-file-large = “{ $name }” has { $size }; at most { $limit } can be sent. A shorter video or a smaller picture will do.
page-file-type = “{ $name }” is of a kind that we cannot take. Photos, videos, sound recordings, PDF and plain text are fine.
page-too-many = At most { $limit } files fit here.
page-upload-failed = “{ $name }” did not get through.
page-uploading = Uploading { $name }
page-waiting = Waiting
page-percent = { $percent } %
page-retry = Upload { $name } again
page-remove = Remove { $name }

## Form

page-optional = optional
page-please-choose = Please choose
page-yes = Yes
page-no = No
page-form-back = Back to the questions
page-form-needed = We need this answer to help you.
page-form-look = Please look at the marked answers: { $count }.
page-form-offline = No connection at the moment. What you filled in is kept; please try again in a moment.
page-form-uploading = Please wait until the files are uploaded.

## Signing in

page-code-open = I work here
page-code-title = Sign in to the team
page-code = Invitation code
page-code-help = Your supervisor gives you the code. It can be used once.
page-sign-in = Sign in
page-cancel = Cancel
page-signed-in = Signed in as { $name }. New reports ring here from now on.
page-session-new = Your former session has ended, so a new conversation begins here. What you had not sent yet is kept.
page-no-cookies = The browser does not keep a session for this chat here. Open it in a window of its own.
page-open-alone = Open the chat

## Widget on other sites

page-widget-open = Open the chat
page-widget-close = Close the chat
page-widget-unread = { $count } new messages
page-widget-title = Chat with our service
page-widget-blocked = Aftercare: the chat at { $chat } may not be shown on { $site }. Set AFTERCARE_EMBED_ORIGINS={ $site } on its server.
page-widget-alone = Open the chat in a new window
