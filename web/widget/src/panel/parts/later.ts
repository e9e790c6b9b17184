// What is shown of waiting and of closed departments: a chunk of its own, there once it is loaded.
import { useEffect, useState } from "preact/hooks";

export const loadWaiting = () => import("../screens/Waiting.tsx");

export function useWaiting(): Awaited<ReturnType<typeof loadWaiting>> | undefined {
  const [part, setPart] = useState<Awaited<ReturnType<typeof loadWaiting>>>();
  useEffect(() => void loadWaiting().then(setPart, () => undefined), []);
  return part;
}
