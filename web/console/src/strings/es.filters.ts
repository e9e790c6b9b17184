// Filters of the lists, and closing several chats: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { filters as english } from "./en.filters.ts";

export const filters: Translation<typeof english> = {
  "list.understood": "Entendido",
  "filter.open": "Filtrar",
  "filter.on": "Filtrar (activo)",
  "filter.label": "Qué chats se muestran",
  "filter.show": "Mostrar",
  "filter.all": "Todos",
  "filter.mine": "Solo los míos",
  "filter.waiting": "Solo los que esperan",
  "filter.department": "Departamento",
  "filter.anyDepartment": "Todos los departamentos",
  "filter.late": "Esperan demasiado",
  "filter.unread": "Míos con algo nuevo",
  "filter.never": "Las emergencias y lo que se le ofrece se muestran siempre.",
  "filter.hidden": { one: "{n} chat no se muestra.", other: "{n} chats no se muestran." },
  "filter.reset": "Mostrar todos",
  "keys.filter": "Filtrar las listas",

  "several.open": "Cerrar varios…",
  "several.title": "Cerrar varios chats",
  "several.which": "Se ofrecen sus chats terminados y los que están en curso en los que el paciente está ausente o nadie ha escrito durante 10 minutos. No se ofrecen las emergencias ni los chats con algo sin leer o sin enviar.",
  "several.running": "Estos terminan",
  "several.ended": "Estos se quitan de su lista",
  "several.why": "Por qué terminan (opcional)",
  "several.noReason": "Sin motivo",
  "several.effect": {
    one: "Termina {n} chat: {names}. El paciente ve que usted lo terminó y ya no puede escribir en él.",
    other: "Terminan {n} chats: {names}. Los pacientes ven que usted los terminó y ya no pueden escribir en ellos.",
  },
  "several.clears": {
    one: "{n} chat terminado se quita de su lista. No se avisa a nadie.",
    other: "{n} chats terminados se quitan de su lista. No se avisa a nadie.",
  },
  "several.goesOn": "Hay algo nuevo en la conversación con {name}. Sigue abierta.",
  "several.none": "Elija al menos uno.",
  "several.nothing": "Ahora mismo no hay nada que terminar.",
  "several.submit": { one: "Cerrar {n} chat", other: "Cerrar {n} chats" },
  "several.working": "Cerrando…",
  "several.failed": "No se terminó: {name}. {message}",
};
