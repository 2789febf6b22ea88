# 聊天软件里的对话：发出后又修改的话，以及有旁人在看的地方。

correction-taken = 已更正。
correction-added = 更正后的内容已补充到反馈单 { $number }。
correction-noted = 更正后的内容已作为内部备注记入反馈单 { $number }。要告诉客户，请重新发送。
correction-unclear = 我看到您修改了一条消息，但无法判断它属于哪里。请把正确的内容再发一次。
public-status = { $number }：{ $status }
public-private = 这里有其他人在看，请与我单独聊天。
move-offer = 要在另一个聊天里继续，请在一天之内把这句话发给那里的我：{ $code }
move-unknown = 代码无效或已使用。请在原来的聊天里输入“/move”重新获取。
move-taken = 您在这个聊天里已有自己的反馈单，原来的反馈单就留在原处。
moved = 我们在这里继续，您以前的反馈也都过来了。
