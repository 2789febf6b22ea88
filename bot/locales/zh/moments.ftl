# 时刻与时长：放在句子里，或单独写在卡片上。

at-time = { $time }
at-yesterday = 昨天 { $time }
at-today = 今天 { $time }
at-tomorrow = 明天 { $time }
at-date = { $month }{ $day }日（{ $weekday }）{ $time }
at-date-year = { $year }年{ $month }{ $day }日（{ $weekday }）{ $time }
at-zone = { $at }（{ $zone }）

day-yesterday = 昨天
day-today = 今天
day-tomorrow = 明天
day-date = { $month }{ $day }日（{ $weekday }）
day-date-year = { $year }年{ $month }{ $day }日（{ $weekday }）

weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日

month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

lasting-moment = 不到 1 分钟
lasting-minutes = { $minutes } 分钟
lasting-hours = { $hours } 小时
lasting-hours-minutes = { $hours } 小时 { $minutes } 分
lasting-days = { $days } 天
lasting-days-hours = { $days } 天 { $hours } 小时
