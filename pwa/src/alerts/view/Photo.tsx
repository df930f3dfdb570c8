import { useState } from "preact/hooks";
import { wordsOf } from "../../i18n/app";

const t = wordsOf("alerts");

/** Its place is kept before it is there; a photo that does not come leaves none. */
export function Photo({ src }: { src: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return null;
  return (
    <img
      class="photo"
      src={src}
      alt={t("alert.photo")}
      width="640"
      height="480"
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
