// Mentions in notes: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { mentions as english } from "./en.mentions.ts";

export const mentions: Translation<typeof english> = {
  "notice.mention": "Se le mencionó en una nota",
  "mention.spoken": "{from} le mencionó en una nota de un chat en {department}.",
  "mention.list": "Menciones {n}",
  "mention.from": "{from} pide su ayuda",
  "mention.read": "Leer el chat",
  "mention.readName": "Leer el chat con {name}",
  "mention.away": "Entendido",
  "mention.awayName": "Marcar como vista la mención en el chat con {name}",
  "mention.label": "Colegas",
  "mention.found": {
    one: "{n} colega. Enter pone el nombre en la nota.",
    other: "{n} colegas. Las flechas eligen, Enter pone el nombre en la nota.",
  },
  "mention.nothing": "Ningún colega de este departamento coincide. Esc cierra esta lista.",
  "mention.put": "{name}: recibirá un aviso con esta nota, sin su texto.",
  "mention.online": "en línea",
  "mention.offline": "sin conexión",
};
