# The story that the program tells on paper, and its verdict on every promise.

story-moment = { $weekday } { $day } { $month }, { $time }
story-bot = Bot
story-fact = { $label }: { $value }
story-quote = “{ $words }”
story-spoken = “{ $words }” — { $speaker }
story-kept = Every promise was kept.
story-broken = { $count ->
    [one] One promise was not kept.
   *[other] { $count } promises were not kept.
}

## What was not kept

broken-late = { $promise }: was due by { $due }, kept only at { $met }.
broken-missed = { $promise }: was due by { $due }, not kept.
broken-news = News for the customer: the team had none for them by { $at }.
broken-contact = First contact: { $owner } made none by { $at }.
broken-unreachable = A message could not be delivered to anyone at { $at }.
broken-undelivered = A message from { $at } for { $person } never arrived: { $what }
broken-slow = A message from { $at } for { $person } arrived { $late } late: { $what }
broken-untold = Nobody was told of what happened at { $at }: { $what }
broken-survey = A result was never asked about to the end.
broken-recovery = The second handling went to nobody else than who had resolved it before.
broken-archive = It never reached the archive, but ends as: { $status }.
broken-clock = The clock: “{ $timer }” was due at { $due } and was not done then.
broken-history = The history does not prove the ticket: { $what } at entry { $seq }.
broken-button = The story cannot go on: { $name } has no button for “{ $verb }”.
broken-endless = The story cannot go on: the conversation of { $name } does not end.
