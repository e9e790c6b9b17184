// Words about reminders: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { reminder as english } from "./en.reminder.ts";

export const reminder: Translation<typeof english> = {
  "remind.button": "Recordar",
  "remind.title": "Recordarme el chat con {name}",
  "remind.effect": "A esa hora vuelve a estar en su lista, y usted recibe un aviso sin ningún texto del chat. Solo usted lo ve.",
  "remind.when": "Cuándo",
  "remind.hour": "Dentro de 1 hora",
  "remind.hours": "Dentro de 4 horas",
  "remind.tomorrow": "Mañana, 9:00",
  "remind.week": "Dentro de una semana, 9:00",
  "remind.own": "En otro momento",
  "remind.at": "Fecha y hora",
  "remind.missing": "Elija una fecha y una hora a partir de ahora, dentro de 90 días.",
  "remind.submit": "Crear el recordatorio",
  "remind.working": "Creando…",
  "remind.done": "Se le recordará: {time}.",
  "due.head": "Por retomar {n}",
  "due.since": "Recordatorio para {time}",
  "due.finish": "Hecho",
  "due.finishName": "Dar por hecho el recordatorio de {name}",
  "due.spoken": "Hay un chat que retomar.",
  "notice.reminder": "Hay un chat que retomar",
};
