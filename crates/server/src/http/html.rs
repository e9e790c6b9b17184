//! Text that is put into a page: nothing in it is read as markup.

use std::fmt::{self, Display, Formatter, Write};

/// Writes what it holds as text of an element or of a quoted attribute.
pub(super) struct Escaped<T>(pub(super) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(Into(f), "{}", self.0)
    }
}

struct Into<'a, 'b>(&'a mut Formatter<'b>);

impl Write for Into<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                other => self.0.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_is_markup() {
        let text = Escaped("</h1><script a=\"b\" c='d'>&amp;é").to_string();
        assert_eq!(text, "&lt;/h1&gt;&lt;script a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;amp;é");
    }
}
