// A bar chart of our own: one bar a label, drawn as SVG, named for who does not see it. Its numbers are in the table beneath.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";

export interface Bar {
  label: string;
  value: number;
}

const [WIDTH, HEIGHT, FOOT] = [720, 160, 24];
/** How wide a bar's place is at least for every bar to have its number on it. */
const NUMBERED = 28;

export function Chart({ id, title, bars }: { id: string; title: string; bars: readonly Bar[] }): JSX.Element {
  const most = bars.reduce((best, bar) => (bar.value > best.value ? bar : best), bars[0] ?? { label: "", value: 0 });
  const top = Math.max(1, most.value);
  const step = WIDTH / Math.max(1, bars.length);
  // As many labels as fit without running into each other.
  const every = Math.max(1, Math.ceil(bars.length / 12));
  return (
    <svg class="chart" viewBox={`-24 0 ${WIDTH + 24} ${HEIGHT + FOOT}`} role="img" aria-labelledby={`${id}-title ${id}-text`}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{t("numbers.chart", { most: most.value, at: most.label })}</desc>
      <line class="chart-line" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      {bars.map(({ label, value }, index) => {
        const height = (value / top) * (HEIGHT - 20);
        const x = index * step;
        return (
          <g key={label}>
            <rect class="chart-bar" x={x + step * 0.15} width={step * 0.7} y={HEIGHT - height} height={height} rx="2" />
            {value > 0 && (step >= NUMBERED || index === bars.indexOf(most)) && (
              <text class="chart-text" x={x + step / 2} y={HEIGHT - height - 6} text-anchor="middle">{value}</text>
            )}
            {index % every === 0 && (
              <text class="chart-text" x={x + step / 2} y={HEIGHT + 17} text-anchor="middle">{label}</text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
