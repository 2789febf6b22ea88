# 消息到达机器人之前，网页渠道的回答。

web-frame-broken = 页面发来的内容无法读取。请刷新页面，您写的内容都会保留。
web-try-again = 刚才没有成功，正在重试，请不要重复发送。
web-too-fast = 一下子太多了，请稍等几秒。
web-text-too-long = 一条消息最多 { $limit } 个字符，请分几次发送。
web-too-many-files = 一条消息最多 { $files } 个文件。
web-invitation-unknown = 邀请无效或已使用，请索取新的邀请。
web-sign-in = 在本页面请从菜单选择“我是工作人员”登录。
