// The form of a question: kept as a draft while one types, with the preview beside it.
import { keepDraft } from "./draft.js";

const preview = document.getElementById("preview");
keepDraft(document.getElementById("question-form"), (content) => preview.replaceChildren(content));
