# 演示页自己的文字：时钟、手机、旁边的工单，以及会自动打勾的剧本。

demo-name-agent = 李明
demo-name-supervisor = 陈静
demo-line = 三部手机、一张工单、一只可以拨快的时钟：亲手走完一次完整的售后服务。
demo-skip = 跳到手机
demo-speak = 本页语言
demo-lost = 演示已停止或无法连接。恢复之后本页会自动继续。

## 时钟

demo-clock = 团队时钟
demo-hour = +1 小时
demo-hour-long = 把时钟拨快一小时
demo-day = +1 天
demo-day-long = 把时钟拨快一天
demo-next = 到下一个承诺
demo-next-what = { $what }，{ $when }
demo-next-none = 目前没有承诺
demo-walking = 时间流逝，逐一兑现承诺

demo-timer-warn = 预警：{ $promise }
demo-timer-due = 到期：{ $promise }
demo-timer-progress = 向客户同步进度
demo-timer-nudge = 请责任人提供进展
demo-timer-remind = 提醒客户回复
demo-timer-close = 未获答复，自动关闭
demo-timer-survey-remind = 再次邀请评价
demo-timer-survey-end = 评价结束
demo-timer-archive = 工单归档

## 手机

demo-shown = 显示内容
demo-customer = 客户
demo-agent = 责任人
demo-supervisor = 主管
demo-customer-phone = 客户的手机
demo-agent-phone = 责任人的手机
demo-supervisor-phone = 主管的手机
demo-phone-language = 这部手机的语言
demo-news = { $count } 条新消息
demo-rings = 正在响铃
demo-heard = { $phone }收到新消息

## 剧本

demo-script = 两分钟走完一单
demo-step = 第 { $step } 步，共 { $of } 步：{ $how }
demo-step-done = 已完成
demo-step-now = 下一步
demo-step-passed = 已跳过
demo-over = 一张完整的工单走完了。再提交一次反馈，就可以再来一遍。

demo-report = 报修一台打印机
demo-report-how = 点“报告问题”并回答，多数问题可以跳过。
demo-claim = 责任人的手机响了：领取
demo-claim-how = 在卡片上点“我来处理”。
demo-expect = 告诉客户何时修好
demo-expect-how = 点“预计时间”，写明日期、时间和原因。
demo-wait = 让一天过去
demo-wait-how = 在时钟旁点“+1 天”，或者逐个承诺往前走。
demo-hear = 客户收到真实进展
demo-hear-how = 来自责任人；没有进展时如实相告。
demo-solve = 解决，并说明结果
demo-solve-how = 点“查看”打开卡片，再点“已解决”，写明结果。
demo-rate = 只给两颗星
demo-rate-how = 先确认已解决，再点两颗星。
demo-call = 主管介入
demo-call-how = 换人在 24 小时内回访：这同样是一个承诺。
demo-photo = 示例照片

## 工单

demo-ticket = 工单
demo-ticket-none = 还没有工单
demo-ticket-none-how = 客户一提交反馈，这里就会列出每一个承诺：何时到期、为什么是那时、有没有兑现。
demo-ticket-which = 选择工单
demo-owner-none = 暂无责任人
demo-promises = 承诺
demo-why = 为什么是那时到期？
demo-why-met = 时间是怎么算的？
demo-bar = { $promise }，{ $standing }：{ $spans }。
demo-from-to = { $start } – { $end }
demo-happened = 经过
demo-intact = 记录完整
demo-intact-long = 每条记录都以哈希值与前一条相连：没有被改动、删除或调换顺序。
demo-broken = 记录有误
demo-late = 晚了 { $late }

demo-promise-running = { $due } 到期
demo-promise-kept = 已兑现，提前 { $by }
demo-promise-late = 晚了 { $by } 才兑现
demo-promise-missed = 应在{ $due } 前完成
demo-promise-paused = 暂停计时

demo-is-running = 进行中
demo-is-kept = 已兑现
demo-is-late = 迟到
demo-is-missed = 已超时
demo-is-paused = 已暂停

demo-sum = 前后历时 { $whole }，其中计时 { $counted }
demo-sum-paused = 至此计时 { $counted }

demo-span-over = 超时
demo-span-counted = 计时
demo-span-paused = 暂停
demo-span-closed = 非工作时间
demo-span-weekend = 周末
demo-span-holiday = 节假日
