// What a screen reader says while nothing on the screen moves; the app's own.
export { announce, LiveRegion } from "../../ui/LiveRegion";
