// A React application as people write them: StrictMode, options made anew in every render, a provider.
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { HoldfastProvider, useHoldfast } from "../src/react.js";

interface Seen {
  renders: number;
  states: string[];
  messages: unknown[];
}

export const seen: Seen = { renders: 0, states: [], messages: [] };
export const controls: { rerender?: () => void; token?: (token: string) => void; show?: (shown: boolean) => void } = {};

function Chat({ url, token }: { url: string; token: string | null }) {
  seen.renders++;
  // New object, new functions, in every render.
  const { state, send, lastMessage } = useHoldfast(url, {
    name: "react",
    getToken: () => token,
    onMessage: (data) => seen.messages.push(data),
  });
  useEffect(() => {
    seen.states.push(state.type);
  }, [state.type]);
  useEffect(() => {
    send("from an effect");
  }, [send]);
  return <p id="chat">{`${state.type} ${String(lastMessage)}`}</p>;
}

function App({ url }: { url: string }) {
  const [, setRenders] = useState(0);
  const [token, setToken] = useState<string | null>(null);
  const [shown, setShown] = useState(true);
  controls.rerender = () => setRenders((n) => n + 1);
  controls.token = setToken;
  controls.show = setShown;
  return shown ? <Chat url={url} token={token} /> : <p>away</p>;
}

function Member({ id }: { id: string }) {
  const { state } = useHoldfast();
  return <p id={id}>{state.type}</p>;
}

export function mountHook(url: string): void {
  createRoot(document.getElementById("root") as HTMLElement).render(
    <StrictMode>
      <App url={url} />
    </StrictMode>,
  );
}

export function mountProvider(url: string): void {
  createRoot(document.getElementById("root") as HTMLElement).render(
    <StrictMode>
      <HoldfastProvider url={url}>
        <Member id="one" />
        <Member id="two" />
        <Member id="three" />
      </HoldfastProvider>
    </StrictMode>,
  );
}
