// What the pages of a quiz gain from JavaScript; all of them work without it.
import "./keys.js";
import "./help.js";
import "./focus.js";
import "./quiztime.js";
import "./quizmap.js";
