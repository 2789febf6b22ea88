# 只有 Telegram 才显示的文字：键盘、命令，以及机器人的自我介绍。

telegram-step = { $step }/{ $of }
telegram-star = { $stars } ★
telegram-month = { $year } 年 { $month }
telegram-share-phone = 发送我的电话号码
telegram-thanks = 谢谢。
telegram-kind = 我能看懂文字、照片、视频、录音、文档、联系人和位置，请用其中一种方式发送。
telegram-file-alone = 这个文件没有收到，请再发一次。
telegram-file-large = Telegram 只能转给我 { $megabytes } MB 以内的文件。更大的文件可以在这里发送：{ $link }
telegram-file-gone = 这个文件在 Telegram 上已经找不到了，请再发一次。
telegram-not-yet = 正在连接 Telegram，稍后本页会自动继续；如果没有反应，请一分钟后再试。
telegram-web = 也可以直接在网页上反馈
telegram-description = 产品或服务有问题，请告诉我：我会问清团队需要了解的情况，给您反馈单号，并一直通知您进展，直到解决。请点击“开始”。
telegram-short-description = 售后服务：报告问题、跟踪进度、评价结果。
telegram-command-report = 报告问题
telegram-command-tickets = 我的反馈单
telegram-command-status = 按反馈单号查看进度
telegram-command-language = 改用英文与我交流
telegram-command-help = 能做什么
telegram-command-queue = 按到期先后查看待办
telegram-command-duty = 上班或下班
