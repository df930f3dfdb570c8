/** Our own mark: three open rings closing on a point. scripts/icons.mjs draws the same. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 96 96" aria-hidden="true">
      <path d="M85.9 46A38 38 0 1 1 50 10.1M73.3 42.2A26 26 0 1 1 53.8 22.7M60.9 42.5A14 14 0 1 1 53.5 35.1" />
      <circle cx="48" cy="48" r="5" />
    </svg>
  );
}
