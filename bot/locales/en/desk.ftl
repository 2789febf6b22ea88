# What the desk says of its own accord when a ticket changes or a promise falls due, and the words of its cards.
#
# A value that is itself an entry (`soon`, `paused`, `nobody`, a status, a promise) can be chosen on by its key.
# Customers are told what happens next and by when, and only what is true. The team reads one short line above a card.

## To the customer: the way of a report

told-reported = Thank you. We have your report { $number } and will see it through.
told-next =
    What happens next:
    { $by_review ->
        [soon] • A supervisor reads it and gives it to the right colleague.
       *[other] • A supervisor reads it by { $by_review } and gives it to the right colleague.
    }
    { $by_response ->
        [soon] • You get a first answer as soon as we know more.
       *[other] • You get a first answer by { $by_response }.
    }
    { $by_resolution ->
        [soon] • We solve it as quickly as we can.
       *[other] • It is to be solved by { $by_resolution }.
    }
    { $by_progress ->
        [soon] • You hear from us whenever there is something new.
       *[other] • You hear from us by { $by_progress } at the latest, even if it is not solved by then.
    }
told-accepted = { $by_response ->
    [soon] Your report { $number } is complete and accepted. We will get in touch as soon as we know more.
   *[other] Your report { $number } is complete and accepted. You get a first answer by { $by_response }.
}
told-assigned = { $by_contact ->
    [soon] { $owner } now takes care of { $number } and will get in touch with you soon.
   *[other] { $owner } now takes care of { $number } and will get in touch with you by { $by_contact }.
}
told-message = About { $number }, { $actor } writes to you:
told-asked = To go on with { $number }, { $actor } needs to know something from you. Just answer here, in words or with photos. The time we have to solve it stands still until you do. If we hear nothing by { $closes }, we close the report.
told-plan = For { $number }, { $actor } proposes the following. Work starts only when you agree; until then the time we have to solve it stands still. If we hear nothing by { $closes }, we close the report.
told-expected = For { $number }, { $actor } now expects a solution by { $expected }. The reason:
told-resolved = Work on { $number } is finished; { $actor } tells you below what was done. Is it solved for you too? Please tell us by { $ends }. If we hear nothing, the report closes then, without a rating.
told-withdrawn = Your report { $number } is withdrawn, as you asked. Nobody will work on it any more. If you need us again, just write.
told-recovery = We are sorry that we have not put { $number } right. From now on { $lead } is in charge of it and { $by_recovery ->
    [soon] will get in touch with you soon.
   *[other] will get in touch with you by { $by_recovery }.
} It does not go back to the same colleague alone.
told-closed-unanswered = We have had no answer from you about { $number }, so the report is now closed. It does not count as solved. If you still need us, say so by { $reopen_by } and we take it up again.
told-reminder = { $status ->
    [status-awaiting-consent] We still need your yes or no to the plan for { $number }. Until then nobody starts work on it. If we hear nothing by { $closes }, we close the report.
   *[other] We still need your answer to go on with { $number }. If we hear nothing by { $closes }, we close the report.
}

## To the customer: the truth, when there is no news or a promise was not kept

said-late = This message should have reached you { $late } ago. We are sorry.
told-late = { $promise ->
    [promise-response] You should have had a first answer on { $number } by { $due }, and you have not. We are sorry.
    [promise-opinion] You should have had our first opinion on { $number } by { $due }, and you have not. We are sorry.
   *[other] { $number } should have been solved by { $due }, and it is not. We are sorry.
}
told-progress = You are owed news about { $number } today. There is none yet, so here is what we know for certain.
told-truth-owned = Since our last word to you ({ $told }), { $owner } has reported nothing new. We have just called in { $lead } to see to it.
told-truth-unowned = Since our last word to you ({ $told }), nobody has taken it on yet. We have just called in { $lead } to see to it.
told-truth-unplanned = Nobody has named a day for the solution yet.
told-truth-expected = It is still expected to be solved by { $expected }.
told-truth-overdue = It was expected to be solved by { $expected }. That moment has passed, and no new one has been named yet.
told-truth-next = { $by_progress ->
    [soon] You hear from us again as soon as there is something new.
   *[other] You hear from us again by { $by_progress } at the latest.
}

## To the customer: the survey

survey-ask = Thank you, { $number } is closed. How was our service: from one star, poor, to five, excellent?
survey-reminder = { $status ->
    [status-resolved] May we ask once more: is { $number } really solved for you? If we hear nothing by { $ends }, the report closes without a rating.
   *[other] May we ask once more how our service was on { $number }? One tap is enough. The survey ends at { $ends }.
}

## To the team, above a card or with the number in the line

