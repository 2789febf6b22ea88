# Slack: its forms, its Home, and what is said in passing.

slack-file-large = A file may have { $megabytes } MB here. Larger ones can be shared by a link.
slack-file-gone = Slack does not hand me that file. Please send it once more, or add it at { $link }
slack-answered = The answer is in your direct message with me.
slack-join = This is for the team. Join it with the code from your administrator: /aftercare join CODE
slack-not-installed = Aftercare Desk is not installed in your workspace. An administrator can install it at { $link }

# Titles of forms: 24 characters at the most.

form-add = Add something
form-dispute = Not solved
form-withdraw = Withdraw the report
form-object = Objection
form-survey-low = What went wrong?
form-survey-high = Your rating
form-survey-really = One more question
form-message = Write to the customer
form-ask = Ask the customer
form-resolve = Solved
form-note = Internal note
form-expect = Expected time

# The Home

home-title = Aftercare Desk
home-welcome = Something does not work as it should? Report it here; you get a number, and news at least every day.
home-open = { $count ->
    [one] One report of yours is open.
   *[other] { $count } reports of yours are open.
}
home-duty-on = You are on duty: new tickets ring.
home-duty-off = You are off duty: nothing rings.
home-list-mine = Mine: { $count }
home-list-free = Free to claim: { $count }
home-list-late = Late or escalated: { $count }
home-page-before = The { $count } before
home-page-after = The next { $count }
home-next = Falls due next
home-figure-reported = Reported today
home-figure-open = Open
home-figure-resolved = Resolved today
home-figure-rated = Stars today
button-duty = On or off duty
