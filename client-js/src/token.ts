/** Milliseconds until a JSON Web Token ends, by the clock given; Infinity if it does not say, or is none. */
export function expiresIn(token: string | null, wall: number): number {
  try {
    const { exp } = JSON.parse(atob(`${token}`.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""));
    return typeof exp === "number" ? exp * 1000 - wall : Infinity;
  } catch {
    return Infinity;
  }
}

/** The subprotocol entry that carries a token; in base64url, since not everything may stand in a header. */
export function tokenEntry(token: string): string {
  return `jwt.${btoa(token).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}
