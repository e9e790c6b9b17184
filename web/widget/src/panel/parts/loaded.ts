// A part that is loaded beside the first screen: there at once when it has come already.
import { useEffect, useState } from "preact/hooks";

export interface Part<T> {
  load(): Promise<T>;
  /** Undefined until it has come. */
  use(): T | undefined;
}

export function part<T extends object>(fetched: () => Promise<T>): Part<T> {
  let loaded: T | undefined;
  const load = async (): Promise<T> => (loaded = await fetched());
  return {
    load,
    use() {
      const [here, set] = useState(loaded);
      useEffect(() => {
        if (!here) load().then(set, () => undefined);
      }, []);
      return here;
    },
  };
}
