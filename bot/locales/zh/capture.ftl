# 机器人如何倾听：欢迎语、反馈时的提问，以及答案无法接受时怎么办。

## 欢迎与帮助

welcome = 您好！遇到了什么问题，请告诉我；我会和售后团队一起跟进，直到解决为止。请问有什么可以帮您？
welcome-team = { $name }，您好。这里是您的工作台。
help =
    报告问题时，我会逐项问清团队需要了解的情况；您会得到一个反馈单号，并知道接下来每一步最迟何时完成。
    您随时可以查看反馈单、补充文字或照片、催办、告诉我们是否已解决，或者撤销。
    反馈单处理期间，您至少每 { $every }会收到一次消息。直接留言即可，您说的每句话都不会丢。
help-team =
    新的反馈会连同卡片在这里响铃。用卡片上的按钮可以领取、询问客户、告知客户、约定时间、标记解决。
    输入“队列”按到期先后查看待办，输入“值班”切换值班状态，输入单号查看该单。
menu-report = 报告问题
menu-tickets = 我的反馈单
menu-help = 能做什么
menu-queue = 我的队列
menu-language-en = English
menu-language-zh = 中文
language-changed = 接下来用中文与您交流。
courtesy = 不客气，有需要随时找我。
courtesy-asked = 反馈单 { $number } 还需要您的回复，我们才能继续处理。
nothing-begun = 目前没有正在进行的操作。请问有什么可以帮您？
command-unknown = 没有这个命令。我可以为您做这些：
courtesy-team = 收到。
team-only = 这是团队内部功能。您可以用“我的反馈单”查看自己的反馈。

## 反馈时的提问

said-by-playbook = { $words }
ask-category = 请问是哪方面的问题？
report-begun = 您说的我已记下。再问您几个问题，好让合适的同事马上着手。
report-stands = 我们接着刚才的继续，也可以另报一个问题。
report-waits = 您之前开始的另一个反馈先保留着，稍后继续。
report-sent = 这个反馈您已经提交过了，编号是 { $number }。
report-enough = 您已开始了好几个反馈，请先提交或取消其中一个。
ask-kind = 具体是哪一类？
ask-model = 是哪款产品？型号在铭牌上，例如 LJ-2400。
ask-serial-number = 序列号是多少？同样在铭牌上，通常在条形码旁边。
ask-purchase-date = 什么时候购买的？例如 { $example }。
ask-happened-on = 是哪一天发生的？例如 { $example }，也可以说“昨天”。
ask-happened-at = 大约几点？例如 14:00。
ask-description = 请用您自己的话说一说：发生了什么，之前做了什么，现在是什么情况？
ask-hoped = 您希望得到怎样的结果？
ask-evidence = 有照片、视频、截图或购买凭证吗？请直接发到这里。
ask-urgency = 对您来说有多紧急？
ask-impact = 对您的影响有多大？
ask-name = 请问怎么称呼您？企业客户请填写购买凭证上的单位名称。
ask-phone = 请留一个方便联系您的电话号码。
ask-tier = 请问您属于哪类客户？
ask-more = 谢谢您。为了让合适的同事马上着手，请再补充一点：具体是什么情况，从什么时候开始，您看到了什么、试过什么？
ask-offered = 我们记录的是 { $known }，现在还对吗？如有变化，请直接输入。
ask-so-far = 目前填的是：{ $known }
offered-other = 好的，请告诉我正确的信息。

label-category = 问题类型
label-kind = 具体类别
label-model = 型号
label-serial-number = 序列号
label-purchase-date = 购买日期
label-happened-on = 发生日期
label-happened-at = 发生时间
label-description = 问题描述
label-hoped = 期望结果
label-evidence = 照片和文件
label-urgency = 紧急程度
label-impact = 影响范围
label-name = 称呼
label-phone = 电话
label-tier = 客户类型

review-title = 请再核对一遍
review-text = 都对吗？提交之前，每一项都可以修改。
review-change = 请问要修改哪一项？请按对应的按钮。
not-given = （未填）
files-count = { $count } 个文件
form-report = 您的反馈
form-faulty = 还有 { $count } 项缺失或不清楚，其余内容都已保留。

## 对话中的按钮

button-choice = { $name }
button-use = 是：{ $known }
button-skip = 跳过
button-keep = 保持不变
button-back = 上一步
button-cancel = 取消
button-done = 就这些
button-remove = 移除文件
button-edit = 修改：{ $name }
button-send = 提交
button-yes = 是
button-no = 否
button-to-ticket = { $number } · { $title }
button-new-report = 新的反馈
button-to-question = 回答您刚才的问题
button-drop = 不用了
button-anew = 另报一个问题
button-other = 继续填写另一个

## 对话的经过

dialogue-cancelled = 已取消，没有提交任何内容。
dialogue-first = 这已经是第一个问题。
dialogue-resumed = 我们接着刚才的继续。
press-old = 这个按钮属于之前的问题。
press-unknown = 我不认识这个按钮。输入“菜单”可以查看我能做什么。
files-taken = 已收到 { $count } 个文件。还有吗？没有就请按“就这些”。
files-full = 一份反馈最多 { $limit } 个文件，已保留前 { $limit } 个。
files-kept = 已随您的回答保留 { $count } 个文件。
files-not-here = 这个问题不能附文件，请稍后再发。
words-noted = 这段话也已记下。

## 无法接受的答案

fault-empty = 内容是空的，请写几个字。
fault-too-long = 一共 { $length } 个字符，这里最多 { $limit } 个。请分几次发送，或精简一些。
fault-choice = 请按其中一个按钮，或输入按钮上的文字，也可以输入序号 1 到 { $count }。
fault-date = 请这样写日期：2026-11-20，也可以说“今天”“昨天”。
fault-date-impossible = 没有这一天。请这样写日期：2026-11-20。
fault-date-ambiguous = 这个日期有两种读法，请把年份写在前面：2026-11-20。
fault-date-future = { $date } 还没有到。请问是哪一天？
fault-time = 请这样写时间：14:30。
fault-number = 请输入一个数字。
fault-phone = 这不像是电话号码。请连区号一起写，例如 138 0013 8000 或 010-6552 9988。
fault-yes-no = 请回答“是”或“否”。
fault-stars = 请选择 1 到 5 颗星。
fault-files = 请发送照片或文件，或按其中一个按钮。
fault-needed = 我们需要这一项才能帮到您。

## 对话之外的话

held = 请问这条消息是关于哪张反馈单的？
held-team = 这条消息是给哪一单的？将会发给该单的客户。
held-dropped = 好的，这条消息不作记录。
added = 已补充到反馈单 { $number }，团队已收到通知。
added-answer = 谢谢，这正是反馈单 { $number } 需要的信息，我们继续处理。
added-resolved = 您的问题解决了吗？还是仍有不妥之处？
added-nothing = 没有可补充的内容。
