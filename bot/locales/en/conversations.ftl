# What customers and the team do with a ticket, and what they are answered.

## A customer's reports

tickets-none = You have not reported anything yet.
tickets-list = { $count ->
    [one] You have one report. Press it to see how it stands.
   *[other] You have { $count } reports. Press one to see how it stands.
}
tickets-which = Which report do you mean?
button-ticket = { $number } · { $title } ({ $status })
button-why = Why is it due then?
button-history = What happened
why-nothing = Nothing is due on { $number } at the moment.
working-time = { $length } of working time
why-due = Promised: { $amount }, counted from { $start }. That makes it { $due }:
why-progress = Promised: regular news. The last was { $start }; outside the quiet hours, the next is due by { $due }:
why-paused = Promised: { $amount }, counted from { $start }. The clock stands still until the customer’s answer is there:
span = { $start } – { $end }
span-counted = counted, { $length }
span-paused = paused, { $length }: { $name }
span-closed-hours = closed hours, { $length }
span-weekend = weekend or day off, { $length }
span-holiday = { $name }, { $length }
history-title = What happened to { $number }
history-at = { $at }
the-clock = The system

did-report = { $author } reported it
did-review = { $author } checked category and urgency
did-accept = { $author } accepted it
did-assign = { $author } assigned it
did-claim = { $author } took it
did-release = { $author } gave it back to the group
did-message = { $author } wrote: { $words }
did-note = Internal note by { $author }: { $words }
did-ask = { $author } asked: { $words }
did-propose = { $author } proposed: { $words }
did-consent = { $author } agreed to the plan
did-object = { $author } objected: { $words }
did-expect = { $author } named a new time: { $words }
did-add = { $said ->
    [nothing] { $author } added files
   *[words] { $author } added: { $words }
}
did-urge = { $author } asked to hurry
did-resolve = { $author } resolved it: { $words }
did-confirm = { $author } confirmed that it is solved
did-dispute = { $said ->
    [nothing] { $author } asked for it to be put right
   *[words] { $author } said it is not solved: { $words }
}
did-rate = { $author } gave { $stars ->
    [one] { $stars } star
   *[other] { $stars } stars
}
did-remark = { $said ->
    [nothing] { $author } gave a reason for the rating
   *[words] { $author } said about the rating: { $words }
}
did-withdraw = { $said ->
    [nothing] { $author } withdrew it
   *[words] { $author } withdrew it: { $words }
}
did-close = { $author } closed it
did-merge = { $author } merged it
did-archive = { $author } archived it
did-warn = { $author } gave a warning: { $promise } is about to slip
did-escalate = { $author } escalated to level { $level }: { $promise }
did-nudge = { $author } asked the owner for news
did-progress = { $author } told the customer truthfully where it stands
did-remind = { $author } reminded the customer of the question
did-survey-remind = { $author } repeated the survey
did-survey-end = { $author } ended the survey without an answer
did-unreachable = { $author } found that a message could not be delivered

## A customer's verbs

ask-add-words = What would you like to add? You can send photos and files as well.
label-add-words = Addition
label-add-files = Files
ask-add-files = Photos or files?
urged = We have just rung the team about { $number }.
urge-again = The team was rung about { $number } a short while ago. You can ask us to hurry again from { $at }.
ask-dispute-words = We are sorry. What is not right yet?
label-dispute-words = What is not right
dispute-too-late = { $number } has been closed for some time. Please report it anew; we will see the former report beside it.
ask-withdraw-sure = Do you really want to withdraw it? Nobody will work on it any more.
label-withdraw-sure = Withdraw
ask-withdraw-reason = May we know why?
label-withdraw-reason = Reason
withdraw-kept = All right, we keep working on { $number }.
consented = Thank you. Work can start.
ask-object-words = What would you like to be different?
label-object-words = Objection
objected = Thank you. You will get a new proposal.

## The survey

survey-thanks = { $stars ->
    [one] Thank you for your { $stars } star.
   *[other] Thank you for your { $stars } stars.
}
survey-low-thanks = Thank you for telling us. A supervisor reads this and gets back to you.
survey-done = Thank you. That helps us to get better.
survey-kept = All right. Your stars are kept.
ask-survey-reason = What were you least happy with?
label-survey-reason = Reason
ask-survey-words = Is there anything you would like to tell us about it?
label-survey-words = Your words
ask-survey-really = You gave us many stars, but your words sound less happy. Is it really solved?
label-survey-really = Really solved

## The team's verbs

claimed-by-you = { $number } is yours. The customer knows your name now.
reviewed = { $number } is checked: { $priority }. If that is not right, set another priority.
priority-set = { $number } is now P{ $priority }.
button-priority = Set P{ $priority }
ask-message-words = What would you like to tell the customer? You can add files.
label-message-words = Message
label-message-files = Files
ask-message-files = Files?
ask-ask-words = What do you need to know from the customer? The clock stands still until they answer.
label-ask-words = Question
label-ask-files = Files
ask-ask-files = Files?
ask-note-words = What should the team know? The customer never sees it.
label-note-words = Note
ask-resolve-words = What was done? The customer will read it.
label-resolve-words = Result
label-resolve-files = Files
ask-resolve-files = Files?
ask-expect-date = On which day will it be solved? For example { $example }.
label-expect-date = Day
ask-expect-time = At what time? For example 18:00.
label-expect-time = Time
ask-expect-words = What is the reason? The customer will read it.
label-expect-words = Reason
expect-past = { $at } has passed already. Please name a time still to come.
did-it-message = { $number }: sent to the customer.
did-it-ask = { $number }: asked. The clock stands still until the answer is there.
did-it-note = { $number }: noted.
did-it-expect = { $number }: promised. The customer has been told.
did-it-resolve = { $number }: marked as solved. The customer is asked whether it is.
words-kept = Here are your words, so that they are not lost:
queue-empty = Nothing to do. Well done.
queue-list = Yours: { $own }, free: { $free }. What falls due next stands first.
queue-line = { $number } · { $title }
duty-on = You are on duty: new reports ring here.
duty-off = You are off duty: nothing rings until you are back.
join-unknown = That code is not valid, or has been used. Ask for a new invitation.
joined = Welcome to the team, { $name }. New reports ring here from now on.
