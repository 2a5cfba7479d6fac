"""What the cards look like in Anki: one stylesheet for light and night, phone and desktop, and two sides a note type.

Sides are written to work without the script, which only shuffles choices: where Anki runs none, the options
stand in their written order. The class ``nightMode`` is Anki's own sign of the dark scheme.
"""

LATEX_PRE = ("\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
             "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n")
LATEX_POST = "\\end{document}"

CSS = """\
.card {
  margin: 0; padding: 0; background: #f6f4ee; color: #1f2a33; text-align: left;
  font: 1.125rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
}
.card.nightMode, .nightMode .card { background: #1d2329; color: #e4e8eb; }
.gq {
  --ink: #1f2a33; --line: #d8d3c6; --soft: #5c6670; --paper: #ffffff; --accent: #0b6684;
  --right: #1c7a3e; --right-paper: #e6f4ea; --wrong: #b3261e; --wrong-paper: #fbe9e7; --missed: #efe9d8;
  box-sizing: border-box; max-width: 42rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word;
}
.nightMode .gq {
  --ink: #e4e8eb; --line: #3b454e; --soft: #a3afb9; --paper: #283038; --accent: #7cc4de;
  --right: #7fd39a; --right-paper: #1f3a2a; --wrong: #f2a19a; --wrong-paper: #43282a; --missed: #3a3c33;
}
.gq *, .gq *::before { box-sizing: border-box; }
.gq p { margin: 0 0 .6em; }
.gq p:last-child { margin-bottom: 0; }
.gq ul, .gq ol { margin: .4em 0 .6em; padding-left: 1.4em; }
.gq code, .gq pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
.gq pre { overflow-x: auto; padding: .6em .8em; background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
.gq table { border-collapse: collapse; }
.gq th, .gq td { padding: .25em .6em; border: 1px solid var(--line); }
.gq blockquote { margin: .5em 0; padding-left: .8em; border-left: 3px solid var(--line); }
.gq-bank { margin-bottom: .75rem; color: var(--soft); font-size: .8rem; }
.gq-heading { margin-bottom: .5rem; font-weight: 600; }
.gq-question { font-size: 1.25rem; line-height: 1.4; }
.gq-label { margin: 1rem 0 .25rem; color: var(--soft); font-size: .8rem; }
.gq-options { margin-top: 1rem; }
.gq-options ul { margin: 0; padding: 0; list-style: none; counter-reset: option; }
.gq-options li {
  position: relative; margin: 0 0 .5rem; padding: .55rem .8rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem;
}
.gq-choice li { padding-left: 2.6rem; counter-increment: option; }
.gq-choice li::before {
  content: counter(option, upper-alpha); position: absolute; left: .9rem; color: var(--soft); font-weight: 600;
}
.gq-back .gq-choice li { color: var(--soft); }
.gq-back .gq-choice li.gq-key { border-color: var(--right); background: var(--right-paper); color: inherit; font-weight: 600; }
.gq-back .gq-choice li.gq-key::before { content: "\\2713"; color: var(--right); }
.gq-hint { margin-top: 1rem; font-size: 1rem; }
.gq a, .gq a.hint { color: var(--accent); }
.gq hr { height: 0; margin: 1.25rem 0; border: 0; border-top: 1px solid var(--line); }
.gq-answer { color: var(--right); font-size: 1.25rem; font-weight: 600; line-height: 1.4; }
.gq-answer ul, .gq-answer ol, .gq-answer pre, .gq-answer table, .gq-answer blockquote {
  color: var(--ink); font-size: 1.125rem; font-weight: 400; line-height: 1.5;
}
.gq-also { margin-top: .25rem; color: var(--soft); font-size: .95rem; }
.gq-explanation { margin-top: 1rem; }
.gq-foot { margin-top: 1.25rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .8rem; }
.gq .cloze { color: var(--accent); font-weight: 700; }
.gq-back .cloze { color: var(--right); }
.gq-type { margin-top: 1rem; }
.gq-type input, #typeans {
  display: block; width: 100%; padding: .5rem .7rem; background: var(--paper); color: inherit;
  border: 1px solid var(--line); border-radius: .5rem; font: inherit; text-align: left;
}
.gq-type input { border-color: var(--soft); }
.gq-type div, .gq-type input, .gq-type code { font: inherit !important; }
.gq #typeans .typeGood { background: var(--right-paper); color: var(--right); }
.gq #typeans .typeBad { background: var(--wrong-paper); color: var(--wrong); }
.gq #typeans .typeMissed { background: var(--missed); color: var(--soft); }
.gq-map { position: relative; max-width: 34rem; margin-top: 1rem; line-height: 0; }
.gq-map img { width: 100%; max-width: none; height: auto; border: 1px solid var(--line); border-radius: .4rem; }
.gq-pin {
  position: absolute; width: 1rem; height: 1rem; margin: -.5rem 0 0 -.5rem; background: #d0342c; border: 3px solid #ffffff;
  border-radius: 50%; box-shadow: 0 0 0 1px #00000099; line-height: 1;
}
.gq-pin span {
  position: absolute; left: 1.1rem; top: -.5rem; padding: .15rem .4rem; background: #ffffff; color: #1f2a33; border-radius: .3rem;
  box-shadow: 0 0 0 1px #00000055; font-size: .85rem; font-weight: 600; line-height: 1.1; white-space: nowrap;
}
.gq-pin.gq-leftward span { left: auto; right: 1.1rem; }
.gq-credit { margin-top: .35rem; color: var(--soft); font-size: .75rem; }
@media (max-width: 30rem) { .gq { padding: .75rem; } .gq-question, .gq-answer { font-size: 1.15rem; } }
"""

