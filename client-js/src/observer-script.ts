// The script tag: dist/observer.min.js is made of this.

import { observe } from "./observer.js";

const script = document.currentScript as HTMLScriptElement | null;
observe(script?.dataset.holdfast ?? (script?.src || location.href));
