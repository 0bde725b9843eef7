/** What does the API answer? The fields that the dashboard reads, as the contract names them. */

export interface Status {
  id: string;
  label: string;
  controller: string | null;
  degree: string;
  colour: string;
  order: number;
}

export interface Boundaries {
  revision: number;
  source: string;
  title: string;
  licence: string | null;
  attribution: string | null;
  valid_from: string | null;
  valid_to: string | null;
}

export interface Theatre {
  id: string;
  code: string;
  title: string;
  actors: { id: string; label: string }[];
  falls_to: string;
  statuses: Status[];
  sets: { id: string; title: string; total: number }[];
  policies: { id: string; description: string }[];
  default_set: string;
  default_policy: string;
  revision: number;
  coverage: { assessed: number; total: number; first_valid: string | null; last_valid: string | null };
  geometry_source: string | null;
  boundaries: Boundaries[];
  licence: string;
  attribution: string;
  note: string | null;
}

export interface Echo {
  theatre: string;
  policy: string;
  set: string;
  revision: number;
  known_at: string | null;
}

export interface StatusItem {
  code: string;
  name: string;
  province: string;
  province_name: string;
  type: string;
  status: string;
  possible: string[];
  since: { edtf: string; earliest: string | null; latest: string } | null;
  last_confirmed: string | null;
  claim: number | null;
}

export interface StatusAnswer extends Echo {
  items: StatusItem[];
}

export interface Polygon {
  type: "Polygon" | "MultiPolygon";
  coordinates: never[];
}

export interface StatusFeatures extends Echo {
  geometry_source: string | null;
  features: { id: string; geometry: Polygon | null; properties: StatusItem }[];
}

export interface StatusSeries extends Echo {
  from: string;
  to: string;
  statuses: string[];
  items: { code: string; runs: [day: number, status: number, possible: number][] }[];
}

export interface Bucket {
  status: string;
  count: number;
}

export interface Province {
  code: string;
  name: string;
  names: Record<string, string[]>;
  total: number;
  buckets: Bucket[];
  capital: { code: string; name: string; status: string } | null;
  /** Its districts but the capital. */
  districts: { total: number; buckets: Bucket[] };
  fallen: { to: string; extent: "all" | "some" | "none" | "indeterminate"; since: string | null };
}

export interface District {
  code: string;
  code_system: string;
  name: string;
  names: Record<string, string[]>;
  province: string;
  province_name: string;
  type: string;
  sets: string[];
}

export interface Report {
  url: string | null;
  archived_url: string | null;
  title: string | null;
  publisher: string | null;
  published_on: string | null;
}

export interface Review {
  standing: string;
  reason: string | null;
  recorded_at: string;
}

export interface Claim {
  id: number;
  place: string;
  covers: number;
  status: string;
  valid_from: string;
  earliest: string | null;
  latest: string;
  source: string;
  speaker: string | null;
  note: string | null;
  report: Report | null;
  standing: string;
  reviews: Review[];
  recorded_at: string;
}

export interface Period {
  status: string;
  from: string;
  from_earliest: string | null;
  from_latest: string;
  to: string | null;
  claims: number[];
}

export interface History extends Echo {
  periods: Period[];
  items: Claim[];
  total: number;
}

export interface Source {
  id: string;
  name: string;
  kind: string;
  favours: string | null;
}

export interface FigureValue {
  as_reported: string | null;
  count: number | null;
  share: number | null;
  gain?: boolean | number | null;
}

export interface Figure {
  reported: {
    date: string;
    place: string;
    denominator: number | null;
    unit: string;
    values: Record<string, FigureValue | null>;
    report: Report | null;
    source: string | null;
  };
  computed: { total?: number; assessed: number } | null;
  reason?: string | null;
}

export interface List<Item> {
  items: Item[];
  total: number;
  next: string | null;
}

export interface Change {
  revision: number;
  kind: string;
  recorded_at: string;
  claim?: Claim;
}
