// What may stand above the start screen: a chunk of its own.
export { Tongue } from "./Tongue.tsx";
export { Unsent } from "./Unsent.tsx";
