// What the pages of the study screen gain from JavaScript; all of them work without it.
import "./keys.js";
import "./swipes.js";
import "./help.js";
import "./turn.js";
import "./focus.js";
