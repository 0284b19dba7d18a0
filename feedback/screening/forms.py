"""What somebody types into a review: which step, why, and after which acts it was seen."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from feedback.accounts.forms import Form
from feedback.screening.review_rules import Step
from feedback.screening.review_words import STEPS


class StepForm(Form):
    """One step with its reason."""

    step = RadioField("您的意见", [InputRequired("请先选一项。")])
    reason = TextAreaField("原因", [InputRequired("请写明原因。")])
    seen = HiddenField(validators=[AnyOf([str(n) for n in range(1000)])])

    @classmethod
    def asking(cls, steps: list[Step], seen: int) -> "StepForm":
        """Return the form of the steps somebody may take now."""
        form = cls()
        # What was offered when the page was opened may be over: the action says so better than a missing choice.
        offered = [*steps, *(step for step in Step if form.is_submitted() and step not in steps)]
        form.offer(offered)
        if not form.is_submitted():
            form.seen.data = str(seen)
            if len(steps) == 1:
                form.step.data = steps[0].value
        return form

    def offer(self, steps: list[Step]) -> None:
        """Let these steps be chosen from."""
        self.step.choices = [(step.value, STEPS[step]) for step in steps]
