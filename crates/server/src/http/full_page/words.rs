//! What the page says without a script, in the languages there are. A sentence is one entry; `{}` is filled in.

/// The words of one language.
pub(super) struct Words {
    /// Its BCP 47 tag.
    pub(super) language: &'static str,
    /// Why there may be no chat here.
    pub(super) needs: &'static str,
    /// What the page is for then.
    pub(super) lead: &'static str,
    pub(super) emergency: &'static str,
    pub(super) phone: &'static str,
    pub(super) hours: &'static str,
    pub(super) zone: &'static str,
    pub(super) open: &'static str,
    pub(super) closed: &'static str,
    /// On a day: closed all day.
    pub(super) closed_day: &'static str,
    /// On a day: open all day.
    pub(super) open_day: &'static str,
    /// From one day to another: two placeholders.
    pub(super) days: &'static str,
    /// From one time to another: two placeholders.
    pub(super) span: &'static str,
    /// Between two spans of a day.
    pub(super) and: &'static str,
    /// Day, month, year, by name.
    pub(super) date: fn(day: i8, month: &str, year: i16) -> String,
    pub(super) weekdays: [&'static str; 7],
    pub(super) months: [&'static str; 12],
    /// Whether its clock goes to twelve.
    pub(super) twelve_hours: bool,
    pub(super) unknown_title: &'static str,
    pub(super) unknown_text: &'static str,
}

/// The words for a language tag; English where there are none.
pub(super) fn words_of(tag: &str) -> &'static Words {
    let primary = tag.split(['-', '_', ',', ';']).next().unwrap_or_default();
    if primary.trim().eq_ignore_ascii_case("es") { &SPANISH } else { &ENGLISH }
}

/// Puts values where the braces are.
pub(super) fn fill<const N: usize>(sentence: &str, values: [&str; N]) -> String {
    values.iter().fold(sentence.to_owned(), |filled, value| filled.replacen("{}", value, 1))
}

const ENGLISH: Words = Words {
    language: "en",
    needs: "The chat needs JavaScript, which some browsers have switched off.",
    lead: "If the chat does not open, please reach us in another way:",
    emergency: "In an emergency call {}",
    phone: "Call the clinic: {}",
    hours: "When our teams answer the chat",
    zone: "Times are the clinic’s own ({}).",
    open: "Open now",
    closed: "Closed now",
    closed_day: "closed",
    open_day: "all day",
    days: "{} to {}",
    span: "{} to {}",
    and: ", ",
    date: |day, month, year| format!("{month} {day}, {year}"),
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    twelve_hours: true,
    unknown_title: "There is no chat at this address",
    unknown_text: "Please check the link, or look on your clinic’s web site or letters for its telephone number. In an emergency call \
                   your emergency number.",
};

const SPANISH: Words = Words {
    language: "es",
    needs: "El chat necesita JavaScript, que en algunos navegadores está desactivado.",
    lead: "Si el chat no se abre, comuníquese con nosotros de otra manera:",
    emergency: "En una emergencia, llame al {}",
    phone: "Llame a la clínica: {}",
    hours: "Cuándo responden nuestros equipos en el chat",
    zone: "Las horas son las de la clínica ({}).",
    open: "Abierto ahora",
    closed: "Cerrado ahora",
    closed_day: "cerrado",
    open_day: "todo el día",
    days: "De {} a {}",
    span: "de {} a {}",
    and: " y ",
    date: |day, month, year| format!("{day} de {month} de {year}"),
    weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    twelve_hours: false,
    unknown_title: "No hay ningún chat en esta dirección",
    unknown_text: "Revise el enlace, o busque el número de teléfono en el sitio web o en las cartas de su clínica. En una emergencia, \
                   llame al número de emergencias.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_by_its_first_part() {
        for (tag, want) in [
            ("es", "es"),
            ("es-MX", "es"),
            ("ES-419,es;q=0.9", "es"),
            ("en-GB", "en"),
            ("est", "en"),
            ("fr", "en"),
            ("", "en"),
        ] {
            assert_eq!(words_of(tag).language, want, "{tag}");
        }
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill(ENGLISH.days, ["Monday", "Friday"]), "Monday to Friday");
    }
}
