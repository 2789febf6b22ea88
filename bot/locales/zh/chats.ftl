# 聊天软件里的对话：发出后又修改的话，以及有旁人在看的地方。

correction-taken = 已更正。
correction-added = 更正后的内容已补充到反馈单 { $number }。
correction-noted = 更正后的内容已作为内部备注记入反馈单 { $number }。要告诉客户，请重新发送。
correction-unclear = 我看到您修改了一条消息，但无法判断它属于哪里。请把正确的内容再发一次。
public-status = { $number }：{ $status }
public-private = 这里有其他人在看，请与我单独聊天。
