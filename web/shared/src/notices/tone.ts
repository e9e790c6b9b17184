// The sounds: soft tones made here, so that there is no file. A browser lets a page sound only once somebody has used it.

/** Frequencies in hertz, one after the other. */
const TONES = {
  message: [660],
  waiting: [523, 784],
  note: [660, 880],
  taken: [784, 523],
  mention: [660, 880],
  reminder: [587],
} as const;
const LENGTH_S = 0.28;
const LOUDNESS = 0.12;

let context: AudioContext | undefined;

export function playTone(notice: keyof typeof TONES): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  const sound = context;
  TONES[notice].forEach((frequency, index) => {
    const at = sound.currentTime + index * LENGTH_S * 0.7;
    const tone = sound.createOscillator();
    const loudness = sound.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
    tone.connect(loudness).connect(sound.destination);
    tone.start(at);
    tone.stop(at + LENGTH_S);
  });
}
