// Spanish texts of the sound for new messages.
import type { sound as english } from "./en.sound.ts";
import type { Translation } from "./index.ts";

export const sound: Translation<typeof english> = {
  name: "Sonido para mensajes nuevos",
  on: "El sonido está activado",
  off: "El sonido está desactivado",
};
