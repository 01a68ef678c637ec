// What the bench puts into the page it measures.

interface Window {
  porticoMarks: Partial<import("./probe.mjs").Marks>;
  /** Clicks where something has become visible. */
  porticoSeen(x: number, y: number): Promise<void>;
  /** Says that the click has had its effect. */
  porticoDone(): Promise<void>;
}
