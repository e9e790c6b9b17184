// Words of the search through ended chats: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { search as english } from "./en.search.ts";

export const search: Translation<typeof english> = {
  "search.label": "Nombre o asunto",
  "search.submit": "Buscar",
  "search.what": "Busca en nombres y asuntos. Lo escrito en un chat permanece sellado y no se busca en ello.",
  "search.more": "Por fecha y persona",
  "search.byDate": "Por fecha",
  "search.from": "Abierto desde",
  "search.to": "Abierto hasta",
  "search.servedBy": "Atendido por",
  "search.anyone": "Cualquier persona",
  "search.clear": "Borrar la búsqueda",
  "search.found": { one: "Se encontró {n} chat.", other: "Se encontraron {n} chats." },
  "search.soFar": {
    one: "Se encontró {n} chat hasta ahora, buscando hasta el {day}.",
    other: "Se encontraron {n} chats hasta ahora, buscando hasta el {day}.",
  },
  "search.onward": "Buscar en chats más antiguos",
  "keys.search": "Buscar, en el historial",
};
