// Words of the search through ended chats: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { search as english } from "./en.search.ts";

export const search: Translation<typeof english> = {
  "search.label": "Nombre o asunto",
  "search.submit": "Buscar",
  "search.where": "Dónde se busca",
  "search.cards": "Nombres y asuntos",
  "search.texts": "Lo escrito",
  "search.textLabel": "Palabras en el chat",
  "search.what": "Busca en nombres y asuntos. No se abre ningún chat.",
  "search.whatTexts": "Abre los chats que cumplen lo elegido abajo, primero los más recientes. El registro de auditoría anota cuáles, no sus palabras. Lo tapado no se encuentra.",
  "search.department": "Departamento",
  "search.anyDepartment": "Cualquier departamento",
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
  "search.working": "Abriendo chats y buscando …",
  "search.noText": "Ningún chat terminado que pueda volver a leer tiene estas palabras.",
  "search.lookedAt": { one: "Se buscó en {n} chat.", other: "Se buscó en {n} chats." },
  "search.by": "{name}, {when}",
  "search.noteBy": "Nota, {name}, {when}",
  "search.morePlaces": { one: "{n} lugar más en este chat", other: "{n} lugares más en este chat" },
  "search.here": "Encontrado aquí",
  "keys.search": "Buscar, en el historial",
};
