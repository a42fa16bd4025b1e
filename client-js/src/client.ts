import { CoreClient } from "./core.js";
import type { Explanation } from "./evidence/diagnosis.js";
import { Evidence } from "./evidence/evidence.js";
import type { Report } from "./evidence/report.js";
import type { Options } from "./options.js";

/** A connection that is kept: it comes back by itself and says why it went. */
export class HoldfastClient extends CoreClient {
  readonly #evidence: Evidence;

  /** @throws TypeError or SyntaxError if the address is none */
  constructor(url: string | URL | (() => string | URL), options: Options = {}) {
    let evidence: Evidence | undefined;
    super(url, { ...options, startClosed: true }, (inside) => {
      evidence = new Evidence(inside);
      return evidence;
    });
    this.#evidence = evidence as unknown as Evidence;
    if (!options.startClosed) {
      this.connect();
    }
  }

  /** The last explanation of this client. */
  get explanation(): Explanation | undefined {
    return this.#evidence.explanation;
  }

  /** What was seen of the last connection or attempt that ended. */
  get lastReport(): Report | undefined {
    return this.#evidence.lastReport;
  }
}
