import { Checkbox, type CheckboxProps } from "../../ui/Checkbox";
import { useHeard } from "./Field";

/** A box to tick; what is wrong with it is heard as of the room's other fields. */
export function Check(props: CheckboxProps) {
  useHeard(props.id, props.error);
  return <Checkbox {...props} />;
}
