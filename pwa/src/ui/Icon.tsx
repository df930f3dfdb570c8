const RING = "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19z";
const SHAPES = {
  ok: `${RING}M8 12.5l3 3 5.5-6.5`,
  note: `${RING}M12 11.5v5M12 7.8v.01`,
  broken: "M12 3.5L22 20.5H2zM12 10v5M12 17.7v.01",
  busy: `${RING}M8 12v.01M12 12v.01M16 12v.01`,
  phone:
    "M7 3.5h3l1.5 4.5-2.2 1.6a11 11 0 0 0 5 5l1.7-2.2 4.5 1.5v3c0 1-.8 1.8-1.8 1.7A16.3 16.3 0 0 1 5.3 5.3C5.2 4.3 6 3.5 7 3.5z",
  back: "M15 5l-7 7 7 7",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  share: "M12 15V4M8 7.5L12 3.5l4 4M7 11H5.5v9.5h13V11H17",
  add: "M5 4h14v16H5zM12 8.5v7M8.5 12h7",
  home: "M5 4h4v4H5zM15 4h4v4h-4zM5 14h4v4H5zM15 14h4v4h-4z",
};

/** A drawn sign; what it says must also stand in words. */
export function Icon({ name, size = 24 }: { name: keyof typeof SHAPES; size?: number }) {
  return (
    <svg class="sign" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
