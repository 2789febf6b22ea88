# 工单变化或承诺到期时系统主动说的话，以及卡片上的用词。
#
# 本身就是词条的值（`soon`、`paused`、`nobody`、状态、承诺）可以按其键选择措辞。
# 对客户：只说真话，说清下一步做什么、最迟什么时候。对同事：卡片上方一句话。

## 致客户：一份反馈的经过

told-reported = 感谢您的反馈。反馈单 { $number } 已收到，我们会负责到底。
told-next =
    接下来：
    { $by_review ->
        [soon] • 主管会审阅，并交给合适的同事。
       *[other] • 主管在{ $by_review } 前审阅，并交给合适的同事。
    }
    { $by_response ->
        [soon] • 一有进展，我们就给您首次答复。
       *[other] • 您在{ $by_response } 前会收到首次答复。
    }
    { $by_resolution ->
        [soon] • 我们会尽快解决。
       *[other] • 我们承诺在{ $by_resolution } 前解决。
    }
    { $by_progress ->
        [soon] • 一有新消息，我们就告诉您。
       *[other] • 即使届时还没有解决，最迟{ $by_progress } 您也会收到我们的消息。
    }
told-accepted = { $by_response ->
    [soon] 反馈单 { $number } 资料齐全，已受理。一有进展，我们就联系您。
   *[other] 反馈单 { $number } 资料齐全，已受理。您在{ $by_response } 前会收到首次答复。
}
told-assigned = { $by_contact ->
    [soon] 反馈单 { $number } 现由{ $owner }负责，会尽快与您联系。
   *[other] 反馈单 { $number } 现由{ $owner }负责，会在{ $by_contact } 前与您联系。
}
told-message = 关于反馈单 { $number }，{ $actor }告诉您：
told-asked = 为了继续处理反馈单 { $number }，{ $actor }需要向您了解一点情况。请直接在这里回复，文字、照片都可以。在您回复之前，处理时限暂停计时；如果到{ $closes } 仍未收到您的回复，反馈单将会关闭。
told-plan = 关于反馈单 { $number }，{ $actor }提出以下方案。您同意之后我们才会动工，在您答复之前，处理时限暂停计时；如果到{ $closes } 仍未收到您的答复，反馈单将会关闭。
told-expected = { $actor }预计在{ $expected } 前解决反馈单 { $number }。原因如下：
told-resolved = { $actor }已处理完反馈单 { $number }，处理情况见下。您的问题解决了吗？请在{ $ends } 前告诉我们；如果没有收到您的回复，反馈单届时关闭，不计评价。
told-withdrawn = 已按您的要求撤销反馈单 { $number }，不再处理。如果还需要我们，随时留言。
told-recovery = 很抱歉，反馈单 { $number } 没有让您满意。从现在起由{ $lead }负责，{ $by_recovery ->
    [soon] 会尽快与您联系。
   *[other] 会在{ $by_recovery } 前与您联系。
}不会再只交给原来的同事处理。
told-closed-unanswered = 关于反馈单 { $number }，我们一直没有收到您的回复，反馈单现已关闭，但不算作已解决。如果您还需要处理，请在{ $reopen_by } 前告诉我们，我们会继续跟进。
told-reminder = { $status ->
    [status-awaiting-consent] 反馈单 { $number } 的处理方案还在等您确认。在您答复之前，我们不会动工；如果到{ $closes } 仍未收到您的答复，反馈单将会关闭。
   *[other] 反馈单 { $number } 还在等您的回复。如果到{ $closes } 仍未收到，反馈单将会关闭。
}

## 致客户：没有消息或未守承诺时的实话

said-late = 这条消息本应在 { $late }前送达，非常抱歉。
told-late = { $promise ->
    [promise-response] 我们本应在{ $due } 前就反馈单 { $number } 给您首次答复，但没有做到，非常抱歉。
    [promise-opinion] 我们本应在{ $due } 前就反馈单 { $number } 给您初步意见，但没有做到，非常抱歉。
   *[other] 反馈单 { $number } 本应在{ $due } 前解决，但没有做到，非常抱歉。
}
told-progress = 反馈单 { $number } 今天应当向您同步进度。目前还没有新进展，以下是我们能确定的情况。
told-truth-owned = 自上次告知您（{ $told }）以来，{ $owner }没有报告新进展。我们刚刚请{ $lead }介入督办。
told-truth-unowned = 自上次告知您（{ $told }）以来，还没有同事接手。我们刚刚请{ $lead }介入督办。
told-truth-unplanned = 目前还没有确定的解决时间。
told-truth-expected = 预计解决时间不变：{ $expected } 前。
told-truth-overdue = 原预计在{ $expected } 前解决，这个时间已过，还没有新的预计时间。
told-truth-next = { $by_progress ->
    [soon] 一有新消息，我们就告诉您。
   *[other] 最迟{ $by_progress }，您会再次收到我们的消息。
}

## 致客户：满意度调查

survey-ask = 谢谢您，反馈单 { $number } 已关闭。请为这次服务打分：一星为很不满意，五星为非常满意。
survey-reminder = { $status ->
    [status-resolved] 再问您一次：反馈单 { $number } 的问题真的解决了吗？如果到{ $ends } 仍未收到您的回复，反馈单将会关闭，不计评价。
   *[other] 再请您为反馈单 { $number } 的服务打个分，点一下即可。调查在{ $ends } 结束。
}

