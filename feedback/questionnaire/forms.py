"""What a person may type about a questionnaire."""

from typing import Any

from wtforms import BooleanField, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from feedback.brands import lines, one_line
from feedback.brands.forms import BlamingForm
from feedback.questionnaire.draft import Known, lines_of, tags_of
from feedback.questionnaire.rules import GRADES, NONE, Body, problems

NONE_WORDS = {"zh": "不了解，不评价", "en": "I can't say"}


class GradeForm(Form):
    """One of the five grades; what is wrong with it is said by `problems`, not here."""

    words_zh = StringField("说法", filters=[one_line])
    words_en = StringField("说法的英文", filters=[one_line])
    asks_zh = StringField("选了以后问什么", filters=[one_line])
    asks_en = StringField("问题的英文", filters=[one_line])
    tags = TextAreaField("标签", filters=[lines])


class DraftForm(BlamingForm):
    """A whole draft."""

    title_zh = StringField("问题", filters=[one_line])
    title_en = StringField("问题的英文", filters=[one_line])
    g5 = FormField(GradeForm)
    g4 = FormField(GradeForm)
    g3 = FormField(GradeForm)
    g2 = FormField(GradeForm)
    g1 = FormField(GradeForm)
    none = BooleanField("可以选“不了解”，不给等级")
    none_zh = StringField("“不了解”的说法", filters=[one_line])
    none_en = StringField("“不了解”的英文", filters=[one_line])
    awareness = BooleanField("问一句来之前知不知道这个品牌")

    @classmethod
    def of(cls, body: Body) -> "DraftForm":
        """Return the form filled with a version."""
        none = body.grade(NONE)
        words = none.words if none else NONE_WORDS
        said = {
            "title_zh": body.title["zh"],
            "title_en": body.title["en"],
            "none": none is not None,
            "none_zh": words["zh"],
            "none_en": words["en"],
            "awareness": body.awareness,
        }
        return cls(data={**said, **{f"g{g.value}": _shown(g) for g in body.grades if g.value != NONE}})

    def body(self, known: Known) -> dict[str, Any]:
        """Return what was typed as a version's data; `known` are the ids that tags have had."""
        grades = [
            {
                "value": str(number),
                "words": {"zh": said["words_zh"], "en": said["words_en"]},
                "asks": {"zh": said["asks_zh"], "en": said["asks_en"]},
                "tags": tags_of(said["tags"], str(number), known),
            }
            for number, said in ((number, self[f"g{number}"].data) for number in GRADES)
        ]
        if self.none.data:
            words = {"zh": self.none_zh.data, "en": self.none_en.data}
            grades.append({"value": NONE, "words": words, "asks": {"zh": "", "en": ""}, "tags": []})
        title = {"zh": self.title_zh.data, "en": self.title_en.data}
        return {"title": title, "grades": grades, "awareness": bool(self.awareness.data)}

    def wrong(self, body: dict[str, Any]) -> bool:
        """Say beside the fields what is wrong with a body that this form gave; return whether anything is."""
        found = problems(body)
        for place, sentence in found.items():
            if field := self._field(place):
                field.errors = [sentence]
            else:
                self.form_errors = [sentence]
        return bool(found)

    def _field(self, place: str) -> Any:
        """Return the field of a place that `problems` names, or None if it is the whole form."""
        owner, _, part = place.partition(".")
        name = part.replace(".", "_")
        if owner in ("title", NONE):
            return self[f"{owner}_{part.removeprefix('words.')}"]
        return self[f"g{owner}"].form[name] if part else None


def _shown(grade: Any) -> dict[str, str]:
    return {
        "words_zh": grade.words["zh"],
        "words_en": grade.words["en"],
        "asks_zh": grade.asks["zh"],
        "asks_en": grade.asks["en"],
        "tags": lines_of(grade),
    }


class NewForm(BlamingForm):
    """The name of a new questionnaire and the one it begins as a copy of."""

    name = StringField(
        "名称",
        [DataRequired("请填写名称。"), Length(max=40, message="最多写 40 个字，请删短一点。")],
        filters=[one_line],
    )
    source = SelectField("照着哪一份起草", coerce=int)


class PublishForm(BlamingForm):
    """What somebody looked through before saying yes."""

    seen = HiddenField()


class ChooseForm(BlamingForm):
    """Which questionnaire the residents of a brand are asked with."""

    questionnaire = SelectField("问卷", coerce=int)
