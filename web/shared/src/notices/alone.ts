// One tab of this browser tells of a thing, and the others do not.

/** Does it unless another tab does, or has just done, the same; it keeps the others quiet for so long, in milliseconds. */
export async function alone(lock: string, holdMs: number, act: () => void): Promise<void> {
  if (!navigator.locks) return act();
  await navigator.locks.request(lock, { ifAvailable: true }, async (free) => {
    if (!free) return;
    act();
    await new Promise((resolve) => setTimeout(resolve, holdMs));
  });
}
