/** Where does everything stand? */

import { busy } from "../api/resource";
import { Areas } from "../counts/Areas";
import { Buckets } from "../counts/Buckets";
import { Panel } from "../district/Panel";
import { MapView } from "../map/MapView";
import { Provinces } from "../provinces/Provinces";
import { link } from "../state/link";
import { theatre } from "../state/theatre";
import { Districts } from "../table/Districts";
import { TimeBar } from "../time/TimeBar";
import { words } from "../words";
import { Header } from "./Header";
import { News } from "./News";

export function Page() {
  return (
    <>
      <a class="skip" href="#counts">{words.value.skip}</a>
      <Header />
      <News />
      <main aria-busy={busy()}>
        <section class="stage" aria-label={words.value.views[link.value.view ?? "map"]}>
          {link.value.view === "table" ? <Districts /> : <MapView />}
        </section>
        <TimeBar />
        <aside class="side" id="counts" tabIndex={-1} aria-label={words.value.counts}>
          {link.value.district && <Panel />}
          <Buckets />
          <Areas />
          <Provinces />
          <p class="quiet origin">
            {theatre.value?.note} {theatre.value?.attribution} {theatre.value?.licence}
          </p>
        </aside>
      </main>
    </>
  );
}
