import { render } from "preact";
import { App } from "./app";
import { watch } from "./live";
import "uplot/dist/uPlot.min.css";
import "./style.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<App />, root);
  void watch(new AbortController().signal);
}
