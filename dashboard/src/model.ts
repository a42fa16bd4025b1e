// What the diagnostics API answers, as far as this page shows it.

export interface Moment {
  t: number;
  open: number;
  opened: number;
  ended: number;
  unexpected: number;
  rejected: number;
  over_minute: number;
  rtt_ms: number | null;
  lag_ms: number;
  causes: Record<string, number>;
  /** Of these, unexpected ends and refusals. */
  troubles: Record<string, number>;
}

export type Confidence = "PROVEN" | "LIKELY" | "POSSIBLE" | "NONE";

export interface Explanation {
  cause: string;
  confidence: Confidence;
  initiator: string;
  expected: boolean;
  summary: string;
  evidence: string[];
  fix: string;
  doc: string;
  missing?: string[];
}

export interface Fact {
  at_ms: number;
  fact: string;
  [field: string]: unknown;
}

export interface Identity {
  connection_id: string;
  user_id: string | null;
  remote_address: string;
  path: string | null;
  auth_method: string | null;
  subprotocol: string | null;
  origin: string | null;
  user_agent: string | null;
  attempt: string | null;
  accepted_at: string;
}

export interface Counts {
  messages_received: number;
  messages_sent: number;
  bytes_received: number;
  bytes_sent: number;
  errors: number;
}

export interface End extends Identity, Counts {
  timestamp: string;
  opened: boolean;
  disconnect_code: number;
  disconnect_reason: string;
  transport_end: string | null;
  duration_seconds: number;
  explanation: Explanation;
  timeline?: { start: string; omitted: number; facts: Fact[] };
}

export interface Connection extends Identity, Counts {
  state: string;
  age_seconds: number;
  idle_seconds: number;
  round_trip_seconds: number | null;
  queued_bytes: number;
}

/** One backend of a gateway. */
export interface Backend {
  backend: string;
  /** `null` where nothing looks at its health. */
  up: boolean | null;
  connections: number;
  chosen: number;
  unreached: number;
}

export interface Incident {
  incident_id: string;
  kind: string;
  open: boolean;
  subject: string;
  count: number;
  started_at: string;
  opened_at: string;
  last_at: string;
  ended_at?: string | null;
  connections: string[];
  explanation: Explanation;
  shared?: Record<string, unknown>;
  different?: Record<string, unknown>;
  [field: string]: unknown;
}

export interface About {
  version: string;
  started_at: string;
  unclean_stop: boolean;
}
