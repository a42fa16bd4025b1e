import type { World } from "../world.js";

/** How often the clocks are compared. */
const TICK = 5000;

/** What a comparison showed, in milliseconds. */
export interface Tick {
  /** A timer came so much too late: nothing ran for so long. */
  readonly late: number;
  /** The wall clock's step against the monotonic one. */
  readonly jump: number;
}

/** Compares the clocks while a connection is open, since no event tells that a machine slept. */
export class Clocks {
  readonly #world: World;
  readonly #seen: (tick: Tick) => void;
  readonly #woke: () => void;
  #now = 0;
  #wall = 0;
  #cancel: (() => void) | undefined;

  constructor(world: World, seen: (tick: Tick) => void, woke: () => void) {
    this.#world = world;
    this.#seen = seen;
    this.#woke = woke;
  }

  /** After a time that is known not to count. */
  restart(): void {
    if (this.#cancel) {
      this.start();
    }
  }

  start(): void {
    this.#cancel?.();
    this.#now = this.#world.now();
    this.#wall = this.#world.wall();
    const tick = () => {
      const { late, jump } = this.#compare();
      this.start();
      // The timers of a hidden page are late as a rule.
      if (jump > TICK || (late > TICK && !this.#world.hidden())) {
        this.#woke();
      }
    };
    this.#cancel = this.#world.after(TICK, tick, true);
  }

  stop(): void {
    if (this.#cancel) {
      this.#cancel();
      this.#cancel = undefined;
      this.#compare();
    }
  }

  #compare(): Tick {
    const passed = this.#world.now() - this.#now;
    const tick = { late: Math.max(0, passed - TICK), jump: this.#world.wall() - this.#wall - passed };
    this.#seen(tick);
    return tick;
  }
}
