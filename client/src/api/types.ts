// What the server says and takes (docs/web.md). Held to its OpenAPI document by tests/Fastshot.Web.Tests: a member or a
// type that is only on one side fails there.
// Times are RFC 3339, sizes are bytes, rates are per second, costs are US dollars, durations are seconds.

/** Every error: an RFC 9457 problem. `code` is for programs, `title` says what happened, `hint` what to do. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  hint: string | null;
  /** Of settings and metadata: every value that is not good. */
  problems: FieldProblem[] | null;
}

export interface FieldProblem {
  /** The member, as `name`, or the key of config.ini. */
  field: string;
  line: number | null;
  message: string;
  hint: string | null;
}

/** GET /api/connection: what a page needs before anything else. */
export interface Connection {
  /** Goes into the header `X-Fastshot-Antiforgery` of each POST, PUT, PATCH and DELETE. */
  antiforgery: string;
  version: string;
  /** Changes with each start of the server. */
  start: string;
  /** `en` or `zh-CN`, as config.ini says; null where it says nothing. */
  language: string | null;
  hasLibrary: boolean;
  hasRemote: boolean;
  hasShownRecoveryKey: boolean;
  isDemo: boolean;
  colors: string[];
  limits: UploadLimits;
}

export interface UploadLimits {
  /** Of one request, in bytes. */
  uploadBytes: number;
  filesPerUpload: number;
  nameLength: number;
  descriptionLength: number;
  tagLength: number;
  tags: number;
  classLength: number;
  bulkIds: number;
  pageSize: number;
}

export type Where = "here" | "both" | "cloud" | "waiting";
export type SessionState = "live" | "trash";
export type SortOrder = "created" | "name" | "size" | "images";

export interface Session {
  id: string;
  name: string;
  description: string;
  tags: string[];
  color: string;
  class: string;
  created: string;
  size: number;
  imageCount: number;
  device: string;
  state: SessionState;
  local: boolean;
  synced: boolean;
  classicFile: string | null;
  /** here: on this device only, no remote; both: here and there; cloud: there only; waiting: here, not sent yet. */
  where: Where;
  /** The address of the preview, good for ever; null where there is none to be had here. */
  preview: string | null;
  trashed: string | null;
}

/** GET /api/sessions */
export interface SessionList {
  total: number;
  offset: number;
  items: Session[];
  /** For the next page of the same query; null on the last one. */
  nextCursor: string | null;
  /** Counts up with every change of the library; the same as in events. */
  revision: number;
}

/** GET /api/sessions/days: with the filters of GET /api/sessions. */
export interface DayList {
  total: number;
  bytes: number;
  /** Newest first, by the clock of this machine. */
  days: DayCount[];
  revision: number;
}

export interface DayCount {
  /** `2026-11-26` */
  day: string;
  count: number;
}

/** GET /api/sessions/{id} */
export interface SessionDetail extends Session {
  board: Board | null;
  /** Null where the pictures are not here, or are damaged. */
  shots: Shot[] | null;
  /** Why there are no shots: `not_here`, `damaged`, … */
  problem: Problem | null;
}

export interface Board {
  width: number;
  height: number;
}

export interface Shot {
  file: string;
  /** The address of the original picture. */
  url: string;
  mediaType: string;
  width: number;
  height: number;
  size: number;
  sha256: string;
  x: number;
  y: number;
  scale: number;
  opacity: number;
  hidden: boolean;
  title: string | null;
  captured: string | null;
}

/** GET /api/facets */
export interface Facets {
  tags: FacetValue[];
  colors: FacetValue[];
  classes: FacetValue[];
  /** `2026-11`, newest first. */
  months: FacetValue[];
  sessions: number;
  trash: number;
  bytes: number;
  /** Sessions with something that was not sent yet. */
  waiting: number;
  /** Sessions whose pictures are on this device. */
  here: number;
  /** Sessions whose pictures are only at the remote. */
  cloud: number;
  revision: number;
}

export interface FacetValue {
  value: string;
  count: number;
}

/** PATCH /api/sessions/{id}: what is missing or null stays as it is. */
export interface SessionEdit {
  name: string | null;
  description: string | null;
  color: string | null;
  class: string | null;
  addTags: string[] | null;
  removeTags: string[] | null;
}

/** The answer to every change of sessions. */
export interface ChangeResult {
  changed: number;
  /** The sessions as they are now, at most 200 of them. */
  items: Session[];
  failed: ItemFailure[];
  /** Goes to POST /api/undo/{undo}; null where nothing was changed, or where it cannot be undone. */
  undo: string | null;
}

export interface ItemFailure {
  id: string;
  code: string;
  message: string;
}

export type BulkAction = "edit" | "delete" | "restore" | "purge" | "download" | "drop";

/** POST /api/bulk: either ids, or a query whose every session is meant. */
export interface BulkRequest {
  action: BulkAction;
  ids: string[] | null;
  query: SessionFilter | null;
  edit: SessionEdit | null;
}

