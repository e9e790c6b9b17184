// What a chat shows besides its composer: a chunk of its own, loaded beside the first screen.
export { SaveCopy } from "../copy/SaveCopy.tsx";
export { EndDialog, Ended } from "./End.tsx";
export { Log } from "./Log.tsx";
export { createSpoken } from "../model/spoken.ts";
export { Bars } from "./Bars.tsx";
export { Connection } from "./Connection.tsx";
export { Sound } from "../sound/Sound.tsx";