## 致同事：卡片上方一行，或行内带单号

ping-new = { $by_accept ->
    [soon] 新工单：{ $category }，{ $priority }。谁来接？
   *[other] 新工单：{ $category }，{ $priority }，须在{ $by_accept } 前受理。谁来接？
}
ping-review = { $by_review ->
    [soon] 新工单：请核对类型和紧急程度。
   *[other] 新工单：请在{ $by_review } 前核对类型和紧急程度。
}
ping-reviewed = { $actor }已核对：{ $category }，{ $priority }。
ping-assigned = { $by_contact ->
    [soon] { $actor }把这张工单分派给您，请联系客户。
   *[other] { $actor }把这张工单分派给您，请在{ $by_contact } 前首次联系客户。
}
ping-released = 工单重新待领。谁来接？
ping-silent-owner = 未按时首次联系客户，工单已退回组内。请确认有人接手。
ping-consent = { $customer }同意方案，可以动工。
ping-objection = { $customer }不同意方案，需要新方案：
ping-added = { $customer }补充了工单 { $number }：
ping-urged = { $customer }催办。
ping-withdrawn = { $customer }已撤销，无需再处理。
ping-confirmed = { $customer }确认工单 { $number } 已解决。
ping-low-rating = { $by_recovery ->
    [soon] 低分评价：{ $stars } 星（满分 5 星）。请回访{ $customer }。
   *[other] 低分评价：{ $stars } 星（满分 5 星）。请在{ $by_recovery } 前回访{ $customer }。
}
ping-disputed = { $by_recovery ->
    [soon] { $customer }表示问题没有解决，请您亲自跟进。
   *[other] { $customer }表示问题没有解决，请您在{ $by_recovery } 前亲自跟进。
}
ping-remark = { $customer }补充了对工单 { $number } 的评价。
ping-warn = { $promise }：{ $due } 到期，尚未完成。
ping-escalated = 第 { $level } 级升级。{ $promise }：应在{ $due } 前完成，尚未完成。
ping-missed = { $promise }：应在{ $due } 前完成，已超时。请立即处理，主管已知悉。
ping-news-wanted = { $by_progress ->
    [soon] 工单 { $number }：客户在等进度。请告知客户，或给出新的预计时间。
   *[other] 工单 { $number }：须在{ $by_progress } 前向客户同步进度。请告知客户，或给出新的预计时间。
}
ping-silent = { $owner ->
    [nobody] 自{ $told } 起一直无人接手，已如实告知客户，请督办。
   *[other] 自{ $told } 起{ $owner }没有新进展，已如实告知客户，请督办。
}
ping-unreachable = 联系不上{ $customer }：消息在所有渠道都没有送达，请致电客户。
ping-unreachable-team = 联系不上{ $missed }：有关这张工单的消息在所有渠道都没有送达，请督办。

## 卡片

card-title = { $number } · { $title }
card-changed = 当前状态：{ $status }
card-claimed = { $owner }已领取。

fact-status = 状态
fact-category = 问题类型
fact-priority = 优先级
fact-owner = 责任人
fact-opened = 反馈时间
fact-expected = 预计解决
fact-customer = 客户
fact-phone = 联系电话
fact-tier = 客户类型

status-new = 待受理
status-accepted = 已受理
status-assigned = 已分派
status-in-progress = 处理中
status-awaiting-customer = 待客户补充
status-awaiting-consent = 待客户确认方案
status-resolved = 已解决，待确认
status-closed = 已关闭
status-archived = 已归档
status-reopened = 二次处理
status-cancelled = 已撤销
status-merged = 已合并

priority-1 = P1（高）
priority-2 = P2（中）
priority-3 = P3（低）

promise-review = 主管审核
promise-accept = 受理
promise-contact = 首次联系
promise-response = 首次答复
promise-opinion = 初步意见
promise-resolution = 解决
promise-recovery = 主管回访
promise-progress = 下次进度同步

paused = 暂停计时
soon = 尽快
nobody = 暂无
somebody = 同事
the-customer = 客户
a-supervisor = 主管

## 按钮

button-claim = 我来处理
button-review = 核对
button-message = 告知客户
button-ask = 询问客户
button-expect = 预计时间
button-resolve = 已解决
button-note = 内部备注
button-consent = 同意
button-object = 不同意
button-solved = 已解决
button-unsolved = 没有解决
button-add = 补充
button-urge = 催办
button-withdraw = 撤销
button-show = 查看
button-star = { $stars } 星

## 不收的文件

file-empty = 这个文件是空的。
file-too-large = 这个文件超过 { $megabytes } MB，请换成短一些的视频或小一些的图片。
file-type = 不支持这种文件。可以发送照片、视频、录音、PDF 或纯文本。

## 不能照办时

refused-unknown = 没有找到这张反馈单，请核对单号。
refused-not-yours = 只有责任人或主管可以这样做。
refused-status = 现在不能这样操作了：这张单在此期间已有变化。
refused-claimed = { $owner }先一步领取了工单 { $number }。
refused-unclaimed = 工单 { $number } 还没有人领取，请先领取。
refused-archived = 这张单已归档，不能再修改。
refused-incomplete = 还缺少必要的内容。
refused-category = 请先选择问题类型。
refused-rated = 这张反馈单的评价已结束。您仍可随时给我们留言。
