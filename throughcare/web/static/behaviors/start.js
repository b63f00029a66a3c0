// Starts each small behavior; every page works without any of them.
import { leaveAtOnce } from "./leave.js";
import { moveThroughRows } from "./rows.js";
import { pressOnce } from "./press.js";
import { showWhatIsRefused } from "./refused.js";

leaveAtOnce(document);
moveThroughRows(document);
pressOnce(document);
showWhatIsRefused(document);
