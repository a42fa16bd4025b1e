import { useEffect, useState } from "preact/hooks";
import { ask, Refused } from "../api";

export type Asked<T> =
  | { state: "asking" }
  | { state: "answered"; value: T }
  | { state: "failed"; why: string; missing: boolean };

/**
 * What a path answers, asked again and again.
 * @param everyMillis 0 to ask once
 */
export function useAsked<T>(path: string, everyMillis: number): Asked<T> {
  const [asked, setAsked] = useState<{ path: string; answer: Asked<T> }>({ path, answer: { state: "asking" } });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      try {
        const value = await ask<T>(path, abort.signal);
        setAsked({ path, answer: { state: "answered", value } });
      } catch (failure) {
        if (abort.signal.aborted) {
          return;
        }
        const refused = failure instanceof Refused;
        setAsked((before) =>
          // What was known stays on the page while the server is away; the link's state says that it is old.
          before.path === path && before.answer.state === "answered" && !refused
            ? before
            : {
                path,
                answer: {
                  state: "failed",
                  why: refused ? failure.message : "the server does not answer",
                  missing: refused && failure.status === 404,
                },
              },
        );
      }
      if (everyMillis > 0 && !abort.signal.aborted) {
        timer = setTimeout(round, everyMillis);
      }
    };
    void round();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, everyMillis]);
  return asked.path === path ? asked.answer : { state: "asking" };
}