/** As the parameters of GET /api/sessions. */
export interface SessionFilter {
  query: string | null;
  tags: string[] | null;
  color: string | null;
  class: string | null;
  since: string | null;
  until: string | null;
  where: string | null;
  trash: boolean | null;
}

/** POST /api/sessions (multipart/form-data: `files`, `name`, `description`, `tag`…, `color`, `class`) */
export interface UploadResult {
  session: Session;
  /** Files that were no images, when others were. */
  refused: RefusedFile[];
}

export interface RefusedFile {
  file: string;
  reason: string;
}

export type OperationState =
  | "queued"
  | "running"
  | "paused"
  | "cancelling"
  | "completed"
  | "partly"
  | "failed"
  | "cancelled"
  | "interrupted";

export type OperationKind =
  | "sync"
  | "set-up"
  | "download"
  | "import"
  | "verify"
  | "repair"
  | "rebuild"
  | "cache"
  | "export"
  | "bulk";

export interface Operation {
  id: string;
  /** One of OperationKind; others may come. */
  kind: string;
  /** What it works on, for people. */
  subject: string;
  state: OperationState;
  priority: string;
  attempt: number;
  retryOf: string | null;
  queued: string;
  started: string | null;
  ended: string | null;
  progress: OperationProgress | null;
  /** As `pushed`: 3. */
  counts: NamedCount[];
  failure: OperationFailure | null;
  canCancel: boolean;
  canPause: boolean;
  canResume: boolean;
  canRetry: boolean;
  /** Whether GET /api/operations/{id} has a report. */
  hasReport: boolean;
  /** Whether another process of this device runs it, which only that process can cancel. */
  isForeign: boolean;
}

export interface OperationProgress {
  /** As `pull`, `push`, `check`, `download`, `look`, `mend`. */
  step: string;
  done: number;
  /** 0 where it is not known yet. */
  total: number;
  bytes: number;
  itemsPerSecond: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
  /** What it is at now; null where it does not say. */
  item: string | null;
}

export interface NamedCount {
  name: string;
  count: number;
}

export interface OperationFailure {
  code: string;
  message: string;
  hint: string | null;
}

/** GET /api/operations: running first, then queued, then what ended, newest first. */
export interface OperationList {
  total: number;
  running: number;
  queued: number;
  items: Operation[];
}

/** GET /api/operations/{id} */
export interface OperationDetail {
  operation: Operation;
  /** Of the kind of the operation; null where it has none, or it was dropped. */
  report: Report | null;
}

/** What came of an operation: the members of its kind are there, the others are null. */
export interface Report {
  sync: SyncReport | null;
  verify: VerifyReport | null;
  repair: RepairReport | null;
  import: ImportReport | null;
  cache: CacheReport | null;
  setUp: SetUpReport | null;
  changes: ChangeResult | null;
}

export interface SyncReport {
  pushed: number;
  pulled: number;
  deleted: number;
  downloaded: number;
  failed: ItemFailure[];
  /** Sentences that a person should read. */
  notices: SyncNotice[];
  requests: RequestCounts;
  bytesSent: number;
  bytesReceived: number;
  seconds: number;
  cost: number | null;
}

export interface SyncNotice {
  /** As `held_back`: then POST /api/sync with `allowDeletions` goes on, after a person agreed. */
  code: string;
  message: string;
}

export interface RequestCounts {
  get: number;
  put: number;
  list: number;
  head: number;
  delete: number;
}

export interface Finding {
  kind: string;
  object: string;
  id: string | null;
  action: string;
  detail: string;
}

export interface FindingCount {
  kind: string;
  action: string;
  count: number;
}

export interface VerifyReport {
  side: string;
  readPercent: number;
  checked: number;
  healthy: number;
  findings: Finding[];
  more: FindingCount[];
}

export interface RepairReport {
  side: string;
  dryRun: boolean;
  repaired: Finding[];
  left: Finding[];
  lost: Finding[];
  /** What would be done (dry run), or waits until a person agrees. */
  planned: Finding[];
  more: FindingCount[];
}

export interface ImportReport {
  imported: Session[];
  skipped: ImportNote[];
  failed: ImportNote[];
}

export interface ImportNote {
  path: string;
  reason: string;
}

export interface CacheReport {
  dryRun: boolean;
  dropped: number;
  bytes: number;
  kept: number;
  previews: number;
}

export interface SetUpReport {
  url: string;
  vault: string;
  isNew: boolean;
  sessions: number;
}

/** GET /api/remote */
export interface Remote {
  /** Without secrets; null where none is set. */
  url: string | null;
  layout: string;
  /** Null where it was not asked: GET /api/remote?ask=true asks. */
  reachable: boolean | null;
  lastSync: string | null;
  /** Records that were not sent yet. */
  waiting: number;
  /** `auto` or `manual`. */
  sync: string;
  health: RemoteHealth | null;
  bill: Bill;
}

export interface RemoteHealth {
  checked: string;
  objects: number;
  findings: number;
}

