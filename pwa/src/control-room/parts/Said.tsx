// What a screen reader says while nothing on the screen moves; the app's own.
export { Said, say as announce } from "../../ui/LiveRegion";
