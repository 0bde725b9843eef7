/** The dashboard: who held which district, when, who says so, and when did we know? */

import { render } from "preact";
import { Page } from "./page/Page";
import { followChanges } from "./state/live";

render(<Page />, document.getElementById("dashboard")!);
followChanges();
