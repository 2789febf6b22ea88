# The bot as it listens: the welcome, the questions of a report, and what to do when an answer cannot be taken.

## Welcome and help

welcome = Hello! I take reports for our after-sales team and stay with you until it is solved. What can I do for you?
welcome-team = Hello { $name }. Here is your desk.
help =
    Report a problem, and I ask what the team needs to know. You get a number and are told by when each step happens.
    Any time you can: see your reports, add words or photos, ask us to hurry, say whether it is solved, or withdraw.
    You hear from us at least every 24 hours while a report is open. Just write; nothing you say is lost.
help-team =
    New reports ring here with a card. The buttons claim, ask, write to the customer, name a time and resolve.
    Say “queue” for your work by what falls due next, “duty” to go on or off duty, a report’s number to see it.
menu-report = Report a problem
menu-tickets = My reports
menu-help = What you can do
menu-queue = My queue
menu-language-en = English
menu-language-zh = 中文
language-changed = We now go on in English.
courtesy = You are welcome. I am here whenever you need us.
courtesy-team = Noted.
team-only = That is for the team. You can see your own reports with “My reports”.

## The questions of a report

said-by-playbook = { $words }
ask-category = What is it about?
ask-kind = And more exactly?
ask-model = Which product is it? The model is on the type plate, for example LJ-2400.
ask-serial-number = What is its serial number? It is on the type plate too, often next to a bar code.
ask-purchase-date = When did you buy it? For example 2026-03-15.
ask-happened-on = On which day did it happen? For example 2026-11-20, or “yesterday”.
ask-happened-at = At about what time? For example 14:00.
ask-description = Please describe it in your own words: what you did, what happened, what you see or hear.
ask-hoped = What result do you hope for?
ask-evidence = Do you have photos, a video, a screenshot or the proof of purchase? Send them here, as many as you like.
ask-urgency = How urgent is it for you?
ask-impact = What does it stop you from doing?
ask-name = Your name, please (or the company, as on the proof of purchase)?
ask-phone = A phone number at which we can reach you?
ask-tier = Have you been our customer before?
ask-more = Thank you. So that the right colleague can begin at once: what exactly happens, since when, and what does it show or sound like?
ask-offered = We know { $known }. Is that right, or is it another?

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
review-text = Is everything right? You can change each answer before you send it.
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
button-back = Back
button-cancel = Cancel
button-done = That is all
button-edit = Change: { $name }
button-send = Send
button-yes = Yes
button-no = No
button-to-ticket = { $number } · { $title }
button-new-report = A new report
button-drop = Forget it

## What happens in a dialogue

dialogue-cancelled = Cancelled. Nothing was sent. What you have reported before is untouched.
dialogue-first = This is the first question.
dialogue-resumed = Let us go on where we were.
press-old = That button belongs to an earlier question.
press-unknown = I do not know that button. Here is what you can do: write “menu”.
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

## Answers that cannot be taken

fault-empty = That was empty. Please write a few words.
fault-too-long = That is { $length } characters; at most { $limit } fit here. Please send it in parts, or leave something out.
fault-choice = Please press one of the buttons, or write its words or a number from 1 to { $count }.
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

held = Where do these words belong?
held-team = For which report is this? It is sent to its customer.
held-dropped = All right, forgotten.
added = Added to { $number }. The colleague in charge has been told.
added-answer = Thank you, that is the answer we needed for { $number }. Work goes on.
added-nothing = There was nothing to add.
sent-to-customer = Sent to the customer.
