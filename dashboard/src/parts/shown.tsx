// Small pieces that every page uses.
import type { ComponentChildren } from "preact";
import { exactly, time, words } from "../format";
import type { Confidence, Explanation } from "../model";
import { to } from "../route";

export function Time({ at }: { at: string | number }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={exactly(date)}>
      {time(date)}
    </time>
  );
}

/** How sure an explanation is: a shape and a word, not a colour alone. */
export function Sure({ confidence }: { confidence: Confidence }) {
  const shape = { PROVEN: "●", LIKELY: "◕", POSSIBLE: "◔", NONE: "○" }[confidence];
  const word = { PROVEN: "proven", LIKELY: "likely", POSSIBLE: "possible", NONE: "unknown" }[confidence];
  return (
    <span class={`sure ${word}`}>
      <span aria-hidden="true">{shape}</span> {word}
    </span>
  );
}

export function Cause({ id, filter }: { id: string; filter?: boolean }) {
  return filter ? <a href={to("ends", undefined, { cause: id })}>{words(id)}</a> : <>{words(id)}</>;
}

export function Expected({ explanation }: { explanation: Explanation }) {
  return explanation.expected ? (
    <span class="mark expected">expected</span>
  ) : (
    <span class="mark unexpected">unexpected</span>
  );
}

/** The page of a cause, from this server. */
export function docPage(doc: string): string {
  return `/${doc.replace(/\.md$/, ".html")}`;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Waiting() {
  return (
    <p class="waiting" role="status">
      Asking the server…
    </p>
  );
}

export function Failed({ why }: { why: string }) {
  return (
    <div class="empty" role="alert">
      <h2>That did not work</h2>
      <p>{why}</p>
    </div>
  );
}
