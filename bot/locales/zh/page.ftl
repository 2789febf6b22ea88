# 聊天页面自身的文字，由服务器交给页面，页面再填入其中的值。

page-lang = zh-CN
page-title = 售后服务
page-needs-script = 此聊天需要 JavaScript。请为本页启用，或致电我们。

## 页首与连接

page-skip = 跳到输入框
page-menu = 菜单
page-go-on = 在 { $name } 中继续
page-close = 关闭
page-dismiss = 知道了
page-online = 在线
page-connecting = 正在连接……
page-offline = 连接已断开
page-offline-words = 暂时没有网络。您可以继续写，内容会保存在这里，恢复连接后自动发送。
page-not-now = 刚才没有成功，请稍后再试。
page-sound = 响铃声音
page-sound-on = 声音已打开
page-sound-off = 声音已关闭

## 问候

page-hello = 您好！有什么可以帮您？
page-hello-words = 告诉我们哪里不对，我们会一直跟进到解决为止。您会得到一个反馈单号，并且至少每 24 小时收到一次消息。
page-hello-team = { $name }，您好
page-hello-team-words = 这里是您的工作台，新的反馈会连同卡片在这里响铃。
page-quick = 可以开始的事

## 对话

page-log = 对话内容
page-you = 您
page-desk = 客服
page-earlier = 显示更早的消息
page-new = 新消息
page-newer = { $count } 条新消息
page-to-end = 回到最新消息
page-today = 今天
page-yesterday = 昨天
page-sending = 发送中……
page-ringing = 响铃
page-late = 迟到
page-pressed = 已选
page-picture = 图片：{ $name }
page-kilobytes = { $size } KB
page-megabytes = { $size } MB

## 提问

page-progress = 提问进度
page-step = 第 { $step } 题，共 { $of } 题
page-review = 提交前最后核对
page-to-form = 改用表单填写
page-stars = 一到五星评分
page-of-five = { $stars } 星（满分 5 星）
page-day = 日期
page-time = 时间
page-answer = 确定
page-drop-here = 把照片或文件拖到这里，或点击选择。
page-choose-files = 选择文件
page-take-photo = 拍照

## 书写

page-words = 您的消息
page-write = 写点什么……
page-write-answer = 写下您的回答……
page-write-or-press = 点选或输入……
page-write-phone = 电话号码……
page-write-number = 数字……
page-write-day = { $day }，或“昨天”
page-send = 发送
page-attach = 添加照片或文件
page-files = 待发送的文件
page-drop = 松开鼠标即可添加文件
page-count = { $count } / { $limit } 个字符
page-too-long = 一共 { $count } 个字符，一条消息最多 { $limit } 个，请分几次发送。
page-after-upload = 文件上传完成后会自动发送。

## 文件

page-file = 文件
page-file-empty = 这个文件是空的。
page-file-large = “{ $name }”有 { $size }，最大只能发送 { $limit }。请换短一些的视频或小一些的图片。
page-file-type = “{ $name }”这类文件无法接收。照片、视频、录音、PDF 和纯文本都可以。
page-too-many = 这里最多 { $limit } 个文件。
page-upload-failed = “{ $name }”没有上传成功。
page-uploading = 正在上传 { $name }
page-waiting = 等待中
page-percent = { $percent }%
page-retry = 重新上传 { $name }
page-remove = 移除 { $name }

## 表单

page-optional = 选填
page-please-choose = 请选择
page-yes = 是
page-no = 否
page-form-back = 返回逐题回答
page-form-needed = 这一项需要填写，我们才能帮您。
page-form-look = 请检查标出的 { $count } 项。
page-form-offline = 暂时没有网络。您填写的内容都已保留，请稍后再试。
page-form-uploading = 请等文件上传完成。

## 登录

page-code-open = 我是工作人员
page-code-title = 登录团队
page-code = 邀请码
page-code-help = 邀请码由主管提供，只能使用一次。
page-sign-in = 登录
page-cancel = 取消
page-signed-in = 已登录：{ $name }。新的反馈会在这里响铃。
page-session-new = 之前的会话已结束，这里开始新的对话。您还没发出的内容已保留。
page-no-cookies = 浏览器在这里不保存会话，请在单独的窗口中打开聊天。
page-open-alone = 打开聊天

## 其他网站上的小窗

page-widget-open = 打开聊天
page-widget-close = 关闭聊天
page-widget-unread = { $count } 条新消息
page-widget-title = 在线客服
page-widget-blocked = Aftercare：{ $chat } 的聊天不能显示在 { $site } 上。请在其服务器上设置 AFTERCARE_EMBED_ORIGINS={ $site }。
page-widget-alone = 在新窗口打开聊天
