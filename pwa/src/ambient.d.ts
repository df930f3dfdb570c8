// What the build fills in.

/** Whether this is the shipped app: only then it has a worker. */
declare const BUILT: boolean;

declare module "*.css";

declare module "*.css?inline" {
  const text: string;
  export default text;
}

interface ImportMeta {
  /** Vite's: the modules of these files. */
  glob<T>(pattern: string, options: { eager: true }): Record<string, T>;
}

declare module "virtual:places" {
  const places: string;
  export default places;
}
