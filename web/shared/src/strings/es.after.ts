// Spanish texts of what is after a chat, and of its near end.
import type { after as english } from "./en.after.ts";
import type { Translation } from "./index.ts";

export const after: Translation<typeof english> = {
  "quiet.warned": "Este chat terminará a las {time} si no se escribe nada más.",
  "quiet.here": "Sigo aquí",
  "quiet.failed": "No fue posible: no hay conexión. Inténtelo de nuevo, por favor, o escriba un mensaje.",
  "line.warned": "Se le avisó: a las {time} terminaría el chat",
  "line.stayed": "Usted dijo que sigue aquí",
  "line.inactive": "El chat terminó porque no se escribió nada durante un tiempo",
  "line.reopened": "Usted continuó este chat",

  "refused.answer": "La clínica no pudo aceptar una respuesta. Lo que escribió sigue aquí; revíselo, por favor.",
  "refused.open": "Ya tiene un chat abierto. Vuelva a cargar la página para continuar.",
  "refused.blocked": "La clínica no acepta chats de usted hasta el {when}. Si necesita ayuda, llame por teléfono, por favor.",
  "refused.blocked.now": "La clínica no acepta chats de usted en este momento. Si necesita ayuda, llame por teléfono, por favor.",

  "reopen.text": "Puede continuar este chat hasta las {time}, o empezar otro.",
  "reopen.button": "Continuar este chat",
  "reopen.going": "Continuando…",
  "reopen.closed": "Este equipo está cerrado ahora mismo, así que este chat no se puede continuar. Todo sigue aquí. Puede empezar un chat nuevo para dejar un mensaje, o llamarnos.",
  "reopen.refused": "No se pudo continuar este chat. Todo sigue aquí. Puede intentarlo de nuevo, empezar un chat nuevo o llamarnos.",
  "reopen.over": "El plazo para continuar este chat ha pasado. Puede empezar otro.",

  "unsent.title": {
    one: "{n} mensaje quedó sin enviar",
    other: "{n} mensajes quedaron sin enviar",
  },
  "unsent.text": "Su chat terminó antes de que esto nos llegara. Está solo en este navegador. Puede continuar aquel chat y enviarlo, copiarlo o eliminarlo. Si no puede esperar, llame por teléfono, por favor.",
  "unsent.draft": "El chat terminó mientras usted escribía esto. Está solo en este navegador. Si continúa el chat, vuelve a estar en el cuadro de mensaje. También puede copiarlo o eliminarlo.",
  "unsent.first": "Arriba está lo que quedó sin enviar en su último chat. Envíelo, o cópielo y elimínelo; después podrá empezar un chat nuevo.",
  "unsent.list": "Lo que quedó sin enviar",
  "unsent.copy": "Copiar",
  "unsent.copied": "Copiado",
  "unsent.marked": "Está seleccionado: elija copiar en el teclado o en el menú.",
  "unsent.send": "Continuar y enviar",
  "unsent.remove": "Eliminar",

  "rating.title": "¿Qué le pareció este chat?",
  "rating.5": "Muy bueno",
  "rating.4": "Bueno",
  "rating.3": "Regular",
  "rating.2": "Malo",
  "rating.1": "Muy malo",
  "rating.comment": "¿Desea decir algo más? (opcional)",
  "rating.hint": "El personal que puede leer este chat puede leer el comentario. Se conserva tanto como el chat. Aquí no responde nadie: si necesita algo, continúe el chat o llame por teléfono.",
  "rating.send": "Enviar el comentario",
  "rating.rated": "Gracias. Su respuesta se guardó.",
  "rating.sent": "Gracias. Su respuesta y su comentario se guardaron.",
  "rating.failed": "No se guardó: no hay conexión. Inténtelo de nuevo, por favor.",
  "rating.refused": "Esto ya no se pudo guardar. Puede decírnoslo por teléfono o en otro chat.",
};
