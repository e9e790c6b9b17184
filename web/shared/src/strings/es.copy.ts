// The patient's own copy: the Spanish texts of its dialogue and of the file.
import type { copy as english } from "./en.copy.ts";
import type { Translation } from "./index.ts";

export const copy: Translation<typeof english> = {
  button: "Guardar una copia",
  title: "¿Guardar una copia de este chat?",
  shared: "En una computadora que usan otras personas, ellas podrán leer la copia. Guárdela solo en un dispositivo suyo.",
  only: "Este chat no se guarda en ningún otro lugar: su copia es la única.",
  hidden: "Los números ocultos siguen ocultos en la copia.",
  html: "Guardar como página web",
  text: "Guardar como texto",
  cancel: "No guardar",
  saved: "La copia se guardó entre sus descargas.",

  "file.name": "copia-del-chat-{date}",
  "file.title": "Chat con {clinic}",
  "file.department": "Departamento: {department}",
  "file.emergency": "En caso de emergencia, llame al {number}",
  "file.phone": "Llamar a la clínica: {phone}",
  "file.made": "Copia hecha en el navegador el {when}",
  "file.zone": "Las horas corresponden a la zona horaria {zone}.",
  "file.shared": "Quien pueda abrir este archivo puede leerlo. En una computadora que usan otras personas, bórrelo cuando lo haya leído.",
  "file.only": "El chat no se guardó: esta es la única copia.",
  "file.running": "El chat no había terminado cuando se hizo esta copia.",
  "file.line": "{time} {who}: {text}",
  "file.state": "{text} ({state})",
  "file.covered": "[{what}]",
};
