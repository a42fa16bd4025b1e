import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** About two screens of rows. */
const STEP = 30;

/**
 * How many rows of a long list are made: those that were scrolled to, and some below. A list that changes as a whole every
 * other second would otherwise make long frames of rows that nobody sees.
 * @returns their number, and what stands below them
 */
export function useScrolledTo(all: number): [number, RefObject<HTMLDivElement | null>] {
  const [reached, reach] = useState(STEP);
  const below = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = below.current;
    if (element === null || reached >= all) {
      return;
    }
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          reach((rows) => rows + STEP);
        }
      },
      { rootMargin: "300px" },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, [reached, all]);
  return [Math.min(reached, all), below];
}
