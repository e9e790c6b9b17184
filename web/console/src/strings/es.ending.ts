// How chats end by themselves and are gone on with: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { ending as english } from "./en.ending.ts";

export const ending: Translation<typeof english> = {
  "line.inactive": "El chat terminó por sí solo: el paciente estaba presente y no escribió nada",
  "line.idleWarned": "Se avisó al paciente de que el chat termina a las {time} si no se escribe nada más",
  "line.stillHere": "El paciente sigue presente",
  "line.reopened": "El paciente continuó el chat; espera en {department}",
  "rating.title": "Qué le pareció al paciente",
  "rating.5": "Muy bueno (5 de 5)",
  "rating.4": "Bueno (4 de 5)",
  "rating.3": "Regular (3 de 5)",
  "rating.2": "Malo (2 de 5)",
  "rating.1": "Muy malo (1 de 5)",
};
