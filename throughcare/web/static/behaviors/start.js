// Starts each small behavior; every page works without any of them.
import { leadToAnswers } from "./answers.js";
import { nameTheResult } from "./calls.js";
import { copyLines } from "./copy.js";
import { leaveAtOnce } from "./leave.js";
import { moveThroughRows } from "./rows.js";
import { pressOnce } from "./press.js";

leaveAtOnce(document);
moveThroughRows(document);
pressOnce(document);
leadToAnswers(document);
copyLines(document);
nameTheResult(document);
