// Speaks to screen readers, apart from the log. Two regions used in turn, so that the same words are read out again.
export function Announcer({ said }: { said: { text: string; count: number } }) {
  return (
    <>
      {[0, 1].map((turn) => (
        <div key={turn} class="unseen" role="status" aria-live="polite" aria-atomic="true">
          {said.count % 2 === turn ? said.text : ""}
        </div>
      ))}
    </>
  );
}
