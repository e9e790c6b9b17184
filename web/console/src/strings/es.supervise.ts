// What supervisors do, and what those hear whom it is done to: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { supervise as english } from "./en.supervise.ts";

export const supervise: Translation<typeof english> = {
  "notice.note": "Un colega le escribió una nota",
  "notice.taken": "Un colega tomó un chat suyo",

  "whisper.title": "De {from}, solo para usted y el personal",
  "whisper.hint": "El paciente no ve esto. Es una nota en este chat.",
  "whisper.heard": "Retirar",
  "whisper.spoken": "Nota privada de {from} sobre {name}: {text}",
  "taken.spoken": "{from} ha tomado el chat con {name}. Usted ya no está en él.",
  "state.setAway": "{by} le puso en ausente.",
  "state.setOnline": "{by} le puso en línea.",

  "board.acts": "Lo que puede hacer por {name}",
  "board.setAway": "Poner en ausente",
  "board.setAwayName": "Poner a {name} en ausente",
  "board.setOnline": "Poner en línea",
  "board.setOnlineName": "Poner a {name} en línea",
  "board.running": "Chats en curso",
  "board.runningName": "Chats en curso en {department}",
  "board.runningHint": "Los nombres se muestran cuando usted los pide, y eso queda anotado.",
  "board.runningShow": "Mostrar los chats en curso",
  "board.runningAgain": "Volver a mirar",
  "board.runningNone": "Ahora no se atiende aquí ningún chat.",
  "board.servedBy": "con {name}",
  "board.watch": "Observar",
  "board.watchName": "Observar el chat con {name}",

  "watch.title": "Está observando el chat con {name}",
  "watch.what": "Lo atiende {staff}. Ni a {staff} ni al paciente se les dice que usted lo lee. Su apertura quedó anotada en el registro de auditoría, con su nombre y la hora.",
  "watch.opening": "Abriendo…",
  "watch.note": "Nota privada a {staff}",
  "watch.noteHint": "{staff} la ve enseguida. El paciente no la ve.",
  "watch.send": "Enviar la nota",
  "watch.close": "Dejar de observar",
  "watch.over": "No hay nada más que observar: el chat ha terminado o pasó a otro lugar.",
  "watch.lost": "Sin conexión. Continuará cuando vuelva la conexión; eso será otra anotación en el registro.",
  "watch.take": "Tomar el chat",
  "watch.takeTitle": "¿Tomar el chat con {name}?",
  "watch.takeEffect": "Desde ahora lo atiende usted. El paciente ve que usted se ha incorporado; a {staff} se le avisa y sale del chat.",
  "watch.taking": "Tomando el chat…",
};
