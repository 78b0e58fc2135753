"""The prompter for a terminal that can draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from sstc_survey.display import spell_out
from sstc_survey.engine.replies import Answer, Back, ChangeLanguage, Comment, GoTo, Leave, Reason, Reply
from sstc_survey.engine.validation import tidied
from sstc_survey.i18n import gettext, translated
from sstc_survey.problems import Problem
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.in_session import InSession
from sstc_survey.prompters.labels import change_text, changed_reference, language_name
from sstc_survey.prompters.loop import AfterFailure, Aside, NotBack, ReferenceKeeper, Stop, Verify
from sstc_survey.prompters.screens import Cover, ReasonScreen, RepeatScreen, ReviewLine, Screen
from sstc_survey.prompters.terminal import side_questions
from sstc_survey.prompters.terminal.device import Device, detect_widths, let_ctrl_s_through
from sstc_survey.prompters.terminal.key_table import Key
from sstc_survey.prompters.terminal.letters import ask_letter
from sstc_survey.prompters.terminal.page import Page
from sstc_survey.prompters.terminal.prompt_context import PromptContext, kept
from sstc_survey.prompters.terminal.questions import ask_question
from sstc_survey.prompters.terminal.settings import OtherText, PromptEnd, Remember
from sstc_survey.prompters.terminal.words import answer_on, problem_line, reply_text
from sstc_survey.questionnaire import OTHER
from sstc_survey.response import Missing, Unfinished, comment_field


class TerminalPrompter:
    """Puts each question below the last; when it is answered only the question and the reply stay."""

    def __init__(
        self,
        reference_keeper: ReferenceKeeper | None = None,
        session: InSession | None = None,
        *,
        device: Device | None = None,
        input: Input | None = None,  # noqa: A002
        output: Output | None = None,
    ) -> None:
        self._reference_keeper = reference_keeper
        self._session = session
        self._device = device or Device(input, output)
        if session is not None:
            self._device.pulse = session.pulse
        self._page = Page(self._device)
        self._fields = Fields({}, lambda _: None)
        self._resumed = False
        self._is_edit = False
        # What was asked last within a question, and may have been left by Esc.
        self._within: Key | None = None
        # What stood in the field for the reference when it was left.
        self._reference_left = ""
        # The path and the language of the question that was printed last.
        self._printed: tuple[str, str] | None = None
        self._last_reply = ""
        # The path of the question that was changed from the review.
        self._changed = ""
        # What was typed in a list for its choice of everything else, by the path of the question that asks for it.
        self._other_texts: dict[str, str] = {}

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:
        """Print what the interview is about."""
        self._fields, self._resumed = fields, resumed
        self._is_edit = cover is not None and cover.is_edit
        let_ctrl_s_through(self._device.input)
        detect_widths(self._device)
        if cover is None:
            # The turn of somebody else, who is asked the same.
            self._printed, self._other_texts = None, {}
            self._page.blank_line()
        else:
            self._page.cover(cover, resumed=resumed)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop | NotBack:
        """Print a question, unless it is still on the screen, and return the reply to it."""
        is_back = self._print_question(screen)
        self._within = None
        reply = self._typed_before(screen, verify) or self._reply(screen, verify, is_back=is_back)
        if isinstance(reply, NotBack):
            return self._not_back()
        self._print_reply(screen, reply, verify)
        return reply

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        """Ask for the comment that goes with an answer."""
        path = screen.path
        # Where an interview was stopped at a comment, this is the one: it is not asked for once more after Back.
        self._resumed = False
        if self._print_question(screen) and not screen.read_only and (answer := answer_on(screen)):
            self._page.reply(answer)
        end = self._enter_comment(screen, lambda text: verify(Comment(text, path)))
        if isinstance(end, Aside):
            return end
        key, text = end
        reply: Comment | Back | None = Comment(text, path) if text.strip() != screen.comment else None
        if key is Key.STOP:
            return Stop()
        if key is Key.BACK:
            reply = Back(path)
        if reply is not None:
            self._print_reply(screen, reply, verify)
        return reply

    def ask_repeat(
        self,
        screen: RepeatScreen,
        verify: Verify,  # noqa: ARG002 no reply to it can be wrong
    ) -> Reply | Stop | NotBack:
        """Print the instances of a repeat, and return whether there is one more."""
        from sstc_survey.prompters.terminal.repeats import ask_repeat, kept_row, repeat_reply_text

        self._page.repeat(screen)
        self._printed = self._within = None
        chosen = kept_row(screen)
        while isinstance(reply := ask_repeat(screen, chosen, self._device, also=self._also), PromptEnd):
            key, chosen = reply
            if key is Key.NOT_BACK and self._within is None:
                return self._not_back()
            first = self._asked_first(key, screen)
            if first is not None:
                return first
        if isinstance(reply, Back):
            self._print_back()
        if text := repeat_reply_text(screen, reply):
            self._page.reply(text)
        return reply

    def ask_reason(self, screen: ReasonScreen, verify: Verify) -> Reason | Back | Stop:
        """Print what was changed, and ask why."""
        self._page.blank_line()
        self._device.begin_question()
        if screen.headings:
            self._page.write("quiet", self._device.glyphs.slash.join(screen.headings))
        self._page.write("question", screen.label)
        if change := change_text(screen, self._device.glyphs.arrow):
            self._page.write("", change)
        self._printed = None
        key, text = side_questions.ask_reason(lambda text: verify(Reason(text, screen.path)), self._device)
        if key is Key.STOP:
            return Stop()
        if key is Key.BACK:
            self._print_back()
            return Back(screen.path)
        self._page.reply(text.strip())
        return Reason(text, screen.path)

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop | NotBack:
        """Show all replies and return what to do with them."""
        from sstc_survey.prompters.terminal.review import ask_review

        self._printed = None
        self._last_reply = ""
        for line in lines:
            # What was typed for everything else in a list that was changed from here.
            if line.path in self._other_texts:
                return GoTo(line.path)
        self._page.blank_line()
        self._device.begin_question()
        self._page.write("title", gettext("Review"))
        self._within = chosen = None
        unfinished = self._fields.to_save()
        while isinstance(
            reply := ask_review(
                lines,
                unfinished,
                chosen,
                self._device,
                also=self._also,
                changed=self._changed,
                is_edit=self._is_edit,
            ),
            PromptEnd,
        ):
            key, chosen = reply
            if key is Key.NOT_BACK and self._within is None:
                return NotBack()
            first = self._asked_first(key)
            if first is not None:
                return first
        self._changed = reply.name if isinstance(reply, GoTo) else ""
        return reply

    def reject(self, problem: Problem) -> None:
        """Print why the last reply changes nothing, or what follows from it."""
        self._page.fault(problem_line(problem))

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        """Print that a reply was not saved, and the reply so that it can be copied by hand; ask what to do."""
        self._device.begin_question()
        self._page.fault(gettext("NOT saved: {problem}").format(problem=spell_out(str(problem))))
        if text := reply.text if isinstance(reply, Comment) else self._last_reply:
            self._page.write("", text, gettext("The answer was: "))
        # What belongs to a session stays beside it.
        return side_questions.ask_after_failure(self._device, may_move=self._session is None)

    def close(self, closing: str) -> None:
        """Print the last words of the questionnaire."""
        if closing:
            self._page.blank_line()
            self._page.write("", closing)

    def _print_question(self, screen: Screen) -> bool:
        """Print a question unless it is the last that was printed, and tell whether it was not."""
        printed = (screen.path, screen.language)
        if self._printed == printed:
            return False
        self._page.question(screen)
        self._printed = printed
        return True

    def _typed_before(self, screen: Screen, verify: Verify) -> Answer | None:
        """Return what was typed in the list before this question, which asks for it, if that is an answer to it."""
        text = self._other_texts.pop(screen.path, "")
        return Answer(text) if text and verify(Answer(text)) is None else None

    def _other_text(self, screen: Screen, *, resumed: bool) -> OtherText:
        """Return what is typed for the choice of everything else in the list of a question: it is in the draft too."""
        path = f"{screen.path}_{OTHER}"

        def get() -> str:
            field = self._fields.get(path) if resumed else None
            if field is not None and field.text:
                self._other_texts.setdefault(path, field.text)
            return self._other_texts.get(path, "")

        def put(text: str) -> None:
            if text:
                self._other_texts[path] = text
                self._fields.put(path, Unfinished(text=text))
            elif self._other_texts.pop(path, ""):
                self._fields.put(path, None)

        return OtherText(get, put)

    def _reply(self, screen: Screen, verify: Verify, *, is_back: bool) -> Reply | Stop | NotBack:
        """Ask until there is a reply; a comment may be written and a language chosen in between.

        `is_back` tells that what stands in the field was not typed just now.
        """
        comments_first = self._resumed and self._fields.get(comment_field(screen.path)) is not None
        other = self._other_text(screen, resumed=self._resumed)
        self._resumed = False
        while True:
            reply: Reply | Stop | Key = Key.COMMENT
            if not comments_first:
                reply = ask_question(
                    PromptContext(screen, self._fields, verify, self._device, is_back, other, self._also)
                )
            comments_first, is_back = False, True
            if not isinstance(reply, Key):
                if isinstance(reply, Leave) and reply.missing is Missing.REFUSED:
                    other.put("")
                return reply
            if reply is Key.NOT_BACK and self._within is None:
                return NotBack()
            if Key.COMMENT is not (self._within if reply is Key.NOT_BACK else reply):
                first = self._asked_first(reply, screen)
                if first is not None:
                    return first
                continue
            if reply is Key.NOT_BACK:
                self._device.return_to_left()
            self._within = Key.COMMENT
            end = self._enter_comment(screen, lambda text: verify(Comment(text)))
            if isinstance(end, Aside):
                return end
            key, text = end
            if key is Key.STOP:
                return Stop()
            if key is Key.ENTER and text.strip() != screen.comment:
                return Comment(text)

    def _enter_comment(self, screen: Screen, verify: Callable[[str], Problem | None]) -> PromptEnd[str] | Aside:
        """Ask for a comment; one that was begun and left is there when it is asked for again."""
        path = comment_field(screen.path)

        def note(text: str) -> None:
            # Also where nothing was typed yet: an interview that is stopped here goes on here.
            self._fields.put(path, Unfinished(text=text))

        begun = self._fields.get(path)
        default = screen.comment if begun is None or begun.text is None else begun.text
        remember = Remember(note, partial(kept, self._fields))
        also = frozenset() if self._session is None else self._also
        while True:
            end = side_questions.ask_comment(default, verify, self._device, remember, also)
            if self._session is None or end.key is not Key.MORE:
                break
            default = end.content
            if aside := ask_letter(self._session, self._device):
                return aside
        if end.key is not Key.STOP and end.content == screen.comment:
            self._fields.put(path, None)
        return end

    @property
    def _also(self) -> frozenset[Key]:
        """Return the keys for what is not of one question; a reference that is not saved would be in no list."""
        if self._session is not None:
            return frozenset({Key.MORE} if self._session.offers else ())
        return frozenset({Key.REFERENCE}) if self._reference_keeper is not None else frozenset()

    def _asked_first(self, key: Key, screen: Screen | RepeatScreen | None = None) -> ChangeLanguage | Stop | None:
        """Ask for a language, the reference or a command; return what that leads to, None where what was asked stays.

        Where Esc was no key, what it has left is asked again.
        """
        is_again = key is Key.NOT_BACK
        if is_again:
            self._device.return_to_left()
        if self._reference_keeper is not None and Key.REFERENCE is (self._within if is_again else key):
            self._within = Key.REFERENCE
            # What the command line gave may have had lines.
            given = tidied(self._reference_keeper.reference, multiline=False).text
            text = self._reference_left if is_again else given
            return self._change_reference(text, self._reference_keeper)
        if self._session is not None and Key.MORE is (self._within if is_again else key):
            self._within = Key.MORE
            return ask_letter(self._session, self._device)
        return self._other_language(screen) if screen else None

    def _change_reference(self, text: str, keeper: ReferenceKeeper) -> Stop | None:
        """Ask for the reference, with a text in its field, and save it; return a Stop where that is asked for."""
        # Until it is given, what stands in the field of the question goes on being kept.
        remember = Remember[str](lambda _: None, partial(kept, self._fields))
        while True:
            key, text = side_questions.ask_reference(text, self._device, remember)
            self._reference_left = text
            if key is Key.STOP:
                return Stop()
            if key is not Key.ENTER or text.strip() == keeper.reference:
                return None
            problem = keeper.save_reference(text)
            if problem is None:
                self._page.notice(changed_reference(keeper.reference))
                return None
            self._page.fault(gettext("NOT saved: {problem}").format(problem=spell_out(str(problem))))

    def _other_language(self, screen: Screen | RepeatScreen) -> ChangeLanguage | None:
        """Ask for another language; None where it stays the same."""
        self._within = Key.LANGUAGE
        language = side_questions.ask_language(screen.language, screen.languages, self._device)
        if language == screen.language:
            return None
        # Not as a reply is printed, and in the language that was chosen.
        words = (translated(side_questions.LANGUAGE, language), language_name(language))
        self._page.notice(self._device.glyphs.dot.join(words))
        return ChangeLanguage(language)

    def _print_reply(self, screen: Screen, reply: Reply | Stop, verify: Verify) -> None:
        """Leave a line with the reply as it was understood."""
        match reply:
            case Stop():
                return
            case Back():
                self._print_back()
                return
            case ChangeLanguage():
                self._printed = None
                return
            case Comment(text):
                text = text.strip()
                self._page.notice(gettext("Comment: {text}").format(text=text) if text else gettext("Comment removed"))
                return
            case _:
                pass
        self._last_reply = reply_text(screen, reply, verify)
        # A read-only value is on the screen already.
        if self._last_reply and not screen.read_only:
            self._page.reply(self._last_reply)

    def _not_back(self) -> NotBack:
        """Let what Esc has left be asked again as it was left."""
        self._device.return_to_left()
        self._printed = None
        return NotBack()

    def _print_back(self) -> None:
        self._page.notice(f"{self._device.glyphs.back} {gettext('back')}")
        self._printed = None
