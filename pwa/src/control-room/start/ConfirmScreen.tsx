export { StartScreen as ConfirmScreen } from "./StartScreen";
