"""Deciding what was meant, without Rasa and without training on everything."""

import pytest
from components import classification
from components.classification import FALLBACK, Guess
from components.normalizer import normalize


def test_questions_of_one_family_support_each_other() -> None:
    ranking = [Guess("greet", 0.4), Guess("faq/dues", 0.35), Guess("faq/privacy", 0.25)]
    merged = classification.merge_retrieval(ranking)
    assert merged[0] == Guess("faq", 0.6)
    assert classification.best_answer(ranking, "faq") == "faq/dues"


def test_an_intent_without_a_family_has_no_answer_to_pick() -> None:
    assert classification.best_answer([Guess("greet", 1.0)], "greet") is None


def test_too_little_confidence_is_admitted() -> None:
    ranking = [Guess("greet", 0.2), Guess("thank", 0.1)]
    assert classification.decide(ranking, threshold=0.3)[0].name == FALLBACK
    assert classification.decide(ranking, threshold=0.1)[0].name == "greet"


@pytest.mark.parametrize(
    "said",
    [
        "不想活了",
        "俺不想活了",
        "活着没啥意思",
        "我要跳楼",
        "欠俺三万 俺活不成了",
        "想从桥上跳下去死了算了",
    ],
)
def test_words_of_despair_never_depend_on_statistics(said: str) -> None:
    assert classification.listed(normalize(said)) == "express_crisis"


@pytest.mark.parametrize(
    "said",
    [
        "有人打我们",
        "被关在里面不让走",
        "着火了",
        "再不给钱我就去堵门",
        "几十号人堵门",
        "骑车叫撞了 腿动不了",
        "摔沟里了 起不来",
        "出车祸了 满脸血",
        "救救我",
        "求求你们救命啊",
    ],
)
def test_danger_happening_now_never_depends_on_statistics(said: str) -> None:
    assert classification.listed(normalize(said)) == "report_emergency"


@pytest.mark.parametrize(
    "said",
    ["我要砍了他", "今晚带刀去找他", "拿刀去砍站长", "俺去把站长砍了他娘嘞", "今天晚上就弄死他",
     "大不了同归于尽", "我要一把火烧了站点", "买了汽油去站里", "我准备捅了那个老板", "拉他垫背",
     "揣把刀去站里找他算账", "明儿去捅死他", "再不给钱我就砍人",
     "弄死他全家", "逼急了我杀了他"],
)  # fmt: skip
def test_who_means_to_hurt_others_with_a_means_or_a_time_is_heard_as_danger_l10(said: str) -> None:
    assert classification.listed(normalize(said)) == "threaten_others"


@pytest.mark.parametrize(
    "said",
    ["我弄死他个王八蛋", "气死我了", "想打人", "真想弄死站长", "平台要砍了我一半单价", "把我提成砍了",
     "要砍老板的价", "送刀具被拒收", "想砍他一半提成", "站里要烧了我的餐", "去捅了马蜂窝", "累得要死",
     "老板要杀价", "他们要砍补贴", "我想烧菜", "去店里吃刀削面", "点了外卖没到", "要去点他的餐",
     "买汽油去加油站开发票", "骑摩托买汽油去跑单", "我带着家伙去工地干活工资没给", "拿刀切菜去送餐被划了手",
     "晚上废了他半天劲", "今天我去站里办了他没给", "我要点他们家的餐", "平台准备砍了他们的单价"],
)  # fmt: skip
def test_swearing_and_cuts_of_pay_are_no_threat(said: str) -> None:
    assert classification.listed(normalize(said)) is None


@pytest.mark.parametrize("said", ["有人拿刀要砍我", "他说要弄死我", "老板威胁要打断我腿"])
def test_who_is_threatened_is_in_danger_and_threatens_nobody(said: str) -> None:
    assert classification.listed(normalize(said)) == "report_emergency"


@pytest.mark.parametrize(
    "said",
    [
        "我要找人工，站长不发工资",
        "转人工",
        "工资欠了三个月 给我转人工",
        "叫个真人来 我说不清",
        "俺要跟真人说",
    ],
)
def test_who_asks_for_a_person_gets_one_whatever_else_they_tell(said: str) -> None:
    assert classification.listed(normalize(said)) == "request_human"


@pytest.mark.parametrize(
    "said",
    [
        "我想找人工作",
        "不用转人工",
        "美团的人工客服不理我",
        "平台要人工审核 三天没动静",
        "人工费没给我结",
        "别给我转人工 就问个事",
        "站点换人工资没人发",
        "要人工资不给",
        "找人工伤咋认定",
        "转人工资没结清",
        "去工地找活人家不要我",
        "找活人太多了",
    ],
)
def test_who_only_speaks_of_people_asks_for_none(said: str) -> None:
    assert classification.listed(normalize(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        "我要入会",
        "打电话给我",
        "路上堵车",
        "工资没发",
        "打人工电话",
        "跑单累死了",
        "失火了啥都没了",
        "这是救命钱 一直没发",
        "上个月摔了 现在还动不了",
        "腿撞断了起不来 住院花了两万谁赔",
        "电动车撞坏了动不了",
        "手机摔了开不了机动不了",
        "车祸后腿动不了躺床上三个月",
    ],
)
def test_ordinary_words_are_not_alarms(said: str) -> None:
    assert classification.listed(normalize(said)) is None


def test_the_same_training_gives_the_same_model() -> None:
    texts = ["你好", "您好", "谢谢", "多谢", "入会", "我要入会"]
    names = ["greet", "greet", "thank", "thank", "join_union", "join_union"]
    first, second = (
        classification.train(texts, names, seed=7, strength=20.0, embedding_weight=1.0)
        for _ in range(2)
    )
    assert classification.rank(first, "我想入会") == classification.rank(second, "我想入会")
    assert classification.rank(first, "我想入会")[0].name == "join_union"