_BANK = '<div class="gq-bank">{{Bank}}</div>\n'
_QUESTION = '<div class="gq-question">{{Question}}</div>\n'
_HINT = '{{#Hint}}<div class="gq-hint">{{hint:Hint}}</div>{{/Hint}}\n'
_OPTIONS = ('{{#Options}}<div class="gq-label">To choose from</div>\n'
            '<div class="gq-options gq-plain">{{Options}}</div>{{/Options}}\n')
_CHOICE = '<div class="gq-options gq-choice" id="gq-choice" data-id="{{Id}}">{{Options}}</div>\n'
_ANSWER = '<hr id="answer">\n<div class="gq-answer">{{Answer}}</div>\n'
_AFTER = """\
{{#Also right}}<div class="gq-also">Also right: {{Also right}}</div>{{/Also right}}
{{#Explanation}}<div class="gq-explanation">{{Explanation}}</div>{{/Explanation}}
<div class="gq-foot">{{#Source}}<div>Source: {{Source}}</div>{{/Source}}
{{#As of}}<div>As of {{As of}}</div>{{/As of}}
<div>{{Id}}</div></div>
"""
_MAP_CREDIT = '<div class="gq-credit">Made with Natural Earth. Borders are as Natural Earth draws them.</div>\n'

# The order is drawn on the front and kept for the back; an option of the class gq-last stays last.
_SHUFFLE = """\
<script>
(function () {
  var box = document.getElementById("gq-choice"), list = box && box.querySelector("ul");
  if (!list) { return; }
  var items = Array.prototype.slice.call(list.children);
  var order = items.map(function (_, n) { return n; }).filter(function (n) { return items[n].className.indexOf("gq-last") < 0; });
  for (var n = order.length - 1; n > 0; n--) {
    var other = Math.floor(Math.random() * (n + 1)), kept = order[n];
    order[n] = order[other];
    order[other] = kept;
  }
  items.forEach(function (_, n) { if (order.indexOf(n) < 0) { order.push(n); } });
  order.forEach(function (n) { list.appendChild(items[n]); });
  window.geoquizOrder = box.getAttribute("data-id") + "|" + order.join();
  try { sessionStorage.setItem("geoquizOrder", window.geoquizOrder); } catch (error) { /* The variable has it. */ }
})();
</script>
"""
_SAME_ORDER = """\
<script>
(function () {
  var box = document.getElementById("gq-choice"), list = box && box.querySelector("ul"), kept = window.geoquizOrder;
  if (!list) { return; }
  try { kept = kept || sessionStorage.getItem("geoquizOrder"); } catch (error) { /* Then in the written order. */ }
  var items = Array.prototype.slice.call(list.children), parts = (kept || "").split("|");
  var order = parts[0] === box.getAttribute("data-id") && parts[1] ? parts[1].split(",") : [];
  if (order.length !== items.length) { return; }
  order.forEach(function (n) { list.appendChild(items[n]); });
})();
</script>
"""


def _front(*pieces: str) -> str:
    return f'<div class="gq gq-front">\n{_BANK}{"".join(pieces)}</div>\n'


def _back(*pieces: str) -> str:
    return f'<div class="gq gq-back">\n{_BANK}{"".join(pieces)}{_AFTER}</div>\n'


CARD_FRONT = _front(_QUESTION, _OPTIONS, _HINT)
CARD_BACK = _back(_QUESTION, _ANSWER)
TYPED_FRONT = _front(_QUESTION, '<div class="gq-type">{{type:Answer}}</div>\n', _HINT)
TYPED_BACK = _back(_QUESTION, '<div class="gq-type">{{type:Answer}}</div>\n', _ANSWER)
CLOZE_FRONT = _front('{{#Heading}}<div class="gq-heading">{{Heading}}</div>{{/Heading}}\n',
                     '<div class="gq-question">{{cloze:Question}}</div>\n', _HINT)
CLOZE_BACK = _back('{{#Heading}}<div class="gq-heading">{{Heading}}</div>{{/Heading}}\n',
                   '<div class="gq-question" id="answer">{{cloze:Question}}</div>\n')
CHOICE_FRONT = _front(_QUESTION, _CHOICE, _HINT) + _SHUFFLE
CHOICE_BACK = _back(_QUESTION, _CHOICE.replace("<div ", '<a id="answer"></a><div ', 1)) + _SAME_ORDER
MAP_FRONT = _front(_QUESTION, '<div class="gq-map">{{Map}}</div>\n', _MAP_CREDIT,
                   '{{#Options}}<div class="gq-hint">{{hint:Options}}</div>{{/Options}}\n', _HINT)
MAP_BACK = _back(_QUESTION, '<div class="gq-map">{{Map}}{{Pin}}</div>\n', _MAP_CREDIT, _ANSWER)
