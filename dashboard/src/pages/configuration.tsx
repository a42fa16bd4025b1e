import { useSignal } from "@preact/signals";
import { useAsked } from "../parts/asked";
import { Failed, Waiting } from "../parts/shown";

interface Setting {
  key: string;
  value: unknown;
  default: unknown;
  isDefault: boolean;
  source: string;
}

interface Warning {
  key: string;
  text: string;
  source: string;
}

/** The settings of a tree that is nested as the file is. */
function settings(tree: Record<string, unknown>, path: string[] = []): Setting[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    if (node === null || typeof node !== "object") {
      return [];
    }
    const object = node as Record<string, unknown>;
    return "isDefault" in object
      ? [{ ...(object as Omit<Setting, "key">), key: [...path, name].join(".") } as Setting]
      : settings(object, [...path, name]);
  });
}

export function Configuration() {
  const asked = useAsked<Record<string, unknown>>("/api/config", 0);
  const warned = useAsked<{ warnings: Warning[] }>("/api/warnings", 0);
  const search = useSignal("");
  const changed = useSignal(false);
  if (asked.state === "asking") {
    return <Waiting />;
  }
  if (asked.state === "failed") {
    return <Failed why={asked.why} />;
  }
  const all = settings(asked.value);
  const shown = all.filter((each) => each.key.includes(search.value) && (!changed.value || !each.isDefault));
  return (
    <section>
      <h1>Configuration</h1>
      {warned.state === "answered" && warned.value.warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings">
          {warned.value.warnings.map((each) => (
            <li key={each.key + each.text}><strong>{each.key}</strong> {each.text} <span class="quiet">({each.source})</span></li>
          ))}
        </ul>
      )}
      <form class="filters" aria-label="Filter settings" onSubmit={(event) => event.preventDefault()}>
        <label>
          Key
          <input type="search" placeholder="heartbeat" value={search.value} onInput={(event) => { search.value = event.currentTarget.value.trim(); }} />
        </label>
        <label class="check">
          <input type="checkbox" checked={changed.value} onChange={(event) => { changed.value = event.currentTarget.checked; }} />
          only what is not the default ({all.filter((each) => !each.isDefault).length})
        </label>
      </form>
      <div class="scroll" tabIndex={0} role="region" aria-label="Settings">
        <table>
          <thead><tr><th scope="col">Key</th><th scope="col">Value</th><th scope="col">Default</th><th scope="col">Set by</th></tr></thead>
          <tbody>
            {shown.map((each) => (
              <tr key={each.key} class={each.isDefault ? "" : "changed"}>
                <td><code>{each.key}</code>{!each.isDefault && <span class="mark changed">changed</span>}</td>
                <td>{text(each.value)}</td>
                <td class="quiet">{text(each.default)}</td>
                <td class="quiet">{each.isDefault ? "default" : each.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) {
    return "none";
  }
  return Array.isArray(value) ? (value.length === 0 ? "none" : value.join(", ")) : String(value);
}
