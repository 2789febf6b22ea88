# 程序在纸上讲述的完整案例，以及对每项承诺的检验。

story-moment = { $month }{ $day }日（{ $weekday }）{ $time }
story-bot = 机器人
story-fact = { $label }：{ $value }
story-quote = “{ $words }”
story-spoken = “{ $words }”——{ $speaker }
story-kept = 所有承诺都已兑现。
story-broken = 有 { $count } 项承诺没有兑现。

## 没有兑现的承诺

broken-late = { $promise }：应在{ $due } 前完成，{ $met } 才完成。
broken-missed = { $promise }：应在{ $due } 前完成，没有完成。
broken-news = 进度同步：到{ $at } 为止，团队没有可以告知客户的消息。
broken-contact = 首次联系：到{ $at } 为止，{ $owner } 没有联系客户。
broken-unreachable = { $at } 有一条消息无法送达任何人。
broken-undelivered = { $at } 给 { $person } 的消息没有送达：{ $what }
broken-slow = { $at } 给 { $person } 的消息晚到了 { $late }：{ $what }
broken-untold = { $at } 发生的事没有告知任何人：{ $what }
broken-survey = 有一次处理结果的满意度调查没有结束。
broken-recovery = 二次处理没有交给原处理人以外的人。
broken-archive = 最终没有归档，而是停在：{ $status }。
broken-clock = 系统：“{ $timer }”应在{ $due } 执行，没有按时执行。
broken-history = 处理经过与工单不符：第 { $seq } 条，{ $what }。
broken-button = 案例无法继续：{ $name } 没有“{ $verb }”的按钮。
broken-endless = 案例无法继续：{ $name } 的对话没有尽头。
