# The demo's own page: the clock, the phones, the ticket beside them, and the script that ticks itself off.

demo-name-agent = Li Ming
demo-name-supervisor = Chen Jing
demo-line = Three phones, one ticket and a clock you can move. Play a whole after-sales case with your own hands.
demo-skip = To the phones
demo-speak = Language of this page
demo-lost = The demo has stopped, or cannot be reached. This page goes on as soon as it is back.

## The clock

demo-clock = The team’s clock
demo-hour = +1 h
demo-hour-long = Move the clock on by one hour
demo-day = +1 day
demo-day-long = Move the clock on by one day
demo-next = To the next promise
demo-next-what = { $what }, { $when }
demo-next-none = Nothing is promised yet
demo-walking = Time passes, promise by promise

demo-timer-warn = Warning: { $promise }
demo-timer-due = Falls due: { $promise }
demo-timer-progress = The customer is owed news
demo-timer-nudge = The agent is asked for news
demo-timer-remind = The customer is reminded
demo-timer-close = Closes without an answer
demo-timer-survey-remind = The survey is repeated
demo-timer-survey-end = The survey ends
demo-timer-archive = The ticket is archived

## The phones

demo-shown = What is shown
demo-customer = Customer
demo-agent = Agent
demo-supervisor = Supervisor
demo-customer-phone = The customer’s phone
demo-agent-phone = The agent’s phone
demo-supervisor-phone = The supervisor’s phone
demo-phone-language = Language of this phone
demo-news = { $count } new
demo-rings = It rings
demo-heard = { $phone }: a new message

## The script

demo-script = Play it in two minutes
demo-step = Step { $step } of { $of }: { $how }
demo-step-done = Done
demo-step-now = Next
demo-step-passed = Left out
demo-over = That was a whole case. Report again to play another one.

demo-report = Report a broken printer
demo-report-how = Press “Report a problem” and answer; most questions can be skipped.
demo-claim = The agent’s phone rings: take it
demo-claim-how = Press “I’ll take it” on the card.
demo-expect = Say when it will be fixed
demo-expect-how = Press “Expected time”, name a day, a time and the reason.
demo-wait = Let a day pass
demo-wait-how = Press “+1 day” at the clock, or go from promise to promise.
demo-hear = The customer hears real news
demo-hear-how = From the agent, or the honest truth when there is none.
demo-solve = Solve it, and say how
demo-solve-how = Press “Show” for the card, then “Solved”, and write what was done.
demo-rate = Give it two stars
demo-rate-how = Confirm that it is solved, then press two stars.
demo-call = The supervisor is called in
demo-call-how = Somebody else calls back within 24 hours: that is a promise too.
demo-photo = Sample photo

## The ticket

demo-ticket = Ticket
demo-ticket-none = No ticket yet
demo-ticket-none-how = As soon as the customer reports something, every promise made on it stands here: by when, why then, and whether it was kept.
demo-ticket-which = Which ticket
demo-owner-none = Nobody yet
demo-promises = Promises
demo-why = Why is it due then?
demo-why-met = How was it counted?
demo-bar = { $promise }, { $standing }: { $spans }.
demo-from-to = { $start } – { $end }
demo-happened = What happened
demo-intact = Chain intact
demo-intact-long = Every entry is chained to the one before by its hash. Nothing was changed, removed or reordered.
demo-broken = Chain broken
demo-late = { $late } late

demo-promise-running = due by { $due }
demo-promise-kept = kept, { $by } to spare
demo-promise-late = kept { $by } late
demo-promise-missed = was due by { $due }
demo-promise-paused = the clock stands still

demo-is-running = Running
demo-is-kept = Kept
demo-is-late = Late
demo-is-missed = Missed
demo-is-paused = Paused

demo-sum = { $counted } counted within { $whole }
demo-sum-paused = { $counted } counted so far

demo-span-over = Too late
demo-span-counted = Counted
demo-span-paused = Paused
demo-span-closed = Closed hours
demo-span-weekend = Weekend
demo-span-holiday = Holiday
