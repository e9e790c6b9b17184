// Words about blocked visitors: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { block as english } from "./en.block.ts";

export const block: Translation<typeof english> = {
  "block.button": "Bloquear",
  "block.title": "¿Bloquear a {name}?",
  "block.effect":
    "{name} no podrá abrir chats ni dejar mensajes aquí hasta que termine el bloqueo. Se le informa de ello, con el número de emergencia y el teléfono de la clínica. Lo que parezca una emergencia seguirá llegando a ustedes.",
  "block.ends": "Este chat termina ahora.",
  "block.bound": "El bloqueo vale en el navegador que usa ahora, no en sus otros dispositivos. Queda anotado en el registro de auditoría, y cualquiera de ustedes puede deshacerlo en el historial.",
  "block.why": "Por qué",
  "block.abusive": "Insulta o acosa",
  "block.threat": "Amenaza",
  "block.spam": "Envía publicidad o spam",
  "block.other": "Otra cosa",
  "block.long": "Durante cuánto tiempo",
  "block.missing": "Elija primero por qué.",
  "block.submit": "Bloquear al visitante",
  "block.working": "Bloqueando…",
  "block.done": "Se ha bloqueado a {name}.",
  "blocked.button": "Visitantes bloqueados",
  "blocked.title": "Visitantes bloqueados",
  "blocked.loading": "Cargando…",
  "blocked.none": "No hay nadie bloqueado. Aquí aparecen los visitantes que se bloquean desde un chat, y el bloqueo puede deshacerse.",
  "blocked.line": "{reason} · por {name}, hasta {time}",
  "blocked.undo": "Desbloquear",
  "blocked.undoName": "Desbloquear a {name}",
  "blocked.undone": "{name} puede volver a abrir chats.",
};
