import { useEffect, useState } from "preact/hooks";

/** The time of day, a second at a time. */
export function useClock(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  return now;
}
