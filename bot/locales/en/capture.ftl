# The bot as it listens: the welcome, the questions of a report, and what to do when an answer cannot be taken.

## Welcome and help

welcome = Hello! Tell me what is wrong, and I stay with you until our after-sales team has solved it. What can I do for you?
welcome-team = Hello { $name }. Here is your desk.
help =
    Report a problem and I ask for what the team needs. You get a number, and you are told what happens by when.
    At any time you can see your reports, add words or photos, ask us to hurry, tell us whether it is solved, or withdraw.
    While a report is open, you hear from us at least every { $every }. Just write; nothing you say is lost.
help-team =
    New reports ring here with a card. Its buttons let you take it, ask the customer, write to them, name a time and mark it solved.
    Send “queue” to see your work by what falls due next, “duty” to go on or off duty, or a report’s number to see that report.
menu-report = Report a problem
menu-tickets = My reports
menu-help = What you can do
menu-queue = My queue
menu-language-en = English
menu-language-zh = 中文
language-changed = We now go on in English.
courtesy = You are welcome. I am here whenever you need us.
courtesy-asked = We still need your answer to go on with { $number }.
nothing-begun = Nothing is under way here at the moment. What can I do for you?
command-unknown = I do not know that command. Here is what I can do for you:
courtesy-team = Noted.
team-only = That is for the team. You can see your own reports with “My reports”.

## The questions of a report

said-by-playbook = { $words }
ask-category = What is it about?
report-begun = I have noted that. A few questions now, so that the right colleague can start at once.
report-stands = Let us go on where we were, or begin another report.
report-waits = Another report that you have begun waits; it comes next.
report-sent = You have sent this report already: it is { $number }.
report-enough = Several reports have been begun. Please send or cancel one of them first.
ask-kind = Which of these fits best?
ask-model = Which product is it? The model is on the type plate, for example LJ-2400.
ask-serial-number = What is its serial number? It is on the type plate too, often next to a bar code.
ask-purchase-date = When did you buy it? For example { $example }.
ask-happened-on = On which day did it happen? For example { $example }, or “yesterday”.
ask-happened-at = At about what time? For example 14:00.
ask-description = Please tell us in your own words: what happened, what you did before, and what you see now.
ask-hoped = What outcome are you hoping for?
ask-evidence = Do you have photos, a video, a screenshot or the proof of purchase? Please send them here.
ask-urgency = How urgent is it for you?
ask-impact = How much does it affect you?
ask-name = What is your name? (Or the company’s, as on the proof of purchase.)
ask-phone = What is the best phone number to reach you?
ask-tier = Which of these are you?
ask-more = Thank you. So that the right colleague can start at once, please tell us a little more: what exactly happens, since when, and what have you seen or tried?
ask-offered = We have { $known } on file. Is that still right? If not, just write the right answer.
ask-so-far = So far: { $known }
offered-other = Then please tell me the right one.

label-category = Category
label-kind = Kind
label-model = Model
label-serial-number = Serial number
label-purchase-date = Bought on
label-happened-on = Happened on
label-happened-at = At
label-description = Description
label-hoped = Hoped for
label-evidence = Photos and files
label-urgency = Urgency
label-impact = Impact
label-name = Name
label-phone = Phone
label-tier = Customer type

review-title = Please check once more
review-text = Is everything right? You can still change any answer before you send it.
review-change = Which answer would you like to change? Please press its button.
not-given = –
files-count = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
form-report = Your report
form-faulty = { $count ->
    [one] One answer is still missing or unclear. Everything else is kept.
   *[other] { $count } answers are still missing or unclear. Everything else is kept.
}

## Buttons of a dialogue

button-choice = { $name }
button-use = Yes: { $known }
button-skip = Skip
button-keep = Leave as it is
button-back = Back
button-cancel = Cancel
button-done = That is all
button-remove = Remove the files
button-edit = Change: { $name }
button-send = Send
button-yes = Yes
button-no = No
button-to-ticket = { $number } · { $title }
button-new-report = A new report
button-to-question = It answers your question
button-drop = Never mind
button-anew = Begin another report
button-other = Go on with the other one

## What happens in a dialogue

dialogue-cancelled = Cancelled. Nothing was sent.
dialogue-first = This is the first question.
dialogue-resumed = Let us go on where we were.
press-old = That button belongs to an earlier question.
press-unknown = I do not know that button. Send “menu” to see what I can do for you.
files-taken = { $count ->
    [one] Got it. Another one? Otherwise press “That is all”.
   *[other] Got { $count } files. Another one? Otherwise press “That is all”.
}
files-full = More than { $limit } files do not fit into one report; the first { $limit } are kept.
files-kept = { $count ->
    [one] The file is kept with your answer.
   *[other] { $count } files are kept with your answer.
}
files-not-here = Files cannot be added to this question. Please send them afterwards.
words-noted = I have noted that as well.

## Answers that cannot be taken

fault-empty = That was empty. Please write a few words.
fault-too-long = That is { $length } characters; at most { $limit } fit here. Please send it in parts, or leave something out.
fault-choice = Please press one of the buttons, or write its words or its number, from 1 to { $count }.
fault-date = Please write the date like this: 2026-11-20. “today” and “yesterday” do as well.
fault-date-impossible = There is no such day. Please write the date like this: 2026-11-20.
fault-date-ambiguous = That can be read in two ways. Please write the year first: 2026-11-20.
fault-date-future = { $date } is still to come. When was it?
fault-time = Please write the time like this: 14:30.
fault-number = Please write a number.
fault-phone = That does not look like a phone number. Please write it with its area code, for example 138 0013 8000 or +44 20 7946 0018.
fault-yes-no = Please say yes or no.
fault-stars = Please choose 1 to 5 stars.
fault-files = Please send a photo or a file, or press one of the buttons.
fault-needed = We need this answer to help you.

## Words outside a dialogue

held = Which report is this about?
held-team = Which report is this for? It will be sent to its customer.
held-dropped = All right, I have not kept it.
added = Added to { $number }. The team has been told.
added-answer = Thank you, that is the answer we needed for { $number }. Work goes on.
added-resolved = Is it solved for you, or is something still not right?
added-nothing = There was nothing to add.
