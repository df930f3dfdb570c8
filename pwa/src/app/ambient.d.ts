// What the build fills in.

/** Whether this is the shipped app: only then it has a worker. */
declare const BUILT: boolean;

declare module "*.css";

declare module "virtual:places" {
  const places: string;
  export default places;
}
