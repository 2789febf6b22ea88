# 客户与团队对反馈单的各种操作，以及他们得到的回答。

## 客户的反馈单

tickets-none = 您还没有提交过反馈。
tickets-list = 您有 { $count } 份反馈，点开可查看进展。
tickets-which = 请问您指的是哪一单？
button-ticket = { $number } · { $title }（{ $status }）
button-why = 时限怎么算的
button-history = 处理经过
why-nothing = 反馈单 { $number } 目前没有正在计时的承诺。
working-time = 工作时间 { $length }
why-due = 承诺时限：{ $amount }，从{ $start } 起算，因此到期时间是{ $due }：
why-progress = 承诺定期同步进度，上一次是{ $start }；避开夜间免打扰时段，下一次最迟{ $due }：
why-paused = 承诺时限：{ $amount }，从{ $start } 起算。收到客户答复之前暂停计时：
span = { $start } – { $end }
span-counted = 计时，{ $length }
span-paused = 暂停，{ $length }：{ $name }
span-closed-hours = 非工作时间，{ $length }
span-weekend = 周末或休息日，{ $length }
span-holiday = { $name }，{ $length }
history-title = 反馈单 { $number } 的处理经过
history-at = { $at }
the-clock = 系统

did-report = { $author }提交了反馈
did-review = { $author }核对了类型和紧急程度
did-accept = { $author }已受理
did-assign = { $author }完成分派
did-claim = { $author }领取了这张单
did-release = { $author }将这张单退回组内
did-message = { $author }留言：{ $words }
did-note = { $author }的内部备注：{ $words }
did-ask = { $author }询问：{ $words }
did-propose = { $author }提出方案：{ $words }
did-consent = { $author }同意方案
did-object = { $author }提出异议：{ $words }
did-expect = { $author }约定新的时间：{ $words }
did-add = { $said ->
    [nothing] { $author }补充了文件
   *[words] { $author }补充：{ $words }
}
did-urge = { $author }催办
did-resolve = { $author }处理完成：{ $words }
did-confirm = { $author }确认已解决
did-dispute = { $said ->
    [nothing] { $author }要求重新处理
   *[words] { $author }表示没有解决：{ $words }
}
did-rate = { $author }评价 { $stars } 星
did-remark = { $said ->
    [nothing] { $author }补充了评价的原因
   *[words] { $author }对评价的说明：{ $words }
}
did-withdraw = { $said ->
    [nothing] { $author }撤销了反馈
   *[words] { $author }撤销了反馈：{ $words }
}
did-close = { $author }关闭了这张单
did-merge = { $author }合并了这张单
did-archive = { $author }完成归档
did-warn = { $author }预警：{ $promise }即将到期
did-escalate = { $author }升级到第 { $level } 级：{ $promise }
did-nudge = { $author }请责任人提供进展
did-progress = { $author }向客户如实说明进度
did-remind = { $author }提醒客户回复
did-survey-remind = { $author }再次邀请评价
did-survey-end = { $author }结束调查，未收到评价
did-unreachable = { $author }发现消息无法送达

## 客户的操作

ask-add-words = 您想补充什么？也可以发照片和文件。
label-add-words = 补充内容
label-add-files = 文件
ask-add-files = 有照片或文件吗？
urged = 已为反馈单 { $number } 催办，团队刚刚收到提醒。
urge-again = 刚刚已为反馈单 { $number } 催办过，{ $at } 之后可以再次催办。
ask-dispute-words = 非常抱歉。还有哪里没有解决？
label-dispute-words = 未解决之处
dispute-too-late = 反馈单 { $number } 已关闭较久，请重新提交反馈，我们会对照原来的记录。
ask-withdraw-sure = 确定要撤销吗？撤销后我们将不再处理。
label-withdraw-sure = 确认撤销
ask-withdraw-reason = 方便告诉我们原因吗？
label-withdraw-reason = 原因
withdraw-kept = 好的，反馈单 { $number } 继续处理。
consented = 谢谢，我们马上开始。
ask-object-words = 您希望怎样调整？
label-object-words = 异议
objected = 谢谢，我们会给您新的方案。

## 满意度调查

survey-thanks = 谢谢您的 { $stars } 星评价。
survey-low-thanks = 谢谢您告诉我们。主管会看到，并与您联系。
survey-done = 谢谢，这能帮我们做得更好。
survey-kept = 好的，您的评分已保留。
ask-survey-reason = 主要是哪方面让您不满意？
label-survey-reason = 原因
ask-survey-words = 还有什么想告诉我们的吗？
label-survey-words = 您的话
ask-survey-really = 您打的分很高，但听起来似乎还有不满意的地方。问题真的解决了吗？
label-survey-really = 真的解决了

## 团队的操作

claimed-by-you = 工单 { $number } 由您负责，客户已经知道您的名字。
reviewed = 工单 { $number } 已核对，优先级 { $priority }。如不合适，可以调整。
priority-set = 工单 { $number } 已调整为 P{ $priority }。
button-priority = 设为 P{ $priority }
ask-message-words = 想告诉客户什么？可以附文件。
label-message-words = 留言
label-message-files = 文件
ask-message-files = 有文件吗？
ask-ask-words = 需要向客户了解什么？在客户答复之前暂停计时。
label-ask-words = 问题
label-ask-files = 文件
ask-ask-files = 有文件吗？
ask-note-words = 要让团队知道什么？客户看不到。
label-note-words = 备注
ask-resolve-words = 做了哪些处理？客户会看到。
label-resolve-words = 处理结果
label-resolve-files = 文件
ask-resolve-files = 有文件吗？
ask-expect-date = 预计哪一天解决？例如 { $example }。
label-expect-date = 日期
ask-expect-time = 几点？例如 18:00。
label-expect-time = 时间
ask-expect-words = 原因是什么？客户会看到。
label-expect-words = 原因
expect-past = { $at } 已经过去了，请约定之后的时间。
did-it-message = 工单 { $number }：已发给客户。
did-it-ask = 工单 { $number }：已询问客户，答复之前暂停计时。
did-it-note = 工单 { $number }：已备注。
did-it-expect = 工单 { $number }：已约定时间，并告诉了客户。
did-it-resolve = 工单 { $number }：已处理完成，正在请客户确认。
words-kept = 您写的内容在这里，不会丢失：
queue-empty = 没有待办，辛苦了。
queue-list = 我的 { $own } 单，待领 { $free } 单，先到期的在前。
queue-line = { $number } · { $title }
duty-on = 您已上岗，新的反馈会在这里响铃。
duty-off = 您已离岗，回来之前不会响铃。
join-unknown = 邀请码无效或已使用，请索取新的邀请。
joined = { $name }，欢迎加入团队。从现在起，新的反馈会在这里响铃。
