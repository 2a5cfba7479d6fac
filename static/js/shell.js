// What every page gains from JavaScript; without it all of them work the same.
import "./menu.js";
import "./once.js";
