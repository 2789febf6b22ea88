# Slack：表单、主页和顺带的话。

slack-file-large = 文件不能超过 { $megabytes } MB。更大的文件请用链接分享。
slack-file-gone = Slack 没有把这个文件交给我，请再发一次，或在这里上传：{ $link }
slack-answered = 已在私信中回复您。
slack-join = 这里只供团队使用。向管理员索取加入码，然后发送：/aftercare join 加入码
slack-not-installed = 您的工作区尚未安装售后服务台。管理员可在这里安装：{ $link }

# 表单标题：最多 24 个字符。

form-add = 补充内容
form-dispute = 尚未解决
form-withdraw = 撤销反馈
form-object = 提出异议
form-survey-low = 哪里不满意
form-survey-high = 您的评价
form-survey-really = 再确认一下
form-message = 给客户留言
form-ask = 向客户提问
form-resolve = 标记为已解决
form-note = 内部备注
form-expect = 预计时间

# 主页

home-title = 售后服务台
home-welcome = 产品有问题？在这里反馈，您会得到编号，并且每天都能收到进展。
home-open = 您有 { $count } 个反馈正在处理。
home-duty-on = 您正在值班：有新反馈会提醒您。
home-duty-off = 您未在值班：不会提醒您。
home-list-mine = 我的：{ $count }
home-list-free = 待认领：{ $count }
home-list-late = 超时或已升级：{ $count }
home-page-before = 前 { $count } 个
home-page-after = 后 { $count } 个
home-next = 下一个时限
home-figure-reported = 今日反馈
home-figure-open = 处理中
home-figure-resolved = 今日解决
home-figure-rated = 今日星级
button-duty = 切换值班
