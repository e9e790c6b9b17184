// Every Spanish text of the loader.
import type { loader as english } from "./en.loader.ts";
import type { Translation } from "./index.ts";

export const loader: Translation<typeof english> = {
  label: "Chatee con nosotros",
  "label.unread": {
    one: "{label}, {n} mensaje sin leer",
    other: "{label}, {n} mensajes sin leer",
  },
  opening: "Abriendo el chat",
  away: "El chat no responde en este momento.",
  "away.retry": "Intentarlo de nuevo",
  close: "Cerrar",
  emergency: "En caso de emergencia, llame al {number}",
  phone: "Llamar a la clínica: {phone}",
};
