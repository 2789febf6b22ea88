"""The capture of a report, as it is chatted."""

from tests.world import Exactly, Files, World


def test_a_whole_capture_from_the_first_word_to_the_number(world: World) -> None:
    li, zhao = world.agent("Li", "technical"), world.lead("Zhao")
    wang = world.customer()
    wang.chat(
        ("你好 | hello", ("请问有什么可以帮您 | What can I do for you", "[报告问题 | Report a problem]")),
        ("[报告问题 | Report a problem]", ("请问是哪方面的问题 | What is it about", "[售后申请 | Service request]")),
        ("[功能故障 | Fault]", ("具体是哪一类 | And more exactly", "[性能未达标 | Below its specification]")),
        ("1", "型号在铭牌上 | The model is on the type plate"),
        ("LJ-2400", "序列号是多少 | serial number"),
        ("SN-88231177", "什么时候购买的 | When did you buy it"),
        ("2026年3月15日 | 2026/3/15", "哪一天发生的 | On which day did it happen"),
        ("昨天 | yesterday", "大约几点 | At about what time"),
        ("下午6点 | 6 pm", "请用您自己的话 | in your own words"),
        (
            "一开机就显示错误 0x61。 | Error 0x61 as soon as it is on.",
            "您希望得到怎样的结果 | What outcome are you hoping for",
        ),
        ("周五前能打印 | Printing by Friday", "有照片、视频 | photos, a video"),
        (Files(2), ("已收到 2 个文件 | Got 2 files", "[就这些 | That is all]")),
        ("[就这些 | That is all]", ("有多紧急 | How urgent", "[紧急 | Urgent]")),
        (
            "紧急 | urgent",
            ("影响有多大 | How much does it affect you", "[核心功能无法使用 | A core function cannot be used]"),
        ),
        ("部分功能受影响 | Part of it is affected", "怎么称呼您 | What is your name"),
        ("王芳 | Wang Fang", "电话号码 | phone number"),
        ("138 0013 8000", ("您属于哪类客户 | Which of these are you", "[企业客户 | Company]")),
        (
            "[新客户 | New customer]",
            (
                "请再核对一遍 | Please check once more",
                "问题类型: 功能故障 | Category: Fault",
                "购买日期: 2026-03-15 | Bought on: 2026-03-15",
                "发生日期: 2026-11-24 | Happened on: 2026-11-24",
                "18:00",
                "照片和文件: 2 个文件 | Photos and files: 2 files",
                "电话: +8613800138000 | Phone: +8613800138000",
            ),
        ),
        ("[提交 | Send]", ("FB20261125001", "接下来 | What happens next", "今天 12:00 | 12:00 today")),
    )
    li.hears("FB20261125001", "错误 0x61 | Error 0x61", "[我来处理 | I’ll take it]")
    zhao.hears("FB20261125001", "10:15 | 10:15 today", "[核对 | Check]")
    wang.chat(("谢谢 | thanks", Exactly("不客气，有需要随时找我。 | You are welcome. I am here whenever you need us.")))
