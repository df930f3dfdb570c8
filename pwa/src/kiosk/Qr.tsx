import type { Drawing } from "./server";

/** Dark on white whatever the rest of the screen does: cameras know no other. */
export function Qr({ drawing, label }: { drawing: Drawing; label: string }) {
  const { size, path } = drawing;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
