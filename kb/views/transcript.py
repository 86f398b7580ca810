"""Explain a chat: paste or drop it, read it with notes in the margin, take the schedule away. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from kb import explaining
from kb.chat import annotating, files, schedule, unusual
from kb.chat.annotating import Note, Type
from kb.chat.messages import Chat, Message, Order
from kb.dates import civil
from kb.explaining import Asked, Explained
from kb.links import page_date
from kb.times import today

blueprint = Blueprint("transcript", __name__, url_prefix="/transcript")

TYPES = {
    Type.TERM: "Words",
    Type.ABBREVIATION: "Short forms",
    Type.EMOJI: "Emoji",
    Type.ALGOSPEAK: "Spellings to get past filters",
    Type.SITE: "Sites and apps",
}
ORDERS = {
    Order.UNKNOWN: "By the dates themselves, or else day first",
    Order.DAY: "Day first, as in the UK",
    Order.MONTH: "Month first, as in the USA",
}
MOST_ROWS = 500
"""Rows of the schedule that the page itself shows; the files have all of them."""
DOWNLOADS = {"csv": "text/csv; charset=utf-8", "docx": "", "pdf": "application/pdf"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/")
def ask() -> ResponseReturnValue:
    """The empty form."""
    return _form(Asked())


@blueprint.post("/")
def show() -> ResponseReturnValue:
    """The chat with its notes, or its schedule as a file."""
    file = request.files.get("file")
    name = (file.filename or "") if file else ""
    asked = explaining.asked(request.form, name, file.read(files.LARGEST_FILE + 1) if file and name else b"")
    if asked.issues:
        return _form(asked), 400
    explained = explaining.explained(asked.text, asked.order, asked.day)
    if asked.hide_names:
        explained = _without_names(explained)
    wanted = request.form.get("as", "")
    shown = [one for one in explained.notes if _is_shown(one, asked)]
    if wanted in DOWNLOADS:
        return _file(shown, wanted)
    return _page(asked, explained, shown)


def _is_shown(note: Note, asked: Asked) -> bool:
    return (not asked.show or note.type == asked.show) and (asked.ordinary or not note.faint)


def _form(asked: Asked) -> str:
    return render_template(
        "transcript/ask.html",
        page_title="Explain a chat",
        active="transcript",
        asked=asked,
        told=asked.told,
        errors={one.field: one.message for one in asked.issues},
        headings=[(one, one) for one in asked.headings],
        orders=[(one.value, words) for one, words in ORDERS.items()],
        most=files.LONGEST,
        endings=",".join(files.ACCEPTED),
    )


def _page(asked: Asked, explained: Explained, shown: Sequence[Note]) -> str:
    chat = explained.chat
    firsts: dict[tuple[object, ...], int] = {}
    for one in shown:
        firsts.setdefault(one.key, one.number)
    return render_template(
        "transcript/chat.html",
        page_title="A chat explained",
        active="transcript",
        asked=asked,
        chat=chat,
        bubbles=_bubbles(chat, shown),
        number=len(shown),
        left_out=sum(one.faint for one in explained.notes),
        firsts=firsts,
        tally=annotating.tally(shown),
        unusual=unusual.unusual(chat, explained.notes),
        named=schedule.named,
        types=[("", "Everything"), *((one.value, words) for one, words in TYPES.items())],
        orders=[(one.value, words) for one, words in ORDERS.items()],
        rows=schedule.rows(shown) if len(shown) <= MOST_ROWS else (),
        most_rows=MOST_ROWS,
        headings=[(one, "") for one in schedule.HEADINGS],
    )


def _bubbles(chat: Chat, shown: Sequence[Note]) -> Iterator[tuple[object, ...]]:
    """What the page shows of each message, made when it is shown: a long chat has ten thousand of them."""
    notes, sides = annotating.by_message(shown), _sides(chat.messages)
    for one in chat.messages:
        mine = notes.get(one.number, ())
        pieces = annotating.pieces(chat.text, one.start, one.end, mine) if mine else ()
        side = sides.get(one.sender, 0) % 2
        yield one.number, one.sender, side, schedule.when(one), chat.text[one.start : one.end], pieces, mine


def _sides(messages: Sequence[Message]) -> dict[str, int]:
    """A number for each sender in the order in which they first write, for their side and colour."""
    found: dict[str, int] = {}
    for one in messages:
        if one.sender:
            found.setdefault(one.sender, len(found))
    return found


def _without_names(explained: Explained) -> Explained:
    """The same with each sender called by a letter. What they write is left as it is."""
    letters = {name: f"Person {_letter(place)}" for name, place in _sides(explained.chat.messages).items()}

    def told(message: Message) -> Message:
        return replace(message, sender=letters.get(message.sender, ""))

    chat = replace(explained.chat, messages=[told(one) for one in explained.chat.messages])
    return Explained(chat, [replace(one, message=told(one.message)) for one in explained.notes])


def _letter(place: int) -> str:
    letter = chr(ord("A") + place % 26)
    return letter if place < 26 else f"{letter}{place // 26 + 1}"


def _file(notes: Sequence[Note], ending: str) -> Response:
    made = f"Made on {civil(today())} from the glossary as at {page_date().label}. Meanings are by each message's date."
    if ending == "csv":
        content = schedule.to_csv(notes)
    else:
        content = schedule.to_docx(notes, made) if ending == "docx" else schedule.to_pdf(notes, made)
    response = Response(content, content_type=DOWNLOADS[ending] or _WORD)
    response.headers["Content-Disposition"] = f'attachment; filename="schedule.{ending}"'
    return response
