// What is opened now and then, in one file: settings, leaving, a code, the ways back to a permission.

export { Install } from "../install/Install";
export { InstallScreen } from "../install/InstallScreen";
export { Refused } from "../install/Refused";
export { Leaving } from "../leaving/Leaving";
export { Link } from "../link/Link";
export { Settings } from "../settings/Settings";