export interface Bill {
  /** `2026-11` */
  month: string;
  requests: RequestCounts;
  bytesSent: number;
  bytesReceived: number;
  cost: number | null;
}

/** POST /api/remote/look and POST /api/remote/probe; `url` null means the one that is set. */
export interface PlaceRequest {
  url: string | null;
}

/** What lies at a place, before it is set. */
export interface RemoteLook {
  url: string;
  vaults: string[];
  /** This library's vault, where it lies there. */
  own: string | null;
}

export interface Probe {
  ok: boolean;
  checks: ProbeCheck[];
}

export interface ProbeCheck {
  name: string;
  ok: boolean;
  supported: boolean;
  detail: string;
  hint: string | null;
}

/** PUT /api/remote */
export interface SetUpRequest {
  url: string;
  layout: string | null;
  /** Which vault to join; null to create one, or where there is only one. */
  vault: string | null;
  /** A person agreed that a new vault is made. */
  create: boolean;
  /** New for a new vault; one that opens it (or the recovery key) for one that is there. */
  passphrase: string | null;
  /** A person agreed that the sessions of this device are sealed anew for that vault. */
  reseal: boolean;
}

export interface SyncRequest {
  /** `none`, `recent`, `all`; null: none. */
  download: string | null;
  allowDeletions: boolean;
}

export type Side = "here" | "remote";

export interface VerifyRequest {
  side: string;
  /** 0: names and lengths only; 100: everything to its last byte. */
  readPercent: number;
  resume: boolean;
}

/** POST /api/verify/estimate */
export interface Estimate {
  objects: number;
  bytes: number;
  requests: number;
  seconds: number;
  cost: number | null;
}

export interface RepairRequest {
  side: string;
  readPercent: number;
  dryRun: boolean;
  /** Names of objects (Finding.object) of `planned` that a person agreed to. */
  agreed: string[] | null;
}

export interface RebuildRequest {
  /** `index`, `list`, `remote`; in a bucket of the older program also `indexes`, and `list` is its own unless `side` is `here`. */
  what: string;
  side: string | null;
  dryRun: boolean;
  /** For `remote`, where no key file is left there. */
  passphrase: string | null;
}

/** GET /api/cache */
export interface Cache {
  archives: number;
  bytes: number;
  previews: number;
  previewBytes: number;
  index: IndexState;
  sizeMax: number;
  ageMaxDays: number;
}

export interface IndexState {
  bytes: number;
  healthy: boolean;
}

/** POST /api/cache/clear, POST /api/cache/optimize */
export interface CacheRequest {
  dryRun: boolean;
  /** As `500MB`; null: as config.ini says. */
  maxSize: string | null;
  /** As `30d`; null: as config.ini says. */
  maxAge: string | null;
}

/** GET /api/keys */
export interface Keys {
  vault: string | null;
  hasShownRecoveryKey: boolean;
  /** Names of key files at the remote; null where it was not asked or is away. */
  files: string[] | null;
}

export interface PassphraseRequest {
  passphrase: string;
}

/** POST /api/keys/recovery: the one secret that reaches the page, and only when a person asks. */
export interface RecoveryKey {
  key: string;
  vault: string;
}

/** GET /api/settings */
export interface Settings {
  items: Setting[];
  problems: FieldProblem[];
}

export interface Setting {
  key: string;
  /** Secrets are `***`, or empty where none is set. */
  value: string;
  default: string;
  isSet: boolean;
  isSecret: boolean;
  meaning: string;
  accepts: string;
}

/** PUT /api/settings: all or nothing. Null takes a key out of the file. */
export interface SettingsChange {
  values: SettingValue[];
}

export interface SettingValue {
  key: string;
  value: string | null;
}

/** GET /api/status */
export interface Status {
  library: LibraryStatus;
  remote: Remote;
  index: IndexState;
  hasShownRecoveryKey: boolean;
  /** What the library mended or went around when it was opened. */
  notices: string[];
}

export interface LibraryStatus {
  path: string;
  sessions: number;
  trash: number;
  bytes: number;
}

/** Payloads of GET /api/events, by the name of the event. */
export interface Events {
  /** First after a connection, unless all that was missed could be sent again. */
  snapshot: Snapshot;
  /** One operation changed. */
  operation: Operation;
  /** The library changed: lists, counts and facets are to be asked again. */
  library: LibraryChange;
  /** What is known of the remote changed. */
  remote: RemoteChange;
  /** config.ini changed by this program. */
  settings: SettingsChanged;
}

export interface Snapshot {
  /** Changes with each start of the server. */
  start: string;
  library: LibraryChange;
  remote: RemoteChange;
  operations: Operation[];
}

export interface LibraryChange {
  revision: number;
  sessions: number;
  trash: number;
}

export interface RemoteChange {
  url: string | null;
  /** Null where it was not asked yet. */
  reachable: boolean | null;
  lastSync: string | null;
  waiting: number;
}

export interface SettingsChanged {
  /** The keys, without their values. */
  keys: string[];
}
