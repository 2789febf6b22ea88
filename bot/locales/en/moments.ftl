# Moments and lengths of time, as they stand in a sentence after "by", "at" or "since", or alone on a card.

at-time = { $time }
at-yesterday = { $time } yesterday
at-today = { $time } today
at-tomorrow = { $time } tomorrow
at-date = { $time } on { $weekday } { $day } { $month }
at-date-year = { $time } on { $weekday } { $day } { $month } { $year }
at-zone = { $at } ({ $zone })

day-yesterday = yesterday
day-today = today
day-tomorrow = tomorrow
day-date = { $weekday } { $day } { $month }
day-date-year = { $weekday } { $day } { $month } { $year }

weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = June
month-7 = July
month-8 = Aug
month-9 = Sept
month-10 = Oct
month-11 = Nov
month-12 = Dec

lasting-moment = less than a minute
lasting-minutes = { $minutes } min
lasting-hours = { $hours } h
lasting-hours-minutes = { $hours } h { $minutes } min
lasting-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
lasting-days-hours = { $days ->
    [one] { $days } day { $hours } h
   *[other] { $days } days { $hours } h
}