ping-new = { $by_accept ->
    [soon] New: { $category }, { $priority }. Who takes it?
   *[other] New: { $category }, { $priority }. To be accepted by { $by_accept }. Who takes it?
}
ping-review = { $by_review ->
    [soon] New: please check its category and urgency.
   *[other] New: please check its category and urgency by { $by_review }.
}
ping-reviewed = Checked by { $actor }: { $category }, { $priority }.
ping-assigned = { $by_contact ->
    [soon] Yours now, given by { $actor }. Please get in touch with the customer.
   *[other] Yours now, given by { $actor }. First contact by { $by_contact }.
}
ping-released = Free again. Who takes it?
ping-silent-owner = No first contact in time, so it went back to the group. Please see that somebody takes it.
ping-consent = Plan agreed to by { $customer }. Work can start.
ping-objection = Plan refused by { $customer }. A new one is needed:
ping-added = { $number }, added by { $customer }:
ping-urged = Urged by { $customer }.
ping-withdrawn = Withdrawn by { $customer }. Nothing more to do.
ping-confirmed = { $number }: confirmed as solved by { $customer }.
ping-low-rating = { $by_recovery ->
    [soon] Low rating: { $stars } of 5 stars. Please call { $customer } back.
   *[other] Low rating: { $stars } of 5 stars. Please call { $customer } back by { $by_recovery }.
}
ping-disputed = { $by_recovery ->
    [soon] Not solved, says { $customer }. Please take it up yourself.
   *[other] Not solved, says { $customer }. Please take it up yourself by { $by_recovery }.
}
ping-remark = { $number }: more about the rating from { $customer }.
ping-warn = { $promise }: due by { $due }, not done yet.
ping-escalated = Escalation, level { $level }. { $promise }: was due by { $due }, not done.
ping-missed = { $promise }: was due by { $due }. Please act now; a supervisor has been told.
ping-news-wanted = { $by_progress ->
    [soon] { $number }: the customer is waiting for news. Write it, or name a new time.
   *[other] { $number }: the customer is owed news by { $by_progress }. Write it, or name a new time.
}
ping-silent = { $owner ->
    [nobody] Nobody has taken it since { $told }. The customer has been told so. Please see to it.
   *[other] No news from { $owner } since { $told }. The customer has been told so. Please see to it.
}
ping-unreachable = We cannot reach { $customer }: our message arrived on no channel. Please phone.
ping-unreachable-team = We cannot reach { $missed }: a message about this arrived on no channel. Please see to it.

## Cards

card-title = { $number } · { $title }
card-changed = Now: { $status }
card-claimed = { $owner } has it.

fact-status = Status
fact-category = Category
fact-priority = Priority
fact-owner = Owner
fact-opened = Reported
fact-expected = Expected
fact-customer = Customer
fact-phone = Phone
fact-tier = Customer type

status-new = New
status-accepted = Accepted
status-assigned = Assigned
status-in-progress = In progress
status-awaiting-customer = Waiting for the customer’s answer
status-awaiting-consent = Waiting for the customer’s consent
status-resolved = Solved, to be confirmed
status-closed = Closed
status-archived = Archived
status-reopened = Second handling
status-cancelled = Withdrawn
status-merged = Merged

priority-1 = P1 (high)
priority-2 = P2 (medium)
priority-3 = P3 (low)

promise-review = Supervisor’s review
promise-accept = Acceptance
promise-contact = First contact
promise-response = First answer
promise-opinion = First opinion
promise-resolution = Solution
promise-recovery = Supervisor’s call back
promise-progress = Next news

paused = paused
soon = soon
nobody = nobody yet
somebody = a colleague
the-customer = the customer
a-supervisor = a supervisor

## Buttons

button-claim = I’ll take it
button-review = Check
button-message = Write to the customer
button-ask = Ask the customer
button-expect = Expected time
button-resolve = Solved
button-note = Internal note
button-consent = I agree
button-object = I do not agree
button-solved = Yes, solved
button-unsolved = No, not solved
button-add = Add something
button-urge = Please hurry
button-withdraw = Withdraw
button-show = Show
button-star = { $stars ->
    [one] { $stars } star
   *[other] { $stars } stars
}

## Files that are not taken

file-empty = That file is empty.
file-too-large = That file is larger than { $megabytes } MB. A shorter video or a smaller picture will do.
file-type = We cannot take files of that kind. Photos, videos, sound recordings, PDF and plain text are fine.

## Refusals

refused-unknown = We cannot find that report. Please check the number.
refused-not-yours = Only its owner or a supervisor can do that.
refused-status = That is no longer possible: the report has moved on in the meantime.
refused-claimed = { $owner } was faster and has { $number } now.
refused-unclaimed = Nobody has taken { $number } yet. Please take it first.
refused-archived = That report is archived and cannot be changed any more.
refused-incomplete = Something is still missing for that.
refused-category = Please choose first what it is about.
refused-rated = The rating of this report is closed. You can still write to us about it at any time.
