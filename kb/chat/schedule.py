"""The schedule of a chat: a row for each expression, to take away as CSV, Word or PDF. Made in memory alone."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from fpdf import FPDF

from kb import sheets
from kb.dates import civil

from .annotating import Note, Status
from .glossary import Sense
from .messages import Message

HEADINGS = ("No.", "Message", "When", "Sender", "Expression", "Meaning as at that date", "Source", "Citation")
TITLE = "Schedule of expressions"
CAUTION = (
    "Meanings are context. They are not evidence of what a person intended or agreed to. Illustrative content, not "
    "legal advice and not official guidance."
)
_WIDTHS = (9, 14, 27, 24, 30, 95, 42, 36)
_FONT = Path(__file__).parent.parent / "fonts" / "DejaVuSans.ttf"


def rows(notes: Sequence[Note]) -> list[tuple[str, ...]]:
    """The cells of each row, in the order of `HEADINGS`."""
    return [
        (
            str(note.number),
            str(note.message.number),
            when(note.message),
            note.message.sender,
            named(note.written),
            meaning(note),
            "; ".join(dict.fromkeys(_source(one.source, one.confidence) for one in _senses(note))),
            "; ".join(dict.fromkeys(str(one.citation) for one in _senses(note) if one.citation)),
        )
        for note in notes
    ]


def when(message: Message) -> str:
    """The date and time of a message in words; a date of two readings says so."""
    day = civil(message.day) if message.day else "no date"
    at = f", {message.at.hour:02}:{message.at.minute:02}" if message.at else ""
    return f"{day}{at}{' (or day and month the other way round)' if message.ambiguous else ''}"


def named(written: str) -> str:
    """An expression with the name of each emoji in it, so that it can be read aloud and printed anywhere."""
    names = [unicodedata.name(one, "") for one in written if ord(one) >= 0x2190 and unicodedata.category(one) == "So"]
    return f"{written} ({', '.join(one.lower() for one in names if one)})" if any(names) else written


def meaning(note: Note) -> str:
    """Every meaning of the expression by the date of its message, in words."""
    told = []
    for one in note.meanings:
        status = "" if one.status is Status.ATTESTED else f" ({one.status.value})"
        words = " / ".join(f"{sense.label}: {sense.words}" if sense.label else sense.words for sense in one.senses)
        told.append(f"{one.entry.title}{status}: {words}" if words else f"{one.entry.title}{status}")
    doubt = " Also an ordinary word; nothing near it shows another use." if note.faint else ""
    return " Or: ".join(told) + doubt


def to_csv(notes: Sequence[Note]) -> bytes:
    """The schedule as CSV that a spreadsheet takes for text: no cell begins a formula."""
    return sheets.to_csv((HEADINGS, *rows(notes)))


def to_docx(notes: Sequence[Note], made: str) -> bytes:
    """The schedule as a Word file. `made`: what it is of and as at when, without a word of the chat."""
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    document.core_properties.author, document.core_properties.title = "", TITLE
    document.add_heading(TITLE, 1)
    document.add_paragraph(f"{made} {CAUTION}")
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    told = [HEADINGS, *rows(notes)]
    for _ in told[1:]:
        table.add_row()
    cells = table._cells
    for place, cell in enumerate(clean(one) for row in told for one in row):
        run = cells[place].paragraphs[0].add_run(cell)
        run.font.size, run.bold = Pt(8), place < len(HEADINGS)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def to_pdf(notes: Sequence[Note], made: str) -> bytes:
    """The schedule as PDF."""
    pdf = FPDF("landscape", "mm", "A4")
    pdf.set_title(TITLE)
    pdf.set_lang("en-GB")
    pdf.add_font("DejaVu", fname=_FONT)
    has = pdf.fonts["dejavu"].cmap  # type: ignore[union-attr]
    pdf.set_font("DejaVu", size=7)
    pdf.set_margin(9)
    pdf.add_page()
    pdf.set_font_size(14)
    pdf.cell(text=TITLE, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(7)
    pdf.multi_cell(0, text=f"{made} {CAUTION}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    with pdf.table(col_widths=_WIDTHS, line_height=3.4, text_align="LEFT", first_row_as_headings=False) as table:
        for row in (HEADINGS, *rows(notes)):
            table.row([_printable(cell, has) for cell in row])
    return bytes(pdf.output())


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(one for one in text if one >= " " or one in "\n\t").encode("utf-8", "ignore").decode("utf-8")


def _printable(text: str, has: object) -> str:
    return "".join(one if ord(one) in has or one in "\n " else "\u25a1" for one in clean(text))  # type: ignore[operator]


def _senses(note: Note) -> list[Sense]:
    return [sense for one in note.meanings for sense in one.senses]


def _source(source: str, confidence: str) -> str:
    return f"{source} ({confidence.lower()})" if confidence else source
